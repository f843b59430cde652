//! Every possible hostile change, derived from the files themselves, so that no schema has to be known.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::together;
use super::values::{self, Foreign};
use crate::proof::Trouble;

/// The files that the attacker may write.
pub(super) const FILES: [&str; 2] = ["vault.db", "recovery.db"];
/// Number of rows of a table whose cells are changed: the oldest and the newest of them.
const ROWS: usize = 12;
/// The same for further tables that have only displayed columns.
const FEW_ROWS: usize = 3;
/// A table with this many rows is a history.
const MANY: usize = 16;
/// Number of OAs of the home.
const OFFICIALS: usize = 5;

/// One change by an attacker who can write the files and has no key.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// A cell has another value.
    Cell { place: Place, row: Row, to: Value, kind: &'static str },
    /// SQL statements are run.
    Sql { file: &'static str, what: String, sql: String },
    /// Rows restored from an older copy.
    Old { file: &'static str, table: String, copy: usize, how: OldRows },
    /// All of one OA's rows restored together, by its number in the home.
    OldOa { copy: usize, official: usize },
    /// The vault restored, with today's mark, so that it looks in step with its second copy.
    OldVault { copy: usize },
    /// A file beside the vault is changed.
    Beside(Beside),
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The file.
    pub(super) file: &'static str,
    /// The table.
    pub(super) table: String,
    /// The column.
    pub(super) column: String,
}

/// A row of a table, with the condition that finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number in the table, for messages.
    pub(super) number: usize,
    /// The condition that finds it.
    pub(super) is_it: String,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)
    }
}

/// Which rows are restored from an older copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OldRows {
    /// All rows of the table, in place of the current ones.
    Whole,
    /// Those that were deleted since.
    Gone,
    /// The current ones, with their former content.
    AsTheyWere,
}

/// What is done to a file beside the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Every OA is a practice OA, and another process holds practice Zalo's lock and books.
    Practice,
    /// There are foreign books.
    PracticeBooks,
    /// The folder is emptied.
    Emptied(&'static str),
    /// Each file of the folder has other content.
    Garbage(&'static str),
    /// The folder holds files with other names.
    Strangers(&'static str),
    /// The second copy is missing.
    NoRecovery,
    /// The second copy is an older one.
    OldRecovery,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { place: Place { file, table, column }, row, kind, .. } => {
                write!(f, "{file} {table}.{column} of row {row}: {kind}")
            }
            Self::Sql { file, what, .. } => write!(f, "{file}: {what}"),
            Self::Old { file, table, copy, how } => write!(f, "{file} {table}: rows of older copy {copy}, {how:?}"),
            Self::OldOa { copy, official } => write!(f, "OA {official} as in older copy {copy}"),
            Self::OldVault { copy } => write!(f, "the vault as in older copy {copy}, with today's mark"),
            Self::Beside(what) => write!(f, "{what:?}"),
        }
    }
}

impl Change {
    /// Returns its group; a few of each group are tried first.
    pub(super) fn group(&self) -> String {
        match self {
            Self::Cell { place: Place { file, table, column }, .. } => format!("{file} {table}.{column}"),
            Self::Sql { file, what, .. } => {
                let words: Vec<_> = what.split(' ').take(2).collect();
                format!("{file} {}", words.join(" "))
            }
            Self::Old { file, table, .. } => format!("{file} {table} old"),
            Self::OldOa { .. } => "one OA old".to_owned(),
            Self::OldVault { .. } => "vault old".to_owned(),
            Self::Beside(_) => "beside".to_owned(),
        }
    }

    /// Returns how many OAs it may stop at most, if it affects only some.
    pub(super) fn officials(&self) -> Option<usize> {
        let Self::Cell { place: Place { file: "vault.db", table, column }, .. } = self else { return None };
        let is_ones = ["profile", "pair", "attempt", "answer", "spent", "event"].contains(&table.as_str());
        // These columns say which OA the row belongs to, so two OAs may be affected.
        let names_two = ["id", "profile", "attempt", "fingerprint"].contains(&column.as_str());
        is_ones.then_some(if names_two { 2 } else { 1 })
    }

    /// Reports whether it restores something that once opened the vault.
    pub(super) fn puts_slots_back(&self) -> bool {
        matches!(self, Self::Old { table, .. } if table == "slot") || matches!(self, Self::OldVault { .. })
    }
}

/// Lists every change of a home, ordered so that each prefix of the list covers all groups.
pub(super) fn all(data: &Path, older: &[PathBuf], foreign: &Foreign) -> Result<Vec<Change>, Trouble> {
    let mut changes = beside(data);
    for copy in 0..older.len() {
        changes.extend((0..OFFICIALS).map(|official| Change::OldOa { copy, official }));
        changes.push(Change::OldVault { copy });
    }
    for file in FILES {
        let path = data.join(file);
        if path.exists() {
            in_file(file, &Connection::open(path)?, older, foreign, &mut changes)?;
        }
    }
    Ok(dealt(changes))
}

