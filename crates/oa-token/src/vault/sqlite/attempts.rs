//! The ledger of attempts.

use rusqlite::{Connection, OptionalExtension, Row, params};

use jiff::Timestamp;

use super::{columns, pairs};
use crate::profile::ProfileId;
use crate::rotation::Attempt;
use crate::rotation::plan::{AttemptId, AttemptKind, Entry, Fingerprint};
use crate::secret::SecretBytes;
use crate::token::{Generation, Source, StoredPair};
use crate::vault::seal::{Place, Sealer};
use crate::vault::{KEPT_GENERATIONS, LastAttempt, NewAttempt, NewPair, Seen, VaultError};
use crate::zalo::RawAnswer;

/// The states a program's end can leave open (`rotation::plan::is_open`).
///
/// A lost answer to a token that was replaced since is let be.
const OPEN: &str = "(state IN ('prepared', 'sending', 'responded') OR (state = 'unknown' AND recoveries = 0
    AND fingerprint = (SELECT refresh_print FROM pair WHERE pair.profile = attempt.profile
        ORDER BY generation DESC LIMIT 1)))";

/// Writes a new attempt.
pub(super) fn insert(connection: &Connection, sealer: &Sealer, new: &NewAttempt) -> Result<(), VaultError> {
    connection.execute(
        "INSERT INTO attempt (id, profile, kind, spends, fingerprint, credentials, token_source, token_at, state,
            detail, sends, recoveries, prepared_at)
         VALUES (?1, ?2, ?9, ?3, ?4, ?5, ?6, ?7, 'prepared', '', 0, 0, ?8)",
        params![
            new.id.0,
            new.profile.as_str(),
            new.spends.0,
            new.fingerprint.0,
            new.credentials.0,
            columns::to_word(&new.token_source),
            new.token_at.as_millisecond(),
            new.attempt.prepared_at.as_millisecond(),
            columns::to_word(&new.kind),
        ],
    )?;
    update(connection, sealer, &new.id, &Seen { state: "prepared", sends: 0 }, &new.attempt, None)
}

/// Writes an attempt as it stands, if it still stands as it was seen.
pub(super) fn update(
    connection: &Connection,
    sealer: &Sealer,
    id: &AttemptId,
    was: &Seen,
    attempt: &Attempt,
    credentials: Option<Fingerprint>,
) -> Result<(), VaultError> {
    let answer = attempt.answer.as_ref();
    let seal = |column, bytes: &[u8]| sealer.seal(place(id, column), bytes);
    let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let written = connection.execute(
        "UPDATE attempt SET state = ?4, detail = ?5, sends = ?6, recoveries = ?7, lost = ?8, sent_at = ?9,
            answered_at = ?10, status = ?11, headers = ?12, body = ?13, body_bytes = ?14, body_complete = ?15,
            credentials = coalesce(?16, credentials)
         WHERE id = ?1 AND state = ?2 AND sends = ?3",
        params![
            id.0,
            was.state,
            was.sends,
            attempt.state.name(),
            columns::to_json(&attempt.state),
            attempt.sends,
            attempt.recoveries,
            attempt.lost.as_ref().map(columns::to_json),
            millis(attempt.sent_at),
            millis(attempt.answered_at),
            answer.map(|answer| answer.status),
            answer.map(|answer| seal("headers", columns::to_json(&answer.headers).as_bytes())),
            answer.map(|answer| seal("body", answer.body.expose())),
            answer.map(|answer| u32::try_from(answer.body.len()).unwrap_or(u32::MAX)),
            answer.map(|answer| answer.complete),
            credentials.map(|credentials| credentials.0),
        ],
    );
    match written {
        Ok(0) => Err(VaultError::Moved),
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Err(VaultError::AlreadySpent)
        }
        Err(error) => Err(error.into()),
    }
}

