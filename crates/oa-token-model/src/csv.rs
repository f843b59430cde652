//! Cells of a table in commas, for spreadsheets.

/// Tells a spreadsheet that the text is UTF-8.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Signs with which a spreadsheet begins a formula. Full-width ones count too on keyboards that type them.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// Reports whether a spreadsheet would execute a cell with this text.
pub(crate) fn is_formula(text: &str) -> bool {
    text.trim_start_matches(' ').starts_with(FORMULA)
}

/// Writes a text as a cell. One that a spreadsheet would execute gets a leading apostrophe, which makes it text.
pub(crate) fn cell(text: &str) -> String {
    written(text, is_formula(text))
}

/// Writes a text as a cell, where another text decides whether it is executed.
pub(crate) fn written(text: &str, formula: bool) -> String {
    let sign = if formula { "'" } else { "" };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{sign}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{sign}{text}")
    }
}

/// Joins cells to a line, with the line end that spreadsheets write.
pub(crate) fn line(cells: &[String]) -> String {
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text_and_a_cell_with_a_comma_is_quoted() {
        for (text, wanted) in [
            ("Cà phê", "Cà phê"),
            ("", ""),
            ("=1+1", "'=1+1"),
            ("+84", "'+84"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            (" =1", "' =1"),
            ("a=b", "a=b"),
            ("a,b", "\"a,b\""),
            ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
        ] {
            assert_eq!(cell(text), wanted, "{text}");
        }
    }
}
