//! The sentences in `locales/`: both languages match, and both Fluent libraries can parse them.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::sources::Sources;

/// The file in which sentences are written first.
pub(super) const VIETNAMESE: &str = "locales/vi/main.ftl";
const ENGLISH: &str = "locales/en/main.ftl";

/// One sentence.
#[derive(Debug, Default)]
struct Message {
    line: usize,
    text: String,
}

/// Both languages have the same sentences with the same arguments. No sentence is empty, duplicated or calls a
/// function.
pub(super) fn both_agree(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut languages = Vec::new();
    for path in [VIETNAMESE, ENGLISH] {
        let Some(file) = sources.file(path) else {
            findings.push(Finding::at(path, 0, "is missing"));
            continue;
        };
        languages.push((path, read(path, &file.text, &mut findings)));
    }
    if let [(vi_path, vi), (en_path, en)] = languages.as_slice() {
        compare(vi_path, vi, en_path, en, &mut findings);
        compare(en_path, en, vi_path, vi, &mut findings);
    }
    findings
}

fn compare(
    path: &str,
    ours: &BTreeMap<String, Message>,
    other_path: &str,
    others: &BTreeMap<String, Message>,
    findings: &mut Vec<Finding>,
) {
    for (id, message) in ours {
        match others.get(id) {
            None => findings.push(Finding::at(path, message.line, format!("`{id}` is not in {other_path}"))),
            Some(other) if arguments(&message.text) != arguments(&other.text) => {
                findings.push(Finding::at(path, message.line, format!("`{id}` has other arguments in {other_path}")));
            }
            Some(_) => {}
        }
    }
}

/// Parses the messages of a file, and reports errors in single messages.
fn read(path: &str, text: &str, findings: &mut Vec<Finding>) -> BTreeMap<String, Message> {
    let mut messages: BTreeMap<String, Message> = BTreeMap::new();
    let mut last: Option<String> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if let Some((id, value)) = head(line) {
            let message = Message { line: number, text: value.to_owned() };
            if messages.insert(id.to_owned(), message).is_some() {
                findings.push(Finding::at(path, number, format!("`{id}` is defined twice")));
            }
            last = Some(id.to_owned());
        } else if line.starts_with([' ', '}']) && !line.trim().is_empty() {
            if let Some(message) = last.as_ref().and_then(|id| messages.get_mut(id)) {
                message.text.push('\n');
                message.text.push_str(line.trim());
            } else {
                findings.push(Finding::at(path, number, "this line belongs to no sentence"));
            }
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            findings.push(Finding::at(path, number, "is neither a sentence nor a comment"));
            last = None;
        }
    }
    for (id, message) in &messages {
        if message.text.trim().is_empty() {
            findings.push(Finding::at(path, message.line, format!("`{id}` has no text")));
        }
        if calls_a_function(&message.text) {
            let says = format!("`{id}` calls a function: pass numbers and dates as formatted text");
            findings.push(Finding::at(path, message.line, says));
        }
    }
    messages
}

/// Returns the ids of a file's sentences, each with its line.
pub(crate) fn ids(text: &str) -> Vec<(&str, usize)> {
    text.lines().enumerate().filter_map(|(index, line)| head(line).map(|(id, _)| (id, index + 1))).collect()
}

/// Parses `id = value`; a term's id begins with `-`.
fn head(line: &str) -> Option<(&str, &str)> {
    let (id, value) = line.split_once('=')?;
    let id = id.trim_end();
    let is_id = id.trim_start_matches('-').starts_with(|letter: char| letter.is_ascii_alphabetic())
        && id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
    is_id.then(|| (id, value.trim()))
}

/// Returns the names of the arguments: `count` of `{ $count }`.
fn arguments(text: &str) -> BTreeSet<&str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let name = |rest: &'_ str| rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
    text.split('$').skip(1).map(|rest| &rest[..name(rest)]).collect()
}

