//! The second copy, `recovery.db`: a file with the same tables beside the vault, with the data of each live OA that
//! must not be lost. Rows are copied unchanged, sealed and authenticated, so copying needs no key, and the copy can
//! replace the vault.
//!
//! The two files are in step if they have the same stamp. A vault that is not in step with its copy was restored from
//! elsewhere, or lost its last change. Then the two are compared, OA by OA, before anything else is written.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::path::{Path, PathBuf};

use oa_token_model::profile::ProfileId;
use rusqlite::types::{FromSql, Value};
use rusqlite::{Connection, OptionalExtension as _, Params, TransactionBehavior, params_from_iter};

use super::in_step::About;
use super::{file, listed, meta, schema};
use crate::VaultError;

/// How long a spent token stays in the copy, in milliseconds: longer than any refresh token lives.
const SPENT_COPIED: i64 = 100 * DAY;
/// This many of the newest are always kept.
const NEWEST_SPENT: i64 = 100;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The entries of `meta` that are copied. The stamp is copied last.
const OF_VAULT: &[&str] =
    &["vault_id", "epoch", "min_reader_version", "min_writer_version", "key_check", "fingerprint_key", "state"];

/// The second copy's file, opened.
pub(super) struct SecondCopy {
    pub(super) connection: Connection,
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

impl SecondCopy {
    /// Opens the copy, or creates an empty one. A copy that is damaged or belongs to another vault is renamed and
    /// recreated from the vault.
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
        // The vault beside it was migrated, so no program of an older version has the two open.
        if (8..schema::VERSION).contains(&file::version(&connection)?) {
            super::migrate::tables(&mut connection)?;
        }
        let read = connection.unchecked_transaction()?;
        if file::version(&read)? < schema::VERSION {
            return Err(VaultError::Damaged(None));
        }
        file::check_schema(&read)?;
        read.finish()?;
        Ok(Self { connection, path: path.to_owned(), identity: file::identity(path) })
    }

    fn is_of(&self, vault_id: &str) -> bool {
        match meta::plain(&self.connection, "vault_id") {
            Ok(Some(id)) => id == vault_id,
            Ok(None) => true,
            Err(_) => false,
        }
    }

    /// Reports whether the file at the path is still the one that was opened.
    pub(super) fn is_in_place(&self) -> bool {
        self.identity == file::identity(&self.path)
    }

    /// Returns the stamp.
    pub(super) fn stamp(&self) -> Result<Option<String>, VaultError> {
        meta::plain(&self.connection, "stamp")
    }

    /// Copies the current rows of these OAs, and the vault's own entries.
    pub(super) fn mirror(&mut self, vault: &Connection, ids: &[ProfileId]) -> Result<(), VaultError> {
        // Lock the copy before reading the vault: if two programs copy, the later one copies the newer rows.
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let read = vault.unchecked_transaction()?;
        for id in ids {
            profile(&read, &transaction, id, Names::Copied)?;
            forget_spent(&transaction, id)?;
        }
        of_vault(&read, &transaction)?;
        slots(&read, &transaction)?;
        listed::copy(&read, &transaction)?;
        Ok(transaction.commit()?)
    }
}

/// Reports whether both files have the same stamp.
pub(super) fn has_same_stamp(vault: &Connection, copy: &Connection) -> bool {
    let stamp = |connection| meta::plain(connection, "stamp").ok().flatten();
    stamp(vault).is_some_and(|ours| stamp(copy) == Some(ours))
}

/// Reports whether both files hold the same sealed state of the vault.
pub(super) fn has_same_state(vault: &Connection, copy: &Connection) -> bool {
    is_same(meta::plain(vault, "state"), meta::plain(copy, "state"))
}

/// Returns those of the requested OAs whose sealed configuration differs between the files. Practice OAs are not
/// copied.
pub(super) fn differing(vault: &Connection, copy: &Connection, about: &About) -> Result<Vec<ProfileId>, VaultError> {
    match about {
        About::Vault => Ok(Vec::new()),
        About::One(id) if word_of(vault, id)? == word_of(copy, id)? => Ok(Vec::new()),
        About::One(id) => Ok(vec![id.clone()]),
        About::All => {
            let keys = RandomState::new();
            let (ours, mut theirs) = (words_of_all(vault, &keys)?, words_of_all(copy, &keys)?);
            let mut found: Vec<String> =
                ours.into_iter().filter(|(id, word)| theirs.remove(id) != Some(*word)).map(|(id, _)| id).collect();
            found.extend(theirs.into_keys());
            // Skips a row whose id is not a valid profile id. `faults` reports it.
            Ok(found.iter().filter_map(|id| ProfileId::parse(id).ok()).collect())
        }
    }
}

