//! Settings of client and clipboard, facts about the program, and links to the web.

use std::time::Duration;

use oa_token_model::records::SettingName;
use oa_token_model::zalo::{InvalidProxy, ProxyAddress};
use tauri::State;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::views::{AboutView, Link, Settings};

/// Returns the settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_settings(state: State<'_, AppState>) -> Result<Settings, CommandError> {
    let proxy = state.engine.settings().get(SettingName::Proxy).await;
    let proxy = proxy.and_then(|text| ProxyAddress::parse(text.expose()).ok());
    Ok(Settings {
        proxy: proxy.map(|proxy| proxy.without_password()).unwrap_or_default(),
        access_clipboard_seconds: state.engine.settings().clipboard_seconds(true).await,
        other_clipboard_seconds: state.engine.settings().clipboard_seconds(false).await,
    })
}

/// Stores the settings. A proxy that equals the shown text stays as it is, with its password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_settings(state: State<'_, AppState>, settings: Settings) -> Result<(), CommandError> {
    let kept = get_settings(state.clone()).await?;
    let changed = settings.proxy != kept.proxy;
    let proxy = match settings.proxy.trim() {
        text if changed && !text.is_empty() => Some(ProxyAddress::parse(text).map_err(invalid_proxy)?),
        _ => None,
    };
    state.make_vault().await?;
    if changed {
        state.engine.settings().set_proxy(proxy).await?;
    }
    state.engine.settings().set_clipboard_seconds(true, settings.access_clipboard_seconds).await?;
    state.engine.settings().set_clipboard_seconds(false, settings.other_clipboard_seconds).await?;
    Ok(())
}

/// Returns the version, the data folder and the licences of all components.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_about(state: State<'_, AppState>) -> Result<AboutView, CommandError> {
    Ok(AboutView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        folder: state.engine.environment().home.display().to_string(),
        licences: include_str!("../../licences.tsv").to_owned(),
    })
}

/// Opens a page of Zalo in the browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_link(state: State<'_, AppState>, link: Link) -> Result<(), CommandError> {
    let (desktop, address) = (state.desktop.clone(), address(link));
    let opened = tauri::async_runtime::spawn_blocking(move || desktop.open(address)).await;
    if opened.unwrap_or(false) { Ok(()) } else { Err(CommandError::NoBrowser) }
}

/// Opens the data folder in the file manager.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_folder(state: State<'_, AppState>) -> Result<(), CommandError> {
    let (desktop, folder) = (state.desktop.clone(), state.engine.environment().home.clone());
    let opened = tauri::async_runtime::spawn_blocking(move || desktop.open_folder(&folder)).await;
    if opened.unwrap_or(false) { Ok(()) } else { Err(CommandError::NoBrowser) }
}

/// Returns how long a copied secret stays in the clipboard; `None` for ever.
pub(crate) async fn clipboard_time(state: &AppState, is_access_token: bool) -> Option<Duration> {
    let seconds = state.engine.settings().clipboard_seconds(is_access_token).await;
    (seconds > 0).then(|| Duration::from_secs(seconds.into()))
}

/// The pages that the program may open. The page cannot name any other address.
fn address(link: Link) -> &'static str {
    match link {
        Link::Apps => "https://developers.zalo.me/apps",
        Link::ApiExplorer => "https://developers.zalo.me/tools/explorer",
        Link::OaManager => "https://oa.zalo.me/manage/oa",
        Link::TokenDocs => {
            "https://developers.zalo.me/docs/official-account/bat-dau/xac-thuc-va-uy-quyen-cho-ung-dung-new"
        }
    }
}

fn invalid_proxy(why: InvalidProxy) -> CommandError {
    let words = match why {
        InvalidProxy::NotAnAddress => "settings-proxy-not-an-address",
        InvalidProxy::Scheme => "settings-proxy-scheme",
        InvalidProxy::Path => "settings-proxy-path",
    };
    CommandError::InvalidProxy { words: words.to_owned() }
}
