//! "Dùng thử": an OA for practice.

use oa_token_engine::i18n;
use tauri::State;

use crate::app_state::AppState;
use crate::commands::profiles::row;
use crate::error::CommandError;
use crate::views::ProfileRow;

/// Creates a practice OA with its own first refresh token.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_sandbox(state: State<'_, AppState>) -> Result<ProfileRow, CommandError> {
    state.make_vault().await?;
    let language = state.desktop.ui_settings().language;
    let name = i18n::say(i18n::load(language), "practice-name");
    let id = state.sandbox.new_profile(&state.engine, &name).await?;
    let record = state.record(&id).await?;
    Ok(row(&state.engine, &record).await)
}
