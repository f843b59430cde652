//! Makes foreign text safe for a terminal, a log or a tray: characters with an effect become `\u{…}`. Pure.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Reports whether a character affects the text around it: control characters, line and paragraph separators,
/// direction marks, tag characters.
pub fn steers_text(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}')
        || matches!(char, '\u{2066}'..='\u{2069}' | '\u{E0000}'..='\u{E007F}')
}

/// Like [`steers_text`], and also true for invisible characters; joiners that scripts and emoji need are allowed.
fn acts(char: char) -> bool {
    steers_text(char) || matches!(char, '\u{200B}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Returns a text in one line, with every such character escaped.
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// Returns a text with several lines and columns: line ends and tabs are kept.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |char| matches!(char, '\n' | '\t'))
}

/// Returns equal JSON that is safe on a terminal. Such characters occur in its strings only, so they can be escaped.
pub fn printable_json(json: &str) -> Cow<'_, str> {
    if !json.contains(|char| char != '\n' && acts(char)) {
        return json.into();
    }
    let mut safe = String::with_capacity(json.len());
    for char in json.chars() {
        if char != '\n' && acts(char) {
            for unit in char.encode_utf16(&mut [0; 2]) {
                write!(safe, "\\u{unit:04x}").ok();
            }
        } else {
            safe.push(char);
        }
    }
    safe.into()
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_escaped = |char| acts(char) && !stays(char);
    if !text.contains(is_escaped) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        if is_escaped(char) {
            safe.extend(char.escape_unicode());
        } else {
            safe.push(char);
        }
    }
    safe.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_text_is_kept() {
        let said = "Lỗi 👩\u{200D}🔧: \u{1B}]52;c;RkFLRQ==\u{7}\u{9B}2J\nShop B\r\u{202E}oa\u{E0041}\u{200B}";
        let safe = r"Lỗi 👩‍🔧: \u{1b}]52;c;RkFLRQ==\u{7}\u{9b}2J\u{a}Shop B\u{d}\u{202e}oa\u{e0041}\u{200b}";
        assert_eq!(printable(said), safe);
        assert_eq!(printable_lines(said), safe.replace(r"\u{a}", "\n"));
        assert!(matches!(printable("Tiệm Cà Phê"), Cow::Borrowed(_)));
    }

    #[test]
    fn escaped_json_has_the_same_meaning() {
        let value = serde_json::json!({"name": "a\u{1B}\u{9B}\u{202E}\u{E0041}\nệ"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let safe = printable_json(&text);
        assert!(!safe.contains(|char| char != '\n' && acts(char)), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
