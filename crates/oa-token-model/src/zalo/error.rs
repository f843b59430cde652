//! Zalo's error answers and their meaning (docs/zalo-api.md, section 2). No I/O.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::printable::printable;
use crate::redaction::Mask;
use crate::secret::Secret;

/// Maximum length of a text field. Zalo's have less than 60 characters. The window shows five lines of this.
const TEXT_LIMIT: usize = 300;
/// Marks a text that was shortened.
const MORE: char = '…';

/// What a refusal means for the user. One variant per row of docs/zalo-api.md, section 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// -14014: the refresh token is unknown, used, expired, or an access token.
    DeadToken,
    /// -14002: the `app_id` is wrong, or the app is not active.
    WrongAppId,
    /// -14003: the callback address differs from the saved one.
    CallbackMismatch,
    /// -14004: the `secret_key` is wrong.
    WrongSecretKey,
    /// -14005: the authorization code was used, or is older than 10 minutes.
    CodeSpent,
    /// -14018: an error of this program.
    BadGrantType,
    /// -32: too many calls.
    RateLimited,
    /// Any other code, or no code. Shown verbatim.
    Other,
}

impl RefusalKind {
    /// Returns the meaning of Zalo's code.
    pub fn from_code(code: Option<i64>) -> Self {
        match code {
            Some(-14014) => Self::DeadToken,
            Some(-14002) => Self::WrongAppId,
            Some(-14003) => Self::CallbackMismatch,
            Some(-14004) => Self::WrongSecretKey,
            Some(-14005) => Self::CodeSpent,
            Some(-14018) => Self::BadGrantType,
            Some(-32) => Self::RateLimited,
            Some(_) | None => Self::Other,
        }
    }
}

/// Zalo's error in its own words. Each text has at most 300 characters. The texts are not yet
/// [`redacted`](ZaloError::redacted).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZaloError {
    /// The error code, if there was one.
    pub code: Option<i64>,
    /// `error_name`, or else `message`, or else `error` as received.
    pub name: String,
    /// `error_description`. Often empty.
    pub description: String,
    /// `error_reason`. Often empty.
    pub reason: String,
    /// The meaning of the code.
    pub kind: RefusalKind,
}

/// Why the token that was sent is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadAnswer {
    /// Zalo answered with an error.
    Said(ZaloError),
    /// Status 200 with a complete empty body. Observed for a token that was already used.
    EmptyBody,
}

/// The value of the member `error`.
#[derive(Debug, PartialEq)]
pub(super) enum Code {
    /// Missing, or not a possible code.
    Absent,
    /// 0, which Zalo uses for success.
    Zero,
    /// A number other than 0.
    Number(i64),
    /// A text that is not a number.
    Word(String),
}

impl Code {
    /// Parses the member `error`: a number or a text, quoted or not.
    pub(super) fn read(value: Option<&Value>) -> Self {
        match value {
            Some(Value::Number(number)) => Self::from_number(number),
            Some(Value::String(text)) => Self::from_text(text.trim()),
            None | Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => Self::Absent,
        }
    }

    fn from_number(number: &Number) -> Self {
        // -14014.0 is the same code. A whole float is formatted like the integer.
        let whole = || format!("{}", number.as_f64()?).parse().ok();
        match number.as_i64().or_else(whole) {
            Some(0) => Self::Zero,
            Some(code) => Self::Number(code),
            None => Self::Word(number.to_string()),
        }
    }

    fn from_text(text: &str) -> Self {
        match text.parse() {
            Ok(0) => Self::Zero,
            Ok(code) => Self::Number(code),
            Err(_) if text.is_empty() => Self::Absent,
            Err(_) => Self::Word(text.to_owned()),
        }
    }

    /// Reports whether the value does not contradict tokens in the same answer.
    pub(super) fn is_fine(&self) -> bool {
        matches!(self, Self::Absent | Self::Zero)
    }
}

impl ZaloError {
    /// Reads an error: a non-zero `error`, or a name or message if there is no `error`.
    pub(super) fn read(object: &Map<String, Value>) -> Option<Self> {
        let said = [text(object, "error_name"), text(object, "message")].into_iter().find(|text| !text.is_empty());
        let (code, name) = match (Code::read(object.get("error")), said) {
            (Code::Zero, _) | (Code::Absent, None) => return None,
            (Code::Absent, Some(name)) => (None, name),
            (Code::Number(code), name) => (Some(code), name.unwrap_or_else(|| code.to_string())),
            (Code::Word(word), name) => (None, name.unwrap_or_else(|| cap(&word))),
        };
        Some(Self {
            code,
            name,
            description: text(object, "error_description"),
            reason: text(object, "error_reason"),
            kind: RefusalKind::from_code(code),
        })
    }