fn is_same<T: PartialEq>(ours: Result<T, VaultError>, theirs: Result<T, VaultError>) -> bool {
    matches!((ours, theirs), (Ok(ours), Ok(theirs)) if ours == theirs)
}

fn word_of(connection: &Connection, id: &ProfileId) -> Result<Option<Vec<u8>>, VaultError> {
    let sql = "SELECT config FROM profile WHERE id = ?1 AND kind <> 'practice'";
    Ok(connection.prepare_cached(sql)?.query_row([id.as_str()], |row| row.get(0)).optional()?)
}

/// Returns a hash of the sealed configuration of each OA, keyed with random keys.
fn words_of_all(connection: &Connection, keys: &RandomState) -> Result<HashMap<String, u64>, VaultError> {
    let mut statement = connection.prepare_cached("SELECT id, config FROM profile WHERE kind <> 'practice'")?;
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, keys.hash_one(row.get_ref(1)?.as_bytes_or_null().ok()))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns SQLite's data versions. They stay the same until another connection writes to one of the files.
pub(super) fn versions(vault: &Connection, copy: &Connection) -> Option<(i64, i64)> {
    let of = |connection: &Connection| connection.query_row("PRAGMA data_version", [], |row| row.get(0)).ok();
    of(vault).zip(of(copy))
}

fn put_aside(path: &Path) -> Result<(), VaultError> {
    let failed = |source| VaultError::of_io(path, source);
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

/// Whether an OA's name is copied too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// The name is copied.
    Copied,
    /// The target keeps its name: it is the name that a person chose last.
    Kept,
}

/// Copies everything that is kept of an OA from one file to the other, unchanged. Rows that only the target has are
/// deleted, except its records of spent tokens.
pub(super) fn profile(from: &Connection, to: &Connection, id: &ProfileId, names: Names) -> Result<(), VaultError> {
    let rows = rows(from, "SELECT * FROM profile WHERE id = ?1", id)?;
    let Some((columns, row)) = rows else {
        to.execute("DELETE FROM profile WHERE id = ?1", [id.as_str()])?;
        return Ok(());
    };
    write_profile(to, id, &columns, row, names)?;
    pairs(from, to, id)?;
    attempts(from, to, id)?;
    spent(from, to, id)?;
    destinations(from, to, id)?;
    unread_answers(from, to, id)
}

/// Copies the places. The log of deliveries stays as it is in each file.
fn destinations(from: &Connection, to: &Connection, id: &ProfileId) -> Result<(), VaultError> {
    let codes = |connection| codes(connection, "SELECT id, mac FROM destination WHERE oa = ?1", (id.as_str(),));
    let (theirs, ours): (HashMap<String, _>, HashMap<String, _>) = (codes(from)?, codes(to)?);
    for gone in ours.keys().filter(|place| !theirs.contains_key(*place)) {
        to.prepare_cached("DELETE FROM destination WHERE id = ?1")?.execute([gone])?;
    }
    let mut select = from.prepare_cached("SELECT * FROM destination WHERE id = ?1 AND oa = ?2")?;
    let columns: Vec<String> = select.column_names().map(str::to_owned).collect();
    let places = vec!["?"; columns.len()].join(", ");
    let sets: Vec<String> = columns.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    // Not replaced: that would delete its log.
    let sql = format!("INSERT INTO destination VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {}", sets.join(", "));
    for (place, _) in theirs.iter().filter(|(place, code)| ours.get(*place) != Some(code)) {
        let mut found = select.query((place, id.as_str()))?;
        let Some(row) = found.next()? else { continue };
        let values = (0..columns.len()).map(|index| row.get(index)).collect::<Result<Vec<Value>, _>>()?;
        to.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    }
    Ok(())
}

