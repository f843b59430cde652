//! Import: recognise, show masked, correct, save. The recognised values stay in Rust; the page receives their last
//! characters.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use oa_token_engine::{EngineError, messages};
use oa_token_import::draft::{Draft, DraftField, NewProfile, tidy};
use oa_token_import::{
    ColumnMeaning, Import, ImportedDraft, Input, SIZE_LIMIT, UnreadableImport, read_all, size_limit,
};
use tauri::State;
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::commands::profiles::{invalid, rows};
use crate::error::CommandError;
use crate::pending_import::{HeldDraft, Table};
use crate::views::{CorrectedDraft, ImportChoice, ImportDraft, ImportPreview, ImportSaved, ProfileRow, convert};

/// Recognises a pasted text. With `fill`, a value alone is recognised too, and one OA's values are added to those that
/// wait.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_import(
    state: State<'_, AppState>,
    text: String,
    fill: bool,
) -> Result<ImportPreview, CommandError> {
    hold(&state, &[Input { name: "", bytes: text.as_bytes() }], fill).await
}

/// Asks for files and recognises them together; null if the user cancels. `fill` as for `read_import`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_import(
    state: State<'_, AppState>,
    fill: bool,
) -> Result<Option<ImportPreview>, CommandError> {
    let desktop = state.desktop.clone();
    match tauri::async_runtime::spawn_blocking(move || desktop.choose_files_to_open()).await {
        Ok(files) if !files.is_empty() => read_files(&state, files, fill).await.map(Some),
        Ok(_) | Err(_) => Ok(None),
    }
}

/// Recognises the files that were last dropped on the window, together. `fill` as for `read_import`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_dropped(state: State<'_, AppState>, fill: bool) -> Result<ImportPreview, CommandError> {
    let files = state.pending_import.take_dropped();
    if files.is_empty() { Err(CommandError::CannotReadFile) } else { read_files(&state, files, fill).await }
}

/// Reads the table that was recognised last once more, with the meanings that the user gave its columns, in their order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_columns(
    state: State<'_, AppState>,
    meanings: Vec<ColumnMeaning>,
) -> Result<ImportPreview, CommandError> {
    let table = state.pending_import.table().ok_or(CommandError::Unexpected)?;
    let input = Input { name: &table.name, bytes: &table.bytes };
    let imported = oa_token_import::read_columns(&input, &meanings).map_err(|why| CommandError::unreadable(&why))?;
    take(&state, &[input], imported, false).await
}

/// Begins an OA that is typed by hand: one without values waits, unless one with values does already.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_import(state: State<'_, AppState>) -> Result<ImportDraft, CommandError> {
    if state.pending_import.held().len() != 1 {
        state.pending_import.hold(vec![ImportedDraft::default()]);
    }
    show(&state, &state.pending_import.held(), None).await?.pop().ok_or(CommandError::Unexpected)
}

/// Checks recognised OAs with these corrections; one for each, in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_import(
    state: State<'_, AppState>,
    edits: Vec<CorrectedDraft>,
) -> Result<Vec<ImportDraft>, CommandError> {
    show(&state, &state.pending_import.held(), Some(edits)).await
}

/// Picks one of several values for a field of a recognised OA, and checks the OA with its corrections.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_import(
    state: State<'_, AppState>,
    corrected: CorrectedDraft,
    field: DraftField,
    candidate: u32,
) -> Result<ImportDraft, CommandError> {
    state.pending_import.pick(corrected.draft as usize, field, candidate as usize);
    let mut shown = show(&state, &state.pending_import.held(), Some(vec![corrected])).await?;
    shown.pop().ok_or(CommandError::Unexpected)
}

/// Saves the chosen OAs. A failure does not stop the next one; an OA that was not saved keeps waiting until
/// `drop_import`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_import(
    state: State<'_, AppState>,
    choices: Vec<ImportChoice>,
) -> Result<Vec<ImportSaved>, CommandError> {
    state.make_vault().await?;
    let held = state.pending_import.held().into_iter().zip(choices).enumerate();
    let (mut saved, mut news) = (Vec::new(), Vec::new());
    // The place of each that is sent to the engine: among the held ones, and in the answer.
    let mut places = Vec::new();
    for (at, (held, choice)) in held.filter(|(_, (held, choice))| choice.take && !held.is_saved) {
        let draft = held.draft().corrected(convert::correction(choice.edit));
        let (tidied, _) = tidy(draft.clone());
        let name = tidied.name.or(tidied.app_id).unwrap_or_default();
        let failure = match NewProfile::from_draft(draft) {
            Ok(new) => {
                places.push((at, saved.len()));
                news.push((new, choice.replace));
                None
            }
            Err(found) => Some(invalid(&found)),
        };
        saved.push(ImportSaved { name, row: None, failure });
    }
    let ends = state.engine.profiles().import(news, false).await?;
    let mut rows: HashMap<String, ProfileRow> =
        rows(&state).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    for (end, (at, place)) in ends.into_iter().zip(places) {
        match end {
            Ok(id) => {
                state.pending_import.mark_saved(at);
                saved[place].row = rows.remove(id.as_str());
            }
            Err(error) => saved[place].failure = Some(EngineError::from(error).into()),
        }
    }
    Ok(saved)
}

