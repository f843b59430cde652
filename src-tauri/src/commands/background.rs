//! Running without a window.

use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{Looks, NoticeView};

/// Sets what closing the window does from now on; null dismisses the question and leaves the window open.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_close(desk: State<'_, Desk>, keep_running: Option<bool>) -> Result<(), CommandError> {
    let Some(keep_running) = keep_running else {
        desk.closing.answered();
        return Ok(());
    };
    desk.edges.keep_looks(&Looks { close_to_tray: Some(keep_running), ..desk.edges.looks() });
    desk.closing.keep_running(keep_running);
    desk.edges.close_window();
    Ok(())
}

/// Reports whether the program starts with the computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_starts_with_computer(desk: State<'_, Desk>) -> Result<bool, CommandError> {
    let edges = desk.edges.clone();
    let starts = tauri::async_runtime::spawn_blocking(move || edges.starts_with_computer()).await;
    Ok(starts.unwrap_or(false))
}

/// Sets whether the program starts with the computer, without a window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_starts_with_computer(desk: State<'_, Desk>, starts: bool) -> Result<(), CommandError> {
    let edges = desk.edges.clone();
    let done = tauri::async_runtime::spawn_blocking(move || edges.start_with_computer(starts)).await;
    if done.unwrap_or(false) { Ok(()) } else { Err(CommandError::NoAutostart) }
}

/// Returns the notices that the desktop did not show, once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_notices(desk: State<'_, Desk>) -> Result<Vec<NoticeView>, CommandError> {
    Ok(desk.unshown.take())
}
