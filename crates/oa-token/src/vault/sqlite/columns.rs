//! How single values stand in columns.

use jiff::Timestamp;
use rusqlite::types::Type;
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

fn unreadable(column: &str, found: Type) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(0, column.to_owned(), found)
}
