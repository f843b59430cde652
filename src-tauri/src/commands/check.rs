//! "Kiểm tra token": asks Zalo which OA an access token belongs to, without spending anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oa_token_model::profile::ProfileKind;
use oa_token_model::secret::Secret;
use tauri::State;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::views::{CheckView, convert};

/// Checks a profile's access token at Zalo and stores the facts about the OA.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_token(state: State<'_, AppState>, id: String) -> Result<CheckView, CommandError> {
    let record = state.record(&id).await?;
    if record.profile.kind == ProfileKind::Practice {
        state.sandbox.begin_if_needed(&state.engine).await.map_err(|_| CommandError::NoPractice)?;
    }
    let check = state.engine.checks().token(&record.profile.id).await?;
    Ok(convert::asked(&check, state.engine.now()))
}

/// Checks a pasted access token at Zalo, meant for this profile or for a new one. Stores nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_pasted(
    state: State<'_, AppState>,
    id: Option<String>,
    access_token: String,
) -> Result<CheckView, CommandError> {
    let id = match id {
        Some(id) => Some(state.record(&id).await?.profile.id),
        None => None,
    };
    let check = state.engine.checks().pasted(id.as_ref(), &Secret::new(access_token.trim())).await?;
    Ok(convert::asked(&check, state.engine.now()))
}

/// Returns the picture of a profile's OA as a `data:` address.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_avatar(state: State<'_, AppState>, id: String) -> Result<Option<String>, CommandError> {
    let record = state.record(&id).await?;
    let Some(bytes) = state.engine.checks().avatar(&record.profile.id).await else { return Ok(None) };
    Ok(media_type(&bytes).map(|media_type| format!("data:{media_type};base64,{}", STANDARD.encode(&bytes))))
}

/// Returns an image's media type by its first bytes; other data is not shown.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
