//! Rows of `INSERT` statements, and of `COPY … FROM stdin` as `pg_dump` writes them.

use crate::group::Scope;
use crate::session::Around;
use crate::table;
use crate::{keys, place::Lines};

/// Reads every statement that names its columns; also returns which bytes they take.
pub(crate) fn read(text: &str, lines: &Lines, around: &Around<'_>) -> Vec<(std::ops::Range<usize>, Scope)> {
    let mut found = Vec::new();
    let upper = text.to_ascii_uppercase();
    let inserts = upper.match_indices("INSERT INTO").map(|(at, _)| (at, false));
    let mut statements: Vec<(usize, bool)> =
        inserts.chain(upper.match_indices("COPY ").map(|(at, _)| (at, true))).collect();
    statements.sort_unstable();
    let mut from = 0;
    for (start, is_copy) in statements {
        if start < from {
            continue;
        }
        let Some((columns, after)) = columns(text, start) else { continue };
        let read = if is_copy { copied(text, after, lines) } else { inserted(text, &upper, after, lines) };
        let Some((mut rows, end)) = read else { continue };
        rows.insert(0, (lines.at(start), columns));
        let mut around = around.clone();
        around.is_zalo |= keys::is_zalo(text.get(start..after).unwrap_or_default());
        if let Some(scope) = table::read(&rows, &around).filter(|scope| !scope.is_empty()) {
            found.push((start..end, scope));
        }
        from = end.max(from);
    }
    found
}

/// Rows with their lines, and where they end.
type Read = (Vec<(usize, Vec<String>)>, usize);

/// Returns the columns in the parentheses after a table's name, and where they end.
fn columns(text: &str, start: usize) -> Option<(Vec<String>, usize)> {
    /// Longer than any table's name with its schema.
    const NAME: usize = 200;
    /// Longer than the names of all columns.
    const COLUMNS: usize = 4096;
    let open = start + head(&text[start..], NAME).find('(')?;
    let close = open + head(&text[open..], COLUMNS).find(')')?;
    let is_near = open - start < NAME && !text[start..open].contains([';', '\'', '=']);
    let names = text[open + 1..close].split(',').map(|name| name.trim().trim_matches(['`', '"', '[', ']']).to_owned());
    is_near.then(|| (names.collect(), close + 1))
}

/// The tuples after `VALUES`.
fn inserted(text: &str, upper: &str, after: usize, lines: &Lines) -> Option<Read> {
    let gap = upper[after..].find("VALUES").filter(|gap| text[after..after + gap].trim().is_empty())?;
    let mut at = after + gap + "VALUES".len();
    let mut rows = Vec::new();
    loop {
        let rest = &text[at..];
        let skipped = rest.len() - rest.trim_start_matches(|char: char| char.is_whitespace() || char == ',').len();
        if !rest[skipped..].starts_with('(') {
            break;
        }
        let (row, length) = tuple(&rest[skipped..]);
        // A value's line is that of its row: a row of settings is a line.
        rows.push((lines.at(at + skipped), row));
        at += skipped + length;
    }
    (!rows.is_empty()).then_some((rows, at))
}

/// Returns the beginning of a text, so that no search goes on to its end.
fn head(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Reads `('a', 1, NULL)`; a quote inside a text is doubled or escaped.
fn tuple(text: &str) -> (Vec<String>, usize) {
    let mut cells = vec![String::new()];
    let mut chars = text.char_indices().skip(1).peekable();
    let mut is_quoted = false;
    // What stands beside a text is its kind, or an expression: a value is never put together.
    let mut is_done = false;
    while let Some((at, char)) = chars.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        match (char, is_quoted) {
            ('\'', true) if chars.next_if(|(_, next)| *next == '\'').is_some() => cell.push('\''),
            ('\\', true) => cell.extend(chars.next().map(|(_, char)| char)),
            ('\'', true) => (is_quoted, is_done) = (false, true),
            ('\'', false) if !is_done => {
                cell.clear();
                is_quoted = true;
            }
            (')', false) => return (cells.iter().map(|cell| unquoted(cell)).collect(), at + 1),
            (',', false) => {
                cells.push(String::new());
                is_done = false;
            }
            (char, _) if !is_done => cell.push(char),
            _ => {}
        }
    }
    (cells.iter().map(|cell| unquoted(cell)).collect(), text.len())
}

/// `NULL` is nothing; `N'…'` marks a text in SQL Server.
fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    if cell.eq_ignore_ascii_case("null") { String::new() } else { cell.to_owned() }
}

/// The lines after `COPY … FROM stdin;`, until `\.`.
fn copied(text: &str, after: usize, lines: &Lines) -> Option<Read> {
    const REST: usize = 200;
    let end = head(&text[after..], REST).find('\n')?;
    let (head, body) = (&text[after..after + end], &text[after + end + 1..]);
    if !head.to_ascii_uppercase().contains("FROM STDIN") {
        return None;
    }
    let mut at = after + head.len() + 1;
    let mut rows = Vec::new();
    for line in body.split_inclusive('\n') {
        if line.trim_end() == "\\." {
            break;
        }
        let cell = |cell: &str| if cell == "\\N" { String::new() } else { cell.to_owned() };
        rows.push((lines.at(at), line.trim_end_matches(['\r', '\n']).split('\t').map(cell).collect()));
        at += line.len();
    }
    Some((rows, at))
}
