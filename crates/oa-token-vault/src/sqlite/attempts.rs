//! The ledger of attempts.

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::{AttemptVersion, HistoryEvent, LastAttempt, NewAttempt, NewPair};
use oa_token_model::refresh::late::{self, Arrival, Current};
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Entry, Fingerprint};
use oa_token_model::refresh::{Attempt, AttemptState};
use oa_token_model::secret::SecretBytes;
use oa_token_model::token::{Generation, Source, StoredPair};
use oa_token_model::zalo::RawAnswer;
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{self, Walk};
use super::config::{self, Config};
use super::pairs::{self, NewRow};
use super::spent::{self, Fate};
use super::{answers, chain, destinations, history, holds};
use crate::VaultError;
use crate::seal::Sealer;

/// The states in which a terminated process can leave an attempt (`refresh::plan::is_open`).
///
/// Excludes a lost answer to a token that has been replaced since.
const OPEN: &str = "(state IN ('prepared', 'sending', 'responded') OR (state = 'unknown' AND recoveries = 0
    AND fingerprint = (SELECT refresh_print FROM pair WHERE pair.profile = profile.id
        AND pair.generation = profile.current)))";

/// Writes a new attempt.
pub(super) fn insert(connection: &Connection, sealer: &Sealer, new: &NewAttempt) -> Result<(), VaultError> {
    let of = &new.profile;
    let mut config = config::read(connection, sealer, of)?;
    chain::check_from(connection, sealer, of, &config, i64::MAX)?;
    if new.kind == AttemptKind::Refresh {
        if new.attempt.state == AttemptState::Sending {
            claim(connection, of, &config, new.fingerprint)?;
        }
        if spent::fate(connection, sealer, new.fingerprint)? == Some(Fate::Spent) {
            return Err(VaultError::AlreadySpent);
        }
    }
    insert_row(connection, new, false)?;
    chain::seal_from(connection, sealer, of, &mut config, connection.last_insert_rowid())?;
    config::write(connection, sealer, of, &config)
}

fn insert_row(connection: &Connection, new: &NewAttempt, released: bool) -> Result<(), VaultError> {
    let sql = format!(
        "INSERT INTO attempt (id, profile, kind, spends, fingerprint, credentials, token_source, token_at, state,
            detail, sends, recoveries, prepared_at, sent_at, answered_at, status, body_bytes, body_complete, released,
            sequence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, {})",
        columns::next_number("attempt")
    );
    let (attempt, answer) = (&new.attempt, new.attempt.answer.as_ref());
    let written = connection.prepare_cached(&sql)?.execute(params![
        new.id.0,
        new.profile.as_str(),
        columns::to_word(&new.kind),
        new.spends.0,
        new.fingerprint.0,
        new.credentials.0,
        columns::to_word(&new.token_source),
        new.token_at.as_millisecond(),
        attempt.state.name(),
        columns::to_json(&attempt.state),
        attempt.sends,
        attempt.recoveries,
        attempt.prepared_at.as_millisecond(),
        columns::millis(attempt.sent_at),
        columns::millis(attempt.answered_at),
        answer.map(|answer| answer.status),
        answer.map(body_bytes),
        answer.map(|answer| answer.complete),
        released,
    ]);
    taken(written).map(drop)
}

/// Writes an answered attempt that has no row, and its answer. The answer is kept even if the token is already spent or
/// claimed.
pub(super) fn take_in(
    connection: &Connection,
    sealer: &Sealer,
    answered: &NewAttempt,
    now: Timestamp,
) -> Result<(), VaultError> {
    let of = &answered.profile;
    let mut config = config::read(connection, sealer, of)?;
    chain::check_from(connection, sealer, of, &config, i64::MAX)?;
    let released = is_claimed(connection, answered.fingerprint, &answered.id)?;
    insert_row(connection, answered, released)?;
    let sequence = connection.last_insert_rowid();
    keep_answer(connection, sealer, &config, &answered.id, &answered.attempt)?;
    chain::seal_from(connection, sealer, of, &mut config, sequence)?;
    // A token that is unknown here is newer than everything here: the files were set back together, and the current
    // pair may be spent.
    let is_older = answered.kind == AttemptKind::Refresh && !is_known(connection, sealer, of, answered.fingerprint)?;
    if is_older && !config.old_copy {
        config.old_copy = true;
        history::add(connection, of, &HistoryEvent::OldCopy, now)?;
    }
    config::write(connection, sealer, of, &config)
}

