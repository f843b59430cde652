//! Slots that limit how many attempts run at once. An attempt that waits, for another process or for time to pass,
//! gives its slot back meanwhile: four OAs held by a stopped process must not block the others.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most attempts at once, over all profiles.
const AT_ONCE: usize = 4;

/// The slots of one engine.
#[derive(Clone)]
pub(crate) struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Places {
    /// Returns a slot that is not taken yet.
    pub(crate) fn place(&self) -> Place {
        Place { places: self.clone(), held: None }
    }
}

/// A slot, taken or given back.
pub(crate) struct Place {
    places: Places,
    held: Option<OwnedSemaphorePermit>,
}

impl Place {
    /// Takes the slot, if it is not taken yet; waits while all are in use.
    pub(crate) async fn take(&mut self) {
        if self.held.is_none() {
            // The semaphore is never closed; without a slot, the attempt would only exceed the limit.
            self.held = Arc::clone(&self.places.0).acquire_owned().await.ok();
        }
    }

    /// Gives the slot back until it is taken again.
    pub(crate) fn give_back(&mut self) {
        self.held = None;
    }
}
