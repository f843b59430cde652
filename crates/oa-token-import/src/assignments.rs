//! Keys and values in a line of any language: `KEY=value`, `'key' => 'value'`, `.Add("key", "value")`, `<key>value</key>`.

use std::borrow::Cow;

use crate::draft::DraftField;
use crate::keys::{self, Key};
use crate::value;

/// A key and its value in a line.
pub(crate) struct Assignment<'a> {
    /// The key as written.
    pub(crate) key: &'a str,
    /// The key as read.
    pub(crate) read: Key,
    /// The value.
    pub(crate) value: Cow<'a, str>,
    /// Whether it is an expression of code, not a value.
    pub(crate) is_expression: bool,
}

/// The longest text before a sign in which a key is looked for.
const KEY_WITHIN: usize = 120;

/// Finds every key with its value in a line.
pub(crate) fn scan(line: &str) -> Vec<Assignment<'_>> {
    let mut found: Vec<Assignment<'_>> = named(line).into_iter().collect();
    let grant = line.rfind("grant_type=").unwrap_or_default();
    let mut from = 0;
    let mut at = 0;
    while let Some((sign_at, sign)) = next_sign(line, at) {
        at = sign_at + sign.len_utf8();
        let Some(key) = key_before(&line[from..sign_at], sign) else { continue };
        let Some(mut read) = keys::read(key) else { continue };
        if key.contains(char::is_whitespace) {
            // The words of a sentence tell no OA from another.
            read.qualifier.clear();
        }
        let after = after_type(line, after_sign(line, at, sign), sign);
        if sign == ',' && !starts_quoted(line[after..].trim_start()) {
            continue;
        }
        // The key is a part of the line.
        let key_at = key.as_ptr().addr() - line.as_ptr().addr();
        let is_whole_line = line[..sign_at].trim_end().ends_with(key) && is_start(&line[..sign_at], key);
        let is_form = line[..key_at].ends_with(['&', '?']) || after < grant;
        let Some((value, end)) = value_at(line, after, &read, is_whole_line, is_form) else { continue };
        (from, at) = (end, end);
        let is_quoted = starts_quoted(line[after..].trim_start());
        let is_expression =
            !is_quoted && !matches!(read.field(), Some(DraftField::Name)) && value::is_expression(&value);
        found.push(Assignment { key, read, value, is_expression });
    }
    found
}

fn next_sign(line: &str, from: usize) -> Option<(usize, char)> {
    let signs = ['=', ':', '：', ',', '\t', '|', '>'];
    line[from..].char_indices().find(|(_, char)| signs.contains(char)).map(|(at, char)| (from + at, char))
}

/// Skips what belongs to the sign: `=>`, `:=`, `==`.
fn after_sign(line: &str, at: usize, sign: char) -> usize {
    let rest = &line[at..];
    match sign {
        '=' if rest.starts_with(['>', '=']) => at + 1,
        ':' if rest.starts_with('=') => at + 1,
        _ => at,
    }
}

/// TypeScript writes a type before the value: `key: string = "value"`.
fn after_type(line: &str, at: usize, sign: char) -> usize {
    let is_type = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '<' | '>' | '[' | ']' | '|' | ' ');
    let assigned = line[at..].trim_start_matches(is_type);
    if sign == ':' && assigned.starts_with("= ") { line.len() - assigned.len() + 1 } else { at }
}

const QUOTES: &[char] = &['"', '\'', '`', '“', '”', '„', '‘', '’', '‚'];

fn starts_quoted(text: &str) -> bool {
    let text = text.trim_start_matches(['\\', '^']);
    // Letters before a quote mark its kind: f"…", N'…', @"…".
    let unprefixed = text.strip_prefix(['f', 'b', 'r', 'u', 'N', '@', 'L']).unwrap_or(text);
    text.starts_with(QUOTES) || unprefixed.starts_with(['"', '\''])
}

