//! A pair in, text out. No format ever holds `secret_key`, and the refresh token only if it is asked for.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::members;
use crate::profile::ProfileName;
use crate::secret::{Secret, SecretBytes};
use crate::token::{Lives, StoredPair, TokenPair};

const ACCESS: &str = "access_token";
const REFRESH: &str = "refresh_token";

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Zalo's own answer: its keys, order and spacing as received.
    Json,
    /// The access token and nothing else; with the refresh token, two labelled lines.
    Text,
}

/// The name is no format's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such format")]
pub struct UnknownFormat;

impl Format {
    /// All formats, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Json, Self::Text];

    /// Gives the name the format is chosen by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or(UnknownFormat)
    }
}

/// Why a pair cannot be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotExport {
    /// The pair has no access token.
    #[error("there is no access token")]
    NoAccessToken,
    /// The refresh token was asked for, and the pair has none.
    #[error("there is no refresh token")]
    NoRefreshToken,
}

/// Suggests a file's name: the profile's, less what file systems refuse, with the format's ending.
pub fn file_name(profile: &ProfileName, format: Format) -> String {
    let ending = match format {
        Format::Json => "json",
        Format::Text => "txt",
    };
    let refused =
        |char: char| matches!(char, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || char.is_control();
    let name = profile.as_str().replace(refused, "-");
    format!("{}.{ending}", name.trim_start_matches('.').trim())
}

/// Writes a pair in a format, without a line end after it.
pub fn write(stored: &StoredPair, format: Format, with_refresh_token: bool) -> Result<SecretBytes, CannotExport> {
    let access = stored.pair.access.as_ref().ok_or(CannotExport::NoAccessToken)?;
    let refresh = match &stored.pair.refresh {
        _ if !with_refresh_token => None,
        Some(refresh) => Some(refresh),
        None => return Err(CannotExport::NoRefreshToken),
    };
    let text = match format {
        Format::Json => {
            as_received(stored, with_refresh_token).unwrap_or_else(|| synthesised(access, refresh, &stored.lives))
        }
        Format::Text => labelled(access, refresh),
    };
    Ok(SecretBytes::new(text.into_bytes()))
}

fn labelled(access: &Secret, refresh: Option<&Secret>) -> String {
    match refresh {
        None => access.expose().to_owned(),
        Some(refresh) => format!("{ACCESS}: {}\n{REFRESH}: {}", access.expose(), refresh.expose()),
    }
}

/// Gives Zalo's answer, if it is one that can be handed on: whole JSON whose tokens are those of the pair.
fn as_received(stored: &StoredPair, with_refresh_token: bool) -> Option<String> {
    let bytes = stored.answer.as_ref().filter(|_| !stored.unconfirmed)?.expose();
    // Nothing that reads JSON wants the mark.
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).ok()?;
    let answer: Value = serde_json::from_str(text).ok()?;
    if !brought_the_pair(answer.as_object()?, &stored.pair) || has_key(&answer, "secret_key") {
        return None;
    }
    if with_refresh_token {
        return Some(text.to_owned());
    }
    let rest = members::without(text, REFRESH);
    let refresh = stored.pair.refresh.as_ref().map_or("", Secret::expose);
    let value: Value = serde_json::from_str(&rest).ok()?;
    // An answer that repeats the refresh token elsewhere would give it away.
    (!has_key(&value, REFRESH) && (refresh.is_empty() || !has_text(&value, refresh))).then_some(rest)
}

fn brought_the_pair(answer: &Map<String, Value>, pair: &TokenPair) -> bool {
    let is_there = |key, token: &Option<Secret>| match (answer.get(key).and_then(Value::as_str), token) {
        (Some(text), Some(token)) => text == token.expose(),
        (None | Some(""), None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    is_there(ACCESS, &pair.access) && is_there(REFRESH, &pair.refresh)
}

fn has_key(value: &Value, key: &str) -> bool {
    match value {
        Value::Object(object) => object.iter().any(|(name, value)| name == key || has_key(value, key)),
        Value::Array(values) => values.iter().any(|value| has_key(value, key)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn has_text(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Object(object) => object.iter().any(|(name, value)| name.contains(wanted) || has_text(value, wanted)),
        Value::Array(values) => values.iter().any(|value| has_text(value, wanted)),
        Value::String(text) => text.contains(wanted),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Writes what Zalo would have answered; `expires_in` only if the life is known.
fn synthesised(access: &Secret, refresh: Option<&Secret>, lives: &Lives) -> String {
    let life = lives.issued_at.zip(lives.access_expires_at).map(|(issued, end)| end.duration_since(issued).as_secs());
    let life = life.map(|seconds| seconds.to_string());
    let members = [
        Some((ACCESS, access.expose())),
        refresh.map(|refresh| (REFRESH, refresh.expose())),
        life.as_deref().map(|life| ("expires_in", life)),
    ];
    // Joined by hand: a map would sort the keys.
    let members: Vec<String> =
        members.into_iter().flatten().map(|(key, text)| format!("\"{key}\":{}", Value::from(text))).collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests;
