//! The second copy, `recovery.db`: a file of the same tables beside the vault, with what must not be lost of each live
//! OA. Rows are copied as they are, sealed and authenticated; so it needs no key, and can take the vault's place.
//!
//! The two are in step if they bear the same stamp. A vault that is not in step with its copy was put back from somewhere,
//! or lost its last change: then the two are compared, OA by OA, before anything else is written.

use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};

use super::{file, meta, schema};
use crate::profile::ProfileId;
use crate::vault::VaultError;

/// The rows of one OA, table by table: the table, how they are found, what tells two versions of a row apart.
const OF_PROFILE: &[(&str, &str, &str)] = &[
    ("pair", "profile = ?1", "generation"),
    ("attempt", "profile = ?1", "sequence"),
    ("spent", "profile = ?1", "fingerprint"),
];

/// What of the vault itself is copied; its stamp comes last.
const OF_VAULT: &[&str] =
    &["vault_id", "epoch", "min_reader_version", "min_writer_version", "key_check", "fingerprint_key", "state"];

/// The second copy's file, opened.
pub(super) struct SecondCopy {
    pub(super) connection: Connection,
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

impl SecondCopy {
    /// Opens the copy, or makes an empty one. One that is damaged, or of another vault, is put aside and made anew: the
    /// vault is what it is copied from.
    pub(super) fn open(path: &Path, vault_id: &str) -> Result<Self, VaultError> {
        match Self::try_open(path) {
            Ok(copy) if copy.is_of(vault_id) => return Ok(copy),
            Err(VaultError::Newer) => return Err(VaultError::Newer),
            Ok(_) | Err(VaultError::Damaged(_) | VaultError::ForeignSchema) => put_aside(path)?,
            Err(error) => return Err(error),
        }
        Self::try_open(path)
    }

    fn try_open(path: &Path) -> Result<Self, VaultError> {
        file::make_private(path)?;
        let mut connection = file::connect(path)?;
        if file::tables(&connection)? == 0 {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if file::tables(&transaction)? == 0 {
                transaction.execute_batch(schema::TABLES)?;
                transaction.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
                super::migrate::versions(&transaction)?;
            }
            transaction.commit()?;
            file::sync_folder(path)?;
        }
        if file::version(&connection)? < schema::VERSION {
            return Err(VaultError::Damaged(None));
        }
        file::check_schema(&connection)?;
        Ok(Self { connection, path: path.to_owned(), identity: file::identity(path) })
    }

    fn is_of(&self, vault_id: &str) -> bool {
        match meta::plain(&self.connection, "vault_id") {
            Ok(Some(id)) => id == vault_id,
            Ok(None) => true,
            Err(_) => false,
        }
    }

    /// Tells whether the file is still the one that was opened.
    pub(super) fn is_in_place(&self) -> bool {
        self.identity == file::identity(&self.path)
    }

    /// Gives the stamp.
    pub(super) fn stamp(&self) -> Result<Option<String>, VaultError> {
        meta::plain(&self.connection, "stamp")
    }

