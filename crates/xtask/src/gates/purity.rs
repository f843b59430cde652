//! Pure modules: their results depend only on their arguments.

use super::Finding;
use super::source::{lines_naming, product_code};
use super::sources::Sources;

/// The folder of the core's modules.
const CORE: &str = "crates/oa-token/src/";

/// The pure files and folders.
const PURE: &[&str] = &[
    "authorization/address.rs",
    "authorization/link.rs",
    "clock_skew.rs",
    "exchange/",
    "expiry.rs",
    "notifications.rs",
    "outcome.rs",
    "profile.rs",
    "rotation/",
    "schedule/",
    "secret.rs",
    "status.rs",
    "token.rs",
    "attention.rs",
    "zalo/answer.rs",
    "zalo/delivery.rs",
    "zalo/error.rs",
    "zalo/oa.rs",
    "zalo/request.rs",
    "zalo/salvage.rs",
    "zalo/spelling.rs",
    "zalo/unpack.rs",
    "zalo/zstd_frame.rs",
];

/// Names that a pure module must not use.
const NEVER: &[&str] = &[
    "tokio",
    "reqwest",
    "rusqlite",
    "std::fs",
    "fs::",
    "std::env",
    "env::",
    "SystemTime",
    "SystemClock",
    "async fn",
    ".await",
];

/// No pure module names a clock, a file, the network or `async`. Its tests may.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pure in PURE {
        let start = format!("{CORE}{pure}");
        let mut files = sources.below(&start, ".rs").filter(|file| !file.path.ends_with("tests.rs")).peekable();
        if files.peek().is_none() && !sources.files.is_empty() {
            findings.push(Finding::at(&start, 0, "this gate lists the module as pure, but it does not exist"));
        }
        for file in files {
            let code = product_code(&file.text);
            for name in NEVER {
                let says = format!("a pure module names `{name}`");
                let lines = lines_naming(&code, name).into_iter();
                findings.extend(lines.map(|line| Finding::at(&file.path, line, says.clone())));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let sources = Sources::of(&[(&format!("{CORE}{path}"), text)]);
        check(&sources).iter().filter(|finding| finding.line > 0).count()
    }

    #[test]
    fn each_forbidden_name_is_found() {
        for text in [
            "use tokio::time;",
            "use reqwest::Client;",
            "fn f(c: rusqlite::Connection) {}",
            "std::fs::read(path)",
            "use std::{fs, io};\nfn f() { fs::read(path) }",
            "std::env::var(name)",
            "SystemTime::now()",
            "pub async fn f() {}",
            "f().await",
        ] {
            assert!(found("rotation/mod.rs", text) > 0, "{text}");
            assert!(found("zalo/answer.rs", text) > 0, "{text}");
        }
    }

    #[test]
    fn comments_tests_and_other_modules_are_ignored() {
        assert_eq!(found("rotation/mod.rs", "//! knows no tokio"), 0);
        assert_eq!(found("token.rs", "#[cfg(test)]\nmod tests { fn f() { std::fs::read(x); } }"), 0);
        assert_eq!(found("zalo/answer/tests.rs", "std::fs::read(x)"), 0);
        assert_eq!(found("engine/mod.rs", "tokio::spawn(x)"), 0);
        assert_eq!(found("token.rs", "env!(\"X\")"), 0, "known at compile time");
    }

    #[test]
    fn a_missing_pure_file_is_found() {
        assert_eq!(check(&Sources::of(&[("README.md", "")])).len(), PURE.len());
    }
}
