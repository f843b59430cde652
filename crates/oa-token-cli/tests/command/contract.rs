//! The command's interface, to the letter: exit codes, JSON, environment.

use serde_json::{Value, json};
use testkit::UNREACHABLE;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, Ran, draft};

#[tokio::test]
async fn the_steps_of_the_tutorial_take_three_calls() {
    let bench = Bench::empty().await;
    let imported = bench.import(&bench.shop()).json();
    assert_eq!(imported[0]["name"], "shop");
    assert!(imported[0]["id"].as_str().is_some_and(|id| !id.is_empty()));
    let refreshed = bench.run(&["refresh", "shop"]);
    assert_eq!(refreshed.code, 0, "{}", refreshed.err);
    assert_eq!(refreshed.out.lines().count(), 1);
    bench.assert_live();
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
    assert_eq!(bench.sim.spends(), 1, "printing the token must not spend a token");
}

#[tokio::test]
async fn list_and_refresh_have_exactly_these_members() {
    let bench = Bench::new().await;
    let row = bench.run(&["list", "--json"]).json()[0].clone();
    let members = ["id", "name", "app_id", "oa", "state", "generation", "access_expires_at", "refresh_expires_at"];
    assert_members(&row, &[&members[..], &["automatic", "next_refresh_at", "automatic_stopped"]].concat());
    assert_eq!((&row["state"], &row["generation"]), (&json!("new"), &json!(1)));
    assert_eq!((&row["oa"], &row["access_expires_at"]), (&Value::Null, &Value::Null));

    let row = bench.run(&["--json", "refresh", "shop"]).json()[0].clone();
    assert_members(&row, &["name", "outcome", "reason", "generation", "zalo", "access_expires_at"]);
    assert_eq!((&row["outcome"], &row["reason"], &row["generation"]), (&json!("saved"), &Value::Null, &json!(2)));
    assert!(row["access_expires_at"].as_str().unwrap().ends_with('Z'));

    let row = bench.run(&["list", "--json"]).json()[0].clone();
    assert_eq!((&row["state"], &row["generation"]), (&json!("ok"), &json!(2)));
}

fn assert_members(row: &Value, wanted: &[&str]) {
    let mut members: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    let mut wanted = wanted.to_vec();
    members.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(members, wanted);
}

#[tokio::test]
async fn outcomes_reasons_and_exit_codes_agree() {
    for (fault, outcome, reason, zalo, code) in [
        (error(-14014, "Invalid refresh token."), "rejected", "dead", json!(-14014), 11),
        (error(-14004, "Invalid secret key"), "rejected", "refused", json!(-14004), 11),
        (Fault::NameWithoutCode { name: "Odd".to_owned() }, "rejected", "refused", Value::Null, 11),
    ] {
        let bench = Bench::new().await;
        bench.sim.script([fault]);
        let ran = bench.run(&["--json", "refresh", "shop"]);
        let row = ran.json()[0].clone();
        assert_eq!((row["outcome"].as_str(), row["reason"].as_str(), ran.code), (Some(outcome), Some(reason), code));
        assert_eq!(row["zalo"]["code"], zalo);
        assert!(row["zalo"]["name"].as_str().is_some_and(|name| !name.is_empty()));
        assert_eq!(row["generation"], 1);
    }
}

fn error(code: i64, name: &str) -> Fault {
    Fault::ErrorCode { code, name: name.to_owned() }
}

#[tokio::test]
async fn two_lost_answers_are_unknown_with_exit_12() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Html502, Fault::Html200]);
    let ran = bench.run(&["--json", "refresh", "shop"]);
    assert_eq!((ran.json()[0]["outcome"].as_str(), ran.code), (Some("unknown"), 12));
    assert_eq!(bench.run(&["--json", "list"]).json()[0]["state"], "unknown");
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0, "another click");
    bench.assert_live();
}

#[tokio::test]
async fn without_a_listener_the_result_is_not_sent_with_exit_10() {
    let bench = Bench::new().await;
    let ran = bench.run_env("OA_TOKEN_OAUTH_URL", UNREACHABLE, &["--json", "refresh", "shop"]);
    assert_eq!((ran.json()[0]["outcome"].as_str(), ran.code), (Some("not_sent"), 10));
    assert_eq!(ran.json()[0]["reason"], "offline");
}

