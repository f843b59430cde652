//! What time it is, at the edge: everything else is handed the time.

use std::sync::Arc;

use jiff::Timestamp;

use crate::clock_skew::DRIFT;

/// Tells the time. A trait, so that tests can tell another.
pub trait Clock: Send + Sync {
    /// Returns the wall clock's time, UTC.
    fn now(&self) -> Timestamp;
}

/// The computer's wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        // The vault keeps milliseconds: what is compared later must be what was kept.
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// A clock that is handed around.
pub type SharedClock = Arc<dyn Clock>;

/// Returns whether the clock can be right: not earlier than this program was built, nor than what the ledger says has
/// already happened. A clock that is ahead is no reason not to send.
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
        assert!(is_sane(now + SignedDuration::from_hours(24 * 3650), Some(now)), "ahead is fine");
    }
}
