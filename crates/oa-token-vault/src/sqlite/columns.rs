//! Conversion of single values to and from columns.

use std::fmt::Write as _;

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Fingerprint;
use rusqlite::types::{FromSql, Type, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Returns an SQL expression for the next row number of a numbered table. SQLite's own counter fails forever after
/// somebody inserts the largest possible number. Then nothing could be written any more, not even a new pair.
pub(super) fn next_number(table: &str) -> String {
    const MOST: i64 = 1 << 52;
    format!(
        "(1 + max(coalesce((SELECT max(sequence) FROM {table} WHERE sequence < {MOST}), 0),
            coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = '{table}' AND seq < {MOST}), 0)))"
    )
}

/// Reads a time in milliseconds.
pub(super) fn time(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    optional_time(row, column)?.ok_or_else(|| unreadable(column, Type::Null))
}

/// Reads a time in milliseconds, or nothing.
pub(super) fn optional_time(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<i64> = row.get(column)?;
    at.map(|at| Timestamp::from_millisecond(at).map_err(|_| unreadable(column, Type::Integer))).transpose()
}

/// Reads a profile's id. Ids are also used in file names, so any other text is an error.
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
    of_word(&text).map_err(|_| unreadable(column, Type::Text))
}

/// Reads the columns of a row in the order of the statement. A lookup by name for each of 10 000 rows takes longer than
/// reading them.
pub(super) struct Walk<'a, 'row> {
    row: &'a rusqlite::Row<'row>,
    at: usize,
}

impl<'a, 'row> Walk<'a, 'row> {
    /// Starts at the first column.
    pub(super) fn new(row: &'a rusqlite::Row<'row>) -> Self {
        Self { row, at: 0 }
    }

    /// Reads the next column.
    pub(super) fn take<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        self.at += 1;
        self.row.get(self.at - 1)
    }

    /// Reports whether the next column is NULL, without reading it.
    pub(super) fn is_before_null(&self) -> rusqlite::Result<bool> {
        Ok(self.row.get_ref(self.at)? == ValueRef::Null)
    }

    /// Reads a time in milliseconds.
    pub(super) fn time(&mut self) -> rusqlite::Result<Timestamp> {
        self.optional_time()?.ok_or_else(|| self.unreadable(Type::Null))
    }

    /// Reads a time in milliseconds, or nothing.
    pub(super) fn optional_time(&mut self) -> rusqlite::Result<Option<Timestamp>> {
        let at: Option<i64> = self.take()?;
        at.map(|at| Timestamp::from_millisecond(at).map_err(|_| self.unreadable(Type::Integer))).transpose()
    }

    /// Reads a profile's id, as [`id`] does.
    pub(super) fn id(&mut self) -> rusqlite::Result<ProfileId> {
        let text: String = self.take()?;
        ProfileId::parse(&text).map_err(|_| self.unreadable(Type::Text))
    }

    /// Reads a fingerprint.
    pub(super) fn print(&mut self) -> rusqlite::Result<Fingerprint> {
        self.take().map(Fingerprint)
    }

    /// Reads a fingerprint, or nothing.
    pub(super) fn optional_print(&mut self) -> rusqlite::Result<Option<Fingerprint>> {
        let bytes: Option<[u8; 32]> = self.take()?;
        Ok(bytes.map(Fingerprint))
    }

    /// Reads a value kept as JSON, or nothing.
    pub(super) fn optional_json<T: DeserializeOwned>(&mut self) -> rusqlite::Result<Option<T>> {
        let text: Option<String> = self.take()?;
        text.map(|text| serde_json::from_str(&text).map_err(|_| self.unreadable(Type::Text))).transpose()
    }

    /// Reads a value kept as JSON.
    pub(super) fn json<T: DeserializeOwned>(&mut self) -> rusqlite::Result<T> {
        self.optional_json()?.ok_or_else(|| self.unreadable(Type::Null))
    }

    /// Reads a plain word of an enum.
    pub(super) fn word<T: DeserializeOwned>(&mut self) -> rusqlite::Result<T> {
        let text: String = self.take()?;
        of_word(&text).map_err(|_| self.unreadable(Type::Text))
    }

    /// Returns the error for the column that was read last.
    fn unreadable(&self, found: Type) -> rusqlite::Error {
        let column = self.row.as_ref().column_name(self.at - 1).unwrap_or_default().to_owned();
        rusqlite::Error::InvalidColumnType(self.at - 1, column, found)
    }
}

/// Parses a plain word of an enum.
pub(super) fn of_word<T: DeserializeOwned>(text: &str) -> Result<T, serde::de::value::Error> {
    T::deserialize(serde::de::IntoDeserializer::<serde::de::value::Error>::into_deserializer(text))
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

/// Returns each value of a row except its `mac`, with its type, as bytes. The row's MAC covers them.
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

/// Converts bytes to hexadecimal digits, for text columns.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

/// Parses hexadecimal digits.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    odd.is_empty().then(|| pairs.iter().map(byte).collect::<Option<_>>()).flatten()
}

fn unreadable(column: &str, found: Type) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(0, column.to_owned(), found)
}
