//! Names of the first edition that were replaced by the field's terms. They must not return.

use super::Finding;
use super::sources::Sources;

/// Whole words. Words that are also ordinary English or a stored name are not listed.
const OLD: &[&str] = &[
    "anew",
    "carry_in",
    "carry_out",
    "ClockNews",
    "DeadStrip",
    "Desk",
    "DesktopEdges",
    "DiaryEvent",
    "DiaryLine",
    "Edges",
    "Errand",
    "ExplorerRoad",
    "forget_long_deleted",
    "get_start",
    "Glance",
    "keeper",
    "Keeper",
    "KeyFrom",
    "LinkRoad",
    "Lives",
    "Looks",
    "mend",
    "mended",
    "mends",
    "NoPair",
    "Onlooker",
    "OutletReport",
    "practise",
    "practised",
    "practising",
    "QuietLines",
    "Rhythm",
    "run_clock",
    "settle_copied",
    "StartView",
    "StateWord",
    "stay_awake",
    "stirred",
    "unshown",
    "UnlockWay",
    "useDesk",
    "Vain",
    "WayCards",
    "WayOut",
    "whoever",
    "Whoever",
    "whole_file",
    "Wish",
];
const ENDINGS: &[&str] = &[".rs", ".ts", ".svelte", ".css", ".md", ".toml"];
/// Written by programs, or about the past.
const EXEMPT: &[&str] = &["CHANGELOG.md", "crates/xtask/src/gates/old_names.rs"];

/// No file uses an old name.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let files = sources.files.iter().filter(|file| ENDINGS.iter().any(|ending| file.path.ends_with(ending)));
    let mut findings = Vec::new();
    for file in files.filter(|file| !EXEMPT.contains(&file.path.as_str())) {
        for (index, line) in file.text.lines().enumerate() {
            let words = line.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '-'));
            let old = words.filter(|word| OLD.contains(word));
            findings.extend(old.map(|word| Finding::at(&file.path, index + 1, format!("`{word}` is an old name"))));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_name_is_found_as_a_whole_word() {
        let files =
            [("a.rs", "fn f() {}\nlet desk = Desk::new();"), ("b.md", "Desktop, amends"), ("CHANGELOG.md", "Desk")];
        assert_eq!(check(&Sources::of(&files)), [Finding::at("a.rs", 2, "`Desk` is an old name")]);
    }
}
