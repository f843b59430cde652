//! What is told, and when: one message a matter, none repeated within a day, and an all-clear.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{CLOCK, Standstill, ToldMatter};
use crate::destination::{PlaceState, WebhookEvent};
use crate::explanation::Explanation;
use crate::profile::{ProfileId, ProfileKind};
use crate::records::ProfileRecord;
use crate::status::{self, ProfileState};

/// Days left of a refresh token at which a person is told.
const TOLD_AT: [i64; 5] = [1, 3, 7, 14, 30];
/// A failure that lasts this long causes an alert.
pub(super) const PATIENCE: SignedDuration = SignedDuration::from_hours(1);
/// Nothing is said twice of a matter within this time.
pub(super) const AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// What is stored of a matter after its all-clear.
const OVER: &str = "over";
/// The level of an OA that its admin must consent to again.
const NEEDED: &str = "needed";

/// Something that a person must know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Identifies it. No secret.
    pub key: String,
    /// How bad it is; another level is told again.
    pub level: String,
    /// The OA it is about; `None` if it is about all.
    pub oa: Option<ProfileId>,
    /// The OA's name.
    pub name: String,
    /// The event of a webhook.
    pub event: WebhookEvent,
    /// What is said.
    pub words: Explanation,
}

/// A message that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Something is wrong.
    Wrong(Matter),
    /// What was told is over; holds the matter's key.
    Over(String),
}

impl Message {
    /// Returns the matter's key.
    pub fn key(&self) -> &str {
        match self {
            Self::Wrong(matter) => &matter.key,
            Self::Over(key) => key,
        }
    }
}

/// Returns what a person must know of: the OAs, their places, and what has stopped all automatic refreshes.
pub fn matters(records: &[ProfileRecord], standstill: &Standstill, now: Timestamp) -> Vec<Matter> {
    let told = records.iter().filter(|record| is_told(record));
    told.flat_map(|record| of(record, now)).chain(standstill.matters(now)).collect()
}

/// A practice OA, and one that another computer refreshes, alerts nobody.
pub(super) fn is_told(record: &ProfileRecord) -> bool {
    record.profile.kind == ProfileKind::Live && record.moved_at.is_none()
}

fn of(record: &ProfileRecord, now: Timestamp) -> Vec<Matter> {
    let (id, name) = (&record.profile.id, record.profile.name.to_string());
    let matter = |key: String, level: &str, event, words: Explanation| Matter {
        key,
        level: level.to_owned(),
        oa: Some(id.clone()),
        name: name.clone(),
        event,
        words: words.with("name", &name),
    };
    let mut found = Vec::new();
    let state = status::profile_state(record, now);
    let has_ended = record.current.expiry.refresh_expires_at.is_some_and(|end| end <= now);
    if state == ProfileState::NeedsConsent || has_ended && state != ProfileState::OldCopy {
        let words = Explanation::new("alert-consent");
        found.push(matter(format!("consent {id}"), NEEDED, WebhookEvent::ConsentNeeded, words));
    } else if let Some(days) = days_left(record, now) {
        let words = Explanation::new("alert-refresh-ends").with("days", &days);
        let level = TOLD_AT.into_iter().find(|level| days <= *level).unwrap_or_default().to_string();
        // The same matter as a consent that is needed: the end of the one is no all-clear while the other is true.
        found.push(matter(format!("consent {id}"), &level, WebhookEvent::ConsentNeeded, words));
    }
    let ended = record.current.expiry.access_expires_at.filter(|_| record.automatic && !record.altered);
    let is_late = ended.is_some_and(|end| now.duration_since(end) >= PATIENCE);
    if is_late && found.iter().all(|matter| matter.level != NEEDED) {
        let words = Explanation::new("alert-token");
        found.push(matter(format!("token {id}"), "ended", WebhookEvent::TokenFailing, words));
    }
    for place in &record.destinations {
        let is_failing =
            matches!(PlaceState::of(record, place, now), PlaceState::Failing | PlaceState::Ended | PlaceState::Stopped);
        let since = place.progress.failing_since.filter(|_| is_failing);
        if since.is_some_and(|since| now.duration_since(since) >= PATIENCE) {
            let words = Explanation::new("alert-place").with("place", &place.name);
            found.push(matter(format!("place {}", place.id), "failing", WebhookEvent::TokenFailing, words));
        }
    }
    found
}

