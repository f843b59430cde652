//! Finds complete tokens in any text: cut off, nested, quoted inside another text, wrapped in HTML. No I/O.
//!
//! A token counts only if its string literal is closed: a token that was cut off is worse than none.

use url::form_urlencoded;

use super::spelling::{ACCESS, ACCESS_LIFE, Key, REFRESH, REFRESH_LIFE};
use crate::secret::Secret;

/// The values found in a text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Salvage {
    pub(super) access: Option<Secret>,
    pub(super) refresh: Option<Secret>,
    /// The lives as text, not parsed.
    pub(super) access_life: Option<String>,
    pub(super) refresh_life: Option<String>,
    /// Whether a key occurred with two different tokens, in one spelling or several. The last one is returned, as JSON
    /// parsers do.
    pub(super) ambiguous: bool,
}

/// Scans a text for keys followed by a closed JSON string, at any place and depth. The token that was sent counts only
/// if there is no other, because an answer may repeat the request after the new token.
pub(super) fn scan(text: &str, sent: Option<&Secret>) -> Salvage {
    let is_sent = |token: &str| sent.is_some_and(|sent| sent.expose() == token);
    let mut ambiguous = false;
    let mut last = |key: Key| {
        let mut found: Option<String> = None;
        for token in members(text, key).filter_map(|mut value| literal(&mut value)).filter(|token| is_token(token)) {
            ambiguous |= found.as_ref().is_some_and(|earlier| *earlier != token);
            if found.is_none() || !is_sent(&token) {
                found = Some(token);
            }
        }
        found.map(Secret::new)
    };
    let (access, refresh) = (last(ACCESS), last(REFRESH));
    let life = |key| members(text, key).filter_map(scalar).last();
    Salvage { access, refresh, access_life: life(ACCESS_LIFE), refresh_life: life(REFRESH_LIFE), ambiguous }
}

/// Reads a text that is entirely form-encoded. If the text is incomplete, its last field is ignored.
pub(super) fn scan_form(text: &str, is_complete: bool) -> Salvage {
    let text = text.trim().trim_start_matches(['?', '#']);
    let mut found = Salvage::default();
    if !is_form(text) {
        return found;
    }
    let whole = if is_complete { text } else { text.rsplit_once('&').map_or("", |(whole, _cut)| whole) };
    for (key, value) in form_urlencoded::parse(whole.as_bytes()) {
        let token = |earlier: &mut Option<Secret>| {
            if !is_token(&value) {
                return false;
            }
            let later = earlier.replace(Secret::new(value.as_ref()));
            later.is_some_and(|later| later.expose() != value)
        };
        let key = key.as_ref();
        if ACCESS.is(key) {
            found.ambiguous |= token(&mut found.access);
        } else if REFRESH.is(key) {
            found.ambiguous |= token(&mut found.refresh);
        } else if ACCESS_LIFE.is(key) {
            found.access_life = Some(value.into_owned());
        } else if REFRESH_LIFE.is(key) {
            found.refresh_life = Some(value.into_owned());
        }
    }
    found
}

/// Reports whether a text consists only of form fields, each with a key, without characters that a form would encode.
fn is_form(text: &str) -> bool {
    let is_plain = |char: char| char.is_ascii_graphic() && !"\"<>{}\\^`|".contains(char);
    let is_key =
        |key: &str| !key.is_empty() && key.chars().all(|char| char.is_ascii_alphanumeric() || "_-.%+".contains(char));
    text.chars().all(is_plain)
        && text.split('&').filter(|field| !field.is_empty()).all(|field| is_key(field.split('=').next().unwrap_or("")))
}

/// Reports whether a text can be a token: visible ASCII. Brackets show that a cut token was joined with the text after
/// it.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_ascii_graphic() && !"<>{}".contains(char))
}

type Chars<'a> = std::iter::Peekable<Box<dyn Iterator<Item = char> + 'a>>;

/// Returns the text after each `"key":`, unescaped as many times as the key's quotes are escaped.
fn members(text: &str, key: Key) -> impl Iterator<Item = Chars<'_>> {
    text.match_indices('"').filter_map(move |(at, _)| {
        let rest = key.strip(&text[at + 1..])?;
        let value = rest.trim_start_matches('\\');
        // In a text inside a text the quotes are `\"`. One level deeper they are `\\\"`, then `\\\\\\\"`.
        let levels = match rest.len() - value.len() {
            0 => 0,
            1 => 1,
            3 => 2,
            7 => 3,
            _ => return None,
        };
        let mut chars: Box<dyn Iterator<Item = char>> = Box::new(value.strip_prefix('"')?.chars());
        for _ in 0..levels {
            chars = Box::new(Unescaped { chars, is_closed: false, is_over: false });
        }
        let mut chars = chars.peekable();
        skip_spaces(&mut chars);
        chars.next_if_eq(&':')?;
        skip_spaces(&mut chars);
        Some(chars)
    })
}