    /// Returns the code and the name as Zalo sent them.
    pub fn said(&self) -> String {
        match self.code {
            Some(code) => format!("{code} · {}", self.name),
            None => self.name.clone(),
        }
    }

    /// Creates an error without texts.
    pub fn unsaid(kind: RefusalKind) -> Self {
        Self { code: None, name: String::new(), description: String::new(), reason: String::new(), kind }
    }

    /// Returns the same error without the secrets that it may repeat, and without terminal control characters.
    #[must_use]
    pub fn redacted(self, secrets: &[&Secret]) -> Self {
        let mask = Mask::new(secrets);
        let clean = |text: &str| printable(&mask.sentence(text)).into_owned();
        let (name, description, reason) = (clean(&self.name), clean(&self.description), clean(&self.reason));
        Self { name, description, reason, ..self }
    }
}

fn text(object: &Map<String, Value>, key: &str) -> String {
    object.get(key).and_then(Value::as_str).map(|text| cap(text.trim())).unwrap_or_default()
}

fn cap(text: &str) -> String {
    match text.char_indices().nth(TEXT_LIMIT) {
        None => text.to_owned(),
        Some(_) => text.chars().take(TEXT_LIMIT - 1).chain([MORE]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<ZaloError> {
        ZaloError::read(serde_json::from_str::<Value>(body).unwrap().as_object().unwrap())
    }

    #[test]
    fn a_code_is_read_as_a_number_and_quoted() {
        for (code, kind) in [
            (-14014, RefusalKind::DeadToken),
            (-14002, RefusalKind::WrongAppId),
            (-14003, RefusalKind::CallbackMismatch),
            (-14004, RefusalKind::WrongSecretKey),
            (-14005, RefusalKind::CodeSpent),
            (-14018, RefusalKind::BadGrantType),
            (-32, RefusalKind::RateLimited),
            (-1, RefusalKind::Other),
        ] {
            for body in [
                format!(r#"{{"error":{code},"error_name":"x"}}"#),
                format!(r#"{{"error":"{code}","error_name":"x"}}"#),
                format!(r#"{{"error":{code}.0,"error_name":"x"}}"#),
                format!(r#"{{"error":" {code} ","message":"x"}}"#),
            ] {
                let error = read(&body).unwrap();
                assert_eq!((error.code, error.name.as_str(), error.kind), (Some(code), "x", kind), "{body}");
            }
        }
    }

    #[test]
    fn the_name_is_the_first_of_name_message_and_error() {
        for (body, name) in [
            (r#"{"error":-1,"error_name":"n","message":"m"}"#, "n"),
            (r#"{"error":-1,"error_name":" ","message":"m"}"#, "m"),
            (r#"{"error":-1,"error_name":7}"#, "-1"),
            (r#"{"error":"invalid_grant"}"#, "invalid_grant"),
            (r#"{"message":"m"}"#, "m"),
            (r#"{"error":1.5}"#, "1.5"),
            (r#"{"error":18446744073709551615}"#, "18446744073709551615"),
        ] {
            assert_eq!(read(body).unwrap().name, name, "{body}");
        }
    }

    #[test]
    fn zero_and_a_missing_code_are_not_a_refusal() {
        for body in [
            r#"{"error":0,"error_name":"n","message":"Success"}"#,
            r#"{"error":"0","message":"m"}"#,
            r#"{"error":0.0}"#,
            r#"{"error":-0.0,"message":"m"}"#,
            r#"{"error":null}"#,
            r#"{"error":"","error_name":""}"#,
            r#"{"error":{"code":-14014}}"#,
            "{}",
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }

    #[test]
    fn texts_are_capped() {
        let long = "ệ".repeat(1000);
        let error = read(&format!(r#"{{"error":-1,"error_name":"{long}","error_reason":"{long}"}}"#)).unwrap();
        assert_eq!(error.name.chars().count(), TEXT_LIMIT);
        assert_eq!(error.reason, error.name);
    }

    #[test]
    fn a_secret_cut_by_the_cap_is_hidden_too() {
        let secret = Secret::new("ZYXWVUTSRQPONMLKJIHG".repeat(10));
        let body = format!(r#"{{"error":-1,"error_name":"{}{}"}}"#, "x".repeat(200), secret.expose());
        let error = read(&body).unwrap().redacted(&[&secret]);
        assert!(error.name.ends_with("•••…"), "{}", error.name);
        assert!(!error.name.contains("ZYX"));
    }
}
