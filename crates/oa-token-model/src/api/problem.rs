//! Why a request to the API is refused.

use jiff::SignedDuration;

use crate::outcome::AttemptResult;
use crate::refresh::NotSent;
use crate::schedule::SkipReason;
use crate::token::Generation;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// The path, a parameter or the body is not as documented.
    BadRequest,
    /// The request has headers of a proxy, but comes from an address that is not a known proxy.
    Forwarded,
    /// There is no key.
    NoKey,
    /// No such key, or a removed one.
    UnknownKey,
    /// The key has ended.
    KeyExpired,
    /// A page in a browser sent the request.
    Origin,
    /// The key may not do this.
    Forbidden,
    /// No such path, no such OA, or an OA that the key may not use.
    NotFound,
    /// Neither GET nor POST, or the wrong one of them.
    Method,
    /// Another attempt holds the OA.
    Busy,
    /// Another computer refreshes the OA.
    AnotherComputer,
    /// The pair may be older than one elsewhere.
    OldCopy,
    /// The stored data was changed without the vault's key.
    Altered,
    /// The refresh token is dead: the OA's admin must consent again.
    NeedsConsent,
    /// Zalo refused the request for a reason that a person must correct.
    Refused,
    /// It is unknown whether the token was spent.
    Unknown,
    /// Another pair has replaced the named one.
    Superseded,
    /// There is no refresh token.
    NoRefreshToken,
    /// The access token has ended, and neither this key nor the schedule refreshes it.
    NotRefreshed,
    /// An OA for trying out: its tokens come from practice Zalo alone.
    Practice,
    /// The body is too large.
    TooLarge,
    /// The `Host` is none of this server's names.
    Host,
    /// A try to refresh so soon after the last one.
    TooSoon,
    /// The OA was sent as often as is allowed in a day.
    TooOften,
    /// The key has too many waiting requests.
    TooManyWaits,
    /// Too many wrong keys from one address.
    TooManyKeys,
    /// Too many connections.
    TooManyConnections,
    /// The vault is locked, or there is none.
    Locked,
    /// Zalo cannot be reached.
    Offline,
    /// Automatic refresh is paused.
    Paused,
    /// This computer's clock is wrong.
    ClockWrong,
    /// The vault cannot be read or written.
    CannotSave,
    /// A refresh is planned soon.
    NotYet,
}

impl Problem {
    /// All problems.
    pub const ALL: [Self; 33] = [
        Self::BadRequest,
        Self::Forwarded,
        Self::NoKey,
        Self::UnknownKey,
        Self::KeyExpired,
        Self::Origin,
        Self::Forbidden,
        Self::NotFound,
        Self::Method,
        Self::Busy,
        Self::AnotherComputer,
        Self::OldCopy,
        Self::Altered,
        Self::NeedsConsent,
        Self::Refused,
        Self::Unknown,
        Self::Superseded,
        Self::NoRefreshToken,
        Self::NotRefreshed,
        Self::Practice,
        Self::TooLarge,
        Self::Host,
        Self::TooSoon,
        Self::TooOften,
        Self::TooManyWaits,
        Self::TooManyKeys,
        Self::TooManyConnections,
        Self::Locked,
        Self::Offline,
        Self::Paused,
        Self::ClockWrong,
        Self::CannotSave,
        Self::NotYet,
    ];

    /// Returns the HTTP status, the code in the JSON, and the id of the sentence.
    pub fn parts(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::BadRequest => (400, "bad_request", "serve-bad-request"),
            Self::Forwarded => (400, "forwarded", "serve-forwarded"),
            Self::NoKey => (401, "no_key", "serve-no-key"),
            Self::UnknownKey => (401, "unknown_key", "serve-unknown-key"),
            Self::KeyExpired => (401, "key_expired", "serve-key-expired"),
            Self::Origin => (403, "origin", "serve-origin"),
            Self::Forbidden => (403, "forbidden", "serve-forbidden"),
            Self::NotFound => (404, "not_found", "serve-not-found"),
            Self::Method => (405, "method", "serve-method"),
            Self::Busy => (409, "busy", "serve-busy"),
            Self::AnotherComputer => (409, "another_computer", "serve-another-computer"),
            Self::OldCopy => (409, "old_copy", "serve-old-copy"),
            Self::Altered => (409, "altered", "serve-altered"),
            Self::NeedsConsent => (409, "needs_consent", "serve-needs-consent"),
            Self::Refused => (409, "refused", "serve-refused"),
            Self::Unknown => (409, "unknown", "serve-unknown"),
            Self::Superseded => (409, "superseded", "serve-superseded"),
            Self::NoRefreshToken => (409, "no_refresh_token", "serve-no-refresh-token"),
            Self::NotRefreshed => (409, "not_refreshed", "serve-not-refreshed"),
            Self::Practice => (409, "practice", "serve-practice"),
            Self::TooLarge => (413, "too_large", "serve-too-large"),
            Self::Host => (421, "host", "serve-host"),
            Self::TooSoon => (429, "too_soon", "serve-too-soon"),
            Self::TooOften => (429, "too_often", "serve-too-often"),
            Self::TooManyWaits => (429, "too_many_waits", "serve-too-many-waits"),
            Self::TooManyKeys => (429, "too_many_keys", "serve-too-many-keys"),
            Self::TooManyConnections => (503, "too_many_connections", "serve-too-many-connections"),
            Self::Locked => (503, "locked", "serve-locked"),
            Self::Offline => (503, "offline", "serve-offline"),
            Self::Paused => (503, "paused", "serve-paused"),
            Self::ClockWrong => (503, "clock_wrong", "serve-clock-wrong"),
            Self::CannotSave => (503, "cannot_save", "serve-cannot-save"),
            Self::NotYet => (503, "not_yet", "serve-not-yet"),
        }
    }

    /// Returns the HTTP status.
    pub fn status(self) -> u16 {
        self.parts().0
    }

    /// Returns how long a program should wait before it tries again, where waiting helps and no better time is known.
    fn usual_wait(self) -> Option<SignedDuration> {
        match self.status() {
            429 | 503 => Some(SignedDuration::from_secs(30)),
            _ if self == Self::Busy => Some(SignedDuration::from_secs(5)),
            _ => None,
        }
    }
}