/// Reports whether the files know a refresh token, from a kept pair or as spent or replaced.
fn is_known(connection: &Connection, sealer: &Sealer, of: &ProfileId, token: Fingerprint) -> Result<bool, VaultError> {
    let sql = "SELECT 1 FROM pair WHERE profile = ?1 AND refresh_print = ?2";
    let is_kept = connection.prepare_cached(sql)?.exists(params![of.as_str(), token.0])?;
    Ok(is_kept || spent::fate(connection, sealer, token)?.is_some())
}

/// Reports whether another attempt claims a token. The condition must match the index `one_spend`.
fn is_claimed(connection: &Connection, token: Fingerprint, but: &AttemptId) -> Result<bool, VaultError> {
    let sql = "SELECT 1 FROM attempt WHERE fingerprint = ?1 AND id <> ?2 AND released = 0
        AND state IN ('sending', 'responded', 'unknown', 'saved', 'dead')";
    Ok(connection.prepare_cached(sql)?.exists(params![token.0, but.0])?)
}

/// Refuses to claim a refresh token that is no longer the current one because another pair was pasted meanwhile.
fn claim(connection: &Connection, of: &ProfileId, config: &Config, token: Fingerprint) -> Result<(), VaultError> {
    let is_current = current(connection, of, config)?.refresh == Some(token);
    if is_current { Ok(()) } else { Err(VaultError::AlreadySpent) }
}

/// A row's position and key columns, found by its id.
struct Stand {
    sequence: i64,
    of: ProfileId,
    kind: AttemptKind,
    spends: Generation,
    fingerprint: Fingerprint,
}

fn stand(connection: &Connection, id: &AttemptId) -> Result<Stand, VaultError> {
    let sql = "SELECT sequence, profile, kind, spends, fingerprint FROM attempt WHERE id = ?1";
    let found = connection.prepare_cached(sql)?.query_row([&id.0], |row| {
        Ok(Stand {
            sequence: row.get("sequence")?,
            of: columns::id(row, "profile")?,
            kind: columns::word(row, "kind")?,
            spends: Generation(row.get("spends")?),
            fingerprint: Fingerprint(row.get("fingerprint")?),
        })
    });
    found.optional()?.ok_or(VaultError::VersionConflict)
}

/// Changes a row after checking the chain, and recomputes the chain from that row on.
fn rewrite<T>(
    connection: &Connection,
    sealer: &Sealer,
    at: &Stand,
    work: impl FnOnce(&mut Config) -> Result<T, VaultError>,
) -> Result<T, VaultError> {
    let mut config = config::read(connection, sealer, &at.of)?;
    chain::check_from(connection, sealer, &at.of, &config, at.sequence)?;
    let done = work(&mut config)?;
    chain::seal_from(connection, sealer, &at.of, &mut config, at.sequence)?;
    config::write(connection, sealer, &at.of, &config)?;
    Ok(done)
}

/// Writes the state of an attempt if it has not changed since `was`. Returns its profile.
pub(super) fn update(
    connection: &Connection,
    sealer: &Sealer,
    id: &AttemptId,
    was: &AttemptVersion,
    attempt: &Attempt,
    credentials: Option<Fingerprint>,
) -> Result<ProfileId, VaultError> {
    let at = stand(connection, id)?;
    rewrite(connection, sealer, &at, |config| {
        write(connection, id, was, attempt, credentials)?;
        if attempt.state == AttemptState::Sending && at.kind == AttemptKind::Refresh {
            claim(connection, &at.of, config, at.fingerprint)?;
        }
        keep_answer(connection, sealer, config, id, attempt)
    })?;
    settle(connection, id, &at, attempt)?;
    Ok(at.of)
}

