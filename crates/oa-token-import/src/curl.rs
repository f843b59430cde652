//! cURL commands as browsers, Postman and Windows write them.

use crate::group::{Freshness, Group, Role, Scope};
use crate::place::{Lines, Location};
use crate::session::Around;
use crate::shell_words::{Part, split};
use crate::{json, request, text};

/// Reads a text whose first word is `curl`, also after a prompt, and the answers pasted below the commands.
pub(crate) fn read(text: &str, around: &Around<'_>) -> Option<Scope> {
    let start = text.trim_start_matches(|char: char| {
        char.is_whitespace() || matches!(char, '$' | '>' | '#' | '`' | '\u{200B}' | '\u{FEFF}')
    });
    is_curl(start.split(char::is_whitespace).next()?).then(|| {
        let lines = Lines::of(text);
        let end = answer_at(text).unwrap_or(text.len());
        let offset = text.len() - start.len();
        let mut scope = Scope::default();
        for words in commands(&text[offset.min(end)..end]) {
            scope.inside.push(Scope::of(group(&words, text, &lines, around)));
        }
        if end < text.len() {
            let mut after = around.clone();
            after.above += lines.at(end) - 1;
            scope.inside.push(text::inside(&text[end..], &after));
        }
        scope
    })
}

fn is_curl(word: &str) -> bool {
    word.eq_ignore_ascii_case("curl") || word.eq_ignore_ascii_case("curl.exe")
}

/// Finds an answer below the commands: an object at the beginning of a line.
fn answer_at(text: &str) -> Option<usize> {
    let lines = Lines::of(text);
    let starts = text.match_indices("\n{").map(|(at, _)| at + 1);
    starts.take(8).find(|at| json::prefix(text, *at, &lines).is_ok())
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

fn group(words: &[String], whole: &str, lines: &Lines, around: &Around<'_>) -> Group {
    let mut group = Group { role: Role::Request, ..around.group() };
    let mut words = words.iter().map(String::as_str);
    let place = |value: &str| around.place(whole.find(value).map_or(1, |at| lines.at(at)));
    while let Some(word) = words.next() {
        let (option, value) = match option(word) {
            Some((option, Some(value))) => (option, value),
            Some((option, None)) => (option, words.next().unwrap_or_default()),
            None => (Sent::Address, word),
        };
        group.has_grant |= option == Sent::Address && value.contains("/oa/access_token");
        offer(option, value, &place, around, &mut group);
    }
    if !group.has_grant {
        group.found.iter_mut().for_each(|found| found.freshness = Freshness::Sent);
    }
    group
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

fn offer(sent: Sent, value: &str, place: &dyn Fn(&str) -> Location, around: &Around<'_>, group: &mut Group) {
    let pair = |at: char| value.split_once(at).unwrap_or_default();
    match sent {
        Sent::Nothing => {}
        Sent::Address => {
            let query =
                value.split('#').next().and_then(|address| address.split_once('?')).map_or("", |(_, query)| query);
            form(query, place, group);
        }
        // The space after the colon is not part of the value.
        Sent::Header => {
            group.offer(pair(':').0.trim(), pair(':').1.trim(), &place(pair(':').1.trim()));
        }
        Sent::Pair => {
            group.offer(pair('=').0, pair('=').1, &place(pair('=').1));
        }
        Sent::Data if json::begins(value) => {
            let line = place(value.trim_start()).line;
            request::absorb(text::inside(value, &around.inside(line)), group);
        }
        Sent::Data => form(value, place, group),
    }
}

/// Takes the pairs of a request's body.
fn form(body: &str, place: &dyn Fn(&str) -> Location, group: &mut Group) {
    for (key, value) in url::form_urlencoded::parse(body.trim().as_bytes()) {
        group.offer(&key, &value, &place(&value));
    }
}
