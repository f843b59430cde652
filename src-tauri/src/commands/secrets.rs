//! Showing and copying one secret. `reveal_secret` is the only command that returns a secret to the page.

use oa_token_model::secret::Secret;
use oa_token_model::zalo::{TokenRequest, curl};
use tauri::State;

use crate::app_state::AppState;
use crate::clipboard;
use crate::commands::settings::clipboard_time;
use crate::error::CommandError;
use crate::views::{ProfileSecret, SecretName, SecretRef};

/// Returns one secret to the page.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reveal_secret(state: State<'_, AppState>, secret: SecretRef) -> Result<String, CommandError> {
    let secret = match secret {
        SecretRef::Profile(secret) => find(&state, secret).await?,
        SecretRef::Place(of) => state.pending_place.secret(&of.place).ok_or(CommandError::NoSuchSecret)?,
        SecretRef::Invitation => state.pending_invitation.passphrase().ok_or(CommandError::NoSuchSecret)?,
        SecretRef::RecoveryCode => state.engine.protection().recovery_code().ok_or(CommandError::NoSuchSecret)?,
    };
    state.desktop.protect_content(true);
    Ok(secret.expose().to_owned())
}

/// Notes that the page no longer shows a secret: the window may be recorded and shared again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn record_concealed(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.desktop.protect_content(false);
    Ok(())
}

/// Copies one secret of a profile without adding it to the clipboard's history. The recovery code cannot be named.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_secret(state: State<'_, AppState>, secret: ProfileSecret) -> Result<(), CommandError> {
    let is_access_token = secret.secret == SecretName::AccessToken;
    let stays = clipboard_time(&state, is_access_token).await;
    let secret = find(&state, secret).await?;
    if clipboard::copy(&state, secret, stays) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

/// Copies the next request as a cURL command, with both secrets.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_curl(state: State<'_, AppState>, id: String) -> Result<(), CommandError> {
    state.engine.protection().require_step_up().await?;
    let record = state.record(&id).await?;
    let secrets = state.engine.profiles().secrets(&record.profile.id).await?;
    let token = secrets.current.pair.refresh.ok_or(CommandError::NoSuchSecret)?;
    let origin = state.engine.token_origin(record.profile.kind).ok_or(CommandError::NoPractice)?;
    let request = TokenRequest::refresh(&origin, &record.profile.app_id, &secrets.secret_key, &token);
    let request = request.map_err(|_| CommandError::NoSuchSecret)?;
    let command = curl::command(&request, |secret| secret.expose().to_owned());
    let stays = clipboard_time(&state, false).await;
    if clipboard::copy(&state, command, stays) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

async fn find(state: &AppState, wanted: ProfileSecret) -> Result<Secret, CommandError> {
    let ProfileSecret { id, secret, generation } = wanted;
    if secret == SecretName::SecretKey {
        state.engine.protection().require_step_up().await?;
    }
    let record = state.record(&id).await?;
    let id = &record.profile.id;
    let pair = match generation {
        None => state.engine.profiles().secrets(id).await?.current.pair,
        Some(number) => {
            let kept = state.engine.profiles().generations(id).await?;
            let wanted = kept.into_iter().find(|kept| kept.generation.0 == number);
            wanted.ok_or(CommandError::NoSuchSecret)?.pair
        }
    };
    let found = match secret {
        SecretName::SecretKey => Some(state.engine.profiles().secrets(id).await?.secret_key),
        SecretName::RefreshToken => pair.refresh,
        SecretName::AccessToken => pair.access,
    };
    found.ok_or(CommandError::NoSuchSecret)
}
