//! Actions of the tray's menu that need no window.

use jiff::SignedDuration;
use oa_token_model::attention;
use tokio::task::JoinSet;

use crate::app_state::AppState;
use crate::clipboard;
use crate::commands::settings::clipboard_time;

/// Copies an OA's access token for its usual time; does nothing while the app is locked.
pub(super) fn copy_access_token(state: AppState, id: String) {
    tauri::async_runtime::spawn(async move {
        // The app may have been locked after the menu was made.
        if state.engine.protection().is_app_locked() {
            return;
        }
        let Ok(record) = state.record(&id).await else { return };
        let Ok(secrets) = state.engine.profiles().secrets(&record.profile.id).await else { return };
        let Some(token) = secrets.current.pair.access.filter(|_| attention::is_copyable(&record, state.engine.now()))
        else {
            return;
        };
        let stays = clipboard_time(&state, true).await;
        // A failure is not reported: there is no page to show it on.
        clipboard::copy(&state, token, stays);
    });
}

/// Refreshes every OA that is due, as the page's button does. The states show the results.
pub(super) fn refresh_due(state: AppState) {
    tauri::async_runtime::spawn(async move {
        // The app may have been locked after the menu was made.
        if state.engine.protection().is_app_locked() {
            return;
        }
        let Ok(records) = state.engine.profiles().list().await else { return };
        let sending = state.engine.refresh().in_flight().await;
        let mut sends = JoinSet::new();
        for record in attention::due(&records, &sending, state.engine.now()) {
            let engine = state.engine.clone();
            // Only the pair that was due: a newer pair that another process saved meanwhile is not spent.
            sends.spawn(async move { engine.refresh().send_pair(&record.profile.id, record.current.generation).await });
        }
        sends.join_all().await;
    });
}

/// Pauses automatic refreshing for an hour, or resumes it.
pub(super) fn pause(state: AppState, pauses: bool) {
    tauri::async_runtime::spawn(async move {
        // The app may have been locked after the menu was made.
        if state.engine.protection().is_app_locked() {
            return;
        }
        // A failure is visible: the menu stays as it was.
        state.engine.auto_refresh().pause(pauses.then(|| SignedDuration::from_hours(1))).await.ok();
    });
}