    /// Tells whether both files hold the same sealed word of every OA and of the vault itself.
    pub(super) fn says_the_same(&self, vault: &Connection) -> bool {
        let read = |connection: &Connection, sql: &str| -> Result<Vec<(Value, Value)>, VaultError> {
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        // Practice OAs are in no copy.
        let all = "SELECT id, config FROM profile WHERE kind <> 'practice' UNION ALL
            SELECT key, value FROM meta WHERE key = 'state' ORDER BY 1";
        matches!((read(vault, all), read(&self.connection, all)), (Ok(ours), Ok(theirs)) if ours == theirs)
    }

    /// Copies these OAs as the vault has them now, and what the vault says of itself.
    pub(super) fn mirror(&mut self, vault: &Connection, ids: &[ProfileId]) -> Result<(), VaultError> {
        // The copy is locked before the vault is read: of two programs that copy, the later one copies the later rows.
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let read = vault.unchecked_transaction()?;
        for id in ids {
            profile(&read, &transaction, id, Names::Copied)?;
        }
        of_vault(&read, &transaction)?;
        slots(&read, &transaction)?;
        Ok(transaction.commit()?)
    }
}

/// Gives numbers that stay the same until another connection writes to one of the files.
pub(super) fn versions(vault: &Connection, copy: &Connection) -> Option<(i64, i64)> {
    let of = |connection: &Connection| connection.query_row("PRAGMA data_version", [], |row| row.get(0)).ok();
    of(vault).zip(of(copy))
}

fn put_aside(path: &Path) -> Result<(), VaultError> {
    let failed = |source| VaultError::Folder { path: path.to_owned(), source };
    for ending in ["", "-journal"] {
        let with = |more: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(more);
            name
        };
        match std::fs::rename(with(ending), with(&format!(".damaged{ending}"))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Whether an OA's name goes along.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// It does.
    Copied,
    /// The one that is there stays: names are what a person chose last.
    Kept,
}

/// Copies all that is kept of an OA from one file to the other, as it is. What the target has beyond goes, but for what it
/// knows of spent tokens.
pub(super) fn profile(from: &Connection, to: &Connection, id: &ProfileId, names: Names) -> Result<(), VaultError> {
    let rows = rows(from, "SELECT * FROM profile WHERE id = ?1", id)?;
    let Some((columns, row)) = rows else {
        to.execute("DELETE FROM profile WHERE id = ?1", [id.as_str()])?;
        return Ok(());
    };
    write_profile(to, id, &columns, row, names)?;
    for (table, found, key) in OF_PROFILE {
        copy_table(from, to, id, table, found, key)?;
    }
    unread_answers(from, to, id)
}

/// Copies what one file knows of spent tokens to the other.
pub(super) fn spent(from: &Connection, to: &Connection, id: &ProfileId) -> Result<(), VaultError> {
    copy_table(from, to, id, "spent", "profile = ?1", "fingerprint")
}

/// Copies the answers that are not read yet: without them a row that says `Responded` is a hollow one.
fn unread_answers(from: &Connection, to: &Connection, id: &ProfileId) -> Result<(), VaultError> {
    let sql = "SELECT * FROM answer
        WHERE attempt IN (SELECT id FROM attempt WHERE profile = ?1 AND state = 'responded')";
    let mut statement = from.prepare_cached(sql)?;
    let count = statement.column_count();
    let mut found = statement.query([id.as_str()])?;
    while let Some(row) = found.next()? {
        let values = (0..count).map(|index| row.get(index)).collect::<Result<Vec<Value>, _>>()?;
        let places = vec!["?"; count].join(", ");
        to.prepare_cached(&format!("INSERT OR IGNORE INTO answer VALUES ({places})"))?
            .execute(params_from_iter(values))?;
    }
    Ok(())
}

fn write_profile(
    to: &Connection,
    id: &ProfileId,
    columns: &[String],
    row: Vec<Value>,
    names: Names,
) -> Result<(), VaultError> {
    let is_there = to.prepare_cached("SELECT 1 FROM profile WHERE id = ?1")?.exists([id.as_str()])?;
    if !is_there {
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO profile ({}) VALUES ({places})", columns.join(", "));
        let mut row = row;
        free_name(to, columns, &mut row)?;
        to.prepare_cached(&sql)?.execute(params_from_iter(row))?;
        return Ok(());
    }
    let stays = |column: &str| column == "id" || names == Names::Kept && matches!(column, "name" | "name_key");
    let (sets, mut values): (Vec<String>, Vec<Value>) = columns
        .iter()
        .zip(row)
        .filter(|(column, _)| !stays(column))
        .map(|(column, value)| (format!("{column} = ?"), value))
        .unzip();
    values.push(Value::Text(id.as_str().to_owned()));
    let sql = format!("UPDATE profile SET {} WHERE id = ?", sets.join(", "));
    to.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    Ok(())
}

/// Numbers a name that is taken in the target.
fn free_name(to: &Connection, columns: &[String], row: &mut [Value]) -> Result<(), VaultError> {
    let at = |name: &str| columns.iter().position(|column| column == name);
    let (Some(name), Some(key)) = (at("name"), at("name_key")) else { return Ok(()) };
    let Value::Text(text) = &row[name] else { return Ok(()) };
    if !to.prepare_cached("SELECT 1 FROM profile WHERE name_key = ?1")?.exists([&row[key]])? {
        return Ok(());
    }
    let mut statement = to.prepare("SELECT name_key FROM profile")?;
    let taken = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let free = crate::profile::ProfileName::stored(text).or_numbered(&taken);
    row[key] = Value::Text(free.key());
    row[name] = Value::Text(free.as_str().to_owned());
    Ok(())
}

fn copy_table(
    from: &Connection,
    to: &Connection,
    id: &ProfileId,
    table: &str,
    found: &str,
    key: &str,
) -> Result<(), VaultError> {
    let since = if table == "spent" { spent_since(from, to, id)? } else { i64::MIN };
    let marks = |connection: &Connection| -> Result<Vec<(Value, Value)>, VaultError> {
        let since_then = if table == "spent" { "at >= ?2" } else { "?2 IS NOT NULL" };
        let sql = format!("SELECT {key}, mac FROM {table} WHERE {found} AND {since_then} ORDER BY {key}");
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map((id.as_str(), since), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let (theirs, ours) = (marks(from)?, marks(to)?);
    if table != "spent" {
        let sql = format!("DELETE FROM {table} WHERE {found} AND {key} = ?2");
        for (gone, _) in ours.iter().filter(|(key, _)| !theirs.iter().any(|(other, _)| other == key)) {
            to.prepare_cached(&sql)?.execute((id.as_str(), gone))?;
        }
    }
    let known: std::collections::HashSet<Vec<u8>> = ours.iter().map(mark).collect();
    for row in theirs.iter().filter(|row| !known.contains(&mark(row))) {
        let sql = format!("SELECT * FROM {table} WHERE {found} AND {key} = ?2");
        let mut statement = from.prepare_cached(&sql)?;
        let count = statement.column_count();
        let mut found = statement.query((id.as_str(), &row.0))?;
        let Some(row) = found.next()? else { continue };
        let values = (0..count).map(|index| row.get(index)).collect::<Result<Vec<Value>, _>>()?;
        let places = vec!["?"; count].join(", ");
        to.prepare_cached(&format!("INSERT OR REPLACE INTO {table} VALUES ({places})"))?
            .execute(params_from_iter(values))?;
    }
    Ok(())
}

/// Gives from when on spent tokens are copied: those of the last hundred days, and of them what may be new.
fn spent_since(from: &Connection, to: &Connection, id: &ProfileId) -> Result<i64, VaultError> {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let newest = |connection: &Connection| -> Result<Option<i64>, VaultError> {
        let sql = "SELECT max(at) FROM spent WHERE profile = ?1";
        Ok(connection.prepare_cached(sql)?.query_row([id.as_str()], |row| row.get(0))?)
    };
    let there = newest(to)?.map_or(i64::MIN, |at| at.saturating_sub(DAY));
    let recent = newest(from)?.map_or(i64::MIN, |at| at.saturating_sub(100 * DAY));
    Ok(there.max(recent))
}

/// Gives a key and its code as one value to be looked up by.
fn mark((key, mac): &(Value, Value)) -> Vec<u8> {
    let bytes = |value: &Value| match value {
        Value::Null | Value::Real(_) => Vec::new(),
        Value::Integer(number) => number.to_le_bytes().to_vec(),
        Value::Text(text) => text.as_bytes().to_vec(),
        Value::Blob(bytes) => bytes.clone(),
    };
    [bytes(key), vec![0], bytes(mac)].concat()
}

type FoundRow = Option<(Vec<String>, Vec<Value>)>;

fn rows(from: &Connection, sql: &str, id: &ProfileId) -> Result<FoundRow, VaultError> {
    let mut statement = from.prepare_cached(sql)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut found = statement.query([id.as_str()])?;
    let Some(row) = found.next()? else { return Ok(None) };
    let values = (0..columns.len()).map(|index| row.get(index)).collect::<Result<Vec<Value>, _>>()?;
    Ok(Some((columns, values)))
}

/// Copies what the vault says of itself, and its stamp.
pub(super) fn of_vault(from: &Connection, to: &Connection) -> Result<(), VaultError> {
    for key in OF_VAULT.iter().chain(&["stamp"]) {
        let value = meta::plain(from, key)?;
        if let Some(value) = value.filter(|value| meta::plain(to, key).ok().flatten().as_ref() != Some(value)) {
            meta::set_plain(to, key, &value)?;
        }
    }
    Ok(())
}

/// Copies the slots, if they are not the same.
pub(super) fn slots(from: &Connection, to: &Connection) -> Result<(), VaultError> {
    let (theirs, ours) = (super::slots::all(from)?, super::slots::all(to)?);
    if theirs != ours {
        to.execute("DELETE FROM slot", [])?;
        for slot in &theirs {
            super::slots::insert(to, slot)?;
        }
    }
    Ok(())
}