/// Reports whether a function is called: capitals before a bracket inside braces, as in `{ NUMBER($n) }`.
fn calls_a_function(text: &str) -> bool {
    let inside = |part: &str| part.split('}').next().unwrap_or_default().to_owned();
    text.split('{').skip(1).map(inside).any(|placeable| {
        placeable.split('(').rev().skip(1).any(|before| before.trim_end().ends_with(|c: char| c.is_ascii_uppercase()))
    })
}

/// Every `t('id')` in the page names an existing sentence.
pub(super) fn page_asks_for_what_is_there(sources: &Sources) -> Vec<Finding> {
    let Some(file) = sources.file(VIETNAMESE) else { return Vec::new() };
    let messages = read(VIETNAMESE, &file.text, &mut Vec::new());
    let mut findings = Vec::new();
    for source in [".ts", ".svelte"].iter().flat_map(|ending| sources.below("ui/src/", ending)) {
        for (index, line) in source.text.lines().enumerate() {
            for id in asked_for(line).filter(|id| !messages.contains_key(*id)) {
                findings.push(Finding::at(&source.path, index + 1, format!("the sentence `{id}` does not exist")));
            }
        }
    }
    findings
}

/// Returns the ids in a line's `t('id'` or `t("id"`. Ids composed at run time are not found.
fn asked_for(line: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    line.match_indices("t(").filter_map(move |(at, _)| {
        if line[..at].chars().next_back().is_some_and(is_part) {
            return None;
        }
        let argument = line[at + 2..].trim_start();
        let mark = argument.chars().next().filter(|letter| ['\'', '"'].contains(letter))?;
        argument[1..].split_once(mark).map(|(id, _)| id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(vi: &str, en: &str) -> Vec<String> {
        let findings = both_agree(&Sources::of(&[(VIETNAMESE, vi), (ENGLISH, en)]));
        findings.into_iter().map(|finding| finding.says).collect()
    }

    #[test]
    fn two_matching_languages_pass() {
        let many = "# A comment\n\n## A heading\nsaved = Đã lưu { $count }\n    dòng hai\nmany = { $n ->\n    [one] một\n   *[other] nhiều\n}\n";
        assert_eq!(said(many, many), [""; 0]);
        assert_eq!(said("note = OA (Official Account) = một trang", "note = An OA (a page)"), [""; 0]);
    }

    #[test]
    fn each_fault_is_found() {
        for (vi, en, wanted) in [
            ("a = x\nb = y", "a = x", "`b` is not in locales/en/main.ftl"),
            ("a = x", "a = x\nb = y", "`b` is not in locales/vi/main.ftl"),
            ("a = { $x }", "a = { $y }", "`a` has other arguments in locales/en/main.ftl"),
            ("a = x\na = y", "a = x", "`a` is defined twice"),
            ("a =", "a = x", "`a` has no text"),
            ("a = { NUMBER($n) }", "a = { $n }", "`a` calls a function: pass numbers and dates as formatted text"),
            (
                "a = { DATETIME($n, x: \"y\") }",
                "a = { $n }",
                "`a` calls a function: pass numbers and dates as formatted text",
            ),
            ("a = x\nđây là gì", "a = x", "is neither a sentence nor a comment"),
        ] {
            assert!(said(vi, en).iter().any(|says| says == wanted), "{vi} | {en}: {:?}", said(vi, en));
        }
        assert_eq!(both_agree(&Sources::of(&[(VIETNAMESE, "a = x")])), [Finding::at(ENGLISH, 0, "is missing")]);
    }

    #[test]
    fn a_missing_sentence_of_the_page_is_found() {
        let found = |text: &str| {
            page_asks_for_what_is_there(&Sources::of(&[(VIETNAMESE, "a = x"), ("ui/src/A.svelte", text)])).len()
        };
        assert_eq!(found("{t('a')} {i18n.t(\"a\")}"), 0);
        assert_eq!(found("{t('b')} {t( 'c', { n })}"), 2);
        assert_eq!(found("emit('b'); format('b'); t(id)"), 0);
    }
}
