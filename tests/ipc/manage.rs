//! Deleting and having back, the history, settings, links.

use serde_json::{Value, json};
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, SECRET_KEY, ask, edit, secret, until};

#[test]
fn a_deleted_oa_is_hidden_and_restored_completely() {
    let (bench, id) = Bench::with_shop();
    bench.ask("delete_profile", json!({"id": id})).unwrap();
    assert_eq!(bench.ask("list_profiles", json!({})).unwrap(), json!([]));
    assert_eq!(bench.ask("open_profile", json!({"id": id})).unwrap_err()["code"], "no_such_profile");
    let deleted = bench.ask("list_trash", json!({})).unwrap();
    assert_eq!((&deleted[0]["id"], &deleted[0]["name"]), (&json!(id), &json!("shop")));
    let row = bench.ask("restore_profile", json!({"id": id})).unwrap();
    assert_eq!((&row["id"], &row["name"], &row["generation"]), (&json!(id), &json!("shop"), &json!(1)));
    assert_eq!(bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap()["verdict"], "saved");
}

#[test]
fn an_oa_with_a_pending_send_is_not_deleted() {
    let (bench, id) = Bench::with_shop();
    bench.sim.script([Fault::Hold]);
    let asked = std::thread::scope(|scope| {
        let sending = scope.spawn(|| ask(&bench.page, "refresh_token", json!({"id": id, "confirmed": false})));
        tauri::async_runtime::block_on(bench.sim.wait_for_spend(1));
        let asked = ask(&bench.page, "delete_profile", json!({"id": id}));
        bench.sim.release();
        sending.join().unwrap().unwrap();
        asked
    });
    assert_eq!(asked.unwrap_err()["code"], "busy");
    bench.ask("delete_profile", json!({"id": id})).unwrap();
}

#[test]
fn the_diary_opens_an_attempt_as_it_was_sent_and_answered() {
    let (bench, id) = Bench::with_valid_shop();
    let history = bench.ask("list_history", json!({"id": id})).unwrap();
    let words: Vec<&str> = history.as_array().unwrap().iter().map(|line| line["words"].as_str().unwrap()).collect();
    assert_eq!(words, ["history-saved", "history-imported"], "the newest first");
    assert_eq!((&history[0]["by"], &history[1]["by"]), (&json!("history-by-user"), &Value::Null));
    let row = &bench.ask("list_profiles", json!({})).unwrap()[0];
    assert_eq!(history[0]["accessExpiresAt"], row["accessExpiresAt"]);
    assert!(history[1]["attempt"].is_null());
    let open = || bench.ask("open_attempt", json!({"id": id, "attempt": history[0]["attempt"]})).unwrap();
    let page = open();
    assert_eq!((&page["spends"], &page["sends"], &page["correctedSince"]), (&json!(1), &json!(1), &json!(false)));
    assert_eq!((&page["answer"]["status"], &page["answer"]["current"]), (&json!(200), &json!(true)));
    let last_four = &bench.first.refresh_token[bench.first.refresh_token.len() - 4..];
    assert_eq!(page["request"]["rows"][1]["shown"], json!(last_four), "the token that was spent, not the current one");
    let live = bench.sim.live_pair(APP_ID).unwrap();
    for secret in [SECRET_KEY, &bench.first.refresh_token, &live.access_token, &live.refresh_token] {
        assert!(!page.to_string().contains(secret), "masked");
    }
    bench.correct(&id, &[("secretKey", "FAKE_SECRET_1111111111")]).unwrap();
    assert_eq!(open()["correctedSince"], true);
}

#[test]
fn a_report_has_the_events_and_no_secret_and_no_name() {
    let (bench, id) = Bench::with_shop();
    let echo = format!("{SECRET_KEY} {} là gì", bench.first.refresh_token);
    bench.sim.script([Fault::ErrorCode { code: -14004, name: echo }]);
    bench.refresh(&id);
    bench.ask("copy_report", json!({"id": id, "language": "vi"})).unwrap();
    let report = bench.desktop.copied.lock().unwrap().pop().unwrap();
    assert!(report.contains("-14004") && report.contains("Zalo từ chối"), "what happened is in it");
    for secret in [SECRET_KEY, &bench.first.refresh_token, APP_ID, "shop"] {
        assert!(!report.contains(secret), "nothing private is in it");
    }
}

