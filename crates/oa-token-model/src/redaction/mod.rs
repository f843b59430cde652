//! Masks every token in an answer before it is shown. Pure.

mod mask;

use serde_json::Value;

pub use mask::HIDDEN;
pub use mask::Mask;

use crate::secret::{Secret, SecretBytes};

/// Replaces a secret.
pub const BULLETS: &str = "••••••••••••";
/// Nesting limit for the formatted view; deeper than any answer of Zalo.
const DEEPEST: u8 = 16;

/// The kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum LineKind {
    /// A bracket.
    Bracket,
    /// A string.
    Text,
    /// A number, `true`, `false` or `null`.
    Literal,
    /// Part of Zalo's error.
    Error,
    /// The access token; only its last four characters are shown.
    AccessToken,
    /// The refresh token; only its last four characters are shown.
    RefreshToken,
}

/// One line of a formatted answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its depth, in steps.
    pub depth: u8,
    /// The member's key, if it has one.
    pub key: Option<String>,
    /// The value or bracket as JSON text, without the comma; for a token, its last four characters without quotes.
    pub shown: String,
    /// The kind of the value.
    pub kind: LineKind,
    /// Whether a comma follows.
    pub comma: bool,
}

/// Returns a body as received with every token masked; bytes that are not UTF-8 are shown as replacement characters.
pub fn raw(body: &SecretBytes, known: &[&Secret]) -> String {
    // The zero bytes of UTF-16 would hide a token from the mask.
    Mask::new(known).with_tails(&String::from_utf8_lossy(body.expose()).replace('\0', ""))
}

/// Formats a JSON body, tokens masked; empty if it is not JSON.
pub fn lines(body: &SecretBytes, known: &[&Secret]) -> Vec<Line> {
    let text = String::from_utf8_lossy(body.expose());
    let text = text.trim_start_matches('\u{FEFF}');
    let mut lines = Vec::new();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        lay_out(&value, None, 0, &Mask::new(known), &mut lines);
    }
    lines
}

fn lay_out(value: &Value, key: Option<&str>, depth: u8, mask: &Mask, lines: &mut Vec<Line>) {
    let mut line = |shown: String, kind, depth| {
        lines.push(Line { depth, key: key.map(|key| mask.with_tails(key)), shown, kind, comma: false });
    };
    match value {
        Value::Object(members) if depth < DEEPEST && !members.is_empty() => {
            line("{".to_owned(), LineKind::Bracket, depth);
            for (at, (key, value)) in members.iter().enumerate() {
                lay_out(value, Some(key), depth + 1, mask, lines);
                end_line(lines, at + 1 < members.len());
            }
            lines.push(closing("}", depth));
        }
        Value::Array(items) if depth < DEEPEST && !items.is_empty() => {
            line("[".to_owned(), LineKind::Bracket, depth);
            for (at, item) in items.iter().enumerate() {
                lay_out(item, None, depth + 1, mask, lines);
                end_line(lines, at + 1 < items.len());
            }
            lines.push(closing("]", depth));
        }
        Value::String(text) => {
            let (shown, kind) = text_line(key, text, mask);
            line(shown, kind, depth);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            line(value.to_string(), if is_error(key) { LineKind::Error } else { LineKind::Literal }, depth);
        }
        Value::Object(_) | Value::Array(_) => line(mask.with_tails(&value.to_string()), LineKind::Bracket, depth),
    }
}

fn text_line(key: Option<&str>, text: &str, mask: &Mask) -> (String, LineKind) {
    let token = match key {
        Some("access_token") => Some(LineKind::AccessToken),
        Some("refresh_token") => Some(LineKind::RefreshToken),
        _ => None,
    };
    match token {
        Some(kind) if !text.is_empty() => (Secret::new(text).last_four().to_owned(), kind),
        _ => {
            let shown = Value::String(mask.with_tails(text)).to_string();
            (shown, if is_error(key) { LineKind::Error } else { LineKind::Text })
        }
    }
}

fn is_error(key: Option<&str>) -> bool {
    matches!(key, Some("error" | "error_name" | "error_description" | "error_reason" | "message"))
}

fn closing(bracket: &str, depth: u8) -> Line {
    Line { depth, key: None, shown: bracket.to_owned(), kind: LineKind::Bracket, comma: false }
}

fn end_line(lines: &mut [Line], comma: bool) {
    if let Some(last) = lines.last_mut() {
        last.comma = comma;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "FAKE_AT_RfBh5NdqsWzhcX8bDDe_1A463Z34Fhy1GVi63AoTU1InwujqF";
    const RT: &str = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";

    fn body(text: &str) -> SecretBytes {
        SecretBytes::new(text.as_bytes().to_vec())
    }

    #[test]
    fn an_answer_keeps_zalos_order_and_its_tokens_are_masked() {
        let answer = body(&format!(r#"{{"refresh_token":"{RT}","access_token":"{AT}","expires_in":"90000"}}"#));
        let shown: Vec<String> = lines(&answer, &[])
            .iter()
            .map(|line| {
                format!(
                    "{}{}={}{}",
                    line.depth,
                    line.key.as_deref().unwrap_or(""),
                    line.shown,
                    if line.comma { "," } else { "" }
                )
            })
            .collect();
        assert_eq!(shown, ["0={", "1refresh_token=GX9G,", "1access_token=ujqF,", "1expires_in=\"90000\"", "0=}"]);
    }

    #[test]
    fn a_cut_or_echoed_token_is_masked_too() {
        for text in [
            format!(r#"{{"access_token":"{}"#, &AT[..40]),
            format!("<html>{RT}</html>"),
            format!("a=1&refresh_token={RT}"),
        ] {
            let shown = raw(&body(&text), &[]);
            assert!(!shown.contains(&AT[..40]) && !shown.contains(RT), "{shown}");
        }
    }

    #[test]
    fn a_short_known_secret_is_masked_everywhere() {
        let key = Secret::new("FAKE_SECRET_00");
        let shown = raw(&body(r#"{"error":-14004,"error_name":"bad FAKE_SECRET_00"}"#), &[&key]);
        assert_eq!(shown, format!(r#"{{"error":-14004,"error_name":"bad {BULLETS}"}}"#));
    }

    #[test]
    fn zalos_messages_are_shown_unchanged() {
        let text = r#"{"error":-14002,"error_reason":"App is not active but user is not admin","ref_doc":"https://developers.zalo.me/docs/..."}"#;
        assert_eq!(raw(&body(text), &[]), text);
        assert!(lines(&body("<html>"), &[]).is_empty());
    }
}