/// Tells how an attempt stands: the name of its state, and its count of sends.
pub(super) fn seen(connection: &Connection, id: &AttemptId) -> Result<Option<(String, u32)>, VaultError> {
    let found = connection.query_row("SELECT state, sends FROM attempt WHERE id = ?1", [&id.0], |row| {
        Ok((row.get("state")?, row.get("sends")?))
    });
    Ok(found.optional()?)
}

/// Takes a row out of the index of spent tokens.
pub(super) fn release(connection: &Connection, id: &AttemptId) -> Result<(), VaultError> {
    connection.execute("UPDATE attempt SET released = 1 WHERE id = ?1", [&id.0])?;
    Ok(())
}

/// Forgets an attempt that never sent anything.
pub(super) fn remove(connection: &Connection, id: &AttemptId) -> Result<(), VaultError> {
    connection
        .execute("DELETE FROM attempt WHERE id = ?1 AND sends <= 1 AND state IN ('prepared', 'sending')", [&id.0])?;
    Ok(())
}

/// Writes the pair an attempt brought as the profile's current one.
pub(super) fn keep_pair(
    connection: &Connection,
    sealer: &Sealer,
    id: &AttemptId,
    attempt: &Attempt,
    new: &NewPair,
    now: Timestamp,
) -> Result<Generation, VaultError> {
    let (profile, kind) = connection.query_row("SELECT profile, kind FROM attempt WHERE id = ?1", [&id.0], |row| {
        Ok((columns::id(row, "profile")?, columns::word(row, "kind")?))
    })?;
    let generation = pairs::next(connection, &profile)?;
    let stored = StoredPair {
        generation,
        source: match kind {
            AttemptKind::Refresh => Source::Refresh,
            AttemptKind::Exchange => Source::Exchange,
        },
        pair: new.pair.clone(),
        lives: new.lives,
        obtained_at: now,
        unconfirmed: new.unconfirmed,
        answer: attempt.answer.as_ref().map(|answer| answer.body.clone()),
    };
    let (spent, print) =
        connection.query_row("SELECT spends, fingerprint FROM attempt WHERE id = ?1", [&id.0], |row| {
            Ok((row.get::<_, u32>("spends")?, row.get::<_, [u8; 32]>("fingerprint")?))
        })?;
    let newest = pairs::current(connection, sealer, &profile)?;
    pairs::insert(connection, sealer, &profile, &stored)?;
    // With the spent token still in it, a paste would hide the only refresh token that works.
    let is_other = newest.pair.refresh.as_ref().is_some_and(|token| pairs::print(sealer, token).0 != print);
    if newest.generation.0 > spent && newest.source == Source::Import && is_other {
        // Pasted while this one was on its way: what the user gave last stays current, and nothing is thrown away.
        pairs::insert(connection, sealer, &profile, &StoredPair { generation: generation.next(), ..newest })?;
    }
    connection.execute(
        "UPDATE attempt SET brought = ?2, released = ?3 WHERE id = ?1",
        params![id.0, generation.0, !new.keeps_index],
    )?;
    forget_old_answers(connection, &profile, generation)?;
    Ok(generation)
}

/// Answers hold tokens: they go with the pairs they brought.
fn forget_old_answers(connection: &Connection, of: &ProfileId, newest: Generation) -> Result<(), VaultError> {
    connection.execute(
        "UPDATE attempt SET headers = NULL, body = NULL WHERE profile = ?1 AND brought <= ?2",
        params![of.as_str(), i64::from(newest.0) - i64::from(KEPT_GENERATIONS)],
    )?;
    Ok(())
}

