//! Tells a person by itself: by a notification of the desktop, or in the window where the desktop shows none.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use oa_token::keeper::KeeperEvent;
use oa_token::whole_file;
use oa_token::words::{self, say, say_with};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Runtime};
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::desk::Desk;
use crate::ipc::NoticesWait;
use crate::view::NoticeView;
use crate::window;

mod rule;

use rule::{Notice, Standing, Why};

/// Days pass without anybody telling.
const LOOK: Duration = Duration::from_secs(60 * 60);
/// What belongs together is looked at once.
const PAUSE: Duration = Duration::from_millis(300);

/// What the desktop did not show: the window says it when it is there.
#[derive(Default)]
pub(crate) struct Unshown(Mutex<Vec<NoticeView>>);

impl Unshown {
    fn add(&self, notice: NoticeView) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
    }

    /// Tells whether there is any.
    pub(crate) fn is_any(&self) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Takes all of it.
    pub(crate) fn take(&self) -> Vec<NoticeView> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Watches how the OAs stand, for as long as the program runs.
pub(crate) fn start<R: Runtime>(app: &AppHandle<R>) {
    let (app, desk) = (app.clone(), crate::desk(app));
    tauri::async_runtime::spawn(async move {
        let (mut events, mut stirred) = (desk.keeper.events(), desk.stirred.subscribe());
        let mut before = None;
        loop {
            before = look(&app, &desk, before).await;
            tokio::select! {
                event = events.recv() => match event {
                    Err(RecvError::Closed) => return,
                    // Of what is under way nobody is told.
                    Ok(KeeperEvent::AttemptMoved(..)) => continue,
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                },
                // The vault may be open by now.
                _ = stirred.changed() => {},
                () = tokio::time::sleep(LOOK) => {},
            }
            tokio::time::sleep(PAUSE).await;
            events = events.resubscribe();
        }
    });
}

/// Says what is to be said since the last look; gives how they stand now.
async fn look<R: Runtime>(app: &AppHandle<R>, desk: &Desk, before: Option<Vec<Standing>>) -> Option<Vec<Standing>> {
    // Without a vault there are none, and nothing is known of before.
    let Ok(records) = desk.keeper.profiles().await else { return before };
    let now = desk.keeper.now();
    let after: Vec<Standing> = records.iter().filter_map(|record| Standing::of(record, now)).collect();
    let file = desk.keeper.environment().home.join("notices.json");
    let mut said = Said::read(&file);
    for notice in rule::what_to_say(before.as_deref(), &after, &said.said, now) {
        // Who looks at the window sees it there.
        let is_seen = notice.why == Why::NeedsConsent && window::is_focused(app);
        if !is_seen && !tell(desk, &notice).await {
            // A page that is gone asks when it is back.
            NoticesWait {}.emit(app).ok();
        }
        said.said.insert(notice.mark);
        rule::prune(&mut said.said, &after);
        said.keep(&file);
    }
    Some(after)
}

/// Shows a notification; tells whether the desktop took it, else it is kept for the window.
async fn tell(desk: &Desk, notice: &Notice) -> bool {
    let words = words::load(desk.edges.looks().language.into());
    let name = notice.name.clone();
    let (title, body) = match notice.why {
        Why::NeedsConsent => {
            (say_with(&words, "notice-needs-consent", &[("name", name)]), say(&words, "notice-needs-consent-why"))
        }
        Why::RefreshEnds { days } => (
            say_with(&words, "notice-refresh-ends", &[("name", name), ("days", days.to_string())]),
            say(&words, "page-ahead-refresh-token-why"),
        ),
    };
    let (edges, id) = (desk.edges.clone(), notice.id.clone());
    let shown = if desk.keeper.is_app_locked() {
        // No OA is named while the app is locked.
        (say(&words, "notice-locked"), say(&words, "notice-locked-why"))
    } else {
        (title.clone(), body)
    };
    let open = say(&words, "tray-open");
    let show = move || edges.notify(&shown.0, &shown.1, &open, &id);
    let is_shown = tauri::async_runtime::spawn_blocking(show).await.unwrap_or(false);
    if !is_shown {
        desk.unshown.add(NoticeView { id: notice.id.clone(), text: title });
    }
    is_shown
}

/// What was said, as it is kept: names no OA, and nobody misses it but that things are said twice without it.
#[derive(Default, Serialize, Deserialize)]
struct Said {
    said: BTreeSet<String>,
}

impl Said {
    fn read(file: &Path) -> Self {
        std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    fn keep(&self, file: &Path) {
        if let Ok(bytes) = serde_json::to_vec(self) {
            whole_file::write(file, &bytes).ok();
        }
    }
}
