//! Decides what a call for a token with a minimum life gets: the token as it is, or a refresh. Pure.

use jiff::{SignedDuration, Timestamp};

use super::{has_happened, spacing};
use crate::records::ProfileRecord;
use crate::status::{ProfileState, profile_state};

/// What a call for an access token gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandOut {
    /// The token lives as long as requested.
    AsItIs,
    /// The token is valid, but for less time than requested, and a refresh would not help or must wait.
    Short(Short),
    /// Refresh first; if that fails and the old token is still valid, return the old one.
    Refresh,
}

/// Why a token with less life than requested is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// It was saved just now: a caller that never has enough would spend one pair after another.
    JustSaved,
    /// No token lives that long, and this one is not due yet.
    LongerThanGranted,
}

/// Returns what a call for an access token with `min_life` left gets. An unknown life counts as zero.
pub fn hand_out(record: &ProfileRecord, margin: SignedDuration, min_life: SignedDuration, now: Timestamp) -> HandOut {
    let expiry = &record.current.expiry;
    let left = expiry.access_left(now).unwrap_or_default();
    let is_sure = profile_state(record, now) != ProfileState::Unknown;
    if !is_sure || record.current.access.is_none() || left.is_zero() || expiry.is_from_the_future(now) {
        return HandOut::Refresh;
    }
    if left >= min_life {
        return HandOut::AsItIs;
    }
    let saved_at = expiry.issued_at.unwrap_or(record.current.obtained_at);
    if has_happened(saved_at, now) && now.duration_since(saved_at) < spacing(expiry) {
        return HandOut::Short(Short::JustSaved);
    }
    let is_more_than_granted = expiry.granted().is_some_and(|life| min_life > life);
    if is_more_than_granted && !expiry.is_due(margin, now) {
        return HandOut::Short(Short::LongerThanGranted);
    }
    HandOut::Refresh
}

/// Reports whether an access token of unknown life, as a pasted one is, is returned although it was not refreshed: another
/// computer of a team refreshes it, and nothing was said about the life it must have.
pub fn is_returned_unrefreshed(record: &ProfileRecord, asked: Option<SignedDuration>, is_shared: bool) -> bool {
    let current = &record.current;
    asked.is_none() && is_shared && current.access.is_some() && current.expiry.access_expires_at.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Policy;
    use crate::schedule::tests::{NOW, at, record};
    use crate::token::Expiry;

    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    /// Requests this much life of a 25-hour access token that has `left` left.
    fn ask(left: SignedDuration, min_life: SignedDuration) -> HandOut {
        hand_out(&record(left), Policy::default().margin, min_life, at(NOW))
    }

    #[test]
    fn a_token_with_enough_lifetime_is_returned_and_another_is_refreshed() {
        assert_eq!(ask(HOUR * 2, MINUTE * 10), HandOut::AsItIs);
        assert_eq!(ask(MINUTE * 9, MINUTE * 10), HandOut::Refresh);
        assert_eq!(ask(-HOUR, SignedDuration::ZERO), HandOut::Refresh, "it has expired");
        assert_eq!(ask(HOUR * 10, HOUR * 12), HandOut::Refresh);
    }

    #[test]
    fn a_token_of_unknown_life_is_returned_unrefreshed_only_in_a_team_and_if_no_life_is_asked_for() {
        let mut pasted = record(HOUR);
        assert!(!is_returned_unrefreshed(&pasted, None, true), "its life is known");
        pasted.current.expiry.access_expires_at = None;
        assert!(is_returned_unrefreshed(&pasted, None, true));
        assert!(!is_returned_unrefreshed(&pasted, None, false));
        assert!(!is_returned_unrefreshed(&pasted, Some(MINUTE), true));
        pasted.current.access = None;
        assert!(!is_returned_unrefreshed(&pasted, None, true));
    }

    #[test]
    fn a_token_that_was_just_saved_is_never_spent_for_a_longer_lifetime() {
        for min_life in [HOUR * 25, HOUR * 26, HOUR * 48, SignedDuration::MAX] {
            assert_eq!(ask(HOUR * 25 - MINUTE, min_life), HandOut::Short(Short::JustSaved), "{min_life:?}");
        }
        assert_eq!(ask(HOUR * 24 + MINUTE, HOUR * 25), HandOut::Short(Short::JustSaved));
        assert_eq!(ask(HOUR * 24, HOUR * 25), HandOut::Refresh, "an hour later");
    }

    #[test]
    fn a_min_life_longer_than_any_token_refreshes_only_when_the_schedule_would() {
        assert_eq!(ask(HOUR * 20, HOUR * 26), HandOut::Short(Short::LongerThanGranted));
        assert_eq!(ask(HOUR * 3, HOUR * 48), HandOut::Short(Short::LongerThanGranted));
        assert_eq!(ask(HOUR * 3 - MINUTE, HOUR * 48), HandOut::Refresh, "it is due");
    }

    #[test]
    fn an_unknown_lifetime_and_one_by_a_clock_that_was_ahead_count_as_zero() {
        let mut pasted = record(HOUR * 20);
        pasted.current.expiry = Expiry::default();
        assert_eq!(hand_out(&pasted, HOUR, SignedDuration::ZERO, at(NOW)), HandOut::Refresh);
        let ahead = record(HOUR * 24 * 365);
        assert_eq!(hand_out(&ahead, HOUR, MINUTE, at(NOW)), HandOut::Refresh);
        let mut without = record(HOUR * 20);
        without.current.access = None;
        assert_eq!(hand_out(&without, HOUR, MINUTE, at(NOW)), HandOut::Refresh);
    }

    #[test]
    fn no_caller_causes_more_than_one_refresh_an_hour() {
        for minutes in 0..25 * 60 {
            let left = HOUR * 25 - MINUTE * minutes;
            for min_life in [0, 1, 10, 60, 719, 1440, 1500, 1560, 2880].map(SignedDuration::from_mins) {
                let refreshes = ask(left, min_life) == HandOut::Refresh;
                assert!(!refreshes || minutes >= 60, "{min_life:?} with {left:?} left");
            }
        }
    }
}
