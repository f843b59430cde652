//! "Gửi".

use oa_token_model::profile::ProfileKind;
use oa_token_model::status::SendPolicy;
use tauri::State;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::views::{OutcomeView, convert};

/// Spends the refresh token to get a new pair. If an access token that may be in use would stop working, fails with
/// `NeedsConfirmation` first; `confirmed` is the user's consent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh_token(
    state: State<'_, AppState>,
    id: String,
    confirmed: bool,
) -> Result<OutcomeView, CommandError> {
    let record = state.record(&id).await?;
    if !confirmed && state.engine.profiles().send_policy(&record) == SendPolicy::Asks {
        return Err(CommandError::NeedsConfirmation);
    }
    if record.profile.kind == ProfileKind::Practice {
        state.sandbox.begin_if_needed(&state.engine).await?;
    }
    // Refreshes the pair that the user was asked about: a second click must not spend the next pair.
    let outcome = state.engine.refresh().send_pair(&record.profile.id, record.current.generation).await?;
    Ok(convert::outcome(&outcome))
}