/// Applies the consequences of a new state: releases the hold of an ended attempt and deletes old answers.
fn settle(connection: &Connection, id: &AttemptId, at: &Stand, attempt: &Attempt) -> Result<(), VaultError> {
    match attempt.state {
        AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded => Ok(()),
        AttemptState::Unknown(_) if attempt.awaits_recovery() => Ok(()),
        AttemptState::Dead(_) | AttemptState::Refused(_) => {
            holds::end(connection, &id.0)?;
            answers::prune_refusals(connection, &at.of)
        }
        AttemptState::NotSent(_) | AttemptState::Saved | AttemptState::Unknown(_) => holds::end(connection, &id.0),
    }
}

fn body_bytes(answer: &RawAnswer) -> u32 {
    u32::try_from(answer.body.len()).unwrap_or(u32::MAX)
}

fn keep_answer(
    connection: &Connection,
    sealer: &Sealer,
    config: &Config,
    id: &AttemptId,
    attempt: &Attempt,
) -> Result<(), VaultError> {
    let Some(answer) = &attempt.answer else { return Ok(()) };
    let at = attempt.answered_at.unwrap_or(attempt.prepared_at);
    answers::keep(connection, sealer, config.kind, (id, attempt.sends), answer, at)
}

fn write(
    connection: &Connection,
    id: &AttemptId,
    was: &AttemptVersion,
    attempt: &Attempt,
    credentials: Option<Fingerprint>,
) -> Result<(), VaultError> {
    let answer = attempt.answer.as_ref();
    let sql = "UPDATE attempt SET state = ?4, detail = ?5, sends = ?6, recoveries = ?7, lost = ?8, sent_at = ?9,
            answered_at = ?10, status = coalesce(?11, status), body_bytes = coalesce(?12, body_bytes),
            body_complete = coalesce(?13, body_complete),
            credentials = coalesce(?14, credentials)
         WHERE id = ?1 AND state = ?2 AND sends = ?3";
    let written = connection.prepare_cached(sql)?.execute(params![
        id.0,
        was.state,
        was.sends,
        attempt.state.name(),
        columns::to_json(&attempt.state),
        attempt.sends,
        attempt.recoveries,
        attempt.lost.as_ref().map(columns::to_json),
        columns::millis(attempt.sent_at),
        columns::millis(attempt.answered_at),
        answer.map(|answer| answer.status),
        answer.map(body_bytes),
        answer.map(|answer| answer.complete),
        credentials.map(|credentials| credentials.0),
    ]);
    if taken(written)? == 0 { Err(VaultError::VersionConflict) } else { Ok(()) }
}

fn taken(written: rusqlite::Result<usize>) -> Result<usize, VaultError> {
    match written {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Err(VaultError::AlreadySpent)
        }
        other => Ok(other?),
    }
}

/// Returns the state and the number of sends of an attempt.
pub(super) fn seen(connection: &Connection, id: &AttemptId) -> Result<Option<(String, u32)>, VaultError> {
    let sql = "SELECT state, sends FROM attempt WHERE id = ?1";
    let found = connection.prepare_cached(sql)?.query_row([&id.0], |row| Ok((row.get("state")?, row.get("sends")?)));
    Ok(found.optional()?)
}

/// Takes a row out of the index of spent tokens.
pub(super) fn release(connection: &Connection, sealer: &Sealer, id: &AttemptId) -> Result<(), VaultError> {
    let at = stand(connection, id)?;
    rewrite(connection, sealer, &at, |_| {
        connection.execute("UPDATE attempt SET released = 1 WHERE id = ?1", [&id.0])?;
        Ok(())
    })
}

