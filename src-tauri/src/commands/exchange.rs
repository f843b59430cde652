//! Handing tokens on.

use oa_token::exchange::export::{self, Format};
use oa_token::secret::{Secret, SecretBytes};
use oa_token::vault::ProfileRecord;
use oa_token::whole_file;
use tauri::State;

use crate::clipboard;
use crate::commands::settings::clipboard_time;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::{ExportChoice, ExportFormat, ExportPreview};

/// Writes a profile's pair to a file the user chooses; gives its path, or nothing if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_tokens(
    desk: State<'_, Desk>,
    id: String,
    choice: ExportChoice,
) -> Result<Option<String>, CommandError> {
    let record = desk.keeper.find(&id).await?;
    let (format, with_refresh_token) = (format(choice.format)?, choice.with_refresh_token);
    write(&desk, &record, format, with_refresh_token).await?;
    let (edges, suggested) = (desk.edges.clone(), export::file_name(&record.profile.name, format));
    let chosen = tauri::async_runtime::spawn_blocking(move || edges.choose_file(&suggested)).await;
    let Ok(Some(path)) = chosen else { return Ok(None) };
    // Written anew: the pair may have been replaced while the dialog was open, and the old one works no more.
    let text = write(&desk, &record, format, with_refresh_token).await?;
    whole_file::write(&path, text.expose()).map_err(|_| CommandError::CannotWriteFile)?;
    Ok(Some(path.display().to_string()))
}

/// Shows what an export would hold, masked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_export(
    desk: State<'_, Desk>,
    id: String,
    choice: ExportChoice,
) -> Result<ExportPreview, CommandError> {
    let _ = (desk, id, choice);
    Err(CommandError::Unexpected)
}

/// Copies what an export holds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_export(desk: State<'_, Desk>, id: String, choice: ExportChoice) -> Result<(), CommandError> {
    let record = desk.keeper.find(&id).await?;
    let text = write(&desk, &record, format(choice.format)?, choice.with_refresh_token).await?;
    let text = String::from_utf8_lossy(text.expose()).into_owned();
    let stays = clipboard_time(&desk, !choice.with_refresh_token).await;
    let copied = clipboard::copy(&desk.edges, Secret::new(text), stays);
    if copied { Ok(()) } else { Err(CommandError::NoClipboard) }
}

fn format(format: ExportFormat) -> Result<Format, CommandError> {
    match format {
        ExportFormat::Json => Ok(Format::Json),
        ExportFormat::Text => Ok(Format::Text),
        _ => Err(CommandError::Unexpected),
    }
}

async fn write(
    desk: &Desk,
    record: &ProfileRecord,
    format: Format,
    with_refresh_token: bool,
) -> Result<SecretBytes, CommandError> {
    let current = desk.keeper.secrets(&record.profile.id).await?.current;
    export::write(&current, format, with_refresh_token).map_err(|_| CommandError::NoSuchSecret)
}
