//! OAs that the vault's file says too little or too much of: an old copy, and one that was changed from outside.

use serde_json::{Value, json};

use crate::bench::{APP_ID, Bench, choice, secret};
use crate::vault_files::{put, read};

/// Changes what the vault says, as somebody who has no key.
fn change(bench: &Bench, sql: &str) {
    let vault = rusqlite::Connection::open(bench.home.path().join("data/vault.db")).unwrap();
    // As the program does it: Windows does not delete a journal that a program has open.
    vault.execute_batch(&format!("PRAGMA journal_mode=PERSIST; {sql}")).unwrap();
}

#[test]
fn nothing_is_done_with_an_oa_that_was_changed_without_the_key() {
    let (bench, id) = Bench::with_shop();
    change(&bench, "UPDATE profile SET kind = 'practice'");
    let row = bench.ask("list_profiles", json!({})).unwrap()[0].clone();
    assert_eq!((&row["state"], &row["practice"]), (&json!("altered"), &json!(false)), "its kind is not trusted");
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    assert_eq!((&page["send"], &page["answer"]), (&json!("altered"), &Value::Null));
    assert_eq!((&page["request"]["rows"], &page["request"]["curl"]), (&json!([]), &json!("")));
    let export = json!({"id": id, "choice": choice("json", false)});
    for (command, args) in [
        ("refresh_token", json!({"id": id, "confirmed": false})),
        ("refresh_token", json!({"id": id, "confirmed": true})),
        ("reveal_secret", secret(&id, "secret_key")),
        ("reveal_secret", secret(&id, "refresh_token")),
        ("copy_secret", secret(&id, "refresh_token")),
        ("copy_curl", json!({"id": id})),
        ("preview_export", export.clone()),
        ("copy_export", export.clone()),
        ("export_tokens", export),
        ("list_generations", json!({"id": id})),
    ] {
        let refused = bench.ask(command, args).unwrap_err();
        assert_eq!(refused, json!({"code": "altered"}), "{command}");
    }
    assert_eq!(bench.sim.spends(), 0);
    assert!(bench.desktop.copied.lock().unwrap().is_empty());
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn an_old_copy_is_sent_only_after_a_confirmation() {
    let (mut bench, id) = Bench::with_shop();
    let data = bench.home.path().join("data");
    let paste = |bench: &Bench| {
        bench.correct(&id, &[("refreshToken", &bench.sim.issue_pair(APP_ID).refresh_token)]).unwrap();
    };
    let before = read(&data);
    paste(&bench);
    let [vault, _] = read(&data);
    put(&data, &before);
    bench.start_again();
    bench.ask("get_app_state", json!({})).unwrap();
    paste(&bench);
    let [_, copy] = read(&data);
    // Neither of these two knows of the pair that the other holds.
    put(&data, &[vault, copy]);
    bench.start_again();
    let start = bench.ask("get_app_state", json!({})).unwrap();
    assert_eq!(start["profiles"][0]["state"], "old_copy", "{start}");
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    assert_eq!(page["send"], "asks");
    let asked = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap_err();
    assert_eq!(asked["code"], "needs_confirmation");
    assert_eq!(bench.sim.spends(), 0);
    assert_eq!(bench.refresh(&id)["verdict"], "saved");
    assert_eq!(bench.ask("open_profile", json!({"id": id})).unwrap()["row"]["state"], "valid");
}
