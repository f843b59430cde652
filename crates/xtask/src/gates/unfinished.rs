//! Leftovers of work in progress: tests that are disabled or run alone, placeholders, debug prints.

use super::Finding;
use super::source::code;
use super::sources::Sources;

const IN_RUST: &[&str] = &["#[ignore", ", ignore)]", "todo!(", "unimplemented!(", "dbg!("];
const IN_THE_PAGE: &[&str] = &[".only(", ".skip(", ".skipIf(", ".todo(", ".fails(", "debugger;"];

/// No test is disabled, and no code is unfinished.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in sources.below("", ".rs") {
        look(&file.path, &code(&file.text), IN_RUST, &mut findings);
    }
    for ending in [".ts", ".js", ".mjs", ".svelte"] {
        for file in sources.below("", ending) {
            look(&file.path, &file.text, IN_THE_PAGE, &mut findings);
        }
    }
    findings
}

fn look(path: &str, text: &str, marks: &[&str], findings: &mut Vec<Finding>) {
    for (index, line) in text.lines().enumerate() {
        let found = marks.iter().filter(|mark| line.contains(**mark));
        findings.extend(found.map(|mark| Finding::at(path, index + 1, format!("`{mark}` must be removed"))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_found_in_code() {
        for mark in IN_RUST {
            assert_eq!(check(&Sources::of(&[("a.rs", &format!("\nx {mark} y"))])).len(), 1, "{mark}");
        }
        for mark in IN_THE_PAGE {
            assert_eq!(check(&Sources::of(&[("a.test.ts", &format!("it{mark} y"))])).len(), 1, "{mark}");
        }
        let reason = "#[ignore = \"slow\"]\nfn f() {}";
        assert_eq!(check(&Sources::of(&[("a.rs", reason)])), [Finding::at("a.rs", 1, "`#[ignore` must be removed")]);
    }

    #[test]
    fn skip_of_an_iterator_is_not_a_skipped_test() {
        assert!(check(&Sources::of(&[("a.rs", "letters.skip(1) // dbg!(x)")])).is_empty());
    }
}
