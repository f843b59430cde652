//! What the tray's menu does by itself, without a window.

use jiff::SignedDuration;
use oa_token::attention;
use tokio::task::JoinSet;

use crate::clipboard;
use crate::commands::settings::clipboard_time;
use crate::desk::Desk;

/// Copies an OA's access token for its usual time; nothing while the app is locked.
pub(super) fn copy_access_token(desk: Desk, id: String) {
    tauri::async_runtime::spawn(async move {
        // The menu may be older than the lock.
        if desk.keeper.is_app_locked() {
            return;
        }
        let Ok(record) = desk.record(&id).await else { return };
        let Ok(secrets) = desk.keeper.secrets(&record.profile.id).await else { return };
        let Some(token) = secrets.current.pair.access.filter(|_| attention::is_copyable(&record, desk.keeper.now()))
        else {
            return;
        };
        let stays = clipboard_time(&desk, true).await;
        // What is not copied is not pasted either: there is no page to say it on.
        clipboard::copy(&desk, token, stays);
    });
}

/// Refreshes whoever is due, as the page's button does: what comes of it is told by their states.
pub(super) fn refresh_due(desk: Desk) {
    tauri::async_runtime::spawn(async move {
        // The menu may be older than the lock.
        if desk.keeper.is_app_locked() {
            return;
        }
        let Ok(records) = desk.keeper.profiles().await else { return };
        let sending = desk.keeper.in_flight().await;
        let mut sends = JoinSet::new();
        for record in attention::due(&records, &sending, desk.keeper.now()) {
            let keeper = desk.keeper.clone();
            // The pair that was due: one that another process brought meanwhile is not spent.
            sends.spawn(async move { keeper.refresh_pair(&record.profile.id, record.current.generation).await });
        }
        sends.join_all().await;
    });
}

/// Pauses refreshing by itself for an hour, or lets it go on.
pub(super) fn pause(desk: Desk, pauses: bool) {
    tauri::async_runtime::spawn(async move {
        // The menu may be older than the lock.
        if desk.keeper.is_app_locked() {
            return;
        }
        // What is not kept shows: the menu stays as it was.
        desk.keeper.pause(pauses.then(|| SignedDuration::from_hours(1))).await.ok();
    });
}
