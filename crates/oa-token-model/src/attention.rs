//! Which profile needs something first, and which profiles the buttons for all of them act on. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::profile::{ProfileId, ProfileKind};
use crate::records::ProfileRecord;
use crate::schedule::{self, NextRefresh, Policy, SkipReason};
use crate::status::{self, DisplayState, SendPolicy};

/// Reports whether "Làm mới OA đến hạn" sends this profile: no access token in use would stop early, and it is not a
/// practice OA.
pub fn is_due(record: &ProfileRecord, now: Timestamp) -> bool {
    let word = status::state_word(record, now);
    matches!(word, DisplayState::Expiring | DisplayState::Expired)
        && record.profile.kind == ProfileKind::Live
        && status::send_policy(record, now) == SendPolicy::Sends
}

/// Reports whether the access token can be copied with one click. Not for a dead or moved OA, whose token may have
/// stopped working.
pub fn is_copyable(record: &ProfileRecord, now: Timestamp) -> bool {
    let word = status::state_word(record, now);
    record.current.access.is_some()
        && !matches!(
            word,
            DisplayState::NeedsConsent | DisplayState::MovedAway | DisplayState::OldCopy | DisplayState::Altered
        )
}

/// What an OA needs, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// The user must do something.
    Person,
    /// A refresh: its access token expires soon or has expired.
    Send,
    /// Nothing now.
    Nothing,
    /// Nothing: it is a practice OA, or another computer refreshes it.
    Aside,
}

/// Returns what a profile needs.
pub fn need(record: &ProfileRecord, now: Timestamp) -> Attention {
    // If the record was changed outside the program, even its kind is not reliable.
    if record.altered {
        return Attention::Person;
    }
    if record.profile.kind == ProfileKind::Practice {
        return Attention::Aside;
    }
    match status::state_word(record, now) {
        DisplayState::NeedsConsent
        | DisplayState::Refused
        | DisplayState::Unknown
        | DisplayState::NotSent
        | DisplayState::OldCopy
        | DisplayState::Altered => Attention::Person,
        DisplayState::MovedAway => Attention::Aside,
        _ if record.current.refresh.is_none() => Attention::Person,
        _ if is_sent_too_often(record, now) => Attention::Person,
        DisplayState::Expiring | DisplayState::Expired => Attention::Send,
        // Automatic refresh is on but the token's expiry is unknown, so it must stay visible.
        DisplayState::New if record.automatic => Attention::Send,
        DisplayState::New | DisplayState::Valid => Attention::Nothing,
    }
}

/// Reports whether automatic refresh has stopped at its daily limit of sends.
fn is_sent_too_often(record: &ProfileRecord, now: Timestamp) -> bool {
    matches!(schedule::next(record, &Policy::default(), now), NextRefresh::Never(SkipReason::TooOften(_)))
}

/// Sorts by urgency, then by the earliest expiry, then by the order in which the profiles were added.
pub fn by_urgency(records: &[ProfileRecord], now: Timestamp) -> Vec<(Attention, &ProfileRecord)> {
    let mut ordered: Vec<_> = records.iter().map(|record| (need(record, now), record)).collect();
    let left = |record: &ProfileRecord| record.current.expiry.access_left(now).unwrap_or(SignedDuration::MAX);
    ordered.sort_by_key(|(need, record)| (*need, left(record)));
    ordered
}

/// Returns the profiles to refresh.
pub fn due(records: &[ProfileRecord], sending: &[ProfileId], now: Timestamp) -> Vec<ProfileRecord> {
    let is_wanted = |record: &&ProfileRecord| is_due(record, now) && !sending.contains(&record.profile.id);
    records.iter().filter(is_wanted).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::MOST_A_DAY;
    use crate::schedule::tests::{NOW, at, record};
    use crate::token::{Expiry, Source};

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    #[test]
    fn an_oa_with_automatic_refresh_and_an_unknown_lifetime_needs_attention() {
        let mut pasted = record(HOUR * 20);
        (pasted.current.expiry, pasted.current.source) = (Expiry::default(), Source::Import);
        assert_eq!(need(&pasted, at(NOW)), Attention::Send);
        let off = ProfileRecord { automatic: false, ..pasted.clone() };
        assert_eq!(need(&off, at(NOW)), Attention::Nothing, "an OA that is switched off needs no attention");
        pasted.current.refresh = None;
        assert_eq!(need(&pasted, at(NOW)), Attention::Person);
    }

    #[test]
    fn an_oa_that_was_changed_without_the_key_needs_the_user_whatever_its_kind() {
        let mut altered = ProfileRecord { altered: true, ..record(HOUR * 20) };
        assert_eq!(need(&altered, at(NOW)), Attention::Person);
        altered.profile.kind = ProfileKind::Practice;
        assert_eq!(need(&altered, at(NOW)), Attention::Person);
    }

    #[test]
    fn an_oa_that_was_sent_too_often_needs_the_user() {
        let mut often = record(HOUR);
        often.sends = vec![at(NOW) - HOUR * 2; MOST_A_DAY];
        assert_eq!(need(&often, at(NOW)), Attention::Person);
        often.sends.pop();
        assert_eq!(need(&often, at(NOW)), Attention::Send);
    }
}
