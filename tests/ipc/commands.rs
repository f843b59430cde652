//! Each command with good and bad input.

use std::sync::atomic::Ordering;

use oa_token_desktop::app_state::AppState;
use serde_json::{Value, json};
use tauri::Manager as _;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, SECRET_KEY, ask, choice, edit, secret};

fn code(error: &Value) -> &str {
    error["code"].as_str().unwrap_or_else(|| panic!("unknown error: {error}"))
}

#[test]
fn starting_creates_no_vault() {
    let bench = Bench::new();
    let start = bench.ask("get_app_state", json!({})).unwrap();
    assert_eq!((&start["vault"]["state"], &start["profiles"]), (&json!("ready"), &json!([])));
    assert_eq!(start["tokenUrl"], format!("{}/v4/oa/access_token", bench.sim.origin()));
    assert!(!bench.home.path().join("data/vault.db").exists());
}

#[test]
fn a_profile_is_added_listed_and_opened_with_its_request_masked() {
    let (bench, id) = Bench::with_shop();
    let rows = bench.ask("list_profiles", json!({})).unwrap();
    assert_eq!((&rows[0]["name"], &rows[0]["state"]), (&json!("shop"), &json!("new")));
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    let rows: Vec<(&str, &str)> = page["request"]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["key"].as_str().unwrap(), row["shown"].as_str().unwrap()))
        .collect();
    let last_four = &bench.first.refresh_token[bench.first.refresh_token.len() - 4..];
    assert_eq!(
        rows,
        [("secret_key", "0000"), ("refresh_token", last_four), ("app_id", APP_ID), ("grant_type", "refresh_token"),]
    );
    assert_eq!((&page["send"], &page["answer"]), (&json!("sends"), &Value::Null));
}

/// The fewest uses of the vault in three tries: once a second the program also looks for changes by others.
fn fewest_vault_calls(bench: &Bench, command: &str, args: &Value) -> u64 {
    let calls = || bench.app.state::<AppState>().engine.health().vault_calls();
    let count = |_| {
        let before = calls();
        bench.ask(command, args.clone()).unwrap();
        calls() - before
    };
    (0..3).map(count).min().unwrap()
}

/// A click on "Gửi", and the one reload of the page that follows its event.
#[test]
fn list_and_page_are_one_locked_read_each_and_a_click_uses_the_vault_at_most_15_times() {
    let (bench, id) = Bench::with_shop();
    assert_eq!(fewest_vault_calls(&bench, "list_profiles", &json!({})), 1, "the list is one locked read");
    let refresh = fewest_vault_calls(&bench, "refresh_token", &json!({"id": id, "confirmed": true}));
    let page = fewest_vault_calls(&bench, "open_profile", &json!({"id": id}));
    assert!(refresh + page <= 15, "{refresh} for the refresh, {page} for the page");
    assert_eq!(page, 1, "the page is one locked read");
}

#[test]
fn a_profile_without_a_name_gets_one() {
    let bench = Bench::new();
    let row = bench.ask("add_profile", json!({"draft": bench.draft("")})).unwrap();
    assert_eq!(row["name"], "OA 6789");
}