#[tokio::test]
async fn a_failure_before_the_first_profile_prints_json_on_stderr_only() {
    let bench = Bench::new().await;
    for (args, code, exit) in [
        (&["refresh", "shop", "không có"][..], "no_such_profile", 3),
        (&["token", "không có"], "no_such_profile", 3),
        (&["history", "không có"], "no_such_profile", 3),
        (&["refresh"], "usage", 2),
        (&["refresh", "shop", "--all"], "usage", 2),
        (&["token", "shop", "--min-life", "soon"], "usage", 2),
        (&["export", "shop", "--format", "xml"], "usage", 2),
        (&["export", "shop", "--format", "text"], "bad_input", 2),
        (&["import", "/nonexistent.json"], "bad_input", 2),
        (&["nonsense"], "usage", 2),
        (&[], "usage", 2),
    ] {
        let args: Vec<&str> = ["--json"].iter().chain(args).copied().collect();
        let ran = bench.run(&args);
        assert_eq!((ran.code, ran.error_code().as_str()), (exit, code), "{args:?}");
        assert_eq!(ran.out, "", "{args:?}");
    }
    assert_eq!(bench.sim.ledger().requests.len(), 0, "nothing was sent");
}

#[tokio::test]
async fn import_refuses_what_it_cannot_save_completely() {
    let bench = Bench::new().await;
    let bad = [
        ("", "Không có gì"),
        ("{", "JSON"),
        (r#"{"name":"x","secret_key":"FAKE_SECRET_0000000000"}"#, "app_id"),
        (r#"{"name":"x","app_id":"12","secret_key":"FAKE S","refresh_token":"FAKE_RT"}"#, "secret_key"),
        (
            r#"{"name":"x","app_id":"12","secret_key":"FAKE_S","refresh_token":"FAKE_T","access_token":"FAKE_T"}"#,
            "giống hệt",
        ),
        (r#"{"app_id":"12","secret_key":"FAKE_SECRET_00","refresh_token":"FAKE_RT"}"#, "tên"),
    ];
    for (text, said) in bad {
        let ran = bench.run_with(&["import", "-"], text);
        assert_eq!(ran.code, 2, "{text}");
        assert!(ran.err.contains(said), "{text}: {}", ran.err);
    }
    assert_eq!(bench.run(&["--json", "list"]).json().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_existing_name_needs_replace_and_keeps_the_old_pairs() {
    let bench = Bench::new().await;
    let newer = draft("SHOP", "FAKE_RT_pasted_later");
    assert_eq!(bench.run_with(&["import", "-"], &newer).code, 2);
    assert_eq!(bench.run_with(&["import", "-", "--replace"], &newer).code, 0);
    assert_eq!(bench.run(&["--json", "list"]).json()[0]["generation"], 2);
    let other = bench.run_with(&["import", "-", "--name", "khác"], &newer);
    assert_eq!(other.code, 2, "the same live token in another profile");
    assert!(other.err.contains("SHOP"), "the message names it: {}", other.err);
}

#[tokio::test]
async fn token_prints_the_old_token_with_a_warning_while_it_is_valid() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    bench.sim.script([error(-32, "limit")]);
    let ran = bench.run(&["token", "shop", "--min-life", "2000m"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.out.lines().count(), 1);
    assert!(!ran.err.is_empty());
    let again = bench.run(&["token", "shop", "--min-life", "1h"]);
    assert!(again.out == ran.out);
}

#[tokio::test]
async fn due_and_all_select_the_profiles() {
    let bench = Bench::new().await;
    let none_due = bench.run(&["--json", "refresh", "--due"]);
    assert_eq!((none_due.out.trim(), none_due.code), ("[]", 0));
    let all = bench.run(&["--json", "refresh", "--all"]);
    assert_eq!((all.json().as_array().unwrap().len(), all.code), (1, 0));
    let empty = Bench::empty().await.run(&["--json", "refresh", "--all"]);
    assert_eq!((empty.out.trim(), empty.code), ("[]", 0));
}

#[tokio::test]
async fn export_returns_zalos_answer_byte_for_byte() {
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let body = |refresh: &str| {
        format!("{{\n    \"access_token\": \"{}\",\n{refresh}    \"expires_in\": \"90000\"\n}}", live.access_token)
    };
    let with = body(&format!("    \"refresh_token\": \"{}\",\n", live.refresh_token));
    let file = bench.path("out.json");
    let file_name = file.to_str().unwrap();
    let ran = bench.run(&["export", "shop", "--format", "json", "--with-refresh-token", "-o", file_name]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(std::fs::read_to_string(&file).unwrap() == with, "the body as received");
    assert!(bench.run(&["export", "shop", "--format", "json"]).out == body(""), "the same body without that member");
    assert!(bench.run(&["export", "shop", "--format", "text"]).out.trim_end() == live.access_token);
    let unwritable = bench.run(&["--json", "export", "shop", "--format", "json", "-o", "/nonexistent/folder/x"]);
    assert_eq!((unwritable.code, unwritable.error_code().as_str()), (14, "cannot_save"));
}

#[tokio::test]
async fn another_key_is_locked_with_exit_13_while_lists_still_work() {
    let bench = Bench::new().await;
    std::fs::write(bench.path("other"), "FAKE_OTHER_KEY_0123456789_0123456789_0123").unwrap();
    for (key, said) in [("other", "không mở được kho"), ("missing", "Không có tệp")] {
        let run = |args: &[&str]| bench.run_env("OA_TOKEN_KEY_FILE", bench.path(key), args);
        let ran = run(&["refresh", "shop"]);
        assert_eq!((ran.code, ran.out.as_str()), (13, ""));
        assert!(ran.err.contains(said), "{}", ran.err);
        assert_eq!(run(&["--json", "list"]).json()[0]["name"], "shop");
        assert_eq!(run(&["history", "shop"]).code, 0);
    }
    let output = bench.command().env_remove("OA_TOKEN_KEY_FILE").args(["--json", "token", "shop"]).output().unwrap();
    assert_eq!(Ran::of(&output).code, 13, "the keychain has no slot here");
}

#[tokio::test]
async fn key_files_and_passphrases_open_the_same_vault() {
    let bench = Bench::new().await;
    std::fs::write(bench.path("second"), "FAKE_SECOND_m4Xq8ZtR2vLb7KdW1nHs9JpYc5GfTa3").unwrap();
    assert_eq!(bench.run(&["key", "add-file", bench.path("second").to_str().unwrap()]).code, 0);
    assert_eq!(bench.run_with(&["key", "add-passphrase"], "FAKE cá voi xanh\n").code, 0);
    let slots = bench.run(&["--json", "key", "list"]).json();
    let kinds: Vec<&str> = slots.as_array().unwrap().iter().map(|slot| slot["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["key_file", "key_file", "passphrase"]);
    let by_passphrase = |args: &[&str]| bench.run_by("FAKE cá voi xanh\n", args).code;
    assert_eq!(by_passphrase(&["refresh", "shop"]), 0);
    for slot in slots.as_array().unwrap().iter().take(2) {
        assert_eq!(by_passphrase(&["key", "remove", slot["id"].as_str().unwrap()]), 0);
    }
    let last = slots[2]["id"].as_str().unwrap();
    assert_eq!(by_passphrase(&["key", "remove", last]), 2, "the last slot must remain");
    assert_eq!(bench.run(&["token", "shop"]).code, 13);
}

#[tokio::test]
async fn a_guessable_passphrase_or_key_file_is_refused() {
    let bench = Bench::new().await;
    let slots = || bench.run(&["--json", "key", "list"]).json().as_array().unwrap().len();
    for typed in ["x\n", "\n", "Matkhau12345\n", "aaaaaaaaaaaaaaaaaaaaaaaa\n", "shop shop shop shop\n"] {
        let ran = bench.run_with(&["key", "add-passphrase"], typed);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{typed}");
        assert!(ran.err.contains("--generate"), "{}", ran.err);
    }
    let file = bench.path("typed");
    for content in ["a".repeat(32), "mật khẩu của cửa hàng chúng tôi".to_owned()] {
        std::fs::write(&file, content).unwrap();
        let ran = bench.run(&["key", "add-file", file.to_str().unwrap()]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("head -c 64 /dev/urandom"), "{}", ran.err);
        let json = bench.run(&["--json", "key", "add-file", file.to_str().unwrap()]);
        assert!(json.err.contains(r#""code":"bad_input""#), "{}", json.err);
    }
    assert_eq!(slots(), 1);

    // Nor does it make a vault.
    let first = Bench::empty().await;
    std::fs::write(first.path("key"), "a".repeat(32)).unwrap();
    let ran = first.run_with(&["import", "-"], &draft("shop", "FAKE_RT_first_0123456789"));
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(!first.data().join("vault.db").exists());
}

#[tokio::test]
async fn a_generated_passphrase_is_printed_once_and_opens_the_vault() {
    let bench = Bench::new().await;
    let made = bench.run(&["key", "add-passphrase", "--generate"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let words: Vec<&str> = made.out.trim_end().split(' ').collect();
    assert!(words.len() == 5 && made.out.lines().count() == 1, "only five words");
    assert!(words.iter().all(|word| !made.err.contains(word)));
    assert_eq!(bench.run_by(&made.out, &["refresh", "shop"]).code, 0);
    let json = bench.run(&["--json", "key", "add-passphrase", "--generate"]).json();
    assert!(json["kind"] == "passphrase" && json["passphrase"].as_str().is_some_and(|text| !made.out.contains(text)));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_generated_passphrase_that_could_not_be_printed_opens_nothing() {
    let bench = Bench::new().await;
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran = bench.command().args(["key", "add-passphrase", "--generate"]).stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(14));
    assert_eq!(bench.run(&["--json", "key", "list"]).json().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_demo_works_anywhere() {
    let bench = Bench::empty().await;
    let demo = bench.run(&["demo"]);
    assert_eq!(demo.code, 0, "{}", demo.err);
    assert!(demo.out.contains("\"access_token\": \"FAKE_AT_"));
    assert!(!bench.data().exists(), "the demo uses its own home");
}

#[tokio::test]
async fn sentences_follow_the_language_and_json_does_not() {
    let bench = Bench::new().await;
    let english = |args: &[&str]| bench.run_env("LC_ALL", "en_US.UTF-8", args);
    assert!(english(&["list"]).out.contains("Never refreshed"));
    assert!(bench.run(&["list"]).out.contains("Chưa làm mới lần nào"));
    assert_eq!(english(&["--json", "list"]).out, bench.run(&["--json", "list"]).out);
}

#[tokio::test]
async fn another_origin_needs_permission_and_is_named_at_each_send_and_in_the_history() {
    let bench = Bench::new().await;
    // Reserved: nobody is ever there.
    let other = "https://zalo.invalid";
    let call = |allowed: &str, args: &[&str]| {
        let mut command = bench.command();
        command.env("OA_TOKEN_OAUTH_URL", other).env("OA_TOKEN_ALLOW_OTHER_ORIGIN", allowed);
        Ran::of(&command.args(args).output().unwrap())
    };
    let refused = call("", &["refresh", "shop"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("OA_TOKEN_ALLOW_OTHER_ORIGIN=1"), "{}", refused.err);
    assert!(!bench.run(&["history"]).out.contains(other), "nothing was sent");
    let allowed = call("1", &["refresh", "shop"]);
    assert_eq!(allowed.code, 10, "{}", allowed.err);
    assert!(allowed.err.contains(other), "{}", allowed.err);
    let json = call("1", &["--json", "refresh", "shop"]);
    let told: serde_json::Value = serde_json::from_str(json.err.lines().next().unwrap()).unwrap();
    assert_eq!(told["warning"]["code"], "other_origin");
    assert!(bench.run(&["history"]).out.contains(other));
    assert_eq!(bench.run(&["--json", "history"]).json()[1]["origin"], other);
}
