//! Merges two files that were both used separately: attempts of an OA that only one file holds are added to the other,
//! with the answers that are not processed yet. So no record that forbids a send is lost, and no pair in such an
//! answer.

use oa_token_model::profile::ProfileId;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{chain, config};
use crate::VaultError;
use crate::seal::Sealer;

/// The attempts of an OA that only one file holds, and their answers, as unchanged rows.
#[derive(Default)]
pub(super) struct Apart {
    attempts: Vec<Row>,
    answers: Vec<Row>,
}

struct Row {
    columns: Vec<String>,
    values: Vec<Value>,
}

impl Row {
    fn id(&self, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column)?;
        if let Value::Text(id) = &self.values[at] { Some(id) } else { None }
    }

    fn with(&self, column: &str, value: Value) -> Self {
        let (columns, mut values) = (self.columns.clone(), self.values.clone());
        if let Some(at) = columns.iter().position(|name| name == column) {
            values[at] = value;
        }
        Self { columns, values }
    }
}

/// Collects the attempts of an OA that `one` holds and `other` does not. Compares only at the newest ones, whose MACs were
/// checked, and only from `since` on: older ones were condensed away. One that was never sent was dropped by the other.
pub(super) fn only_in(one: &Connection, other: &Connection, id: &ProfileId, since: i64) -> Result<Apart, VaultError> {
    let sql = format!(
        "SELECT * FROM attempt WHERE profile = ?1 AND sequence >= {since} AND NOT (state = 'prepared' AND sends = 0)
        ORDER BY sequence DESC LIMIT {}",
        chain::TAIL
    );
    let mut known = other.prepare_cached("SELECT 1 FROM attempt WHERE id = ?1")?;
    let mut found = Apart::default();
    for row in read(one, &sql, id.as_str())?.into_iter().rev() {
        let of = row.id("id").unwrap_or_default();
        if !known.exists([of])? {
            found.answers.extend(read(one, "SELECT * FROM answer WHERE attempt = ?1", of)?);
            found.attempts.push(row);
        }
    }
    Ok(found)
}

/// Adds them after the OA's own attempts. An attempt whose token another attempt here already claims is added as
/// released: the existing claim already forbids a send. Its answer is kept too.
pub(super) fn add(to: &Connection, sealer: &Sealer, id: &ProfileId, apart: &Apart) -> Result<(), VaultError> {
    if apart.attempts.is_empty() {
        return Ok(());
    }
    let mut config = config::read(to, sealer, id)?;
    chain::check_from(to, sealer, id, &config, i64::MAX)?;
    let newest: i64 = to.query_row("SELECT coalesce(max(sequence), 0) FROM attempt", [], |row| row.get(0))?;
    for row in &apart.attempts {
        if insert(to, "attempt", row, &["sequence", "mac"])? == 0 {
            let released = row.with("released", Value::Integer(1));
            insert(to, "attempt", &released, &["sequence", "mac"])?;
        }
    }
    let mut is_there = to.prepare_cached("SELECT 1 FROM attempt WHERE id = ?1")?;
    for row in &apart.answers {
        if is_there.exists([row.id("attempt").unwrap_or_default()])? {
            insert(to, "answer", row, &[])?;
        }
    }
    chain::seal_from(to, sealer, id, &mut config, newest + 1)?;
    config::write(to, sealer, id, &config)
}

fn read(from: &Connection, sql: &str, key: &str) -> Result<Vec<Row>, VaultError> {
    let mut statement = from.prepare_cached(sql)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([key])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..columns.len()).map(|index| row.get(index)).collect::<Result<Vec<Value>, _>>()?;
        found.push(Row { columns: columns.clone(), values });
    }
    Ok(found)
}

/// Inserts a row. Returns 0 if a constraint prevents it.
fn insert(to: &Connection, table: &str, row: &Row, without: &[&str]) -> Result<usize, VaultError> {
    let kept = row.columns.iter().zip(&row.values).filter(|(column, _)| !without.contains(&column.as_str()));
    let (columns, values): (Vec<&str>, Vec<&Value>) = kept.map(|(column, value)| (column.as_str(), value)).unzip();
    let places = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({places})", columns.join(", "));
    Ok(to.prepare_cached(&sql)?.execute(params_from_iter(values))?)
}
