//! A profile's diary.

use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::present;
use crate::view::HistoryLine;

/// More than a page shows at once.
const LINES: u32 = 100;

/// Lists what happened to a profile, newest first; also while the vault is locked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_history(desk: State<'_, Desk>, id: String) -> Result<Vec<HistoryLine>, CommandError> {
    let record = desk.keeper.find(&id).await?;
    let diary = desk.keeper.diary(Some(record.profile.id), LINES).await?;
    Ok(diary.iter().map(present::history).collect())
}
