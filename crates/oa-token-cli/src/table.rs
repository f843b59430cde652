//! Rows of a result: an aligned table with a header on a terminal, lines with tabs on a pipe.

use clap::builder::styling::{AnsiColor, Style};
use oa_token_model::printable::printable;
use oa_token_model::status::DisplayState;
use unicode_width::UnicodeWidthStr;

use crate::error::CliError;
use crate::output::{self, Words};

/// Blanks between two columns.
const GAP: usize = 2;

/// One cell.
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// Makes a cell with a state's word, in its colour.
    pub(crate) fn state(text: String, state: DisplayState) -> Self {
        let color = match state {
            DisplayState::Valid => Some(AnsiColor::Green),
            DisplayState::Expiring | DisplayState::Unknown | DisplayState::NotSent | DisplayState::OldCopy => {
                Some(AnsiColor::Yellow)
            }
            DisplayState::Expired | DisplayState::NeedsConsent | DisplayState::Refused | DisplayState::Altered => {
                Some(AnsiColor::Red)
            }
            DisplayState::New | DisplayState::MovedAway => None,
        };
        Self { text, style: color.map_or_else(Style::new, AnsiColor::on_default) }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), style: Style::new() }
    }
}

/// Prints rows; `headings` are ids of messages. On a pipe, a row's empty cells at its end are left out.
pub(crate) fn print(words: &Words, headings: &[&str], rows: &[Vec<Cell>]) -> Result<(), CliError> {
    let is_terminal = output::is_terminal();
    if rows.is_empty() {
        return Ok(());
    }
    if !is_terminal {
        let text: Vec<String> = rows.iter().map(|row| on_pipe(row)).collect();
        return output::styled(words, &format!("{}\n", text.join("\n")));
    }
    let header: Vec<Cell> =
        headings.iter().map(|id| Cell { text: words.say(id).to_uppercase(), style: Style::new().bold() }).collect();
    output::styled(words, &aligned(&header, rows))
}

fn on_pipe(row: &[Cell]) -> String {
    let filled = row.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1);
    row[..filled].iter().map(|cell| styled(cell, &escaped(cell))).collect::<Vec<_>>().join("\t")
}

fn aligned(header: &[Cell], rows: &[Vec<Cell>]) -> String {
    let all = || [header].into_iter().chain(rows.iter().map(Vec::as_slice));
    let width = |column: usize| all().filter_map(|row| row.get(column)).map(|cell| escaped(cell).width()).max();
    let widths: Vec<usize> = (0..header.len()).map(|column| width(column).unwrap_or_default()).collect();
    let mut text = String::new();
    for row in all() {
        let mut blanks = 0;
        for (cell, width) in row.iter().zip(&widths).filter(|(cell, width)| !cell.text.is_empty() || **width > 0) {
            let shown = escaped(cell);
            text.push_str(&" ".repeat(blanks));
            text.push_str(&styled(cell, &shown));
            blanks = width - shown.width() + GAP;
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}

/// Returns the text of a cell without characters that act on a terminal.
fn escaped(cell: &Cell) -> String {
    printable(&cell.text).into_owned()
}

fn styled(cell: &Cell, text: &str) -> String {
    format!("{}{text}{:#}", cell.style, cell.style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_the_width_that_a_terminal_shows() {
        let row = |texts: [&str; 3]| texts.map(Cell::from).into_iter().collect::<Vec<_>>();
        let (header, rows) =
            (row(["TÊN", "TRẠNG THÁI", ""]), [row(["Phở 24", "Còn hạn", ""]), row(["店", "Hết hạn", "x"])]);
        let wanted = "TÊN     TRẠNG THÁI\nPhở 24  Còn hạn\n店      Hết hạn     x\n";
        assert_eq!(aligned(&header, &rows), wanted);
    }

    #[test]
    fn a_cell_cannot_act_on_the_terminal() {
        assert_eq!(on_pipe(&["a\u{1b}[31m".into(), "b".into(), "".into()]), "a\\u{1b}[31m\tb");
    }
}