#[test]
fn a_bad_draft_is_reported_field_by_field_and_not_saved() {
    let bench = Bench::new();
    let draft = json!({"name": "x", "secretKey": "", "refreshToken": "FAKE RT", "appId": "12a"});
    let check = bench.ask("check_draft", json!({"draft": draft})).unwrap();
    assert_eq!((&check["savable"], &check["sendable"]), (&json!(false), &json!(false)));
    let mut blamed: Vec<&str> = check["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["blocking"] == true)
        .map(|finding| finding["field"].as_str().unwrap())
        .collect();
    blamed.sort_unstable();
    assert_eq!(blamed, ["app_id", "refresh_token", "secret_key"]);
    let error = bench.ask("add_profile", json!({"draft": draft})).unwrap_err();
    assert_eq!(code(&error), "invalid_draft");
    assert_eq!(bench.ask("list_profiles", json!({})).unwrap(), json!([]));
}

#[test]
fn trimmed_characters_are_reported_and_a_draft_without_tokens_is_saved() {
    let bench = Bench::new();
    let draft = json!({"name": "Cà phê", "secretKey": format!(" {SECRET_KEY} "), "refreshToken": "", "appId": APP_ID});
    let check = bench.ask("check_draft", json!({"draft": draft})).unwrap();
    let trimmed = &check["findings"][0];
    assert_eq!(
        (&trimmed["field"], &trimmed["words"], &trimmed["count"]),
        (&json!("secret_key"), &json!("draft-trimmed"), &json!("2"))
    );
    assert_eq!((&check["savable"], &check["sendable"]), (&json!(true), &json!(false)));
    assert_eq!(check["fine"], json!(["name", "secret_key", "app_id"]));
    let row = bench.ask("add_profile", json!({"draft": draft})).unwrap();
    assert_eq!((&row["name"], &row["hasRefreshToken"]), (&json!("Cà phê"), &json!(false)));
}

#[test]
fn a_name_in_use_and_a_token_in_use_have_their_own_errors() {
    let (bench, _) = Bench::with_shop();
    let mut other = bench.draft("SHOP");
    other["refreshToken"] = json!("FAKE_RT_other");
    assert_eq!(code(&bench.ask("add_profile", json!({"draft": other})).unwrap_err()), "name_taken");
    let held = bench.ask("add_profile", json!({"draft": bench.draft("khác")})).unwrap_err();
    assert_eq!((code(&held), &held["other"]), ("same_token", &json!("shop")));
}

#[test]
fn sending_saves_and_the_answer_is_shown_masked() {
    let (bench, id) = Bench::with_shop();
    let outcome = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap();
    bench.hears("profile-changed");
    assert_eq!((&outcome["verdict"], &outcome["words"]), (&json!("saved"), &json!("saved")));
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    let answer = &page["answer"];
    assert_eq!((&answer["status"], &answer["current"]), (&json!(200), &json!(true)));
    let kinds: Vec<&str> =
        answer["lines"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["bracket", "access_token", "refresh_token", "text", "bracket"]);
    assert_eq!((&page["row"]["state"], &page["row"]["generation"]), (&json!("valid"), &json!(2)));
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
}

#[test]
fn a_send_that_would_end_a_valid_token_needs_a_confirmation() {
    let (bench, id) = Bench::with_valid_shop();
    let error = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap_err();
    assert_eq!(code(&error), "needs_confirmation");
    assert_eq!(bench.sim.spends(), 1);
    bench.refresh(&id);
    assert_eq!(bench.sim.spends(), 2);
}

#[test]
fn a_double_click_spends_once() {
    let (bench, id) = Bench::with_shop();
    bench.sim.script([Fault::Hold]);
    let click = || {
        let (page, id) = (bench.page.clone(), id.clone());
        std::thread::spawn(move || ask(&page, "refresh_token", json!({"id": id, "confirmed": false})))
    };
    let first = click();
    tauri::async_runtime::block_on(bench.sim.wait_for_spend(1));
    let second = click();
    bench.sim.release();
    assert_eq!(first.join().unwrap().unwrap()["verdict"], "saved");
    // It joins the first, or comes after it and is asked.
    match second.join().unwrap() {
        Ok(outcome) => assert_eq!(outcome["verdict"], "saved"),
        Err(error) => assert_eq!(code(&error), "needs_confirmation"),
    }
    assert_eq!(bench.sim.spends(), 1);
}

#[test]
fn a_correction_after_a_dead_token_keeps_the_question() {
    let (bench, id) = Bench::with_valid_shop();
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    bench.refresh(&id);
    bench.correct(&id, &[("secretKey", "FAKE_SECRET_corrected_1")]).unwrap();
    let sent = bench.sim.ledger().token_requests().count();
    assert_eq!(bench.ask("open_profile", json!({"id": id})).unwrap()["send"], "asks");
    let error = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap_err();
    assert_eq!(code(&error), "needs_confirmation");
    assert_eq!(bench.sim.ledger().token_requests().count(), sent, "nothing was sent");
}

#[test]
fn pasting_an_access_token_alone_keeps_the_refresh_token() {
    let (bench, id) = Bench::with_shop();
    let row = bench.correct(&id, &[("accessToken", "FAKE_AT_pasted")]).unwrap();
    assert_eq!((&row["generation"], &row["hasAccessToken"]), (&json!(2), &json!(true)));
    let kept = bench.ask("reveal_secret", secret(&id, "refresh_token")).unwrap();
    assert!(kept == bench.first.refresh_token.as_str());
}

#[test]
fn pasting_nothing_but_quotes_or_invisible_characters_changes_no_pair() {
    let (bench, id) = Bench::with_shop();
    for nothing in ["  ", "\"\"", "\u{200B}"] {
        let row = bench.correct(&id, &[("refreshToken", nothing), ("accessToken", nothing)]).unwrap();
        assert_eq!((&row["generation"], &row["hasRefreshToken"]), (&json!(1), &json!(true)), "{nothing:?}");
    }
}

#[test]
fn a_refusal_marks_its_row_and_a_correction_clears_it() {
    let bench = Bench::new();
    let mut draft = bench.draft("shop");
    draft["secretKey"] = json!("FAKE_SECRET_of_another_app");
    let row = bench.ask("add_profile", json!({"draft": draft})).unwrap();
    let id = row["id"].as_str().unwrap();
    let outcome = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap();
    assert_eq!((&outcome["next"], &outcome["zaloCode"]), (&json!("fix_secret_key"), &json!("-14004")));
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    let wrong: Vec<&Value> =
        page["request"]["rows"].as_array().unwrap().iter().filter(|row| row["wrong"] == true).collect();
    assert_eq!(wrong.len(), 1);
    assert_eq!(wrong[0]["key"], "secret_key");
    bench.correct(id, &[("secretKey", SECRET_KEY)]).unwrap();
    let outcome = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap();
    assert_eq!(outcome["verdict"], "saved");
}

#[test]
fn a_dead_token_is_not_sent_again_until_another_is_pasted() {
    let (bench, id) = Bench::with_shop();
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    bench.refresh(&id);
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    assert_eq!((&page["send"], &page["row"]["state"]), (&json!("dead_token"), &json!("needs_consent")));
    let row = bench.correct(&id, &[("refreshToken", &bench.sim.issue_pair(APP_ID).refresh_token)]).unwrap();
    assert_eq!((&row["generation"], &row["state"]), (&json!(2), &json!("new")));
    assert_eq!(bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap()["verdict"], "saved");
}

#[test]
fn export_writes_the_body_byte_for_byte_or_without_the_refresh_token() {
    let (bench, id) = Bench::with_valid_shop();
    let path = bench.save_to("zalo.json");
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let member = format!("    \"refresh_token\": \"{}\",\n", live.refresh_token);
    for (with, member) in [(true, member.as_str()), (false, "")] {
        let args = json!({"id": id, "choice": choice("json", with)});
        assert_eq!(bench.ask("export_tokens", args).unwrap(), path.display().to_string());
        let wanted =
            format!("{{\n    \"access_token\": \"{}\",\n{member}    \"expires_in\": \"90000\"\n}}", live.access_token);
        assert!(std::fs::read_to_string(&path).unwrap() == wanted);
    }
}

#[test]
fn a_cancelled_export_writes_nothing_and_an_impossible_one_is_reported() {
    let (bench, id) = Bench::with_shop();
    let args = json!({"id": id, "choice": choice("text", false)});
    assert_eq!(code(&bench.ask("export_tokens", args.clone()).unwrap_err()), "no_such_secret");
    bench.refresh(&id);
    assert_eq!(bench.ask("export_tokens", args.clone()).unwrap(), Value::Null);
    for (file, words) in [("no/such/folder/zalo.txt", "target-cannot-write"), ("data/zalo.txt", "target-in-home")] {
        bench.save_to(file);
        let refused = bench.ask("export_tokens", args.clone()).unwrap_err();
        assert_eq!(refused, json!({"code": "cannot_write_file", "words": words}));
    }
}

#[test]
fn files_about_several_oas_hold_what_was_asked_for() {
    let (bench, id) = Bench::with_shop();
    let path = bench.save_to("list.txt");
    let list = |format: &str| json!({"ids": [id], "format": format, "withRefreshToken": false});
    assert_eq!(code(&bench.ask("export_list", list("json")).unwrap_err()), "no_such_secret", "nothing was sent yet");
    bench.refresh(&id);
    let live = bench.sim.live_pair(APP_ID).unwrap();
    for format in ["json", "csv", "env"] {
        let shown = bench.ask("preview_export_list", list(format)).unwrap();
        assert!(!shown.as_str().unwrap().contains(&live.access_token), "masked");
        assert_eq!(bench.ask("export_list", list(format)).unwrap(), path.display().to_string());
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains(&live.access_token) && !written.contains(&live.refresh_token), "{format}");
    }
    for (command, holds) in [("save_calendar", "BEGIN:VALARM"), ("save_states", "Còn hạn")] {
        assert_eq!(bench.ask(command, json!({"ids": [id]})).unwrap(), path.display().to_string());
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains(holds) && written.contains("shop"), "{command}");
        for secret in [SECRET_KEY, &live.access_token, &live.refresh_token] {
            assert!(!written.contains(secret), "{command}");
        }
    }
    let gone = json!({"ids": [id, "x"], "format": "json", "withRefreshToken": false});
    assert_eq!(code(&bench.ask("export_list", gone).unwrap_err()), "no_such_profile");
}

