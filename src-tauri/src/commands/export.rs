//! Exporting tokens.

use oa_token_engine::{PlaceEdit, messages, target};
use oa_token_model::export::stored_choice::file_target;
use oa_token_model::export::{self, CannotExport, Choice, EnvNames, Format, InvalidEnvNames, Subject};
use oa_token_model::records::ProfileRecord;
use oa_token_model::secret::{Secret, SecretBytes};
use tauri::State;

use crate::app_state::AppState;
use crate::clipboard;
use crate::commands::profiles::row;
use crate::commands::settings::clipboard_time;
use crate::error::CommandError;
use crate::views::{EnvNamesInput, ExportChoice, ExportFormat, ExportPreview, ProfileRow};

/// Shows the contents of an export, masked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_export(
    state: State<'_, AppState>,
    id: String,
    choice: ExportChoice,
) -> Result<ExportPreview, CommandError> {
    let record = state.record(&id).await?;
    let file_name = export::file_name(&record.profile.name, format(choice.format));
    let choice = match chosen(choice) {
        Ok(choice) => choice,
        Err(InvalidEnvNames { variable, .. }) => {
            return Ok(ExportPreview { text: String::new(), file_name, wrong: vec![variable] });
        }
    };
    let text = with_subject(&state, &record, |subject| export::preview(subject, &choice)).await?;
    Ok(ExportPreview { text, file_name, wrong: Vec::new() })
}

/// Copies the contents of an export.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_export(
    state: State<'_, AppState>,
    id: String,
    choice: ExportChoice,
) -> Result<(), CommandError> {
    let record = state.record(&id).await?;
    let choice = chosen(choice).map_err(|_| CommandError::InvalidNames)?;
    copy_chosen(&state, &record, &choice).await
}

/// Copies an export without the end of its last line, which a paste would put into a form.
pub(crate) async fn copy_chosen(state: &AppState, record: &ProfileRecord, choice: &Choice) -> Result<(), CommandError> {
    let text = write(state, record, choice).await?;
    let text = std::str::from_utf8(text.expose()).map_err(|_| CommandError::Unexpected)?;
    let text = Secret::new(text.strip_suffix('\n').unwrap_or(text));
    let stays = clipboard_time(state, !choice.with_refresh_token).await;
    if clipboard::copy(state, text, stays) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

/// Writes a profile's pair to a file that the user chooses; returns its path, or null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_tokens(
    state: State<'_, AppState>,
    id: String,
    choice: ExportChoice,
) -> Result<Option<String>, CommandError> {
    let record = state.record(&id).await?;
    let choice = chosen(choice).map_err(|_| CommandError::InvalidNames)?;
    write(&state, &record, &choice).await?;
    let (desktop, suggested) = (state.desktop.clone(), export::file_name(&record.profile.name, choice.format));
    let path = tauri::async_runtime::spawn_blocking(move || desktop.choose_file(&suggested)).await;
    let Ok(Some(path)) = path else { return Ok(None) };
    // Made again after the dialog: the pair may have been replaced meanwhile, and the old one no longer works.
    let text = write(&state, &record, &choice).await?;
    target::write(state.engine.environment(), &path, text.expose())?;
    Ok(Some(path.display().to_string()))
}

/// Lets the user choose the file that the export is written to after each refresh, and writes it now; null if the user
/// cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_destination(
    state: State<'_, AppState>,
    id: String,
    choice: ExportChoice,
) -> Result<Option<ProfileRow>, CommandError> {
    let record = state.record(&id).await?;
    let choice = chosen(choice).map_err(|_| CommandError::InvalidNames)?;
    if choice.with_refresh_token {
        state.engine.protection().require_step_up().await?;
    }
    let (desktop, suggested) = (state.desktop.clone(), export::file_name(&record.profile.name, choice.format));
    let path = tauri::async_runtime::spawn_blocking(move || desktop.choose_file(&suggested)).await;
    let Ok(Some(path)) = path else { return Ok(None) };
    let (target, places) = (file_target(path, &choice), state.engine.destinations());
    let known =
        record.destinations.iter().find(|place| place.file.as_ref().is_some_and(|file| file.path == target.path));
    match known {
        // The same file, written otherwise.
        Some(known) => places.edit(&known.id, PlaceEdit { file: Some(target), ..PlaceEdit::default() }).await?,
        None => drop(places.add_file(&record.profile.id, None, target).await?),
    }
    row_of(&state, &id).await.map(Some)
}

pub(crate) async fn row_of(state: &AppState, id: &str) -> Result<ProfileRow, CommandError> {
    let record = state.record(id).await?;
    Ok(row(&state.engine, &record).await)
}

async fn write(state: &AppState, record: &ProfileRecord, choice: &Choice) -> Result<SecretBytes, CommandError> {
    with_subject(state, record, |subject| export::write(subject, choice)).await
}

async fn with_subject<T>(
    state: &AppState,
    record: &ProfileRecord,
    work: impl FnOnce(&Subject<'_>) -> Result<T, CannotExport>,
) -> Result<T, CommandError> {
    let secrets = state.engine.profiles().secrets(&record.profile.id).await?;
    let subject = Subject {
        profile: &record.profile,
        stored: &secrets.current,
        secret_key: &secrets.secret_key,
        api: &state.engine.environment().api,
    };
    work(&subject).map_err(refused)
}

/// Returns the error for a pair that cannot be exported.
pub(crate) fn refused(why: CannotExport) -> CommandError {
    match why {
        CannotExport::NoAccessToken | CannotExport::NoRefreshToken => CommandError::NoSuchSecret,
        CannotExport::NoPlaceForRefreshToken | CannotExport::OddToken => {
            CommandError::CannotExport { words: messages::export(why).id.to_owned() }
        }
    }
}

/// Converts the choice; an empty name means the usual one.
pub(crate) fn chosen(choice: ExportChoice) -> Result<Choice, InvalidEnvNames> {
    let usual = EnvNames::default();
    let name = |typed: String, variable| match typed.trim() {
        "" => usual.get(variable).to_string(),
        typed => typed.to_owned(),
    };
    let EnvNamesInput { access_token, expires_at, refresh_token } = choice.names;
    let names = EnvNames::parse(
        &name(access_token, export::EnvVariable::AccessToken),
        &name(expires_at, export::EnvVariable::ExpiresAt),
        &name(refresh_token, export::EnvVariable::RefreshToken),
    )?;
    Ok(Choice { format: format(choice.format), with_refresh_token: choice.with_refresh_token, names })
}

pub(crate) fn format(format: ExportFormat) -> Format {
    match format {
        ExportFormat::Text => Format::Text,
        ExportFormat::Env => Format::Env,
        ExportFormat::JsonIso => Format::JsonIso,
        ExportFormat::Json => Format::Json,
        ExportFormat::Tsv => Format::Tsv,
        ExportFormat::PostmanEnvironment => Format::PostmanEnvironment,
        ExportFormat::Curl => Format::Curl,
    }
}
