//! Which process holds an attempt, and which one runs the schedule. A process renews its row (the beat) to show that it
//! is running.

use jiff::Timestamp;
use oa_token_model::refresh::holder::{Hold, Process, ROLE_SILENCE};
use rusqlite::{Connection, OptionalExtension, params};

use super::columns;
use crate::VaultError;
use crate::seal::{RowMac, Sealer};

/// The name of the schedule's row. No attempt id equals it.
pub(super) const SCHEDULE: &str = "schedule";

/// Writes that this process holds the row, with the current time as beat.
pub(super) fn take(
    connection: &Connection,
    sealer: &Sealer,
    name: &str,
    by: &Process,
    now: Timestamp,
) -> Result<(), VaultError> {
    let sql = "INSERT OR REPLACE INTO hold (name, machine, boot, process, token, beat_at, mac)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mac = mac(sealer, name, by, now.as_millisecond());
    let at = now.as_millisecond();
    connection.prepare_cached(sql)?.execute(params![name, by.machine, by.boot, by.number, by.token, at, mac])?;
    Ok(())
}

/// Returns the holder. A row that somebody without the key has written is ignored.
pub(super) fn read(connection: &Connection, sealer: &Sealer, name: &str) -> Result<Option<Hold>, VaultError> {
    let sql = "SELECT * FROM hold WHERE name = ?1";
    let found: Option<(Hold, RowMac)> = connection
        .prepare_cached(sql)?
        .query_row([name], |row| {
            let by = Process {
                machine: row.get("machine")?,
                boot: row.get("boot")?,
                number: row.get("process")?,
                token: row.get("token")?,
            };
            Ok((Hold { by, beat_at: columns::time(row, "beat_at")? }, row.get("mac")?))
        })
        .optional()?;
    Ok(found
        .filter(|(hold, stored)| mac(sealer, name, &hold.by, hold.beat_at.as_millisecond()) == *stored)
        .map(|(hold, _)| hold))
}

/// Renews this process's hold. Returns false if it does not hold the row any more.
pub(super) fn beat(
    connection: &Connection,
    sealer: &Sealer,
    name: &str,
    by: &Process,
    now: Timestamp,
) -> Result<bool, VaultError> {
    let is_ours = read(connection, sealer, name)?.is_some_and(|hold| hold.by.token == by.token);
    if is_ours {
        take(connection, sealer, name, by, now)?;
    }
    Ok(is_ours)
}

/// Takes the schedule's role if no process has it, or if the holder has ended or been silent for `ROLE_SILENCE`.
/// Returns whether this process has it now.
pub(super) fn take_schedule(
    connection: &Connection,
    sealer: &Sealer,
    by: &Process,
    is_gone: bool,
    now: Timestamp,
) -> Result<bool, VaultError> {
    let held = read(connection, sealer, SCHEDULE)?;
    let is_free = held.is_none_or(|hold| {
        hold.by.token == by.token || is_gone || now.duration_since(hold.beat_at).abs() > ROLE_SILENCE
    });
    if is_free {
        take(connection, sealer, SCHEDULE, by, now)?;
    }
    Ok(is_free)
}

/// Releases the row if this process holds it.
pub(super) fn release(connection: &Connection, name: &str, token: &str) -> Result<(), VaultError> {
    connection.prepare_cached("DELETE FROM hold WHERE name = ?1 AND token = ?2")?.execute([name, token])?;
    Ok(())
}

/// Releases an attempt that has ended, whichever process held it.
pub(super) fn end(connection: &Connection, name: &str) -> Result<(), VaultError> {
    connection.prepare_cached("DELETE FROM hold WHERE name = ?1")?.execute([name])?;
    Ok(())
}

fn mac(sealer: &Sealer, name: &str, by: &Process, beat_at: i64) -> RowMac {
    let parts: [&[u8]; 6] = [
        name.as_bytes(),
        by.machine.as_bytes(),
        by.boot.as_bytes(),
        &by.number.to_le_bytes(),
        by.token.as_bytes(),
        &beat_at.to_le_bytes(),
    ];
    sealer.row_mac("hold", &parts, None)
}
