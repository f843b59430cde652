//! How far apart two clocks are that are both right. Pure.

use jiff::{SignedDuration, Timestamp};

/// Two computers' worth of drift.
pub const DRIFT: SignedDuration = SignedDuration::from_mins(5);

/// Returns whether two clocks are no further apart than clocks that are right.
pub fn agree(one: Timestamp, other: Timestamp) -> bool {
    one.duration_since(other).abs() <= DRIFT
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
}
