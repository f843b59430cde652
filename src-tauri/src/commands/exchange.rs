//! Handing tokens on.

use oa_token::exchange::export::{self, Choice, EnvNames, Format, Subject};
use oa_token::secret::SecretBytes;
use oa_token::vault::ProfileRecord;
use oa_token::whole_file;
use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::ExportFormat;

/// Writes a profile's pair to a file the user chooses; gives its path, or nothing if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_tokens(
    desk: State<'_, Desk>,
    id: String,
    format: ExportFormat,
    with_refresh_token: bool,
) -> Result<Option<String>, CommandError> {
    let record = desk.keeper.find(&id).await?;
    let format = match format {
        ExportFormat::Json => Format::Json,
        ExportFormat::Text => Format::Text,
    };
    write(&desk, &record, format, with_refresh_token).await?;
    let (edges, suggested) = (desk.edges.clone(), export::file_name(&record.profile.name, format));
    let chosen = tauri::async_runtime::spawn_blocking(move || edges.choose_file(&suggested)).await;
    let Ok(Some(path)) = chosen else { return Ok(None) };
    // Written anew: the pair may have been replaced while the dialog was open, and the old one works no more.
    let text = write(&desk, &record, format, with_refresh_token).await?;
    whole_file::write(&path, text.expose()).map_err(|_| CommandError::CannotWriteFile)?;
    Ok(Some(path.display().to_string()))
}

async fn write(
    desk: &Desk,
    record: &ProfileRecord,
    format: Format,
    with_refresh_token: bool,
) -> Result<SecretBytes, CommandError> {
    let secrets = desk.keeper.secrets(&record.profile.id).await?;
    let subject = Subject {
        profile: &record.profile,
        stored: &secrets.current,
        secret_key: &secrets.secret_key,
        api: &desk.keeper.environment().api,
    };
    let choice = Choice { format, with_refresh_token, names: EnvNames::default() };
    export::write(&subject, &choice).map_err(|_| CommandError::NoSuchSecret)
}
