//! Sealed files: a backup, and an OA that moves to another computer; over IPC.

use std::path::Path;

use serde_json::{Value, json};

use crate::bench::{Bench, PASSPHRASE};

/// Lets the page of this bench choose and open a file.
fn open(bench: &Bench, file: &Path) -> Result<Value, Value> {
    *bench.desktop.open_from.lock().unwrap() = Some(file.to_owned());
    bench.ask("choose_sealed_file", json!({}))?;
    bench.ask("open_sealed_file", json!({"passphrase": PASSPHRASE}))
}

fn save(bench: &Bench, passphrase: &str) -> Result<Value, Value> {
    bench.ask("save_backup_file", json!({"passphrase": passphrase}))
}

/// Takes in what is open, in the place of these OAs.
fn take(bench: &Bench, replace: &[&str]) -> Result<Value, Value> {
    bench.ask("take_sealed_file", json!({"replace": replace}))
}

#[test]
fn a_backup_file_is_saved_and_restores_everything_on_a_computer_without_a_vault() {
    let (bench, id) = Bench::with_valid_shop();
    assert_eq!(save(&bench, PASSPHRASE).unwrap(), Value::Null, "cancelled");
    let file = bench.save_to("bản sao.oatoken");
    assert_eq!(save(&bench, "ngắn").unwrap_err()["words"], "passphrase-too-short");
    assert_eq!(save(&bench, PASSPHRASE).unwrap(), "bản sao.oatoken");

    let other = Bench::new();
    let shown = open(&other, &file).unwrap();
    assert_eq!((&shown["kind"], &shown["rows"][0]["standing"]), (&json!("backup"), &json!("new")));
    assert!(!shown.to_string().contains("FAKE"), "no secret reaches the page");
    let rows = take(&other, &[]).unwrap();
    assert_eq!((&rows[0]["id"], &rows[0]["name"]), (&json!(id), &json!("shop")));
    assert_eq!(take(&other, &[]).unwrap_err()["code"], "cannot_read_file", "once");
    assert_eq!(open(&other, &file).unwrap()["rows"][0]["standing"], "known");
    other.ask("drop_sealed_file", json!({})).unwrap();
    assert_eq!(take(&other, &[]).unwrap_err()["code"], "cannot_read_file");
}

#[test]
fn an_oa_that_differs_is_shown_with_both_sides_and_imported_only_after_a_confirmation() {
    let (bench, id) = Bench::with_shop();
    let file = bench.save_to("shop.oatoken");
    save(&bench, PASSPHRASE).unwrap();
    let other = Bench::new();
    open(&other, &file).unwrap();
    take(&other, &[]).unwrap();
    bench.refresh(&id);
    save(&bench, PASSPHRASE).unwrap();
    let shown = open(&other, &file).unwrap();
    let row = &shown["rows"][0];
    assert_eq!((&row["standing"], &row["id"]), (&json!("conflict"), &json!(id)));
    assert_eq!(row["conflict"]["differs"], json!(["bundle-differs-pair"]));
    assert_eq!((&row["conflict"]["here"]["name"], &row["conflict"]["there"]["name"]), (&json!("shop"), &json!("shop")));
    assert!(!shown.to_string().contains("FAKE"), "no secret reaches the page");
    assert_eq!(take(&other, &[]).unwrap(), json!([]));
    open(&other, &file).unwrap();
    assert_eq!(take(&other, &[&id]).unwrap()[0]["id"], json!(id));
}

#[test]
fn a_moved_oa_is_shown_as_moved_and_can_be_taken_back() {
    let (bench, id) = Bench::with_shop();
    bench.save_to("shop.oatoken");
    let moved = bench.ask("move_profiles", json!({"ids": [id], "passphrase": PASSPHRASE})).unwrap();
    assert_eq!(moved, "shop.oatoken");
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    assert_eq!((&page["row"]["state"], &page["send"]), (&json!("moved_away"), &json!("moved_away")));
    assert!(page["row"]["movedAt"].is_string());
    let outcome = bench.refresh(&id);
    assert_eq!((&outcome["verdict"], &outcome["words"]), (&json!("not_sent"), &json!("not-sent-moved-away")));
    assert_eq!(bench.sim.spends(), 0);
    let row = bench.ask("take_back", json!({"id": id})).unwrap();
    assert_eq!((&row["state"], &row["movedAt"]), (&json!("new"), &Value::Null));
    bench.refresh(&id);
    assert_eq!(bench.sim.spends(), 1);
}

#[test]
fn a_file_that_cannot_be_written_moves_nothing() {
    let (bench, id) = Bench::with_shop();
    bench.save_to("none/shop.oatoken");
    let refused = bench.ask("move_profiles", json!({"ids": [id], "passphrase": PASSPHRASE})).unwrap_err();
    assert_eq!(refused["code"], "cannot_write_file");
    assert_eq!(bench.ask("open_profile", json!({"id": id})).unwrap()["row"]["state"], "new");
}

#[test]
fn other_files_and_other_passphrases_have_different_errors() {
    let (bench, _) = Bench::with_shop();
    let file = bench.save_to("shop.oatoken");
    save(&bench, "FAKE another one").unwrap();
    assert_eq!(open(&bench, &file).unwrap_err()["words"], "sealed-wrong-passphrase");
    let whole = std::fs::read(&file).unwrap();
    for (content, words) in [
        (&b"{}"[..], "sealed-not-ours"),
        (&whole[..whole.len() - 1], "sealed-damaged"),
        (b"OA Token sealed\n\x09", "sealed-newer"),
    ] {
        oa_token_vault::atomic_file::write(&file, content).unwrap();
        let refused = open(&bench, &file).unwrap_err();
        assert_eq!((&refused["code"], &refused["words"]), (&json!("not_sealed_file"), &json!(words)));
    }
    *bench.desktop.open_from.lock().unwrap() = Some(bench.home.path().join("none"));
    assert_eq!(bench.ask("choose_sealed_file", json!({})).unwrap_err()["code"], "cannot_read_file");
}
