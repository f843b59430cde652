//! Somebody without the key changes the file; an older file is put back.

use rusqlite::Connection;

use crate::bench::{APP_ID, Bench, draft};

#[tokio::test]
async fn an_oa_with_a_changed_kind_is_stopped_and_reported() {
    let bench = Bench::new().await;
    bench.import(&draft("other", &bench.sim.issue_pair(APP_ID).refresh_token));
    let change = "UPDATE profile SET kind = 'practice' WHERE name = 'shop'";
    Connection::open(bench.data().join("vault.db")).unwrap().execute(change, []).unwrap();
    let refused = bench.run(&["--json", "refresh", "shop"]);
    assert_eq!(refused.code, 14);
    assert_eq!(refused.json()[0]["reason"], "altered");
    let calls: [&[&str]; 4] =
        [&["token", "shop"], &["export", "shop", "--format", "json"], &["check", "shop"], &["auto", "shop", "on"]];
    for call in calls {
        let ran = bench.run(call);
        assert_eq!((ran.code, ran.out.as_str()), (14, ""), "{call:?}");
        assert!(ran.err.contains("bị sửa"), "{call:?}: {}", ran.err);
    }
    let doctor = bench.run(&["doctor"]);
    assert_eq!(doctor.code, 14);
    assert!(doctor.out.contains("✗") && doctor.out.contains("“shop”"), "{}", doctor.out);
    let list = bench.run(&["--json", "list"]).json();
    assert_eq!(list[0]["state"], "altered");
    assert_eq!(bench.sim.ledger().requests.len(), 0, "nothing was sent");
    assert_eq!(bench.run(&["refresh", "other"]).code, 0, "the other OA is still refreshed");
}

#[tokio::test]
async fn an_older_vault_sends_no_old_token() {
    let bench = Bench::new().await;
    let vault = bench.data().join("vault.db");
    bench.run(&["refresh", "shop"]);
    let older = std::fs::read(&vault).unwrap();
    bench.run(&["refresh", "shop"]);
    oa_token_vault::atomic_file::write(&vault, &older).unwrap();
    bench.assert_live();
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    bench.assert_live();
    assert!(bench.run(&["history", "shop"]).out.contains("bản lưu thứ hai"), "the history reports it");
    let fine = bench.run(&["doctor"]);
    assert_eq!(fine.code, 0);
    assert!(!fine.out.contains("{$"), "each line is complete: {}", fine.out);
}

#[tokio::test]
async fn without_a_second_copy_a_refresh_is_saved_with_a_warning_and_automatic_refresh_stops() {
    let bench = Bench::new().await;
    let copy = bench.data().join("recovery.db");
    std::fs::remove_file(&copy).unwrap();
    std::fs::create_dir(&copy).unwrap();
    let ran = bench.run(&["--json", "refresh", "shop"]);
    assert_eq!((ran.code, ran.json()[0]["warning"].as_str()), (0, Some("one_copy")));
    let doctor = bench.run(&["doctor"]);
    assert!(doctor.code == 14 && doctor.out.contains("recovery.db"), "{}", doctor.out);
    std::fs::remove_dir(&copy).unwrap();
    assert_eq!(bench.run(&["doctor"]).code, 0, "recreated as soon as possible");
}

#[tokio::test]
async fn a_removed_slot_does_not_open_the_vault_after_its_row_is_restored() {
    let bench = Bench::new().await;
    let second = bench.path("second");
    oa_token_vault::atomic_file::write(&second, b"FAKE_SECOND_m4Xq8ZtR2vLb7KdW1nHs9JpYc5GfTa3456789").unwrap();
    assert_eq!(bench.run(&["key", "add-file", second.to_str().unwrap()]).code, 0);
    let older = bench.path("older.db");
    std::fs::copy(bench.data().join("vault.db"), &older).unwrap();
    let slots = bench.run(&["--json", "key", "list"]).json();
    let id = slots[1]["id"].as_str().unwrap().to_owned();
    assert_eq!(bench.run(&["key", "remove", &id]).code, 0);
    let raw = Connection::open(bench.data().join("vault.db")).unwrap();
    raw.execute("ATTACH ?1 AS older", [older.to_str().unwrap()]).unwrap();
    raw.execute("INSERT INTO main.slot SELECT * FROM older.slot WHERE id = ?1", [&id]).unwrap();
    drop(raw);
    assert_eq!(bench.run_env("OA_TOKEN_KEY_FILE", &second, &["token", "shop"]).code, 13);
    let doctor = bench.run(&["doctor"]);
    assert!(doctor.code == 14 && doctor.out.contains(&id), "{}", doctor.out);
}
