//! What an answer means. Decided by the body, never by the content type, and by the status only where the body is
//! silent. Pure, and it never panics: between receiving tokens and saving them nothing may go wrong.

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

/// The most that is read of a body. Zalo's have under 2 KiB.
pub const BODY_LIMIT: usize = 64 * 1024;
/// The longest life believed: 10 years, longer than any token of Zalo's and than any clock's mistake we could mend.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// An answer as received. `Debug` shows neither body nor header values.
#[derive(Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The headers in order, names in lower case; cookies are left out.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked, at most [`BODY_LIMIT`] bytes.
    pub body: SecretBytes,
    /// Whether the body came to its end.
    pub complete: bool,
}

impl RawAnswer {
    /// Takes an answer into keeping; values of `set-cookie` are dropped.
    pub fn new(status: u16, mut headers: Vec<(String, String)>, body: SecretBytes, complete: bool) -> Self {
        for (_, value) in headers.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
            HIDDEN.clone_into(value);
        }
        Self { status, headers, body, complete }
    }

    /// Returns what time it was at Zalo, if the answer says so.
    pub fn date(&self) -> Option<Timestamp> {
        let (_, text) = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
        read_date(text)
    }
}

/// Reads the value of a header `Date` (RFC 9110).
pub(super) fn read_date(text: &str) -> Option<Timestamp> {
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

/// Tokens that came in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenTokens {
    /// At least one of the two.
    pub pair: TokenPair,
    /// How long the access token lives from now.
    pub access_life: SignedDuration,
    /// How long the refresh token lives from now.
    pub refresh_life: SignedDuration,
    /// Whether the answer told the access token's life.
    pub life_told: bool,
    /// Whether the answer was sound: whole JSON with the tokens where they belong, and no error beside them.
    pub confirmed: bool,
}

/// Why an answer says nothing of what became of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnclearCause {
    /// 3xx: sent elsewhere, where we do not go.
    Redirect,
    /// 5xx without Zalo's JSON.
    ServerError,
    /// 4xx without Zalo's JSON.
    ClientError,
    /// The body ended too early.
    Cut,
    /// The body is longer than [`BODY_LIMIT`].
    TooLarge,
    /// A page for people, such as a captive portal's.
    Html,
    /// JSON that tells of no error and holds no token.
    NoTokens,
    /// Anything else.
    NotZalo,
}

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There are tokens to save.
    Tokens(GivenTokens),
    /// Zalo said no, and the token sent may still be good.
    Refused(ZaloError),
    /// The token sent is no good.
    Dead(DeadAnswer),
    /// Nobody knows.
    Unclear(UnclearCause),
}

/// Reads an answer: tokens first, then Zalo's error, then the empty body; all else is unclear.
pub fn judge(answer: &RawAnswer) -> Verdict {
    judge_reply(answer, None)
}

/// Reads the answer to a refresh token, if that is known: an answer that merely repeats it brings no token.
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
        // Half a pair as it stands may be a whole one behind marks.
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

/// Returns an answer's JSON object, if it is one, and why it says nothing otherwise.
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

/// Reads UTF-16 of either order, and UTF-32, as far as it is ASCII, which tokens are: the rest of each letter is zeroes.
fn without_zeroes(body: &[u8]) -> Option<String> {
    if !body.contains(&0) {
        return None;
    }
    let plain = SecretBytes::new(body.iter().copied().filter(|byte| *byte != 0).collect());
    Some(String::from_utf8_lossy(plain.expose()).into_owned())
}

/// Reads what a page or a reader of JSON has written otherwise: quotes as HTML writes them, letters of keys escaped.
fn without_marks(text: &str) -> Option<Secret> {
    const QUOTES: [&str; 4] = ["&quot;", "&#34;", "&#034;", "&#x22;"];
    if QUOTES.iter().any(|quote| text.contains(quote)) {
        let plain = QUOTES.iter().fold(text.to_owned(), |text, quote| text.replace(quote, "\""));
        return Some(Secret::new(plain.replace("&amp;", "&")));
    }
    // Written anew, a key has no escapes left.
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
    let (access_told, refresh_told) = lives(object, &found);
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

/// Returns a token at its proper place; the replacement character means that the wire has spoilt it.
fn top_token(object: &Map<String, Value>, key: &str) -> Option<Secret> {
    let text = object.get(key)?.as_str()?;
    (!text.trim().is_empty() && !text.contains('\u{FFFD}')).then(|| Secret::new(text))
}

fn lives(object: Option<&Map<String, Value>>, found: &Salvage) -> (Option<SignedDuration>, Option<SignedDuration>) {
    let life = |key: Key, salvaged: &Option<String>| match object.and_then(|object| object.get(key.documented())) {
        Some(Value::String(text)) => read_life(text),
        Some(Value::Number(number)) => read_life(&number.to_string()),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
        None => salvaged.as_deref().and_then(read_life),
    };
    (life(ACCESS_LIFE, &found.access_life), life(REFRESH_LIFE, &found.refresh_life))
}

/// Reads a life in seconds; zero, negative, endless and absurd ones are junk.
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
