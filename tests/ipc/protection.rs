//! Ways into the vault, the app lock, the recovery code, backups: over IPC.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use crate::bench::{APP_ID, Bench, FakeKeychain, PASSPHRASE, choice, edit, secret, until};

fn unlock(bench: &Bench, way: &str, text: &str) -> Result<Value, Value> {
    bench.ask("unlock", json!({"way": way, "text": text}))
}

fn set_passphrase(bench: &Bench) {
    let protection = bench.ask("set_passphrase", json!({"current": null, "wanted": PASSPHRASE})).unwrap();
    assert_eq!(protection["hasPassphrase"], true);
}

/// Starts the program again, where a typed passphrase counts for this long.
fn start_again_unlocked(bench: &mut Bench, step_up_valid: Duration) {
    bench.step_up_valid = step_up_valid;
    bench.start_again();
    bench.ask("get_app_state", json!({})).unwrap();
    unlock(bench, "passphrase", PASSPHRASE).unwrap();
}

/// Makes a recovery code as the page does.
fn recovery_code(bench: &Bench) -> String {
    let task = bench.ask("begin_recovery_code", json!({})).unwrap();
    assert_eq!(task["groups"], 7);
    let code = bench.ask("reveal_secret", json!({"secret": {"of": "recovery_code"}})).unwrap();
    let code = code.as_str().unwrap().to_owned();
    assert!(bench.ask("copy_secret", json!({"secret": {"of": "recovery_code"}})).is_err(), "it is never copied");
    let wrong = bench.ask("confirm_recovery_code", json!({"group": "0000"})).unwrap_err();
    assert_eq!((&wrong["code"], &wrong["words"]), (&json!("not_opened"), &json!("recovery-wrong-group")));
    let asked = usize::try_from(task["asks"].as_u64().unwrap()).unwrap();
    let group = code.split('-').nth(asked - 1).unwrap();
    let protection = bench.ask("confirm_recovery_code", json!({"group": group})).unwrap();
    assert_eq!(protection["hasRecoveryCode"], true);
    code
}

#[test]
fn without_a_keychain_every_start_asks_for_the_passphrase_of_the_first_run() {
    let keychain = Arc::new(FakeKeychain::default());
    keychain.away.store(true, Ordering::Relaxed);
    let mut bench = Bench::by_keychain(&keychain);
    assert_eq!(bench.ask("get_app_state", json!({})).unwrap()["vault"]["state"], "ready", "no key is needed yet");
    assert_eq!(bench.ask("add_profile", json!({"draft": bench.draft("shop")})).unwrap_err()["code"], "locked");
    let vault = bench.ask("get_app_state", json!({})).unwrap()["vault"].clone();
    assert_eq!((&vault["state"], &vault["ways"]), (&json!("no_key_place"), &json!(["new_passphrase", "retry"])));
    let short = bench.ask("make_vault", json!({"passphrase": "ngắn"})).unwrap_err();
    assert_eq!(short["words"], "passphrase-too-short");
    assert_eq!(bench.ask("make_vault", json!({"passphrase": PASSPHRASE})).unwrap()["vault"]["state"], "ready");
    bench.ask("add_profile", json!({"draft": bench.draft("shop")})).unwrap();

    bench.start_again();
    let start = bench.ask("get_app_state", json!({})).unwrap();
    let vault = &start["vault"];
    assert_eq!((&vault["state"], &vault["ways"]), (&json!("locked"), &json!(["passphrase"])));
    assert_eq!(vault["words"], "vault-asks-passphrase");
    assert_eq!(start["profiles"].as_array().unwrap().len(), 1, "names are visible while the vault is locked");
    assert_eq!(unlock(&bench, "passphrase", "sai mật khẩu").unwrap_err()["words"], "key-wrong-passphrase");
    let start = unlock(&bench, "passphrase", PASSPHRASE).unwrap();
    assert_eq!((&start["vault"]["state"], &start["appLocked"]), (&json!("ready"), &json!(false)));
}

#[test]
fn a_lost_key_is_restored_by_the_recovery_code() {
    let keychain = Arc::new(FakeKeychain::default());
    let mut bench = Bench::by_keychain(&keychain);
    bench.ask("add_profile", json!({"draft": bench.draft("shop")})).unwrap();
    let code = recovery_code(&bench);
    let again = bench.ask("reveal_secret", json!({"secret": {"of": "recovery_code"}})).unwrap_err();
    assert_eq!(again["code"], "no_such_secret", "it is shown only when it is created");
    keychain.entries.lock().unwrap().clear();

    bench.start_again();
    let vault = bench.ask("get_app_state", json!({})).unwrap()["vault"].clone();
    assert_eq!((&vault["state"], &vault["ways"]), (&json!("key_lost"), &json!(["recovery_code", "retry"])));
    for (typed, words) in
        [("0000", "recovery-wrong-length"), ("ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ", "recovery-mistyped")]
    {
        assert_eq!(unlock(&bench, "recovery_code", typed).unwrap_err()["words"], words);
    }
    assert_eq!(unlock(&bench, "recovery_code", &code.to_lowercase()).unwrap()["vault"]["state"], "ready");
    bench.start_again();
    assert_eq!(bench.ask("get_app_state", json!({})).unwrap()["vault"]["state"], "ready", "the keychain has it again");
}

