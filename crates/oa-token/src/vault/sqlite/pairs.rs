//! The pairs of tokens, sealed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::columns;
use crate::profile::ProfileId;
use crate::rotation::plan::Fingerprint;
use crate::secret::{Secret, SecretBytes};
use crate::token::{Generation, Lives, Source, StoredPair, TokenPair};
use crate::vault::seal::{Place, Sealer};
use crate::vault::{KEPT_GENERATIONS, PairRecord, VaultError};

/// Gives the fingerprint of a token.
pub(super) fn print(sealer: &Sealer, token: &Secret) -> Fingerprint {
    sealer.fingerprint("token", token.expose().as_bytes())
}

/// Reads what may be seen of a pair while locked.
pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<PairRecord> {
    let obtained_at = columns::time(row, "obtained_at")?;
    Ok(PairRecord {
        generation: Generation(row.get("generation")?),
        source: columns::word(row, "source")?,
        // An older version believed what the answer said.
        lives: lives(row)?.believed(obtained_at),
        obtained_at,
        unconfirmed: row.get("unconfirmed")?,
        access: columns::print(row, "access_print")?,
        refresh: columns::print(row, "refresh_print")?,
    })
}

fn lives(row: &Row<'_>) -> rusqlite::Result<Lives> {
    Ok(Lives {
        issued_at: columns::optional_time(row, "issued_at")?,
        access_expires_at: columns::optional_time(row, "access_expires_at")?,
        refresh_expires_at: columns::optional_time(row, "refresh_expires_at")?,
    })
}

/// Reads the newest pair of a profile.
pub(super) fn current(connection: &Connection, sealer: &Sealer, of: &ProfileId) -> Result<StoredPair, VaultError> {
    kept(connection, sealer, of)?.into_iter().next().ok_or(VaultError::NoSuchProfile)
}

/// Reads all kept pairs, newest first.
pub(super) fn kept(connection: &Connection, sealer: &Sealer, of: &ProfileId) -> Result<Vec<StoredPair>, VaultError> {
    let mut statement = connection.prepare("SELECT * FROM pair WHERE profile = ?1 ORDER BY generation DESC")?;
    let mut rows = statement.query([of.as_str()])?;
    let mut pairs = Vec::new();
    while let Some(row) = rows.next()? {
        pairs.push(unseal(row, sealer, of)?);
    }
    Ok(pairs)
}

fn unseal(row: &Row<'_>, sealer: &Sealer, of: &ProfileId) -> Result<StoredPair, VaultError> {
    let seen = record(row)?;
    let at = row_name(of, seen.generation);
    let open = |column: &'static str| -> Result<Option<SecretBytes>, VaultError> {
        let ciphertext: Option<Vec<u8>> = row.get(column)?;
        let place = Place { table: "pair", row: &at, column };
        ciphertext.map(|ciphertext| Ok(SecretBytes::new(sealer.open(place, &ciphertext)?.to_vec()))).transpose()
    };
    let token = |column| -> Result<Option<Secret>, VaultError> {
        let bytes = open(column)?;
        bytes.map(|bytes| text(&bytes)).transpose()
    };
    Ok(StoredPair {
        generation: seen.generation,
        source: seen.source,
        pair: TokenPair { access: token("access")?, refresh: token("refresh")? },
        lives: seen.lives,
        obtained_at: seen.obtained_at,
        unconfirmed: seen.unconfirmed,
        answer: open("answer")?,
    })
}

/// Reads unsealed bytes as a text.
pub(super) fn text(bytes: &SecretBytes) -> Result<Secret, VaultError> {
    std::str::from_utf8(bytes.expose()).map(Secret::new).map_err(|_| VaultError::Unsealable)
}

/// Adds a pasted pair as the current one; `None` if nothing was pasted. What is known of a refresh token that stays
/// stays too: where it came from, and when it ends.
pub(super) fn replace(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    pair: &TokenPair,
    now: Timestamp,
) -> Result<Option<Generation>, VaultError> {
    refuse_held(connection, sealer, of, pair)?;
    let before = current(connection, sealer, of)?;
    let Some(kept) = pair.pasted_over(&before.pair) else { return Ok(None) };
    let stays = pair.refresh.is_none() && kept.refresh.is_some();
    let generation = next(connection, of)?;
    let stored = StoredPair {
        generation,
        source: if stays { before.source } else { Source::Import },
        pair: kept,
        lives: Lives { refresh_expires_at: before.lives.refresh_expires_at.filter(|_| stays), ..Lives::default() },
        obtained_at: now,
        unconfirmed: false,
        answer: None,
    };
    insert(connection, sealer, of, &stored)?;
    Ok(Some(generation))
}

/// Gives the number of a profile's next pair.
pub(super) fn next(connection: &Connection, of: &ProfileId) -> Result<Generation, VaultError> {
    let newest: Option<u32> = connection
        .query_row("SELECT max(generation) FROM pair WHERE profile = ?1", [of.as_str()], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(newest.map_or(Generation::FIRST, |number| Generation(number).next()))
}

/// Writes a pair and lets the oldest beyond the kept five go.
pub(super) fn insert(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    stored: &StoredPair,
) -> Result<(), VaultError> {
    let at = row_name(of, stored.generation);
    let seal = |column, bytes: &[u8]| sealer.seal(Place { table: "pair", row: &at, column }, bytes);
    let hidden = |column, token: &Option<Secret>| token.as_ref().map(|token| seal(column, token.expose().as_bytes()));
    let printed = |token: &Option<Secret>| token.as_ref().map(|token| print(sealer, token).0);
    let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    connection.execute(
        "INSERT INTO pair (profile, generation, source, access, refresh, access_print, refresh_print, issued_at,
            access_expires_at, refresh_expires_at, obtained_at, unconfirmed, answer)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            of.as_str(),
            stored.generation.0,
            columns::to_word(&stored.source),
            hidden("access", &stored.pair.access),
            hidden("refresh", &stored.pair.refresh),
            printed(&stored.pair.access),
            printed(&stored.pair.refresh),
            millis(stored.lives.issued_at),
            millis(stored.lives.access_expires_at),
            millis(stored.lives.refresh_expires_at),
            stored.obtained_at.as_millisecond(),
            stored.unconfirmed,
            stored.answer.as_ref().map(|answer| seal("answer", answer.expose())),
        ],
    )?;
    connection.execute(
        "DELETE FROM pair WHERE profile = ?1 AND generation <= ?2",
        params![of.as_str(), i64::from(stored.generation.0) - i64::from(KEPT_GENERATIONS)],
    )?;
    Ok(())
}

/// Refuses a pasted token that is the live one of another profile: two profiles would spend it twice.
pub(super) fn refuse_held(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    pair: &TokenPair,
) -> Result<(), VaultError> {
    let holder = held_by(connection, sealer, Some(of), pair)?;
    holder.map_or(Ok(()), |by| Err(VaultError::TokenHeld { by }))
}

/// Names a profile, other than this one, whose live pair shares a token with the given pair.
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
               AND pair.generation = (SELECT max(generation) FROM pair AS other WHERE other.profile = pair.profile)
               AND (pair.refresh_print IN (?2, ?3) OR pair.access_print IN (?2, ?3)) LIMIT 1",
            params![of.map(ProfileId::as_str), prints[0], prints[1]],
            |row| row.get(0),
        )
        .optional()?;
    Ok(holder)
}

fn row_name(of: &ProfileId, generation: Generation) -> String {
    format!("{of}#{}", generation.0)
}
