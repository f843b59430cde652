//! Newer versions of the program.

use oa_token_model::secret::Secret;
use tauri::State;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::views::UpdateView;

/// Returns what is known of newer versions; null if this program has no updates.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_update(state: State<'_, AppState>) -> Result<Option<UpdateView>, CommandError> {
    Ok(state.updates.view())
}

/// Opens the page of the newest release.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_release(state: State<'_, AppState>) -> Result<(), CommandError> {
    let page = state.updates.release_page().ok_or(CommandError::NoBrowser)?;
    let desktop = state.desktop.clone();
    let opened = tauri::async_runtime::spawn_blocking(move || desktop.open(&page)).await;
    if opened.unwrap_or(false) { Ok(()) } else { Err(CommandError::NoBrowser) }
}

/// Copies the call that installs the newest version.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_update_command(state: State<'_, AppState>) -> Result<(), CommandError> {
    let command = state.updates.view().and_then(|view| view.command).ok_or(CommandError::NoClipboard)?;
    if state.desktop.copy(&Secret::new(command)) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

/// Installs the newest version and starts it; refused while something is under way.
#[tauri::command]
#[specta::specta]
pub(crate) async fn install_update(state: State<'_, AppState>) -> Result<(), CommandError> {
    crate::updates::install(&state).await
}