/// Returns the key that ends before a sign.
fn key_before(left: &str, sign: char) -> Option<&str> {
    let left = tail(left).trim_end();
    if sign == '>' {
        return tag(left);
    }
    let bare = left.trim_end_matches(['*', ']', ')', '\\', '^', ' ']);
    if let Some(quote) = bare.chars().next_back().filter(|char| QUOTES.contains(char)) {
        let inner = bare[..bare.len() - quote.len_utf8()].trim_end_matches(['\\', '^']);
        let start = inner.rfind(QUOTES).map_or(0, |at| at + inner[at..].chars().next().map_or(0, char::len_utf8));
        return Some(inner[start..].trim()).filter(|key| !key.is_empty());
    }
    if sign == ',' {
        return None;
    }
    let is_key = |char: char| {
        char.is_alphanumeric()
            || matches!(char, '_' | '-' | '.' | ' ' | '\u{A0}' | '(' | ')')
            || ('\u{300}'..='\u{36F}').contains(&char)
    };
    let run = bare.trim_end_matches(is_key);
    let phrase = bare[run.len()..].trim();
    // An assignment has its key's last word before the sign; a label may have several words.
    let is_label = sign != '=' || phrase.split(' ').all(|word| word.chars().all(char::is_alphabetic));
    let key = if is_label { phrase } else { phrase.rsplit(' ').next().unwrap_or(phrase) };
    Some(key).filter(|key| !key.is_empty() && !key.ends_with('('))
}

/// Returns the end of a text, so that a long line takes no longer than its length.
fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(KEY_WITHIN);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The name of an XML element, or of its attribute `name`: `<appId>`, `<string name="app_id">`.
fn tag(left: &str) -> Option<&str> {
    let inner = &left[left.rfind('<')? + 1..];
    if inner.starts_with(['/', '!', '?']) || inner.ends_with('/') {
        return None;
    }
    match inner.split_once("name=\"") {
        Some((_, name)) => name.split('"').next(),
        None => inner.split(char::is_whitespace).next(),
    }
}

/// Reports whether nothing but a keyword stands before the key.
fn is_start(left: &str, key: &str) -> bool {
    let before = left.trim_end().strip_suffix(key).unwrap_or(left).trim();
    let before = before.trim_start_matches(['-', '*', '•', '+', '>', '@', '$', '\u{FEFF}', '\u{200B}']).trim();
    matches!(
        before,
        "" | "export" | "set" | "SET" | "setx" | "$env:" | "env:" | "ENV" | "const" | "let" | "var" | "declare"
    )
}

/// Reads the value after a sign; also returns where it ends.
fn value_at<'a>(
    line: &'a str,
    from: usize,
    read: &Key,
    is_whole_line: bool,
    is_form: bool,
) -> Option<(Cow<'a, str>, usize)> {
    let rest = &line[from..];
    let start = from
        + (rest.len()
            - rest
                .trim_start_matches(|char: char| char.is_whitespace() || matches!(char, '*' | '\u{200B}' | '\u{FEFF}'))
                .len());
    let text = &line[start..];
    if starts_quoted(text) {
        let open = text.find(QUOTES)?;
        let quote = text[open..].chars().next()?;
        let inner = open + quote.len_utf8();
        let end = inner + text[inner..].find(closing(quote)).unwrap_or(text.len() - inner);
        let value = text[inner..end].trim_end_matches(['\\', '^']);
        return Some((Cow::Borrowed(value), start + end));
    }
    if read.field() == Some(DraftField::Name) {
        return is_whole_line.then_some((Cow::Borrowed(text.trim()), line.len()));
    }
    let ends = |char: char| {
        char.is_whitespace() || matches!(char, ',' | ';' | '&' | '"' | '\'' | '`' | '<' | '|' | '}' | '”' | '’')
    };
    let mut length = text.find(ends).unwrap_or(text.len());
    if is_whole_line && !is_form {
        // A value of a settings file may hold any sign but a space.
        length = text.find(char::is_whitespace).unwrap_or(text.len());
        let is_alone = text[length..].trim().is_empty()
            || text[length..].trim_start().starts_with(['#', '(', '/', ';', '—', '-', '|', '\\', '`', '^']);
        if !is_alone && !is_like_a_value(&text[..length]) {
            return None;
        }
    }
    let raw = text[..length].trim_end_matches([')', ']']);
    let raw = if is_whole_line { raw.trim_end_matches([',', ';']) } else { raw };
    let value = if is_form { decoded(raw) } else { Cow::Borrowed(raw) };
    Some((value, start + length))
}

