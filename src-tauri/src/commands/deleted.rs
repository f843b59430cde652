//! Deleting an OA, and restoring it.

use oa_token::vault::DELETED_KEPT;
use tauri::State;

use crate::commands::profiles::row;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{DeletedRow, ProfileRow};

/// Removes a profile from the list; it can be restored for thirty days.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_profile(desk: State<'_, Desk>, id: String) -> Result<(), CommandError> {
    let record = desk.record(&id).await?;
    Ok(desk.keeper.delete(&record.profile.id).await?)
}

/// Lists the profiles that can be restored, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_deleted(desk: State<'_, Desk>) -> Result<Vec<DeletedRow>, CommandError> {
    let deleted = desk.keeper.deleted().await?;
    let rows = deleted.into_iter().map(|profile| DeletedRow {
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
pub(crate) async fn restore_profile(desk: State<'_, Desk>, id: String) -> Result<ProfileRow, CommandError> {
    desk.keeper.restore(&crate::desk::id(&id)?).await?;
    let record = desk.record(&id).await?;
    Ok(row(&desk.keeper, &record).await)
}
