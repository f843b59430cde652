//! Which profile needs something first, and what the buttons for all of them take. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::profile::{ProfileId, ProfileKind};
use crate::status::{self, SendPolicy, StateWord};
use crate::vault::ProfileRecord;

/// Tells whether "Làm mới OA đến hạn" sends it: nothing in use would stop before its time, and it is no practice OA.
pub fn is_due(record: &ProfileRecord, now: Timestamp) -> bool {
    let word = status::state_word(record, now);
    matches!(word, StateWord::Expiring | StateWord::Expired)
        && record.profile.kind == ProfileKind::Live
        // Due: what was corrected since plays no part but for dead tokens, which are not due.
        && status::send_policy(record, false, now) == SendPolicy::Sends
}

/// Tells whether its access token is handed out by one click: it may have stopped where the OA is dead or elsewhere.
pub fn is_copyable(record: &ProfileRecord, now: Timestamp) -> bool {
    let word = status::state_word(record, now);
    record.current.access.is_some() && !matches!(word, StateWord::NeedsConsent | StateWord::MovedAway | StateWord::OldCopy | StateWord::Altered)
}

/// What an OA needs, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A person has to do something.
    Person,
    /// To be sent: its access token ends soon, or has ended.
    Send,
    /// All is well.
    Nothing,
    /// Nothing real waits for it, or another computer cares for it.
    Aside,
}

/// Tells what a profile needs.
pub fn need(record: &ProfileRecord, now: Timestamp) -> Need {
    if record.profile.kind == ProfileKind::Practice {
        return Need::Aside;
    }
    match status::state_word(record, now) {
        StateWord::NeedsConsent
        | StateWord::Refused
        | StateWord::Unknown
        | StateWord::NotSent
        | StateWord::OldCopy
        | StateWord::Altered => Need::Person,
        StateWord::MovedAway => Need::Aside,
        _ if record.current.refresh.is_none() => Need::Person,
        StateWord::Expiring | StateWord::Expired => Need::Send,
        StateWord::New | StateWord::Valid => Need::Nothing,
    }
}

/// Most urgent first; among the like, what ends first, then as they were added.
pub fn by_urgency(records: &[ProfileRecord], now: Timestamp) -> Vec<(Need, &ProfileRecord)> {
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
