//! Somebody who can write the file, and has no key.

use oa_token_model::records::Fault;
use oa_token_model::refresh::plan::AttemptId;
use oa_token_vault::{AttemptLedger, KeySlots, ProfileStore, VaultError, VaultFile};

use crate::{Bench, now, process, seed};

/// Makes a change to the file, and fails unless the shop is stopped and named.
fn stops(change: &str) {
    let mut bench = Bench::new();
    bench.sent("attempt-1");
    bench.raw().execute_batch(change).unwrap();
    let mut vault = bench.opened().unwrap();
    let is_stopped = vault.ledger(&bench.profile, None).is_err() || vault.secrets(&bench.profile).is_err();
    assert!(is_stopped, "{change}: the change was not detected");
    let faults = vault.faults().unwrap();
    assert_eq!(faults, [Fault::Altered(bench.profile.clone())], "{change}");
}

#[test]
fn changed_values_that_control_a_secret_are_not_trusted() {
    for change in [
        "UPDATE profile SET kind = 'practice'",
        "UPDATE profile SET app_id = '9999999999999999999'",
        "UPDATE profile SET callback = 'https://evil.example/'",
        "UPDATE profile SET outlet = '{\"path\":\"/tmp/x\"}'",
        "UPDATE profile SET automatic = 1",
        "UPDATE profile SET moved_at = 1",
        "UPDATE profile SET old_copy = 1",
        "UPDATE profile SET config = NULL",
        "UPDATE pair SET refresh_print = randomblob(32)",
        "UPDATE pair SET access_expires_at = 1",
        "UPDATE pair SET source = 'refresh'",
        "UPDATE pair SET attempt = 'other'",
        "UPDATE attempt SET released = 1",
        "UPDATE attempt SET recoveries = 1",
        "UPDATE attempt SET state = 'not_sent', detail = '{\"state\":\"not_sent\",\"detail\":\"cannot_save\"}'",
        "UPDATE attempt SET fingerprint = randomblob(32)",
        "UPDATE attempt SET sent_at = 1",
        "DELETE FROM attempt",
        "UPDATE attempt SET mac = NULL",
    ] {
        stops(change);
    }
}

#[test]
fn an_attempt_restored_to_an_older_state_is_detected() {
    let mut bench = Bench::new();
    bench.raw().execute_batch("CREATE TEMP TABLE x (y)").unwrap();
    let id = bench.sent("attempt-1");
    let copy = bench.folder.path().join("older.db");
    bench.vault.back_up(&copy).unwrap();
    let entry = bench.vault.attempt(&id).unwrap().unwrap();
    let was = oa_token_model::records::AttemptVersion::of(&entry.attempt);
    let ended = oa_token_model::refresh::Attempt {
        state: oa_token_model::refresh::AttemptState::Unknown(oa_token_model::refresh::UnknownCause::Crashed),
        recoveries: 1,
        ..entry.attempt
    };
    bench.vault.write_attempt(&id, &was, &ended, None, now()).unwrap();
    let raw = bench.raw();
    raw.execute("ATTACH ?1 AS older", [copy.to_str().unwrap()]).unwrap();
    raw.execute_batch("DELETE FROM main.attempt; INSERT INTO main.attempt SELECT * FROM older.attempt").unwrap();
    drop(raw);
    assert!(matches!(bench.opened().unwrap().ledger(&bench.profile, None), Err(VaultError::Altered)));
}

#[test]
fn one_changed_oa_stops_no_other() {
    let mut bench = Bench::new();
    let other = bench.vault.create(&seed("khác", "FAKE_RT_2"), now()).unwrap().id;
    bench.raw().execute("UPDATE profile SET app_id = '7' WHERE id = ?1", [other.as_str()]).unwrap();
    let mut vault = bench.opened().unwrap();
    let marks: Vec<bool> = vault.profiles().unwrap().iter().map(|record| record.altered).collect();
    assert_eq!(marks, [false, true]);
    let new = bench.attempt(&bench.profile.clone(), "attempt-1");
    vault.begin_attempt(&new, None, &process()).unwrap();
    assert!(matches!(vault.delete(&other, now()), Err(VaultError::Altered)));
}

#[test]
fn a_removed_slot_is_not_trusted_when_it_is_restored() {
    let mut bench = Bench::new();
    let second = oa_token_vault::keys::Slot { id: "slot-2".to_owned(), ..crate::slot() };
    bench.vault.add_slot(&second).unwrap();
    bench.vault.remove_slot("slot-2").unwrap();
    let raw = bench.raw();
    raw.execute_batch("INSERT INTO slot SELECT 'slot-2', kind, params, wrapped, created_at FROM slot").unwrap();
    drop(raw);
    let vault = bench.opened().unwrap();
    assert_eq!(vault.strangers().unwrap(), ["slot-2"]);
    assert_eq!(vault.faults().unwrap(), [Fault::StrangeSlot("slot-2".to_owned())]);
}

