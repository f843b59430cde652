//! Decides what a program's request for an access token gets, and whether a refresh it asks for may begin. Pure.
//!
//! A refresh ends the access token of every other tool. Therefore a request for a token never spends what the schedule
//! would not, unless its key may refresh; no request gets more than half of a token's life; and the limits are those of
//! the OA, whichever key asks.

use jiff::{SignedDuration, Timestamp};

use super::problem::{of_result, of_skip};
use super::{Problem, Refusal};
use crate::outcome::AttemptResult;
use crate::records::ProfileRecord;
use crate::schedule::{HandOut, NextRefresh, Policy, Short, full_until, hand_out, spacing};
use crate::status::{ProfileState, profile_state};
use crate::token::{Generation, Source};

/// A request for an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessRequest {
    /// How much life the token should have left.
    pub min_life: SignedDuration,
    /// Whether the key has the permission to refresh.
    pub may_refresh: bool,
}

/// What a request for an access token gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// The current access token.
    Give(Vec<Warning>),
    /// Refresh first, then [`after_refresh`].
    Refresh,
    /// No token.
    Refuse(Refusal),
}

/// What a program should know about the token it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// Less life than requested: at most half of a token's life can be requested.
    MinLifeCapped,
    /// Less life than requested: it was saved just now.
    JustSaved,
    /// Less life than requested: neither the key nor the schedule refreshes it now.
    NotRefreshed,
    /// Less life than requested: the refresh failed.
    RefreshFailed,
    /// Less life than requested: the OA was sent as often as is allowed in a day.
    TooOften,
    /// It is not known how long it lives.
    UnknownLife,
    /// The result of the last refresh is unknown: this token may have ended.
    MayHaveEnded,
    /// The pair may be older than one elsewhere.
    OldCopy,
}

impl Warning {
    /// Returns the name in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::MinLifeCapped => "min_life_capped",
            Self::JustSaved => "just_saved",
            Self::NotRefreshed => "not_refreshed",
            Self::RefreshFailed => "refresh_failed",
            Self::TooOften => "too_often",
            Self::UnknownLife => "unknown_life",
            Self::MayHaveEnded => "may_have_ended",
            Self::OldCopy => "old_copy",
        }
    }
}

/// Returns what a request for an access token gets. `next` is when the schedule refreshes the OA.
pub fn grant(
    record: &ProfileRecord,
    policy: &Policy,
    next: NextRefresh,
    request: AccessRequest,
    now: Timestamp,
) -> Grant {
    if record.altered {
        return Grant::Refuse(Problem::Altered.into());
    }
    if record.moved_at.is_some() {
        return Grant::Refuse(Problem::AnotherComputer.into());
    }
    let most = record.current.expiry.granted().map_or(SignedDuration::ZERO, |life| life / 2);
    let min_life = request.min_life.min(most);
    match hand_out(record, policy.margin, min_life, now) {
        HandOut::AsItIs if left(record, now) < request.min_life => give(record, Some(Warning::MinLifeCapped), now),
        HandOut::AsItIs => give(record, None, now),
        HandOut::Short(Short::JustSaved) => give(record, Some(Warning::JustSaved), now),
        HandOut::Short(Short::LongerThanGranted) => give(record, Some(Warning::MinLifeCapped), now),
        HandOut::Refresh => instead_of_refresh(record, next, request, now),
    }
}

/// Returns what a token with too little life gets: a refresh, if the key or the schedule would begin one now.
fn instead_of_refresh(record: &ProfileRecord, next: NextRefresh, request: AccessRequest, now: Timestamp) -> Grant {
    let full = full_until(record, now);
    let is_due = next == NextRefresh::Due;
    if full.is_none() && (is_due || request.may_refresh) && !record.old_copy {
        return Grant::Refresh;
    }
    if lives(record, now) {
        return give(record, Some(if full.is_some() { Warning::TooOften } else { Warning::NotRefreshed }), now);
    }
    Grant::Refuse(match (full, next) {
        (Some(until), _) => Refusal::until(Problem::TooOften, until.duration_since(now)),
        (None, NextRefresh::Never(why)) => of_skip(why, now),
        (None, NextRefresh::At(at)) => Refusal::until(Problem::NotYet, at.duration_since(now)),
        (None, NextRefresh::Due) => Problem::OldCopy.into(),
    })
}

/// Returns what a request gets after the refresh that it began.
pub fn after_refresh(result: Option<&AttemptResult>, record: &ProfileRecord, now: Timestamp) -> Grant {
    let problem = result.map_or(Some(Problem::CannotSave), of_result);
    match problem {
        _ if record.altered => Grant::Refuse(Problem::Altered.into()),
        None if lives(record, now) => give(record, None, now),
        Some(_) if lives(record, now) => give(record, Some(Warning::RefreshFailed), now),
        // An answer may hold a refresh token only; the next request exchanges it.
        None => Grant::Refuse(Problem::NotYet.into()),
        Some(problem) => Grant::Refuse(problem.into()),
    }
}

