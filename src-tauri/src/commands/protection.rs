//! The app lock, the passphrase, the recovery code.

use oa_token_engine::{EngineError, ProtectionState, messages};
use oa_token_model::secret::Secret;
use oa_token_vault::keys::{self, RECOVERY_GROUPS, SlotKind};
use tauri::State;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::views::{ProtectionView, RecoveryTask, convert};

/// Locks the app: until it is unlocked, nothing is shown, copied, exported, sent or set. Attempts continue.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_app(state: State<'_, AppState>) -> Result<(), CommandError> {
    Ok(state.engine.protection().lock_app().await?)
}

/// Notes that the user is active; called at most every few seconds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn record_activity(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.engine.protection().record_activity();
    Ok(())
}

/// Returns how the vault is protected.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_protection(state: State<'_, AppState>) -> Result<ProtectionView, CommandError> {
    view(&state).await
}

/// Sets or changes the passphrase; `current` is required if there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_passphrase(
    state: State<'_, AppState>,
    current: Option<String>,
    wanted: String,
) -> Result<ProtectionView, CommandError> {
    let set = state.engine.protection().set_passphrase(current.map(Secret::new), Secret::new(wanted)).await;
    set.map_err(|error| typed(&error))?;
    view(&state).await
}

/// Makes up a passphrase for the input field; it opens nothing until it is set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn make_passphrase() -> Result<String, CommandError> {
    Ok(keys::generate_passphrase().expose().to_owned())
}

/// Checks the passphrase again before an action that cannot be undone; it stays valid for some minutes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn step_up(state: State<'_, AppState>, passphrase: String) -> Result<(), CommandError> {
    state.engine.protection().step_up(Secret::new(passphrase)).await.map_err(|error| typed(&error))
}

/// Removes the passphrase; something else must be able to open the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_passphrase(
    state: State<'_, AppState>,
    current: String,
) -> Result<ProtectionView, CommandError> {
    state.engine.protection().remove_passphrase(Secret::new(current)).await.map_err(|error| typed(&error))?;
    view(&state).await
}

/// Sets after how many minutes without activity the app locks; 0 for never.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_lock_after(state: State<'_, AppState>, minutes: u32) -> Result<ProtectionView, CommandError> {
    state.engine.protection().set_lock_after_minutes(minutes).await?;
    view(&state).await
}

/// Makes a recovery code; it opens nothing until it was confirmed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_recovery_code(state: State<'_, AppState>) -> Result<RecoveryTask, CommandError> {
    state.engine.protection().require_step_up().await?;
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let asks = number(state.engine.protection().begin_recovery_code());
    Ok(RecoveryTask { groups: number(RECOVERY_GROUPS), asks })
}

/// Stores the recovery code if the requested group was typed correctly; the previous code then opens nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_recovery_code(
    state: State<'_, AppState>,
    group: String,
) -> Result<ProtectionView, CommandError> {
    state.engine.protection().confirm_recovery_code(&Secret::new(group)).await.map_err(|error| typed(&error))?;
    view(&state).await
}

/// Stops offering a recovery code; Settings still has it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn decline_recovery_code(state: State<'_, AppState>) -> Result<(), CommandError> {
    Ok(state.engine.protection().decline_recovery_code().await?)
}

/// Sets which computer refreshes after the vault was copied here: only this one, or the other one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn resolve_copied_vault(
    state: State<'_, AppState>,
    here: bool,
) -> Result<ProtectionView, CommandError> {
    state.engine.protection().resolve_copied_vault(here).await?;
    view(&state).await
}

/// Makes the error for a wrong input, with a sentence for its input field.
pub(crate) fn typed(error: &EngineError) -> CommandError {
    if let EngineError::Key(_) = error {
        return CommandError::NotOpened { words: messages::typed(error).id.to_owned() };
    }
    CommandError::from(error)
}

async fn view(state: &AppState) -> Result<ProtectionView, CommandError> {
    let protection: ProtectionState = state.engine.protection().state().await?;
    let backup = state.engine.backups().newest().await;
    Ok(ProtectionView {
        slots: protection.slots.iter().map(convert::slot).collect(),
        has_passphrase: protection.has(SlotKind::Passphrase),
        passphrase_removable: protection.passphrase_removable(),
        has_recovery_code: protection.has(SlotKind::RecoveryCode),
        lock_after_minutes: state.engine.protection().lock_after_minutes().await,
        copied_here: protection.copied_here,
        copied_answered: protection.copied_answered,
        backup: backup.as_ref().map(convert::backup),
    })
}
