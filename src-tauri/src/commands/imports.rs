//! Import: recognise, show masked, correct, save. The recognised values stay in Rust; the page receives their last
//! characters.

use std::path::{Path, PathBuf};

use oa_token_engine::messages;
use oa_token_import::draft::{Draft, DraftField, NewProfile, tidy};
use oa_token_import::{Input, SIZE_LIMIT, read_all, size_limit};
use tauri::State;

use crate::app_state::AppState;
use crate::commands::profiles::{invalid, row};
use crate::error::CommandError;
use crate::views::{ImportChoice, ImportDraft, ImportEdit, ImportPreview, ImportSaved, convert};

/// Recognises a pasted text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_import(state: State<'_, AppState>, text: String) -> Result<ImportPreview, CommandError> {
    hold(&state, None, text.as_bytes()).await
}

/// Asks for a file and recognises it; null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_import(state: State<'_, AppState>) -> Result<Option<ImportPreview>, CommandError> {
    let desktop = state.desktop.clone();
    match tauri::async_runtime::spawn_blocking(move || desktop.choose_file_to_open()).await {
        Ok(Some(file)) => read_file(&state, file).await.map(Some),
        Ok(None) | Err(_) => Ok(None),
    }
}

/// Recognises the file that was last dropped on the window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_dropped(state: State<'_, AppState>) -> Result<ImportPreview, CommandError> {
    match state.pending_import.take_dropped() {
        Some(file) => read_file(&state, file).await,
        None => Err(CommandError::CannotReadFile),
    }
}

/// Checks the recognised values with these corrections; one for each, in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_import(
    state: State<'_, AppState>,
    edits: Vec<ImportEdit>,
) -> Result<Vec<ImportDraft>, CommandError> {
    show(&state, edits).await
}

/// Picks one of several values for a field of a recognised OA, and checks all with these corrections.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_import(
    state: State<'_, AppState>,
    draft: u32,
    field: DraftField,
    candidate: u32,
    edits: Vec<ImportEdit>,
) -> Result<Vec<ImportDraft>, CommandError> {
    state.pending_import.pick(draft as usize, field, candidate as usize);
    show(&state, edits).await
}

/// Saves the chosen OAs. A failure does not stop the next one; an OA that was not saved keeps waiting.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_import(
    state: State<'_, AppState>,
    choices: Vec<ImportChoice>,
) -> Result<Vec<ImportSaved>, CommandError> {
    state.make_vault().await?;
    let mut saved = Vec::new();
    for (held, choice) in state.pending_import.held().into_iter().zip(choices).filter(|(_, choice)| choice.take) {
        let draft = held.draft().corrected(convert::correction(choice.edit));
        let (tidied, _) = tidy(draft.clone());
        let name = tidied.name.or(tidied.app_id).unwrap_or_default();
        let done = save(&state, draft, choice.replace).await;
        saved.push(match done {
            Ok(row) => ImportSaved { name: row.name.clone(), row: Some(row), failure: None },
            Err(failure) => ImportSaved { name, row: None, failure: Some(failure) },
        });
    }
    if saved.iter().all(|saved| saved.failure.is_none()) {
        state.pending_import.hold(Vec::new());
    }
    Ok(saved)
}

/// Drops the recognised values.
#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_import(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.pending_import.hold(Vec::new());
    Ok(())
}

async fn save(state: &AppState, draft: Draft, replace: bool) -> Result<crate::views::ProfileRow, CommandError> {
    let new = NewProfile::from_draft(draft).map_err(|found| invalid(&found))?;
    let id = state.engine.profiles().create_or_replace(new, replace).await?;
    let record = state.engine.profiles().get(&id).await?;
    Ok(row(&state.engine, &record).await)
}

async fn read_file(state: &AppState, file: PathBuf) -> Result<ImportPreview, CommandError> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let bytes = tauri::async_runtime::spawn_blocking(move || contents(&file)).await;
    let bytes = bytes.ok().and_then(Result::ok).ok_or(CommandError::CannotReadFile)?;
    hold(state, name, &bytes).await
}

/// Reads a file until just over the size limit, so that a video dropped by mistake is not read completely.
fn contents(file: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let mut file = std::fs::File::open(file)?;
    file.by_ref().take(SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes)?;
    let most = size_limit(&bytes) + 1;
    file.take(most.saturating_sub(bytes.len()) as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

async fn hold(state: &AppState, file: Option<String>, bytes: &[u8]) -> Result<ImportPreview, CommandError> {
    let input = Input { name: file.as_deref().unwrap_or_default(), bytes };
    let imported = read_all(&[input]).map_err(|why| CommandError::unreadable(&why))?;
    state.pending_import.hold(imported.drafts);
    Ok(ImportPreview {
        file,
        drafts: show(state, Vec::new()).await?,
        left_out: imported.left_out.iter().map(convert::left_out).collect(),
        refresher: imported.refresher.map(|refresher| messages::other_refresher(refresher).id.to_owned()),
    })
}

/// Makes the views of the held drafts with these corrections: one for each, in order, or none.
async fn show(state: &AppState, edits: Vec<ImportEdit>) -> Result<Vec<ImportDraft>, CommandError> {
    let mut shown = Vec::new();
    let mut edits = edits.into_iter();
    for held in state.pending_import.held() {
        let draft = match edits.next() {
            Some(edit) => held.draft().corrected(convert::correction(edit)),
            None => held.draft(),
        };
        shown.push(convert::import_draft(&held, &draft, state.engine.profiles().draft_conflicts(&draft).await?));
    }
    Ok(shown)
}
