//! Getting a pair by the admin's consent.

use oa_token::authorization::{Callback, Pages};
use oa_token::engine::{Consent, ConsentEnd};
use oa_token::i18n;
use oa_token::profile::ProfileKind;
use oa_token::secret::Secret;
use tauri::State;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::present;
use crate::view::{ConsentEndView, ConsentView};

/// Returns the state of a profile's consent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_consent(desk: State<'_, Desk>, id: String) -> Result<ConsentView, CommandError> {
    let record = desk.record(&id).await?;
    Ok(match desk.keeper.consent(&record.profile.id) {
        Some(consent) => shown(&consent),
        None => ConsentView {
            callback: record.callback.unwrap_or_default(),
            pkce: true,
            link: None,
            listening: false,
            warnings: Vec::new(),
            ends_at: None,
        },
    })
}

/// Makes the link, and waits for the browser's answer if the callback address leads to this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_consent(
    desk: State<'_, Desk>,
    id: String,
    callback: String,
    pkce: bool,
) -> Result<ConsentView, CommandError> {
    let record = desk.record(&id).await?;
    let callback = Callback::parse(&callback)
        .map_err(|why| CommandError::InvalidCallback { words: why.message_id().to_owned() })?;
    if record.profile.kind == ProfileKind::Practice {
        desk.practice.begin_if_needed(&desk.keeper).await.map_err(|_| CommandError::NoPractice)?;
    }
    let consent = desk.keeper.begin_consent(&record.profile.id, callback, pkce).await?;
    if consent.listening {
        let (keeper, id, pages) = (desk.keeper.clone(), record.profile.id, pages(&desk).await);
        let of = consent.clone();
        // The result reaches the page as an event.
        tauri::async_runtime::spawn(async move { drop(keeper.await_browser(&id, &of, &pages).await) });
    }
    Ok(shown(&consent))
}

/// Opens the link in the browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_consent(desk: State<'_, Desk>, id: String) -> Result<(), CommandError> {
    let link = link(&desk, &id).await?;
    open(&desk, link).await
}

/// Copies the link: the user can open it in another browser, or send it to the OA's admin.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_consent_link(desk: State<'_, Desk>, id: String) -> Result<(), CommandError> {
    let link = Secret::new(link(&desk, &id).await?);
    if desk.edges.copy(&link) { Ok(()) } else { Err(CommandError::NoClipboard) }
}

/// Opens the app's settings page at Zalo, where its callback address is saved.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_callback_settings(desk: State<'_, Desk>, id: String) -> Result<(), CommandError> {
    let record = desk.record(&id).await?;
    open(&desk, format!("https://developers.zalo.me/app/{}/oa/settings", record.profile.app_id)).await
}

/// Takes the address that the browser was redirected to. Without an address, takes the one that led to the question
/// about another OA.
#[tauri::command]
#[specta::specta]
pub(crate) async fn finish_consent(
    desk: State<'_, Desk>,
    id: String,
    address: Option<String>,
    anyway: bool,
) -> Result<ConsentEndView, CommandError> {
    let record = desk.record(&id).await?;
    let end = desk.keeper.finish_consent(&record.profile.id, address.map(Secret::new), anyway).await?;
    Ok(ended(&end))
}

/// Forgets a consent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_consent(desk: State<'_, Desk>, id: String) -> Result<(), CommandError> {
    let record = desk.record(&id).await?;
    desk.keeper.cancel_consent(&record.profile.id);
    Ok(())
}

/// Makes the pages that the browser shows, in the page's language.
async fn pages(desk: &Desk) -> Pages {
    let edges = desk.edges.clone();
    let looks = tauri::async_runtime::spawn_blocking(move || edges.looks()).await;
    let language: i18n::Language = looks.map(|looks| looks.language).unwrap_or_default().into();
    let loader = i18n::load(language);
    Pages::of(language.code(), &i18n::say(&loader, "browser-done"), &i18n::say(&loader, "browser-wrong"))
}

async fn link(desk: &Desk, id: &str) -> Result<String, CommandError> {
    let record = desk.record(id).await?;
    let expired = || CommandError::InvalidCallback { words: "consent-expired".to_owned() };
    desk.keeper.consent(&record.profile.id).map(|consent| consent.link).ok_or_else(expired)
}

async fn open(desk: &Desk, address: String) -> Result<(), CommandError> {
    let edges = desk.edges.clone();
    let opened = tauri::async_runtime::spawn_blocking(move || edges.open(&address)).await;
    if opened.unwrap_or(false) { Ok(()) } else { Err(CommandError::NoBrowser) }
}

fn shown(consent: &Consent) -> ConsentView {
    let warnings =
        [(consent.callback.is_exposed(), "page-consent-exposed"), (consent.port_taken, "page-consent-port-taken")];
    ConsentView {
        callback: consent.callback.as_str().to_owned(),
        pkce: consent.pkce,
        link: Some(consent.link.clone()),
        listening: consent.listening,
        warnings: warnings.into_iter().filter(|(is, _)| *is).map(|(_, words)| words.to_owned()).collect(),
        ends_at: Some(consent.ends_at.to_string()),
    }
}

/// Makes the view of the end of a consent.
pub(crate) fn ended(end: &ConsentEnd) -> ConsentEndView {
    match end {
        ConsentEnd::Ended(outcome) => ConsentEndView::Ended { outcome: present::outcome(outcome) },
        ConsentEnd::BadAddress(why) => ConsentEndView::BadAddress { words: why.message_id().to_owned() },
        ConsentEnd::Over => ConsentEndView::BadAddress { words: "consent-expired".to_owned() },
        ConsentEnd::OtherOa { known, found } => {
            ConsentEndView::OtherOa { known: known.name.clone(), found: found.clone() }
        }
    }
}