fn days_left(record: &ProfileRecord, now: Timestamp) -> Option<i64> {
    let end = record.current.refresh.and(record.current.expiry.refresh_expires_at)?;
    let left = end.duration_since(now);
    // A started day counts as a whole one.
    let days = (left.as_secs().max(0) + 86_399) / 86_400;
    (days <= TOLD_AT[TOLD_AT.len() - 1]).then_some(days)
}

/// Returns the messages that are due for a channel that was told this.
pub fn due_messages(current: &[Matter], told: &[ToldMatter], now: Timestamp) -> Vec<Message> {
    let by_key: BTreeMap<&str, &ToldMatter> = told.iter().map(|told| (told.matter.as_str(), told)).collect();
    let may_say = |told: &ToldMatter| now.duration_since(told.at).abs() >= AGAIN_AFTER;
    let wrong = current.iter().filter(|matter| {
        let told = by_key.get(matter.key.as_str());
        // A need that was announced days ahead is sent at once when it occurs.
        let is_worse = |told: &ToldMatter| matter.level == NEEDED && told.said != OVER;
        told.is_none_or(|told| told.said != matter.level && (may_say(told) || is_worse(told)))
    });
    let over = told.iter().filter(|told| told.said != OVER && current.iter().all(|matter| matter.key != told.matter));
    wrong.cloned().map(Message::Wrong).chain(over.map(|told| Message::Over(told.matter.clone()))).collect()
}

/// What becomes of a matter that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllClear {
    /// This is said.
    Say {
        /// The OA; `None` if it is about all.
        oa: Option<ProfileId>,
        /// What is said.
        words: Explanation,
    },
    /// The place broke again before anybody was told that it worked: what was told of it is still true.
    NotYet,
    /// There is nothing to say: the OA or its place was removed, moved away or switched off.
    Gone,
}

/// Returns the all-clear of a matter that is over.
pub fn all_clear(key: &str, records: &[ProfileRecord], now: Timestamp) -> AllClear {
    if key == CLOCK {
        return AllClear::Say { oa: None, words: Explanation::new("alert-over-clock") };
    }
    let Some((kind, id)) = key.split_once(' ') else { return AllClear::Gone };
    let mut told = records.iter().filter(|record| is_told(record));
    let say = |oa: &ProfileRecord, words: Explanation| AllClear::Say {
        oa: Some(oa.profile.id.clone()),
        words: words.with("name", &oa.profile.name),
    };
    if kind == "token" {
        // The end of a pasted one is unknown.
        let is_alive = |oa: &ProfileRecord| oa.current.expiry.access_left(now).is_none_or(|left| !left.is_zero());
        let has_token = |oa: &ProfileRecord| oa.current.access.is_some() && is_alive(oa);
        let oa = told.find(|record| record.profile.id.as_str() == id && has_token(record));
        return oa.map_or(AllClear::Gone, |oa| say(oa, Explanation::new("alert-over-consent")));
    }
    if kind == "consent" {
        let oa = told.find(|record| record.profile.id.as_str() == id);
        return oa.map_or(AllClear::Gone, |oa| say(oa, Explanation::new("alert-over-consent")));
    }
    let mut places = told.flat_map(|oa| oa.destinations.iter().map(move |place| (oa, place)));
    let Some((oa, place)) = places.find(|(_, place)| place.id.as_str() == id) else { return AllClear::Gone };
    match PlaceState::of(oa, place, now) {
        PlaceState::UpToDate => say(oa, Explanation::new("alert-over-place").with("place", &place.name)),
        PlaceState::Off | PlaceState::ToPaste => AllClear::Gone,
        PlaceState::Waiting | PlaceState::Failing | PlaceState::Ended | PlaceState::Stopped => AllClear::NotYet,
    }
}

