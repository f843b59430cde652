//! A file of an older version is led to this one, with all that is in it.

use oa_token::secret::Secret;
use oa_token::vault::Vault;
use oa_token::vault::sqlite::SqliteVault;
use rusqlite::Connection;

use crate::{Bench, now};

const VERSION_1: &str = include_str!("fixtures/version-1.sql");

/// Copies a vault of today into the tables of version 1.
fn as_version_1(bench: &Bench) -> std::path::PathBuf {
    let path = bench.folder.path().join("old.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(VERSION_1).unwrap();
    old.execute("ATTACH ?1 AS today", [bench.file().to_str().unwrap()]).unwrap();
    for (table, columns) in [
        ("meta", "*"),
        ("slot", "*"),
        ("profile", "id, kind, name, name_key, app_id, secret_key, oa_id, oa_name, created_at"),
        ("pair", "*"),
        ("attempt", "*"),
        ("event", "sequence, at, profile, what"),
    ] {
        old.execute_batch(&format!("INSERT INTO main.{table} SELECT {columns} FROM today.{table}")).unwrap();
    }
    old.execute_batch("DETACH today").unwrap();
    let id: i32 = bench.raw().query_row("PRAGMA application_id", [], |row| row.get(0)).unwrap();
    old.pragma_update(None, "application_id", id).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    path
}

#[test]
fn a_file_of_version_1_opens_with_everything_in_it_and_can_do_what_is_new() {
    let mut bench = Bench::new();
    bench.sent("attempt-1");
    let path = as_version_1(&bench);
    let mut vault = SqliteVault::open(&path).unwrap().expect("a vault");
    vault.unlock(&bench.key).unwrap();
    let found = vault.record(&vault.named("shop").unwrap().expect("the profile")).unwrap().expect("the profile");
    assert_eq!(vault.secrets(&found.profile.id).unwrap().current.pair.refresh, Some(Secret::new("FAKE_RT_1")));
    assert_eq!(vault.diary(None, 10).unwrap(), bench.vault.diary(None, 10).unwrap());
    assert_eq!(vault.ledger(&found.profile.id, None).unwrap(), bench.vault.ledger(&bench.profile, None).unwrap());
    vault.delete(&found.profile.id, now()).unwrap();
    vault.restore(&found.profile.id, now()).unwrap();
    drop(vault);
    // The second opening finds nothing to do.
    assert!(SqliteVault::open(&path).unwrap().is_some());
}

#[test]
fn a_led_file_has_the_same_tables_as_a_new_one() {
    let bench = Bench::new();
    let path = as_version_1(&bench);
    drop(SqliteVault::open(&path).unwrap());
    let columns = |connection: &Connection| -> Vec<(String, String, String)> {
        let mut statement = connection
            .prepare("SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c ORDER BY 1, 2")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let led = Connection::open(&path).unwrap();
    assert_eq!(columns(&led), columns(&bench.raw()));
    let indexes = |connection: &Connection| -> Vec<(String, Option<String>)> {
        let mut statement =
            connection.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY 1").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(indexes(&led), indexes(&bench.raw()));
}
