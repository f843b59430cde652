//! Which profile needs something first, and what the buttons for all of them take. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::profile::{ProfileId, ProfileKind};
use crate::schedule::{self, NextRefresh, Policy, SkipReason};
use crate::status::{self, DisplayState, SendPolicy};
use crate::vault::ProfileRecord;

/// Returns whether "Làm mới OA đến hạn" sends it: nothing in use would stop before its time, and it is no practice OA.
pub fn is_due(record: &ProfileRecord, now: Timestamp) -> bool {
    let word = status::state_word(record, now);
    matches!(word, DisplayState::Expiring | DisplayState::Expired)
        && record.profile.kind == ProfileKind::Live
        && status::send_policy(record, now) == SendPolicy::Sends
}

/// Returns whether its access token is handed out by one click: it may have stopped where the OA is dead or elsewhere.
pub fn is_copyable(record: &ProfileRecord, now: Timestamp) -> bool {
    let word = status::state_word(record, now);
    record.current.access.is_some()
        && !matches!(
            word,
            DisplayState::NeedsConsent | DisplayState::MovedAway | DisplayState::OldCopy | DisplayState::Altered
        )
}

/// What an OA needs, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// A person has to do something.
    Person,
    /// To be sent: its access token ends soon, or has ended.
    Send,
    /// All is well.
    Nothing,
    /// Nothing real waits for it, or another computer cares for it.
    Aside,
}

/// Returns what a profile needs.
pub fn need(record: &ProfileRecord, now: Timestamp) -> Attention {
    // Of what was changed from outside not even the kind is sure.
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
        // Switched on, and how long its token lives is not known: never quiet.
        DisplayState::New if record.automatic => Attention::Send,
        DisplayState::New | DisplayState::Valid => Attention::Nothing,
    }
}

/// Returns whether refreshing by itself has stopped at its bound: that many sends in a day are no accident.
fn is_sent_too_often(record: &ProfileRecord, now: Timestamp) -> bool {
    matches!(schedule::next(record, &Policy::default(), now), NextRefresh::Never(SkipReason::TooOften(_)))
}

/// Most urgent first; among the like, what ends first, then as they were added.
pub fn by_urgency(records: &[ProfileRecord], now: Timestamp) -> Vec<(Attention, &ProfileRecord)> {
    let mut ordered: Vec<_> = records.iter().map(|record| (need(record, now), record)).collect();
    let left = |record: &ProfileRecord| record.current.lives.access_left(now).unwrap_or(SignedDuration::MAX);
    ordered.sort_by_key(|(need, record)| (*need, left(record)));
    ordered
}

/// Finds who is to be refreshed.
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
    fn an_oa_that_is_switched_on_is_never_quiet_while_its_life_is_unknown() {
        let mut pasted = record(HOUR * 20);
        (pasted.current.lives, pasted.current.source) = (Expiry::default(), Source::Import);
        assert_eq!(need(&pasted, at(NOW)), Attention::Send);
        let off = ProfileRecord { automatic: false, ..pasted.clone() };
        assert_eq!(need(&off, at(NOW)), Attention::Nothing, "kept, and nobody was asked");
        pasted.current.refresh = None;
        assert_eq!(need(&pasted, at(NOW)), Attention::Person);
    }

    #[test]
    fn an_oa_that_was_changed_from_outside_needs_a_person_whatever_kind_it_is_said_to_be() {
        let mut altered = ProfileRecord { altered: true, ..record(HOUR * 20) };
        assert_eq!(need(&altered, at(NOW)), Attention::Person);
        altered.profile.kind = ProfileKind::Practice;
        assert_eq!(need(&altered, at(NOW)), Attention::Person);
    }

    #[test]
    fn an_oa_that_was_sent_too_often_needs_a_person() {
        let mut often = record(HOUR);
        often.sends = vec![at(NOW) - HOUR * 2; MOST_A_DAY];
        assert_eq!(need(&often, at(NOW)), Attention::Person);
        often.sends.pop();
        assert_eq!(need(&often, at(NOW)), Attention::Send);
    }
}
