//! Use of sentences: the code uses every sentence of `locales/`, and Rust uses no other.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::locales::{VIETNAMESE, ids};
use super::product::{page, rust, uncommented};
use super::source::{Literal, product_literals};
use super::sources::Sources;

/// The minimum number of fixed characters in an id that is composed at run time; fewer would match almost any id.
const LETTERS_OF_A_SHAPE: usize = 6;

/// Suffixes of a sentence's id for its next step and its reason.
const MORE: [&str; 2] = ["-next", "-why"];

/// A first word with at least this many sentences is a family; a literal that starts with it is taken for an id.
const FAMILY: usize = 3;

/// The calls in Rust that take an id.
const CALLS: [&str; 5] = ["Explanation::new(", ".then(", "stepwise!(", ".say(", "say(words, "];

/// The code names every sentence.
pub(super) fn all_are_said(sources: &Sources) -> Vec<Finding> {
    let Some(file) = sources.file(VIETNAMESE) else { return Vec::new() };
    let said = UsedMessage::read(sources);
    let unsaid = ids(&file.text).into_iter().filter(|(id, _)| !said.has(id));
    let finding = |(id, line)| {
        let says = format!(
            "`{id}` is not used: delete it in both languages, or write it in full in the code (an id that is built at \
             run time needs {LETTERS_OF_A_SHAPE} letters before or after the value)"
        );
        Finding::at(VIETNAMESE, line, says)
    };
    unsaid.map(finding).collect()
}

/// Where sentences of the page are named: the window, and what chooses some for it. The command carries none of them.
const OF_WINDOW: [&str; 2] = ["src-tauri/", "crates/oa-token-model/"];

/// Every id in Rust exists, in the program that says it.
pub(super) fn rust_says_what_is_there(sources: &Sources) -> Vec<Finding> {
    let Some(file) = sources.file(VIETNAMESE) else { return Vec::new() };
    let known: BTreeSet<&str> = ids(&file.text).into_iter().map(|(id, _)| id).collect();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for (family, _) in known.iter().filter_map(|id| id.split_once('-')) {
        *sizes.entry(family).or_default() += 1;
    }
    let is_family = |word: &str| sizes.get(word).is_some_and(|size| *size >= FAMILY);
    let mut findings = Vec::new();
    for file in rust(sources) {
        for literal in product_literals(&file.text) {
            let is_of_window = OF_WINDOW.iter().any(|folder| file.path.starts_with(folder));
            let is_there = |id: &str| known.contains(id) && (is_of_window || !id.starts_with("page-"));
            let missing = wanted(&literal, is_family).into_iter().filter(|id| !is_there(id));
            findings.extend(missing.map(|id| {
                let says =
                    format!("this program has no sentence `{id}`: write it in both languages, or correct the id");
                Finding::at(&file.path, literal.line, says)
            }));
        }
    }
    findings
}

/// Returns the ids that a literal names. It is an id because of its call or its family; in `stepwise!` there are two.
fn wanted(literal: &Literal<'_>, is_family: impl Fn(&str) -> bool) -> Vec<String> {
    let id = literal.text;
    let is_asked = CALLS.iter().any(|call| literal.before.ends_with(call));
    let looks_so = || id.split_once('-').is_some_and(|(family, _)| is_family(family));
    // A literal with this ending is the start of a composed id.
    if !is_id(id) || id.ends_with('-') || !(is_asked || looks_so()) {
        return Vec::new();
    }
    let mut ids = vec![id.to_owned()];
    if literal.before.ends_with("stepwise!(") {
        ids.push(format!("{id}-next"));
    }
    ids
}

fn is_id(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase()) && text.chars().all(is_part)
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
}