#[test]
fn an_export_holds_the_pair_that_is_current_when_the_file_is_chosen() {
    let (bench, id) = Bench::with_valid_shop();
    let path = bench.save_to("zalo.txt");
    let (page, other) = (bench.page.clone(), id.clone());
    *bench.desktop.meanwhile.lock().unwrap() = Some(Box::new(move || {
        ask(&page, "refresh_token", json!({"id": other, "confirmed": true})).unwrap();
    }));
    bench.ask("export_tokens", json!({"id": id, "choice": choice("text", false)})).unwrap();
    let live = bench.sim.live_pair(APP_ID).unwrap().access_token;
    assert!(std::fs::read_to_string(&path).unwrap() == live, "the token from before the dialog no longer works");
}

#[test]
fn appearance_settings_are_saved() {
    let bench = Bench::new();
    let ui_settings = json!({
        "language": "en", "theme": "dark", "lastProfile": null, "order": "urgency", "closeToTray": null,
        "updateChecks": false,
        "groups": [{"id": "g1", "name": "Chuỗi cà phê", "hue": 28, "profiles": ["one", "two"]}], "pins": ["one"],
    });
    bench.ask("set_ui_settings", json!({"uiSettings": ui_settings})).unwrap();
    assert_eq!(bench.ask("get_app_state", json!({})).unwrap()["uiSettings"], ui_settings);
    bench.desktop.is_full.store(true, Ordering::Relaxed);
    let other = json!({
        "language": "vi", "theme": "light", "lastProfile": null, "order": "added", "closeToTray": true,
        "groups": [], "pins": [],
    });
    let refused = bench.ask("set_ui_settings", json!({"uiSettings": other})).unwrap_err();
    assert_eq!(refused, json!({"code": "cannot_write_file", "words": "page-looks-not-kept"}));
    assert_eq!(
        bench.ask("get_app_state", json!({})).unwrap()["uiSettings"],
        ui_settings,
        "the settings are returned unchanged"
    );
}

