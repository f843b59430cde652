//! The slots that wrap the data key.

use rusqlite::{Connection, params};

use super::{columns, meta};
use crate::VaultError;
use crate::keys::Slot;
use crate::seal::Sealer;

pub(super) fn all(connection: &Connection) -> Result<Vec<Slot>, VaultError> {
    let mut statement = connection.prepare_cached("SELECT * FROM slot ORDER BY created_at, id")?;
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

/// Adds a slot to an unlocked vault.
pub(super) fn add(connection: &Connection, sealer: &Sealer, slot: &Slot) -> Result<(), VaultError> {
    insert(connection, slot)?;
    meta::change(connection, sealer, |state| state.slots.push(slot.id.clone()))
}

/// Replaces all slots of this slot's kind with it.
pub(super) fn replace(connection: &Connection, sealer: &Sealer, slot: &Slot) -> Result<(), VaultError> {
    let mut statement = connection.prepare("SELECT id FROM slot WHERE kind = ?1")?;
    let gone = statement.query_map([columns::to_word(&slot.kind)], |row| row.get(0))?;
    let gone = gone.collect::<Result<Vec<String>, _>>()?;
    for id in &gone {
        connection.execute("DELETE FROM slot WHERE id = ?1", [id])?;
    }
    insert(connection, slot)?;
    meta::change(connection, sealer, |state| {
        state.slots.retain(|id| !gone.contains(id));
        state.slots.push(slot.id.clone());
    })
}

/// Removes a slot unless it is the last one: a vault without a slot can never be opened.
pub(super) fn remove(connection: &Connection, sealer: &Sealer, id: &str) -> Result<bool, VaultError> {
    let state = meta::read(connection, sealer)?;
    let others = state.slots.iter().filter(|known| *known != id).count();
    if others == 0 {
        return Ok(false);
    }
    let removed = connection.execute("DELETE FROM slot WHERE id = ?1", [id])?;
    meta::change(connection, sealer, |state| state.slots.retain(|known| known != id))?;
    Ok(removed > 0)
}

/// Lists the slots whose rows somebody without the key has added. They were removed before, or never added by this
/// program.
pub(super) fn strangers(connection: &Connection, sealer: &Sealer) -> Result<Vec<String>, VaultError> {
    let known = meta::read(connection, sealer)?.slots;
    Ok(all(connection)?.into_iter().map(|slot| slot.id).filter(|id| !known.contains(id)).collect())
}