/// Deletes an attempt that never sent anything. Returns its profile.
pub(super) fn remove(
    connection: &Connection,
    sealer: &Sealer,
    id: &AttemptId,
) -> Result<Option<ProfileId>, VaultError> {
    let Ok(at) = stand(connection, id) else { return Ok(None) };
    rewrite(connection, sealer, &at, |_| {
        let sql = "DELETE FROM attempt
            WHERE id = ?1 AND (sends <= 1 AND state IN ('prepared', 'sending') OR sends = 0 AND state = 'not_sent')";
        connection.execute(sql, [&id.0])?;
        Ok(())
    })?;
    holds::end(connection, &id.0)?;
    Ok(Some(at.of))
}

/// Writes an attempt as saved, with its new pair. `was` is its last seen version. It is `None` if the answer came late,
/// to an attempt that another process has ended meanwhile.
pub(super) fn save(
    connection: &Connection,
    sealer: &Sealer,
    id: &AttemptId,
    was: Option<&AttemptVersion>,
    attempt: &Attempt,
    new: &NewPair,
    now: Timestamp,
) -> Result<(ProfileId, Generation, Arrival), VaultError> {
    let at = stand(connection, id)?;
    let (generation, arrival) = rewrite(connection, sealer, &at, |config| {
        match was {
            Some(was) => write(connection, id, was, attempt, None)?,
            None => withdraw(connection, id, at.fingerprint, attempt)?,
        }
        keep_answer(connection, sealer, config, id, attempt)?;
        keep_pair(connection, sealer, config, &at, id, attempt, new, now)
    })?;
    holds::end(connection, &id.0)?;
    answers::prune_refusals(connection, &at.of)?;
    Ok((at.of, generation, arrival))
}

/// Replaces the verdict of an attempt by that of a late answer: the answer contains tokens, so the token was valid.
fn withdraw(connection: &Connection, id: &AttemptId, token: Fingerprint, attempt: &Attempt) -> Result<(), VaultError> {
    let answer = attempt.answer.as_ref();
    let sql = "UPDATE attempt SET state = 'saved', detail = ?2, answered_at = ?3, status = ?4, body_bytes = ?5,
        body_complete = ?6, released = released OR ?7 WHERE id = ?1";
    connection.execute(
        sql,
        params![
            id.0,
            columns::to_json(&AttemptState::Saved),
            columns::millis(attempt.answered_at),
            answer.map(|answer| answer.status),
            answer.map(body_bytes),
            answer.map(|answer| answer.complete),
            is_claimed(connection, token, id)?,
        ],
    )?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "all steps of one transaction in one function")]
fn keep_pair(
    connection: &Connection,
    sealer: &Sealer,
    config: &mut Config,
    at: &Stand,
    id: &AttemptId,
    attempt: &Attempt,
    new: &NewPair,
    now: Timestamp,
) -> Result<(Generation, Arrival), VaultError> {
    let stored = StoredPair {
        generation: Generation(config.newest).next(),
        source: match at.kind {
            AttemptKind::Refresh => Source::Refresh,
            AttemptKind::Exchange => Source::Exchange,
        },
        pair: new.pair.clone(),
        expiry: new.expiry,
        obtained_at: now,
        unconfirmed: new.unconfirmed,
        answer: attempt.answer.as_ref().map(|answer| answer.body.clone()),
    };
    let current = current(connection, &at.of, config)?;
    let arrival = late::arrival(&current, id, at.kind, at.spends, at.fingerprint);
    let follows = Some(at.fingerprint).filter(|_| at.kind == AttemptKind::Refresh && new.keeps_index);
    if let Some(token) = follows {
        spent::note(connection, sealer, &at.of, token, Fate::Spent, now)?;
    }
    let follows = follows.or(current.refresh.filter(|_| at.kind == AttemptKind::Exchange));
    pairs::insert(connection, sealer, &at.of, config, &NewRow { stored: &stored, attempt: Some(id), follows })?;
    match arrival {
        Arrival::Current => {
            config.current = stored.generation.0;
            config.old_copy = false;
            if let (AttemptKind::Exchange, Some(token)) = (at.kind, follows) {
                spent::note(connection, sealer, &at.of, token, Fate::Replaced, now)?;
            }
        }
        Arrival::Sibling => config.old_copy = true,
        Arrival::Extra => {}
    }
    // If another attempt has claimed the token, this one is released, but its pair is kept.
    let released = !new.keeps_index || is_claimed(connection, at.fingerprint, id)?;
    let sql = "UPDATE attempt SET brought = ?2, released = ?3 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id.0, stored.generation.0, released])?;
    Ok((stored.generation, arrival))
}