#[test]
fn a_locked_app_answers_only_commands_that_unlock_it() {
    let (bench, id) = Bench::with_shop();
    assert_eq!(bench.ask("lock_app", json!({})).unwrap_err()["code"], "no_passphrase");
    set_passphrase(&bench);
    bench.ask("lock_app", json!({})).unwrap();
    bench.hears("app-locked");
    let open = [
        "get_app_state",
        "show_window",
        "retry_unlock",
        "unlock",
        "lock_app",
        "record_activity",
        "record_concealed",
        "set_ui_settings",
        "answer_close",
    ];
    let capability: Value =
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/capabilities/main.json"))).unwrap();
    let commands = capability["permissions"].as_array().unwrap().iter().filter_map(Value::as_str);
    let commands = commands.filter_map(|name| name.strip_prefix("allow-")).map(|name| name.replace('-', "_"));
    let mut closed = 0;
    for command in commands.filter(|command| !open.contains(&command.as_str())) {
        let args = json!({
            "id": id, "secret": secret(&id, "access_token")["secret"], "confirmed": true, "way": "passphrase",
            "choice": choice("json", true), "edit": edit(&[]), "draft": bench.draft("x"), "settings": {"proxy": "",
            "accessClipboardSeconds": 0, "otherClipboardSeconds": 0}, "text": "", "choices": [], "edits": [],
            "attempt": "", "language": "vi", "link": "apps", "passphrase": PASSPHRASE, "wanted": PASSPHRASE,
            "current": PASSPHRASE, "minutes": 0, "group": "", "here": true, "name": "x", "place": "x", "preset": "n8n",
            "webhook": {"name": "", "address": "", "withToken": true, "withStates": false, "privateNetwork": false, "preset": null},
        });
        assert_eq!(bench.ask(&command, args).unwrap_err()["code"], "app_locked", "{command}");
        closed += 1;
    }
    assert!(closed > 40, "{closed} commands");

    let start = bench.ask("get_app_state", json!({})).unwrap();
    assert_eq!((&start["appLocked"], &start["profiles"]), (&json!(true), &json!([])), "not even names are shown");
    assert_eq!(unlock(&bench, "passphrase", "sai mật khẩu").unwrap_err()["words"], "key-wrong-passphrase");
    assert_eq!(bench.ask("list_profiles", json!({})).unwrap_err()["code"], "app_locked");
    assert_eq!(unlock(&bench, "passphrase", PASSPHRASE).unwrap()["appLocked"], false);
    assert_eq!(bench.ask("list_profiles", json!({})).unwrap().as_array().unwrap().len(), 1);
}

#[test]
fn an_irreversible_action_asks_for_the_passphrase_again() {
    let (mut bench, id) = Bench::with_shop();
    set_passphrase(&bench);
    let file = bench.save_to("out.oatoken");
    let guarded = [
        ("begin_recovery_code", json!({})),
        ("save_backup_file", json!({"passphrase": PASSPHRASE})),
        ("choose_destination", json!({"id": id, "choice": choice("json", true)})),
        ("reveal_secret", secret(&id, "secret_key")),
        ("copy_secret", secret(&id, "secret_key")),
        ("copy_curl", json!({"id": id})),
        ("move_profiles", json!({"ids": [id], "passphrase": PASSPHRASE})),
    ];
    let free = [
        ("reveal_secret", secret(&id, "refresh_token")),
        ("choose_destination", json!({"id": id, "choice": choice("json", false)})),
    ];

    start_again_unlocked(&mut bench, Duration::ZERO);
    for (command, args) in &guarded {
        assert_eq!(bench.ask(command, args.clone()).unwrap_err()["code"], "needs_passphrase", "{command}");
    }
    assert!(!file.exists() && bench.desktop.copied.lock().unwrap().is_empty());
    for (command, args) in &free {
        bench.ask(command, args.clone()).unwrap();
    }
    assert_eq!(
        bench.ask("step_up", json!({"passphrase": "sai mật khẩu"})).unwrap_err()["words"],
        "key-wrong-passphrase"
    );

    // A user who has just typed it is not asked again.
    start_again_unlocked(&mut bench, Duration::from_secs(300));
    bench.ask("step_up", json!({"passphrase": PASSPHRASE})).unwrap();
    for (command, args) in &guarded {
        bench.ask(command, args.clone()).unwrap();
    }
}

