//! What the user is notified of, each once. Pure.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::destination::{DeliveryFault, DestinationId, DestinationRecord, Due, due};
use crate::profile::ProfileKind;
use crate::records::ProfileRecord;
use crate::status::{self, ProfileState};

/// Days left of a refresh token at which the user is notified: time to plan, then reminders.
const TOLD_AT: [i64; 5] = [1, 3, 7, 14, 30];

/// The state of an OA, as far as notifications need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationState {
    /// The profile's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Number of its current pair.
    pub generation: u32,
    /// Only an admin's consent gives new tokens.
    pub needs_consent: bool,
    /// When its refresh token expires; `None` if unknown or no longer relevant.
    pub refresh_ends: Option<Timestamp>,
    /// A place that did not get the token.
    pub failed_place: Option<FailedPlace>,
    /// A place where the user wants to be reminded to paste the current token.
    pub to_paste: Option<PlaceToPaste>,
}

/// A place where the user pastes the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceToPaste {
    /// Its id.
    pub id: DestinationId,
    /// Its name.
    pub name: String,
}

/// A place that did not get the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedPlace {
    /// Its name.
    pub name: String,
    /// Why, as a message id.
    pub why: &'static str,
}

impl NotificationState {
    /// Reads the state of an OA; `None` for a practice OA, which never notifies.
    pub fn of(record: &ProfileRecord, now: Timestamp) -> Option<Self> {
        let (profile, current) = (&record.profile, &record.current);
        let state = status::profile_state(record, now);
        let ends = current.refresh.and(current.expiry.refresh_expires_at);
        let failed = |place: &DestinationRecord| {
            let why = place.progress.fault.map(DeliveryFault::message_id)?;
            Some(FailedPlace { name: place.name.to_string(), why })
        };
        let paste = |place: &DestinationRecord| PlaceToPaste { id: place.id.clone(), name: place.name.to_string() };
        let is_to_paste = |place: &&DestinationRecord| place.reminds && due(record, place, now) == Due::ByHand;
        (profile.kind == ProfileKind::Live).then(|| Self {
            id: profile.id.to_string(),
            name: profile.name.to_string(),
            generation: current.generation.0,
            needs_consent: state == ProfileState::NeedsConsent,
            refresh_ends: ends.filter(|_| !matches!(state, ProfileState::NeedsConsent | ProfileState::Off)),
            failed_place: record.destinations.iter().find_map(failed),
            to_paste: record.destinations.iter().find(is_to_paste).map(paste),
        })
    }
}

/// Why the user is notified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotificationReason {
    /// The OA needs the user's consent.
    NeedsConsent,
    /// The refresh token expires within this number of days.
    RefreshEnds {
        /// Days left; a started day counts as a whole one.
        days: i64,
    },
    /// A place did not get the token.
    DeliveryFails(FailedPlace),
    /// The user pastes the token at this place.
    ToPaste(PlaceToPaste),
    /// The OA was refreshed automatically, for the first time on this computer.
    FirstAutomatic,
    /// The OA is due, but the vault is locked, so nothing is refreshed.
    Shut,
}

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The profile's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why it is shown.
    pub why: NotificationReason,
    /// Key that is remembered after the notification was shown.
    pub mark: String,
}

/// Everything the notifications depend on.
#[derive(Debug, Default)]
pub struct Scene {
    /// The states of the OAs.
    pub standings: Vec<NotificationState>,
    /// Ids of the profiles that are due while the vault is locked.
    pub held: Vec<String>,
    /// Id of the profile that was refreshed automatically last.
    pub refreshed_automatically: Option<String>,
}

/// Prefix of marks that belong to no single OA.
const OF_ALL: &str = "*";
const SHUT: &str = "* shut";
const FIRST: &str = "* first";

/// Returns the notifications that were not shown yet.
pub fn what_to_say(scene: &Scene, said: &BTreeSet<String>, now: Timestamp) -> Vec<Notification> {
    let notices = scene.standings.iter().flat_map(|standing| {
        let notice = |why, mark| Notification { id: standing.id.clone(), name: standing.name.clone(), why, mark };
        let is = |id: &String| *id == standing.id;
        [
            standing.needs_consent.then(|| notice(NotificationReason::NeedsConsent, consent_mark(standing))),
            refresh_ends(standing, now).map(|(days, mark)| notice(NotificationReason::RefreshEnds { days }, mark)),
            standing
                .failed_place
                .clone()
                .map(|failed| notice(NotificationReason::DeliveryFails(failed), delivery_mark(standing))),
            standing.to_paste.clone().map(|place| notice(NotificationReason::ToPaste(place), paste_mark(standing))),
            scene
                .refreshed_automatically
                .as_ref()
                .filter(|id| is(id))
                .map(|_| notice(NotificationReason::FirstAutomatic, FIRST.to_owned())),
            // One notification for all OAs, because unlocking the vault helps all of them.
            scene.held.first().filter(|id| is(id)).map(|_| notice(NotificationReason::Shut, SHUT.to_owned())),
        ]
    });
    notices.flatten().filter(|notice| !said.contains(&notice.mark)).collect()
}

