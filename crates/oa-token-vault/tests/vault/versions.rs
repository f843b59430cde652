//! A file of an older version is led to this one, with all that is in it.

use oa_token_model::profile::ProfileId;
use oa_token_model::records::SettingName;
use oa_token_vault::keys::{DataKey, KeySource, OsKeychain, open};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{
    AttemptLedger, DestinationStore, KeySlots, ProfileStore, SettingStore, TeamStore, VaultError, VaultFile,
};
use rusqlite::Connection;
use tempfile::TempDir;

/// Made by the last program of version 7: five OAs with refreshes, a dead, a refused, an unclear and a pasted token.
const VERSION_7: &[u8] = include_bytes!("fixtures/version-7.db");
/// Made by the last program of version 8 from that file; "Shop" has a file that its token is written to.
const VERSION_8: &[u8] = include_bytes!("fixtures/version-8.db");
const RECOVERY_8: &[u8] = include_bytes!("fixtures/version-8-recovery.db");
const VERSION_1: &str = include_str!("fixtures/version-1.sql");
const KEY: &[u8] = b"FAKE_KEY_FILE_0123456789_0123456789_0123456789\n";

/// A vault of version 7 in a folder of its own, with its key.
struct Old {
    folder: TempDir,
}

impl Old {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        oa_token_vault::atomic_file::write(&folder.path().join("key"), KEY).unwrap();
        oa_token_vault::atomic_file::write(&folder.path().join("vault.db"), VERSION_7).unwrap();
        Self { folder }
    }

    /// A vault of version 8 with its second copy.
    fn version_8() -> Self {
        let old = Self::new();
        oa_token_vault::atomic_file::write(&old.file(), VERSION_8).unwrap();
        oa_token_vault::atomic_file::write(&old.folder.path().join("recovery.db"), RECOVERY_8).unwrap();
        old
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("vault.db")
    }

    fn key(&self, vault: &SqliteVault) -> DataKey {
        let from = KeySource::KeyFile(self.folder.path().join("key"));
        open(vault.id(), &vault.slots().unwrap(), &from, &OsKeychain::new()).unwrap().key
    }

    fn opened(&self) -> SqliteVault {
        let mut vault = SqliteVault::open(&self.file()).unwrap().expect("a vault");
        let key = self.key(&vault);
        vault.unlock(&key).unwrap();
        vault
    }
}

fn id(vault: &SqliteVault, name: &str) -> ProfileId {
    vault.named(name).unwrap().expect("the profile")
}

fn refresh(vault: &mut SqliteVault, name: &str) -> String {
    vault.secrets(&id(vault, name)).unwrap().current.pair.refresh.unwrap().expose().to_owned()
}

#[test]
fn a_file_of_version_7_opens_with_everything_in_it() {
    let old = Old::new();
    let mut vault = old.opened();
    assert_eq!(vault.profiles().unwrap().len(), 5);
    for (name, token) in [
        ("Shop", "FAKE_RT_6_yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"),
        ("Dead", "FAKE_RT_DEAD"),
        ("Refused", "FAKE_RT_REFUSED"),
        ("Lost", "FAKE_RT_LOST"),
        ("Pasted", "FAKE_RT_pasted"),
    ] {
        assert_eq!(refresh(&mut vault, name), token, "{name}");
        assert!(vault.secrets(&id(&vault, name)).unwrap().secret_key.expose().contains(name));
        assert!(!vault.ledger(&id(&vault, name), None).unwrap().is_empty(), "{name} has its attempts");
    }
    let shop = id(&vault, "Shop");
    assert_eq!(vault.generations(&shop).unwrap().len(), 5);
    assert!(vault.record(&shop).unwrap().unwrap().automatic);
    assert!(vault.setting(SettingName::PausedUntil).unwrap().is_some(), "the settings were migrated");
    assert_eq!(vault.faults().unwrap(), [], "every row is authenticated now");
    assert!(vault.has_second_copy());
    let answered = vault.ledger(&shop, None).unwrap();
    assert!(answered.last().unwrap().attempt.answer.is_some(), "the answers were migrated");
    let told = vault.history(Some(&shop), 50).unwrap();
    let count = told.iter().filter(|line| line.event == oa_token_model::records::HistoryEvent::Sealed).count();
    assert_eq!(count, 1, "the history has exactly one entry");
}

