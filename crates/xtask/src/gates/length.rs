//! Length of files. Only a warning: a long file may have good reasons.

use super::Finding;
use super::sources::Sources;

/// The maximum number of lines, by file type.
const LIMITS: &[(&str, usize)] = &[(".rs", 600), (".ts", 600), (".svelte", 250)];

/// Returns the files that are too long. Tests and generated files are exempt.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let is_free = |path: &str| path.contains("tests") || path.contains(".test.") || path.ends_with("bindings.ts");
    let mut findings = Vec::new();
    for (ending, limit) in LIMITS {
        for file in sources.below("", ending).filter(|file| !is_free(&file.path)) {
            let lines = file.text.lines().count();
            if lines > *limit {
                findings.push(Finding::at(&file.path, 0, format!("{lines} lines; the limit is {limit}")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_over_its_limit_is_too_long() {
        let lines = |count| "x\n".repeat(count);
        assert_eq!(check(&Sources::of(&[("a.rs", &lines(600)), ("a.svelte", &lines(250))])).len(), 0);
        assert_eq!(check(&Sources::of(&[("a.rs", &lines(601)), ("a.svelte", &lines(251))])).len(), 2);
        assert_eq!(check(&Sources::of(&[("tests.rs", &lines(900))])).len(), 0);
    }
}
