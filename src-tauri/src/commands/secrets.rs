//! Showing and copying one secret. Through `reveal_secret` alone a secret leaves Rust.

use oa_token::secret::Secret;
use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::SecretName;

/// Gives one secret to the page.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reveal_secret(
    desk: State<'_, Desk>,
    id: String,
    secret: SecretName,
) -> Result<String, CommandError> {
    Ok(find(&desk, &id, secret).await?.expose().to_owned())
}

/// Copies one secret, kept out of the clipboard's history.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_secret(desk: State<'_, Desk>, id: String, secret: SecretName) -> Result<(), CommandError> {
    let secret = find(&desk, &id, secret).await?;
    if desk.edges.copy(&secret) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

async fn find(desk: &Desk, id: &str, name: SecretName) -> Result<Secret, CommandError> {
    let record = desk.keeper.find(id).await?;
    let secrets = desk.keeper.secrets(&record.profile.id).await?;
    let found = match name {
        SecretName::SecretKey => Some(secrets.secret_key),
        SecretName::RefreshToken => secrets.current.pair.refresh,
        SecretName::AccessToken => secrets.current.pair.access,
    };
    found.ok_or(CommandError::NoSuchSecret)
}
