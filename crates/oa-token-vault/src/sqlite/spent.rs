//! The fingerprints of refresh tokens that were spent or replaced here. They are kept longer than pairs and attempts,
//! so that a spent token is recognised later, and to decide which of two files is newer.

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Fingerprint;
use rusqlite::{Connection, OptionalExtension, params};

use crate::VaultError;
use crate::seal::{RowMac, Sealer};

/// Why a token is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was sent, and Zalo answered with a new one or rejected it.
    Spent,
    /// The user pasted another one in its place. It may be pasted and sent again.
    Replaced,
}

/// Records a token. A spent token stays spent.
pub(super) fn note(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    token: Fingerprint,
    fate: Fate,
    now: Timestamp,
) -> Result<(), VaultError> {
    if fate == Fate::Replaced && self::fate(connection, sealer, token)?.is_some() {
        return Ok(());
    }
    let (replaced, at) = (i64::from(fate == Fate::Replaced), now.as_millisecond());
    let sql = "INSERT OR REPLACE INTO spent (fingerprint, profile, replaced, at, mac) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mac = mac(sealer, token, of.as_str(), replaced, at);
    connection.prepare_cached(sql)?.execute(params![token.0, of.as_str(), replaced, at, mac])?;
    Ok(())
}

/// Returns why a token is recorded, or `None` if it is not.
pub(super) fn fate(connection: &Connection, sealer: &Sealer, token: Fingerprint) -> Result<Option<Fate>, VaultError> {
    let sql = "SELECT profile, replaced, at, mac FROM spent WHERE fingerprint = ?1";
    let found: Option<(String, i64, i64, RowMac)> = connection
        .prepare_cached(sql)?
        .query_row([token.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((of, replaced, at, stored)) = found else { return Ok(None) };
    if mac(sealer, token, &of, replaced, at) != stored {
        return Err(VaultError::Altered);
    }
    Ok(Some(if replaced == 0 { Fate::Spent } else { Fate::Replaced }))
}

/// Checks the MACs of all rows of a profile.
pub(super) fn check(connection: &Connection, sealer: &Sealer, of: &ProfileId) -> Result<(), VaultError> {
    let mut statement =
        connection.prepare_cached("SELECT fingerprint, replaced, at, mac FROM spent WHERE profile = ?1")?;
    let rows = statement.query_map([of.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    for row in rows {
        let (token, replaced, at, stored): ([u8; 32], i64, i64, RowMac) = row?;
        if mac(sealer, Fingerprint(token), of.as_str(), replaced, at) != stored {
            return Err(VaultError::Altered);
        }
    }
    Ok(())
}

/// Computes the MACs of all rows, after a migration from a version without them.
pub(super) fn seal_all(connection: &Connection, sealer: &Sealer) -> Result<(), VaultError> {
    let mut statement = connection.prepare("SELECT fingerprint, profile, replaced, at FROM spent")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let rows: Vec<([u8; 32], String, i64, i64)> = rows.collect::<Result<_, _>>()?;
    for (token, of, replaced, at) in rows {
        let mac = mac(sealer, Fingerprint(token), &of, replaced, at);
        connection.execute("UPDATE spent SET mac = ?2 WHERE fingerprint = ?1", params![token, mac])?;
    }
    Ok(())
}

fn mac(sealer: &Sealer, token: Fingerprint, of: &str, replaced: i64, at: i64) -> RowMac {
    sealer.row_mac("spent", &[&token.0, of.as_bytes(), &replaced.to_le_bytes(), &at.to_le_bytes()], None)
}
