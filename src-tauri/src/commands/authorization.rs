//! Getting a pair by the admin's consent.

use oa_token_engine::callback_listener::Pages;
use oa_token_engine::{Consent, ConsentEnd, i18n};
use oa_token_model::authorization::Callback;
use oa_token_model::profile::ProfileKind;
use oa_token_model::secret::Secret;
use tauri::State;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::views::{AuthorizationEndView, AuthorizationView, convert, qr};

/// Returns the state of a profile's consent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_authorization(
    state: State<'_, AppState>,
    id: String,
) -> Result<AuthorizationView, CommandError> {
    let record = state.record(&id).await?;
    Ok(match state.engine.authorization().pending(&record.profile.id) {
        Some(consent) => shown(&consent),
        None => AuthorizationView {
            callback: record.callback.unwrap_or_default(),
            pkce: true,
            link: None,
            listening: false,
            warnings: Vec::new(),
            ends_at: None,
            qr: None,
        },
    })
}

/// Makes the link, and waits for the browser's answer if the callback address leads to this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_authorization(
    state: State<'_, AppState>,
    id: String,
    callback: String,
    pkce: bool,
) -> Result<AuthorizationView, CommandError> {
    let record = state.record(&id).await?;
    let callback = Callback::parse(&callback)
        .map_err(|why| CommandError::InvalidCallback { words: why.message_id().to_owned() })?;
    if record.profile.kind == ProfileKind::Practice {
        state.sandbox.begin_if_needed(&state.engine).await.map_err(|_| CommandError::NoPractice)?;
    }
    let consent = state.engine.authorization().begin(&record.profile.id, callback, pkce).await?;
    if consent.listening {
        let (engine, id, pages) = (state.engine.clone(), record.profile.id, pages(&state).await);
        let of = consent.clone();
        // The result reaches the page as an event.
        tauri::async_runtime::spawn(async move { drop(engine.authorization().await_browser(&id, &of, &pages).await) });
    }
    Ok(shown(&consent))
}

/// Opens the link in the browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_authorization(state: State<'_, AppState>, id: String) -> Result<(), CommandError> {
    let link = link(&state, &id).await?;
    open(&state, link).await
}

/// Copies the link, or a message to the OA's admin with the link in place of `{link}`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_authorization_link(
    state: State<'_, AppState>,
    id: String,
    message: Option<String>,
) -> Result<(), CommandError> {
    let link = link(&state, &id).await?;
    let text = Secret::new(message.map_or_else(|| link.clone(), |message| message.replace("{link}", &link)));
    if state.desktop.copy(&text) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

/// Opens the app's settings page at Zalo, where its callback address is saved.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_callback_settings(state: State<'_, AppState>, id: String) -> Result<(), CommandError> {
    let record = state.record(&id).await?;
    open(&state, format!("https://developers.zalo.me/app/{}/oa/settings", record.profile.app_id)).await
}

/// Takes the address that the browser was redirected to. Without an address, takes the one that led to the question
/// about another OA.
#[tauri::command]
#[specta::specta]
pub(crate) async fn finish_authorization(
    state: State<'_, AppState>,
    id: String,
    address: Option<String>,
    anyway: bool,
) -> Result<AuthorizationEndView, CommandError> {
    let record = state.record(&id).await?;
    let end = state.engine.authorization().finish(&record.profile.id, address.map(Secret::new), anyway).await?;
    Ok(ended(&end))
}

/// Forgets a consent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_authorization(state: State<'_, AppState>, id: String) -> Result<(), CommandError> {
    let record = state.record(&id).await?;
    state.engine.authorization().cancel(&record.profile.id);
    Ok(())
}

/// Makes the pages that the browser shows, in the page's language.
async fn pages(state: &AppState) -> Pages {
    let desktop = state.desktop.clone();
    let ui_settings = tauri::async_runtime::spawn_blocking(move || desktop.ui_settings()).await;
    let language: i18n::Language = ui_settings.map(|ui_settings| ui_settings.language).unwrap_or_default();
    let loader = i18n::load(language);
    Pages::of(language.code(), &i18n::say(loader, "browser-done"), &i18n::say(loader, "browser-wrong"))
}

async fn link(state: &AppState, id: &str) -> Result<String, CommandError> {
    let record = state.record(id).await?;
    let expired = || CommandError::InvalidCallback { words: "consent-expired".to_owned() };
    state.engine.authorization().pending(&record.profile.id).map(|consent| consent.link).ok_or_else(expired)
}

async fn open(state: &AppState, address: String) -> Result<(), CommandError> {
    let desktop = state.desktop.clone();
    let opened = tauri::async_runtime::spawn_blocking(move || desktop.open(&address)).await;
    if opened.unwrap_or(false) { Ok(()) } else { Err(CommandError::NoBrowser) }
}

fn shown(consent: &Consent) -> AuthorizationView {
    let warnings =
        [(consent.callback.is_exposed(), "page-consent-exposed"), (consent.port_taken, "page-consent-port-taken")];
    AuthorizationView {
        callback: consent.callback.as_str().to_owned(),
        pkce: consent.pkce,
        link: Some(consent.link.clone()),
        listening: consent.listening,
        warnings: warnings.into_iter().filter(|(is, _)| *is).map(|(_, words)| words.to_owned()).collect(),
        ends_at: Some(consent.ends_at.to_string()),
        qr: if consent.listening { None } else { qr::encode(&consent.link) },
    }
}

/// Makes the view of the end of a consent.
pub(crate) fn ended(end: &ConsentEnd) -> AuthorizationEndView {
    match end {
        ConsentEnd::Ended(outcome) => AuthorizationEndView::Ended { outcome: convert::outcome(outcome) },
        ConsentEnd::BadAddress(why) => AuthorizationEndView::BadAddress { words: why.message_id().to_owned() },
        ConsentEnd::Over => AuthorizationEndView::BadAddress { words: "consent-expired".to_owned() },
        ConsentEnd::OtherOa { known, found } => {
            AuthorizationEndView::OtherOa { known: known.name.clone(), found: found.clone() }
        }
    }
}