fn skip_spaces(chars: &mut Chars<'_>) {
    while chars.next_if(|char| matches!(char, ' ' | '\t' | '\r' | '\n')).is_some() {}
}

/// Reads a JSON string. Returns `None` unless it is closed.
fn literal(chars: &mut Chars<'_>) -> Option<String> {
    chars.next_if_eq(&'"')?;
    let mut inside = Unescaped { chars, is_closed: false, is_over: false };
    let text = inside.by_ref().collect();
    inside.is_closed.then_some(text)
}

/// Reads a JSON string or number. Returns `None` unless its end is in the text.
fn scalar(mut chars: Chars<'_>) -> Option<String> {
    if chars.peek() == Some(&'"') {
        return literal(&mut chars);
    }
    let mut number = String::new();
    while let Some(char) = chars.next_if(|char| char.is_ascii_digit() || "+-.eE".contains(*char)) {
        number.push(char);
    }
    let is_ended = chars.peek().is_some();
    (is_ended && !number.is_empty()).then_some(number)
}

/// Iterates over the characters of a JSON string up to its closing quote. Stops at anything that JSON does not allow.
struct Unescaped<I> {
    chars: I,
    is_closed: bool,
    is_over: bool,
}

impl<I: Iterator<Item = char>> Unescaped<I> {
    fn read(&mut self) -> Option<char> {
        match self.chars.next()? {
            '"' => {
                self.is_closed = true;
                None
            }
            '\\' => self.escape(),
            char => Some(char),
        }
    }

    fn escape(&mut self) -> Option<char> {
        match self.chars.next()? {
            char @ ('"' | '\\' | '/') => Some(char),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'u' => {
                let unit = self.unit()?;
                if !(0xD800..0xDC00).contains(&unit) {
                    return char::from_u32(unit);
                }
                let is_pair = self.chars.next()? == '\\' && self.chars.next()? == 'u';
                let low = self.unit()?.checked_sub(0xDC00).filter(|low| is_pair && *low < 0x400)?;
                char::from_u32(0x10000 + ((unit - 0xD800) << 10) + low)
            }
            _ => None,
        }
    }

    fn unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(unit * 16 + self.chars.next()?.to_digit(16)?))
    }
}