/// Returns what is stored once a channel took a message. An all-clear keeps the time of the message before it, so that a
/// matter that comes and goes is told once a day.
pub fn after(message: &Message, told: &[ToldMatter], now: Timestamp) -> ToldMatter {
    match message {
        Message::Wrong(matter) => ToldMatter { matter: matter.key.clone(), said: matter.level.clone(), at: now },
        Message::Over(key) => {
            let at = told.iter().find(|told| told.matter == *key).map_or(now, |told| told.at);
            ToldMatter { matter: key.clone(), said: OVER.to_owned(), at }
        }
    }
}

/// Returns the matters that can be forgotten: over, and told of more than a day ago.
pub fn forgotten(told: &[ToldMatter], now: Timestamp) -> Vec<String> {
    let is_old = |told: &&ToldMatter| told.said == OVER && now.duration_since(told.at).abs() >= AGAIN_AFTER;
    told.iter().filter(is_old).map(|told| told.matter.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::destination::{
        DeliveryFault, DeliveryProgress, DeliveryState, Destination, DestinationId, DestinationName, DestinationRecord,
        FileTarget, Target,
    };
    use crate::schedule::tests::{NOW, at, record};

    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const MISDATED: Standstill = Standstill { is_misdated: true, locked: None };

    /// A channel that takes a message or fails, as the engine treats it.
    #[derive(Default)]
    struct Channel {
        told: Vec<ToldMatter>,
        taken: Vec<(Timestamp, String)>,
    }

    impl Channel {
        fn look(&mut self, current: &[Matter], is_up: bool, now: Timestamp) {
            for message in due_messages(current, &self.told, now) {
                if !is_up {
                    continue;
                }
                let said = match &message {
                    Message::Wrong(matter) => format!("{} {}", matter.key, matter.level),
                    Message::Over(key) => format!("{key} over"),
                };
                self.taken.push((now, said));
                let entry = after(&message, &self.told, now);
                self.told.retain(|told| told.matter != entry.matter);
                self.told.push(entry);
            }
            let forgotten = forgotten(&self.told, now);
            self.told.retain(|told| !forgotten.contains(&told.matter));
        }
    }

    fn with_place(since: Option<Timestamp>) -> ProfileRecord {
        let mut oa = record(HOUR * 20);
        let file = FileTarget {
            path: "/somewhere/zalo.env".into(),
            format: "env".to_owned(),
            with_refresh_token: false,
            names: [const { String::new() }; 3],
        };
        let destination = Destination {
            id: DestinationId("place-1".to_owned()),
            oa: oa.profile.id.clone(),
            name: DestinationName::stored("web"),
            enabled: true,
            created_at: at(NOW),
            target: Target::File(file),
        };
        let mut progress = DeliveryProgress { failing_since: since, ..DeliveryProgress::default() };
        if since.is_some() {
            (progress.fault, progress.state) = (Some(DeliveryFault::CannotWrite), DeliveryState::Failing);
        } else {
            progress.succeed(&oa.current.mark(), None, at(NOW));
        }
        oa.destinations = vec![DestinationRecord::of(&destination, progress)];
        oa
    }

    #[test]
    fn a_place_is_told_of_after_an_hour_and_a_practice_oa_never() {
        let failing = with_place(Some(at(NOW)));
        let keys = |oa: &ProfileRecord, now| matters(std::slice::from_ref(oa), &Standstill::default(), now).len();
        assert_eq!(keys(&failing, at(NOW) + HOUR - SignedDuration::from_secs(1)), 0);
        assert_eq!(keys(&failing, at(NOW) + HOUR), 1);
        assert_eq!(keys(&with_place(None), at(NOW) + HOUR), 0);
        let mut practice = failing.clone();
        practice.profile.kind = ProfileKind::Practice;
        assert_eq!(keys(&practice, at(NOW) + HOUR), 0);
        assert_eq!(matters(&[], &MISDATED, at(NOW))[0].key, "clock");
    }

    #[test]
    fn a_refresh_token_is_told_of_at_its_days() {
        let mut levels = Vec::new();
        for days in (0..=40).rev() {
            let mut oa = record(HOUR * 20);
            oa.current.expiry.refresh_expires_at = Some(at(NOW) + HOUR * 24 * days);
            for matter in matters(&[oa], &Standstill::default(), at(NOW)) {
                if matter.key.starts_with("consent") && levels.last() != Some(&matter.level) {
                    levels.push(matter.level);
                }
            }
        }
        assert_eq!(levels, ["30", "14", "7", "3", "1", NEEDED], "and when it has ended");
    }

    #[test]
    fn a_consent_that_was_announced_is_told_at_once_and_gets_one_all_clear() {
        let matter = |level: &str| Matter {
            key: "consent a".to_owned(),
            level: level.to_owned(),
            oa: None,
            name: "a".to_owned(),
            event: WebhookEvent::ConsentNeeded,
            words: Explanation::new("alert-consent"),
        };
        let mut channel = Channel::default();
        for (hours, current) in
            [(0, vec![matter("1")]), (1, vec![matter(NEEDED)]), (2, vec![matter(NEEDED)]), (3, vec![])]
        {
            channel.look(&current, true, at(NOW) + HOUR * hours);
        }
        channel.look(&[matter(NEEDED)], true, at(NOW) + HOUR * 4);
        let said: Vec<&str> = channel.taken.iter().map(|(_, said)| said.as_str()).collect();
        assert_eq!(said, ["consent a 1", "consent a needed", "consent a over"], "and not again within a day");
        channel.look(&[matter(NEEDED)], true, at(NOW) + HOUR * 25);
        assert_eq!(channel.taken.len(), 4, "it is still needed after a day");
    }

    /// A month in which a place and the clock fail and recover at odd hours, while the channel is up in some hours only.
    #[test]
    fn in_a_month_of_failures_no_message_comes_twice_within_a_day_and_none_is_forgotten() {
        let mut seed = 7_u64;
        let mut random = move |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        let (mut channel, mut since, mut is_misdated) = (Channel::default(), None, false);
        for minute in (0..31 * 24 * 60).step_by(5) {
            let now = at(NOW) + SignedDuration::from_mins(minute);
            if random(200) == 0 {
                since = if since.is_some() { None } else { Some(now) };
            }
            is_misdated ^= random(300) == 0;
            let current = matters(&[with_place(since)], &Standstill { is_misdated, locked: None }, now);
            channel.look(&current, random(3) > 0, now);
        }
        // At the end all is well for two days, and the channel is up.
        for hour in 0..48 {
            channel.look(&[], true, at(NOW) + HOUR * (31 * 24 + hour));
        }
        assert!(channel.taken.len() > 20, "{}", channel.taken.len());
        let keys = ["place place-1", "clock"];
        for key in keys {
            let said: Vec<_> = channel.taken.iter().filter(|(_, said)| said.starts_with(key)).collect();
            for pair in said.windows(2) {
                assert_ne!(pair[0].1, pair[1].1, "a message is followed by its all-clear");
            }
            assert!(said.last().is_some_and(|(_, said)| said.ends_with("over")), "{key} got its all-clear");
            let wrong: Vec<_> = said.iter().filter(|(_, said)| !said.ends_with("over")).collect();
            for pair in wrong.windows(2) {
                assert!(pair[1].0.duration_since(pair[0].0) >= AGAIN_AFTER, "{key} was told twice within a day");
            }
        }
        assert!(channel.told.is_empty(), "what is over is forgotten");
    }
}
