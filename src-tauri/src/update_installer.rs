//! Downloads and installs a newer version, by Tauri's updater. What was downloaded is checked twice: by the updater, and
//! by our own rules, which also refuse a signature that covers no version.

use std::sync::PoisonError;

use oa_token_model::records::SettingName;
use oa_token_update::{signing_key, verify};
use tauri::AppHandle;
use tauri_plugin_updater::{Update, UpdaterExt as _};

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::updates::{RUNNING, Source};

/// A version that was downloaded and checked.
pub(crate) struct Downloaded {
    update: Update,
    bytes: Vec<u8>,
}

/// Downloads a version, unless that was done. Returns whether it can be installed.
pub(crate) async fn download(
    app: &AppHandle,
    state: &AppState,
    source: &Source,
    manifest: &[u8],
    version: &str,
) -> bool {
    let is_version = |downloaded: &Downloaded| downloaded.update.version == version;
    if state.downloaded.lock().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(is_version) {
        return true;
    }
    match fetch(app, state, source, manifest, version).await {
        Ok(downloaded) => {
            *state.downloaded.lock().unwrap_or_else(PoisonError::into_inner) = Some(downloaded);
            true
        }
        Err(why) => {
            tracing::warn!(why, "an update was not downloaded");
            false
        }
    }
}

async fn fetch(
    app: &AppHandle,
    state: &AppState,
    source: &Source,
    manifest: &[u8],
    wanted: &str,
) -> Result<Downloaded, &'static str> {
    let key = signing_key(manifest, RUNNING, source.keys).map_err(|_| "its key is not signed by our root key")?;
    let address = source.url.parse().map_err(|_| "its address cannot be read")?;
    let mut builder = app.updater_builder().pubkey(key.clone());
    builder = builder.endpoints(vec![address]).map_err(|_| "its address is refused")?;
    if let Some(proxy) = state.engine.settings().get(SettingName::Proxy).await {
        builder = builder.proxy(proxy.expose().parse().map_err(|_| "the proxy cannot be read")?);
    }
    let updater = builder.build().map_err(|_| "the updater does not start")?;
    let update = updater.check().await.map_err(|_| "it is not announced any more")?.ok_or("it is not newer")?;
    if update.version != wanted {
        return Err("another version is announced");
    }
    let bytes = update.download(|_, _| {}, || {}).await.map_err(|_| "the download failed or is not signed by us")?;
    let version = update.version.parse().map_err(|_| "its version cannot be read")?;
    verify(&bytes, &update.signature, &version, &key).map_err(|_| "its signature is refused")?;
    Ok(Downloaded { update, bytes })
}

/// Ends this program after what is in flight, and starts the installer or the new version.
pub(crate) async fn install(state: &AppState) -> Result<(), CommandError> {
    let downloaded = state.downloaded.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Downloaded { update, bytes } = downloaded.ok_or_else(CommandError::update_failed)?;
    state.engine.refresh().drain().await;
    state.copied.forget_now(state.desktop.as_ref());
    // On Windows this does not return: the installer runs on.
    let installed = tauri::async_runtime::spawn_blocking(move || update.install(bytes)).await;
    match installed {
        Ok(Ok(())) => {
            state.desktop.restart();
            Ok(())
        }
        Ok(Err(_)) | Err(_) => Err(CommandError::update_failed()),
    }
}
