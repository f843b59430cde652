//! Applies a change to a copy of the home, as any process could that can write there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::{Value as Json, json};

use super::change::{Beside, Change, OldRows, Place, Row};
use super::stage::Stage;
use crate::proof::Trouble;

/// The result of applying a change.
pub(super) enum Applied {
    /// The change is made; the file must be kept open while the calls run.
    Done(Option<File>),
    /// SQLite rejects the change, or it changed nothing.
    Refused,
}

/// Makes the change; `address` is the hostile listener's.
pub(super) fn apply(change: &Change, data: &Path, stage: &Stage, address: &str) -> Result<Applied, Trouble> {
    match change {
        Change::Cell { place, row, to, .. } => cell(&data.join(place.file), place, row, to).map(done_if),
        Change::Sql { file, sql, .. } => Ok(done_if(open(&data.join(file))?.execute_batch(sql).is_ok())),
        Change::Old { file, table, copy, how } => {
            old(&data.join(file), &stage.older[*copy].join(file), table, *how).map(done_if)
        }
        Change::OldOa { copy, official } => {
            let id = &stage.officials[*official].id;
            old_oa(&data.join("vault.db"), &stage.older[*copy].join("vault.db"), id).map(done_if)
        }
        Change::OldVault { copy } => old_vault(&data.join("vault.db"), &stage.older[*copy].join("vault.db")),
        Change::Beside(what) => beside(*what, data, stage, address),
    }
}

fn done_if(is_done: bool) -> Applied {
    if is_done { Applied::Done(None) } else { Applied::Refused }
}

fn open(path: &Path) -> Result<Connection, Trouble> {
    let connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF")?;
    Ok(connection)
}

/// Sets a cell. If the schema forbids it, uses a schema that does not, and restores the schema.
fn cell(path: &Path, place: &Place, row: &Row, to: &Value) -> Result<bool, Trouble> {
    let Place { table, column, .. } = place;
    let update = format!("UPDATE \"{table}\" SET \"{column}\" = ?1 WHERE {}", row.is_it);
    if open(path)?.execute(&update, [to]).is_ok() {
        return Ok(true);
    }
    let schema: String =
        open(path)?.query_row("SELECT sql FROM sqlite_master WHERE name = ?1", [table], |row| row.get(0))?;
    put_schema(path, table, &schema.replace("NOT NULL", "").replace("STRICT", ""))?;
    let is_done = open(path)?.execute(&update, [to]).is_ok();
    put_schema(path, table, &schema)?;
    Ok(is_done)
}

fn put_schema(path: &Path, table: &str, sql: &str) -> Result<(), Trouble> {
    let connection = open(path)?;
    connection.execute_batch("PRAGMA writable_schema = ON")?;
    connection.execute("UPDATE sqlite_master SET sql = ?1 WHERE name = ?2", (sql, table))?;
    Ok(())
}

fn old(path: &Path, older: &Path, table: &str, how: OldRows) -> Result<bool, Trouble> {
    let connection = open(path)?;
    connection.execute("ATTACH ?1 AS old", [older.to_string_lossy()])?;
    let rows = format!("INTO main.\"{table}\" SELECT * FROM old.\"{table}\"");
    let sql = match how {
        OldRows::Whole => format!("DELETE FROM main.\"{table}\"; INSERT {rows}"),
        OldRows::Gone => format!("INSERT OR IGNORE {rows}"),
        OldRows::AsTheyWere => format!("INSERT OR REPLACE {rows}"),
    };
    let before = connection.total_changes();
    Ok(connection.execute_batch(&sql).is_ok() && connection.total_changes() > before)
}

/// Restores every row of one OA from the same older copy.
fn old_oa(path: &Path, older: &Path, id: &str) -> Result<bool, Trouble> {
    let connection = open(path)?;
    connection.execute("ATTACH ?1 AS old", [older.to_string_lossy()])?;
    if !connection.prepare("SELECT 1 FROM old.profile WHERE id = ?1")?.exists([id])? {
        return Ok(false);
    }
    let of = format!("WHERE profile = '{id}'");
    let answers = format!("WHERE attempt IN (SELECT id FROM old.attempt {of})");
    let rows = [
        ("profile", format!("WHERE id = '{id}'")),
        ("pair", of.clone()),
        ("attempt", of.clone()),
        ("spent", of.clone()),
        ("answer", answers),
    ];
    connection.execute_batch(&format!("DELETE FROM answer WHERE attempt IN (SELECT id FROM attempt {of})"))?;
    for (table, which) in &rows {
        let gone = if *table == "answer" { String::new() } else { format!("DELETE FROM main.{table} {which};") };
        connection.execute_batch(&format!("{gone} INSERT INTO main.{table} SELECT * FROM old.{table} {which}"))?;
    }
    Ok(true)
}

/// Restores the whole vault from an older copy, with today's mark.
fn old_vault(path: &Path, older: &Path) -> Result<Applied, Trouble> {
    let stamp = "SELECT value FROM meta WHERE key = 'stamp'";
    let today: String = open(path)?.query_row(stamp, [], |row| row.get(0))?;
    fs::copy(older, path)?;
    open(path)?.execute("UPDATE meta SET value = ?1 WHERE key = 'stamp'", [today])?;
    Ok(Applied::Done(None))
}

fn beside(what: Beside, data: &Path, stage: &Stage, address: &str) -> Result<Applied, Trouble> {
    match what {
        Beside::Practice => {
            open(&data.join("vault.db"))?.execute_batch("UPDATE profile SET kind = 'practice'")?;
            return books(data, stage, address).map(|lock| Applied::Done(Some(lock)));
        }
        Beside::PracticeBooks => return books(data, stage, address).map(|lock| Applied::Done(Some(lock))),
        Beside::Emptied(folder) => {
            for file in files(&data.join(folder)) {
                fs::remove_file(file)?;
            }
        }
        Beside::Garbage(folder) => {
            for file in files(&data.join(folder)) {
                oa_token_vault::atomic_file::write(&file, b"OATKIF1\n\xff\xff\xff\x7fgarbage")?;
            }
        }
        Beside::Strangers(folder) => {
            for name in ["x", "63", "FAKE_0123456789", "clock"] {
                oa_token_vault::atomic_file::write(&data.join(folder).join(name), b"OATKIF1\n\x04\0\0\0FAKE")?;
            }
        }
        Beside::NoRecovery => fs::remove_file(data.join("recovery.db"))?,
        Beside::OldRecovery => {
            let older = stage.older.iter().map(|older| older.join("recovery.db")).find(|file| file.exists());
            fs::copy(older.ok_or("no older copy has a second copy")?, data.join("recovery.db"))?;
        }
    }
    Ok(Applied::Done(None))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|path| path.is_file()).collect()
}

/// Writes practice Zalo's books that name the hostile listener, and holds their lock as its server does.
fn books(data: &Path, stage: &Stage, address: &str) -> Result<File, Trouble> {
    let mut books: Json = serde_json::from_slice(&fs::read(stage.books())?)?;
    books["origin"] = json!(format!("http://{address}"));
    oa_token_vault::atomic_file::write(&data.join("practice.json"), books.to_string().as_bytes())?;
    let lock = File::create(data.join("practice.lock"))?;
    lock.try_lock()?;
    Ok(lock)
}
