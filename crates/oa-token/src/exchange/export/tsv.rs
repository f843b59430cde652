//! One row of a spreadsheet.

use super::Pair;
use crate::profile::ProfileName;

/// Writes name, access token, the time it ends (empty if unknown), and the refresh token, between tabs.
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

/// Puts an apostrophe before what a spreadsheet would run, or read as a quoted cell: it takes the rest as text, and
/// drops the apostrophe. Neither names nor tokens hold tabs or line ends here.
fn cell(real: &str, shown: &str) -> String {
    // The wide ones count as signs too where people type them.
    const SIGNS: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\'', '"'];
    let sign = if real.starts_with(SIGNS) { "'" } else { "" };
    format!("{sign}{shown}")
}
