//! Automatic refreshing: the switch of each OA, and the settings for all OAs.

use jiff::SignedDuration;
use oa_token::schedule::Policy;
use tauri::State;

use crate::commands::profiles::row;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{PolicyView, ProfileRow};

/// Switches automatic refreshing of an OA on or off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_automatic(desk: State<'_, Desk>, id: String, on: bool) -> Result<ProfileRow, CommandError> {
    let record = desk.record(&id).await?;
    desk.keeper.set_automatic(&record.profile.id, on).await?;
    let record = desk.record(&id).await?;
    Ok(row(&desk.keeper, &record).await)
}

/// Returns the settings of automatic refreshing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_policy(desk: State<'_, Desk>) -> Result<PolicyView, CommandError> {
    let Policy { automatic, margin, paused_until } = desk.keeper.policy().await;
    let now = desk.keeper.now();
    Ok(PolicyView {
        automatic,
        margin_hours: u32::try_from(margin.as_hours()).unwrap_or_default(),
        paused_until: paused_until.filter(|until| *until > now).map(|until| until.to_string()),
    })
}

/// Sets the switch for all OAs and the margin.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_policy(desk: State<'_, Desk>, automatic: bool, margin_hours: u32) -> Result<(), CommandError> {
    desk.keeper.set_margin_hours(margin_hours).await?;
    Ok(desk.keeper.set_all_automatic(automatic).await?)
}

/// Pauses automatic refreshing for so many minutes; null resumes it at once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_clock(desk: State<'_, Desk>, minutes: Option<u32>) -> Result<(), CommandError> {
    let span = minutes.map(|minutes| SignedDuration::from_mins(i64::from(minutes)));
    Ok(desk.keeper.pause(span).await?)
}
