//! The program.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::client::{APP_ID, Reply, SECRET_KEY, post_to, refresh_body};

fn start(folder: &Path, more: &[&str]) -> (Child, String) {
    std::fs::write(folder.join("secret"), format!("{SECRET_KEY}\n")).unwrap();
    std::fs::write(folder.join("token"), "FAKE_RT_given\n").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_zalo-sim"))
        .current_dir(folder)
        .args(["--app", &format!("{APP_ID}:secret"), "--refresh-token-file", "token", "--ledger", "ledger.json"])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim_end().strip_prefix("http://").unwrap().to_owned())
}

fn refresh(host: &str) -> Reply {
    post_to(host, SECRET_KEY, &refresh_body("FAKE_RT_given"))
}

#[test]
fn it_serves_until_stdin_closes_and_remembers_spent_tokens() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("script.json"), r#"["html502", {"slow": {"ms": 1}}]"#).unwrap();
    let (mut child, host) = start(folder.path(), &["--script", "script.json"]);
    assert_eq!(refresh(&host).status(), 502);
    assert!(refresh(&host).pair().access_token.contains("FAKE_AT_2_"));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());

    let (mut child, host) = start(folder.path(), &["--port", host.rsplit(':').next().unwrap()]);
    assert_eq!(refresh(&host).error(), Some(-14014), "a token that was spent in an earlier run must stay spent");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
#[cfg(unix)]
fn it_ends_with_success_when_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, _) = start(folder.path(), &[]);
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_wrong_argument_is_reported_with_the_usage() {
    for words in [&["--port", "x"][..], &["--nothing", "x"], &["--port"], &["--app", "x"], &["--callback", "x"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_zalo-sim")).args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty() && String::from_utf8(output.stderr).unwrap().contains("usage: zalo-sim"));
    }
}
