//! One of the places of the attempts that are at work at the same time. Who waits, for another program or for time to pass,
//! gives it back meanwhile: four OAs that a stopped program holds keep no other from being sent.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Attempts at work at the same time over all profiles.
const AT_ONCE: usize = 4;

/// The places of one keeper.
#[derive(Clone)]
pub(super) struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Places {
    /// Returns a place that is not taken yet.
    pub(super) fn place(&self) -> Place {
        Place { places: self.clone(), held: None }
    }
}

/// A place, taken or given back.
pub(super) struct Place {
    places: Places,
    held: Option<OwnedSemaphorePermit>,
}

impl Place {
    /// Takes the place, if it is not taken; waits while all are.
    pub(super) async fn take(&mut self) {
        if self.held.is_none() {
            // The semaphore is never closed; without a place the attempt would only be less polite.
            self.held = Arc::clone(&self.places.0).acquire_owned().await.ok();
        }
    }

    /// Returns the place back until it is taken again.
    pub(super) fn give_back(&mut self) {
        self.held = None;
    }
}
