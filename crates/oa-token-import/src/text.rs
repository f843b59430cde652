//! Chooses the reader of a text: a parser where one fits, then the tolerant reader.

use crate::group::Scope;
use crate::session::Around;
use crate::tree::Spot;
use crate::{UnreadableImport, bruno, curl, json, notes, table, toml_file, walk, yaml};

/// A text inside a text inside a text is enough.
const DEEPEST: usize = 4;
/// The shortest text inside a value that can hold a key and a value.
const SHORTEST: usize = 12;

/// Reads an input. The error is what is wrong with it if nothing in it is recognised.
pub(crate) fn read(text: &str, around: &Around<'_>) -> (Scope, UnreadableImport) {
    let nothing = UnreadableImport::NothingRecognised;
    if !json::begins(text) {
        return (other(text, around), nothing);
    }
    match json::parse(text) {
        Ok(roots) => {
            let is_object = roots
                .iter()
                .any(|root| root.is_map() || root.entries().iter().any(|entry| entry.is_map() || entry.is_list()));
            let is_bare = !is_object && !roots.iter().all(|root| root.entries().is_empty());
            (documents(&roots, around), if is_bare { UnreadableImport::NotAnObject } else { nothing })
        }
        Err(line) => (other(text, around), UnreadableImport::NotJson { line }),
    }
}

/// Walks the documents of a file; several are as many rows.
fn documents(roots: &[Spot], around: &Around<'_>) -> Scope {
    if let [root] = roots {
        return walk::walk(root, around);
    }
    let mut scope = Scope::default();
    for root in roots {
        let mut inner = walk::walk(root, around);
        inner.group.is_row = true;
        scope.inside.push(inner);
    }
    scope
}

/// Reads a text that stands in a value.
pub(crate) fn inside(text: &str, around: &Around<'_>) -> Scope {
    if around.depth > DEEPEST || text.len() < SHORTEST || !is_relevant(text) {
        return Scope::default();
    }
    read(text, around).0
}

/// Most values of a file hold no key.
fn is_relevant(text: &str) -> bool {
    const WORDS: &[&[u8]] = &[b"token", b"secret", b"appid", b"app_id", b"app-id", b"app id"];
    text.contains(['=', ':', ',', '>', '\n'])
        && WORDS.iter().any(|word| text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word)))
}

fn other(text: &str, around: &Around<'_>) -> Scope {
    let known = || structured(text, around).filter(|scope| !scope.is_empty());
    known()
        .or_else(|| curl::read(text, around))
        .or_else(|| form(text, around))
        .unwrap_or_else(|| notes::read(text, around))
}

fn structured(text: &str, around: &Around<'_>) -> Option<Scope> {
    if let Some(root) = bruno::parse(text) {
        return Some(walk::walk(&root, around));
    }
    let is_section = |line: &str| line.starts_with('[') && line.trim_end().ends_with(']');
    if let Some(root) = text.lines().any(is_section).then(|| toml_file::parse(text)).flatten() {
        return Some(walk::walk(&root, around));
    }
    let is_nested = |line: &str| line.starts_with("- ") || (line.starts_with(' ') && line.contains(':'));
    if let Some(roots) = text.lines().any(is_nested).then(|| yaml::parse(text)).flatten() {
        let scope = documents(&roots, around);
        if !scope.is_empty() {
            return Some(scope);
        }
    }
    table::separated(text, around)
}

/// Reads the body of a request, alone or after the `?` of an address.
fn form(text: &str, around: &Around<'_>) -> Option<Scope> {
    let text = text.trim();
    if text.contains(char::is_whitespace) || !text.contains('=') || !text.contains('&') {
        return None;
    }
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    let pairs = if is_address { text.split('#').next()?.split_once('?')?.1 } else { text.trim_start_matches('?') };
    let mut group = around.group();
    for (key, value) in url::form_urlencoded::parse(pairs.as_bytes()) {
        group.offer(&key, &value, &around.place(1));
    }
    let scope = Scope::of(group);
    (!scope.is_empty()).then_some(scope)
}
