//! Shows notices: as notifications of the desktop, or in the window if the desktop shows none.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use i18n_embed::fluent::FluentLanguageLoader;
use oa_token_engine::EngineEvent;
use oa_token_engine::i18n::{self, say, say_with};
use oa_token_model::notifications::{self, Notification, NotificationReason, NotificationState, Scene};
use oa_token_model::schedule::NextRefresh;
use oa_token_vault::atomic_file;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Runtime};
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::app_state::AppState;
use crate::commands::places::copy_to_paste;
use crate::desktop::{Notice, NoticeCopy};
use crate::ipc::NotificationsWait;
use crate::views::{NotificationView, VaultState};
use crate::window;

/// Maximum time between two checks: a notice may depend on the date, which causes no event.
const LOOK: Duration = Duration::from_secs(60 * 60);
/// Events within this time are handled together.
const PAUSE: Duration = Duration::from_millis(300);

/// Notices that the desktop did not show. The window shows them when it is open.
#[derive(Default)]
pub(crate) struct PendingNotifications(Mutex<Vec<NotificationView>>);

impl PendingNotifications {
    fn add(&self, notice: NotificationView) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
    }

    /// Reports whether there is any.
    pub(crate) fn is_any(&self) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Removes and returns all of them.
    pub(crate) fn take(&self) -> Vec<NotificationView> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Watches the states of the OAs, for as long as the program runs.
pub(crate) fn start<R: Runtime>(app: &AppHandle<R>) {
    let (app, state) = (app.clone(), crate::app_state(app));
    tauri::async_runtime::spawn(async move {
        state.until_loaded().await;
        let (mut events, mut refresh_signal) = (state.engine.events(), state.refresh_signal.subscribe());
        let mut has_looked = false;
        loop {
            has_looked |= look(&app, &state, !has_looked).await;
            tokio::select! {
                event = events.recv() => match event {
                    Err(RecvError::Closed) => return,
                    // An attempt in progress causes no notice.
                    Ok(EngineEvent::AttemptMoved(..)) => continue,
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                },
                // The vault may be open now.
                _ = refresh_signal.changed() => {},
                () = tokio::time::sleep(LOOK) => {},
            }
            tokio::time::sleep(PAUSE).await;
            events = events.resubscribe();
        }
    });
}

/// Shows the notices that are due; returns whether there were any profiles to check.
async fn look<R: Runtime>(app: &AppHandle<R>, state: &AppState, is_first: bool) -> bool {
    // Without a vault there are no notices.
    let Ok(records) = state.engine.profiles().list().await else { return false };
    let now = state.engine.now();
    let scene = Scene {
        standings: records.iter().filter_map(|record| NotificationState::of(record, now)).collect(),
        held: held(state).await,
        refreshed_automatically: state.refreshed_automatically.borrow().clone(),
    };
    if scene.standings.is_empty() {
        // The vault may not exist yet. Returns early so that the record of shown notices is kept.
        return false;
    }
    // A user who has just started the program with its window looks at that window.
    let is_seen = window::is_focused(app) || (is_first && window::is_open(app));
    let file = state.engine.environment().home.join("notices.json");
    let before = ShownNotifications::read(&file);
    let mut said = ShownNotifications { said: before.said.clone() };
    for notice in notifications::what_to_say(&scene, &said.said, now) {
        if tell(app, state, &notice, is_seen).await {
            said.said.insert(notice.mark);
        }
    }
    notifications::prune(&mut said.said, &scene);
    if said.said != before.said {
        said.keep(&file);
    }
    true
}

/// Returns the OAs that are due for a refresh while the vault is not open.
async fn held(state: &AppState) -> Vec<String> {
    if matches!(state.vault().state, VaultState::Ready) {
        return Vec::new();
    }
    let order = state.engine.auto_refresh().schedule().await.unwrap_or_default();
    let due = order.into_iter().filter(|(_, next)| *next == NextRefresh::Due);
    due.map(|(id, _)| id.to_string()).collect()
}