/// The ids in the code.
#[derive(Default)]
struct UsedMessage<'a> {
    whole: BTreeSet<&'a str>,
    /// The fixed parts before and after the value in composed ids.
    shapes: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> UsedMessage<'a> {
    fn read(sources: &'a Sources) -> Self {
        let mut said = Self::default();
        for literal in rust(sources).flat_map(|file| product_literals(&file.text)) {
            said.take(literal.text, "{");
        }
        for line in page(sources).flat_map(|file| file.text.lines()) {
            let line = uncommented(line);
            for mark in ['\'', '"', '`'] {
                for (at, _) in line.match_indices(mark) {
                    if let Some((text, _)) = line[at + 1..].split_once(mark) {
                        said.take(text, "${");
                    }
                }
            }
        }
        said
    }

    /// Adds a literal: an id, or two parts of an id with a value between them.
    fn take(&mut self, text: &'a str, opening: &str) {
        let shape = text.split_once(opening).and_then(|(before, rest)| Some((before, rest.rsplit_once('}')?.1)));
        match shape {
            None if is_id(text) => {
                self.whole.insert(text);
            }
            Some((before, after)) if before.chars().chain(after.chars()).all(is_part) => {
                let letters = |part: &str| part.chars().filter(char::is_ascii_lowercase).count();
                if letters(before) + letters(after) >= LETTERS_OF_A_SHAPE {
                    self.shapes.insert((before, after));
                }
            }
            _ => {}
        }
    }

    fn has(&self, id: &str) -> bool {
        let fits = |(before, after): &(&str, &str)| {
            id.len() > before.len() + after.len() && id.starts_with(before) && id.ends_with(after)
        };
        let first = MORE.iter().find_map(|more| id.strip_suffix(more));
        self.whole.contains(id) || first.is_some_and(|first| self.has(first)) || self.shapes.iter().any(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsaid(path: &str, code: &str) -> Vec<usize> {
        let locale = "# x\npage-a = A\npage-a-next = B\npage-day-1 = C\n";
        let sources = Sources::of(&[(VIETNAMESE, locale), (path, code)]);
        all_are_said(&sources).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn an_unused_sentence_is_found() {
        assert_eq!(unsaid("ui/src/a.ts", "t('page-b')"), [2, 3, 4]);
        assert_eq!(unsaid("ui/src/a.ts", "t('page-a') // t('page-day-1')"), [4]);
        assert_eq!(unsaid("ui/src/a.test.ts", "t('page-a')"), [2, 3, 4]);
        assert_eq!(unsaid("crates/a/src/a.rs", "#[cfg(test)]\nmod tests { say(\"page-a\"); }"), [2, 3, 4]);
    }

    #[test]
    fn an_id_is_named_completely_or_by_enough_of_its_letters() {
        assert_eq!(unsaid("ui/src/A.svelte", "{t('page-a')} {t(`page-day-${n}`)}"), [0; 0]);
        assert_eq!(
            unsaid("ui/src/a.ts", "t('page-a'); t(`page-${n}-1`)"),
            [4],
            "four letters would match too many ids"
        );
        assert_eq!(unsaid("ui/src/a.ts", "t(`${kind}-next`)"), [2, 3, 4]);
        assert_eq!(unsaid("crates/a/src/a.rs", "stepwise!(\"page-a\"); format!(\"page-day-{}\", n)"), [0; 0]);
        assert_eq!(unsaid("crates/a/src/a.rs", "#[cfg(test)]\nmod tests;\nsay(\"page-a\")"), [4]);
    }

    #[test]
    fn a_missing_sentence_of_rust_is_found() {
        let found = |code: &str| {
            let locale = "busy = A\npage-copy = B\nvault-a = B\nvault-b = C\nvault-b-next = D\n";
            rust_says_what_is_there(&Sources::of(&[(VIETNAMESE, locale), ("crates/a/src/a.rs", code)])).len()
        };
        for (code, wanted) in [
            ("Explanation::new(\"busy\").then(concat!($id, \"-next\")); stepwise!(\"vault-b\")", 0),
            ("words.say(\"bussy\")", 1),
            ("words.say(\"page-copy\")", 1),
            ("stepwise!(\"vault-a\")", 1),
            ("Kind::A => \"vault-c\"", 1),
            ("// \"vault-c\"\nf(\"other-c\", \"vault-{}\", \"vault.db\")", 0),
            ("#[cfg(test)]\nmod tests { say(\"vault-c\"); }", 0),
        ] {
            assert_eq!(found(code), wanted, "{code}");
        }
    }
}
