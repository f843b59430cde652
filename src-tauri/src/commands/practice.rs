//! "Dùng thử": an OA for practice.

use oa_token::i18n;
use tauri::State;

use crate::commands::profiles::row;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::ProfileRow;

/// Creates a practice OA with its own first refresh token.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_practice(desk: State<'_, Desk>) -> Result<ProfileRow, CommandError> {
    desk.make_vault().await?;
    let language = desk.edges.looks().language.into();
    let name = i18n::say(&i18n::load(language), "practice-name");
    let id = desk.practice.new_profile(&desk.keeper, &name).await?;
    let record = desk.record(&id).await?;
    Ok(row(&desk.keeper, &record).await)
}
