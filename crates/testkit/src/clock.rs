//! A clock that is not right.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::clock::{Clock, SystemClock};

/// The system's clock, so many seconds ahead.
#[derive(Debug, Default)]
pub struct ShiftedClock(AtomicI64);

impl ShiftedClock {
    /// Returns a clock that is ahead; behind if negative.
    pub fn ahead(by: SignedDuration) -> Arc<Self> {
        let clock = Arc::new(Self::default());
        clock.set(by);
        clock
    }

    /// Sets how far it is ahead.
    pub fn set(&self, by: SignedDuration) {
        self.0.store(by.as_secs(), Ordering::SeqCst);
    }

    /// Sets it ahead by so much more.
    pub fn pass(&self, by: SignedDuration) {
        self.0.fetch_add(by.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
    }
}