/// Reads the rows of a profile and all rows with a fingerprint, oldest first, with their answers.
pub(super) fn ledger(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    token: Option<Fingerprint>,
) -> Result<Vec<Entry>, VaultError> {
    // The newest hundred tell all that is asked of the ledger; rows that keep this token are always among them.
    let mut statement = connection.prepare(
        "SELECT * FROM attempt WHERE sequence IN
            (SELECT sequence FROM attempt WHERE profile = ?1 ORDER BY sequence DESC LIMIT 100)
            OR fingerprint = ?2 ORDER BY sequence",
    )?;
    let mut rows = statement.query(params![of.as_str(), token.map(|token| token.0)])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let mut entry = entry(row)?;
        entry.attempt.answer = answer(row, sealer, &entry.id)?;
        entries.push(entry);
    }
    Ok(entries)
}

/// Reads one attempt with its answer.
pub(super) fn one(connection: &Connection, sealer: &Sealer, id: &AttemptId) -> Result<Option<Entry>, VaultError> {
    let mut statement = connection.prepare("SELECT * FROM attempt WHERE id = ?1")?;
    let mut rows = statement.query([&id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut entry = entry(row)?;
    entry.attempt.answer = answer(row, sealer, &entry.id)?;
    Ok(Some(entry))
}

const LAST: &str = "SELECT * FROM attempt WHERE profile = ?1 AND (kind = 'refresh' OR state = 'saved')
    ORDER BY sequence DESC LIMIT 1";

/// Reads the newest attempt that tells how a profile's tokens stand, without its answer's body: a code that brought
/// nothing says nothing of them.
pub(super) fn last(connection: &Connection, of: &ProfileId) -> Result<Option<LastAttempt>, VaultError> {
    let found = connection
        .query_row(LAST, [of.as_str()], |row| {
            let mut entry = entry(row)?;
            let status: Option<u16> = row.get("status")?;
            let complete: Option<bool> = row.get("body_complete")?;
            entry.attempt.answer = status.map(|status| RawAnswer {
                status,
                headers: Vec::new(),
                body: SecretBytes::default(),
                complete: complete.unwrap_or_default(),
            });
            Ok(LastAttempt { entry, body_bytes: row.get("body_bytes")? })
        })
        .optional()?;
    Ok(found)
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

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let brought: Option<u32> = row.get("brought")?;
    let print = |column| row.get(column).map(Fingerprint);
    Ok(Entry {
        id: AttemptId(row.get("id")?),
        sequence: row.get("sequence")?,
        profile: columns::id(row, "profile")?,
        kind: columns::word(row, "kind")?,
        spends: Generation(row.get("spends")?),
        fingerprint: print("fingerprint")?,
        credentials: print("credentials")?,
        token_source: columns::word(row, "token_source")?,
        token_at: columns::time(row, "token_at")?,
        released: row.get("released")?,
        brought: brought.map(Generation),
        attempt: Attempt {
            state: columns::json(row, "detail")?,
            sends: row.get("sends")?,
            recoveries: row.get("recoveries")?,
            is_recovery: false,
            sent: None,
            lost: columns::optional_json(row, "lost")?,
            answer: None,
            prepared_at: columns::time(row, "prepared_at")?,
            sent_at: columns::optional_time(row, "sent_at")?,
            answered_at: columns::optional_time(row, "answered_at")?,
        },
    })
}

fn answer(row: &Row<'_>, sealer: &Sealer, id: &AttemptId) -> Result<Option<RawAnswer>, VaultError> {
    let status: Option<u16> = row.get("status")?;
    let body: Option<Vec<u8>> = row.get("body")?;
    let headers: Option<Vec<u8>> = row.get("headers")?;
    let (Some(status), Some(body), Some(headers)) = (status, body, headers) else { return Ok(None) };
    let headers = sealer.open(place(id, "headers"), &headers)?;
    Ok(Some(RawAnswer {
        status,
        headers: serde_json::from_slice(&headers).map_err(|_| VaultError::Unsealable)?,
        body: SecretBytes::new(sealer.open(place(id, "body"), &body)?.to_vec()),
        complete: row.get("body_complete")?,
    }))
}

fn place<'a>(id: &'a AttemptId, column: &'static str) -> Place<'a> {
    Place { table: "attempt", row: &id.0, column }
}