impl<I: Iterator<Item = char>> Iterator for Unescaped<I> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let next = if self.is_over { None } else { self.read() };
        self.is_over = next.is_none();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Option<String>, Option<String>) {
        let found = scan(text, None);
        let expose = |secret: Option<Secret>| secret.map(|secret| secret.expose().to_owned());
        (expose(found.access), expose(found.refresh))
    }

    fn both() -> (Option<String>, Option<String>) {
        (Some("FAKE_A".to_owned()), Some("FAKE_R".to_owned()))
    }

    #[test]
    fn complete_tokens_are_found_anywhere() {
        for text in [
            r#"{"access_token":"FAKE_A","refresh_token":"FAKE_R"}"#,
            "{\"access_token\" :\r\n\t\"FAKE_A\" , \"refresh_token\": \"FAKE_R\"",
            r#"{"data":{"x":[{"refresh_token":"FAKE_R"},{"access_token":"FAKE_A"}]}}"#,
            r#"<html><pre>{"access_token":"FAKE_A","refresh_token":"FAKE_R"}</pre>"#,
            r#"cb({"access_token":"FAKE\u005fA","refresh_token":"FAKE_R"});"#,
            r#"{"body":"{\"access_token\":\"FAKE_A\",\n \"refresh_token\":\"FAKE_R\"}"}"#,
            r#"{"body":"{\"access_token\":\"FAKE_A\",\"refresh_token\":\"FAKE_R\""#,
            r#""{\\\"access_token\\\":\\\"FAKE_A\\\",\\\"refresh_token\\\":\\\"FAKE_R\\\"}""#,
            r#"{"access_token":"","access_token":"FAKE_A","refresh_token":null,"refresh_token":"FAKE_R"}"#,
            r#"{"accessToken":"FAKE_A","refreshToken":"FAKE_R"}"#,
            r#"{"ACCESS_TOKEN":"FAKE_A","REFRESH-TOKEN":"FAKE_R"}"#,
            r#"{"access\u005ftoken":"FAKE_A","refresh\u005Ftoken":"FAKE_R"}"#,
            r#"{"body":"{\"AccessToken\":\"FAKE_A\",\"RefreshToken\":\"FAKE_R\"}"}"#,
        ] {
            assert_eq!(found(text), both(), "{text}");
        }
    }

    #[test]
    fn a_token_without_its_end_is_not_taken() {
        for text in [
            r#"{"access_token":"FAKE_A"#,
            r#"{"access_token":"FAKE_A\"#,
            r#"{"access_token":"FAKE_A\""#,
            r#"{"access_token":"FAKE\u00"#,
            r#"{"access_token":"FAKE\x41""#,
            r#"{"body":"{\"access_token\":\"FAKE_A"#,
            r#"{"body":"{\"access_token\":\"FAKE_A\"#,
            r#"{"body":"{\"access_token\":\"FAKE_A"}"#,
            r#"{"access_token":"FAKE_A<html lang="vi">"#,
            r#"{"access_token":"FAKE_A{"error":-1}"#,
            "{\"access_token\":\"FAKE_A\n\"",
            "{\"access_token\":\"FAKE_\u{FFFD}A\"}",
        ] {
            assert_eq!(found(text), (None, None), "{text}");
        }
    }

    #[test]
    fn non_text_is_not_a_token() {
        for text in [
            r#"{"access_token":"","refresh_token":""}"#,
            r#"{"access_token":null,"refresh_token":12}"#,
            r#"{"access_token":["FAKE_A"],"refresh_token":{"x":"FAKE_R"}}"#,
            r#"{"old_access_token":"FAKE_A"}"#,
            r#"{"access_token_x":"FAKE_A"}"#,
            r#"refresh_token: "FAKE_R""#,
        ] {
            assert_eq!(found(text), (None, None), "{text}");
        }
    }

    #[test]
    fn two_different_tokens_under_one_key_are_reported() {
        assert!(scan(r#"{"access_token":"FAKE_1","access_token":"FAKE_2"}"#, None).ambiguous);
        assert!(!scan(r#"{"access_token":"FAKE_1","data":{"access_token":"FAKE_1"}}"#, None).ambiguous);
        assert!(scan(r#"{"access_token":"FAKE_1","data":{"accessToken":"FAKE_2"}}"#, None).ambiguous);
        assert!(!scan(r#"{"access_token":"FAKE_1","data":{"accessToken":"FAKE_1"}}"#, None).ambiguous);
    }

    #[test]
    fn every_other_token_is_preferred_to_the_sent_one() {
        let refresh = |text: &str| scan(text, Some(&Secret::new("FAKE_SENT"))).refresh.unwrap().expose().to_owned();
        assert_eq!(
            refresh(r#"{"data":{"refresh_token":"FAKE_NEW"},"form":{"refresh_token":"FAKE_SENT"}}"#),
            "FAKE_NEW"
        );
        assert_eq!(
            refresh(r#"{"form":{"refresh_token":"FAKE_SENT"},"data":{"refresh_token":"FAKE_NEW"}}"#),
            "FAKE_NEW"
        );
        assert_eq!(refresh(r#"{"refresh_token":"FAKE_SENT"}"#), "FAKE_SENT");
    }

    #[test]
    fn a_lifetime_counts_only_if_it_is_complete() {
        let life = |text: &str| scan(text, None).access_life;
        assert_eq!(life(r#"{"refresh_token_expires_in":1,"expires_in":"90000"}"#).as_deref(), Some("90000"));
        assert_eq!(life(r#"{"expires_in": 90000}"#).as_deref(), Some("90000"));
        assert_eq!(life(r#"{"expires_in": 900"#), None);
        assert_eq!(life(r#"{"expires_in": "900"#), None);
    }

    #[test]
    fn a_form_is_read_only_if_it_is_the_whole_body() {
        let body = "access_token=FAKE_A&refresh_token=FAKE_R%2B";
        let whole = scan_form(body, true);
        assert_eq!(whole.refresh.unwrap().expose(), "FAKE_R+");
        let cut = scan_form(body, false);
        assert_eq!((cut.access.is_some(), cut.refresh.is_some()), (true, false));
        assert!(scan_form("x=1&accessToken=FAKE_A", true).access.is_some(), "in any order and spelling");
        for text in ["access_tokens=FAKE_A", "see https://x/?access_token=FAKE_A", "{access_token=FAKE_A}"] {
            assert_eq!(scan_form(text, true), Salvage::default(), "{text}");
        }
        assert!(scan_form("access_token=FAKE_1&ACCESS_TOKEN=FAKE_2", true).ambiguous);
        assert!(!scan_form("access_token=FAKE_1&ACCESS_TOKEN=FAKE_1", true).ambiguous);
    }
}
