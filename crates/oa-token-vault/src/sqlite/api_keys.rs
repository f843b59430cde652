//! The keys of the HTTP API. A row is one sealed value, and listed: a removed one that is put back opens nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use oa_token_model::api::{ApiKeyId, ApiKeyName, ApiKeyRecord, ApiUse, Scope};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::HistoryEvent;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::listed::{self, Table};
use super::{columns, history};
use crate::VaultError;
use crate::seal::{RowMac, Sealer};

/// What the vault keeps of a key.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// The key's MAC, in hexadecimal digits.
    mac: String,
    name: ApiKeyName,
    scope: Scope,
    created_at: Timestamp,
    used_at: Option<Timestamp>,
    /// The last day on which it was used, by OA.
    days: BTreeMap<ProfileId, Day>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Day {
    day: Date,
    count: u64,
}

/// Reads the keys.
pub(super) fn all(connection: &Connection, sealer: &Sealer) -> Result<Vec<(RowMac, ApiKeyRecord)>, VaultError> {
    let rows = listed::all(connection, sealer, Table::ApiKey)?;
    Ok(rows.into_iter().filter_map(|row| record(row.id, stored(&row.plain).ok()?)).collect())
}

fn record(id: String, stored: Stored) -> Option<(RowMac, ApiKeyRecord)> {
    let mac = columns::from_hex(&stored.mac)?.try_into().ok()?;
    let Stored { name, scope, created_at, used_at, .. } = stored;
    Some((mac, ApiKeyRecord { id: ApiKeyId(id), name, scope, created_at, used_at }))
}

/// Adds a key.
pub(super) fn add(
    connection: &Connection,
    sealer: &Sealer,
    mac: &RowMac,
    record: &ApiKeyRecord,
) -> Result<(), VaultError> {
    let others = all(connection, sealer)?;
    if others.iter().any(|(_, other)| other.name.is_named(record.name.as_str())) {
        return Err(VaultError::NameTaken);
    }
    let stored = Stored {
        mac: columns::to_hex(mac),
        name: record.name.clone(),
        scope: record.scope.clone(),
        created_at: record.created_at,
        used_at: record.used_at,
        days: BTreeMap::new(),
    };
    write(connection, sealer, &record.id.0, &stored)
}

/// Removes a key.
pub(super) fn remove(connection: &Connection, sealer: &Sealer, id: &ApiKeyId) -> Result<bool, VaultError> {
    listed::remove(connection, sealer, Table::ApiKey, &id.0)
}

/// Adds uses of a key, and writes to the history what is complete.
pub(super) fn add_use(
    connection: &Connection,
    sealer: &Sealer,
    used: &ApiUse,
    now: Timestamp,
) -> Result<(), VaultError> {
    let id = &used.key.0;
    let row = listed::all(connection, sealer, Table::ApiKey)?.into_iter().find(|row| row.id == *id);
    let mut stored = stored(&row.ok_or(VaultError::NoSuchProfile)?.plain)?;
    let (key, key_id) = (stored.name.to_string(), id.clone());
    match stored.days.get_mut(&used.oa) {
        None => {
            let (peer, generation) = (used.peer.clone(), used.generation);
            history::add(connection, &used.oa, &HistoryEvent::ApiFirstUse { key, key_id, peer, generation }, now)?;
            stored.days.insert(used.oa.clone(), Day { day: used.day, count: used.count });
        }
        Some(last) if last.day == used.day => last.count += used.count,
        Some(last) => {
            let event = HistoryEvent::ApiDay { key, key_id, day: last.day, count: last.count };
            history::add(connection, &used.oa, &event, now)?;
            *last = Day { day: used.day, count: used.count };
        }
    }
    stored.used_at = Some(now);
    write(connection, sealer, id, &stored)
}

fn stored(plain: &[u8]) -> Result<Stored, VaultError> {
    serde_json::from_slice(plain).map_err(|_| VaultError::Altered)
}

fn write(connection: &Connection, sealer: &Sealer, id: &str, stored: &Stored) -> Result<(), VaultError> {
    listed::put(connection, sealer, Table::ApiKey, id, columns::to_json(stored).as_bytes())?;
    let mut statement = connection.prepare_cached("UPDATE api_key SET last_used = ?2 WHERE id = ?1")?;
    statement.execute(params![id, columns::millis(stored.used_at)])?;
    Ok(())
}