fn closing(quote: char) -> &'static [char] {
    match quote {
        '"' => &['"'],
        '\'' => &['\''],
        '`' => &['`'],
        '“' | '”' | '„' => &['“', '”'],
        _ => &['‘', '’'],
    }
}

fn is_like_a_value(word: &str) -> bool {
    const SHORTEST: usize = 8;
    word.len() >= SHORTEST && word.bytes().any(|byte| byte.is_ascii_digit())
}

fn decoded(raw: &str) -> Cow<'_, str> {
    if !raw.contains(['%', '+']) {
        return Cow::Borrowed(raw);
    }
    let pair = format!("k={raw}");
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or(Cow::Borrowed(raw), |(_, value)| Cow::Owned(value.into_owned()))
}

/// Reads a row of names and values in one line: `<add key="app_id" value="…"/>`, `SET value = '…' WHERE key = 'app_id'`.
fn named(line: &str) -> Option<Assignment<'_>> {
    let attribute = |names: &[&str]| names.iter().find_map(|name| quoted_after(line, name));
    let key = attribute(&["key", "name", "option_name", "setting_key"])?;
    let read = keys::read(key)?;
    let value = attribute(&["value", "content", "option_value", "setting_value"])?;
    Some(Assignment { key, read, value: Cow::Borrowed(value), is_expression: false })
}

fn quoted_after<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.match_indices(name).find_map(|(at, _)| {
        let is_word = !line[..at].ends_with(|char: char| char.is_alphanumeric() || matches!(char, '_' | '-'));
        let rest = line[at + name.len()..]
            .trim_start_matches(['"', '`', '\'', ']'])
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        let quote = rest.chars().next().filter(|char| is_word && matches!(char, '"' | '\''))?;
        rest[1..].split(quote).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_any_language_is_read() {
        for (line, wanted) in [
            ("ZALO_APP_ID=123", &[("ZALO_APP_ID", "123")][..]),
            ("export ZALO_APP_ID=\"123\"", &[("ZALO_APP_ID", "123")]),
            ("        'app_id'        => '123',", &[("app_id", "123")]),
            ("$headers.Add(\"secret_key\", \"FAKE_S\")", &[("secret_key", "FAKE_S")]),
            ("('zalo_app_id', '123', 0),", &[("zalo_app_id", "123")]),
            (
                "refresh_token=FAKE%3D&app_id=123&grant_type=refresh_token",
                &[("refresh_token", "FAKE="), ("app_id", "123"), ("grant_type", "refresh_token")],
            ),
            ("<add key=\"ZaloAppId\" value=\"123\"/>", &[("ZaloAppId", "123")]),
            ("<string name=\"app_id\">123</string>", &[("app_id", "123")]),
            ("UPDATE s SET value='FAKE_S' WHERE key='secret_key'", &[("secret_key", "FAKE_S")]),
            ("{\\\"refresh_token\\\":\\\"FAKE_RT\\\"}", &[("refresh_token", "FAKE_RT")]),
            ("refresh_token=FAKE_RT=:x", &[("refresh_token", "FAKE_RT=:x")]),
            ("ID ứng dụng: 123", &[("ID ứng dụng", "123")]),
            ("define('ZALO_APP_ID', '123');", &[("ZALO_APP_ID", "123")]),
            ("refresh_token (cũ): FAKE_RT", &[("refresh_token (cũ", "FAKE_RT")]),
        ] {
            let found = scan(line);
            let found: Vec<(&str, &str)> = found.iter().map(|each| (each.key, each.value.as_ref())).collect();
            assert_eq!(found, wanted, "{line}");
        }
    }

    #[test]
    fn a_sentence_is_no_assignment() {
        for line in
            ["refresh token: please send it", "https://oauth.zaloapp.com/v4/oa/access_token", "refresh token expired"]
        {
            assert!(scan(line).is_empty(), "{line}");
        }
    }
}