#[test]
fn the_file_of_version_8_becomes_the_first_place() {
    for (what, has_copy) in [("with its second copy", true), ("without", false)] {
        let old = Old::version_8();
        if !has_copy {
            std::fs::remove_file(old.folder.path().join("recovery.db")).unwrap();
        }
        let mut vault = old.opened();
        assert_eq!(vault.profiles().unwrap().len(), 5, "{what}");
        let places = vault.destinations(&id(&vault, "Shop")).unwrap();
        let [place] = &places[..] else { panic!("{what}: {places:?}") };
        assert_eq!((place.shown.as_str(), place.name.as_str()), ("/FAKE/zalo.env", "zalo.env"), "{what}");
        assert!(place.enabled, "{what}");
        assert_eq!(vault.faults().unwrap(), [], "{what}");
        assert!(vault.has_second_copy(), "{what}");
        assert!(!old.folder.path().join("recovery.db.damaged").exists(), "{what}: the copy was migrated");
        drop(vault);
        assert_eq!(old.opened().destinations(&place.oa).unwrap(), places, "{what}: once");
    }
}

#[test]
fn a_file_of_version_9_gets_the_table_of_a_team_and_older_programs_write_it_no_more() {
    let old = Old::version_8();
    drop(old.opened());
    for file in [old.file(), old.folder.path().join("recovery.db")] {
        let raw = crate::raw(&file);
        raw.execute_batch("DROP TABLE team; UPDATE meta SET value = '9' WHERE key LIKE 'min_%_version'").unwrap();
        raw.pragma_update(None, "user_version", 9).unwrap();
    }
    let vault = old.opened();
    assert!(vault.has_second_copy());
    assert!(!old.folder.path().join("recovery.db.damaged").exists(), "the copy was migrated");
    assert_eq!(vault.team_mark(oa_token_vault::TeamPart::Membership).unwrap(), None);
    let sql = "SELECT value FROM meta WHERE key = 'min_writer_version'";
    let least: String = crate::raw(&old.file()).query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(least, "10");
}

#[test]
fn a_token_that_version_7_spent_stays_spent() {
    let mut vault = Old::new().opened();
    let shop = id(&vault, "Shop");
    for pair in vault.generations(&shop).unwrap().into_iter().skip(1) {
        let token = vault.fingerprint(&pair.pair.refresh.unwrap()).unwrap();
        assert!(vault.fate_is_spent(token).unwrap(), "pair {}", pair.generation.0);
    }
}

#[test]
fn it_is_not_migrated_while_another_program_has_it_open() {
    let old = Old::new();
    std::fs::create_dir(old.folder.path().join("locks")).unwrap();
    let lock = std::fs::File::create(old.folder.path().join("locks/vault")).unwrap();
    lock.try_lock_shared().unwrap();
    let refused = SqliteVault::open(&old.file()).map(drop);
    assert!(matches!(refused, Err(VaultError::InUse { .. })), "{refused:?}");
    assert_eq!(std::fs::read(old.file()).unwrap(), VERSION_7, "the file is unchanged");
    drop(lock);
    assert!(SqliteVault::open(&old.file()).unwrap().is_some());
}

#[test]
fn a_current_file_made_to_look_unsealed_is_refused() {
    let old = Old::new();
    let key = old.key(&old.opened());
    let raw = crate::raw(&old.file());
    raw.execute("DELETE FROM meta WHERE key IN ('key_check', 'state', 'fingerprint_key')", []).unwrap();
    raw.execute("UPDATE profile SET config = NULL, outlet = '{}'", []).unwrap();
    let mut vault = SqliteVault::open(&old.file()).unwrap().unwrap();
    let refused = vault.unlock(&key);
    assert!(matches!(refused, Err(VaultError::Unsealable)), "{refused:?}");
}

#[test]
fn a_migrated_file_of_version_1_has_the_same_tables_as_a_new_one() {
    let old = Old::new();
    let path = old.folder.path().join("first.db");
    let first = Connection::open(&path).unwrap();
    first.execute_batch(VERSION_1).unwrap();
    first.execute("ATTACH ?1 AS later", [old.file().to_str().unwrap()]).unwrap();
    for (table, columns) in [
        ("meta", "*"),
        ("slot", "*"),
        ("profile", "id, kind, name, name_key, app_id, secret_key, oa_id, oa_name, created_at"),
        ("pair", "*"),
        ("attempt", "*"),
        ("event", "sequence, at, profile, what"),
    ] {
        first.execute_batch(&format!("INSERT INTO main.{table} SELECT {columns} FROM later.{table}")).unwrap();
    }
    let id: i32 = first.query_row("PRAGMA later.application_id", [], |row| row.get(0)).unwrap();
    first.execute_batch("DETACH later").unwrap();
    first.pragma_update(None, "application_id", id).unwrap();
    first.pragma_update(None, "user_version", 1).unwrap();
    drop(first);
    let mut vault = SqliteVault::open(&path).unwrap().expect("a vault, its schema compared");
    let key = old.key(&vault);
    vault.unlock(&key).unwrap();
    assert_eq!(refresh(&mut vault, "Pasted"), "FAKE_RT_pasted");
}
