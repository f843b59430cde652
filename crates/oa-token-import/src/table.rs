//! Tables: one row an OA, rows of a key and its value, or one column an OA.

use crate::columns::{ColumnMeaning, Columns};
use crate::draft::DraftField;
use crate::group::Scope;
use crate::keys;
use crate::session::Around;
use crate::tree::{Node, Spot};
use crate::walk;

/// The rows of a table with their lines.
pub(crate) type Rows = [(usize, Vec<String>)];

/// A sheet may begin with a title and a note.
const HEADER_WITHIN: usize = 20;
/// Without signs and diacritics, as [`keys::letters`] returns them; the last two are Vietnamese.
const VALUE_WORDS: &[&str] =
    &["value", "values", "val", "optionvalue", "settingvalue", "metavalue", "configvalue", "giatri", "noidung"];
/// Columns that say whose row of settings this is.
const OWNER_WORDS: &[&str] = &[
    "shop",
    "shop_id",
    "tenant",
    "tenant_id",
    "group",
    "section",
    "profile",
    "store_id",
    "site",
    "site_id",
    "oa",
    "oa_id",
];

/// Reads a table; `None` if no row and no column of it names two fields.
pub(crate) fn read(rows: &Rows, around: &Around<'_>) -> Option<Scope> {
    let meanings = &around.session.meanings;
    let (lists, columns) = with_key_and_value(rows)
        .map(|lists| (lists, None))
        .or_else(|| one_row_an_oa(rows, meanings).map(|(lists, columns)| (lists, Some(columns))))
        .or_else(|| one_column_an_oa(rows).map(|lists| (lists, None)))?;
    let inside = lists.iter().map(|list| walk::walk(list, around)).collect();
    let scope = Scope { inside, ..Scope::default() };
    if let Some(columns) = columns.filter(|_| around.depth == 0 && !scope.is_empty()) {
        around.session.tables.borrow_mut().push(columns);
    }
    Some(scope)
}

fn text(line: usize, text: &str) -> Spot {
    Spot { line, node: Node::Text(text.trim().to_owned()) }
}

fn list(entries: Vec<Spot>) -> Spot {
    Spot { line: entries.first().map_or(1, |entry| entry.line), node: Node::List(entries) }
}

fn object(line: usize, header: &[String], row: &[String]) -> Spot {
    let members = header.iter().zip(row).map(|(key, value)| (key.trim().to_owned(), text(line, value)));
    Spot { line, node: Node::Map(members.collect()) }
}

fn is_plain(cell: &str) -> bool {
    const LONGEST: usize = 40;
    let is_sign = |char: char| matches!(char, ' ' | '_' | '-' | '.' | '/' | ':' | '\u{A0}' | '(' | ')' | '*');
    // A parenthesis that is not closed is a call of code, cut at its comma.
    cell.contains('(') == cell.contains(')')
        && cell.chars().count() <= LONGEST
        && cell.chars().all(|char| char.is_alphanumeric() || is_sign(char) || !char.is_ascii())
}

fn fields(row: &[String]) -> usize {
    let own = |cell: &&String| {
        is_plain(cell) && !cell.contains('(') && keys::read(cell).is_some_and(|key| key.field().is_some())
    };
    row.iter().filter(own).count()
}

/// A header of a key and a value: `KEY, VALUE, NOTE`.
fn with_key_and_value(rows: &Rows) -> Option<Vec<Spot>> {
    let is_value = |cell: &String| VALUE_WORDS.contains(&keys::letters(cell).as_str());
    let (at, value) = rows
        .iter()
        .take(HEADER_WITHIN)
        .enumerate()
        .find_map(|(at, (_, row))| Some((at, row.iter().position(is_value)?)))?;
    let header = &rows[at].1;
    let body = &rows[at + 1..];
    // The column that holds most keys.
    let keys_in = |column: usize| {
        let cell = |row: &Vec<String>| row.get(column).is_some_and(|cell| keys::read(cell).is_some());
        body.iter().filter(|(_, row)| cell(row)).count()
    };
    let key = (0..header.len())
        .filter(|column| *column != value)
        .max_by_key(|column| (keys_in(*column), usize::MAX - column))?;
    if keys_in(key) == 0 {
        return None;
    }
    let owner = header.iter().position(|cell| OWNER_WORDS.contains(&cell.trim().to_lowercase().as_str()));
    let names: Vec<String> = (0..header.len())
        .map(|column| match column {
            _ if column == key && header[key].eq_ignore_ascii_case("option_name") => "option_name".to_owned(),
            _ if column == key => "key".to_owned(),
            _ if column == value => "value".to_owned(),
            // Other columns must not look like the key or the value.
            _ if ["enabled", "disabled", "active", "is_active"].contains(&header[column].to_lowercase().as_str()) => {
                header[column].clone()
            }
            _ => String::new(),
        })
        .collect();
    let mut lists: Vec<(String, Vec<Spot>)> = Vec::new();
    for (line, row) in body {
        let whose = owner.and_then(|owner| row.get(owner)).cloned().unwrap_or_default();
        let entry = object(*line, &names, row);
        match lists.iter_mut().find(|(other, _)| *other == whose) {
            Some((_, entries)) => entries.push(entry),
            None => lists.push((whose, vec![entry])),
        }
    }
    Some(lists.into_iter().map(|(_, entries)| list(entries)).collect())
}

