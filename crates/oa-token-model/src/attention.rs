//! Which profile needs something first, and which profiles the buttons for all of them act on. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::destination::PlaceState;
use crate::outcome::AttemptResult;
use crate::profile::{ProfileId, ProfileKind};
use crate::records::ProfileRecord;
use crate::refresh::NotSent;
use crate::refresh::diagnosis::DeathCause;
use crate::schedule::{self, NextRefresh, Policy, SkipReason};
use crate::status::{self, DisplayState, SendPolicy, UpcomingExpiryReason};
use crate::triage::Triage;
use crate::zalo::RefusalKind;

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
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
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

/// Why the user must do something about a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Its record was changed without the key.
    Altered,
    /// The refresh token is dead.
    Dead(DeathCause),
    /// Zalo refused because of this kind of value, or for another reason.
    Refused(RefusalKind),
    /// A newer pair may exist elsewhere.
    OldCopy,
    /// There is no refresh token.
    NoRefreshToken,
    /// It is unknown whether the last send spent the token.
    Unknown,
    /// The last send did not leave this computer.
    NotSent(NotSent),
    /// Automatic refresh has stopped at its daily limit of sends.
    TooOften,
    /// The user will be needed within days.
    Upcoming(UpcomingExpiryReason),
    /// A place did not get the current token.
    PlaceFails {
        /// Its name, or the file's.
        name: String,
        /// Whether it is a file.
        is_file: bool,
        /// Whether the token that it holds has ended, so that what uses it stands still.
        has_ended: bool,
    },
    /// It is to be refreshed automatically, but its expiry is unknown.
    UnknownLife,
}

/// Returns why the user must do something about a profile; `None` if nothing is wrong. The most urgent trouble counts.
pub fn trouble(record: &ProfileRecord, now: Timestamp) -> Option<Trouble> {
    let state = status::state_word(record, now);
    let lacks_refresh = record.current.refresh.is_none();
    Some(match (state, status::result_about_current(record)) {
        (DisplayState::MovedAway, _) => return None,
        (DisplayState::Altered, _) => Trouble::Altered,
        (DisplayState::OldCopy, _) => Trouble::OldCopy,
        (DisplayState::NeedsConsent, Some(AttemptResult::Dead { cause, .. })) => Trouble::Dead(cause),
        (DisplayState::NeedsConsent, _) => Trouble::Dead(DeathCause::NeverWorked),
        (DisplayState::Refused, Some(AttemptResult::Refused(error))) => Trouble::Refused(error.kind),
        (DisplayState::Refused, _) => Trouble::Refused(RefusalKind::Other),
        (DisplayState::Unknown, _) => Trouble::Unknown,
        _ if lacks_refresh => Trouble::NoRefreshToken,
        (DisplayState::NotSent, Some(AttemptResult::NotSent(why))) => Trouble::NotSent(why),
        (DisplayState::NotSent, _) => Trouble::NotSent(NotSent::CannotSave),
        _ if is_sent_too_often(record, now) => Trouble::TooOften,
        (DisplayState::New, _) if record.automatic => Trouble::UnknownLife,
        (DisplayState::New | DisplayState::Valid | DisplayState::Expiring | DisplayState::Expired, _) => {
            let upcoming = || status::urgent_expiry(record, now).map(Trouble::Upcoming);
            return place_fails(record, true, now).or_else(upcoming).or_else(|| place_fails(record, false, now));
        }
    })
}

/// Returns the place that needs the user: one whose token has ended first. A pair that lacks the token needs a refresh, not
/// the user.
fn place_fails(record: &ProfileRecord, has_ended: bool, now: Timestamp) -> Option<Trouble> {
    let wanted = |state| match state {
        PlaceState::Ended => has_ended,
        PlaceState::Failing | PlaceState::Stopped => !has_ended,
        PlaceState::UpToDate | PlaceState::Waiting | PlaceState::ToPaste | PlaceState::Off => false,
    };
    let place = record.destinations.iter().find(|place| wanted(PlaceState::of(record, place, now)))?;
    let file = place.file.as_ref().and_then(|file| file.path.file_name());
    let (name, is_file) = match file {
        Some(file) => (file.to_string_lossy().into_owned(), true),
        None => (place.name.to_string(), false),
    };
    Some(Trouble::PlaceFails { name, is_file, has_ended })
}

/// Returns what a profile needs.
pub fn need(record: &ProfileRecord, now: Timestamp) -> Attention {
    // If the record was changed outside the program, even its kind is not reliable.
    if record.profile.kind == ProfileKind::Practice && !record.altered {
        return Attention::Aside;
    }
    match status::state_word(record, now) {
        _ if trouble(record, now).is_some() => Attention::Person,
        DisplayState::MovedAway => Attention::Aside,
        DisplayState::Expiring | DisplayState::Expired => Attention::Send,
        DisplayState::New
        | DisplayState::Valid
        | DisplayState::NeedsConsent
        | DisplayState::Unknown
        | DisplayState::NotSent
        | DisplayState::Refused
        | DisplayState::OldCopy
        | DisplayState::Altered => Attention::Nothing,
    }
}

/// Reports whether automatic refresh has stopped at its daily limit of sends.
fn is_sent_too_often(record: &ProfileRecord, now: Timestamp) -> bool {
    matches!(schedule::next(record, &Policy::default(), now), NextRefresh::Never(SkipReason::TooOften(_)))
}

/// Sorts by urgency, then by the earliest expiry, then by the order in which the profiles were added.
pub fn by_urgency(records: &[ProfileRecord], now: Timestamp) -> Vec<(Attention, &ProfileRecord)> {
    let left = |record: &ProfileRecord| record.current.expiry.access_left(now).unwrap_or(SignedDuration::MAX);
    let keyed = |record| (Triage::of(record, now), left(record), record);
    let mut ordered: Vec<_> = records.iter().map(keyed).collect();
    ordered.sort_by_key(|(triage, left, _)| (triage.rank, *left));
    ordered.into_iter().map(|(triage, _, record)| (triage.need, record)).collect()
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
    fn an_oa_with_automatic_refresh_and_an_unknown_lifetime_needs_the_user() {
        let mut pasted = record(HOUR * 20);
        (pasted.current.expiry, pasted.current.source) = (Expiry::default(), Source::Import);
        assert_eq!(need(&pasted, at(NOW)), Attention::Person);
        let off = ProfileRecord { automatic: false, ..pasted.clone() };
        assert_eq!(need(&off, at(NOW)), Attention::Nothing, "an OA that is switched off needs no attention");
        pasted.current.refresh = None;
        assert_eq!(trouble(&pasted, at(NOW)), Some(Trouble::NoRefreshToken));
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
