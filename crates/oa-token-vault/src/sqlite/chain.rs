//! The MACs of a profile's rows. Attempts form a chain whose end is stored in the sealed configuration; for pairs it
//! stores a digest. A row that was changed, removed, put back or moved without the key is noticed when it is used.

use oa_token_model::profile::ProfileId;
use rusqlite::{Connection, OptionalExtension, params};

use super::columns;
use super::config::Config;
use crate::VaultError;
use crate::seal::{RowMac, Sealer};

/// Number of newest attempts whose MACs are checked at each use: as many as are read then.
pub(super) const TAIL: u32 = 100;

/// Writes the MAC of each pair of a profile. Returns the digest over them.
pub(super) fn seal_pairs(connection: &Connection, sealer: &Sealer, of: &ProfileId) -> Result<String, VaultError> {
    let rows = pair_macs(connection, sealer, of)?;
    let mut statement = connection
        .prepare_cached("UPDATE pair SET mac = ?3 WHERE profile = ?1 AND generation = ?2 AND mac IS NOT ?3")?;
    for (generation, _, mac) in &rows {
        statement.execute(params![of.as_str(), generation, mac])?;
    }
    Ok(digest(sealer, of, &rows))
}

/// Checks the MAC of each pair, and that no pair was removed or put back.
pub(super) fn check_pairs(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
) -> Result<(), VaultError> {
    let rows = pair_macs(connection, sealer, of)?;
    let is_right = rows.iter().all(|(_, stored, mac)| stored.as_ref() == Some(mac));
    if is_right && digest(sealer, of, &rows) == config.pairs { Ok(()) } else { Err(VaultError::Altered) }
}

type PairMac = (u32, Option<RowMac>, RowMac);