#[test]
fn a_schema_that_is_not_ours_is_refused() {
    for change in [
        "DROP INDEX one_spend",
        "CREATE TRIGGER t AFTER INSERT ON event BEGIN UPDATE profile SET automatic = 1; END",
        "CREATE VIEW v AS SELECT * FROM profile",
        "ALTER TABLE profile ADD COLUMN more TEXT",
        "CREATE TABLE theirs (x)",
    ] {
        let bench = Bench::new();
        bench.raw().execute_batch(change).unwrap();
        let refused = bench.opened().map(drop);
        assert!(matches!(refused, Err(VaultError::ForeignSchema)), "{change}: {refused:?}");
    }
}

#[test]
fn a_trigger_made_under_a_running_program_does_not_run() {
    let mut bench = Bench::new();
    bench
        .raw()
        .execute_batch("CREATE TRIGGER t AFTER INSERT ON event BEGIN UPDATE profile SET name = 'stolen'; END")
        .unwrap();
    bench.vault.create(&seed("khác", "FAKE_RT_2"), now()).unwrap();
    assert_eq!(bench.vault.profiles().unwrap()[0].profile.name.as_str(), "shop");
}

#[test]
fn deleting_an_oa_deletes_its_rows() {
    let mut bench = Bench::new();
    bench.sent("attempt-1");
    let rows = |table: &str| -> i64 {
        bench.raw().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!((rows("attempt"), rows("pair")), (1, 1));
    let raw = bench.raw();
    raw.pragma_update(None, "foreign_keys", "ON").unwrap();
    raw.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    raw.execute("DELETE FROM profile", []).unwrap();
    assert_eq!((rows("attempt"), rows("pair")), (0, 0), "foreign keys work without triggers");
}

#[test]
fn a_file_of_a_newer_version_is_read_and_not_written() {
    let mut bench = Bench::new();
    bench.raw().execute("UPDATE meta SET value = '99' WHERE key = 'min_writer_version'", []).unwrap();
    let before = std::fs::read(bench.file()).unwrap();
    assert!(
        matches!(bench.vault.create(&seed("khác", "FAKE_RT_2"), now()), Err(VaultError::Newer)),
        "with the vault open"
    );
    let mut vault = bench.opened().unwrap();
    assert_eq!(vault.profiles().unwrap().len(), 1);
    assert!(vault.secrets(&bench.profile).is_ok(), "its tokens can be read");
    assert_eq!(std::fs::read(bench.file()).unwrap(), before);
    drop(vault);
    bench.raw().execute("UPDATE meta SET value = '99' WHERE key = 'min_reader_version'", []).unwrap();
    assert!(matches!(bench.opened().map(drop), Err(VaultError::Newer)));
}

#[test]
fn a_holder_written_without_the_key_is_ignored() {
    let mut bench = Bench::new();
    bench.sent("attempt-1");
    let id = AttemptId("attempt-1".to_owned());
    assert!(bench.vault.hold(&id).unwrap().is_some());
    bench.raw().execute("UPDATE hold SET beat_at = 1", []).unwrap();
    assert!(bench.vault.hold(&id).unwrap().is_none());
}

/// Writes a value that its column forbids, by a schema that does not.
fn force(bench: &Bench, table: &str, update: &str) {
    let schema = |to: &str| {
        let raw = bench.raw();
        raw.pragma_update(None, "writable_schema", "ON").unwrap();
        raw.execute("UPDATE sqlite_master SET sql = ?1 WHERE name = ?2", [to, table]).unwrap();
    };
    let ours: String =
        bench.raw().query_row("SELECT sql FROM sqlite_master WHERE name = ?1", [table], |row| row.get(0)).unwrap();
    schema(&ours.replace("NOT NULL", "").replace("STRICT", ""));
    bench.raw().execute_batch(&format!("PRAGMA foreign_keys = OFF; {update}")).unwrap();
    schema(&ours);
}

#[test]
fn an_unreadable_value_stops_only_its_oa() {
    for (table, set) in [
        ("profile", "kind = ''"),
        ("profile", "app_id = NULL"),
        ("profile", "app_id = 'abc'"),
        ("profile", "outlet = '{}'"),
        ("profile", "moved_at = 9223372036854775807"),
        ("profile", "current = 7"),
        ("profile", "current = -1"),
        ("profile", "automatic = NULL"),
        ("pair", "source = 'nobody'"),
        ("pair", "obtained_at = NULL"),
        ("pair", "access_print = X'00'"),
        ("pair", "access_expires_at = 9223372036854775807"),
        ("attempt", "detail = 'null'"),
        ("attempt", "sends = -1"),
        ("attempt", "prepared_at = NULL"),
        ("attempt", "sent_at = 9223372036854775807"),
        ("attempt", "sent_at = 'x'"),
        ("attempt", "prepared_at = 'x'"),
        ("pair", "obtained_at = 'x'"),
        ("attempt", "fingerprint = X''"),
        ("attempt", "mac = X'00'"),
    ] {
        let mut bench = Bench::new();
        bench.sent("attempt-1");
        let other = bench.vault.create(&seed("khác", "FAKE_RT_2"), now()).unwrap().id;
        let id = if table == "profile" { "id" } else { "profile" };
        force(&bench, table, &format!("UPDATE {table} SET {set} WHERE {id} = '{}'", bench.profile));
        let what = format!("{table}: {set}");
        let mut vault = bench.opened().expect(&what);
        assert_eq!(vault.profiles().expect(&what).len(), 2, "{what}");
        assert!(vault.sends(None, jiff::Timestamp::UNIX_EPOCH).is_ok(), "{what}");
        assert_eq!(vault.faults().expect(&what), [Fault::Altered(bench.profile.clone())], "{what}");
        assert!(vault.secrets(&other).is_ok() && vault.ledger(&other, None).is_ok(), "{what}");
        assert!(vault.newest_time().expect(&what).is_some_and(|at| at <= now()), "{what}");
        let is_stopped = vault.ledger(&bench.profile, None).is_err() || vault.secrets(&bench.profile).is_err();
        assert!(is_stopped, "{what}");
    }
}

#[test]
fn an_unreadable_display_value_stops_nothing() {
    for (table, set) in [
        ("profile", "oa_facts = '{}'"),
        ("profile", "outlet_report = 'null, and more'"),
        ("profile", "created_at = 9223372036854775807"),
        ("profile", "name = NULL"),
        ("profile", "name = ''"),
        ("event", "what = '{}'"),
        ("event", "at = 9223372036854775807"),
        ("event", "at = 'x'"),
    ] {
        let bench = Bench::new();
        force(&bench, table, &format!("UPDATE {table} SET {set}"));
        let mut vault = bench.opened().expect(set);
        let records = vault.profiles().expect(set);
        assert!(records.len() == 1 && !records[0].altered && !records[0].profile.name.as_str().is_empty(), "{set}");
        assert!(vault.history(None, 10).is_ok(), "{set}");
        assert!(vault.newest_time().expect(set).is_some(), "{set}");
        assert_eq!(vault.faults().unwrap(), [], "{set}");
        assert!(vault.secrets(&bench.profile).is_ok(), "{set}");
    }
}

#[test]
fn an_invalid_id_stops_no_other_oa() {
    let mut bench = Bench::new();
    let other = bench.vault.create(&seed("khác", "FAKE_RT_2"), now()).unwrap().id;
    let raw = bench.raw();
    raw.pragma_update(None, "foreign_keys", "OFF").unwrap();
    raw.execute("UPDATE profile SET id = '../../x' WHERE id = ?1", [bench.profile.as_str()]).unwrap();
    let mut vault = bench.opened().unwrap();
    assert!(vault.secrets(&other).is_ok());
    assert!(vault.faults().unwrap().contains(&Fault::ProfilesGone));
}

#[test]
fn a_row_without_an_id_hides_no_other_and_is_restored() {
    for id in ["NULL", "''", "7"] {
        let mut bench = Bench::new();
        let other = bench.vault.create(&seed("other", "FAKE_RT_2"), now()).unwrap().id;
        force(&bench, "profile", &format!("UPDATE profile SET id = {id} WHERE id = '{}'", bench.profile));
        let mut vault = bench.opened().unwrap();
        let ids: Vec<_> = vault.profiles().unwrap().into_iter().map(|record| record.profile.id).collect();
        assert!(ids.contains(&other) && ids.contains(&bench.profile), "{id}: {ids:?}");
        assert!(vault.faults().unwrap().contains(&Fault::ProfilesGone), "the changed row is reported");
    }
}

#[test]
fn a_vault_without_a_minimum_writer_version_is_damaged() {
    for change in ["UPDATE meta SET key = ''", "UPDATE meta SET value = ''", "DELETE FROM meta"] {
        let bench = Bench::new();
        bench.raw().execute(&format!("{change} WHERE key = 'min_writer_version'"), []).unwrap();
        assert!(matches!(bench.opened(), Err(VaultError::Damaged(_))), "{change}");
    }
}