fn beside(data: &Path) -> Vec<Change> {
    let mut all = vec![Beside::Practice, Beside::PracticeBooks];
    for folder in ["locks", "inflight"] {
        all.extend([Beside::Emptied(folder), Beside::Garbage(folder), Beside::Strangers(folder)]);
    }
    if data.join("recovery.db").exists() {
        all.extend([Beside::NoRecovery, Beside::OldRecovery]);
    }
    all.into_iter().map(Change::Beside).collect()
}

/// Interleaves the groups.
fn dealt(changes: Vec<Change>) -> Vec<Change> {
    let mut groups: Vec<(String, Vec<Change>)> = Vec::new();
    for change in changes {
        let name = change.group();
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(change),
            None => groups.push((name, vec![change])),
        }
    }
    let most = groups.iter().map(|(_, group)| group.len()).max().unwrap_or_default();
    let mut all = Vec::new();
    for round in 0..most {
        // A group's values are in the order of its rows, so each round starts elsewhere in it.
        let at = |group: &Vec<Change>| {
            (round < group.len()).then(|| group[(round * stride(group.len())) % group.len()].clone())
        };
        all.extend(groups.iter().filter_map(|(_, group)| at(group)));
    }
    all
}

/// Returns a step without a common divisor with the length, so that it reaches every element.
fn stride(length: usize) -> usize {
    const STEP: usize = 7;
    if length.is_multiple_of(STEP) { 1 } else { STEP }
}

/// What is known about a table.
struct Table {
    name: String,
    columns: Vec<String>,
    rows: Vec<Row>,
}

fn in_file(
    file: &'static str,
    connection: &Connection,
    older: &[PathBuf],
    foreign: &Foreign,
    changes: &mut Vec<Change>,
) -> Result<(), Trouble> {
    let tables = tables(connection)?;
    for table in &tables {
        for row in some(&table.rows) {
            for column in &table.columns {
                let place = Place { file, table: table.name.clone(), column: column.clone() };
                let values = values::for_cell(connection, &place, &row, foreign)?;
                changes.extend(values.into_iter().map(|(kind, to)| Change::Cell {
                    place: place.clone(),
                    row: row.clone(),
                    to,
                    kind,
                }));
            }
        }
        let sql = |what: String, sql: String| Change::Sql { file, what, sql };
        changes.extend(rows(table).into_iter().map(|(what, text)| sql(what, text)));
        changes.extend(schema(table, &tables, foreign).into_iter().map(|(what, text)| sql(what, text)));
        for copy in (0..older.len()).filter(|copy| older[*copy].join(file).exists()) {
            let old = |how| Change::Old { file, table: table.name.clone(), copy, how };
            changes.extend([OldRows::Whole, OldRows::Gone, OldRows::AsTheyWere].map(old));
        }
    }
    changes.extend(whole(connection)?.into_iter().map(|(what, sql)| Change::Sql { file, what, sql }));
    changes.extend(together::all(file, foreign).into_iter().map(|(what, sql)| Change::Sql { file, what, sql }));
    Ok(())
}

