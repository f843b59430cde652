//! Interprets an answer. The body decides, never the content type, and the status only if the body says nothing. No I/O
//! and no panics: nothing may fail between receiving tokens and saving them.

use std::borrow::Cow;
use std::fmt;

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::{Code, DeadAnswer, RefusalKind, ZaloError};
use super::salvage::{self, Salvage};
use super::spelling::{ACCESS, ACCESS_LIFE, Key, REFRESH, REFRESH_LIFE};
use crate::redaction::HIDDEN;
use crate::secret::{Secret, SecretBytes};
use crate::token::{self, TokenPair};

/// Maximum number of bytes read from a body. Zalo's bodies have less than 2 KiB.
pub const BODY_LIMIT: usize = 64 * 1024;
/// The longest token life accepted: 10 years, longer than any token of Zalo and than any clock error that could be
/// corrected.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// An answer as received. `Debug` shows neither body nor header values.
#[derive(Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The headers in order, with names in lower case. Cookie values are removed.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed, at most [`BODY_LIMIT`] bytes.
    pub body: SecretBytes,
    /// Whether the body is complete.
    pub complete: bool,
}

impl RawAnswer {
    /// Creates an answer. Values of `set-cookie` are removed.
    pub fn new(status: u16, mut headers: Vec<(String, String)>, body: SecretBytes, complete: bool) -> Self {
        for (_, value) in headers.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
            HIDDEN.clone_into(value);
        }
        Self { status, headers, body, complete }
    }

    /// Returns Zalo's time, if the answer contains it.
    pub fn date(&self) -> Option<Timestamp> {
        let (_, text) = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
        read_date(text)
    }
}

/// Parses the value of a `Date` header (RFC 9110).
pub fn read_date(text: &str) -> Option<Timestamp> {
    rfc2822::parse(text).ok().map(|date| date.timestamp())
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("RawAnswer")
            .field("status", &self.status)
            .field("headers", &names)
            .field("body", &self.body)
            .field("complete", &self.complete)
            .finish()
    }
}

/// Tokens from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenTokens {
    /// At least one of the two.
    pub pair: TokenPair,
    /// How long the access token lives from now.
    pub access_life: SignedDuration,
    /// How long the refresh token lives from now.
    pub refresh_life: SignedDuration,
    /// Whether the answer contained the access token's life.
    pub life_told: bool,
    /// Whether the answer was regular: complete JSON with the tokens in their documented place and no error.
    pub confirmed: bool,
}

/// Why an answer does not show what happened to the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnclearCause {
    /// 3xx: a redirect, which is not followed.
    Redirect,
    /// 5xx without Zalo's JSON.
    ServerError,
    /// 4xx without Zalo's JSON.
    ClientError,
    /// The body was cut off.
    Cut,
    /// The body is longer than [`BODY_LIMIT`].
    TooLarge,
    /// An HTML page, such as a captive portal's.
    Html,
    /// JSON with neither an error nor a token.
    NoTokens,
    /// Anything else.
    NotZalo,
}

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There are tokens to save.
    Tokens(GivenTokens),
    /// Zalo refused, and the token that was sent may still be valid.
    Refused(ZaloError),
    /// The token that was sent is not valid.
    Dead(DeadAnswer),
    /// The answer does not show what happened to the token.
    Unclear(UnclearCause),
}

/// Interprets an answer: first tokens, then Zalo's error, then an empty body. Anything else is unclear.
pub fn judge(answer: &RawAnswer) -> Verdict {
    judge_reply(answer, None)
}

/// Interprets the answer to a refresh token, if that is known. An answer that only repeats it contains no new token.
pub fn judge_reply(answer: &RawAnswer, sent: Option<&Secret>) -> Verdict {
    let body = String::from_utf8_lossy(answer.body.expose());
    let text = body.trim_matches(|char: char| char.is_whitespace() || char == '\u{FEFF}');
    let is_mangled = matches!(body, Cow::Owned(_));
    let object = match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Some(object),
        Ok(_) | Err(_) => None,
    };
    let is_echo =
        |tokens: &GivenTokens| tokens.pair.access.is_none() && sent.is_some() && tokens.pair.refresh.as_ref() == sent;
    let find = |text: &str, object, is_mangled| find_tokens(text, object, sent, is_mangled, answer.complete);
    let has_both = |tokens: &GivenTokens| tokens.pair.access.is_some() && tokens.pair.refresh.is_some();
    let plain =
        find(text, object.as_ref(), is_mangled).or_else(|| find(&without_zeroes(answer.body.expose())?, None, true));
    let tokens = match plain {
        Some(tokens) if has_both(&tokens) => Some(tokens),
        // If only one token is found as is, both may be found after unescaping.
        one => without_marks(text).and_then(|text| find(text.expose(), None, true)).filter(has_both).or(one),
    };
    if let Some(tokens) = tokens.filter(|tokens| !is_echo(tokens)) {
        return Verdict::Tokens(tokens);
    }
    match object.as_ref().and_then(ZaloError::read) {
        Some(error) if error.kind == RefusalKind::DeadToken => Verdict::Dead(DeadAnswer::Said(error)),
        Some(error) => Verdict::Refused(error),
        None if answer.status == 200 && answer.complete && text.is_empty() => Verdict::Dead(DeadAnswer::EmptyBody),
        None => Verdict::Unclear(unclear(answer, text, object.is_some())),
    }
}

