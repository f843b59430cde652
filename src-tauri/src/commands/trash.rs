//! Deleting an OA, and restoring it.

use oa_token_vault::DELETED_KEPT;
use tauri::State;

use crate::app_state::AppState;
use crate::commands::profiles::row;
use crate::error::CommandError;
use crate::views::{ProfileRow, TrashRow};

/// Removes a profile from the list; it can be restored for thirty days.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_profile(state: State<'_, AppState>, id: String) -> Result<(), CommandError> {
    let record = state.record(&id).await?;
    Ok(state.engine.profiles().delete(&record.profile.id).await?)
}

/// Lists the profiles that can be restored, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_trash(state: State<'_, AppState>) -> Result<Vec<TrashRow>, CommandError> {
    let deleted = state.engine.profiles().trash().await?;
    let rows = deleted.into_iter().map(|profile| TrashRow {
        id: profile.id.to_string(),
        name: profile.name,
        deleted_at: profile.deleted_at.to_string(),
        gone_at: profile.deleted_at.saturating_add(DELETED_KEPT).unwrap_or(profile.deleted_at).to_string(),
    });
    Ok(rows.collect())
}

/// Restores a deleted profile.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_profile(state: State<'_, AppState>, id: String) -> Result<ProfileRow, CommandError> {
    state.engine.profiles().restore(&crate::app_state::id(&id)?).await?;
    let record = state.record(&id).await?;
    Ok(row(&state.engine, &record).await)
}