fn current(connection: &Connection, of: &ProfileId, config: &Config) -> Result<Current, VaultError> {
    let sql = "SELECT refresh_print, attempt FROM pair WHERE profile = ?1 AND generation = ?2";
    let found = connection.prepare_cached(sql)?.query_row(params![of.as_str(), config.current], |row| {
        let attempt: Option<String> = row.get("attempt")?;
        Ok((columns::print(row, "refresh_print")?, attempt.map(AttemptId)))
    });
    let (refresh, brought_by) = found.optional()?.unwrap_or_default();
    Ok(Current { generation: Generation(config.current), refresh, brought_by })
}

/// Reads the attempts of a profile and all attempts with a fingerprint, oldest first. With a fingerprint, reads the
/// answers to that token and the answers that are not processed yet. Without one, reads all answers.
pub(super) fn ledger(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
    token: Option<Fingerprint>,
) -> Result<Vec<Entry>, VaultError> {
    chain::check_tail(connection, sealer, of, config)?;
    // A place that somebody removed would keep a token that this send ends.
    destinations::of_oa(connection, sealer, of, config)?;
    // The newest hundred are enough for every decision. Rows with this token are always included.
    let mut statement = connection.prepare_cached(&ledger_query())?;
    let mut rows = statement.query(params![of.as_str(), token.map(|token| token.0), chain::TAIL])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(&mut Walk::new(row))?);
    }
    let is_asked = |entry: &&mut Entry| {
        token.is_none_or(|token| entry.fingerprint == token)
            || entry.attempt.state == AttemptState::Responded
            || entry.profile != *of
    };
    for entry in entries.iter_mut().filter(is_asked) {
        read_answer(connection, sealer, of, config, entry)?;
    }
    Ok(entries)
}

/// Returns the query of the ledger. Each of its two parts uses an index.
fn ledger_query() -> String {
    format!(
        "SELECT {ENTRY} FROM attempt WHERE sequence IN (
            SELECT sequence FROM (SELECT sequence FROM attempt WHERE profile = ?1 ORDER BY sequence DESC LIMIT ?3)
            UNION SELECT sequence FROM attempt WHERE fingerprint = ?2)
         ORDER BY sequence"
    )
}

fn read_answer(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
    entry: &mut Entry,
) -> Result<(), VaultError> {
    let kind = if entry.profile == *of {
        config.kind
    } else {
        // An attempt of another profile with the same token is checked against that profile's chain.
        let other = config::read(connection, sealer, &entry.profile)?;
        chain::check_one(connection, sealer, &entry.profile, &other, entry.sequence)?;
        other.kind
    };
    let is_open = matches!(entry.attempt.state, AttemptState::Responded);
    let found = answers::newest(connection, sealer, kind, &entry.id)?;
    if is_open && found.as_ref().is_none_or(|(send, _)| *send != entry.attempt.sends) {
        return Err(VaultError::Altered);
    }
    entry.attempt.answer = found.map(|(_, answer)| answer);
    Ok(())
}

