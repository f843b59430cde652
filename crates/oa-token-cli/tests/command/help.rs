//! Help of every call, in both languages.

use crate::bench::{Bench, Ran};

fn in_language(bench: &Bench, language: &str, args: &[&str]) -> Ran {
    let mut command = bench.command();
    command.env("LC_ALL", language).env("COLUMNS", "100");
    Ran::of(&command.args(args).output().unwrap())
}

#[tokio::test]
async fn help_has_usage_options_examples_and_exit_codes_in_both_languages() {
    let bench = Bench::empty().await;
    for (language, parts) in [
        ("vi_VN.UTF-8", ["In một access token", "Cách dùng: oa-token token [TÙY CHỌN] TÊN", "Ví dụ:", "Mã thoát:"]),
        ("en_US.UTF-8", ["Prints a valid", "Usage: oa-token token [OPTIONS] NAME", "Examples:", "Exit codes:"]),
    ] {
        let help = in_language(&bench, language, &["token", "--help"]);
        assert_eq!((help.code, help.err.as_str()), (0, ""));
        for part in parts.iter().chain(&["--min-life", "--json", "10m", "15  "]) {
            assert!(help.out.contains(part), "{part}: {}", help.out);
        }
        assert!(!help.out.contains('\u{1b}'), "no colour on a pipe");
        assert!(help.out.lines().all(|line| line.chars().count() <= 100), "{}", help.out);
        for same in [&["help", "token"][..], &["token", "shop", "-h"], &["--json", "token", "--help"]] {
            assert_eq!(in_language(&bench, language, same).out, help.out, "{same:?}");
        }
    }
    assert!(!bench.data().exists(), "help needs no vault and makes none");
}

#[tokio::test]
async fn every_call_has_its_own_help() {
    let bench = Bench::empty().await;
    let whole = bench.run(&["help"]);
    assert_eq!(whole.out, bench.run(&["--help"]).out);
    assert!(whole.out.contains("OA_TOKEN_API_URL") && whole.out.contains("NO_COLOR"), "{}", whole.out);
    let listed = whole.out.lines().skip_while(|line| *line != "Lệnh:").skip(1).take_while(|line| !line.is_empty());
    let calls: Vec<&str> =
        listed.filter(|line| !line.starts_with("   ")).map(|line| line.split_whitespace().next().unwrap()).collect();
    assert!(calls.len() >= 14, "{calls:?}");
    for call in calls {
        let help = bench.run(&["help", call]);
        assert!(help.code == 0 && help.out.contains(&format!("oa-token {call} ")), "{call}: {}", help.out);
    }
    assert!(bench.run(&["help", "help"]).out.contains("oa-token help key add-file"));
    assert!(bench.run(&["key", "add-file", "--help"]).out.contains("Cách dùng: oa-token key add-file"));
}

#[tokio::test]
async fn auto_shows_each_form_of_its_usage() {
    let bench = Bench::empty().await;
    let help = bench.run(&["help", "auto"]).out;
    for form in ["Cách dùng: oa-token auto [TÙY CHỌN] TÊN… on|off", "           oa-token auto [TÙY CHỌN] --all on|off"]
    {
        assert!(help.lines().any(|line| line == form), "{help}");
    }
}
