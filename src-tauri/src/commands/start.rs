//! Start, retry, display settings.

use oa_token_engine::UnlockOption;
use oa_token_model::secret::Secret;
use oa_token_vault::keys::{KeySource, SlotKind};
use tauri::State;

use crate::app_state::AppState;
use crate::commands::profiles::rows_of;
use crate::commands::protection;
use crate::error::CommandError;
use crate::views::{AppStateView, UiSettings};

/// Returns what the page needs at its start; opens the vault if there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_app_state(state: State<'_, AppState>) -> Result<AppStateView, CommandError> {
    state.open_once().await;
    start(&state).await
}

/// Shows the window: the page has something to show. Returns whether anything has changed since `get_app_state`,
/// which the page asks for before it listens.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_window(state: State<'_, AppState>) -> Result<bool, CommandError> {
    state.desktop.show_window();
    state.end_loading();
    Ok(state.is_answer_outdated())
}

/// Tries to open the vault again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_unlock(state: State<'_, AppState>) -> Result<AppStateView, CommandError> {
    state.open().await;
    start(&state).await
}

/// Opens the vault or the app lock with the typed passphrase or recovery code.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(
    state: State<'_, AppState>,
    way: UnlockOption,
    text: String,
) -> Result<AppStateView, CommandError> {
    let text = Secret::new(text);
    let typed = match way {
        UnlockOption::RecoveryCode => KeySource::RecoveryCode(text),
        UnlockOption::Passphrase | UnlockOption::Retry | UnlockOption::NewPassphrase | UnlockOption::Backup => {
            KeySource::Passphrase(text)
        }
    };
    let opened = if state.engine.is_unlocked().await {
        state.engine.protection().open_app(typed).await
    } else {
        state.open_by(typed).await
    };
    opened.map_err(|error| protection::typed(&error))?;
    start(&state).await
}

/// Creates the vault with a passphrase, on a computer without a keychain.
#[tauri::command]
#[specta::specta]
pub(crate) async fn make_vault(state: State<'_, AppState>, passphrase: String) -> Result<AppStateView, CommandError> {
    state.make_vault_with(Secret::new(passphrase)).await.map_err(|error| protection::typed(&error))?;
    start(&state).await
}

/// Replaces a damaged or missing vault by the newest good backup; keeps the old files beside it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_backup(state: State<'_, AppState>) -> Result<AppStateView, CommandError> {
    state.restore_backup().await?;
    start(&state).await
}

/// Stores the display settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_ui_settings(state: State<'_, AppState>, ui_settings: UiSettings) -> Result<(), CommandError> {
    if !state.desktop.store_ui_settings(&ui_settings) {
        return Err(CommandError::CannotWriteFile { words: "page-looks-not-kept".to_owned() });
    }
    state.set_alert_language();
    state.refresh_signal.send_replace(());
    Ok(())
}

async fn start(state: &AppState) -> Result<AppStateView, CommandError> {
    state.begin_answer();
    let is_locked = state.engine.protection().is_app_locked();
    // Locking is an event too, but the flag is set before it is sent.
    let view = match state.take_read_ahead().filter(|view| view.app_locked == is_locked) {
        // The display settings were not loaded when the reading began.
        Some(view) => AppStateView { ui_settings: state.desktop.ui_settings(), ..view },
        None => view(state).await,
    };
    // After the reading, because the tray and the notifications read the same.
    state.refresh_signal.send_replace(());
    Ok(view)
}

/// Reads what the page shows at its start.
pub(crate) async fn view(state: &AppState) -> AppStateView {
    let app_locked = state.engine.protection().is_app_locked();
    // The page shows a vault that cannot be read in a separate card.
    let overview = state.engine.profiles().overview().await.unwrap_or_default();
    AppStateView {
        vault: state.vault(),
        app_locked,
        has_recovery_code: state.engine.protection().has_slot(SlotKind::RecoveryCode).await.unwrap_or_default(),
        refreshes_automatically: state.engine.is_unlocked().await && overview.refreshes_automatically(),
        ui_settings: state.desktop.ui_settings(),
        profiles: if app_locked { Vec::new() } else { rows_of(state, &overview).await },
        token_url: state.engine.environment().oauth.join(oa_token_model::zalo::TokenRequest::PATH),
    }
}