/// Reads one attempt with its answer.
pub(super) fn one(connection: &Connection, sealer: &Sealer, id: &AttemptId) -> Result<Option<Entry>, VaultError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {ENTRY} FROM attempt WHERE id = ?1"))?;
    let mut rows = statement.query([&id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut entry = entry(&mut Walk::new(row))?;
    let config = config::read(connection, sealer, &entry.profile)?;
    chain::check_one(connection, sealer, &entry.profile, &config, entry.sequence)?;
    let of = entry.profile.clone();
    read_answer(connection, sealer, &of, &config, &mut entry)?;
    Ok(Some(entry))
}

/// Finds the newest attempt that says something about a profile's tokens. A code that brought no tokens does not.
pub(super) const LAST: &str = "SELECT newest.sequence FROM attempt AS newest
    WHERE newest.profile = profile.id AND (newest.kind = 'refresh' OR newest.state = 'saved')
    ORDER BY newest.sequence DESC LIMIT 1";

/// The columns of an answer that can be read while locked, as [`last`] walks them.
pub(super) const SEEN: &str = "attempt.status, attempt.body_complete, attempt.body_bytes";

/// Reads the last attempt of a profile, if any, without its answer's body.
pub(super) fn last(walk: &mut Walk<'_, '_>) -> rusqlite::Result<Option<LastAttempt>> {
    if walk.is_before_null()? {
        return Ok(None);
    }
    let mut entry = entry(walk)?;
    let status: Option<u16> = walk.take()?;
    let complete: Option<bool> = walk.take()?;
    entry.attempt.answer = status.map(|status| RawAnswer {
        status,
        headers: Vec::new(),
        body: SecretBytes::default(),
        complete: complete.unwrap_or_default(),
    });
    Ok(Some(LastAttempt { entry, body_bytes: walk.take()? }))
}

/// Lists the profiles with an attempt that may have been left open.
pub(super) fn profiles_with_open(connection: &Connection) -> Result<Vec<ProfileId>, VaultError> {
    let mut statement = connection.prepare(&format!(
        "SELECT DISTINCT profile FROM attempt JOIN profile ON profile.id = attempt.profile
            WHERE profile.deleted_at IS NULL AND {OPEN} ORDER BY sequence"
    ))?;
    let ids = statement.query_map([], |row| columns::id(row, "profile"))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The columns of an entry, as [`entry`] walks them.
pub(super) const ENTRY: &str = "attempt.id, attempt.sequence, attempt.profile, attempt.kind, attempt.spends,
    attempt.fingerprint, attempt.credentials, attempt.token_source, attempt.token_at, attempt.released, attempt.brought,
    attempt.detail, attempt.sends, attempt.recoveries, attempt.lost, attempt.prepared_at, attempt.sent_at,
    attempt.answered_at";

fn entry(walk: &mut Walk<'_, '_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: AttemptId(walk.take()?),
        sequence: walk.take()?,
        profile: walk.id()?,
        kind: walk.word()?,
        spends: Generation(walk.take()?),
        fingerprint: walk.print()?,
        credentials: walk.print()?,
        token_source: walk.word()?,
        token_at: walk.time()?,
        released: walk.take()?,
        brought: walk.take::<Option<u32>>()?.map(Generation),
        attempt: Attempt {
            state: walk.json()?,
            sends: walk.take()?,
            recoveries: walk.take()?,
            is_recovery: false,
            superseded: false,
            sent: None,
            started_by: None,
            lost: walk.optional_json()?,
            answer: None,
            prepared_at: walk.time()?,
            sent_at: walk.optional_time()?,
            answered_at: walk.optional_time()?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::schema;

    #[test]
    fn the_ledger_of_one_oa_is_read_without_that_of_others() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(schema::TABLES).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", ledger_query())).unwrap();
        let rows = statement.raw_query();
        let plan: Vec<String> = rows.mapped(|row| row.get("detail")).collect::<Result<_, _>>().unwrap();
        for index in ["attempt_of_profile", "attempt_token"] {
            assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:?}");
        }
        assert!(!plan.iter().any(|line| line.starts_with("SCAN attempt")), "{plan:?}");
    }
}
