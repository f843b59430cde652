//! Sealed rows that belong to the vault as a whole: API keys, alert channels, the team. The vault's sealed state lists a
//! digest of each row. A row that was changed, or put back after it was removed, is not on that list and is not used.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use zeroize::Zeroizing;

use super::{columns, meta};
use crate::VaultError;
use crate::seal::{Place, Realm, Sealer};

/// A table of such rows: columns `id` and `config`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// Keys of the HTTP API.
    ApiKey,
    /// Alert channels.
    Channel,
    /// This computer's place in a team.
    Team,
}

impl Table {
    pub(super) const ALL: [Self; 3] = [Self::ApiKey, Self::Channel, Self::Team];

    /// Returns its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::Channel => "channel",
            Self::Team => "team",
        }
    }
}

/// The digests of a table's rows, by id.
pub(super) type Listing = BTreeMap<String, String>;

/// A row as this program wrote it.
pub(super) struct ListedRow {
    pub(super) id: String,
    pub(super) plain: Zeroizing<Vec<u8>>,
}

/// Reads the rows that the vault's state lists, oldest first.
pub(super) fn all(connection: &Connection, sealer: &Sealer, table: Table) -> Result<Vec<ListedRow>, VaultError> {
    let listing = listing(connection, sealer, table)?;
    let mut found = Vec::new();
    for (id, hidden) in rows(connection, table)? {
        if listing.get(&id) == Some(&digest(sealer, table, &id, &hidden)) {
            let plain = sealer.open(place(table, &id), &hidden).map_err(|_| VaultError::Altered)?;
            found.push(ListedRow { id, plain });
        }
    }
    Ok(found)
}

/// Reports whether the table holds exactly the rows that the vault's state lists.
pub(super) fn is_whole(connection: &Connection, sealer: &Sealer, table: Table) -> Result<bool, VaultError> {
    let count: i64 = connection.query_row(&format!("SELECT count(*) FROM {}", table.name()), [], |row| row.get(0))?;
    let listed = listing(connection, sealer, table)?.len();
    Ok(count.unsigned_abs() == listed as u64 && all(connection, sealer, table)?.len() == listed)
}

/// Adds a row, or changes the one that has this id. Other columns of it stay; those of a new row have these values.
pub(super) fn put(
    connection: &Connection,
    sealer: &Sealer,
    table: Table,
    id: &str,
    plain: &[u8],
) -> Result<(), VaultError> {
    let hidden = sealer.seal(place(table, id), plain);
    let sql = match table {
        Table::ApiKey => "INSERT INTO api_key (id, config) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET config = ?2",
        Table::Channel => {
            "INSERT INTO channel (id, config, tries, mac) VALUES (?1, ?2, 0, X'')
             ON CONFLICT (id) DO UPDATE SET config = ?2"
        }
        Table::Team => "INSERT INTO team (id, config) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET config = ?2",
    };
    connection.prepare_cached(sql)?.execute(params![id, hidden])?;
    let digest = digest(sealer, table, id, &hidden);
    meta::change(connection, sealer, |state| {
        state.listed.entry(table.name().to_owned()).or_default().insert(id.to_owned(), digest);
    })
}

/// Removes a row, and with it what somebody without the key has done to the table: rows that this program did not write,
/// and the entries of rows that are missing. Returns whether the vault's state listed the row.
pub(super) fn remove(connection: &Connection, sealer: &Sealer, table: Table, id: &str) -> Result<bool, VaultError> {
    let mut kept: Vec<String> = all(connection, sealer, table)?.into_iter().map(|row| row.id).collect();
    kept.retain(|known| known != id);
    for (other, _) in rows(connection, table)?.iter().filter(|(other, _)| !kept.contains(other)) {
        connection.execute(&format!("DELETE FROM {} WHERE id = ?1", table.name()), [other])?;
    }
    let mut was_listed = false;
    meta::change(connection, sealer, |state| {
        let listing = state.listed.entry(table.name().to_owned()).or_default();
        was_listed = listing.contains_key(id);
        listing.retain(|known, _| kept.contains(known));
    })?;
    Ok(was_listed)
}

/// Copies the rows of all these tables from one file to the other, unchanged. Other columns of rows that both have stay.
pub(super) fn copy(from: &Connection, to: &Connection) -> Result<(), VaultError> {
    for table in Table::ALL {
        let (theirs, ours) = (rows(from, table)?, rows(to, table)?);
        for (id, _) in ours.iter().filter(|(id, _)| theirs.iter().all(|(other, _)| other != id)) {
            to.execute(&format!("DELETE FROM {} WHERE id = ?1", table.name()), [id])?;
        }
        let more = match table {
            Table::ApiKey | Table::Team => "",
            Table::Channel => ", tries, mac",
        };
        let values = if more.is_empty() { "" } else { ", 0, X''" };
        let sql = format!(
            "INSERT INTO {} (id, config{more}) VALUES (?1, ?2{values}) ON CONFLICT (id) DO UPDATE SET config = ?2",
            table.name()
        );
        for row in theirs.iter().filter(|row| !ours.contains(row)) {
            to.prepare_cached(&sql)?.execute(params![row.0, row.1])?;
        }
    }
    Ok(())
}

/// Removes all rows of a table.
pub(super) fn clear(connection: &Connection, sealer: &Sealer, table: Table) -> Result<(), VaultError> {
    connection.execute(&format!("DELETE FROM {}", table.name()), [])?;
    if listing(connection, sealer, table)?.is_empty() {
        return Ok(());
    }
    meta::change(connection, sealer, |state| drop(state.listed.remove(table.name())))
}

/// Returns the digest that the vault's state lists for a row.
pub(super) fn mark(
    connection: &Connection,
    sealer: &Sealer,
    table: Table,
    id: &str,
) -> Result<Option<String>, VaultError> {
    Ok(listing(connection, sealer, table)?.remove(id))
}

fn listing(connection: &Connection, sealer: &Sealer, table: Table) -> Result<Listing, VaultError> {
    Ok(meta::read(connection, sealer)?.listed.remove(table.name()).unwrap_or_default())
}

fn rows(connection: &Connection, table: Table) -> Result<Vec<(String, Vec<u8>)>, VaultError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT id, config FROM {} ORDER BY rowid", table.name()))?;
    let found = statement.query_map([], |row| Ok(row.get(0).ok().zip(row.get(1).ok())))?;
    // An unreadable row is one that is missing.
    Ok(found.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

fn digest(sealer: &Sealer, table: Table, id: &str, hidden: &[u8]) -> String {
    columns::to_hex(&sealer.row_mac(table.name(), &[id.as_bytes(), hidden], None))
}

fn place(table: Table, id: &str) -> Place<'_> {
    Place { realm: Realm::Vault, table: table.name(), row: id, column: "config", context: &[] }
}
