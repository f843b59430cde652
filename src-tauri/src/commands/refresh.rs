//! "Gửi".

use oa_token::rotation::plan::By;
use oa_token::status::{self, send_policy};
use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::present;
use crate::view::OutcomeView;

/// Spends the refresh token for a new pair. Asks first, by its error, while an access token that may be in use would
/// stop; `confirmed` is the user's yes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh_token(
    desk: State<'_, Desk>,
    id: String,
    confirmed: bool,
) -> Result<OutcomeView, CommandError> {
    let record = desk.keeper.find(&id).await?;
    if !confirmed && send_policy(&record, false, desk.keeper.now()) == status::SendPolicy::Asks {
        return Err(CommandError::NeedsConfirmation);
    }
    let outcome = desk.keeper.refresh(&record.profile.id, By::Click).await?;
    Ok(present::outcome(&outcome.result))
}
