//! Backup files, and moving an OA to another computer. A file that was chosen waits in Rust; the page names no path.

use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{CarriedView, ProfileRow};

/// Asks where to, and saves all live OAs into a sealed file; gives its name, or nothing if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_backup_file(
    _desk: State<'_, Desk>,
    passphrase: String,
) -> Result<Option<String>, CommandError> {
    drop(passphrase);
    Err(CommandError::Unexpected)
}

/// Asks for a sealed file; gives its name, or nothing if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_sealed_file(_desk: State<'_, Desk>) -> Result<Option<String>, CommandError> {
    Err(CommandError::Unexpected)
}

/// Opens the chosen file and tells what is in it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sealed_file(_desk: State<'_, Desk>, passphrase: String) -> Result<CarriedView, CommandError> {
    drop(passphrase);
    Err(CommandError::Unexpected)
}

/// Takes what is in the opened file into the vault; gives the OAs that were added or brought up to date.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_sealed_file(_desk: State<'_, Desk>) -> Result<Vec<ProfileRow>, CommandError> {
    Err(CommandError::Unexpected)
}

/// Forgets the chosen file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_sealed_file(_desk: State<'_, Desk>) -> Result<(), CommandError> {
    Err(CommandError::Unexpected)
}

/// Saves one OA into a sealed file for another computer and stops it here; gives the file's name, or nothing if the
/// user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn move_profile(
    _desk: State<'_, Desk>,
    id: String,
    passphrase: String,
) -> Result<Option<String>, CommandError> {
    drop((id, passphrase));
    Err(CommandError::Unexpected)
}

/// Takes a moved OA back: it is refreshed here again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back(_desk: State<'_, Desk>, id: String) -> Result<ProfileRow, CommandError> {
    drop(id);
    Err(CommandError::Unexpected)
}
