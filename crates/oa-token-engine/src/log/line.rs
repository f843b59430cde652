//! Formats one event as one line: time, level, program, message, fields. No value can end the line or look like a
//! token.

use std::fmt::Write;

use oa_token_model::printable::printable;
use oa_token_model::redaction::Mask;
use tracing::Level;
use uuid::Uuid;

use crate::clock::{Clock, SystemClock};

/// Length limit of a field's value, in characters; causes and paths are shorter.
const LONGEST: usize = 600;
/// Length of an id: a UUID.
const ID: usize = 36;

/// Formats the line, including its line end.
pub(super) fn line(level: Level, program: &str, message: &str, fields: &[(&'static str, String)]) -> String {
    let level = level.as_str().to_ascii_lowercase();
    let mut line = format!("{:.3} {level:<5} {program}[{}] {}", SystemClock.now(), std::process::id(), clean(message));
    for (name, value) in fields {
        let value = clean(value);
        let is_plain = !value.is_empty() && !value.contains([' ', '"']);
        // Writing to a `String` cannot fail.
        let written = if is_plain {
            write!(line, " {name}={value}")
        } else {
            write!(line, " {name}=\"{}\"", value.replace('"', "'"))
        };
        written.ok();
    }
    line.push('\n');
    line
}

/// Cleans a value for a line: no control characters, possible tokens masked, length limited.
fn clean(value: &str) -> String {
    let short: String = value.chars().take(LONGEST).collect();
    let mut cleaned = String::with_capacity(short.len());
    let mut rest = short.as_str();
    while let Some((before, id, after)) = split_at_id(rest) {
        cleaned.push_str(&masked(before));
        cleaned.push_str(id);
        rest = after;
    }
    cleaned.push_str(&masked(rest));
    printable(&cleaned).into_owned()
}

/// Masks each word; in a path, each folder and the file name separately.
fn masked(text: &str) -> String {
    let mask = Mask::new(&[]);
    // Windows begins a resolved path with `\\?\`.
    let is_path =
        |word: &str| word.starts_with('/') || word.strip_prefix(r"\\?\").unwrap_or(word).get(1..3) == Some(":\\");
    let word = |word: &str| {
        let separator = if word.starts_with('/') { '/' } else { '\\' };
        if is_path(word) {
            word.split(separator).map(|part| mask.sentence(part)).collect::<Vec<_>>().join(&separator.to_string())
        } else {
            mask.sentence(word)
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Finds the first separate id. Ids of profiles and attempts are long but not secret.
fn split_at_id(text: &str) -> Option<(&str, &str, &str)> {
    let is_of_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_%+~".contains(byte));
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(ID - 1)).find_map(|at| {
        let id = text.get(at..at + ID)?;
        let stands_alone =
            !is_of_word(at.checked_sub(1).and_then(|before| bytes.get(before))) && !is_of_word(bytes.get(at + ID));
        (stands_alone && Uuid::try_parse(id).is_ok()).then(|| (&text[..at], id, &text[at + ID..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01939f6e-7b5a-7e6f-8f00-0123456789ab";

    #[test]
    fn a_line_has_time_program_message_and_fields() {
        let line =
            line(Level::WARN, "oa-token", "cannot write", &[("oa", ID.to_owned()), ("cause", "disk full".to_owned())]);
        let (when, rest) = line.split_once(' ').unwrap();
        assert!(when.parse::<jiff::Timestamp>().is_ok(), "{when}");
        let pid = std::process::id();
        assert_eq!(rest, format!("warn  oa-token[{pid}] cannot write oa={ID} cause=\"disk full\"\n"));
    }

    #[test]
    fn an_id_is_shown_completely_and_a_token_never() {
        let token = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";
        let shown = clean(&format!("/var/lib/x/locks/{ID}: {token}"));
        assert!(shown.starts_with(&format!("/var/lib/x/locks/{ID}: ")) && !shown.contains("L2Y2BO9Prn"), "{shown}");
        let glued = clean(&format!("{ID}{token}"));
        assert!(!glued.contains("L2Y2BO9Prn"), "an id next to a token is not an id: {glued}");
    }

    #[test]
    fn possible_tokens_in_a_path_are_masked() {
        for path in [
            "/var/lib/an/share/vn.oatoken.desktop/locks/vault",
            r"D:\an\Local\vn.oatoken.desktop",
            r"\\?\D:\an\Local\vn.oatoken.desktop\locks",
        ] {
            assert_eq!(clean(&format!("{path}: cannot be used")), format!("{path}: cannot be used"));
        }
        let token = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";
        let shown = clean(&format!("/var/lib/an/{token}"));
        assert!(shown.starts_with("/var/lib/an/") && !shown.contains("L2Y2BO9Prn"), "{shown}");
    }

    #[test]
    fn no_value_ends_the_line_or_controls_a_terminal() {
        let shown = clean("one\ntwo\r\u{1b}[31mred\u{202e}");
        assert!(!shown.contains(|char: char| char.is_control()) && !shown.contains('\u{202e}'), "{shown:?}");
    }
}
