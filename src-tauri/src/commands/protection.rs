//! The app lock, the passphrase, the recovery code.

use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{ProtectionView, RecoveryTask};

/// Locks the app: nothing is shown, copied, exported, sent or set until it is opened again. Attempts go on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_app(_desk: State<'_, Desk>) -> Result<(), CommandError> {
    Err(CommandError::Unexpected)
}

/// Notes that somebody uses the window; called at most every few seconds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_activity(_desk: State<'_, Desk>) -> Result<(), CommandError> {
    Err(CommandError::Unexpected)
}

/// Tells how the vault is protected.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_protection(_desk: State<'_, Desk>) -> Result<ProtectionView, CommandError> {
    Err(CommandError::Unexpected)
}

/// Sets or changes the passphrase; `current` is asked for when there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_passphrase(
    _desk: State<'_, Desk>,
    current: Option<String>,
    wanted: String,
) -> Result<ProtectionView, CommandError> {
    drop((current, wanted));
    Err(CommandError::Unexpected)
}

/// Takes the passphrase away; something else has to open the vault then.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_passphrase(_desk: State<'_, Desk>, current: String) -> Result<ProtectionView, CommandError> {
    drop(current);
    Err(CommandError::Unexpected)
}

/// Sets after how many minutes without a touch the app locks; 0 for never.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_lock_after(_desk: State<'_, Desk>, minutes: u32) -> Result<ProtectionView, CommandError> {
    let _ = minutes;
    Err(CommandError::Unexpected)
}

/// Makes a recovery code; it opens nothing until it was confirmed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_recovery_code(_desk: State<'_, Desk>) -> Result<RecoveryTask, CommandError> {
    Err(CommandError::Unexpected)
}

/// Keeps the recovery code if the group asked for was typed rightly; the code before it opens nothing any more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_recovery_code(
    _desk: State<'_, Desk>,
    group: String,
) -> Result<ProtectionView, CommandError> {
    drop(group);
    Err(CommandError::Unexpected)
}

/// Says who goes on refreshing after the vault was copied here: this computer alone, or the other one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settle_copied(_desk: State<'_, Desk>, here: bool) -> Result<ProtectionView, CommandError> {
    let _ = here;
    Err(CommandError::Unexpected)
}
