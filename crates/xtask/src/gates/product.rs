//! The source files of the product, without tests and without xtask.

use super::sources::{SourceFile, Sources};

/// Returns the Rust files; they still include a module of tests at the end.
pub(super) fn rust(sources: &Sources) -> impl Iterator<Item = &SourceFile> {
    let is_source = |path: &str| path.starts_with("src-tauri/src/") || (path.contains("/src/") && !is_xtask(path));
    let is_test = |path: &str| path.contains("/tests") || path.ends_with("tests.rs");
    sources
        .below("crates/", ".rs")
        .chain(sources.below("src-tauri/", ".rs"))
        .filter(move |file| is_source(&file.path) && !is_test(&file.path))
}

/// Returns the files of the page.
pub(super) fn page(sources: &Sources) -> impl Iterator<Item = &SourceFile> {
    sources
        .below("ui/src/", ".ts")
        .chain(sources.below("ui/src/", ".svelte"))
        .filter(|file| !file.path.contains(".test.") && !file.path.contains("/tests/"))
}

/// Returns a line of the page without its comment. After a colon, the two slashes belong to a URL.
pub(super) fn uncommented(line: &str) -> &str {
    if ["//", "/*", "*", "<!--"].iter().any(|mark| line.trim_start().starts_with(mark)) {
        return "";
    }
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

fn is_xtask(path: &str) -> bool {
    path.starts_with("crates/xtask/") || path.starts_with("crates/proofs/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_xtask_are_not_the_product() {
        let sources = Sources::of(&[
            ("crates/a/src/a.rs", ""),
            ("crates/a/src/a/tests.rs", ""),
            ("crates/a/src/shell_tests.rs", ""),
            ("crates/a/tests/main.rs", ""),
            ("crates/xtask/src/main.rs", ""),
            ("crates/proofs/src/main.rs", ""),
            ("src-tauri/src/lib.rs", ""),
            ("ui/src/a.ts", ""),
            ("ui/src/a.test.ts", ""),
            ("ui/dev/a.ts", ""),
        ]);
        let paths: Vec<&str> = rust(&sources).chain(page(&sources)).map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["crates/a/src/a.rs", "src-tauri/src/lib.rs", "ui/src/a.ts"]);
    }

    #[test]
    fn a_comment_ends_the_line_and_an_address_does_not() {
        for (line, wanted) in [
            ("a // b", "a "),
            (" * b", ""),
            ("'https://a' + 'b'", "'https://a' + 'b'"),
            ("'https://a' // b", "'https://a' "),
        ] {
            assert_eq!(uncommented(line), wanted, "{line}");
        }
    }
}
