//! The moment at which a new pair is durable in both files: the engine logs the state `saved` once more then.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::proof::Trouble;

/// The time of the newest log event with the state `saved`.
#[derive(Clone, Default)]
pub(super) struct SavedAt(Arc<Mutex<Option<Instant>>>);

impl SavedAt {
    /// Starts to listen to the log of this process, once.
    pub(super) fn listen() -> Result<Self, Trouble> {
        let saved = Self::default();
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(saved.clone()))?;
        Ok(saved)
    }

    /// Returns the time, and forgets it.
    pub(super) fn take(&self) -> Option<Instant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<S: Subscriber> Layer<S> for SavedAt {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut state = IsSaved(false);
        event.record(&mut state);
        if state.0 {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
    }
}

struct IsSaved(bool);

impl Visit for IsSaved {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0 |= field.name() == "state" && value == "saved";
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
