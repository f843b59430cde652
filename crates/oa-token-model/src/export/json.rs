//! Zalo's own answer, and the same tokens with their expiry times.

use serde_json::{Map, Value};

use super::{ACCESS, Pair, REFRESH, Subject};
use crate::export::members::{self, Text};
use crate::redaction;
use crate::secret::{Secret, SecretBytes};
use crate::token::{Expiry, TokenPair};

/// Writes a JSON object with the times as RFC 3339 in UTC; null if the expiry is unknown.
pub(super) fn with_times(pair: &Pair<'_>) -> String {
    pretty(&Value::Object(members_with_times(pair)))
}

/// Returns the members of that object.
pub(super) fn members_with_times(pair: &Pair<'_>) -> Map<String, Value> {
    let text = |text: &str| Value::from(text);
    let time = |at: &Option<String>| at.as_deref().map_or(Value::Null, Value::from);
    let mut object = Map::new();
    object.insert(ACCESS.to_owned(), text(pair.access.shown()));
    object.insert("expires_at".to_owned(), time(&pair.access_expires_at));
    if let Some(refresh) = &pair.refresh {
        object.insert(REFRESH.to_owned(), text(refresh.shown()));
        object.insert("refresh_expires_at".to_owned(), time(&pair.refresh_expires_at));
    }
    object
}

/// Formats JSON for reading, with the members in insertion order.
pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

/// Writes Zalo's answer as received if it is safe to export, otherwise an answer as Zalo would have sent it.
pub(super) fn as_zalo_answers(subject: &Subject<'_>, pair: &Pair<'_>) -> String {
    match as_received(subject, pair.refresh.is_some()) {
        Some(answer) if pair.access.is_masked() => masked(&answer, pair),
        Some(answer) => answer,
        None => synthesised(pair, &subject.stored.expiry),
    }
}

/// Returns Zalo's answer if it is safe to export: complete JSON whose tokens are those of the pair.
fn as_received(subject: &Subject<'_>, with_refresh_token: bool) -> Option<String> {
    let stored = subject.stored;
    let bytes = stored.answer.as_ref().filter(|_| !stored.unconfirmed)?.expose();
    // JSON parsers reject the byte order mark.
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).ok()?;
    let answer: Value = serde_json::from_str(text).ok()?;
    let holds_secret_key = has_key(text, "secret_key") || holds(text, subject.secret_key);
    if !brought_the_pair(answer.as_object()?, &stored.pair) || holds_secret_key {
        return None;
    }
    if with_refresh_token {
        return Some(text.to_owned());
    }
    let rest = members::without(text, REFRESH);
    // The answer may repeat the refresh token elsewhere, which would leak it.
    let holds_refresh = stored.pair.refresh.as_ref().is_some_and(|refresh| holds(&rest, refresh));
    (!has_key(&rest, REFRESH) && !holds_refresh).then_some(rest)
}

fn brought_the_pair(answer: &Map<String, Value>, pair: &TokenPair) -> bool {
    let is_there = |key, token: &Option<Secret>| match (answer.get(key).and_then(Value::as_str), token) {
        (Some(text), Some(token)) => text == token.expose(),
        (None | Some(""), None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    is_there(ACCESS, &pair.access) && is_there(REFRESH, &pair.refresh)
}

// Both functions read the text, because a parsed value keeps only the last of two members with the same key.

fn has_key(json: &str, key: &str) -> bool {
    members::texts(json).any(|text| text.is_key && text.value == key)
}

/// Reports whether a secret occurs anywhere, literally or with escapes.
fn holds(json: &str, secret: &Secret) -> bool {
    let is_there = |text: &str| text.contains(secret.expose());
    !secret.is_empty() && (is_there(json) || members::texts(json).any(|text| is_there(&text.value)))
}

/// Writes an answer as Zalo would have sent it; `expires_in` only if the lifetime is known.
fn synthesised(pair: &Pair<'_>, expiry: &Expiry) -> String {
    let life = expiry.issued_at.zip(expiry.access_expires_at).map(|(issued, end)| end.duration_since(issued).as_secs());
    let life = life.map(|seconds| seconds.to_string());
    let members = [
        Some((ACCESS, pair.access.shown())),
        pair.refresh.as_ref().map(|refresh| (REFRESH, refresh.shown())),
        life.as_deref().map(|life| ("expires_in", life)),
    ];
    // Joined manually, because Zalo writes no spaces.
    let members: Vec<String> =
        members.into_iter().flatten().map(|(key, text)| format!("\"{key}\":{}", Value::from(text))).collect();
    format!("{{{}}}", members.join(","))
}

/// Masks an answer: every string that contains a token, or may be one, is rewritten; all other bytes are kept.
fn masked(answer: &str, pair: &Pair<'_>) -> String {
    let mut shown = String::with_capacity(answer.len());
    let mut at = 0;
    for text in members::texts(answer) {
        shown.push_str(&answer[at..text.range.start]);
        match masked_text(&text, pair) {
            Some(other) => shown.push_str(&Value::from(other).to_string()),
            None => shown.push_str(&answer[text.range.clone()]),
        }
        at = text.range.end;
    }
    shown + &answer[at..]
}

/// Returns the replacement of a string; `None` if the string is safe.
fn masked_text(text: &Text, pair: &Pair<'_>) -> Option<String> {
    let mut shown = text.value.clone();
    for token in [Some(&pair.access), pair.refresh.as_ref()].into_iter().flatten() {
        if !token.real().is_empty() {
            shown = shown.replace(token.real().expose(), token.shown());
        }
    }
    if !text.is_key {
        // A token other than these two is recognised by its length only.
        shown = redaction::raw(&SecretBytes::new(shown.into_bytes()), &[]);
    }
    (shown != text.value).then_some(shown)
}
