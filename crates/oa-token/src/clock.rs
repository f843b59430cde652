//! The wall clock. All other code receives the time as a value.

use std::sync::Arc;

use jiff::Timestamp;

use crate::clock_skew::DRIFT;

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

/// Reports whether the clock can be right: not earlier than the build time of this program, nor than the newest event
/// in the ledger. A clock that is ahead does not stop a send.
pub fn is_sane(now: Timestamp, newest_in_ledger: Option<Timestamp>) -> bool {
    let built_at = env!("OA_TOKEN_BUILT_AT").parse().ok().and_then(|at| Timestamp::from_second(at).ok());
    let after = |limit: Option<Timestamp>| limit.is_none_or(|limit| now >= limit.checked_sub(DRIFT).unwrap_or(limit));
    after(built_at) && after(newest_in_ledger)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_clock_before_the_build_or_well_before_the_ledger_is_not_sane() {
        let now = SystemClock.now();
        assert!(is_sane(now, None));
        assert!(is_sane(now, Some(now + SignedDuration::from_mins(4))));
        assert!(!is_sane(now, Some(now + SignedDuration::from_mins(6))));
        assert!(!is_sane("2020-01-01T00:00:00Z".parse().unwrap(), None));
        assert!(is_sane(now + SignedDuration::from_hours(24 * 3650), Some(now)), "a clock ahead of the build is sane");
    }
}
