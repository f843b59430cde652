//! The places that use an OA's token. No command returns an address or a secret: `reveal_secret` shows a new one.

use oa_token_engine::{NewWebhook, PlaceEdit};
use oa_token_model::destination::{
    CopyForm, DestinationId, DestinationName, DestinationRecord, InvalidDestinationName, Preset, WebhookAddress,
    WebhookSecret,
};
use oa_token_model::export::stored_choice::file_target;
use oa_token_model::secret::Secret;
use tauri::State;

use crate::app_state::AppState;
use crate::clipboard;
use crate::commands::export::{chosen, copy_chosen, format, row_of};
use crate::commands::settings::clipboard_time;
use crate::error::CommandError;
use crate::views::{
    DeliveryLine, ExportChoice, PlaceAdded, PlaceInput, PlaceTested, ProfileRow, ReceiverView, WebhookInput, deliveries,
};

/// The most lines of the log that are returned; the vault keeps no more.
const LINES: u32 = 100;

/// Lets the user choose the file of a new place; returns its path, or null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_place_file(
    state: State<'_, AppState>,
    id: String,
    choice: ExportChoice,
) -> Result<Option<String>, CommandError> {
    let record = state.record(&id).await?;
    let suggested = oa_token_model::export::file_name(&record.profile.name, format(choice.format));
    let Some(path) = choose(&state, suggested).await else { return Ok(None) };
    state.pending_place.hold_file(path.clone());
    Ok(Some(path.display().to_string()))
}

/// Adds the chosen file, and writes it now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_file_place(
    state: State<'_, AppState>,
    id: String,
    choice: ExportChoice,
) -> Result<PlaceAdded, CommandError> {
    let record = state.record(&id).await?;
    let choice = chosen(choice).map_err(|_| CommandError::InvalidNames)?;
    if choice.with_refresh_token {
        state.engine.protection().require_step_up().await?;
    }
    let path = state.pending_place.file().ok_or(CommandError::NoSuchPlace)?;
    let place = state.engine.destinations().add_file(&record.profile.id, None, file_target(path, &choice)).await?;
    state.pending_place.forget();
    added(&state, &id, &place).await
}

/// Adds a receiver of webhooks, and sends to it now. Its secret can be revealed and copied until it is forgotten.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_webhook_place(
    state: State<'_, AppState>,
    id: String,
    webhook: WebhookInput,
) -> Result<PlaceAdded, CommandError> {
    let record = state.record(&id).await?;
    let new = NewWebhook {
        name: Some(webhook.name).filter(|name| !name.trim().is_empty()).map(|name| named(&name)).transpose()?,
        address: address(&Secret::new(webhook.address))?,
        with_token: webhook.with_token,
        with_states: webhook.with_states,
        private_network: webhook.private_network,
        preset: webhook.preset,
    };
    let (place, secret) = state.engine.destinations().add_webhook(&record.profile.id, new).await?;
    state.pending_place.hold_secret(place.clone(), secret);
    added(&state, &id, &place).await
}

/// Adds a place where the user pastes the token.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_note_place(
    state: State<'_, AppState>,
    id: String,
    name: String,
    reminds: bool,
    copied_as: CopyForm,
) -> Result<PlaceAdded, CommandError> {
    let record = state.record(&id).await?;
    let name = named(&name)?;
    let note = name.as_str().to_owned();
    let place = state.engine.destinations().add_note(&record.profile.id, Some(name), &note, reminds, copied_as).await?;
    added(&state, &id, &place).await
}

/// Corrects a place. A receiver with a new address gets the current token.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_place(
    state: State<'_, AppState>,
    id: String,
    place: String,
    edit: PlaceInput,
) -> Result<ProfileRow, CommandError> {
    let known = find(&state, &id, &place).await?;
    let edit = PlaceEdit {
        name: edit.name.map(|name| named(&name)).transpose()?,
        address: edit.address.map(|typed| address(&Secret::new(typed))).transpose()?,
        with_token: edit.with_token,
        with_states: edit.with_states,
        reminds: edit.reminds,
        copied_as: edit.copied_as,
        private_network: edit.private_network,
        file: None,
    };
    state.engine.destinations().edit(&known.id, edit).await?;
    row_of(&state, &id).await
}

/// Lets the user choose another file for a place, and writes it now; null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_place_file(
    state: State<'_, AppState>,
    id: String,
    place: String,
) -> Result<Option<ProfileRow>, CommandError> {
    let known = find(&state, &id, &place).await?;
    let file = known.file.ok_or(CommandError::NoSuchPlace)?;
    if file.with_refresh_token {
        state.engine.protection().require_step_up().await?;
    }
    let suggested = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(path) = choose(&state, suggested).await else { return Ok(None) };
    let file = Some(oa_token_model::destination::FileTarget { path, ..file });
    state.engine.destinations().edit(&known.id, PlaceEdit { file, ..PlaceEdit::default() }).await?;
    row_of(&state, &id).await.map(Some)
}

/// Switches a place on or off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_place_enabled(
    state: State<'_, AppState>,
    id: String,
    place: String,
    on: bool,
) -> Result<ProfileRow, CommandError> {
    let known = find(&state, &id, &place).await?;
    state.engine.destinations().set_enabled(&known.id, on).await?;
    row_of(&state, &id).await
}

