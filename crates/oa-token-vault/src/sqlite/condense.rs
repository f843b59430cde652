//! Deletes old attempts and history entries. The spent tokens of deleted attempts are still recorded, as fingerprints.

use jiff::{SignedDuration, Timestamp};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Fingerprint;
use rusqlite::{Connection, OptionalExtension, params};

use super::spent::{self, Fate};
use super::{chain, columns, config};
use crate::VaultError;
use crate::seal::{RowMac, Sealer};

/// Number of attempts per profile above which old ones are deleted: those that are read at each use, and about three
/// weeks more.
const MOST_ATTEMPTS: u64 = 120;
/// Minimum age of a deleted attempt. Longer than any refresh token lives, and than the strip of days that the user
/// sees.
const ATTEMPTS_KEPT: SignedDuration = SignedDuration::from_hours(100 * 24);
/// Minimum age of deleted history entries on saved attempts, and of deleted records of spent tokens: two lives of a
/// refresh token.
const SPENT_KEPT: SignedDuration = SignedDuration::from_hours(200 * 24);

/// Deletes old attempts of a profile if there are many. The chain then begins after them.
pub(super) fn run(connection: &Connection, sealer: &Sealer, of: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
    let mut config = config::read(connection, sealer, of)?;
    if config.attempts <= MOST_ATTEMPTS {
        return Ok(());
    }
    let Some((last, mac)) = last_to_go(connection, of, now)? else { return Ok(()) };
    remember_spends(connection, sealer, of, last)?;
    connection.execute("DELETE FROM attempt WHERE profile = ?1 AND sequence <= ?2", params![of.as_str(), last])?;
    config.base = Some(columns::to_hex(&mac));
    config.attempts = chain::count(connection, of)?;
    config::write(connection, sealer, of, &config)?;
    forget_everyday(connection, of, now)
}

/// Finds the newest attempt that may be deleted with all attempts before it.
fn last_to_go(connection: &Connection, of: &ProfileId, now: Timestamp) -> Result<Option<(i64, RowMac)>, VaultError> {
    let before = now.saturating_sub(ATTEMPTS_KEPT).unwrap_or(Timestamp::MIN).as_millisecond();
    let sql = "SELECT sequence, mac FROM attempt WHERE profile = ?1
        AND sequence <= (SELECT sequence FROM attempt WHERE profile = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)
        AND sequence < coalesce((SELECT min(sequence) FROM attempt WHERE profile = ?1
            AND (prepared_at >= ?3 OR state IN ('prepared', 'sending', 'responded'))), 9223372036854775807)
        ORDER BY sequence DESC LIMIT 1";
    let found = connection
        .prepare_cached(sql)?
        .query_row(params![of.as_str(), chain::TAIL, before], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

fn remember_spends(connection: &Connection, sealer: &Sealer, of: &ProfileId, last: i64) -> Result<(), VaultError> {
    let sql = "SELECT fingerprint, coalesce(answered_at, prepared_at) AS at FROM attempt WHERE profile = ?1
        AND sequence <= ?2 AND released = 0 AND state IN ('unknown', 'saved', 'dead')";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![of.as_str(), last], |row| {
        Ok((Fingerprint(row.get("fingerprint")?), columns::time(row, "at")?))
    })?;
    for row in rows.collect::<Result<Vec<_>, _>>()? {
        spent::note(connection, sealer, of, row.0, Fate::Spent, row.1)?;
    }
    Ok(())
}

fn forget_everyday(connection: &Connection, of: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
    let before = now.saturating_sub(SPENT_KEPT).unwrap_or(Timestamp::MIN).as_millisecond();
    let sql = "DELETE FROM event WHERE profile = ?1 AND at < ?2 AND what LIKE '{\"what\":\"attempt\",\"state\":{\"state\":\"saved\"}%'";
    connection.prepare_cached(sql)?.execute(params![of.as_str(), before])?;
    connection
        .prepare_cached("DELETE FROM spent WHERE profile = ?1 AND at < ?2")?
        .execute(params![of.as_str(), before])?;
    Ok(())
}
