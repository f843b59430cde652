//! What is worth a notification, and that it is said once. Pure.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use oa_token::profile::ProfileKind;
use oa_token::status::{self, ProfileState};
use oa_token::vault::ProfileRecord;

/// With so many days left of a refresh token somebody is told: time to plan, and to be reminded.
const TOLD_AT: [i64; 5] = [1, 3, 7, 14, 30];

/// How an OA stands, as far as anybody is told by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) generation: u32,
    pub(crate) needs_consent: bool,
    /// When its refresh token ends; none where that is not known, or matters no more.
    pub(crate) refresh_ends: Option<Timestamp>,
}

impl Standing {
    /// Gives how an OA stands; nothing of a practice OA, for which nobody is called.
    pub(crate) fn of(record: &ProfileRecord, now: Timestamp) -> Option<Self> {
        let (profile, current) = (&record.profile, &record.current);
        let state = status::profile_state(record, now);
        let ends = current.refresh.and(current.lives.refresh_expires_at);
        (profile.kind == ProfileKind::Live).then(|| Self {
            id: profile.id.to_string(),
            name: profile.name.to_string(),
            generation: current.generation.0,
            needs_consent: state == ProfileState::NeedsConsent,
            refresh_ends: ends.filter(|_| !matches!(state, ProfileState::NeedsConsent | ProfileState::Off)),
        })
    }
}

/// What is said of an OA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It has come to need a person's consent.
    NeedsConsent,
    /// Its refresh token ends in so many days, the begun one counted.
    RefreshEnds {
        /// How many.
        days: i64,
    },
}

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) why: Why,
    /// What it is remembered by once it was said.
    pub(crate) mark: String,
}

/// Tells what is to be said. `before` is how they stood at the last look, `None` at the first: then nobody knows what has
/// only just come to need consent, and the icon says it anyway.
pub(crate) fn what_to_say(
    before: Option<&[Standing]>,
    after: &[Standing],
    said: &BTreeSet<String>,
    now: Timestamp,
) -> Vec<Notice> {
    let was_well = |id: &str| {
        before.is_some_and(|before| before.iter().any(|standing| standing.id == id && !standing.needs_consent))
    };
    let notice =
        |standing: &Standing, why, mark| Notice { id: standing.id.clone(), name: standing.name.clone(), why, mark };
    let consent = after.iter().filter(|standing| standing.needs_consent && was_well(&standing.id)).map(|standing| {
        let mark = format!("{} consent {}", standing.id, standing.generation);
        notice(standing, Why::NeedsConsent, mark)
    });
    let ending = after.iter().filter_map(|standing| {
        let ends = standing.refresh_ends?;
        let days = days_left(ends, now)?;
        let told_at = TOLD_AT.into_iter().find(|told_at| days <= *told_at)?;
        let mark = format!("{} ends {} {told_at}", standing.id, ends.as_second());
        Some(notice(standing, Why::RefreshEnds { days }, mark))
    });
    consent.chain(ending).filter(|notice| !said.contains(&notice.mark)).collect()
}

/// Counts the days, the begun one too; none once it is over: by our own count alone nothing is dead.
fn days_left(ends: Timestamp, now: Timestamp) -> Option<i64> {
    let day = SignedDuration::from_hours(24).as_secs();
    let left = ends.duration_since(now).as_secs();
    (left > 0).then(|| (left + day - 1) / day)
}

/// Forgets what was said of OAs that are no more.
pub(crate) fn prune(said: &mut BTreeSet<String>, after: &[Standing]) {
    said.retain(|mark| after.iter().any(|standing| mark.split(' ').next() == Some(standing.id.as_str())));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T00:00:00Z".parse().unwrap()
    }

    fn well(id: &str) -> Standing {
        Standing { id: id.to_owned(), name: id.to_owned(), generation: 3, needs_consent: false, refresh_ends: None }
    }

    fn dead(id: &str) -> Standing {
        Standing { needs_consent: true, ..well(id) }
    }

    fn ending(id: &str, hours: i64) -> Standing {
        let ends = now().checked_add(SignedDuration::from_hours(hours)).unwrap();
        Standing { refresh_ends: Some(ends), ..well(id) }
    }

    fn told(before: Option<&[Standing]>, after: &[Standing], said: &[&str]) -> Vec<(String, Why)> {
        let said = said.iter().map(|mark| (*mark).to_owned()).collect();
        let notices = what_to_say(before, after, &said, now());
        notices.into_iter().map(|notice| (notice.id, notice.why)).collect()
    }

    #[test]
    fn consent_is_asked_for_once_when_an_oa_has_come_to_need_it() {
        let wanted = vec![("a".to_owned(), Why::NeedsConsent)];
        let after = [dead("a"), well("b")];
        assert_eq!(told(Some(&[well("a"), well("b")]), &after, &[]), wanted);
        assert_eq!(told(Some(&[well("a")]), &after, &["a consent 3"]), [], "it was said");
        assert_eq!(told(Some(&[well("a")]), &after, &["a consent 2"]), wanted, "of another pair");
        assert_eq!(told(Some(&after), &after, &[]), [], "as before");
        assert_eq!(told(None, &after, &[]), [], "the first look");
        assert_eq!(told(Some(&[]), &after, &[]), [], "it was added so");
    }

    #[test]
    fn the_end_of_a_refresh_token_is_told_with_thirty_days_left_and_ever_nearer() {
        let days = |hours: i64, said: &[&str]| {
            let after = [ending("a", hours)];
            let said: BTreeSet<String> = said.iter().map(|days| mark(&after[0], days)).collect();
            let notices = what_to_say(None, &after, &said, now());
            notices.first().map(|notice| (notice.why, notice.mark.rsplit(' ').next().unwrap().to_owned()))
        };
        let told = |days: i64, at: &str| Some((Why::RefreshEnds { days }, at.to_owned()));
        assert_eq!(days(30 * 24 + 1, &[]), None);
        assert_eq!(days(30 * 24, &[]), told(30, "30"));
        assert_eq!(days(14 * 24 + 1, &["30"]), None, "said for now");
        assert_eq!(days(14 * 24, &["30"]), told(14, "14"));
        assert_eq!(days(5 * 24, &["30"]), told(5, "7"), "the computer was off: the nearest alone");
        assert_eq!(days(24, &["30", "14", "7", "3"]), told(1, "1"));
        assert_eq!(days(1, &["1"]), None);
        assert_eq!(days(0, &[]), None, "over, by our count");
    }

    fn mark(standing: &Standing, days: &str) -> String {
        format!("{} ends {} {days}", standing.id, standing.refresh_ends.unwrap().as_second())
    }

    #[test]
    fn a_new_refresh_token_is_told_of_anew() {
        let old = ending("a", 24);
        let said = BTreeSet::from([mark(&old, "30")]);
        let notices = what_to_say(None, &[ending("a", 29 * 24)], &said, now());
        assert_eq!(notices.len(), 1);
    }

    #[test]
    fn what_was_said_of_oas_that_are_gone_is_forgotten() {
        let mut said = BTreeSet::from(["a consent 3".to_owned(), "ab consent 3".to_owned()]);
        prune(&mut said, &[well("a")]);
        assert_eq!(said, BTreeSet::from(["a consent 3".to_owned()]));
    }
}
