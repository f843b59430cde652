//! JSON that keeps every member, in order, also duplicates, so that a second value is never dropped silently.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    /// A whole number with all its digits.
    Whole(u64),
    /// Any other number.
    Inexact,
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Returns the first member of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns the members; empty unless it is an object.
    pub(super) fn members(&self) -> &[(String, Self)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    /// Returns the entries; empty unless it is a list.
    pub(super) fn entries(&self) -> &[Self] {
        if let Self::List(entries) = self { entries } else { &[] }
    }

    /// Returns a text, or a whole number as text.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Whole(number) => Some(number.to_string()),
            Self::Null | Self::Bool(_) | Self::Inexact | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// Returns the members with a text value.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, String)> {
        self.members().iter().filter_map(|(key, value)| Some((key.as_str(), value.text()?)))
    }

    /// Returns `key` and `value` of every Postman row that is enabled.
    pub(super) fn rows(&self) -> impl Iterator<Item = (String, String)> {
        let is_off = |row: &&Self| {
            row.get("disabled") == Some(&Self::Bool(true)) || row.get("enabled") == Some(&Self::Bool(false))
        };
        let pair = |row: &Self| {
            let key = row.get("key").or_else(|| row.get("id"))?.text()?;
            Some((key, row.get("value")?.text()?))
        };
        self.entries().iter().filter(move |row| !is_off(row)).filter_map(pair)
    }
}

/// Reports whether a text begins like a JSON object or array.
pub(super) fn begins(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Parses JSON, also if a word processor or a chat changed it: curly quotes, no-break spaces, invisible characters.
pub(super) fn parse(text: &str) -> Result<Json, serde_json::Error> {
    serde_json::from_str(text).or_else(|error| {
        let straight: String = text.chars().filter_map(straighten).collect();
        serde_json::from_str(&straight).map_err(|_| error)
    })
}

fn straighten(char: char) -> Option<char> {
    match char {
        '“' | '”' | '„' => Some('"'),
        '\u{A0}' | '\u{202F}' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => None,
        other => Some(other),
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Inexact)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Inexact)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = seq.next_element()? {
            entries.push(entry);
        }
        Ok(Json::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }
}
