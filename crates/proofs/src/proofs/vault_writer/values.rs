//! The attacker's values for a cell: based on its value, and on the other values in its column.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::json;

use super::change::{Place, Row};
use crate::proof::Trouble;

/// Milliseconds of five years.
const YEARS: i64 = 5 * 365 * 86_400_000;
/// Larger numbers are times.
const TIMES: i64 = 100_000_000_000;
/// Number of other words from a column that are tried in a cell.
const WORDS: usize = 4;

/// What the attacker wants the program to use.
pub(super) struct Foreign {
    /// A destination outside the home, as JSON.
    pub(super) outlet: String,
    /// A file outside the home.
    path: String,
    /// The attacker's address.
    address: String,
}

impl Foreign {
    /// Uses a file in this folder, and this address.
    pub(super) fn new(outside: &Path, address: &str) -> Self {
        let path = outside.join("stolen.env").to_string_lossy().into_owned();
        let names = ["ZALO_ACCESS_TOKEN", "ZALO_ACCESS_TOKEN_EXPIRES_AT", "ZALO_REFRESH_TOKEN"];
        let outlet = json!({"path": path, "format": "env", "with_refresh_token": true, "names": names});
        Self { outlet: outlet.to_string(), path, address: format!("http://{address}") }
    }
}

/// Lists other values for a cell, each with the name of its kind.
pub(super) fn for_cell(
    connection: &Connection,
    place: &Place,
    row: &Row,
    foreign: &Foreign,
) -> Result<Vec<(&'static str, Value)>, Trouble> {
    let Place { table, column, .. } = place;
    let now: Value =
        connection
            .query_row(&format!("SELECT \"{column}\" FROM \"{table}\" WHERE {}", row.is_it), [], |row| row.get(0))?;
    let mut words = connection.prepare(&format!(
        "SELECT DISTINCT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT ?1 ORDER BY 1 DESC LIMIT {WORDS}"
    ))?;
    let words = words.query_map([&now], |row| row.get(0))?.collect::<Result<Vec<Value>, _>>()?;
    let mut all: Vec<_> = words.into_iter().map(|value| ("another row's value", value)).collect();
    match &now {
        Value::Null => {
            all.extend([("NULL→1", Value::Integer(1)), ("NULL→a time", Value::Integer(TIMES * 17))]);
            all.push(("NULL→bytes", Value::Blob(vec![7; 64])));
            all.extend(texts("", foreign));
        }
        Value::Integer(number) => all.extend(integers(*number)),
        Value::Real(_) => all.push(("number→0", Value::Real(0.0))),
        Value::Text(text) => all.extend(texts(text, foreign)),
        Value::Blob(bytes) => all.extend(blobs(bytes)),
    }
    if now != Value::Null {
        all.push(("→NULL", Value::Null));
    }
    all.retain(|(_, value)| *value != now);
    Ok(all)
}

fn integers(number: i64) -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("number→0", 0),
        ("number→1", 1),
        ("number→-1", -1),
        ("number+1", number.saturating_add(1)),
        ("number-1", number.saturating_sub(1)),
        ("number→the largest", i64::MAX),
        ("number→the smallest", i64::MIN),
    ];
    if number > TIMES {
        all.extend([
            ("time+5 years", number + YEARS),
            ("time-5 years", number - YEARS),
            ("time-1 day", number - 86_400_000),
        ]);
    }
    let mut all: Vec<_> = all.into_iter().map(|(kind, value)| (kind, Value::Integer(value))).collect();
    all.push(("number→text", Value::Text("abc".to_owned())));
    all
}

fn texts(text: &str, foreign: &Foreign) -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("text→empty", String::new()),
        ("text→practice", "practice".to_owned()),
        ("text→../../x", "../../x".to_owned()),
        ("text→an absolute path", foreign.path.clone()),
        ("text→another address", foreign.address.clone()),
        ("text→an outlet as JSON", foreign.outlet.clone()),
        ("text→{}", "{}".to_owned()),
        ("text→null", "null".to_owned()),
        ("text→5000 letters", "x".repeat(5000)),
        ("text longer", format!("{text}x")),
        ("text→a JSON word", "\"saved\"".to_owned()),
        ("text→NUL and escapes", "\u{1b}]0;x\u{7}\0".to_owned()),
    ];
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits {
        all.push(("digits→other digits", text.chars().rev().collect()));
        all.push(("digits→many", "9".repeat(19)));
    }
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(text) {
        all.extend(jsons(&json));
    }
    all.into_iter().map(|(kind, value)| (kind, Value::Text(value))).collect()
}

/// The same JSON with one member changed.
fn jsons(json: &serde_json::Value) -> Vec<(&'static str, String)> {
    let Some(members) = json.as_object() else { return Vec::new() };
    let mut all = Vec::new();
    for (name, value) in members {
        for (kind, other) in
            [("JSON member→null", json!(null)), ("JSON member→0", json!(0)), ("JSON member→true", json!(true))]
        {
            if *value != other {
                let mut changed = members.clone();
                changed.insert(name.clone(), other);
                all.push((kind, serde_json::Value::Object(changed).to_string()));
            }
        }
    }
    all
}

fn blobs(bytes: &[u8]) -> Vec<(&'static str, Value)> {
    let mut flipped = bytes.to_vec();
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    let cut = bytes[..bytes.len() / 2].to_vec();
    [
        ("bytes, one bit changed", flipped),
        ("bytes→none", Vec::new()),
        ("bytes→zeroes", vec![0; bytes.len()]),
        ("bytes cut", cut),
        ("bytes longer", [bytes, &[0]].concat()),
    ]
    .map(|(kind, value)| (kind, Value::Blob(value)))
    .into()
}
