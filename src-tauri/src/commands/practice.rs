//! "Dùng thử": an OA to learn on.

use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::ProfileRow;

/// Makes a practice OA with a first pair of its own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_practice(desk: State<'_, Desk>) -> Result<ProfileRow, CommandError> {
    let _ = desk;
    Err(CommandError::NoPractice)
}
