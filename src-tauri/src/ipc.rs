//! Lists all commands and events, for window, tests and page.

use oa_token_engine::{AttemptPhase, EngineEvent};
use oa_token_model::status::DisplayState;
use oa_token_model::triage::{self, Tone};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Runtime};
use tauri_specta::{Event, collect_events};
use tokio::sync::broadcast::error::RecvError;

use crate::commands::authorization;
use crate::views::AuthorizationEndView;

/// A profile has changed.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ProfileChanged {
    /// The profile's id.
    pub id: String,
}

/// Profiles were added or removed, or another process has changed the vault.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ProfilesChanged {}

/// The phase of an attempt has changed.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct AttemptMoved {
    /// The profile's id.
    pub id: String,
    /// The new phase.
    pub phase: AttemptPhase,
}

/// A file is dragged over the window, or has left it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct FilesHovered {
    /// Whether it is over the window now.
    pub over: bool,
}

/// Files were dropped on the window; `read_dropped` reads them.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct FilesDropped {}

/// The app was locked, automatically or by the user.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct AppLocked {}

/// The user closes the window and has not yet chosen what that does: `answer_close` does.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct CloseAsked {}

/// A notification could not be shown: `take_notifications` returns it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct NotificationsWait {}

/// The user clicked a notification of this OA: the page must show it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ProfileWanted {
    /// The profile's id.
    pub id: String,
}

/// What is known of the team has changed.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct TeamChanged {}

/// What is known of newer versions of the program has changed.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct UpdateFound {}

/// The browser's answer to a consent reached this computer and was handled.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct AuthorizationEnded {
    /// The profile's id.
    pub id: String,
    /// The result.
    pub end: AuthorizationEndView,
}

/// The commands that the page may call while the app is locked.
pub(crate) const OPEN_WHILE_LOCKED: &[&str] = &[
    "get_app_state",
    "show_window",
    "retry_unlock",
    "unlock",
    "lock_app",
    "record_activity",
    "record_concealed",
    "set_ui_settings",
    "answer_close",
];

/// Returns the commands and events, for any runtime. `build.rs` finds the commands in `commands/`.
pub fn list<R: Runtime>() -> tauri_specta::Builder<R> {
    tauri_specta::Builder::new()
        .disable_serde_phases()
        .commands(include!(concat!(env!("OUT_DIR"), "/commands.rs")))
        .events(collect_events![
            ProfileChanged,
            ProfilesChanged,
            AttemptMoved,
            FilesHovered,
            FilesDropped,
            AppLocked,
            CloseAsked,
            NotificationsWait,
            ProfileWanted,
            AuthorizationEnded,
            TeamChanged,
            UpdateFound
        ])
        .constant("STATE_TONES", state_tones())
}

/// Returns the mark of each state, for the help.
fn state_tones() -> Vec<(DisplayState, Tone)> {
    DisplayState::ALL.into_iter().map(|state| (state, triage::tone(state))).collect()
}

/// Forwards the engine's events to the page, for as long as the program runs.
pub fn forward_events<R: Runtime>(app: &AppHandle<R>) {
    let (app, mut events) = (app.clone(), crate::app_state(app).engine.events());
    tauri::async_runtime::spawn(async move {
        loop {
            // A closed page receives nothing; it asks again when it is open.
            match events.recv().await {
                Ok(EngineEvent::ProfileChanged(id)) => ProfileChanged { id: id.to_string() }.emit(&app).ok(),
                Ok(EngineEvent::ProfilesChanged) | Err(RecvError::Lagged(_)) => ProfilesChanged {}.emit(&app).ok(),
                Ok(EngineEvent::AttemptMoved(id, phase)) => AttemptMoved { id: id.to_string(), phase }.emit(&app).ok(),
                // The event may name an OA, and the page has closed the consent's dialog.
                Ok(EngineEvent::ConsentEnded(..)) if crate::app_state(&app).engine.protection().is_app_locked() => None,
                Ok(EngineEvent::ConsentEnded(id, end)) => {
                    AuthorizationEnded { id: id.to_string(), end: authorization::ended(&end) }.emit(&app).ok()
                }
                // The page shows that state as long as it is possible, without this event.
                Ok(EngineEvent::SentElsewhere(_)) => None,
                Ok(EngineEvent::TeamChanged) => TeamChanged {}.emit(&app).ok(),
                Ok(EngineEvent::AppLocked) => {
                    crate::app_state(&app).pending_place.forget();
                    crate::app_state(&app).pending_invitation.forget();
                    AppLocked {}.emit(&app).ok()
                }
                Err(RecvError::Closed) => return,
            };
        }
    });
}
