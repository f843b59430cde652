//! Decides which profiles refresh automatically, and when. Pure: takes states, policy and the time, returns a decision.
//!
//! `backoff` holds the scheduler's memory: what it tried, whether the computer has just woken, whether the network is
//! stable.

use jiff::{SignedDuration, Timestamp};

use crate::clock_skew;
use crate::profile::{ProfileId, ProfileKind};
use crate::records::ProfileRecord;
use crate::refresh::AttemptState;
use crate::refresh::plan::{Entry, is_open};
use crate::token::Expiry;

pub mod backoff;
mod hand_out;

#[cfg(test)]
mod simulated;

pub use backoff::{Action, AutoRefreshState, Tick};
pub use hand_out::{HandOut, Short, hand_out, is_returned_unrefreshed};

/// The margins a person can choose, in hours of the access token's life.
pub const MARGIN_HOURS: std::ops::RangeInclusive<u32> = 1..=12;
/// The default margin.
pub const USUAL_MARGIN_HOURS: u32 = 3;
/// The shortest time between two spends of one profile, whatever the lives say.
const LEAST_APART: SignedDuration = SignedDuration::from_secs(60);
/// The longest time that must pass between two spends of one profile: Zalo's access token lives 25 times as long.
const MOST_APART: SignedDuration = SignedDuration::from_hours(1);
/// This many sends of one profile in [`A_DAY`] are a loop, whatever the reason: one per hour is twenty times what
/// Zalo's token lives need.
pub const MOST_A_DAY: usize = 24;
/// The span in which sends are counted.
pub const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// How far the clock may be ahead of the newest known time. Beyond that every token is dead anyway, and a spend would
/// mark the ledger with a time that may never come.
const FURTHEST_AHEAD: SignedDuration = SignedDuration::from_hours(120 * 24);

/// The user's settings for automatic refreshes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The switch for all profiles.
    pub automatic: bool,
    /// Refresh when the access token has less life left than this.
    pub margin: SignedDuration,
    /// No automatic refresh before this time.
    pub paused_until: Option<Timestamp>,
}

impl Default for Policy {
    fn default() -> Self {
        let margin = SignedDuration::from_hours(i64::from(USUAL_MARGIN_HOURS));
        Self { automatic: true, margin, paused_until: None }
    }
}

/// When a profile refreshes automatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextRefresh {
    /// Now.
    Due,
    /// At this time.
    At(Timestamp),
    /// Not automatically.
    Never(SkipReason),
}

/// Why a profile does not refresh automatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// Switched off, for this profile or for all.
    SwitchedOff,
    /// Paused until this time.
    Paused(Timestamp),
    /// The profile was sent [`MOST_A_DAY`] times within a day and is due again: something is wrong. Continues at this
    /// time.
    TooOften(Timestamp),
    /// A person must act: a dead token, a refusal, an answer that was lost twice.
    NeedsPerson,
    /// It is a practice profile.
    Practice,
    /// Another computer refreshes it.
    MovedAway,
    /// Zalo's clock shows that this computer's clock is wrong: nothing is spent before it is right.
    ClockWrong,
    /// Its pair may be older than one elsewhere.
    OldCopy,
    /// The profile was changed without the key.
    Altered,
}

impl SkipReason {
    /// Returns the name used in the command's JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::SwitchedOff => "off",
            Self::Paused(_) => "paused",
            Self::TooOften(_) => "too_often",
            Self::NeedsPerson => "needs_person",
            Self::Practice => "practice",
            Self::MovedAway => "moved_away",
            Self::ClockWrong => "clock_wrong",
            Self::OldCopy => "old_copy",
            Self::Altered => "altered",
        }
    }
}

/// Returns when a profile refreshes automatically.
pub fn next(record: &ProfileRecord, policy: &Policy, now: Timestamp) -> NextRefresh {
    if let Some(why) = why_never(record, policy, now) {
        return NextRefresh::Never(why);
    }
    match due_at(record, policy, now) {
        at if at > now => NextRefresh::At(at),
        _ => full_until(record, now).map_or(NextRefresh::Due, |until| NextRefresh::Never(SkipReason::TooOften(until))),
    }
}