/// Checks that a program may refresh an OA. It names the pair that it wants to be replaced, so that a repeated request
/// never spends the next one.
///
/// # Errors
/// Why not, and when to try again.
pub fn may_begin(record: &ProfileRecord, pair: Generation, now: Timestamp) -> Result<(), Refusal> {
    if record.altered {
        return Err(Problem::Altered.into());
    }
    if record.moved_at.is_some() {
        return Err(Problem::AnotherComputer.into());
    }
    if record.old_copy {
        return Err(Problem::OldCopy.into());
    }
    let current = &record.current;
    if pair != current.generation {
        return Err(Refusal { generation: Some(current.generation), ..Problem::Superseded.into() });
    }
    if let Some(until) = full_until(record, now) {
        return Err(Refusal::until(Problem::TooOften, until.duration_since(now)));
    }
    // Like the schedule: a program that asks in a loop must not end one token after another.
    let sends = record.sends.iter().copied().filter(|at| *at <= now).max();
    let saved = (current.source != Source::Import).then_some(current.obtained_at).filter(|at| *at <= now);
    let apart = spacing(&current.expiry);
    match sends.max(saved).map(|last| apart - now.duration_since(last)) {
        Some(wait) if wait.is_positive() => Err(Refusal::until(Problem::TooSoon, wait)),
        Some(_) | None => Ok(()),
    }
}

fn give(record: &ProfileRecord, warning: Option<Warning>, now: Timestamp) -> Grant {
    let mut warnings: Vec<Warning> = warning.into_iter().collect();
    if record.current.expiry.access_left(now).is_none() {
        warnings.push(Warning::UnknownLife);
    }
    if profile_state(record, now) == ProfileState::Unknown {
        warnings.push(Warning::MayHaveEnded);
    }
    if record.old_copy {
        warnings.push(Warning::OldCopy);
    }
    Grant::Give(warnings)
}

fn left(record: &ProfileRecord, now: Timestamp) -> SignedDuration {
    record.current.expiry.access_left(now).unwrap_or_default()
}