/// Makes a new secret for a receiver. It can be revealed and copied until it is forgotten.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_place_secret(
    state: State<'_, AppState>,
    id: String,
    place: String,
) -> Result<ProfileRow, CommandError> {
    let known = find(&state, &id, &place).await?;
    let secret: WebhookSecret =
        state.engine.destinations().change_secret(&known.id).await?.ok_or(CommandError::NoSuchSecret)?;
    state.pending_place.hold_secret(known.id, secret);
    row_of(&state, &id).await
}

/// Copies the token in the form that the place wants pasted. The notification does the same.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_for_place(state: State<'_, AppState>, id: String, place: String) -> Result<(), CommandError> {
    copy_to_paste(&state, &id, &place).await
}

/// Copies the token in the form that the place wants pasted.
pub(crate) async fn copy_to_paste(state: &AppState, id: &str, place: &str) -> Result<(), CommandError> {
    let form = find(state, id, place).await?.copied_as.unwrap_or_default();
    copy_chosen(state, &state.record(id).await?, &form.choice()).await
}

/// Copies the new secret of a place.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_place_secret(state: State<'_, AppState>, place: String) -> Result<(), CommandError> {
    let secret = state.pending_place.secret(&place).ok_or(CommandError::NoSuchSecret)?;
    let stays = clipboard_time(&state, false).await;
    if clipboard::copy(&state, secret, stays) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

/// Drops the new secret of a place, and the chosen file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_place_secret(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.pending_place.forget();
    Ok(())
}

/// Records that the user has pasted the current token.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mark_place_pasted(
    state: State<'_, AppState>,
    id: String,
    place: String,
) -> Result<ProfileRow, CommandError> {
    let known = find(&state, &id, &place).await?;
    state.engine.destinations().mark_pasted(&known.id).await?;
    row_of(&state, &id).await
}

/// Sends a test without a token to a receiver, or writes a file again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_place(
    state: State<'_, AppState>,
    id: String,
    place: String,
) -> Result<PlaceTested, CommandError> {
    let known = find(&state, &id, &place).await?;
    let tested = state.engine.destinations().test(&known.id).await?;
    let (fault, status) = tested.map_or_else(|(fault, status)| (Some(fault), status), |status| (None, status));
    Ok(PlaceTested {
        row: row_of(&state, &id).await?,
        fault: fault.map(|fault| fault.message_id().to_owned()),
        next: fault.and_then(|fault| fault.next_id(status)).map(str::to_owned),
        status,
    })
}

/// Removes a place. A file stays as it is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_place(
    state: State<'_, AppState>,
    id: String,
    place: String,
) -> Result<ProfileRow, CommandError> {
    let known = find(&state, &id, &place).await?;
    state.engine.destinations().remove(&known.id).await?;
    row_of(&state, &id).await
}

/// Lists the tries to deliver to a place, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_deliveries(
    state: State<'_, AppState>,
    id: String,
    place: String,
) -> Result<Vec<DeliveryLine>, CommandError> {
    let known = find(&state, &id, &place).await?;
    Ok(deliveries(&state.engine.destinations().log(&known.id, LINES).await?))
}

/// Returns the ready code of a receiver; null if it has none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_receiver(preset: Preset) -> Result<Option<ReceiverView>, CommandError> {
    Ok(receiver(preset).map(|(file, text)| ReceiverView { file: file.to_owned(), text: text.to_owned() }))
}

/// Copies the ready code of a receiver.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_receiver(state: State<'_, AppState>, preset: Preset) -> Result<(), CommandError> {
    let (_, text) = receiver(preset).ok_or(CommandError::NoSuchPlace)?;
    if clipboard::copy(&state, Secret::new(text), None) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

/// The code of each receiver, as it is in the documentation.
fn receiver(preset: Preset) -> Option<(&'static str, &'static str)> {
    match preset {
        Preset::N8n => Some(("n8n.js", include_str!("../../../docs/receivers/n8n.js"))),
        Preset::Make => None,
        Preset::WordPress => Some(("wordpress.php", include_str!("../../../docs/receivers/wordpress.php"))),
        Preset::Node => Some(("node.mjs", include_str!("../../../docs/receivers/node.mjs"))),
        Preset::Python => Some(("python.py", include_str!("../../../docs/receivers/python.py"))),
        Preset::AppsScript => Some(("google-sheets.gs", include_str!("../../../docs/receivers/google-sheets.gs"))),
    }
}

async fn choose(state: &AppState, suggested: String) -> Option<std::path::PathBuf> {
    let desktop = state.desktop.clone();
    tauri::async_runtime::spawn_blocking(move || desktop.choose_file(&suggested)).await.ok()?
}

async fn find(state: &AppState, id: &str, place: &str) -> Result<DestinationRecord, CommandError> {
    let record = state.record(id).await?;
    if record.altered {
        return Err(CommandError::Altered);
    }
    record.destinations.into_iter().find(|known| known.id.as_str() == place).ok_or(CommandError::NoSuchPlace)
}

async fn added(state: &AppState, id: &str, place: &DestinationId) -> Result<PlaceAdded, CommandError> {
    Ok(PlaceAdded { id: place.to_string(), row: row_of(state, id).await? })
}

fn named(name: &str) -> Result<DestinationName, CommandError> {
    DestinationName::parse(name)
        .map_err(|_: InvalidDestinationName| CommandError::InvalidPlace { words: "place-name-invalid".to_owned() })
}

fn address(typed: &Secret) -> Result<WebhookAddress, CommandError> {
    WebhookAddress::parse(typed.expose().trim())
        .map_err(|why| CommandError::InvalidPlace { words: why.message_id().to_owned() })
}