/// Returns the shortest time between two spends of a profile: half the life last granted, at least a minute and at most
/// an hour. An hour if the life is unknown.
pub fn spacing(expiry: &Expiry) -> SignedDuration {
    expiry.granted().map_or(MOST_APART, |life| life / 2).clamp(LEAST_APART, MOST_APART)
}

/// Returns until when a profile is blocked because it was sent too often; `None` if it was not. A send dated in the
/// future was recorded by a clock that ran ahead; it counts once that time has come.
pub fn full_until(record: &ProfileRecord, now: Timestamp) -> Option<Timestamp> {
    let is_recent = |at: &&Timestamp| has_happened(**at, now) && now.duration_since(**at) < A_DAY;
    let mut recent: Vec<Timestamp> = record.sends.iter().filter(is_recent).copied().collect();
    recent.sort_unstable();
    let first_of_them = recent.len().checked_sub(MOST_A_DAY).and_then(|at| recent.get(at))?;
    first_of_them.checked_add(A_DAY).ok()
}

/// Returns whether the clock is too far ahead of the newest known time to spend a token by it. Preflight checks for a
/// clock that is behind.
pub fn is_absurd(newest_known: Option<Timestamp>, now: Timestamp) -> bool {
    newest_known.is_some_and(|newest| now.duration_since(newest) > FURTHEST_AHEAD)
}

fn why_never(record: &ProfileRecord, policy: &Policy, now: Timestamp) -> Option<SkipReason> {
    if record.profile.kind == ProfileKind::Practice {
        return Some(SkipReason::Practice);
    }
    if record.altered {
        return Some(SkipReason::Altered);
    }
    if record.moved_at.is_some() {
        return Some(SkipReason::MovedAway);
    }
    if !policy.automatic || !record.automatic {
        return Some(SkipReason::SwitchedOff);
    }
    if record.old_copy {
        return Some(SkipReason::OldCopy);
    }
    if record.current.refresh.is_none() {
        return Some(SkipReason::NeedsPerson);
    }
    if about_current(record).is_some_and(|last| needs_person(&last.attempt.state) && !is_open(&last.attempt)) {
        return Some(SkipReason::NeedsPerson);
    }
    policy.paused_until.filter(|until| now < *until).map(SkipReason::Paused)
}

fn about_current(record: &ProfileRecord) -> Option<&Entry> {
    let last = record.last.as_ref().map(|last| &last.entry)?;
    (Some(last.fingerprint) == record.current.refresh).then_some(last)
}

/// Returns whether the verdict on the current token stops automatic sends (see `refresh::plan`). A pair that came of
/// it has another token, so `Saved` means that this token came back unchanged.
fn needs_person(state: &AttemptState) -> bool {
    match state {
        AttemptState::Dead(_) | AttemptState::Refused(_) | AttemptState::Unknown(_) | AttemptState::Saved => true,
        AttemptState::Prepared | AttemptState::Sending | AttemptState::NotSent(_) | AttemptState::Responded => false,
    }
}

/// Returns from when on a profile is due. At once if its lives are unknown, because turning it on confirmed that
/// nothing else refreshes it, or if they were recorded by a clock that ran ahead.
fn due_at(record: &ProfileRecord, policy: &Policy, now: Timestamp) -> Timestamp {
    // An attempt that an ended process left open is completed first.
    if about_current(record).is_some_and(|last| is_open(&last.attempt)) {
        return last_tried(record, now).and_then(|at| at.checked_add(LEAST_APART).ok()).unwrap_or(Timestamp::MIN);
    }
    let expiry = &record.current.expiry;
    let access = expiry.access_expires_at.filter(|_| !expiry.is_from_the_future(now)).map(|end| {
        let fifth = expiry.granted().map_or(policy.margin, |life| life / 5);
        let margin = policy.margin.min(fifth);
        minus(end, margin + jitter(record, margin))
    });
    let at = access.map_or(Timestamp::MIN, |access| expiry.refresh_due_at().map_or(access, |at| at.min(access)));
    at.max(not_before(record, now))
}

