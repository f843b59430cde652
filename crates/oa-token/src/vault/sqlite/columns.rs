//! How single values stand in columns.

use std::fmt::Write as _;

use jiff::Timestamp;
use rusqlite::types::{Type, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::profile::ProfileId;
use crate::rotation::plan::Fingerprint;

/// Reads a time in milliseconds.
pub(super) fn time(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    optional_time(row, column)?.ok_or_else(|| unreadable(column, Type::Null))
}

/// Reads a time in milliseconds, or nothing.
pub(super) fn optional_time(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<i64> = row.get(column)?;
    at.map(|at| Timestamp::from_millisecond(at).map_err(|_| unreadable(column, Type::Integer))).transpose()
}

/// Reads a profile's id: it names files too, so that anything else is damage.
pub(super) fn id(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<ProfileId> {
    let text: String = row.get(column)?;
    ProfileId::parse(&text).map_err(|_| unreadable(column, Type::Text))
}

/// Reads a fingerprint, or nothing.
pub(super) fn print(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<Fingerprint>> {
    let bytes: Option<[u8; 32]> = row.get(column)?;
    Ok(bytes.map(Fingerprint))
}

/// Reads a value kept as JSON.
pub(super) fn json<T: DeserializeOwned>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| unreadable(column, Type::Text))
}

/// Reads a value kept as JSON, or nothing.
pub(super) fn optional_json<T: DeserializeOwned>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| unreadable(column, Type::Text))).transpose()
}

/// Reads a plain word of an enum, such as `import`.
pub(super) fn word<T: DeserializeOwned>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(text.into()).map_err(|_| unreadable(column, Type::Text))
}

/// Writes a value as JSON.
pub(super) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our enums are plain JSON")
}

/// Writes a plain word of an enum.
pub(super) fn to_word<T: Serialize>(value: &T) -> String {
    to_json(value).trim_matches('"').to_owned()
}

/// Writes a time in milliseconds, or nothing.
pub(super) fn millis(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::as_millisecond)
}

/// Gives each value of a row but its `mac`, with its type, as bytes: what the row's code is made over.
pub(super) fn canonical(row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<Vec<u8>>> {
    let columns = row.as_ref();
    let mut parts = Vec::with_capacity(columns.column_count());
    for index in 0..columns.column_count() {
        if columns.column_name(index)? == "mac" {
            continue;
        }
        parts.push(match row.get_ref(index)? {
            ValueRef::Null => vec![0],
            ValueRef::Integer(number) => [&[1][..], &number.to_le_bytes()].concat(),
            ValueRef::Real(number) => [&[2][..], &number.to_le_bytes()].concat(),
            ValueRef::Text(text) => [&[3], text].concat(),
            ValueRef::Blob(bytes) => [&[4], bytes].concat(),
        });
    }
    Ok(parts)
}

/// Writes bytes as hexadecimal digits: where a column holds text.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all that is written");
        text
    })
}

/// Reads hexadecimal digits.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    odd.is_empty().then(|| pairs.iter().map(byte).collect::<Option<_>>()).flatten()
}

fn unreadable(column: &str, found: Type) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(0, column.to_owned(), found)
}
