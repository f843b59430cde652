//! Start, retry, looks.

use oa_token::keys::{KeySource, SlotKind};
use oa_token::secret::Secret;
use tauri::State;

use crate::commands::profiles::rows;
use crate::commands::protection;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{Looks, StartView, UnlockWay};

/// Returns what the page needs at its start; opens the vault if there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_start(desk: State<'_, Desk>) -> Result<StartView, CommandError> {
    desk.open_once().await;
    start(&desk).await
}

/// Shows the window: the page has something to show.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_window(desk: State<'_, Desk>) -> Result<(), CommandError> {
    desk.edges.show_window();
    Ok(())
}

/// Tries to open the vault again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_unlock(desk: State<'_, Desk>) -> Result<StartView, CommandError> {
    desk.open().await;
    start(&desk).await
}

/// Opens the vault or the app lock with the typed passphrase or recovery code.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(desk: State<'_, Desk>, way: UnlockWay, text: String) -> Result<StartView, CommandError> {
    let text = Secret::new(text);
    let typed = match way {
        UnlockWay::RecoveryCode => KeySource::RecoveryCode(text),
        UnlockWay::Passphrase | UnlockWay::Retry | UnlockWay::NewPassphrase | UnlockWay::Backup => {
            KeySource::Passphrase(text)
        }
    };
    let opened =
        if desk.keeper.is_unlocked().await { desk.keeper.open_app(typed).await } else { desk.open_by(typed).await };
    opened.map_err(|error| protection::typed(&error))?;
    start(&desk).await
}

/// Creates the vault with a passphrase, on a computer without a keychain.
#[tauri::command]
#[specta::specta]
pub(crate) async fn make_vault(desk: State<'_, Desk>, passphrase: String) -> Result<StartView, CommandError> {
    desk.make_vault_with(Secret::new(passphrase)).await.map_err(|error| protection::typed(&error))?;
    start(&desk).await
}

/// Replaces a damaged or missing vault by the newest good backup; keeps the old files beside it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_backup(desk: State<'_, Desk>) -> Result<StartView, CommandError> {
    desk.restore_backup().await?;
    start(&desk).await
}

/// Stores the looks.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_looks(desk: State<'_, Desk>, looks: Looks) -> Result<(), CommandError> {
    if !desk.edges.keep_looks(&looks) {
        return Err(CommandError::CannotWriteFile { words: "page-looks-not-kept".to_owned() });
    }
    desk.stirred.send_replace(());
    Ok(())
}

async fn start(desk: &Desk) -> Result<StartView, CommandError> {
    desk.stirred.send_replace(());
    let app_locked = desk.keeper.is_app_locked();
    Ok(StartView {
        vault: desk.vault(),
        app_locked,
        has_recovery_code: desk.keeper.has_slot(SlotKind::RecoveryCode).await.unwrap_or_default(),
        looks: desk.edges.looks(),
        // The page shows a vault that cannot be read in a separate card.
        profiles: if app_locked { Vec::new() } else { rows(desk).await.unwrap_or_default() },
        token_url: desk.keeper.environment().oauth.join(oa_token::zalo::TokenRequest::PATH),
    })
}
