//! Running without a window.

use tauri::State;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::views::{NotificationView, UiSettings};

/// Sets what closing the window does from now on; null dismisses the question and leaves the window open.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_close(state: State<'_, AppState>, keep_running: Option<bool>) -> Result<(), CommandError> {
    let Some(keep_running) = keep_running else {
        state.close_behavior.answered();
        return Ok(());
    };
    state.desktop.store_ui_settings(&UiSettings { close_to_tray: Some(keep_running), ..state.desktop.ui_settings() });
    state.close_behavior.keep_running(keep_running);
    state.desktop.close_window();
    Ok(())
}

/// Reports whether the program starts with the computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_starts_with_computer(state: State<'_, AppState>) -> Result<bool, CommandError> {
    let desktop = state.desktop.clone();
    let starts = tauri::async_runtime::spawn_blocking(move || desktop.starts_with_computer()).await;
    Ok(starts.unwrap_or(false))
}

/// Sets whether the program starts with the computer, without a window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_starts_with_computer(state: State<'_, AppState>, starts: bool) -> Result<(), CommandError> {
    let desktop = state.desktop.clone();
    let done = tauri::async_runtime::spawn_blocking(move || desktop.start_with_computer(starts)).await;
    if done.unwrap_or(false) { Ok(()) } else { Err(CommandError::NoAutostart) }
}

/// Returns the notices that the desktop did not show, once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_notifications(state: State<'_, AppState>) -> Result<Vec<NotificationView>, CommandError> {
    Ok(state.pending_notifications.take())
}
