//! Tests the exports for shells with a real shell.

use std::io::Write as _;
use std::process::Command;

use super::tests::{exported, living, stored};
use super::*;

/// Runs a script with `file` as its first argument; returns its output.
fn run(script: &str, file: &str) -> String {
    let output = Command::new("sh").args(["-c", script, "sh", file]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every printable ASCII character, then characters that shells interpret.
fn nasty() -> Vec<String> {
    let ascii: String = (' '..='~').collect();
    let quoteless = ascii.replace('\'', "");
    let mut tokens: Vec<String> = vec![ascii, quoteless];
    for piece in ["$HOME", "$(id)", "`id`", "\\", "\\\\'", "'", "''", "\"", "!!", "#", " # x", "~", "*", "ệ"] {
        tokens.extend([format!("FAKE{piece}"), format!("{piece}FAKE"), format!("'{piece}\"$")]);
    }
    tokens
}

#[test]
fn a_shell_reads_exactly_the_tokens_from_env() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zalo.env");
    for token in nasty() {
        let pair = living(&token, &format!("R{token}"));
        let text = exported(&pair, Format::Env, true);
        std::fs::File::create(&file).unwrap().write_all(text.as_bytes()).unwrap();
        let script =
            r#". "$1"; printf '%s|%s|%s' "$ZALO_OA_ACCESS_TOKEN" "$ZALO_OA_EXPIRES_AT" "$ZALO_OA_REFRESH_TOKEN""#;
        let read = run(script, file.to_str().unwrap());
        assert_eq!(read, format!("{token}|2026-11-24T01:00:00Z|R{token}"));
    }
}

#[test]
fn a_shell_splits_the_curl_command_into_its_words() {
    for token in nasty() {
        let line = exported(&stored(Some(&token), None, None), Format::Curl, false);
        let read = run(r#"curl() { printf '[%s]' "$@"; }; eval "$1""#, &line);
        assert_eq!(read, format!("[-H][access_token: {token}][https://openapi.zalo.me/v2.0/oa/getoa]"));
    }
}