fn tables(connection: &Connection) -> Result<Vec<Table>, Trouble> {
    let names = list(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let mut tables = Vec::new();
    for name in names {
        let columns = list(connection, &format!("SELECT name FROM pragma_table_info('{name}')"))?;
        let rows = found_by(connection, &name)?;
        tables.push(Table { name, columns, rows });
    }
    Ok(tables)
}

/// Returns the condition that finds each row: by its number, or by its key in a table without row numbers.
fn found_by(connection: &Connection, table: &str) -> Result<Vec<Row>, Trouble> {
    let keys = list(connection, &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk"))?;
    let has_numbers = connection.prepare(&format!("SELECT rowid FROM \"{table}\"")).is_ok();
    let keys = if has_numbers { vec!["rowid".to_owned()] } else { keys };
    let one = |key: &String| format!("'{key} = ' || quote({key})");
    let condition = keys.iter().map(one).collect::<Vec<_>>().join(" || ' AND ' || ");
    let conditions = list(connection, &format!("SELECT {condition} FROM \"{table}\" ORDER BY {}", keys.join(", ")))?;
    Ok(conditions.into_iter().enumerate().map(|(at, is_it)| Row { number: at + 1, is_it }).collect())
}

fn list(connection: &Connection, sql: &str) -> Result<Vec<String>, Trouble> {
    let mut found = connection.prepare(sql)?;
    Ok(found.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn some(rows: &[Row]) -> Vec<Row> {
    let most = if rows.len() > MANY { FEW_ROWS } else { ROWS };
    if rows.len() <= most {
        return rows.to_vec();
    }
    let half = most / 2;
    rows[..half].iter().chain(&rows[rows.len() - (most - half)..]).cloned().collect()
}

/// Rows that are deleted, duplicated, or swapped.
fn rows(table: &Table) -> Vec<(String, String)> {
    let name = &table.name;
    let mut all = vec![(format!("{name} emptied"), format!("DELETE FROM \"{name}\""))];
    for row in some(&table.rows) {
        all.push((format!("{name} row {row} deleted"), format!("DELETE FROM \"{name}\" WHERE {}", row.is_it)));
        let columns = table.columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        // Unique values are changed to be unique: a text gets longer, a number higher.
        let other = |column: &String| {
            format!(
                "CASE typeof(\"{column}\") WHEN 'integer' THEN \"{column}\" + 1000 WHEN 'text' THEN \"{column}\" || 'x' ELSE \"{column}\" END"
            )
        };
        for changed in 0..table.columns.len().min(3) {
            let values: Vec<_> = table
                .columns
                .iter()
                .enumerate()
                .map(|(at, column)| if at <= changed { other(column) } else { format!("\"{column}\"") })
                .collect();
            let sql = format!(
                "INSERT INTO \"{name}\" ({columns}) SELECT {} FROM \"{name}\" WHERE {}",
                values.join(", "),
                row.is_it
            );
            all.push((format!("{name} row {row} doubled, the first {} columns changed", changed + 1), sql));
        }
    }
    for pair in some(&table.rows).windows(2) {
        let (one, two) = (&pair[0], &pair[1]);
        let (is_one, is_two) = (&one.is_it, &two.is_it);
        for column in &table.columns {
            let sql = format!(
                "CREATE TEMP TABLE swapped AS
                    SELECT (SELECT \"{column}\" FROM main.\"{name}\" WHERE {is_one}) AS one,
                        (SELECT \"{column}\" FROM main.\"{name}\" WHERE {is_two}) AS two;
                 UPDATE \"{name}\" SET \"{column}\" = CASE WHEN {is_one} THEN (SELECT two FROM swapped)
                    ELSE (SELECT one FROM swapped) END WHERE ({is_one}) OR ({is_two})"
            );
            all.push((format!("{name} swapped: {column} of rows {one} and {two}"), sql));
        }
    }
    all
}

/// A schema that does more than store its data.
fn schema(table: &Table, tables: &[Table], foreign: &Foreign) -> Vec<(String, String)> {
    let name = &table.name;
    let mut all = vec![
        (format!("dropped {name}"), format!("DROP TABLE \"{name}\"")),
        (format!("renamed {name}"), format!("ALTER TABLE \"{name}\" RENAME TO \"{name}_old\"")),
        (format!("column added to {name}"), format!("ALTER TABLE \"{name}\" ADD COLUMN added TEXT")),
        (
            format!("view in place of {name}"),
            format!(
                "ALTER TABLE \"{name}\" RENAME TO \"{name}_old\"; CREATE VIEW \"{name}\" AS SELECT * FROM \"{name}_old\""
            ),
        ),
    ];
    for other in tables {
        for column in &other.columns {
            let value = foreign.outlet.replace('\'', "''");
            let body = format!(
                "UPDATE \"{}\" SET \"{column}\" = CASE typeof(\"{column}\") WHEN 'integer' THEN 1 ELSE '{value}' END",
                other.name
            );
            for event in ["INSERT", "UPDATE"] {
                let what = format!("trigger→{}.{column} after {event} on {name}", other.name);
                all.push((what, format!("CREATE TRIGGER t AFTER {event} ON \"{name}\" BEGIN {body}; END")));
            }
        }
    }
    all
}

/// Changes of the file as a whole.
fn whole(connection: &Connection) -> Result<Vec<(String, String)>, Trouble> {
    let indexes = list(connection, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")?;
    let mut all: Vec<_> =
        indexes.iter().map(|name| (format!("index dropped: {name}"), format!("DROP INDEX \"{name}\""))).collect();
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for (name, values) in [("user_version", [0, version - 1, version + 1, -1]), ("application_id", [0, 1, -1, 42])] {
        for value in values {
            all.push((format!("{name} is {value}"), format!("PRAGMA {name} = {value}")));
        }
    }
    for name in list(connection, "SELECT name FROM sqlite_master WHERE sql IS NOT NULL")? {
        for (from, to) in
            [("UNIQUE", ""), ("CHECK", "-- CHECK"), ("NOT NULL", ""), ("STRICT", ""), ("ON DELETE CASCADE", "")]
        {
            let sql = format!(
                "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, '{from}', '{to}') WHERE name = '{name}'"
            );
            all.push((format!("schema text of {name}: no {from}"), sql));
        }
    }
    all.push(("journal mode is WAL".to_owned(), "PRAGMA journal_mode = WAL".to_owned()));
    Ok(all)
}