/// Shows a notice; returns whether it counts as shown, by a notification or in the window. If not, it is shown later.
async fn tell<R: Runtime>(app: &AppHandle<R>, state: &AppState, notice: &Notification, is_seen: bool) -> bool {
    let is_locked = state.engine.protection().is_app_locked();
    match notice.why {
        // For the first automatic refresh that the user did not see; a user who looks at the window needs no notice.
        NotificationReason::FirstAutomatic if is_seen || is_locked => return false,
        // The window already shows this state.
        NotificationReason::NeedsConsent | NotificationReason::Shut | NotificationReason::ToPaste(_) if is_seen => {
            return true;
        }
        NotificationReason::NeedsConsent
        | NotificationReason::Shut
        | NotificationReason::FirstAutomatic
        | NotificationReason::DeliveryFails(_)
        | NotificationReason::ToPaste(_)
        | NotificationReason::RefreshEnds { .. } => {}
    }
    let words = i18n::load(state.desktop.ui_settings().language);
    let (title, body) = in_words(words, notice);
    let (title_shown, body, copy) = if is_locked && notice.why != NotificationReason::Shut {
        // While the app is locked, a notification names no OA.
        (say(words, "notice-locked"), say(words, "notice-locked-why"), None)
    } else {
        (title.clone(), body, copy_button(app, words, notice))
    };
    let open = say(words, "tray-open");
    let shown = Notice { title: title_shown, body, id: notice.id.clone(), open, copy };
    let desktop = state.desktop.clone();
    let show = move || desktop.notify(&shown);
    let is_shown = tauri::async_runtime::spawn_blocking(show).await.unwrap_or(false);
    // The window already asks the user to open the vault.
    if !is_shown && notice.why != NotificationReason::Shut {
        state.pending_notifications.add(NotificationView { id: notice.id.clone(), text: title });
        // A closed page asks for the notices when it is open.
        NotificationsWait {}.emit(app).ok();
    }
    true
}

/// Returns the button that copies the token for the place that the notice names. Opens the OA if that fails, such as
/// while the app is locked: the window says why.
fn copy_button<R: Runtime>(
    app: &AppHandle<R>,
    words: &FluentLanguageLoader,
    notice: &Notification,
) -> Option<NoticeCopy> {
    let NotificationReason::ToPaste(place) = &notice.why else { return None };
    let (app, id, place) = (app.clone(), notice.id.clone(), place.id.to_string());
    let act = move || {
        let (app, id, place) = (app.clone(), id.clone(), place.clone());
        tauri::async_runtime::spawn(async move {
            let state = crate::app_state(&app);
            if state.engine.protection().is_app_locked() || copy_to_paste(&state, &id, &place).await.is_err() {
                window::show_profile(&app, &id);
            }
        });
    };
    Some(NoticeCopy { words: say(words, "notice-copy"), act: Arc::new(act) })
}

/// Returns title and body of a notice. Names are in the title only, because a desktop may parse the body as markup.
fn in_words(words: &FluentLanguageLoader, notice: &Notification) -> (String, String) {
    let titled = |id| say_with(words, id, &[("name", notice.name.clone())]);
    match &notice.why {
        NotificationReason::NeedsConsent => (titled("notice-needs-consent"), say(words, "notice-needs-consent-why")),
        NotificationReason::RefreshEnds { days } => (
            say_with(words, "notice-refresh-ends", &[("name", notice.name.clone()), ("days", days.to_string())]),
            say(words, "page-ahead-refresh-token-why"),
        ),
        NotificationReason::DeliveryFails(failed) => (
            say_with(words, "notice-outlet-fails", &[("name", notice.name.clone()), ("place", failed.name.clone())]),
            say(words, failed.why),
        ),
        NotificationReason::ToPaste(place) => (
            say_with(words, "notice-to-paste", &[("name", notice.name.clone()), ("place", place.name.clone())]),
            say(words, "notice-to-paste-why"),
        ),
        NotificationReason::FirstAutomatic => (titled("notice-first"), say(words, "notice-first-why")),
        NotificationReason::Shut => (say(words, "notice-shut"), say(words, "notice-shut-why")),
    }
}

/// The notices already shown, as stored on disk. Names no OA. If the file is lost, notices are shown twice.
#[derive(Default, Serialize, Deserialize)]
struct ShownNotifications {
    said: BTreeSet<String>,
}

impl ShownNotifications {
    fn read(file: &Path) -> Self {
        std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    fn keep(&self, file: &Path) {
        if let Ok(bytes) = serde_json::to_vec(self) {
            atomic_file::write(file, &bytes).ok();
        }
    }
}