/// Drops the recognised values.
#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_import(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.pending_import.hold(Vec::new());
    state.pending_import.keep_table(None);
    Ok(())
}

async fn read_files(state: &AppState, files: Vec<PathBuf>, fill: bool) -> Result<ImportPreview, CommandError> {
    let read = move || files.iter().map(|file| Ok((name_of(file), contents(file)?))).collect();
    let read: std::io::Result<Vec<(String, Vec<u8>)>> =
        tauri::async_runtime::spawn_blocking(read).await.map_err(|_| CommandError::CannotReadFile)?;
    let read = read.map_err(|_| CommandError::CannotReadFile)?;
    let inputs: Vec<Input<'_>> = read.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    hold(state, &inputs, fill).await
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
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

async fn hold(state: &AppState, inputs: &[Input<'_>], fill: bool) -> Result<ImportPreview, CommandError> {
    let imported = read(inputs, fill).map_err(|why| CommandError::unreadable(&why))?;
    take(state, inputs, imported, fill).await
}

/// Holds what was recognised, and shows it masked.
async fn take(
    state: &AppState,
    inputs: &[Input<'_>],
    mut imported: Import,
    fill: bool,
) -> Result<ImportPreview, CommandError> {
    let table = inputs.first().filter(|_| !imported.columns.is_empty());
    let bytes = |input: &Input<'_>| Zeroizing::new(input.bytes.to_vec());
    state.pending_import.keep_table(table.map(|input| Table { name: input.name.to_owned(), bytes: bytes(input) }));
    if fill && imported.drafts.len() == 1 {
        imported.drafts.into_iter().for_each(|draft| state.pending_import.add(draft));
    } else {
        state.pending_import.hold(std::mem::take(&mut imported.drafts));
    }
    Ok(ImportPreview {
        files: inputs.iter().map(|input| input.name.to_owned()).filter(|name| !name.is_empty()).collect(),
        drafts: show(state, &state.pending_import.held(), None).await?,
        left_out: imported.left_out.iter().map(convert::left_out).collect(),
        columns: imported.columns.iter().map(convert::column).collect(),
        refresher: imported.refresher.map(|refresher| messages::other_refresher(refresher).id.to_owned()),
    })
}

fn read(inputs: &[Input<'_>], fill: bool) -> Result<Import, UnreadableImport> {
    read_all(inputs).or_else(|why| {
        let lone = match inputs {
            [only] if fill => std::str::from_utf8(only.bytes).ok().and_then(ImportedDraft::of_lone_value),
            _ => None,
        };
        lone.map(|draft| Import { drafts: vec![draft], ..Import::default() }).ok_or(why)
    })
}

/// Makes the views of held drafts: of those with corrections, in their order, or of all.
async fn show(
    state: &AppState,
    held: &[HeldDraft],
    corrected: Option<Vec<CorrectedDraft>>,
) -> Result<Vec<ImportDraft>, CommandError> {
    let mut drafts: Vec<Draft> = held.iter().map(HeldDraft::draft).collect();
    let mut wanted: Vec<usize> = Vec::new();
    match corrected {
        None => wanted.extend(0..drafts.len()),
        Some(corrected) => {
            for CorrectedDraft { draft, edit } in corrected {
                let Some(place) = drafts.get_mut(draft as usize) else { continue };
                *place = std::mem::take(place).corrected(convert::correction(edit));
                wanted.push(draft as usize);
            }
        }
    }
    let first_of = first_with_token(&drafts);
    let mut shown = Vec::new();
    let shown_drafts: Vec<Draft> = wanted.iter().map(|at| drafts[*at].clone()).collect();
    let conflicts = state.engine.profiles().draft_conflicts(&shown_drafts).await?;
    for (at, standing) in wanted.into_iter().zip(conflicts) {
        let draft = &drafts[at];
        let mut view = convert::import_draft(&held[at], draft, standing);
        let first = draft.refresh_token.as_ref().and_then(|token| first_of.get(token.expose())).copied();
        if let Some(first) = first.filter(|first| *first != at) {
            convert::ask_token(&mut view.check, &held[first], &drafts[first]);
        }
        shown.push(view);
    }
    Ok(shown)
}

/// Returns the first draft with each refresh token: two OAs cannot share one.
fn first_with_token(drafts: &[Draft]) -> HashMap<&str, usize> {
    let mut first_of = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if let Some(token) = &draft.refresh_token {
            first_of.entry(token.expose()).or_insert(at);
        }
    }
    first_of
}