fn consent_mark(standing: &NotificationState) -> String {
    format!("{} consent {}", standing.id, standing.generation)
}

/// One for each pair.
fn paste_mark(standing: &NotificationState) -> String {
    format!("{} paste {}", standing.id, standing.generation)
}

fn delivery_mark(standing: &NotificationState) -> String {
    format!("{} outlet", standing.id)
}

fn refresh_ends(standing: &NotificationState, now: Timestamp) -> Option<(i64, String)> {
    let ends = standing.refresh_ends?;
    let days = days_left(ends, now)?;
    let told_at = TOLD_AT.into_iter().find(|told_at| days <= *told_at)?;
    Some((days, format!("{} ends {} {told_at}", standing.id, ends.as_second())))
}

/// Returns the days left, a started day counted as one. `None` once it is over: the local clock alone must not
/// declare a token dead.
fn days_left(ends: Timestamp, now: Timestamp) -> Option<i64> {
    let day = SignedDuration::from_hours(24).as_secs();
    let left = ends.duration_since(now).as_secs();
    (left > 0).then(|| (left + day - 1) / day)
}

/// Forgets marks that no longer apply: the OA was deleted, its file is written again, or the vault was unlocked.
pub fn prune(said: &mut BTreeSet<String>, scene: &Scene) {
    said.retain(|mark| {
        let of = mark.split(' ').next().unwrap_or_default();
        let standing = scene.standings.iter().find(|standing| standing.id == of);
        match standing {
            Some(standing) => {
                let is_of_earlier_pair = mark.starts_with(&format!("{of} paste ")) && *mark != paste_mark(standing);
                !is_of_earlier_pair && (standing.failed_place.is_some() || *mark != delivery_mark(standing))
            }
            None => of == OF_ALL && (mark != SHUT || !scene.held.is_empty()),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T00:00:00Z".parse().unwrap()
    }

    fn well(id: &str) -> NotificationState {
        NotificationState {
            id: id.to_owned(),
            name: id.to_owned(),
            generation: 3,
            needs_consent: false,
            refresh_ends: None,
            failed_place: None,
            to_paste: None,
        }
    }

    fn dead(id: &str) -> NotificationState {
        NotificationState { needs_consent: true, ..well(id) }
    }

    fn ending(id: &str, hours: i64) -> NotificationState {
        let ends = now().checked_add(SignedDuration::from_hours(hours)).unwrap();
        NotificationState { refresh_ends: Some(ends), ..well(id) }
    }

    fn scene(standings: &[NotificationState]) -> Scene {
        Scene { standings: standings.to_vec(), ..Scene::default() }
    }

    /// Returns the new notifications and remembers and prunes marks, as the program does.
    fn say(scene: &Scene, said: &mut BTreeSet<String>) -> Vec<(String, NotificationReason)> {
        let notices = what_to_say(scene, said, now());
        said.extend(notices.iter().map(|notice| notice.mark.clone()));
        prune(said, scene);
        notices.into_iter().map(|notice| (notice.id, notice.why)).collect()
    }

    #[test]
    fn consent_is_asked_for_once_for_each_pair() {
        let mut said = BTreeSet::new();
        let wanted = vec![("a".to_owned(), NotificationReason::NeedsConsent)];
        assert_eq!(say(&scene(&[well("a"), well("b")]), &mut said), []);
        assert_eq!(say(&scene(&[dead("a"), well("b")]), &mut said), wanted);
        assert_eq!(say(&scene(&[dead("a"), well("b")]), &mut said), [], "it was already notified");
        let later = NotificationState { generation: 4, ..dead("a") };
        assert_eq!(say(&scene(&[later]), &mut said), wanted, "it belongs to another pair");
    }

    #[test]
    fn a_failed_file_write_is_notified_once_until_it_succeeds() {
        let mut said = BTreeSet::new();
        let failed = FailedPlace { name: "n8n".to_owned(), why: "place-rejected" };
        let failing = scene(&[NotificationState { failed_place: Some(failed.clone()), ..well("a") }]);
        let told = vec![("a".to_owned(), NotificationReason::DeliveryFails(failed))];
        assert_eq!(say(&failing, &mut said), told);
        assert_eq!(say(&failing, &mut said), []);
        assert_eq!(say(&scene(&[well("a")]), &mut said), []);
        assert_eq!(say(&failing, &mut said), told, "it had recovered in between");
    }

    #[test]
    fn a_user_is_reminded_once_to_paste_each_pair() {
        let mut said = BTreeSet::new();
        let place = PlaceToPaste { id: DestinationId("d".to_owned()), name: "Haravan".to_owned() };
        let of = |generation| NotificationState { generation, to_paste: Some(place.clone()), ..well("a") };
        let told = vec![("a".to_owned(), NotificationReason::ToPaste(place.clone()))];
        assert_eq!(say(&scene(&[of(3)]), &mut said), told);
        assert_eq!(say(&scene(&[of(3)]), &mut said), []);
        assert_eq!(say(&scene(&[of(4)]), &mut said), told, "a new token");
        assert_eq!(said.len(), 1, "marks do not accumulate");
    }

    #[test]
    fn a_locked_vault_is_notified_once_until_it_opens() {
        let mut said = BTreeSet::new();
        let open = || scene(&[well("a"), well("b")]);
        let held = Scene { held: vec!["b".to_owned(), "a".to_owned()], ..open() };
        assert_eq!(say(&held, &mut said), [("b".to_owned(), NotificationReason::Shut)], "one notification for all OAs");
        assert_eq!(say(&held, &mut said), []);
        assert_eq!(say(&open(), &mut said), []);
        assert_eq!(say(&held, &mut said).len(), 1, "the vault was open in between");
    }

    #[test]
    fn only_the_first_automatic_refresh_is_notified() {
        let mut said = BTreeSet::new();
        let of = |id: &str| Scene { refreshed_automatically: Some(id.to_owned()), ..scene(&[well("a"), well("b")]) };
        assert_eq!(say(&of("a"), &mut said), [("a".to_owned(), NotificationReason::FirstAutomatic)]);
        assert_eq!(say(&of("b"), &mut said), []);
        assert_eq!(say(&scene(&[]), &mut said), [], "no notification for a deleted OA");
        assert_eq!(say(&of("b"), &mut said), [], "the notification is remembered");
    }

    #[test]
    fn the_expiry_of_a_refresh_token_is_notified_thirty_days_ahead_and_at_each_later_threshold() {
        let days = |hours: i64, said: &[&str]| {
            let after = ending("a", hours);
            let said: BTreeSet<String> = said.iter().map(|days| mark(&after, days)).collect();
            let notices = what_to_say(&scene(&[after]), &said, now());
            notices.first().map(|notice| (notice.why.clone(), notice.mark.rsplit(' ').next().unwrap().to_owned()))
        };
        let told = |days: i64, at: &str| Some((NotificationReason::RefreshEnds { days }, at.to_owned()));
        assert_eq!(days(30 * 24 + 1, &[]), None);
        assert_eq!(days(30 * 24, &[]), told(30, "30"));
        assert_eq!(days(14 * 24 + 1, &["30"]), None, "already notified for now");
        assert_eq!(days(14 * 24, &["30"]), told(14, "14"));
        assert_eq!(days(5 * 24, &["30"]), told(5, "7"), "after a time off only the nearest threshold is notified");
        assert_eq!(days(24, &["30", "14", "7", "3"]), told(1, "1"));
        assert_eq!(days(1, &["1"]), None);
        assert_eq!(days(0, &[]), None, "already expired by the local estimate");
    }

    fn mark(standing: &NotificationState, days: &str) -> String {
        format!("{} ends {} {days}", standing.id, standing.refresh_ends.unwrap().as_second())
    }

    #[test]
    fn a_new_refresh_token_is_notified_again() {
        let old = ending("a", 24);
        let said = BTreeSet::from([mark(&old, "30")]);
        let notices = what_to_say(&scene(&[ending("a", 29 * 24)]), &said, now());
        assert_eq!(notices.len(), 1);
    }

    #[test]
    fn notifications_of_deleted_oas_are_forgotten() {
        let mut said = BTreeSet::from(["a consent 3".to_owned(), "ab consent 3".to_owned()]);
        prune(&mut said, &scene(&[well("a")]));
        assert_eq!(said, BTreeSet::from(["a consent 3".to_owned()]));
    }
}