#[test]
fn a_missing_key_is_reported_and_the_vault_opens_when_it_returns() {
    let (bench, id) = Bench::with_shop();
    let key = bench.home.path().join("key");
    let right = std::fs::read(&key).unwrap();
    std::fs::write(&key, b"FAKE_OTHER_KEY_0123456789_0123456789_0123456789").unwrap();
    let start = bench.ask("retry_unlock", json!({})).unwrap();
    assert_eq!(
        (&start["vault"]["state"], &start["vault"]["words"]),
        (&json!("locked"), &json!("vault-wrong-key-key-file"))
    );
    assert_eq!(start["profiles"][0]["id"], json!(id), "the list works while locked");
    std::fs::write(&key, right).unwrap();
    assert_eq!(bench.ask("retry_unlock", json!({})).unwrap()["vault"]["state"], "ready");
}

#[test]
fn a_missing_profile_has_its_own_error_everywhere() {
    let (bench, _) = Bench::with_shop();
    let edit = edit(&[("name", "y")]);
    for (command, args) in [
        ("open_profile", json!({"id": "x"})),
        ("edit_profile", json!({"id": "x", "edit": edit, "anyway": false})),
        ("refresh_token", json!({"id": "x", "confirmed": true})),
        ("reveal_secret", secret("x", "access_token")),
        ("copy_secret", secret("x", "access_token")),
        ("export_tokens", json!({"id": "x", "choice": choice("json", false)})),
        ("list_history", json!({"id": "x"})),
        ("copy_export", json!({"id": "x", "choice": choice("json", false)})),
        ("delete_profile", json!({"id": "x"})),
        ("restore_profile", json!({"id": "x"})),
        ("check_edit", json!({"id": "x", "edit": edit})),
        ("open_attempt", json!({"id": "x", "attempt": "x"})),
        ("copy_report", json!({"id": "x", "language": "vi"})),
        ("copy_curl", json!({"id": "x"})),
    ] {
        assert_eq!(code(&bench.ask(command, args).unwrap_err()), "no_such_profile", "{command}");
    }
}

