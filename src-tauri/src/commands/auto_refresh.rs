//! Automatic refreshing: the switch of each OA, and the settings for all OAs.

use jiff::SignedDuration;
use oa_token_model::schedule::Policy;
use tauri::State;

use crate::app_state::AppState;
use crate::commands::profiles::row;
use crate::error::CommandError;
use crate::views::{PolicyView, ProfileRow};

/// Switches automatic refreshing of an OA on or off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_automatic(
    state: State<'_, AppState>,
    id: String,
    on: bool,
) -> Result<ProfileRow, CommandError> {
    let record = state.record(&id).await?;
    state.engine.auto_refresh().set_automatic(&record.profile.id, on).await?;
    let record = state.record(&id).await?;
    Ok(row(&state.engine, &record).await)
}

/// Returns the settings of automatic refreshing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_policy(state: State<'_, AppState>) -> Result<PolicyView, CommandError> {
    let Policy { automatic, margin, paused_until } = state.engine.auto_refresh().policy().await;
    let now = state.engine.now();
    Ok(PolicyView {
        automatic,
        margin_hours: u32::try_from(margin.as_hours()).unwrap_or_default(),
        paused_until: paused_until.filter(|until| *until > now).map(|until| until.to_string()),
    })
}

/// Sets the switch for all OAs and the margin.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_policy(
    state: State<'_, AppState>,
    automatic: bool,
    margin_hours: u32,
) -> Result<(), CommandError> {
    state.engine.auto_refresh().set_margin_hours(margin_hours).await?;
    Ok(state.engine.auto_refresh().set_all_automatic(automatic).await?)
}

/// Pauses automatic refreshing for so many minutes; null resumes it at once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_auto_refresh(state: State<'_, AppState>, minutes: Option<u32>) -> Result<(), CommandError> {
    let span = minutes.map(|minutes| SignedDuration::from_mins(i64::from(minutes)));
    Ok(state.engine.auto_refresh().pause(span).await?)
}