/// Returns the earliest time for the next spend, given the last spend and the last try that sent nothing.
fn not_before(record: &ProfileRecord, now: Timestamp) -> Timestamp {
    let apart = spacing(&record.current.expiry);
    let sends = record.sends.iter().copied().filter(|at| has_happened(*at, now)).max();
    let after_sends = sends.map(|at| at.checked_add(apart));
    let has_sent = |last: &Entry| !matches!(last.attempt.state, AttemptState::NotSent(_) | AttemptState::Prepared);
    let after_try = last_tried(record, now).map(|at| {
        let is_send = record.last.as_ref().is_some_and(|last| has_sent(&last.entry));
        at.checked_add(if is_send { apart } else { LEAST_APART })
    });
    [after_sends, after_try].into_iter().flatten().flatten().max().unwrap_or(Timestamp::MIN)
}

fn last_tried(record: &ProfileRecord, now: Timestamp) -> Option<Timestamp> {
    let sent_at = record.last.as_ref()?.entry.attempt.sent_at?;
    has_happened(sent_at, now).then_some(sent_at)
}

/// Returns whether a time is in the past. A spend in the future was recorded by a clock that ran ahead, so its real
/// time is unknown.
fn has_happened(at: Timestamp, now: Timestamp) -> bool {
    at <= now || clock_skew::agree(at, now)
}

/// Spreads profiles that were refreshed together: earlier by at most a tenth of the margin, the same at each call.
fn jitter(record: &ProfileRecord, margin: SignedDuration) -> SignedDuration {
    // FNV-1a: must be evenly distributed, not secret.
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let id = record.profile.id.as_str().bytes();
    let hash = id.chain(record.current.generation.0.to_le_bytes()).fold(0xcbf2_9ce4_8422_2325, mix);
    let thousandths = i32::try_from(hash % 1000).unwrap_or_default();
    margin * thousandths / 10_000
}

fn minus(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.checked_sub(span).unwrap_or(Timestamp::MIN)
}

