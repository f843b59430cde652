//! Recognises cURL commands as written by browsers, Postman and Windows.

use super::collected::{Collected, merged};
use super::json::{self, Json};
use super::shell_words::{Part, split};
use super::{UnreadableImport, form};
use crate::draft::Draft;

/// Accepts a text whose first word is `curl`, also after a prompt.
pub(super) fn recognise(text: &str) -> Option<Result<Vec<Draft>, UnreadableImport>> {
    let start = text.trim_start_matches(|char: char| {
        char.is_whitespace() || matches!(char, '$' | '>' | '#' | '`' | '\u{200B}' | '\u{FEFF}')
    });
    let first = start.split(char::is_whitespace).next()?;
    is_curl(first).then(|| read(start))
}

fn is_curl(word: &str) -> bool {
    word.eq_ignore_ascii_case("curl") || word.eq_ignore_ascii_case("curl.exe")
}

fn read(text: &str) -> Result<Vec<Draft>, UnreadableImport> {
    let drafts: Vec<Option<Draft>> = commands(text).iter().map(|words| draft(words)).collect::<Result<_, _>>()?;
    let drafts = merged(drafts.into_iter().flatten().collect());
    if drafts.is_empty() { Err(UnreadableImport::NothingRecognised) } else { Ok(drafts) }
}

/// Returns the words of each curl command. A line end alone does not end a command, because chats drop the signs that
/// join lines.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut commands: Vec<Vec<String>> = Vec::new();
    let (mut is_start, mut is_ours) = (true, false);
    for part in split(text) {
        match part {
            Part::LineEnd => is_start = true,
            Part::Separator => (is_start, is_ours) = (true, false),
            Part::Word(word) if is_start && is_curl(&word) => {
                (is_start, is_ours) = (false, true);
                commands.push(Vec::new());
            }
            Part::Word(word) => {
                is_start = false;
                if let Some(command) = commands.last_mut().filter(|_| is_ours) {
                    command.push(word);
                }
            }
        }
    }
    commands
}

fn draft(words: &[String]) -> Result<Option<Draft>, UnreadableImport> {
    let mut collected = Collected::default();
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let (option, value) = match option(word) {
            Some((option, Some(value))) => (option, value),
            Some((option, None)) => (option, words.next().unwrap_or_default()),
            None => (Sent::Address, word),
        };
        offer(option, value, &mut collected)?;
    }
    Ok(collected.into_draft())
}

/// The kind of an option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Header,
    /// A body, sent unchanged.
    Data,
    /// `name=value`, the value not encoded yet.
    Pair,
    Address,
    Nothing,
}

/// Returns the kind of an option's value, and the value if it is in the same word.
fn option(word: &str) -> Option<(Sent, Option<&str>)> {
    // Word processors replace two dashes with one.
    let long = word.strip_prefix("--").or_else(|| word.strip_prefix(['–', '—']));
    let Some(long) = long else { return word.strip_prefix('-').map(short) };
    let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
    let sent = match name {
        "header" => Sent::Header,
        "data" | "data-raw" | "data-ascii" | "data-binary" | "json" => Sent::Data,
        "data-urlencode" | "form" | "form-string" => Sent::Pair,
        "url" => Sent::Address,
        "request" | "user-agent" | "referer" | "cookie" | "output" | "proxy" | "max-time" | "user" => Sent::Nothing,
        // An option without a value, or whose value cannot be confused with an address.
        _ => return Some((Sent::Nothing, Some(""))),
    };
    Some((sent, value))
}

/// Reads letters after one dash: the first one with a value takes the rest of the word, or the next word.
fn short(letters: &str) -> (Sent, Option<&str>) {
    const TAKE_A_VALUE: &str = "XuoAbecxmTKyYzEwrtCDPQU";
    for (at, letter) in letters.char_indices() {
        let sent = match letter {
            'H' => Sent::Header,
            'd' => Sent::Data,
            'F' => Sent::Pair,
            other if TAKE_A_VALUE.contains(other) => Sent::Nothing,
            _ => continue,
        };
        let rest = &letters[at + letter.len_utf8()..];
        return (sent, (!rest.is_empty()).then_some(rest));
    }
    (Sent::Nothing, Some(""))
}

fn offer(sent: Sent, value: &str, collected: &mut Collected) -> Result<(), UnreadableImport> {
    let pair = |at: char| value.split_once(at).unwrap_or_default();
    match sent {
        Sent::Nothing => Ok(()),
        Sent::Address => form::read(form::query(value), collected),
        // The space after the colon is not part of the value.
        Sent::Header => collected.offer(pair(':').0.trim(), pair(':').1.trim()),
        Sent::Pair => collected.offer(pair('=').0, pair('=').1),
        Sent::Data if json::begins(value) => {
            let object = json::parse(value).unwrap_or(Json::Null);
            object.texts().try_for_each(|(key, value)| collected.offer(key, &value))
        }
        Sent::Data => form::read(value, collected),
    }
}

#[cfg(test)]
mod tests;
