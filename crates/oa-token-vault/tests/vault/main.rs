//! The real SQLite file: what is sealed, what is durable, what is refused.
#![cfg(test)]

mod alerts;
mod altered;
mod api_keys;
mod contract;
mod copies;
mod deleted;
mod destinations;
mod snapshots;
mod team;
mod versions;

use std::path::Path;

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::{NewAttempt, ProfileSeed};
use oa_token_model::refresh::Attempt;
use oa_token_model::refresh::holder::Process;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind};
use oa_token_model::token::Source;
use oa_token_vault::keys::{DataKey, Slot, SlotKind};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{AttemptLedger, ProfileStore, VaultError, VaultFile};
use rusqlite::Connection;
use tempfile::TempDir;
use testkit::pair;

fn now() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

struct Bench {
    folder: TempDir,
    key: DataKey,
    vault: SqliteVault,
    profile: ProfileId,
}

fn slot() -> Slot {
    Slot {
        id: "slot-1".to_owned(),
        kind: SlotKind::KeyFile,
        params: "{}".to_owned(),
        wrapped: vec![1, 2, 3],
        created_at: now(),
    }
}

fn seed(name: &str, token: &str) -> ProfileSeed {
    ProfileSeed { pair: pair(Some(&format!("FAKE_AT_{token}")), Some(token)), ..testkit::seed(name, token) }
}

/// Opens a file as another program. It keeps the journal, which on Windows cannot be deleted while the vault has it open.
fn raw(path: &std::path::Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "PERSIST").unwrap();
    connection
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = DataKey::random();
        let mut vault = SqliteVault::create(&folder.path().join("vault.db"), "vault-1", &slot(), &key).unwrap();
        vault.unlock(&key).unwrap();
        let profile = vault.create(&seed("shop", "FAKE_RT_1"), now()).unwrap().id;
        Self { folder, key, vault, profile }
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("vault.db")
    }

    fn raw(&self) -> Connection {
        raw(&self.file())
    }

    fn attempt(&mut self, profile: &ProfileId, id: &str) -> NewAttempt {
        let token = self.vault.secrets(profile).unwrap().current.pair.refresh.unwrap();
        NewAttempt {
            id: AttemptId(id.to_owned()),
            profile: profile.clone(),
            kind: AttemptKind::Refresh,
            spends: oa_token_model::token::Generation::FIRST,
            fingerprint: self.vault.fingerprint(&token).unwrap(),
            credentials: self.vault.fingerprint(&token).unwrap(),
            token_source: Source::Import,
            token_at: now(),
            attempt: Attempt::new(now()).0,
        }
    }

    /// Writes an attempt of the shop's as on its way.
    fn sent(&mut self, id: &str) -> AttemptId {
        let new = self.attempt(&self.profile.clone(), id);
        self.vault.begin_attempt(&new, None, &process()).unwrap();
        new.id
    }

    /// Opens the file again, with its key.
    fn opened(&self) -> Result<SqliteVault, VaultError> {
        let mut vault = SqliteVault::open(&self.file())?.expect("a vault");
        vault.unlock(&self.key)?;
        Ok(vault)
    }
}

fn process() -> Process {
    Process { machine: "FAKE".to_owned(), boot: "FAKE".to_owned(), number: 1, token: "FAKE".to_owned() }
}

#[test]
fn a_newer_vault_is_refused_and_unchanged() {
    let bench = Bench::new();
    bench.raw().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(bench.file()).unwrap();
    assert!(matches!(SqliteVault::open(&bench.file()), Err(VaultError::Newer)));
    assert_eq!(std::fs::read(bench.file()).unwrap(), before);
}

#[test]
fn a_file_that_is_not_a_vault_is_refused_and_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    for bytes in [
        &b"a text that is no SQLite file, long enough to be looked at by it ............................."[..],
        &[0; 4096],
    ] {
        oa_token_vault::atomic_file::write(&path, bytes).unwrap();
        assert!(SqliteVault::open(&path).is_err(), "never treated as a first run");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn a_foreign_database_is_refused_and_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    Connection::open(&path).unwrap().execute("CREATE TABLE theirs (x)", []).unwrap();
    assert!(matches!(SqliteVault::open(&path), Err(VaultError::Damaged(None))));
    assert!(matches!(SqliteVault::create(&path, "v", &slot(), &DataKey::random()), Err(VaultError::Damaged(None))));
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn a_vault_without_its_version_or_a_row_is_damaged_and_not_a_first_run() {
    let bench = Bench::new();
    let version: i32 = bench.raw().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    bench.raw().pragma_update(None, "user_version", 0).unwrap();
    assert!(matches!(SqliteVault::open(&bench.file()), Err(VaultError::Damaged(None))));
    bench.raw().pragma_update(None, "user_version", version).unwrap();
    assert!(SqliteVault::open(&bench.file()).unwrap().is_some());
    let root: u32 = bench
        .raw()
        .query_row("SELECT rootpage FROM sqlite_master WHERE name = 'profile'", [], |row| row.get(0))
        .unwrap();
    let mut bytes = std::fs::read(bench.file()).unwrap();
    // The page's count of rows: the profile is there, and nobody sees it.
    bytes[(root as usize - 1) * 4096 + 3..][..2].fill(0);
    oa_token_vault::atomic_file::write(&bench.file(), &bytes).unwrap();
    let mut damaged = SqliteVault::open(&bench.file()).unwrap().unwrap();
    assert!(matches!(damaged.profiles(), Err(VaultError::Damaged(_))), "it is not listed as empty");
    assert!(matches!(damaged.record(&bench.profile), Err(VaultError::Damaged(_))), "it is not unknown");
    assert!(matches!(damaged.check_rows(), Err(VaultError::Damaged(_))), "nor is its name");
    assert!(!damaged.quick_check().unwrap().is_empty());
    drop(damaged);
    // SQLite takes a single byte for an empty database.
    oa_token_vault::atomic_file::write(&bench.file(), b"S").unwrap();
    assert!(matches!(SqliteVault::open(&bench.file()), Err(VaultError::Damaged(None))));
}

#[test]
fn an_empty_or_missing_file_is_a_first_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    assert!(SqliteVault::open(&path).unwrap().is_none());
    oa_token_vault::atomic_file::write(&path, b"").unwrap();
    assert!(SqliteVault::open(&path).unwrap().is_none());
}

#[test]
fn the_reserve_leaves_room_in_the_file_and_in_its_journal() {
    let mut bench = Bench::new();
    bench.vault.reserve().unwrap();
    let size = |path: &Path| path.metadata().unwrap().len();
    let (file, journal) = (size(&bench.file()), size(&bench.folder.path().join("vault.db-journal")));
    assert!(file >= 256 * 1024 && journal >= 256 * 1024, "{file} {journal}");
    let watcher = bench.raw();
    let version = || watcher.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).unwrap();
    let before = version();
    bench.vault.reserve().unwrap();
    assert_eq!(size(&bench.file()), file, "reused, not enlarged");
    assert_eq!(version(), before, "with enough room nothing is written");
}
