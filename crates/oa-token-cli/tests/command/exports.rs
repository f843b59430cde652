//! What the command hands on, as those who get it read it.

use serde_json::json;
use zalo_sim::Pair;

use crate::bench::{APP_ID, Bench, Ran, SECRET_KEY};

const FORMATS: [&str; 7] = ["text", "env", "json-iso", "json", "tsv", "postman-environment", "curl"];

/// A vault with one send behind it, and the pair that lives at Zalo.
async fn refreshed() -> (Bench, Pair) {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    let live = bench.sim.live_pair(APP_ID).unwrap();
    (bench, live)
}

fn export(bench: &Bench, format: &str, more: &[&str]) -> Ran {
    let args: Vec<&str> = ["export", "shop", "--format", format].iter().chain(more).copied().collect();
    bench.run(&args)
}

fn in_english(bench: &Bench, args: &[&str]) -> Ran {
    bench.run_env("LC_ALL", "en_US.UTF-8", args)
}

#[tokio::test]
async fn every_format_has_the_access_token_and_never_the_secret_key() {
    let (bench, live) = refreshed().await;
    for format in FORMATS {
        let ran = export(&bench, format, &[]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{format}");
        assert!(ran.out.contains(&live.access_token), "{format}");
        assert!(!ran.out.contains(&live.refresh_token) && !ran.out.contains(SECRET_KEY), "{format}");
    }
    for format in FORMATS.into_iter().filter(|format| *format != "curl") {
        let ran = export(&bench, format, &["--with-refresh-token"]);
        assert_eq!(ran.code, 0, "{format}");
        assert!(ran.out.contains(&live.refresh_token) && !ran.out.contains(SECRET_KEY), "{format}");
        assert!(ran.err.contains("Hai nơi cùng làm mới"), "the warning: {}", ran.err);
    }
    assert_eq!(bench.sim.spends(), 1, "an export must not spend a token");
}

#[tokio::test]
async fn times_are_those_of_the_list() {
    let (bench, live) = refreshed().await;
    let listed = bench.run(&["--json", "list"]).json();
    let listed = listed[0]["access_expires_at"].as_str().unwrap().to_owned();
    let ends = format!("{}Z", listed.trim_end_matches('Z').split('.').next().unwrap());
    assert_eq!(export(&bench, "json-iso", &[]).json(), json!({"access_token": live.access_token, "expires_at": ends}));
    let row = export(&bench, "tsv", &[]).out;
    assert!(row == format!("shop\t{}\t{ends}\n", live.access_token), "the row");
    let environment = export(&bench, "postman-environment", &[]).json();
    assert_eq!((&environment["name"], &environment["values"][1]["value"]), (&json!("shop"), &json!(ends)));
}

#[tokio::test]
async fn chosen_names_and_the_address_of_the_api_are_in_the_export() {
    let (bench, _) = refreshed().await;
    let names = ["--access-name", "TOKEN", "--expires-name", "ENDS", "--refresh-name", "NEXT", "--with-refresh-token"];
    let text = export(&bench, "env", &names).out;
    let told: Vec<&str> = text.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    assert_eq!(told, ["TOKEN", "ENDS", "NEXT"]);
    assert!(export(&bench, "curl", &[]).out.contains(&format!("{}/v2.0/oa/getoa", bench.sim.origin())));
}

#[tokio::test]
async fn a_failed_export_prints_one_sentence_with_exit_2() {
    let (bench, _) = refreshed().await;
    for (args, code, vietnamese, english) in [
        (&["--format", "xml"][..], "usage", "Không có định dạng này", "Unknown format"),
        (&["--format", "curl", "--with-refresh-token"], "bad_input", "Lệnh cURL", "The cURL command"),
        (&["--format", "json", "--access-name", "A"], "usage", "--format env", "--format env"),
        (&["--format", "env", "--access-name", "1A"], "usage", "--access-name: Tên biến", "--access-name: A variable"),
        (&["--format", "env", "--expires-name", ""], "usage", "--expires-name: Tên biến", "--expires-name: The var"),
        (
            &["--format", "env", "--refresh-name", "ZALO_OA_EXPIRES_AT"],
            "usage",
            "--refresh-name: Tên này",
            "--refresh-name: Another",
        ),
    ] {
        let args: Vec<&str> = ["export", "shop"].iter().chain(args).copied().collect();
        for (ran, said) in [(bench.run(&args), vietnamese), (in_english(&bench, &args), english)] {
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
            assert!(ran.err.contains(said) && ran.err.lines().count() == 1, "{}", ran.err);
        }
        let json: Vec<&str> = ["--json"].iter().chain(&args).copied().collect();
        assert_eq!(bench.run(&json).error_code(), code, "{args:?}");
    }
    let said = export(&bench, "xml", &[]).err;
    assert!(FORMATS.iter().all(|format| said.contains(format)), "{said}");
    let help = bench.run(&["help", "export"]).out;
    assert!(FORMATS.iter().all(|format| help.contains(format)), "{help}");
    let whole = ["--access-name", "--expires-name", "--refresh-name", "15  "];
    assert!(whole.iter().all(|word| help.contains(word)), "to its end: {help}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_programs_own_files_are_refused_as_targets_and_an_open_stream_is_written_to() {
    let (bench, live) = refreshed().await;
    for file in [bench.data().join("vault.db"), bench.data().join("new.json"), bench.path("key"), "/dev/null".into()] {
        let ran = export(&bench, "text", &["-o", file.to_str().unwrap()]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{file:?}: {}", ran.err);
        assert!(ran.err.contains("Chưa ghi gì"), "{}", ran.err);
    }
    bench.assert_live();
    let printed = export(&bench, "text", &["-o", "/dev/stdout"]);
    assert!((printed.code, printed.out.contains(&live.access_token)) == (0, true), "{}", printed.err);
    assert!(std::fs::symlink_metadata("/dev/stdout").unwrap().is_symlink(), "it still exists");

    let (public, told) = (bench.path("public.json"), "người dùng khác");
    for (mode, is_told) in [(0o600, false), (0o644, true)] {
        std::fs::write(&public, "old").unwrap();
        std::fs::set_permissions(&public, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
        let ran = export(&bench, "text", &["--with-refresh-token", "-o", public.to_str().unwrap()]);
        assert_eq!((ran.code, ran.err.contains(told)), (0, is_told), "{mode:o}: {}", ran.err);
    }
}

/// Runs a call whose output nobody reads.
fn unread(bench: &Bench, args: &[&str]) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = bench.command();
    let ran = command.args(args).stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
    (ran.status.code(), String::from_utf8(ran.stderr).unwrap())
}

#[tokio::test]
async fn a_closed_pipe_is_not_a_failure_and_hides_no_failure() {
    let bench = Bench::new().await;
    for args in
        [&["refresh", "shop"][..], &["list"], &["history"], &["token", "shop"], &["--help"], &["--json", "list"]]
    {
        assert_eq!(unread(&bench, args), (Some(0), String::new()), "{args:?}");
    }
    bench.assert_live();
    bench.sim.script([zalo_sim::Fault::ErrorCode { code: -14014, name: "FAKE dead".to_owned() }]);
    let (code, _) = unread(&bench, &["refresh", "shop"]);
    assert_ne!((code, bench.sim.spends()), (Some(0), 0), "the exit code of the refresh is kept");
    assert_eq!(code, Some(11));
}

#[tokio::test]
async fn no_slot_is_removed_before_another_slot_has_opened() {
    let bench = Bench::new().await;
    assert_eq!(bench.run_with(&["key", "add-passphrase"], "FAKE cá voi xanh\n").code, 0);
    let slots = bench.run(&["--json", "key", "list"]).json();
    let (file, passphrase) = (slots[0]["id"].as_str().unwrap(), slots[1]["id"].as_str().unwrap());
    let refused = bench.run(&["key", "remove", file]);
    assert_eq!(refused.code, 2, "no call has shown that the passphrase is known: {}", refused.err);
    assert!(refused.err.contains("OA_TOKEN_PASSPHRASE_FILE"), "{}", refused.err);
    assert_eq!(bench.run(&["token", "shop"]).code, 0, "it still opens");
    for wrong in ["", "FAKE another one\n"] {
        let refused = bench.run_with(&["key", "remove", passphrase], wrong);
        assert_eq!(refused.code, 13, "only a user who knows the passphrase can remove it: {}", refused.err);
    }
    let removed = bench.run_with(&["key", "remove", passphrase], "FAKE cá voi xanh\n");
    assert_eq!(removed.code, 0, "{}", removed.err);
    assert!(removed.err.contains("bản sao"), "it still opens earlier copies: {}", removed.err);
}

#[tokio::test]
async fn a_huge_span_is_the_longest_possible_span() {
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    assert_eq!(bench.run(&["auto", "shop", "on"]).code, 0);
    for span in ["99999999h", "2562047788015215h", "9223372036854775807s", "99999999999999999999h"] {
        let paused = bench.run(&["auto", "--pause", span]);
        assert!(paused.code == 0 && paused.out.contains("tạm dừng"), "{span}: {} {}", paused.out, paused.err);
        let token = bench.run(&["token", "shop", "--min-life", span]);
        assert!(token.code < 16 && !token.err.contains("panicked"), "{span}: {}", token.err);
    }
    assert_eq!(bench.run(&["auto", "--pause", "-1h"]).code, 2);
}