/// Returns an answer's JSON object, if it is one, and the cause that applies otherwise.
pub(super) fn read_object(answer: &RawAnswer) -> (Option<Map<String, Value>>, UnclearCause) {
    let body = String::from_utf8_lossy(answer.body.expose());
    let text = body.trim_matches(|char: char| char.is_whitespace() || char == '\u{FEFF}');
    let object = match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Some(object),
        Ok(_) | Err(_) => None,
    };
    let cause = unclear(answer, text, object.is_some());
    (object, cause)
}

/// Decodes ASCII text in UTF-16 of either byte order or in UTF-32 by removing the zero bytes. Tokens are ASCII.
fn without_zeroes(body: &[u8]) -> Option<String> {
    if !body.contains(&0) {
        return None;
    }
    let plain = SecretBytes::new(body.iter().copied().filter(|byte| *byte != 0).collect());
    Some(String::from_utf8_lossy(plain.expose()).into_owned())
}

/// Undoes changes that a web page or a JSON encoder makes: HTML entities for quotes, and escaped letters in keys.
fn without_marks(text: &str) -> Option<Secret> {
    const QUOTES: [&str; 4] = ["&quot;", "&#34;", "&#034;", "&#x22;"];
    if QUOTES.iter().any(|quote| text.contains(quote)) {
        let plain = QUOTES.iter().fold(text.to_owned(), |text, quote| text.replace(quote, "\""));
        return Some(Secret::new(plain.replace("&amp;", "&")));
    }
    // After parsing and serialising again, keys contain no escapes.
    let value: Value = serde_json::from_str(text).ok().filter(|_| text.contains("\\u"))?;
    Some(Secret::new(value.to_string()))
}

fn find_tokens(
    text: &str,
    object: Option<&Map<String, Value>>,
    sent: Option<&Secret>,
    is_mangled: bool,
    is_complete: bool,
) -> Option<GivenTokens> {
    let mut found = salvage::scan(text, sent);
    if found.access.is_none() && found.refresh.is_none() {
        found = salvage::scan_form(text, is_complete);
    }
    let top = |key: Key| object.and_then(|object| top_token(object, key.documented()));
    let (top_access, top_refresh) = (top(ACCESS), top(REFRESH));
    let is_fine = object.is_some_and(|object| Code::read(object.get("error")).is_fine());
    let confirmed = is_fine
        && !is_mangled
        && !found.ambiguous
        && (top_access.is_some() || found.access.is_none())
        && (top_refresh.is_some() || found.refresh.is_none());
    let (access_told, refresh_told) = lifetimes(object, &found);
    let is_new = |token: &Secret| Some(token) != sent;
    let refresh = top_refresh.clone().filter(is_new).or(found.refresh).or(top_refresh);
    let pair = TokenPair { access: top_access.or(found.access), refresh };
    if pair.access.is_none() && pair.refresh.is_none() {
        return None;
    }
    Some(GivenTokens {
        pair,
        access_life: access_told.unwrap_or(token::ACCESS_LIFE),
        refresh_life: refresh_told.unwrap_or(token::REFRESH_LIFE),
        life_told: access_told.is_some(),
        confirmed,
    })
}

/// Returns a token at its documented place. The replacement character shows that it was damaged in transit.
fn top_token(object: &Map<String, Value>, key: &str) -> Option<Secret> {
    let text = object.get(key)?.as_str()?;
    (!text.trim().is_empty() && !text.contains('\u{FFFD}')).then(|| Secret::new(text))
}

fn lifetimes(object: Option<&Map<String, Value>>, found: &Salvage) -> (Option<SignedDuration>, Option<SignedDuration>) {
    let life = |key: Key, salvaged: &Option<String>| match object.and_then(|object| object.get(key.documented())) {
        Some(Value::String(text)) => read_life(text),
        Some(Value::Number(number)) => read_life(&number.to_string()),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
        None => salvaged.as_deref().and_then(read_life),
    };
    (life(ACCESS_LIFE, &found.access_life), life(REFRESH_LIFE, &found.refresh_life))
}

/// Parses a life in seconds. Returns `None` for zero, negative, infinite and too large values.
fn read_life(text: &str) -> Option<SignedDuration> {
    let seconds: f64 = text.trim().parse().ok()?;
    let life = SignedDuration::try_from_secs_f64(seconds.trunc()).ok()?;
    (life > SignedDuration::ZERO && life <= LONGEST_LIFE).then_some(life)
}

fn unclear(answer: &RawAnswer, text: &str, is_object: bool) -> UnclearCause {
    match answer.status {
        300..=399 => UnclearCause::Redirect,
        400..=499 => UnclearCause::ClientError,
        500..=599 => UnclearCause::ServerError,
        _ if !answer.complete && answer.body.len() >= BODY_LIMIT => UnclearCause::TooLarge,
        _ if !answer.complete => UnclearCause::Cut,
        _ if text.starts_with('<') => UnclearCause::Html,
        _ if is_object => UnclearCause::NoTokens,
        _ => UnclearCause::NotZalo,
    }
}

#[cfg(test)]
mod tests;