/// Reports whether the access token has not ended, as far as is known.
fn lives(record: &ProfileRecord, now: Timestamp) -> bool {
    record.current.access.is_some() && record.current.expiry.access_left(now).is_none_or(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refresh::{AttemptState, NotSent, UnknownCause};
    use crate::schedule::tests::{NOW, at, record, with_last};
    use crate::schedule::{MOST_A_DAY, SkipReason, next};
    use crate::token::Expiry;
    use crate::zalo::{LostCause, NotSentCause};

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    fn ask(record: &ProfileRecord, min_life: SignedDuration, may_refresh: bool) -> Grant {
        let policy = Policy::default();
        let next = next(record, &policy, at(NOW));
        grant(record, &policy, next, AccessRequest { min_life, may_refresh }, at(NOW))
    }

    fn warned(warning: Warning) -> Grant {
        Grant::Give(vec![warning])
    }

    #[test]
    fn without_the_permission_a_request_spends_only_what_the_schedule_would() {
        let off = |left| ProfileRecord { automatic: false, ..record(left) };
        for min_life in [SignedDuration::ZERO, HOUR / 6, HOUR * 12, HOUR * 48] {
            for hours in 0..25 {
                let left = HOUR * hours;
                assert_ne!(ask(&off(left), min_life, false), Grant::Refresh, "{left:?} left, {min_life:?} wanted");
                let is_due = next(&record(left), &Policy::default(), at(NOW)) == NextRefresh::Due;
                let refreshes = ask(&record(left), min_life, false) == Grant::Refresh;
                assert!(is_due || !refreshes, "{left:?} left, {min_life:?} wanted");
            }
        }
        assert_eq!(ask(&record(HOUR), HOUR * 2, false), Grant::Refresh, "it is due");
        assert_eq!(ask(&off(HOUR), HOUR * 2, false), warned(Warning::NotRefreshed));
        assert_eq!(ask(&off(HOUR), HOUR * 2, true), Grant::Refresh);
    }

    #[test]
    fn a_token_that_ended_is_refused_with_the_reason_why_nothing_refreshes_it() {
        let ended = record(-HOUR);
        let refused = |record: &ProfileRecord| {
            let Grant::Refuse(refusal) = ask(record, SignedDuration::ZERO, false) else { panic!("it ended") };
            refusal.problem
        };
        assert_eq!(refused(&ProfileRecord { automatic: false, ..ended.clone() }), Problem::NotRefreshed);
        assert_eq!(refused(&ProfileRecord { moved_at: Some(at(NOW)), ..ended.clone() }), Problem::AnotherComputer);
        assert_eq!(refused(&ProfileRecord { altered: true, ..ended.clone() }), Problem::Altered);
        assert_eq!(refused(&ProfileRecord { old_copy: true, ..ended.clone() }), Problem::OldCopy);
        let often = ProfileRecord { sends: vec![at(NOW) - HOUR; MOST_A_DAY], ..ended };
        assert_eq!(refused(&often), Problem::TooOften);
        let Grant::Refuse(refusal) = ask(&often, SignedDuration::ZERO, true) else { panic!("it was sent too often") };
        assert_eq!(refusal.retry_after, Some(HOUR * 23));
    }

    #[test]
    fn no_request_gets_more_than_half_of_a_life() {
        assert_eq!(ask(&record(HOUR * 20), HOUR * 10, true), Grant::Give(vec![]));
        assert_eq!(ask(&record(HOUR * 20), HOUR * 24, true), warned(Warning::MinLifeCapped));
        assert_eq!(ask(&record(HOUR * 13), HOUR * 24, true), warned(Warning::MinLifeCapped));
        assert_eq!(ask(&record(HOUR * 12), HOUR * 24, true), Grant::Refresh, "less than half is left");
    }

    #[test]
    fn a_pasted_token_is_given_with_a_warning_and_refreshed_only_with_the_permission() {
        let mut pasted = ProfileRecord { automatic: false, ..record(HOUR) };
        pasted.current.expiry = Expiry::default();
        let wanted = Grant::Give(vec![Warning::NotRefreshed, Warning::UnknownLife]);
        assert_eq!(ask(&pasted, HOUR, false), wanted);
        assert_eq!(ask(&pasted, HOUR, true), Grant::Refresh);
        pasted.current.access = None;
        assert!(matches!(ask(&pasted, HOUR, false), Grant::Refuse(_)));
    }

    #[test]
    fn after_a_lost_answer_the_old_token_is_given_with_a_warning() {
        let lost = with_last(AttemptState::Unknown(UnknownCause::Lost(LostCause::ConnectionLost)), HOUR * 2);
        assert_eq!(
            ask(&lost, HOUR / 2, false),
            Grant::Give(vec![Warning::NotRefreshed, Warning::MayHaveEnded]),
            "the schedule leaves it to a person"
        );
    }

    #[test]
    fn a_failed_refresh_gives_the_old_token_while_it_lives() {
        let offline = AttemptResult::NotSent(NotSent::Network(NotSentCause::Dns));
        assert_eq!(after_refresh(Some(&offline), &record(HOUR), at(NOW)), warned(Warning::RefreshFailed));
        let Grant::Refuse(refusal) = after_refresh(Some(&offline), &record(-HOUR), at(NOW)) else { panic!("it ended") };
        assert_eq!((refusal.problem, refusal.problem.status()), (Problem::Offline, 503));
        let Grant::Refuse(refusal) = after_refresh(Some(&AttemptResult::Busy), &record(-HOUR), at(NOW)) else {
            panic!("it ended")
        };
        assert_eq!(refusal.problem.status(), 409);
    }

    #[test]
    fn a_refresh_names_the_pair_and_begins_no_sooner_than_the_schedule_might() {
        let pair = Generation(2);
        assert_eq!(may_begin(&record(HOUR), pair, at(NOW)), Ok(()));
        let superseded = may_begin(&record(HOUR), Generation(1), at(NOW)).unwrap_err();
        assert_eq!((superseded.problem, superseded.generation), (Problem::Superseded, Some(pair)));
        let just_saved = may_begin(&record(HOUR * 25 - HOUR / 4), pair, at(NOW)).unwrap_err();
        assert_eq!((just_saved.problem, just_saved.retry_after), (Problem::TooSoon, Some(HOUR * 3 / 4)));
        let sent = ProfileRecord { sends: vec![at(NOW) - HOUR / 2], ..record(HOUR) };
        assert_eq!(may_begin(&sent, pair, at(NOW)).unwrap_err().problem, Problem::TooSoon);
        let often = ProfileRecord { sends: vec![at(NOW) - HOUR * 2; MOST_A_DAY], ..record(HOUR) };
        assert_eq!(may_begin(&often, pair, at(NOW)).unwrap_err().problem, Problem::TooOften);
        let moved = ProfileRecord { moved_at: Some(at(NOW)), ..record(HOUR) };
        assert_eq!(may_begin(&moved, pair, at(NOW)).unwrap_err().problem, Problem::AnotherComputer);
        let old_copy = ProfileRecord { old_copy: true, ..record(HOUR) };
        assert_eq!(may_begin(&old_copy, pair, at(NOW)).unwrap_err().problem, Problem::OldCopy);
    }

    #[test]
    fn a_schedule_that_waits_says_until_when() {
        let paused = Policy { paused_until: Some(at(NOW) + HOUR), ..Policy::default() };
        let ended = record(-HOUR);
        let next = next(&ended, &paused, at(NOW));
        assert_eq!(next, NextRefresh::Never(SkipReason::Paused(at(NOW) + HOUR)));
        let request = AccessRequest { min_life: SignedDuration::ZERO, may_refresh: false };
        let wanted = Grant::Refuse(Refusal::until(Problem::Paused, HOUR));
        assert_eq!(grant(&ended, &paused, next, request, at(NOW)), wanted);
    }
}
