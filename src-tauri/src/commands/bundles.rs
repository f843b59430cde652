//! Backup files, and moving an OA to another computer. The chosen file stays in Rust; the page names no path.

use std::path::{Path, PathBuf};

use oa_token_engine::{EngineError, messages, target};
use oa_token_model::bundle::ENDING;
use oa_token_model::export::safe_file_name;
use oa_token_model::profile::ProfileId;
use oa_token_model::secret::Secret;
use oa_token_vault::sealed_file::{self, MOST_BYTES, SealedFileFault};
use tauri::State;

use crate::app_state::AppState;
use crate::commands::profiles::row;
use crate::commands::protection::typed;
use crate::error::CommandError;
use crate::views::{BundleView, ProfileRow, convert};

/// Asks for a path and saves all live OAs to a sealed file; returns its name, or null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_backup_file(
    state: State<'_, AppState>,
    passphrase: String,
) -> Result<Option<String>, CommandError> {
    state.engine.protection().require_step_up().await?;
    let passphrase = good_enough(&state, passphrase).await?;
    let today = state.engine.now().to_zoned(jiff::tz::TimeZone::system()).date();
    let Some(path) = choose(&state, format!("OA Token {today}.{ENDING}")).await else { return Ok(None) };
    // Sealed after the dialog, so that the file holds the pairs that were refreshed meanwhile.
    let bytes = state.engine.bundles().export(passphrase).await.map_err(|error| typed(&error))?;
    target::write(state.engine.environment(), &path, &bytes)?;
    Ok(Some(name_of(&path)))
}

/// Asks for a sealed file; returns its name, or null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_sealed_file(state: State<'_, AppState>) -> Result<Option<String>, CommandError> {
    let desktop = state.desktop.clone();
    let chosen = tauri::async_runtime::spawn_blocking(move || desktop.choose_file_to_open()).await;
    let Ok(Some(path)) = chosen else { return Ok(None) };
    let name = name_of(&path);
    let bytes = tauri::async_runtime::spawn_blocking(move || contents(&path)).await;
    let bytes = bytes.ok().and_then(Result::ok).ok_or(CommandError::CannotReadFile)?;
    sealed_file::recognise(&bytes).map_err(no_file)?;
    state.pending_bundle.hold(name.clone(), bytes);
    Ok(Some(name))
}

/// Opens the chosen file and returns its contents. A user who cancels meanwhile does not wait for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sealed_file(
    state: State<'_, AppState>,
    passphrase: String,
) -> Result<BundleView, CommandError> {
    let (turn, file, bytes) = state.pending_bundle.chosen().ok_or(CommandError::CannotReadFile)?;
    let opened = state.engine.bundles().open(bytes, Secret::new(passphrase)).await;
    let (carried, made_by) = opened.map_err(|error| {
        if let EngineError::Sealed(fault @ SealedFileFault::Damaged) = error { no_file(fault) } else { typed(&error) }
    })?;
    let standings = state.engine.bundles().merge_statuses(&carried, made_by).await?;
    let view = convert::carried(file, &carried, &standings);
    state.pending_bundle.open(turn, (carried, made_by));
    Ok(view)
}

/// Adds the contents of the opened file to the vault; returns the OAs that were added or updated. For OAs that differ,
/// those in `replace` take the file's values.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_sealed_file(
    state: State<'_, AppState>,
    replace: Vec<String>,
) -> Result<Vec<ProfileRow>, CommandError> {
    let replace: Vec<ProfileId> = replace.iter().filter_map(|id| ProfileId::parse(id).ok()).collect();
    let (carried, made_by) = state.pending_bundle.opened().ok_or(CommandError::CannotReadFile)?;
    state.make_vault().await?;
    let taken = state.engine.bundles().import(carried, made_by, &replace).await?;
    state.pending_bundle.drop_all();
    let mut rows = Vec::new();
    for id in taken {
        let record = state.engine.profiles().get(&id).await?;
        rows.push(row(&state.engine, &record).await);
    }
    Ok(rows)
}

/// Drops the chosen file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_sealed_file(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.pending_bundle.drop_all();
    Ok(())
}

/// Saves OAs to a sealed file for another computer and stops them here; returns the file's name, or null if the user
/// cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn move_profiles(
    state: State<'_, AppState>,
    ids: Vec<String>,
    passphrase: String,
) -> Result<Option<String>, CommandError> {
    state.engine.protection().require_step_up().await?;
    let passphrase = good_enough(&state, passphrase).await?;
    let mut records = Vec::with_capacity(ids.len());
    for id in &ids {
        records.push(state.record(id).await?);
    }
    let suggested = match records.as_slice() {
        [one] => format!("{}.{ENDING}", safe_file_name(&one.profile.name)),
        _ => format!("OA Token {}.{ENDING}", state.engine.now().to_zoned(jiff::tz::TimeZone::system()).date()),
    };
    let Some(path) = choose(&state, suggested).await else { return Ok(None) };
    let name = name_of(&path);
    let environment = state.engine.environment().clone();
    let write = move |bytes: Vec<u8>| target::write(&environment, &path, &bytes).map_err(CommandError::from);
    let moving: Vec<ProfileId> = records.into_iter().map(|record| record.profile.id).collect();
    state.engine.bundles().move_away(&moving, passphrase, write).await?;
    Ok(Some(name))
}

/// Takes a moved OA back: this computer refreshes it again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back(state: State<'_, AppState>, id: String) -> Result<ProfileRow, CommandError> {
    let record = state.record(&id).await?;
    state.engine.bundles().take_back(&record.profile.id).await?;
    let record = state.record(&id).await?;
    Ok(row(&state.engine, &record).await)
}

/// Rejects a weak passphrase before a dialog is opened.
async fn good_enough(state: &AppState, passphrase: String) -> Result<Secret, CommandError> {
    let passphrase = Secret::new(passphrase);
    state.engine.protection().check_new_passphrase(&passphrase).await.map_err(|error| typed(&error))?;
    Ok(passphrase)
}

pub(crate) async fn choose(state: &AppState, suggested: String) -> Option<PathBuf> {
    let desktop = state.desktop.clone();
    tauri::async_runtime::spawn_blocking(move || desktop.choose_file(&suggested)).await.ok().flatten()
}

/// Reads a file until just over the size limit.
pub(crate) fn contents(file: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn no_file(fault: SealedFileFault) -> CommandError {
    CommandError::NotSealedFile { words: messages::typed(&EngineError::Sealed(fault)).id.to_owned() }
}
