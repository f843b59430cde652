//! The sealed token pairs.

use jiff::Timestamp;
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::PairRecord;
use oa_token_model::refresh::plan::{AttemptId, Fingerprint};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::token::{ACCESS_LIFE, Expiry, Generation, Source, StoredPair, TokenPair};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::columns::{self, Walk};
use super::config::{self, Config};
use super::spent::{self, Fate};
use super::{answers, chain};
use crate::seal::{Place, Realm, Sealer};
use crate::{KEPT_GENERATIONS, VaultError};

/// Returns the fingerprint of a token.
pub(super) fn print(sealer: &Sealer, token: &Secret) -> Fingerprint {
    sealer.fingerprint("token", token.expose().as_bytes())
}

/// The columns of a pair that can be read while locked, as [`record`] walks them.
pub(super) const RECORD: &str = "pair.generation, pair.source, pair.issued_at, pair.access_expires_at,
    pair.refresh_expires_at, pair.obtained_at, pair.unconfirmed, pair.access_print, pair.refresh_print";
/// The other columns that [`unseal`] walks, including the sealed ones.
const WHOLE: &str = "pair.attempt, pair.access, pair.refresh, pair.answer";

/// Reads the data of a pair that can be read while locked.
pub(super) fn record(walk: &mut Walk<'_, '_>) -> rusqlite::Result<PairRecord> {
    let (generation, source) = (Generation(walk.take()?), walk.word()?);
    let expiry = Expiry {
        issued_at: walk.optional_time()?,
        access_expires_at: walk.optional_time()?,
        refresh_expires_at: walk.optional_time()?,
    };
    let obtained_at = walk.time()?;
    Ok(PairRecord {
        generation,
        source,
        // Older versions stored the life that the answer stated, without a check.
        expiry: expiry.believed(obtained_at),
        obtained_at,
        unconfirmed: walk.take()?,
        access: walk.optional_print()?,
        refresh: walk.optional_print()?,
    })
}

/// Reads the current pair of a profile, after checking the MACs of all its pairs.
pub(super) fn current(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
) -> Result<StoredPair, VaultError> {
    chain::check_pairs(connection, sealer, of, config)?;
    one(connection, sealer, of, config, Generation(config.current))?.ok_or(VaultError::NoSuchProfile)
}

/// Reads one pair.
pub(super) fn one(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
    generation: Generation,
) -> Result<Option<StoredPair>, VaultError> {
    let sql = format!("SELECT {RECORD}, {WHOLE} FROM pair WHERE profile = ?1 AND generation = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![of.as_str(), generation.0])?;
    rows.next()?.map(|row| unseal(row, sealer, of, config.kind)).transpose()
}

/// Reads all kept pairs: the current one first, then from newest to oldest.
pub(super) fn kept(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
) -> Result<Vec<StoredPair>, VaultError> {
    chain::check_pairs(connection, sealer, of, config)?;
    let sql =
        format!("SELECT {RECORD}, {WHOLE} FROM pair WHERE profile = ?1 ORDER BY generation = ?2 DESC, generation DESC");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![of.as_str(), config.current])?;
    let mut pairs = Vec::new();
    while let Some(row) = rows.next()? {
        pairs.push(unseal(row, sealer, of, config.kind)?);
    }
    Ok(pairs)
}

fn unseal(row: &Row<'_>, sealer: &Sealer, of: &ProfileId, kind: ProfileKind) -> Result<StoredPair, VaultError> {
    let mut walk = Walk::new(row);
    let seen = record(&mut walk)?;
    let attempt: Option<String> = walk.take()?;
    let (name, context) = (row_name(of, seen.generation), [attempt.as_deref().unwrap_or_default()]);
    let open = |column: &'static str| -> Result<Option<SecretBytes>, VaultError> {
        let ciphertext: Option<Vec<u8>> = walk.take()?;
        let place = place(kind, &name, column, &context);
        ciphertext.map(|ciphertext| Ok(SecretBytes::new(sealer.open(place, &ciphertext)?.to_vec()))).transpose()
    };
    stored(&seen, open)
}

