//! The file: opened with durable settings, checked to be a vault, with the schema that this version wrote.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use super::{columns, meta, schema};
use crate::VaultError;

/// How long a call waits for another process to release the file, in milliseconds.
pub(super) const BUSY_TIMEOUT: u32 = 10_000;
/// Number of prepared statements kept per connection: more than one refresh uses. With fewer, each refresh would
/// compile most of them again.
const STATEMENTS_CACHED: usize = 256;

/// Reports whether a file is a vault or a copy of one, by its first bytes.
pub fn is_vault_file(path: &Path) -> bool {
    use std::io::Read as _;
    const ID_AT: usize = 68;
    let mut head = [0; 72];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && head.starts_with(b"SQLite format 3\0")
        && head[ID_AT..] == schema::APPLICATION_ID.to_be_bytes()
}

/// Opens the file for reading and writing, with settings for durability and safe reading. Each setting is read back.
///
/// # Errors
/// [`VaultError::Newer`] for a file that this version must not read.
pub(super) fn connect(path: &Path) -> Result<Connection, VaultError> {
    // Always read-write: after a crash, a read-only connection fails on the hot journal.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_TIMEOUT.into()))?;
    defend(&connection)?;
    roll_back(&connection)?;
    // One transaction for all these reads: each separate read would take and release the file's locks.
    let read = connection.unchecked_transaction()?;
    let application_id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if tables(&connection)? > 0 && application_id != schema::APPLICATION_ID {
        return Err(VaultError::Damaged(None)); // A database of another program.
    }
    let is_later = |least: Option<i32>| least.is_some_and(|least| least > schema::VERSION);
    if version(&connection)? > schema::VERSION || is_later(least(&connection, "min_reader_version")) {
        return Err(VaultError::Newer);
    }
    read.finish()?;
    set(&connection, "journal_mode", "PERSIST", "persist")?;
    set(&connection, "synchronous", "EXTRA", "3")?;
    // Without this, macOS leaves synced data in the drive's cache. No effect on other systems.
    set(&connection, "fullfsync", "ON", "1")?;
    set(&connection, "secure_delete", "ON", "1")?;
    set(&connection, "foreign_keys", "ON", "1")?;
    read_back(&connection, "busy_timeout", &BUSY_TIMEOUT.to_string())?;
    // Plans do not depend on bound values. Otherwise SQLite compiles most cached statements again at each use.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(connection)
}

/// Rolls back what a terminated process left half written, and keeps the journal file. By default SQLite would delete
/// it, which Windows refuses while another program has it open.
fn roll_back(connection: &Connection) -> Result<(), VaultError> {
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let application_id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    // Another program's file must stay unchanged.
    if application_id == schema::APPLICATION_ID {
        set(connection, "journal_mode", "PERSIST", "persist")?;
    }
    // The next read releases the file's locks.
    Ok(connection.pragma_update(None, "locking_mode", "NORMAL")?)
}

/// Trusts the file as little as SQLite allows: no triggers, no views, no functions in the schema.
fn defend(connection: &Connection) -> Result<(), VaultError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.pragma_update(None, "cell_size_check", "ON")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    Ok(())
}

fn set(connection: &Connection, name: &'static str, value: &str, wanted: &str) -> Result<(), VaultError> {
    connection.pragma_update(None, name, value)?;
    read_back(connection, name, wanted)
}

fn read_back(connection: &Connection, name: &'static str, wanted: &str) -> Result<(), VaultError> {
    let got: rusqlite::types::Value = connection.pragma_query_value(None, name, |row| row.get(0))?;
    let got = match got {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Null | rusqlite::types::Value::Real(_) | rusqlite::types::Value::Blob(_) => {
            String::new()
        }
    };
    if got == wanted { Ok(()) } else { Err(VaultError::Pragma(name)) }
}

/// Returns the minimum version stored under `key`, or `None` in a file of an older version. An unreadable value counts
/// as a version newer than this one.
pub(super) fn least(connection: &Connection, key: &str) -> Option<i32> {
    let text = meta::plain(connection, key).ok().flatten()?;
    Some(text.parse().unwrap_or(i32::MAX))
}

/// Counts the entries of the schema.
pub(super) fn tables(connection: &Connection) -> Result<u32, VaultError> {
    Ok(connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?)
}

/// Returns the file's schema version, or 0 for a file without tables.
pub(super) fn version(connection: &Connection) -> Result<i32, VaultError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Refuses a schema that differs from the one this version writes. A missing index would let a token be spent twice,
/// and a trigger could write anything.
pub(super) fn check_schema(connection: &Connection) -> Result<(), VaultError> {
    if least(connection, "min_writer_version").is_some_and(|least| least > schema::VERSION) {
        return Ok(()); // A newer version may have extended it. `may_write` then refuses every write.
    }
    let is_ours = digest(connection).is_ok_and(|found| found == schema::DIGEST);
    if is_ours { Ok(()) } else { Err(VaultError::ForeignSchema) }
}

