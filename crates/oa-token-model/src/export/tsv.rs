//! One spreadsheet row.

use super::Pair;
use crate::profile::ProfileName;

/// Writes name, access token, its expiry time (empty if unknown), and the refresh token, separated by tabs.
pub(super) fn write(name: &ProfileName, pair: &Pair<'_>) -> String {
    let ends = pair.access_expires_at.as_deref().unwrap_or_default();
    let refresh = pair.refresh.as_ref().map(|refresh| (refresh.real().expose(), refresh.shown()));
    let cells = [
        Some(cell(name.as_str(), name.as_str())),
        Some(cell(pair.access.real().expose(), pair.access.shown())),
        Some(ends.to_owned()),
        refresh.map(|(real, shown)| cell(real, shown)),
    ];
    let cells: Vec<String> = cells.into_iter().flatten().collect();
    format!("{}\n", cells.join("\t"))
}

/// Prefixes an apostrophe to a cell that a spreadsheet would execute or read as a quoted cell. The spreadsheet then
/// reads the rest as text and drops the apostrophe. Names and tokens contain no tabs or line ends here.
fn cell(real: &str, shown: &str) -> String {
    // Full-width signs count too on keyboards that type them.
    const SIGNS: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\'', '"'];
    let sign = if real.starts_with(SIGNS) { "'" } else { "" };
    format!("{sign}{shown}")
}