/// Builds a pair from its plain data and from `open`, which returns its columns. `open` is called for `access`,
/// `refresh` and `answer`, in this order.
pub(super) fn stored(
    seen: &PairRecord,
    mut open: impl FnMut(&'static str) -> Result<Option<SecretBytes>, VaultError>,
) -> Result<StoredPair, VaultError> {
    let mut token = |column| -> Result<Option<Secret>, VaultError> {
        let bytes = open(column)?;
        bytes.map(|bytes| text(&bytes)).transpose()
    };
    Ok(StoredPair {
        generation: seen.generation,
        source: seen.source,
        pair: TokenPair { access: token("access")?, refresh: token("refresh")? },
        expiry: seen.expiry,
        obtained_at: seen.obtained_at,
        unconfirmed: seen.unconfirmed,
        answer: open("answer")?,
    })
}

/// Converts unsealed bytes to text.
pub(super) fn text(bytes: &SecretBytes) -> Result<Secret, VaultError> {
    std::str::from_utf8(bytes.expose()).map(Secret::new).map_err(|_| VaultError::Unsealable)
}

/// Adds a pasted pair as the current one. Returns `None` if nothing new was pasted. If the refresh token stays, its
/// source and expiry stay too.
pub(super) fn replace(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &mut Config,
    pair: &TokenPair,
    now: Timestamp,
) -> Result<Option<Generation>, VaultError> {
    refuse_held(connection, sealer, of, pair)?;
    let before = current(connection, sealer, of, config)?;
    let Some(kept) = pair.pasted_over(&before.pair) else { return Ok(None) };
    let stays = pair.refresh.is_none() && kept.refresh.is_some();
    let stored = StoredPair {
        generation: Generation(config.newest).next(),
        source: if stays { before.source } else { Source::Import },
        pair: kept,
        expiry: Expiry { refresh_expires_at: before.expiry.refresh_expires_at.filter(|_| stays), ..Expiry::default() },
        obtained_at: now,
        unconfirmed: false,
        answer: None,
    };
    let replaced = before.pair.refresh.filter(|token| stored.pair.refresh.as_ref() != Some(token));
    let follows = replaced.map(|token| print(sealer, &token));
    if let Some(token) = follows {
        spent::note(connection, sealer, of, token, Fate::Replaced, now)?;
    }
    insert(connection, sealer, of, config, &NewRow { stored: &stored, attempt: None, follows })?;
    config.current = stored.generation.0;
    config.old_copy = false;
    Ok(Some(stored.generation))
}

/// Makes a kept pair the current one, because Zalo or a person has said that it is the valid one.
pub(super) fn choose(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    generation: Generation,
) -> Result<(), VaultError> {
    let mut config = config::read(connection, sealer, of)?;
    chain::check_pairs(connection, sealer, of, &config)?;
    if one(connection, sealer, of, &config, generation)?.is_none() {
        return Err(VaultError::NoSuchProfile);
    }
    config::change_read(connection, sealer, of, &mut config, |config| {
        config.current = generation.0;
        config.old_copy = false;
    })
}

/// Records that an access token ended no later than `at`, because Zalo rejected it.
pub(super) fn end_access(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    generation: Generation,
    at: Timestamp,
) -> Result<(), VaultError> {
    let mut config = config::read(connection, sealer, of)?;
    chain::check_pairs(connection, sealer, of, &config)?;
    // The issue time must be one full life earlier: `Expiry::believed` does not accept a shorter life.
    let issued = at.checked_sub(ACCESS_LIFE).unwrap_or(Timestamp::MIN);
    let sql = "UPDATE pair SET access_expires_at = ?3, issued_at = ?4 WHERE profile = ?1 AND generation = ?2
         AND access IS NOT NULL AND (access_expires_at IS NULL OR access_expires_at > ?3)";
    connection.execute(sql, params![of.as_str(), generation.0, at.as_millisecond(), issued.as_millisecond()])?;
    let pairs = chain::seal_pairs(connection, sealer, of)?;
    config::change_read(connection, sealer, of, &mut config, |config| config.pairs = pairs)
}

/// A pair to be inserted.
pub(super) struct NewRow<'a> {
    /// The pair.
    pub(super) stored: &'a StoredPair,
    /// The attempt that brought it.
    pub(super) attempt: Option<&'a AttemptId>,
    /// The refresh token it replaces.
    pub(super) follows: Option<Fingerprint>,
}

