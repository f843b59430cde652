//! OAs that the vault's file says too little or too much of: an old copy, and one that was changed from outside.

use std::path::Path;

use serde_json::{Value, json};

use crate::bench::{APP_ID, Bench, choice, edit, secret};

/// Changes what the vault says, as somebody who has no key.
fn change(bench: &Bench, sql: &str) {
    let vault = rusqlite::Connection::open(bench.home.path().join("data/vault.db")).unwrap();
    vault.execute_batch(sql).unwrap();
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

/// Two files of a vault, as they were at a moment.
struct Files([Vec<u8>; 2]);

impl Files {
    const NAMES: [&str; 2] = ["vault.db", "recovery.db"];

    fn of(data: &Path) -> Self {
        Self(Self::NAMES.map(|name| std::fs::read(data.join(name)).unwrap()))
    }

    /// Puts them in the place of what is there, each by another file of its own.
    fn put(&self, data: &Path) {
        for (name, bytes) in Self::NAMES.into_iter().zip(&self.0) {
            oa_token_vault::atomic_file::write(&data.join(name), bytes).unwrap();
        }
    }
}

#[test]
fn an_old_copy_is_sent_only_after_a_confirmation() {
    let (mut bench, id) = Bench::with_shop();
    let data = bench.home.path().join("data");
    let paste = |bench: &Bench| {
        let token = bench.sim.issue_pair(APP_ID).refresh_token;
        let pasted = json!({"id": id, "edit": edit(&[("refreshToken", &token)]), "anyway": false});
        bench.ask("edit_profile", pasted).unwrap();
    };
    let before = Files::of(&data);
    paste(&bench);
    let here = Files::of(&data);
    before.put(&data);
    bench.start_again();
    bench.ask("get_app_state", json!({})).unwrap();
    paste(&bench);
    let there = Files::of(&data);
    let [vault, _] = here.0;
    let [_, copy] = there.0;
    Files([vault, copy]).put(&data);
    bench.start_again();
    let start = bench.ask("get_app_state", json!({})).unwrap();
    assert_eq!(start["profiles"][0]["state"], "old_copy", "{start}");
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    assert_eq!(page["send"], "asks");
    let asked = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap_err();
    assert_eq!(asked["code"], "needs_confirmation");
    assert_eq!(bench.sim.spends(), 0);
    let sent = bench.ask("refresh_token", json!({"id": id, "confirmed": true})).unwrap();
    assert_eq!(sent["verdict"], "saved", "{sent}");
    assert_eq!(bench.ask("open_profile", json!({"id": id})).unwrap()["row"]["state"], "valid");
}
