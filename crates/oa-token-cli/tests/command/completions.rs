//! Completions in the real shells: what the tab key puts on the line.

use std::process::Command;

use crate::bench::{APP_ID, Bench, Ran, draft};
use crate::terminal::Terminal;

/// Names with blanks, marks, and what shells treat specially.
const NAMES: [&str; 4] = ["Cà phê Hà Nội", "Cà phê Đà Nẵng", "5$ \"rẻ\" & it's: A", "Phở 24"];

async fn bench() -> Bench {
    let bench = Bench::new().await;
    for name in NAMES {
        let pair = bench.sim.issue_pair(APP_ID);
        bench.import(&draft(name, &pair.refresh_token));
    }
    // The names are read while the vault is locked.
    std::fs::remove_file(bench.path("key")).unwrap();
    bench
}

fn command(bench: &Bench) -> Command {
    let mut command = bench.command();
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_oa-token")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    command.env("PATH", path).env("LC_ALL", "C.UTF-8").env("TERM", "xterm").env("HOME", bench.path(""));
    command
}

/// Types a line and the tab key in a shell; returns the arguments that the shell then understands.
fn completed(bench: &Bench, shell: &str, typed: &str) -> Vec<String> {
    let (line, source) = match shell {
        "bash" => ("bash --norc --noprofile -i", "eval \"$(oa-token completions bash)\""),
        _ => ("zsh -f -i", "bindkey -e; autoload -Uz compinit; compinit -u -D; eval \"$(oa-token completions zsh)\""),
    };
    let out = bench.path("arguments");
    let setup = format!("{source}\nshown() {{ printf '%s\\n' \"$@\" > '{}'; printf 'do%s\\n' ne; }}\n", out.display());
    std::fs::write(bench.path("setup"), setup).unwrap();
    let mut terminal = Terminal::start(&command(bench), line);
    terminal.press(&format!(". '{}'; printf 'rea%s\\n' dy\n", bench.path("setup").display()));
    terminal.wait_for("ready");
    terminal.press(&format!("{typed}\t\u{1}shown \n"));
    terminal.wait_for("done");
    terminal.press("exit\n");
    terminal.end();
    std::fs::read_to_string(out).unwrap().lines().map(str::to_owned).collect()
}

fn check(shell: &str, bench: &Bench) {
    for (typed, wanted) in [
        ("oa-token refr", &["oa-token", "refresh"][..]),
        ("oa-token token --min", &["oa-token", "token", "--min-life"]),
        ("oa-token key add-p", &["oa-token", "key", "add-passphrase"]),
        ("oa-token export shop --format posT", &["oa-token", "export", "shop", "--format", "postman-environment"]),
        ("oa-token token ph", &["oa-token", "token", "Phở 24"]),
        ("oa-token token 'Cà phê H", &["oa-token", "token", "Cà phê Hà Nội"]),
        ("oa-token token \"Cà phê Đ", &["oa-token", "token", "Cà phê Đà Nẵng"]),
        ("oa-token refresh shop Cà\\ phê\\ H", &["oa-token", "refresh", "shop", "Cà phê Hà Nội"]),
        ("oa-token token ca", &["oa-token", "token", "Cà phê "]),
        ("oa-token check 5", &["oa-token", "check", NAMES[2]]),
        ("oa-token auto shop of", &["oa-token", "auto", "shop", "off"]),
    ] {
        assert_eq!(completed(bench, shell, typed), wanted, "{shell}: {typed}");
    }
    // Files are completed by the shell itself.
    std::fs::write(bench.path("my shop.json"), "").unwrap();
    let typed = format!("oa-token import {}", bench.path("my").display());
    assert_eq!(completed(bench, shell, &typed)[2], bench.path("my shop.json").display().to_string());
}

#[tokio::test]
async fn bash_completes_calls_options_and_names_with_blanks_and_marks() {
    check("bash", &bench().await);
}

#[tokio::test]
async fn zsh_completes_calls_options_and_names_with_blanks_and_marks() {
    check("zsh", &bench().await);
}

#[tokio::test]
async fn fish_completes_names_and_calls() {
    let bench = bench().await;
    for (typed, wanted) in [
        ("oa-token token Cà", &NAMES[..2]),
        ("oa-token token 'Cà phê H", &NAMES[..1]),
        ("oa-token refr", &["refresh"]),
        ("oa-token key remo", &["remove"]),
    ] {
        let line = "oa-token completions fish | source; complete -C $argv[1]";
        let mut fish = Command::new("fish");
        fish.envs(command(&bench).get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))));
        let ran = Ran::of(&fish.args(["-N", "-c", line, typed]).output().unwrap());
        let values: Vec<&str> = ran.out.lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert_eq!(values, wanted, "{typed}: {}", ran.err);
    }
}

#[tokio::test]
async fn completions_answer_without_a_vault_and_make_none() {
    let bench = Bench::empty().await;
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = bench.run(&["completions", shell]);
        assert!(script.code == 0 && script.out.contains("OA_TOKEN_COMPLETE"), "{shell}: {}", script.err);
        let asked = |words: &[&str]| {
            let mut command = command(&bench);
            Ran::of(&command.env("OA_TOKEN_COMPLETE", shell).arg("--").args(words).output().unwrap())
        };
        let words = if shell == "bash" { &["oa-token token ", ""][..] } else { &["oa-token", "token", ""] };
        let ran = asked(words);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
    }
    assert!(!bench.data().exists());
    let misspelt = bench.run(&["completions", "bahs"]);
    assert!(misspelt.code == 2 && misspelt.err.contains("bash"), "{}", misspelt.err);
}
