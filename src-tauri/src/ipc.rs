//! Lists all commands and events, for window, tests and page.

use oa_token::engine::{EngineEvent, Phase};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Runtime};
use tauri_specta::{Event, collect_commands, collect_events};
use tokio::sync::broadcast::error::RecvError;

use crate::commands::{
    background, check, clock, consent, exchange, history, imports, profiles, protection, refresh, sandbox, secrets,
    settings, start, transfer, trash,
};
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

/// A file was dropped on the window; `read_dropped` reads it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct FilesDropped {}

/// The app was locked, automatically or by the user.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct AppLocked {}

/// The user closes the window and has not yet chosen what that does: `answer_close` does.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct CloseAsked {}

/// A notification could not be shown: `take_notices` returns it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct NoticesWait {}

/// The user clicked a notification of this OA: the page must show it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ProfileWanted {
    /// The profile's id.
    pub id: String,
}

/// The browser's answer to a consent reached this computer and was handled.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ConsentEnded {
    /// The profile's id.
    pub id: String,
    /// The result.
    pub end: AuthorizationEndView,
}

/// The phase of an attempt.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AttemptPhase {
    /// Checking that the answer can be saved.
    Preparing,
    /// Sending the request.
    Sending,
    /// The answer was lost; waits for the single recovery send.
    WaitingToRecover,
    /// Zalo answered; writing the answer to disk.
    Saving,
    /// The answer cannot be saved yet; retries each second.
    RetryingSave,
    /// Ended.
    Done,
}

/// The commands that the page may call while the app is locked.
pub(crate) const OPEN_WHILE_LOCKED: &[&str] = &[
    "get_start",
    "show_window",
    "retry_unlock",
    "unlock",
    "lock_app",
    "record_activity",
    "record_concealed",
    "set_looks",
    "answer_close",
];

/// Returns the list, for any runtime.
pub fn list<R: Runtime>() -> tauri_specta::Builder<R> {
    tauri_specta::Builder::new()
        .disable_serde_phases()
        .commands(collect_commands![
            start::get_start,
            start::show_window,
            start::retry_unlock,
            start::set_looks,
            background::answer_close,
            background::get_starts_with_computer,
            background::set_starts_with_computer,
            background::take_notices,
            profiles::list_profiles,
            profiles::open_profile,
            profiles::check_draft,
            profiles::add_profile,
            profiles::edit_profile,
            refresh::refresh_token,
            secrets::reveal_secret,
            secrets::copy_secret,
            secrets::record_concealed,
            exchange::export_tokens,
            history::list_history,
            exchange::preview_export,
            exchange::copy_export,
            imports::read_import,
            imports::choose_import,
            imports::read_dropped,
            imports::check_import,
            imports::save_import,
            imports::drop_import,
            trash::delete_profile,
            trash::list_deleted,
            trash::restore_profile,
            profiles::check_edit,
            sandbox::start_practice,
            history::open_attempt,
            history::copy_report,
            secrets::copy_curl,
            settings::get_settings,
            settings::set_settings,
            settings::get_about,
            settings::open_link,
            settings::open_folder,
            start::unlock,
            start::make_vault,
            start::restore_backup,
            protection::lock_app,
            protection::record_activity,
            protection::get_protection,
            protection::set_passphrase,
            protection::make_passphrase,
            protection::remove_passphrase,
            protection::step_up,
            protection::set_lock_after,
            protection::begin_recovery_code,
            protection::confirm_recovery_code,
            protection::resolve_copied_vault,
            history::list_generations,
            transfer::save_backup_file,
            transfer::choose_sealed_file,
            transfer::open_sealed_file,
            transfer::take_sealed_file,
            transfer::drop_sealed_file,
            transfer::move_profile,
            transfer::take_back,
            consent::get_consent,
            consent::begin_consent,
            consent::open_consent,
            consent::copy_consent_link,
            consent::open_callback_settings,
            consent::finish_consent,
            consent::cancel_consent,
            check::check_token,
            check::check_pasted,
            check::get_avatar,
            clock::set_automatic,
            clock::get_policy,
            clock::set_policy,
            clock::pause_clock,
            exchange::choose_outlet,
            exchange::try_outlet,
            exchange::remove_outlet,
        ])
        .events(collect_events![
            ProfileChanged,
            ProfilesChanged,
            AttemptMoved,
            FilesHovered,
            FilesDropped,
            AppLocked,
            CloseAsked,
            NoticesWait,
            ProfileWanted,
            ConsentEnded
        ])
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
                Ok(EngineEvent::AttemptMoved(id, phase)) => {
                    AttemptMoved { id: id.to_string(), phase: phase.into() }.emit(&app).ok()
                }
                // The event may name an OA, and the page has closed the consent's dialog.
                Ok(EngineEvent::ConsentEnded(..)) if crate::app_state(&app).engine.is_app_locked() => None,
                Ok(EngineEvent::ConsentEnded(id, end)) => {
                    ConsentEnded { id: id.to_string(), end: consent::ended(&end) }.emit(&app).ok()
                }
                // The page shows that state as long as it is possible, without this event.
                Ok(EngineEvent::SentElsewhere(_)) => None,
                Ok(EngineEvent::AppLocked) => AppLocked {}.emit(&app).ok(),
                Err(RecvError::Closed) => return,
            };
        }
    });
}

impl From<Phase> for AttemptPhase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Preparing => Self::Preparing,
            Phase::Sending => Self::Sending,
            Phase::WaitingToRecover => Self::WaitingToRecover,
            Phase::Saving => Self::Saving,
            Phase::RetryingSave => Self::RetryingSave,
            Phase::Done => Self::Done,
        }
    }
}
