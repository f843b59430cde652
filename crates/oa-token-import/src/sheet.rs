//! Sheets of Excel (`.xlsx`) and `OpenDocument` (`.ods`).

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Ods, Reader, Xlsx};

use crate::UnreadableImport;
use crate::group::Scope;
use crate::session::Around;
use crate::table;

/// A sheet of 100,000 OAs unpacks to less; a small file can be made to unpack to more than any memory.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
/// More cells than any list of OAs has.
const MOST_CELLS: usize = 1_000_000;
/// More equal cells or rows in a sequence than anybody types.
const MOST_REPEATED: usize = 1000;

type Rows = Vec<(usize, Vec<String>)>;

/// Reads every sheet of a file.
pub(crate) fn read(bytes: &[u8], around: &Around<'_>) -> Result<Scope, UnreadableImport> {
    let sheets = if is_ods(bytes)? { ods(bytes) } else { xlsx(bytes) }.ok_or(UnreadableImport::NotText)?;
    let inside = sheets.iter().filter_map(|rows| table::read(rows, around)).collect();
    Ok(Scope { inside, ..Scope::default() })
}

/// Unpacks everything once to learn its size, and whether it is a sheet of `OpenDocument`.
fn is_ods(bytes: &[u8]) -> Result<bool, UnreadableImport> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| UnreadableImport::NotText)?;
    let mut left = MOST_UNPACKED;
    let mut is_ods = false;
    for number in 0..archive.len() {
        let file = archive.by_index(number).map_err(|_| UnreadableImport::NotText)?;
        let is_content = file.name().is_ok_and(|name| name == "content.xml");
        let mut content = Vec::new();
        let mut file = file.take(left);
        let size = if is_content {
            file.read_to_end(&mut content).map(|size| size as u64)
        } else {
            std::io::copy(&mut file, &mut std::io::sink())
        };
        left = left.saturating_sub(size.map_err(|_| UnreadableImport::NotText)?);
        if left == 0 || (is_content && repeats_too_much(&String::from_utf8_lossy(&content))) {
            return Err(UnreadableImport::TooLarge);
        }
        is_ods |= is_content;
    }
    Ok(is_ods)
}

/// Reports whether cells or rows with something in them, or before it, are repeated without end.
fn repeats_too_much(content: &str) -> bool {
    content.match_indices("-repeated=\"").any(|(at, sign)| {
        let rest = &content[at + sign.len()..];
        let number = rest.split('"').next().and_then(|number| number.parse::<usize>().ok()).unwrap_or(usize::MAX);
        if number <= MOST_REPEATED {
            return false;
        }
        // LibreOffice repeats the empty cell at the end of each row, and the empty row at the end of the sheet.
        let row = rest.split("</table:table-row").next().unwrap_or_default();
        let is_column = content[..at].ends_with("number-columns")
            && content[..at].rfind('<').is_some_and(|open| content[open..].starts_with("<table:table-column"));
        !is_column && (row.contains("value-type") || row.contains("<text:"))
    })
}

fn xlsx(bytes: &[u8]) -> Option<Vec<Rows>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    let mut sheets = Vec::new();
    let mut left = MOST_CELLS;
    for name in book.sheet_names() {
        // Cell by cell: two cells in far corners would make a range of everything between them.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
        while let Some(cell) = cells.next_cell().ok()? {
            left = left.checked_sub(1)?;
            let (row, column) = cell.get_position();
            let text = data(&Data::from(cell.get_value().clone()));
            if !text.is_empty() {
                rows.entry(row).or_default().insert(column, text);
            }
        }
        sheets.push(rows.into_iter().map(|(row, cells)| (row as usize + 1, dense(&cells))).collect());
    }
    Some(sheets)
}

/// Puts the cells of a row in their columns; a list of OAs has a few.
fn dense(cells: &BTreeMap<u32, String>) -> Vec<String> {
    const MOST_COLUMNS: u32 = 1000;
    let last = cells.keys().next_back().copied().unwrap_or_default().min(MOST_COLUMNS);
    (0..=last).map(|column| cells.get(&column).cloned().unwrap_or_default()).collect()
}

fn ods(bytes: &[u8]) -> Option<Vec<Rows>> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).ok()?;
    let mut sheets = Vec::new();
    for (_, range) in book.worksheets() {
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let rows = range.rows().enumerate().map(|(at, row)| (first + at + 1, row.iter().map(data).collect()));
        sheets.push(rows.collect());
    }
    Some(sheets)
}

/// Writes a number as a whole number only while no digit is lost.
fn data(value: &Data) -> String {
    const EXACT: f64 = 1e15;
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < EXACT => format!("{number:.0}"),
        Data::Float(number) => format!("{number:E}"),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(at) => at.to_string(),
        Data::Empty | Data::Error(_) => String::new(),
    }
}