/// Returns the digest of a schema: SHA-256 over its entries, in hexadecimal digits.
fn digest(connection: &Connection) -> Result<String, VaultError> {
    let sql =
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut hash = Sha256::new();
    while let Some(row) = rows.next()? {
        for column in 0..4 {
            let text: Option<String> = row.get(column)?;
            let text = text.as_deref().unwrap_or("\0");
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
    }
    Ok(columns::to_hex(&hash.finalize()))
}

/// Refuses a file whose rows and indexes disagree: one changed byte can hide a profile, or hide the newest pair so that
/// the one before it is found. This reads both tables completely. So it is called only if something is not found or
/// does not fit, and not at each start. Rows that are found are verified by their seals and MACs. A value that its
/// column does not allow is reported for its OA.
pub(super) fn check_rows(connection: &Connection) -> Result<(), VaultError> {
    for table in ["profile", "pair"] {
        let mut statement = connection.prepare(&format!("PRAGMA integrity_check({table})"))?;
        let said = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        let is_harmless = |line: &str| line == "ok" || line.starts_with("NULL value in ") || line.starts_with("non-");
        if !said.iter().all(|line| is_harmless(line)) {
            return Err(VaultError::Damaged(None));
        }
    }
    Ok(())
}

/// Returns the file that the path leads to through symbolic links. Locks, journals and copies are placed beside it.
pub fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

pub(super) fn has_journal(path: &Path) -> bool {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    Path::new(&journal).exists()
}

/// Creates the folder (0700) and an empty file (0600) before SQLite opens it.
pub(super) fn make_private(path: &Path) -> Result<(), VaultError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let failed = |source| VaultError::of_io(folder, source);
    crate::private_file::make_folder(folder).map_err(failed)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let is_new = !path.exists();
    let file = options.open(path).map_err(failed)?;
    if is_new { file.sync_all().map_err(failed) } else { Ok(()) }
}

/// Syncs the folder, so that the new file's name is durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), VaultError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    if cfg!(windows) {
        return Ok(()); // Windows has no such call for folders.
    }
    let synced = File::open(folder).and_then(|file| file.sync_all());
    synced.map_err(|source| VaultError::of_io(folder, source))
}

/// Opens the file whose lock shows that the vault is in use.
pub(super) fn use_file(path: &Path) -> Option<File> {
    let folder = resolved(path).parent()?.join("locks");
    crate::private_file::make_folder(&folder).ok()?;
    crate::private_file::open_private(&folder.join("vault"), false).ok()
}

/// Returns the device and inode of a file. Another file at the same path has another identity.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Returns the volume and the number of a file on it. Not its creation time: Windows gives that of a deleted file to
/// another one that takes its name within 15 seconds ("file system tunneling").
#[cfg(windows)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    let file = File::open(path).ok()?;
    let about = winapi_util::file::information(&file).ok()?;
    Some((about.volume_serial_number(), about.file_index()))
}

/// Lists the programs that hold the vault's lock, as name and process number, as far as the system reports them.
pub(super) fn users(path: &Path) -> Vec<String> {
    let lock = resolved(path).with_file_name("locks").join("vault");
    let Some((_, inode)) = identity(&lock) else { return Vec::new() };
    // On systems without this file the result is empty.
    let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
    let process = |line: &str| -> Option<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| word.ends_with(&format!(":{inode}")))?;
        Some((*words.get(at.checked_sub(1)?)?).to_owned())
    };
    let named = |number: String| {
        let name = fs::read_to_string(format!("/proc/{number}/comm")).ok()?;
        Some(format!("{} ({number})", name.trim()))
    };
    let mut found: Vec<String> = locks.lines().filter_map(process).filter_map(named).collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes half of a transaction: more than the cache holds, so that it is in the file, and its undoing in the journal.
    fn write_half(path: &Path) -> Connection {
        let writing = Connection::open(path).unwrap();
        writing.execute_batch("PRAGMA journal_mode=PERSIST; PRAGMA cache_size=1").unwrap();
        writing.execute_batch("BEGIN; CREATE TABLE half (written); ").unwrap();
        for _ in 0..50 {
            writing.execute_batch("INSERT INTO half VALUES (zeroblob(4000))").unwrap();
        }
        writing
    }

    /// Writes the bytes of a file into another, which stays the same file for programs that have it open.
    fn pour(from: &Path, to: &Path) {
        let mut file = File::options().write(true).create(true).truncate(true).open(to).unwrap();
        std::io::copy(&mut File::open(from).unwrap(), &mut file).unwrap();
    }

    /// On Windows the journal cannot be deleted while another program has it open.
    #[test]
    fn the_journal_of_a_killed_program_is_rolled_back_and_kept_while_another_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let first = Connection::open(at("vault.db")).unwrap();
        first.execute_batch(schema::TABLES).unwrap();
        first.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
        drop(first);
        let window = connect(&at("vault.db")).unwrap();
        window.execute_batch("CREATE TABLE window (x)").unwrap();
        assert!(has_journal(&at("vault.db")), "it is open in this program");
        pour(&at("vault.db"), &at("writing.db"));
        let writing = write_half(&at("writing.db"));
        // The files as a terminated process leaves them.
        for end in ["", "-journal"] {
            pour(&at(&format!("writing.db{end}")), &at(&format!("vault.db{end}")));
        }
        drop(writing);
        let connection = connect(&at("vault.db")).unwrap();
        assert!(has_journal(&at("vault.db")));
        assert!(connection.prepare("SELECT * FROM half").is_err(), "the half-written transaction is rolled back");
        assert!(connect(&at("vault.db")).is_ok(), "the journal does not block a new connection");
        window.execute_batch("INSERT INTO window VALUES (1)").unwrap();
    }

    #[test]
    fn a_cached_statement_is_not_compiled_again_for_other_values() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.db");
        make_private(&path).unwrap();
        let connection = connect(&path).unwrap();
        connection.execute_batch(schema::TABLES).unwrap();
        let sql = "SELECT sequence FROM attempt WHERE profile = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2";
        for offset in 0..3 {
            assert!(!connection.prepare_cached(sql).unwrap().exists(rusqlite::params!["oa", offset]).unwrap());
        }
        let statement = connection.prepare_cached(sql).unwrap();
        assert_eq!(statement.get_status(rusqlite::StatementStatus::RePrepare), 0);
    }

    #[test]
    fn the_digest_is_that_of_the_tables() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(schema::TABLES).unwrap();
        assert_eq!(digest(&connection).unwrap(), schema::DIGEST, "the tables changed: update the digest in this test");
    }
}