/// A header of fields: each row below is an OA.
fn one_row_an_oa(rows: &Rows, meanings: &[ColumnMeaning]) -> Option<(Vec<Spot>, Columns)> {
    let at = rows.iter().take(HEADER_WITHIN).position(|(_, row)| fields(row) > 1)?;
    let header = &rows[at].1;
    let filled = |row: &[String]| row.iter().any(|cell| !cell.trim().is_empty());
    let body: Vec<_> = rows[at + 1..].iter().filter(|(_, row)| filled(row) && row.len() > 1).collect();
    let columns = Columns::of(header, &body, meanings);
    let keys = columns.keys(header, meanings);
    let entries: Vec<Spot> = body.iter().map(|(line, row)| object(*line, &keys, row)).collect();
    (!entries.is_empty()).then(|| (vec![list(entries)], columns))
}

/// Keys in the first column: the next column is the OA, or each column is one.
fn one_column_an_oa(rows: &Rows) -> Option<Vec<Spot>> {
    let is_key = |row: &[String]| {
        row.first().is_some_and(|cell| is_plain(cell) && keys::read(cell).is_some_and(|key| key.field().is_some()))
    };
    if rows.iter().filter(|(_, row)| is_key(row) && row.len() > 1).count() < 2 {
        return None;
    }
    let app_ids = |column: usize| {
        let is_id = |cell: &String| cell.trim().len() > 5 && cell.trim().bytes().all(|byte| byte.is_ascii_digit());
        let is_app_id = |row: &[String]| row.first().and_then(|cell| keys::field(cell)) == Some(DraftField::AppId);
        rows.iter().any(|(_, row)| is_app_id(row) && row.get(column).is_some_and(is_id))
    };
    let width = rows.iter().map(|(_, row)| row.len()).max().unwrap_or_default();
    let columns: Vec<usize> = (1..width).filter(|column| *column == 1 || app_ids(*column)).collect();
    let title = rows.iter().take_while(|(_, row)| !is_key(row)).last();
    let object = |column: usize| {
        let name = title
            .filter(|_| columns.len() > 1)
            .and_then(|(line, row)| Some(("name".to_owned(), text(*line, row.get(column)?))));
        let cells = rows.iter().filter_map(|(line, row)| {
            let key = row.first()?.trim().trim_end_matches(':').to_owned();
            Some((key, text(*line, row.get(column).map_or("", String::as_str))))
        });
        Spot { line: 1, node: Node::Map(name.into_iter().chain(cells.filter(|(key, _)| !key.is_empty())).collect()) }
    };
    Some(vec![list(columns.iter().map(|column| object(*column)).collect())])
}

/// Reads CSV or TSV; `None` if the text is something else.
pub(crate) fn separated(text: &str, around: &Around<'_>) -> Option<Scope> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    ['\t', ';', ','].into_iter().filter(|sign| first.contains(*sign)).find_map(|sign| {
        let rows = rows(text, sign)?;
        read(&rows, around).filter(|scope| !scope.is_empty())
    })
}

fn rows(text: &str, sign: char) -> Option<Vec<(usize, Vec<String>)>> {
    let delimiter = u8::try_from(sign).ok()?;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let line = record.position().and_then(|position| usize::try_from(position.line()).ok()).unwrap_or(1);
        rows.push((line, record.iter().map(str::to_owned).collect::<Vec<String>>()));
    }
    let width = rows.iter().map(|(_, row)| row.len()).max()?;
    let is_wide = |(_, row): &&(usize, Vec<String>)| row.len() == width;
    // Code has commas too, but not in columns; a table of two columns may have titles above and notes below.
    let wide = rows.iter().filter(is_wide).count();
    let is_table = width > 1 && (wide * 2 > rows.len() || (sign == '\t' && wide > 1));
    is_table.then_some(rows)
}

/// Reads the tables of a Markdown text; also returns which lines they take.
pub(crate) fn markdown(lines: &[&str], around: &Around<'_>) -> Vec<(std::ops::Range<usize>, Scope)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let is_row = |line: &&&str| line.trim().starts_with('|') && line.trim().len() > 1;
        let length = lines[at..].iter().take_while(is_row).count();
        if length > 1 {
            let rows: Vec<(usize, Vec<String>)> =
                (at..at + length).filter_map(|at| Some((at + 1, markdown_row(lines[at])?))).collect();
            if let Some(scope) = read(&rows, around).filter(|scope| !scope.is_empty()) {
                found.push((at..at + length, scope));
            }
        }
        at += length.max(1);
    }
    found
}

/// Returns the cells of a row; `None` for the line below the header.
fn markdown_row(line: &str) -> Option<Vec<String>> {
    let cells = line.trim().trim_matches('|').split('|').map(|cell| cell.trim().trim_matches(['*', '`']).to_owned());
    let cells: Vec<String> = cells.collect();
    let is_rule = cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|char| matches!(char, '-' | ':' | ' ')));
    (!is_rule).then_some(cells)
}
