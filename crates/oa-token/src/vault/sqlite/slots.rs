//! The slots that wrap the data key.

use rusqlite::{Connection, params};

use super::columns;
use crate::keys::Slot;
use crate::vault::VaultError;

pub(super) fn all(connection: &Connection) -> Result<Vec<Slot>, VaultError> {
    let mut statement = connection.prepare("SELECT * FROM slot ORDER BY created_at, id")?;
    let slots = statement.query_map([], |row| {
        Ok(Slot {
            id: row.get("id")?,
            kind: columns::word(row, "kind")?,
            params: row.get("params")?,
            wrapped: row.get("wrapped")?,
            created_at: columns::time(row, "created_at")?,
        })
    })?;
    Ok(slots.collect::<Result<_, _>>()?)
}

pub(super) fn insert(connection: &Connection, slot: &Slot) -> Result<(), VaultError> {
    connection.execute(
        "INSERT INTO slot (id, kind, params, wrapped, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![slot.id, columns::to_word(&slot.kind), slot.params, slot.wrapped, slot.created_at.as_millisecond()],
    )?;
    Ok(())
}

/// Puts a slot in the place of all slots of its kind.
pub(super) fn replace(connection: &Connection, slot: &Slot) -> Result<(), VaultError> {
    connection.execute("DELETE FROM slot WHERE kind = ?1", [columns::to_word(&slot.kind)])?;
    insert(connection, slot)
}

/// Removes a slot, unless it is the last: a vault without a slot is lost.
pub(super) fn remove(connection: &Connection, id: &str) -> Result<bool, VaultError> {
    let removed = connection.execute("DELETE FROM slot WHERE id = ?1 AND (SELECT count(*) FROM slot) > 1", [id])?;
    Ok(removed > 0)
}