/// A problem, and what a program needs to know to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The problem.
    pub problem: Problem,
    /// How long to wait before the next try.
    pub retry_after: Option<SignedDuration>,
    /// The current pair, if the request was about another one.
    pub generation: Option<Generation>,
}

impl Refusal {
    /// Makes the refusal for a problem that is expected to end after this time.
    pub fn until(problem: Problem, wait: SignedDuration) -> Self {
        // At least a second, so that no program tries again at once.
        Self { retry_after: Some(wait.max(SignedDuration::from_secs(1))), ..problem.into() }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, retry_after: problem.usual_wait(), generation: None }
    }
}

/// Returns the problem of a refresh that brought no pair; `None` if one was saved.
pub fn of_result(result: &AttemptResult) -> Option<Problem> {
    Some(match result {
        AttemptResult::Saved(_) => return None,
        AttemptResult::Refused(_) | AttemptResult::NotSent(NotSent::BadRequest) => Problem::Refused,
        AttemptResult::Dead { .. } => Problem::NeedsConsent,
        AttemptResult::Unknown(_) | AttemptResult::ConsentUnclear(_) => Problem::Unknown,
        AttemptResult::Busy => Problem::Busy,
        AttemptResult::NotSent(NotSent::Network(_) | NotSent::NoReferee) => Problem::Offline,
        AttemptResult::NotSent(NotSent::CannotSave | NotSent::OneCopy | NotSent::NewerVault) => Problem::CannotSave,
        AttemptResult::NotSent(NotSent::ClockBehind) => Problem::ClockWrong,
        AttemptResult::NotSent(NotSent::NoRefreshToken) => Problem::NoRefreshToken,
        AttemptResult::NotSent(NotSent::NoPractice) => Problem::Practice,
        AttemptResult::NotSent(
            NotSent::MovedAway | NotSent::CopiedHere | NotSent::EpochOpen | NotSent::Viewer | NotSent::Removed,
        ) => Problem::AnotherComputer,
        AttemptResult::NotSent(NotSent::OldCopy) => Problem::OldCopy,
        AttemptResult::NotSent(NotSent::Altered) => Problem::Altered,
    })
}

/// Returns the problem that the schedule does not refresh an OA, although its access token has ended.
pub(super) fn of_skip(why: SkipReason, now: jiff::Timestamp) -> Refusal {
    match why {
        SkipReason::SwitchedOff => Problem::NotRefreshed.into(),
        SkipReason::Paused(until) => Refusal::until(Problem::Paused, until.duration_since(now)),
        SkipReason::TooOften(until) => Refusal::until(Problem::TooOften, until.duration_since(now)),
        SkipReason::NeedsPerson => Problem::NeedsConsent.into(),
        SkipReason::Practice => Problem::Practice.into(),
        SkipReason::MovedAway => Problem::AnotherComputer.into(),
        SkipReason::ClockWrong => Problem::ClockWrong.into(),
        SkipReason::OldCopy => Problem::OldCopy.into(),
        SkipReason::Altered => Problem::Altered.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_problem_has_a_code_and_a_sentence_of_its_own_and_a_status_of_a_refusal() {
        let (mut codes, mut sentences) = (HashSet::new(), HashSet::new());
        for problem in Problem::ALL {
            let (status, code, sentence) = problem.parts();
            assert!((400..600).contains(&status), "{code}");
            assert!(codes.insert(code) && sentences.insert(sentence), "{code}");
            assert_eq!(sentence, format!("serve-{}", code.replace('_', "-")));
        }
    }

    #[test]
    fn where_waiting_helps_the_answer_says_how_long() {
        for problem in Problem::ALL {
            let waits = Refusal::from(problem).retry_after.is_some();
            assert_eq!(waits, matches!(problem.status(), 429 | 503) || problem == Problem::Busy, "{problem:?}");
        }
        let soon = Refusal::until(Problem::Paused, SignedDuration::from_secs(-5));
        assert_eq!(soon.retry_after, Some(SignedDuration::from_secs(1)));
    }
}
