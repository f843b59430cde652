//! The answer to the page's first call, read while the page loads: with thousands of OAs it takes as long as the loading.

use std::time::{Duration, Instant};

use oa_token_engine::EngineEvent;
use tokio::sync::broadcast::Receiver;

use crate::app_state::AppState;
use crate::commands::start;
use crate::views::AppStateView;

/// How long the answer counts as read now. For a page that loads more slowly it is read again.
const FRESH: Duration = Duration::from_secs(5);

/// The answer that waits for the page.
pub(crate) struct ReadAhead {
    view: AppStateView,
    begun: Instant,
    /// What has happened since.
    events: Receiver<EngineEvent>,
}

impl ReadAhead {
    pub(crate) async fn read(state: &AppState) -> Self {
        let (begun, events) = (Instant::now(), state.engine.events());
        Self { view: start::view(state).await, begun, events }
    }

    /// Returns the answer unless it is old or something has changed.
    pub(crate) fn unless_outdated(self) -> Option<AppStateView> {
        (self.begun.elapsed() < FRESH && self.events.is_empty()).then_some(self.view)
    }
}
