//! Going on without a window.

use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::Looks;

/// Says what closing the window means, from now on; null puts the question aside and leaves the window open.
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