fn pair_macs(connection: &Connection, sealer: &Sealer, of: &ProfileId) -> Result<Vec<PairMac>, VaultError> {
    let mut statement = connection.prepare_cached("SELECT * FROM pair WHERE profile = ?1 ORDER BY generation")?;
    let rows = statement.query_map([of.as_str()], |row| {
        let parts = columns::canonical(row)?;
        let mac = sealer.row_mac("pair", &slices(&parts), None);
        Ok((row.get("generation")?, row.get("mac")?, mac))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn digest(sealer: &Sealer, of: &ProfileId, rows: &[PairMac]) -> String {
    let macs = rows.iter().map(|(_, _, mac)| mac.as_slice());
    let parts: Vec<&[u8]> = std::iter::once(of.as_str().as_bytes()).chain(macs).collect();
    columns::to_hex(&sealer.row_mac("pairs", &parts, None))
}

/// Checks the chain to its end, from this attempt on, or from the newest one if that is older.
pub(super) fn check_from(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
    sequence: i64,
) -> Result<(), VaultError> {
    let links = links(connection, sealer, of, config, sequence)?;
    let is_right = links.iter().all(|link| link.stored == Some(link.mac));
    let count = count(connection, of)?;
    if is_right && end(&links, config) == config.head && count == config.attempts {
        Ok(())
    } else {
        Err(VaultError::Altered)
    }
}

/// Checks the newest attempts of a profile.
pub(super) fn check_tail(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
) -> Result<(), VaultError> {
    let sql = "SELECT sequence FROM attempt WHERE profile = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2";
    let first: Option<i64> =
        connection.prepare_cached(sql)?.query_row(params![of.as_str(), TAIL - 1], |row| row.get(0)).optional()?;
    check_from(connection, sealer, of, config, first.unwrap_or(0))
}

/// Recomputes the MACs of the chain from this attempt on, and stores the new end in the configuration. The caller must
/// call `check_from` before it changes a row.
pub(super) fn seal_from(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &mut Config,
    sequence: i64,
) -> Result<(), VaultError> {
    let links = links(connection, sealer, of, config, sequence)?;
    let mut statement =
        connection.prepare_cached("UPDATE attempt SET mac = ?2 WHERE sequence = ?1 AND mac IS NOT ?2")?;
    for link in &links {
        statement.execute(params![link.sequence, link.mac])?;
    }
    config.head = end(&links, config);
    config.attempts = count(connection, of)?;
    Ok(())
}

/// Gives new numbers to the attempts of a profile from this one on. They keep their order, and the numbers are higher
/// than all existing ones and than `least`. The old numbers are free for rows of another file.
pub(super) fn renumber(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    sequence: i64,
    least: i64,
) -> Result<(), VaultError> {
    let mut config = super::config::read(connection, sealer, of)?;
    check_from(connection, sealer, of, &config, sequence)?;
    let next: i64 = connection
        .prepare_cached(&format!("SELECT {}", columns::next_number("attempt")))?
        .query_row([], |row| row.get(0))?;
    // The same offset for all, so that no new number collides with a row that has not moved yet.
    let by = next.max(least.saturating_add(1)).checked_sub(sequence).ok_or(VaultError::Altered)?;
    connection
        .prepare_cached("UPDATE attempt SET sequence = sequence + ?3 WHERE profile = ?1 AND sequence >= ?2")?
        .execute(params![of.as_str(), sequence, by])?;
    seal_from(connection, sealer, of, &mut config, sequence + by)?;
    super::config::write(connection, sealer, of, &config)
}

/// Checks the MAC of one attempt, anywhere in the chain, and that of the next one.
pub(super) fn check_one(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
    sequence: i64,
) -> Result<(), VaultError> {
    let mut before = mac_before(connection, of, config, sequence)?;
    let sql = "SELECT * FROM attempt WHERE profile = ?1 AND sequence >= ?2 ORDER BY sequence LIMIT 2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![of.as_str(), sequence])?;
    while let Some(row) = rows.next()? {
        let mac = attempt_mac(sealer, row, before.as_ref())?;
        if row.get::<_, Option<RowMac>>("mac")? != Some(mac) {
            return Err(VaultError::Altered);
        }
        before = Some(mac);
    }
    Ok(())
}

struct Link {
    sequence: i64,
    stored: Option<RowMac>,
    mac: RowMac,
}

fn links(
    connection: &Connection,
    sealer: &Sealer,
    of: &ProfileId,
    config: &Config,
    sequence: i64,
) -> Result<Vec<Link>, VaultError> {
    let newest: Option<i64> = connection
        .prepare_cached("SELECT max(sequence) FROM attempt WHERE profile = ?1")?
        .query_row([of.as_str()], |row| row.get(0))?;
    let Some(newest) = newest else { return Ok(Vec::new()) };
    let first = sequence.min(newest);
    let mut before = mac_before(connection, of, config, first)?;
    let sql = "SELECT * FROM attempt WHERE profile = ?1 AND sequence >= ?2 ORDER BY sequence";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![of.as_str(), first])?;
    let mut links = Vec::new();
    while let Some(row) = rows.next()? {
        let mac = attempt_mac(sealer, row, before.as_ref())?;
        before = Some(mac);
        links.push(Link { sequence: row.get("sequence")?, stored: row.get("mac")?, mac });
    }
    Ok(links)
}

/// Returns the MAC at the end of the chain: that of the last link, or of the last attempt that was condensed away.
fn end(links: &[Link], config: &Config) -> Option<String> {
    links.last().map(|link| columns::to_hex(&link.mac)).or_else(|| config.base.clone())
}

/// Returns the MAC of the previous attempt. If there is none, that of the last attempt that was condensed away.
fn mac_before(
    connection: &Connection,
    of: &ProfileId,
    config: &Config,
    sequence: i64,
) -> Result<Option<RowMac>, VaultError> {
    let sql = "SELECT mac FROM attempt WHERE profile = ?1 AND sequence < ?2 ORDER BY sequence DESC LIMIT 1";
    let found: Option<Option<RowMac>> =
        connection.prepare_cached(sql)?.query_row(params![of.as_str(), sequence], |row| row.get(0)).optional()?;
    let base = || {
        let bytes = config.base.as_deref().and_then(columns::from_hex)?;
        RowMac::try_from(bytes).ok()
    };
    Ok(found.unwrap_or_else(base))
}

fn attempt_mac(sealer: &Sealer, row: &rusqlite::Row<'_>, before: Option<&RowMac>) -> Result<RowMac, VaultError> {
    let parts = columns::canonical(row)?;
    Ok(sealer.row_mac("attempt", &slices(&parts), before))
}

pub(super) fn count(connection: &Connection, of: &ProfileId) -> Result<u64, VaultError> {
    let sql = "SELECT count(*) FROM attempt WHERE profile = ?1";
    let count: i64 = connection.prepare_cached(sql)?.query_row([of.as_str()], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn slices(parts: &[Vec<u8>]) -> Vec<&[u8]> {
    parts.iter().map(Vec::as_slice).collect()
}
