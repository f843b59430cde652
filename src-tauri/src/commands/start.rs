//! Beginning, trying again, looks.

use tauri::State;

use crate::commands::profiles::rows;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{Looks, StartView};

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
        looks: desk.edges.looks(),
        // A vault that can't be read has a card of its own on the page.
        profiles: rows(desk).await.unwrap_or_default(),
        token_url: desk.keeper.environment().oauth.join(oa_token::zalo::TokenRequest::PATH),
    })
}