/// Copies the answers that are not processed yet. Without its answer, an attempt in state `Responded` is useless.
fn unread_answers(from: &Connection, to: &Connection, id: &ProfileId) -> Result<(), VaultError> {
    let sql = "SELECT * FROM answer
        WHERE attempt IN (SELECT id FROM attempt WHERE profile = ?1 AND state = 'responded')";
    let mut statement = from.prepare_cached(sql)?;
    let count = statement.column_count();
    let places = vec!["?"; count].join(", ");
    let mut insert = to.prepare_cached(&format!("INSERT OR IGNORE INTO answer VALUES ({places})"))?;
    let mut found = statement.query([id.as_str()])?;
    while let Some(row) = found.next()? {
        let values = (0..count).map(|index| row.get(index)).collect::<Result<Vec<Value>, _>>()?;
        insert.execute(params_from_iter(values))?;
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

/// Gives the profile a numbered name if its name is taken in the target.
fn free_name(to: &Connection, columns: &[String], row: &mut [Value]) -> Result<(), VaultError> {
    let at = |name: &str| columns.iter().position(|column| column == name);
    let (Some(name), Some(key)) = (at("name"), at("name_key")) else { return Ok(()) };
    let Value::Text(text) = &row[name] else { return Ok(()) };
    if !to.prepare_cached("SELECT 1 FROM profile WHERE name_key = ?1")?.exists([&row[key]])? {
        return Ok(());
    }
    let mut statement = to.prepare("SELECT name_key FROM profile")?;
    let taken = statement.query_map([], |row| row.get(0))?.collect::<Result<HashSet<String>, _>>()?;
    let free = oa_token_model::profile::ProfileName::stored(text).or_numbered(&taken);
    row[key] = Value::Text(free.key());
    row[name] = Value::Text(free.as_str().to_owned());
    Ok(())
}

/// Copies the pairs that differ.
fn pairs(from: &Connection, to: &Connection, id: &ProfileId) -> Result<(), VaultError> {
    let codes = |connection| codes(connection, "SELECT generation, mac FROM pair WHERE profile = ?1", (id.as_str(),));
    let (theirs, ours): (HashMap<i64, _>, HashMap<i64, _>) = (codes(from)?, codes(to)?);
    for gone in ours.keys().filter(|generation| !theirs.contains_key(generation)) {
        to.prepare_cached("DELETE FROM pair WHERE profile = ?1 AND generation = ?2")?.execute((id.as_str(), gone))?;
    }
    let sql = "SELECT * FROM pair WHERE profile = ?1 AND generation = ?2";
    for (generation, _) in theirs.iter().filter(|(generation, code)| ours.get(generation) != Some(code)) {
        copy_rows(from, to, "pair", sql, (id.as_str(), generation))?;
    }
    Ok(())
}

/// Copies the attempts. Each MAC covers all attempts before it. So if an attempt is the same in both files, all earlier
/// ones are too, except those that were condensed away.
fn attempts(from: &Connection, to: &Connection, id: &ProfileId) -> Result<(), VaultError> {
    let same = "SELECT mac FROM attempt WHERE sequence = ?1 AND profile = ?2";
    let mut at_them = to.prepare_cached(same)?;
    let mut newest =
        from.prepare_cached("SELECT sequence, mac FROM attempt WHERE profile = ?1 ORDER BY sequence DESC")?;
    let mut rows = newest.query([id.as_str()])?;
    let mut common = i64::MIN;
    while let Some(row) = rows.next()? {
        let (sequence, code): (i64, Code) = (row.get(0)?, row.get(1)?);
        let there: Option<Code> = at_them.query_row((sequence, id.as_str()), |row| row.get(0)).optional()?;
        if code.is_some() && there == Some(code) {
            common = sequence;
            break;
        }
    }
    let oldest: Option<i64> = from
        .prepare_cached("SELECT min(sequence) FROM attempt WHERE profile = ?1")?
        .query_row([id.as_str()], |row| row.get(0))?;
    to.prepare_cached("DELETE FROM attempt WHERE profile = ?1 AND (sequence > ?2 OR sequence < ?3)")?.execute((
        id.as_str(),
        common,
        oldest.unwrap_or(i64::MAX),
    ))?;
    copy_rows(from, to, "attempt", "SELECT * FROM attempt WHERE profile = ?1 AND sequence > ?2", (id.as_str(), common))
}

/// Copies the records of spent tokens of the last 100 days, as far as they may be missing in the target.
pub(super) fn spent(from: &Connection, to: &Connection, id: &ProfileId) -> Result<(), VaultError> {
    let newest = |connection| newest_spent(connection, id);
    let there = newest(to)?.map_or(i64::MIN, |at| at.saturating_sub(DAY));
    let since = newest(from)?.map_or(i64::MIN, |at| at.saturating_sub(SPENT_COPIED)).max(there);
    let sql = "SELECT fingerprint, mac FROM spent WHERE profile = ?1 AND at >= ?2";
    let (theirs, ours): (HashMap<Vec<u8>, _>, HashMap<Vec<u8>, _>) =
        (codes(from, sql, (id.as_str(), since))?, codes(to, sql, (id.as_str(), since))?);
    let one = "SELECT * FROM spent WHERE profile = ?1 AND fingerprint = ?2";
    for (token, _) in theirs.iter().filter(|(token, code)| ours.get(*token) != Some(code)) {
        copy_rows(from, to, "spent", one, (id.as_str(), token))?;
    }
    Ok(())
}

/// Deletes records of tokens from the copy that Zalo would not accept any more. The vault keeps them longer. The newest
/// are always kept, in case the clock was wrong once.
fn forget_spent(copy: &Connection, id: &ProfileId) -> Result<(), VaultError> {
    let Some(newest) = newest_spent(copy, id)? else { return Ok(()) };
    let sql = "DELETE FROM spent WHERE profile = ?1 AND at < min(?2, coalesce((SELECT at FROM spent
        WHERE profile = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?3), ?2))";
    let before = newest.saturating_sub(SPENT_COPIED);
    copy.prepare_cached(sql)?.execute((id.as_str(), before, NEWEST_SPENT))?;
    Ok(())
}