#[test]
fn settings_are_kept_and_a_proxys_password_is_not_shown() {
    let (bench, _) = Bench::with_shop();
    let settings = bench.ask("get_settings", json!({})).unwrap();
    assert_eq!(settings, json!({"proxy": "", "accessClipboardSeconds": 120, "otherClipboardSeconds": 30}));
    let set = |proxy: &str| {
        let settings = json!({"proxy": proxy, "accessClipboardSeconds": 60, "otherClipboardSeconds": 15});
        bench.ask("set_settings", json!({"settings": settings}))
    };
    assert_eq!(set("ftp://x").unwrap_err(), json!({"code": "invalid_proxy", "words": "settings-proxy-scheme"}));
    set("http://an:FAKE_PASSWORD@10.0.0.1:3128").unwrap();
    let settings = bench.ask("get_settings", json!({})).unwrap();
    assert_eq!(settings["proxy"], "http://an:••••@10.0.0.1:3128");
    assert_eq!(settings["accessClipboardSeconds"], 60);
    // Shown as it is, kept as it was.
    set("http://an:••••@10.0.0.1:3128").unwrap();
    set("").unwrap();
    assert_eq!(bench.ask("get_settings", json!({})).unwrap()["proxy"], "");
}

#[test]
fn a_copied_secret_is_cleared_from_the_clipboard_after_its_time() {
    let (bench, id) = Bench::with_shop();
    let settings = json!({"proxy": "", "accessClipboardSeconds": 120, "otherClipboardSeconds": 1});
    bench.ask("set_settings", json!({"settings": settings})).unwrap();
    bench.ask("copy_secret", secret(&id, "secret_key")).unwrap();
    assert!(bench.desktop.forgotten.lock().unwrap().is_empty(), "not cleared immediately");
    until("the secret is cleared", || !bench.desktop.forgotten.lock().unwrap().is_empty());
    assert!(*bench.desktop.forgotten.lock().unwrap() == [SECRET_KEY]);
}

#[test]
fn the_curl_command_is_copied_without_passing_through_the_page() {
    let (bench, id) = Bench::with_shop();
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    let shown = page["request"]["curl"].as_str().unwrap();
    assert!(shown.contains("••••") && !shown.contains(&bench.first.refresh_token) && !shown.contains(SECRET_KEY));
    assert_eq!(bench.ask("copy_curl", json!({"id": id})).unwrap(), Value::Null);
    let copied = bench.desktop.copied.lock().unwrap().pop().unwrap();
    assert!(copied.contains(&bench.first.refresh_token) && copied.contains(SECRET_KEY));
}

#[test]
fn only_known_pages_are_opened() {
    let bench = Bench::new();
    bench.ask("open_link", json!({"link": "api_explorer"})).unwrap();
    assert!(bench.desktop.opened.lock().unwrap()[0].starts_with("https://developers.zalo.me/"));
    assert!(bench.ask("open_link", json!({"link": "https://example.com"})).is_err());
    assert_eq!(bench.desktop.opened.lock().unwrap().len(), 1);
}

#[test]
fn a_correction_is_checked_while_it_is_typed() {
    let (bench, id) = Bench::with_shop();
    let other = bench.sim.issue_pair(APP_ID).refresh_token;
    let draft = json!({"name": "khác", "secretKey": SECRET_KEY, "refreshToken": other, "appId": APP_ID});
    bench.ask("add_profile", json!({"draft": draft})).unwrap();
    let check = |changes: &[(&str, &str)]| bench.ask("check_edit", json!({"id": id, "edit": edit(changes)})).unwrap();
    assert_eq!(check(&[("refreshToken", "FAKE_RT_new")])["savable"], true);
    let held = check(&[("refreshToken", &other)]);
    assert_eq!((&held["savable"], &held["findings"][0]["other"]), (&json!(false), &json!("khác")));
    let same = check(&[("refreshToken", "FAKE_SAME"), ("accessToken", "FAKE_SAME")]);
    assert_eq!(same["findings"][0]["words"], "draft-same-tokens");
}