#[test]
fn another_window_may_not_call_any_command() {
    let (bench, id) = Bench::with_shop();
    let other = bench.another_window();
    for (command, args) in [("list_profiles", json!({})), ("reveal_secret", secret(&id, "secret_key"))] {
        let refused = ask(&other, command, args).unwrap_err();
        assert!(refused.as_str().is_some_and(|said| said.contains("not allowed")), "{refused}");
    }
}

#[test]
fn each_format_is_shown_masked_and_copied_completely() {
    let (bench, id) = Bench::with_valid_shop();
    let live = bench.sim.live_pair(APP_ID).unwrap();
    for (format, ending) in [
        ("text", "shop.txt"),
        ("env", "shop.env"),
        ("json_iso", "shop.json"),
        ("json", "shop.json"),
        ("tsv", "shop.tsv"),
        ("postman_environment", "shop.postman_environment.json"),
        ("curl", if cfg!(windows) { "shop.cmd" } else { "shop.sh" }),
    ] {
        let args = json!({"id": id, "choice": choice(format, false)});
        let preview = bench.ask("preview_export", args.clone()).unwrap();
        assert_eq!(preview["fileName"], ending, "{format}");
        let shown = preview["text"].as_str().unwrap();
        let last_four = &live.access_token[live.access_token.len() - 4..];
        assert!(shown.contains(&format!("••••••••••••{last_four}")) && !shown.contains(&live.access_token), "{format}");
        bench.ask("copy_export", args).unwrap();
        let copied = bench.desktop.copied.lock().unwrap().pop().unwrap();
        assert!(copied.contains(&live.access_token) && !copied.contains(&live.refresh_token), "{format}");
        assert!(!copied.contains(SECRET_KEY), "{format}");
    }
    let with_refresh_token = json!({"id": id, "choice": choice("curl", true)});
    let refused = bench.ask("copy_export", with_refresh_token).unwrap_err();
    assert_eq!(refused, json!({"code": "cannot_export", "words": "export-curl-refresh-token"}));
}

#[test]
fn variables_have_the_typed_names_or_are_marked() {
    let (bench, id) = Bench::with_valid_shop();
    let named = |access: &str| {
        let mut choice = choice("env", false);
        choice["names"]["accessToken"] = json!(access);
        json!({"id": id, "choice": choice})
    };
    let text = |access: &str| bench.ask("preview_export", named(access)).unwrap()["text"].as_str().unwrap().to_owned();
    assert!(text("SHOP_TOKEN").starts_with("SHOP_TOKEN="));
    assert!(text("").starts_with("ZALO_OA_ACCESS_TOKEN="));
    let wrong = bench.ask("preview_export", named("1 TOKEN")).unwrap();
    assert_eq!((&wrong["text"], &wrong["wrong"]), (&json!(""), &json!(["access_token"])));
    assert_eq!(code(&bench.ask("copy_export", named("1 TOKEN")).unwrap_err()), "invalid_names");
}
