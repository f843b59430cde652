//! A secret leaves Rust by `reveal_secret` alone.

use serde_json::json;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, SECRET_KEY, choice, edit, secret};

#[test]
fn seeded_secrets_occur_in_no_reply_and_no_event() {
    let (bench, id) = Bench::with_shop();
    let mut replies = Vec::new();
    let mut ask = |command: &str, args| replies.push(format!("{command} {:?}", bench.ask(command, args)));
    ask("refresh_token", json!({"id": id, "confirmed": false}));
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let echo = format!("{} {SECRET_KEY} {}", live.refresh_token, live.access_token);
    bench.sim.script([Fault::ErrorCode { code: -99, name: echo }]);
    ask("refresh_token", json!({"id": id, "confirmed": true}));
    for (command, args) in [
        ("get_app_state", json!({})),
        ("retry_unlock", json!({})),
        ("list_profiles", json!({})),
        ("open_profile", json!({"id": id})),
        ("check_draft", json!({"draft": bench.draft("x")})),
        ("add_profile", json!({"draft": bench.draft("shop")})),
        ("add_profile", json!({"draft": bench.draft("khác")})),
        ("list_history", json!({"id": id})),
        ("copy_secret", secret(&id, "access_token")),
        ("copy_curl", json!({"id": id})),
        ("copy_export", json!({"id": id, "choice": choice("text", false)})),
        ("copy_report", json!({"id": id, "language": "en"})),
        ("check_edit", json!({"id": id, "edit": edit(&[("refreshToken", &bench.first.refresh_token)])})),
        ("read_import", json!({"text": bench.draft("x").to_string(), "fill": false})),
        ("check_import", json!({"edits": [{"draft": 0, "edit": edit(&[("secretKey", SECRET_KEY)])}]})),
        ("delete_profile", json!({"id": id})),
        ("restore_profile", json!({"id": id})),
        ("get_settings", json!({})),
        ("get_about", json!({})),
        ("export_tokens", json!({"id": id, "choice": choice("json", true)})),
    ] {
        ask(command, args);
    }
    let told = bench.told.lock().unwrap().clone();
    assert!(told.iter().any(|event| event.starts_with("attempt-moved")), "events were emitted");
    for text in replies.iter().chain(&told) {
        for secret in [SECRET_KEY, &bench.first.refresh_token, &live.access_token, &live.refresh_token] {
            assert!(!text.contains(secret), "a secret in: {}", text.split(' ').next().unwrap_or_default());
        }
    }
}

#[test]
fn reveal_returns_the_requested_secret_and_copy_only_copies_it() {
    let (bench, id) = Bench::with_shop();
    let ask = |command: &str, name: &str| bench.ask(command, secret(&id, name));
    assert!(ask("reveal_secret", "secret_key").unwrap() == SECRET_KEY);
    assert!(ask("reveal_secret", "refresh_token").unwrap() == bench.first.refresh_token.as_str());
    assert_eq!(ask("reveal_secret", "access_token").unwrap_err()["code"], "no_such_secret");
    assert!(ask("copy_secret", "refresh_token").unwrap().is_null(), "it does not pass through the page");
    assert!(*bench.desktop.copied.lock().unwrap() == [bench.first.refresh_token.as_str()]);
}