/// Lists the profiles by their next refresh, the soonest first; those that never refresh come last.
pub fn in_order(records: &[ProfileRecord], policy: &Policy, now: Timestamp) -> Vec<(ProfileId, NextRefresh)> {
    let mut all: Vec<_> = records.iter().map(|record| (record.profile.id.clone(), next(record, policy, now))).collect();
    all.sort_by_key(|(_, next)| match next {
        NextRefresh::Due => (0, Timestamp::MIN),
        NextRefresh::At(at) => (1, *at),
        NextRefresh::Never(_) => (2, Timestamp::MAX),
    });
    all
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::profile::{AppId, Profile, ProfileName};
    use crate::records::{LastAttempt, PairRecord};
    use crate::refresh::plan::{AttemptId, AttemptKind, Fingerprint};
    use crate::refresh::{Attempt, NotSent, UnknownCause};
    use crate::token::{Generation, REFRESH_LIFE, Source};
    use crate::zalo::{DeadAnswer, LostCause, NotSentCause, RefusalKind, ZaloError};

    pub(crate) fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    pub(crate) const NOW: &str = "2026-11-23T00:00:00Z";
    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    /// Returns a switched-on profile whose access token of 25 h has this much life left.
    pub(crate) fn record(left: SignedDuration) -> ProfileRecord {
        let issued = at(NOW) + left - HOUR * 25;
        ProfileRecord {
            profile: Profile {
                id: ProfileId::numbered(1),
                name: ProfileName::parse("shop").unwrap(),
                app_id: AppId::parse("1").unwrap(),
                kind: ProfileKind::Live,
                oa: None,
                created_at: issued,
            },
            current: PairRecord {
                generation: Generation(2),
                source: Source::Refresh,
                expiry: Expiry {
                    issued_at: Some(issued),
                    access_expires_at: Some(issued + HOUR * 25),
                    refresh_expires_at: Some(issued + REFRESH_LIFE),
                },
                obtained_at: issued,
                unconfirmed: false,
                access: Some(Fingerprint([1; 32])),
                refresh: Some(Fingerprint([2; 32])),
            },
            last: None,
            moved_at: None,
            old_copy: false,
            altered: false,
            corrected: false,
            destinations: Vec::new(),
            automatic: true,
            callback: None,
            facts: None,
            sends: Vec::new(),
        }
    }

    pub(crate) fn with_last(state: AttemptState, sent_ago: SignedDuration) -> ProfileRecord {
        let mut record = record(HOUR);
        let (attempt, _) = Attempt::new(at(NOW) - sent_ago);
        let entry = Entry {
            id: AttemptId("FAKE".to_owned()),
            sequence: 1,
            profile: record.profile.id.clone(),
            kind: AttemptKind::Refresh,
            spends: Generation(2),
            fingerprint: Fingerprint([2; 32]),
            credentials: Fingerprint([3; 32]),
            token_source: Source::Refresh,
            token_at: at(NOW),
            released: false,
            brought: None,
            attempt: Attempt { state, sends: 1, recoveries: 1, sent_at: Some(at(NOW) - sent_ago), ..attempt },
        };
        record.last = Some(LastAttempt { entry, body_bytes: None });
        record
    }

    fn judge(record: &ProfileRecord) -> NextRefresh {
        next(record, &Policy::default(), at(NOW))
    }

    #[test]
    fn it_is_due_at_the_margin_or_slightly_earlier_and_never_later() {
        assert_eq!(judge(&record(HOUR * 3 - SignedDuration::from_secs(1))), NextRefresh::Due);
        assert!(matches!(judge(&record(HOUR * 4)), NextRefresh::At(_)));
        let policy = Policy::default();
        for number in 0..200 {
            let mut each = record(HOUR * 20);
            each.profile.id = ProfileId::numbered(number);
            let NextRefresh::At(when) = next(&each, &policy, at(NOW)) else { panic!("later") };
            let before_end = each.current.expiry.access_expires_at.unwrap().duration_since(when);
            assert!(before_end >= HOUR * 3 && before_end <= HOUR * 3 + HOUR * 3 / 10, "{before_end:?}");
            assert_eq!(next(&each, &policy, at(NOW)), NextRefresh::At(when), "the same at each check");
        }
    }

    #[test]
    fn a_short_lifetime_has_a_short_margin_and_an_old_refresh_token_is_due_too() {
        let mut short = record(HOUR);
        short.current.expiry.issued_at = Some(at(NOW));
        short.current.expiry.access_expires_at = Some(at(NOW) + HOUR);
        let NextRefresh::At(when) = judge(&short) else { panic!("later") };
        let before_end = (at(NOW) + HOUR).duration_since(when);
        assert!(before_end >= SignedDuration::from_mins(12) && before_end < SignedDuration::from_mins(14));
        let mut old = record(HOUR * 20);
        old.current.expiry.refresh_expires_at = Some(at(NOW) + HOUR * 24 * 30);
        assert_eq!(judge(&old), NextRefresh::Due);
        old.current.expiry.refresh_expires_at = Some(at(NOW) + HOUR * 24 * 30 + HOUR);
        assert_eq!(judge(&old), NextRefresh::At(at(NOW) + HOUR));
    }

    #[test]
    fn what_only_the_user_can_resolve_is_never_sent_automatically() {
        let error = |kind| ZaloError::unsaid(kind);
        let (lost, min) = (UnknownCause::Lost(LostCause::TimedOut), SignedDuration::from_mins(10));
        for state in [
            AttemptState::Dead(DeadAnswer::EmptyBody),
            AttemptState::Dead(DeadAnswer::Said(error(RefusalKind::DeadToken))),
            AttemptState::Refused(error(RefusalKind::WrongSecretKey)),
            AttemptState::Refused(error(RefusalKind::RateLimited)),
            AttemptState::Unknown(lost),
            AttemptState::Saved,
        ] {
            assert_eq!(judge(&with_last(state.clone(), min)), NextRefresh::Never(SkipReason::NeedsPerson), "{state:?}");
        }
        for state in [
            AttemptState::NotSent(NotSent::Network(NotSentCause::Dns)),
            AttemptState::Sending,
            AttemptState::Responded,
            AttemptState::Prepared,
        ] {
            assert_eq!(judge(&with_last(state.clone(), min)), NextRefresh::Due, "{state:?}");
        }
        let mut awaits_recovery = with_last(AttemptState::Unknown(lost), min);
        awaits_recovery.last.as_mut().unwrap().entry.attempt.recoveries = 0;
        assert_eq!(judge(&awaits_recovery), NextRefresh::Due, "the single recovery send is still available");
    }

    #[test]
    fn a_try_that_sent_nothing_is_repeated_after_a_minute() {
        let just = with_last(AttemptState::NotSent(NotSent::CannotSave), SignedDuration::from_secs(20));
        assert_eq!(judge(&just), NextRefresh::At(at(NOW) + SignedDuration::from_secs(40)));
        let by_a_clock_ahead = with_last(AttemptState::NotSent(NotSent::CannotSave), -HOUR * 7);
        assert_eq!(judge(&by_a_clock_ahead), NextRefresh::Due, "not in seven hours");
    }

    #[test]
    fn two_spends_are_half_the_lifetime_apart_within_a_minute_and_an_hour() {
        let of = |life: SignedDuration| {
            let expiry =
                Expiry { issued_at: Some(at(NOW)), access_expires_at: Some(at(NOW) + life), ..Expiry::default() };
            spacing(&expiry).as_secs()
        };
        let minute = SignedDuration::from_mins(1);
        assert_eq!([minute, minute * 3, HOUR, HOUR * 25].map(of), [60, 90, 1800, 3600]);
        assert_eq!(spacing(&Expiry::default()).as_secs(), 3600, "an unknown lifetime");
        // The next send comes an hour after the last one.
        let mut record = record(HOUR);
        record.sends = vec![at(NOW) - minute * 10];
        assert_eq!(judge(&record), NextRefresh::At(at(NOW) + minute * 50));
        record.sends.push(at(NOW) + HOUR * 24 * 365);
        assert_eq!(judge(&record), NextRefresh::At(at(NOW) + minute * 50), "a send from next year delays no OA");
        record.sends = vec![at(NOW) - HOUR];
        assert_eq!(judge(&record), NextRefresh::Due);
    }

    #[test]
    fn after_twenty_four_sends_in_a_day_the_user_is_notified_and_it_continues_a_day_after_the_first() {
        let mut record = record(HOUR);
        record.sends = (1..=24).map(|hours| at(NOW) - HOUR * hours + SignedDuration::from_mins(30)).rev().collect();
        let until = record.sends[0] + A_DAY;
        assert_eq!(until, at(NOW) + SignedDuration::from_mins(30));
        let later = at(NOW) + SignedDuration::from_mins(29);
        assert_eq!(
            next(&record, &Policy::default(), later),
            NextRefresh::At(at(NOW) + SignedDuration::from_mins(30)),
            "spaced"
        );
        record.sends = (1..=24).map(|minutes| at(NOW) - HOUR - SignedDuration::from_mins(minutes)).rev().collect();
        let until = record.sends[0] + A_DAY;
        assert_eq!(judge(&record), NextRefresh::Never(SkipReason::TooOften(until)));
        assert_eq!(next(&record, &Policy::default(), until), NextRefresh::Due);
        record.sends.remove(0);
        assert_eq!(judge(&record), NextRefresh::Due, "twenty-three");
        record.sends.insert(0, at(NOW) + HOUR);
        assert_eq!(judge(&record), NextRefresh::Due, "a send by a clock that was ahead is not counted yet");
        let mut well = super::tests::record(HOUR * 20);
        well.sends = vec![at(NOW) - HOUR; 30];
        assert!(
            matches!(judge(&well), NextRefresh::At(_)),
            "many clicks do not need attention while the token is valid"
        );
    }

    #[test]
    fn a_pasted_pair_with_automatic_refresh_is_due_immediately_and_an_unsendable_one_needs_the_user() {
        let mut pasted = record(HOUR * 20);
        pasted.current.expiry = Expiry::default();
        assert_eq!(judge(&pasted), NextRefresh::Due);
        pasted.current.expiry.refresh_expires_at = Some(at(NOW) + HOUR * 24 * 80);
        assert_eq!(judge(&pasted), NextRefresh::Due, "an access token pasted alone");
        pasted.sends = vec![at(NOW) - HOUR / 2];
        assert_eq!(judge(&pasted), NextRefresh::At(at(NOW) + HOUR / 2));
        pasted.current.refresh = None;
        assert_eq!(judge(&pasted), NextRefresh::Never(SkipReason::NeedsPerson), "it must need attention");
        let mut ahead = record(HOUR * 20);
        ahead.current.expiry.issued_at = Some(at(NOW) + HOUR * 24 * 365);
        ahead.current.expiry.access_expires_at = Some(at(NOW) + HOUR * 24 * 365 + HOUR * 25);
        assert_eq!(judge(&ahead), NextRefresh::Due, "a lifetime computed by a clock one year ahead");
    }

    #[test]
    fn switches_pauses_practice_and_moves() {
        let due = record(HOUR);
        let off = |change: fn(&mut ProfileRecord)| {
            let mut record = due.clone();
            change(&mut record);
            judge(&record)
        };
        assert_eq!(off(|record| record.automatic = false), NextRefresh::Never(SkipReason::SwitchedOff));
        assert_eq!(off(|record| record.profile.kind = ProfileKind::Practice), NextRefresh::Never(SkipReason::Practice));
        assert_eq!(off(|record| record.moved_at = Some(at(NOW))), NextRefresh::Never(SkipReason::MovedAway));
        assert_eq!(off(|record| record.current.refresh = None), NextRefresh::Never(SkipReason::NeedsPerson));
        let all_off = Policy { automatic: false, ..Policy::default() };
        assert_eq!(next(&due, &all_off, at(NOW)), NextRefresh::Never(SkipReason::SwitchedOff));
        let until = at(NOW) + HOUR;
        let paused = Policy { paused_until: Some(until), ..Policy::default() };
        assert_eq!(next(&due, &paused, at(NOW)), NextRefresh::Never(SkipReason::Paused(until)));
        assert_eq!(next(&due, &paused, until), NextRefresh::Due, "a pause ends automatically");
    }

    #[test]
    fn a_clock_years_ahead_spends_nothing() {
        let newest = Some(at(NOW));
        assert!(!is_absurd(newest, at(NOW) + HOUR * 24 * 119) && !is_absurd(None, at(NOW)));
        assert!(is_absurd(newest, at(NOW) + HOUR * 24 * 3650));
        assert!(!is_absurd(newest, at(NOW) - HOUR * 24 * 3650), "preflight reports a clock that is behind");
    }

    #[test]
    fn the_soonest_comes_first() {
        let mut later = record(HOUR * 10);
        later.profile.id = ProfileId::numbered(2);
        let mut never = record(HOUR);
        never.profile.id = ProfileId::numbered(3);
        never.automatic = false;
        let order = in_order(&[never, later, record(HOUR)], &Policy::default(), at(NOW));
        let ids: Vec<&ProfileId> = order.iter().map(|(id, _)| id).collect();
        assert_eq!(ids, [1, 2, 3].map(ProfileId::numbered).each_ref());
    }
}