#[test]
fn a_window_that_shows_a_secret_is_excluded_from_recordings() {
    let (bench, id) = Bench::with_shop();
    let protected = || bench.desktop.protected.load(Ordering::Relaxed);
    bench.ask("copy_secret", secret(&id, "refresh_token")).unwrap();
    assert!(!protected(), "nothing is shown");
    bench.ask("reveal_secret", secret(&id, "refresh_token")).unwrap();
    assert!(protected());
    bench.ask("record_concealed", json!({})).unwrap();
    assert!(!protected());
    bench.ask("begin_recovery_code", json!({})).unwrap();
    bench.ask("reveal_secret", json!({"secret": {"of": "recovery_code"}})).unwrap();
    assert!(protected());
}

#[test]
fn a_passphrase_is_asked_at_the_next_start_and_removed_only_with_the_passphrase() {
    let (mut bench, _) = Bench::with_shop();
    set_passphrase(&bench);
    bench.start_again();
    assert_eq!(bench.ask("get_app_state", json!({})).unwrap()["appLocked"], true);
    unlock(&bench, "passphrase", PASSPHRASE).unwrap();
    let wrong = bench.ask("remove_passphrase", json!({"current": "sai mật khẩu"})).unwrap_err();
    assert_eq!(wrong["words"], "key-wrong-passphrase");
    let protection = bench.ask("remove_passphrase", json!({"current": PASSPHRASE})).unwrap();
    assert_eq!(protection["hasPassphrase"], false);
    bench.start_again();
    assert_eq!(bench.ask("get_app_state", json!({})).unwrap()["appLocked"], false);
}

#[test]
fn the_recovery_code_is_offered_after_the_second_saved_refresh_until_it_is_declined() {
    let (mut bench, id) = Bench::with_valid_shop();
    let offers = |bench: &Bench| bench.ask("open_profile", json!({"id": id})).unwrap()["offersRecoveryCode"].clone();
    assert_eq!(offers(&bench), false);
    bench.refresh(&id);
    assert_eq!(offers(&bench), true);
    bench.ask("decline_recovery_code", json!({})).unwrap();
    assert_eq!(offers(&bench), false);
    bench.start_again();
    bench.ask("get_app_state", json!({})).unwrap();
    assert_eq!(offers(&bench), false);
}

#[test]
fn the_locked_app_says_whether_an_oa_refreshes_automatically_and_names_none() {
    let (bench, id) = Bench::with_valid_shop();
    set_passphrase(&bench);
    let locked = || {
        bench.ask("lock_app", json!({})).unwrap();
        let start = bench.ask("get_app_state", json!({})).unwrap();
        unlock(&bench, "passphrase", PASSPHRASE).unwrap();
        assert_eq!((&start["appLocked"], &start["profiles"]), (&json!(true), &json!([])));
        start["refreshesAutomatically"].clone()
    };
    assert_eq!(locked(), false);
    bench.ask("set_automatic", json!({"id": id, "on": true})).unwrap();
    assert_eq!(locked(), true);
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn a_missing_vault_offers_its_backup() {
    let (mut bench, id) = Bench::with_valid_shop();
    until("a backup is made", || !bench.ask("get_protection", json!({})).unwrap()["backup"].is_null());
    std::fs::remove_file(bench.home.path().join("data/vault.db")).unwrap();
    // Tauri's mock runtime keeps the first program alive: its lock must not stand for another program's.
    std::fs::remove_file(bench.home.path().join("data/locks/vault")).unwrap();
    bench.start_again();
    let vault = bench.ask("get_app_state", json!({})).unwrap()["vault"].clone();
    assert_eq!((&vault["state"], &vault["words"]), (&json!("damaged"), &json!("vault-gone")));
    assert_eq!((&vault["ways"][0], &vault["backup"]["profiles"]), (&json!("backup"), &json!(1)));
    let start = bench.ask("restore_backup", json!({})).unwrap();
    assert_eq!((&start["vault"]["state"], &start["profiles"][0]["id"]), (&json!("ready"), &json!(id)));
}

#[test]
fn saved_pairs_are_listed_masked_and_read_by_their_number() {
    let (bench, id) = Bench::with_valid_shop();
    let rows = bench.ask("list_generations", json!({"id": id})).unwrap();
    let live = bench.sim.live_pair(APP_ID).unwrap();
    assert_eq!(
        (&rows[0]["generation"], &rows[0]["current"], &rows[0]["imported"]),
        (&json!(2), &json!(true), &json!(false))
    );
    assert_eq!(
        (&rows[1]["generation"], &rows[1]["accessShown"], &rows[1]["imported"]),
        (&json!(1), &Value::Null, &json!(true))
    );
    assert!(!rows.to_string().contains(&live.refresh_token), "masked");
    let of = |generation: u32, name: &str| {
        let secret = json!({"of": "profile", "id": id, "secret": name, "generation": generation});
        bench.ask("reveal_secret", json!({"secret": secret}))
    };
    assert!(of(1, "refresh_token").unwrap() == bench.first.refresh_token.as_str());
    assert!(of(2, "refresh_token").unwrap() == live.refresh_token.as_str());
    assert_eq!(of(1, "access_token").unwrap_err()["code"], "no_such_secret");
    assert_eq!(of(9, "access_token").unwrap_err()["code"], "no_such_secret");
}