/// Writes a pair and deletes the oldest ones beyond the five that are kept, but never the current one. The caller
/// writes the configuration.
pub(super) fn insert(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &mut Config,
    new: &NewRow<'_>,
) -> Result<(), VaultError> {
    chain::check_pairs(connection, sealer, of, config)?;
    write(connection, sealer, of, config.kind, new)?;
    config.newest = config.newest.max(new.stored.generation.0);
    let oldest_kept = i64::from(config.newest) - i64::from(KEPT_GENERATIONS);
    let (current, added) = (config.current, new.stored.generation.0);
    answers::prune(connection, of, oldest_kept, (current, added))?;
    let sql = "DELETE FROM pair WHERE profile = ?1 AND generation <= ?2 AND generation <> ?3 AND generation <> ?4";
    connection.prepare_cached(sql)?.execute(params![of.as_str(), oldest_kept, current, added])?;
    config.pairs = chain::seal_pairs(connection, sealer, of)?;
    Ok(())
}

/// Seals a pair into its row.
pub(super) fn write(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    kind: ProfileKind,
    new: &NewRow<'_>,
) -> Result<(), VaultError> {
    let stored = new.stored;
    let attempt = new.attempt.map(|attempt| attempt.0.as_str());
    let (name, context) = (row_name(of, stored.generation), [attempt.unwrap_or_default()]);
    let seal = |column, bytes: &[u8]| sealer.seal(place(kind, &name, column, &context), bytes);
    let hidden = |column, token: &Option<Secret>| token.as_ref().map(|token| seal(column, token.expose().as_bytes()));
    let printed = |token: &Option<Secret>| token.as_ref().map(|token| print(sealer, token).0);
    let sql = "INSERT OR REPLACE INTO pair (profile, generation, attempt, follows, source, access, refresh,
            access_print, refresh_print, issued_at, access_expires_at, refresh_expires_at, obtained_at, unconfirmed,
            answer)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    connection.prepare_cached(sql)?.execute(params![
        of.as_str(),
        stored.generation.0,
        attempt,
        new.follows.map(|token| token.0),
        columns::to_word(&stored.source),
        hidden("access", &stored.pair.access),
        hidden("refresh", &stored.pair.refresh),
        printed(&stored.pair.access),
        printed(&stored.pair.refresh),
        columns::millis(stored.expiry.issued_at),
        columns::millis(stored.expiry.access_expires_at),
        columns::millis(stored.expiry.refresh_expires_at),
        stored.obtained_at.as_millisecond(),
        stored.unconfirmed,
        stored.answer.as_ref().map(|answer| seal("answer", answer.expose())),
    ])?;
    Ok(())
}

/// Refuses a pasted token that another profile holds in its current pair: two profiles would spend it twice.
pub(super) fn refuse_held(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    pair: &TokenPair,
) -> Result<(), VaultError> {
    let holder = held_by(connection, sealer, Some(of), pair)?;
    holder.map_or(Ok(()), |by| Err(VaultError::TokenHeld { by }))
}

/// Returns the name of a profile, other than `of`, whose current pair shares a token with the given pair.
pub(super) fn held_by(
    connection: &Connection,
    sealer: &Sealer,
    of: Option<&ProfileId>,
    pair: &TokenPair,
) -> Result<Option<String>, VaultError> {
    let prints = [&pair.access, &pair.refresh].map(|token| token.as_ref().map(|token| print(sealer, token).0));
    let holder = connection
        .query_row(
            "SELECT profile.name FROM pair JOIN profile ON profile.id = pair.profile
             WHERE (?1 IS NULL OR pair.profile <> ?1) AND profile.deleted_at IS NULL
               AND pair.generation = profile.current
               AND (pair.refresh_print IN (?2, ?3) OR pair.access_print IN (?2, ?3)) LIMIT 1",
            params![of.map(ProfileId::as_str), prints[0], prints[1]],
            |row| row.get(0),
        )
        .optional()?;
    Ok(holder)
}

fn place<'a>(kind: ProfileKind, row: &'a str, column: &'static str, context: &'a [&'a str]) -> Place<'a> {
    Place { realm: Realm::Of(kind), table: "pair", row, column, context }
}

fn row_name(of: &ProfileId, generation: Generation) -> String {
    format!("{of}#{}", generation.0)
}
