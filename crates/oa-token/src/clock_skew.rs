//! How far two correct clocks may differ. Pure.

use jiff::{SignedDuration, Timestamp};

/// Allowed difference: the drift of two computers.
pub const DRIFT: SignedDuration = SignedDuration::from_mins(5);

/// Reports whether two clocks differ by no more than [`DRIFT`].
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
