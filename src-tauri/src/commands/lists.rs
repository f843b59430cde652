//! Files about several OAs: their tokens, their deadlines as a calendar, their states as a table.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use oa_token_engine::i18n::{self, say, say_with};
use oa_token_engine::target;
use oa_token_model::calendar::{self, Deadline, DeadlineKind};
use oa_token_model::export::list::{ListFormat, preview_list, write_list};
use oa_token_model::export::{CannotExport, Subject, safe_file_name};
use oa_token_model::records::ProfileRecord;
use oa_token_model::state_table;
use tauri::State;

use crate::app_state::AppState;
use crate::commands::export::refused;
use crate::error::CommandError;

/// Shows the file with the tokens of several OAs, masked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_export_list(
    state: State<'_, AppState>,
    ids: Vec<String>,
    format: ListFormat,
    with_refresh_token: bool,
) -> Result<String, CommandError> {
    let records = records(&state, &ids).await?;
    with_subjects(&state, &records, |all| preview_list(all, format, with_refresh_token)).await
}

/// Writes the tokens of several OAs to a file that the user chooses; returns its path, or null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_list(
    state: State<'_, AppState>,
    ids: Vec<String>,
    format: ListFormat,
    with_refresh_token: bool,
) -> Result<Option<String>, CommandError> {
    let records = records(&state, &ids).await?;
    let write = |all: &[Subject<'_>]| write_list(all, format, with_refresh_token);
    with_subjects(&state, &records, write).await?;
    let Some(path) = choose(&state, &records, format.ending()).await else { return Ok(None) };
    // Made again after the dialog: a pair may have been replaced meanwhile, and the old one no longer works.
    let text = with_subjects(&state, &records, write).await?;
    target::write(state.engine.environment(), &path, text.expose())?;
    Ok(Some(path.display().to_string()))
}

/// Saves the deadlines of these OAs as a calendar; returns its path, or null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_calendar(
    state: State<'_, AppState>,
    ids: Vec<String>,
) -> Result<Option<String>, CommandError> {
    let records = records(&state, &ids).await?;
    let Some(path) = choose(&state, &records, "ics").await else { return Ok(None) };
    let words = i18n::load(state.desktop.ui_settings().language);
    let now = state.engine.now();
    let deadlines: Vec<Deadline> = records.iter().flat_map(|record| calendar::deadlines(record, now)).collect();
    let text = calendar::write(&deadlines, now, |deadline| {
        let name = [("name", deadline.name.clone())];
        match deadline.kind {
            DeadlineKind::RefreshToken => {
                (say_with(words, "calendar-refresh-token", &name), say(words, "calendar-refresh-token-why"))
            }
            DeadlineKind::Package => (say_with(words, "calendar-package", &name), say(words, "calendar-package-why")),
        }
    });
    target::write(state.engine.environment(), &path, text.as_bytes())?;
    Ok(Some(path.display().to_string()))
}

/// Saves the states of these OAs as a table; returns its path, or null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_states(state: State<'_, AppState>, ids: Vec<String>) -> Result<Option<String>, CommandError> {
    let records = records(&state, &ids).await?;
    let Some(path) = choose(&state, &records, "csv").await else { return Ok(None) };
    let words = i18n::load(state.desktop.ui_settings().language);
    let head = [
        "states-name",
        "states-oa-id",
        "states-state",
        "states-access-ends",
        "states-refresh-ends",
        "states-refreshed",
    ];
    let head = head.map(|id| say(words, id));
    let word = |state: oa_token_model::status::DisplayState| say(words, state.message_id());
    let text = state_table::write(&records, &head, word, &TimeZone::system(), state.engine.now());
    target::write(state.engine.environment(), &path, text.as_bytes())?;
    Ok(Some(path.display().to_string()))
}

/// Returns the OAs with these ids, in this order.
async fn records(state: &AppState, ids: &[String]) -> Result<Vec<ProfileRecord>, CommandError> {
    let mut held: std::collections::HashMap<String, ProfileRecord> =
        state.engine.profiles().list().await?.into_iter().map(|each| (each.profile.id.to_string(), each)).collect();
    ids.iter().map(|id| held.remove(id).ok_or(CommandError::NoSuchProfile)).collect()
}

/// Asks where to save: under the name of the only OA, else under the program's and the day's.
async fn choose(state: &AppState, records: &[ProfileRecord], ending: &str) -> Option<PathBuf> {
    let today = state.engine.now().to_zoned(TimeZone::system()).date();
    let name = match records {
        [one] => safe_file_name(&one.profile.name),
        _ => format!("OA Token {today}"),
    };
    let (desktop, suggested) = (state.desktop.clone(), format!("{name}.{ending}"));
    tauri::async_runtime::spawn_blocking(move || desktop.choose_file(&suggested)).await.ok().flatten()
}

async fn with_subjects<T>(
    state: &AppState,
    records: &[ProfileRecord],
    work: impl FnOnce(&[Subject<'_>]) -> Result<T, CannotExport>,
) -> Result<T, CommandError> {
    let mut secrets = Vec::with_capacity(records.len());
    for record in records {
        secrets.push(state.engine.profiles().secrets(&record.profile.id).await?);
    }
    let subjects: Vec<Subject<'_>> = records
        .iter()
        .zip(&secrets)
        .map(|(record, secrets)| Subject {
            profile: &record.profile,
            stored: &secrets.current,
            secret_key: &secrets.secret_key,
            api: &state.engine.environment().api,
        })
        .collect();
    work(&subjects).map_err(refused)
}
