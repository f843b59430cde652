//! Who holds an attempt, and who runs the schedule: rows that a process beats to say that it lives.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::columns;
use crate::rotation::holder::{Hold, Process, ROLE_SILENCE};
use crate::vault::VaultError;
use crate::vault::seal::{RowMac, Sealer};

/// The name of the row of the schedule's role; no attempt's id is like it.
pub(super) const SCHEDULE: &str = "schedule";

/// Writes that this process holds it, since now.
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

/// Reads who holds it; a row that somebody else wrote tells nothing.
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

/// Says that this process still holds it; false if it does not any more.
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

/// Takes the schedule's role, if nobody has it, or whoever has it has been silent for long; returns whether it is ours.
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

/// Lets go of it, if it is this process's.
pub(super) fn release(connection: &Connection, name: &str, token: &str) -> Result<(), VaultError> {
    connection.prepare_cached("DELETE FROM hold WHERE name = ?1 AND token = ?2")?.execute([name, token])?;
    Ok(())
}

/// Lets go of an attempt that has come to its end, whoever held it.
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