fn newest_spent(connection: &Connection, id: &ProfileId) -> Result<Option<i64>, VaultError> {
    let sql = "SELECT max(at) FROM spent WHERE profile = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([id.as_str()], |row| row.get(0))?)
}

/// A row's MAC as stored.
type Code = Option<Vec<u8>>;

/// Reads keys and MACs.
fn codes<K: FromSql + Eq + Hash>(
    connection: &Connection,
    sql: &str,
    found: impl Params,
) -> Result<HashMap<K, Code>, VaultError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(found, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Copies the selected rows unchanged. Each replaces the row with the same key.
fn copy_rows(from: &Connection, to: &Connection, table: &str, sql: &str, found: impl Params) -> Result<(), VaultError> {
    let mut statement = from.prepare_cached(sql)?;
    let count = statement.column_count();
    let places = vec!["?"; count].join(", ");
    let mut insert = to.prepare_cached(&format!("INSERT OR REPLACE INTO {table} VALUES ({places})"))?;
    let mut rows = statement.query(found)?;
    while let Some(row) = rows.next()? {
        let values = (0..count).map(|index| row.get(index)).collect::<Result<Vec<Value>, _>>()?;
        insert.execute(params_from_iter(values))?;
    }
    Ok(())
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

/// Copies the vault's own entries, and its stamp.
pub(super) fn of_vault(from: &Connection, to: &Connection) -> Result<(), VaultError> {
    let theirs = vault_entries(to)?;
    for (key, value) in vault_entries(from)?.iter().filter(|(key, value)| theirs.get(*key) != Some(value)) {
        meta::set_plain(to, key, value)?;
    }
    Ok(())
}

fn vault_entries(connection: &Connection) -> Result<HashMap<String, String>, VaultError> {
    let sql = format!("SELECT key, value FROM meta WHERE key IN ('stamp', '{}')", OF_VAULT.join("', '"));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Copies the slots if they differ.
pub(super) fn slots(from: &Connection, to: &Connection) -> Result<(), VaultError> {
    let theirs = super::slots::all(from)?;
    // Slots that cannot be read in the copy are replaced too.
    if super::slots::all(to).ok().as_ref() != Some(&theirs) {
        to.execute("DELETE FROM slot", [])?;
        for slot in &theirs {
            super::slots::insert(to, slot)?;
        }
    }
    Ok(())
}
