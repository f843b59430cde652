//! How far two correct clocks may differ. Pure.

use jiff::{SignedDuration, Timestamp};

/// Allowed difference: the drift of two computers.
pub const DRIFT: SignedDuration = SignedDuration::from_mins(5);

/// Reports whether two clocks differ by no more than [`DRIFT`].
pub fn agree(one: Timestamp, other: Timestamp) -> bool {
    one.duration_since(other).abs() <= DRIFT
}

/// Reports whether the clock can be right: not earlier than the build time of this program, nor than the newest event
/// in the ledger. A clock that is ahead does not stop a send.
pub fn is_sane(now: Timestamp, newest_in_ledger: Option<Timestamp>) -> bool {
    let built_at = env!("OA_TOKEN_BUILT_AT").parse().ok().and_then(|at| Timestamp::from_second(at).ok());
    let after = |limit: Option<Timestamp>| limit.is_none_or(|limit| now >= limit.checked_sub(DRIFT).unwrap_or(limit));
    after(built_at) && after(newest_in_ledger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_minutes_are_drift_and_more_is_not() {
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        assert!(agree(now, now + DRIFT) && agree(now, now - DRIFT));
        assert!(!agree(now, now + DRIFT + SignedDuration::from_secs(1)));
        assert!(!agree(now - DRIFT - SignedDuration::from_secs(1), now));
    }

    #[test]
    fn a_clock_before_the_build_or_well_before_the_ledger_is_not_sane() {
        let now = jiff::Timestamp::from_second(4_000_000_000).unwrap();
        assert!(is_sane(now, None));
        assert!(is_sane(now, Some(now + SignedDuration::from_mins(4))));
        assert!(!is_sane(now, Some(now + SignedDuration::from_mins(6))));
        assert!(!is_sane("2020-01-01T00:00:00Z".parse().unwrap(), None));
        assert!(is_sane(now + SignedDuration::from_hours(24 * 3650), Some(now)), "a clock ahead of the build is sane");
    }
}
