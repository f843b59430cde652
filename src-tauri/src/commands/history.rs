//! The history, the page of an attempt, and a report for support.

use oa_token_engine::{diagnostic_report, i18n};
use oa_token_model::records::ProfileRecord;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind};
use oa_token_model::secret::Secret;
use oa_token_model::zalo::TokenRequest;
use tauri::State;

use crate::app_state::AppState;
use crate::commands::profiles::request;
use crate::error::CommandError;
use crate::views::{AttemptPage, GenerationRow, HistoryLine, RequestView, convert};

/// More lines than a page shows at once.
const LINES: u32 = 200;

/// Lists the events of a profile, newest first; also while the vault is locked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_history(state: State<'_, AppState>, id: String) -> Result<Vec<HistoryLine>, CommandError> {
    let record = state.record(&id).await?;
    let of = record.profile.id.clone();
    let history = state.engine.profiles().history(Some(of.clone()), LINES).await?;
    // While the vault is locked, only the expiry of the current pair is known.
    let mut ends = vec![(record.current.generation, record.current.expiry.access_expires_at)];
    if let Ok(kept) = state.engine.profiles().generations(&of).await {
        ends.extend(kept.iter().map(|pair| (pair.generation, pair.expiry.access_expires_at)));
    }
    Ok(history.iter().map(|line| convert::history(line, &ends)).collect())
}

/// Returns an attempt with its request and answer, masked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_attempt(
    state: State<'_, AppState>,
    id: String,
    attempt: String,
) -> Result<AttemptPage, CommandError> {
    let record = state.record(&id).await?;
    let wanted = AttemptId(attempt);
    let entry = state.engine.profiles().attempt(&record.profile.id, &wanted).await?;
    let entry = entry.ok_or(CommandError::NoSuchProfile)?;
    let secrets = state.engine.profiles().secrets(&record.profile.id).await?;
    let kept = state.engine.profiles().generations(&record.profile.id).await?;
    let spent = kept.iter().find(|pair| pair.generation == entry.spends).map(|pair| pair.pair.clone());
    let tokens = kept.iter().flat_map(|pair| [pair.pair.access.as_ref(), pair.pair.refresh.as_ref()]);
    let known: Vec<&Secret> = std::iter::once(Some(&secrets.secret_key)).chain(tokens).flatten().collect();
    let credentials = state.engine.profiles().credentials(&record.profile, &secrets.secret_key).await?;
    let shown = match entry.kind {
        AttemptKind::Refresh => request(&state, &record, &secrets.secret_key, &spent.unwrap_or_default(), None),
        AttemptKind::Exchange => exchange(&state, &record, &secrets.secret_key),
    };
    Ok(convert::attempt(&entry, &record, shown, credentials != entry.credentials, &known))
}

/// Makes the request in which a code was sent. The code is not stored.
fn exchange(state: &AppState, record: &ProfileRecord, secret_key: &Secret) -> RequestView {
    let origin = state.engine.token_origin(record.profile.kind);
    let origin = origin.unwrap_or_else(|| state.engine.environment().oauth.clone());
    let code = Secret::new("…");
    match TokenRequest::exchange(&origin, &record.profile.app_id, secret_key, &code, None) {
        Ok(request) => convert::request(&request, None),
        Err(_) => RequestView { url: origin.join(TokenRequest::PATH), rows: Vec::new(), curl: String::new() },
    }
}

/// Copies a report for support: states, times, Zalo's text; no secret, no name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_report(
    state: State<'_, AppState>,
    id: String,
    language: i18n::Language,
) -> Result<(), CommandError> {
    let record = state.record(&id).await?;
    let history = state.engine.profiles().history(Some(record.profile.id.clone()), LINES).await?;
    let text = diagnostic_report::write(i18n::load(language), &record, &history, state.engine.now());
    if state.desktop.copy(&Secret::new(text)) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

/// Lists the stored pairs, newest first, masked. They can be shown and copied; only the current one is ever sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_generations(
    state: State<'_, AppState>,
    id: String,
) -> Result<Vec<GenerationRow>, CommandError> {
    let record = state.record(&id).await?;
    let kept = state.engine.profiles().generations(&record.profile.id).await?;
    Ok(kept.iter().map(|pair| convert::generation(pair, record.current.generation)).collect())
}
