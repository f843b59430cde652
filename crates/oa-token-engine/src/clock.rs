//! The wall clock. All other code receives the time as a value.

use std::sync::Arc;

use jiff::Timestamp;

/// Returns the time. A trait, so that tests can use another clock.
pub trait Clock: Send + Sync {
    /// Returns the wall clock's time, UTC.
    fn now(&self) -> Timestamp;
}

/// The computer's wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the system clock")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        // The vault stores milliseconds. A time must not change when it is stored and read again.
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// A shared clock.
pub type SharedClock = Arc<dyn Clock>;
