//! When the tokens of an answer were issued, and how long they are valid. Pure: takes the attempt, a second look at
//! Zalo's clock and the time; returns the pair to keep.

use jiff::{SignedDuration, Timestamp};

use crate::clock_skew::DRIFT;
use crate::records::NewPair;
use crate::refresh::Attempt;
use crate::token::{Expiry, StoredPair, TokenPair, believed_access_life, believed_refresh_life};
use crate::zalo::{GivenTokens, RawAnswer};

/// An answer is rarely processed later than this after its send. Later than that, only the sending clock is trusted.
const LONGEST_ATTEMPT: SignedDuration = SignedDuration::from_hours(24);

/// A second look at Zalo's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondLook {
    /// The time at Zalo.
    pub date: Timestamp,
    /// The time by this computer's clock.
    pub seen_at: Timestamp,
}

/// Reports whether a second look is needed: this computer's clock and the answer's `Date` differ, so one is wrong.
pub fn needs_second_look(attempt: &Attempt) -> bool {
    date(attempt).is_some_and(|date| !ran_at(attempt, date))
}

/// Returns when the tokens of an answer were issued: at the send by this computer's clock, or at the answer's `Date`
/// if a second look confirms it. An unconfirmed `Date` is never preferred: a wrong one would make the engine spend a
/// token every minute, or never again.
pub fn issued_at(attempt: &Attempt, look: Option<SecondLook>, now: Timestamp) -> Timestamp {
    // If the clock was set back after the send, the send lies in the future.
    let sent_at = sent_at(attempt).min(now);
    let Some(date) = date(attempt).filter(|date| !ran_at(attempt, *date)) else { return sent_at };
    if look.is_some_and(|look| is_confirmed(date, sent_at, look)) { date } else { sent_at }
}

/// Makes the pair to keep from an answer. If the answer has no refresh token, the spent one is kept: it may still be
/// valid.
pub fn new_pair(
    tokens: &GivenTokens,
    attempt: &Attempt,
    old: &StoredPair,
    look: Option<SecondLook>,
    now: Timestamp,
) -> NewPair {
    let issued_at = issued_at(attempt, look, now);
    let after = |life: SignedDuration| issued_at.checked_add(life).ok();
    let is_new = tokens.pair.refresh.is_some() && tokens.pair.refresh != old.pair.refresh;
    let has_access = tokens.pair.access.is_some();
    let refresh_end = after(believed_refresh_life(tokens.refresh_life));
    NewPair {
        pair: TokenPair {
            access: tokens.pair.access.clone(),
            refresh: tokens.pair.refresh.clone().or_else(|| old.pair.refresh.clone()),
        },
        expiry: Expiry {
            issued_at: has_access.then_some(issued_at),
            access_expires_at: after(believed_access_life(tokens.access_life)).filter(|_| has_access),
            refresh_expires_at: if is_new { refresh_end } else { old.expiry.refresh_expires_at },
        },
        unconfirmed: !tokens.confirmed,
        keeps_index: is_new,
    }
}

fn date(attempt: &Attempt) -> Option<Timestamp> {
    attempt.answer.as_ref().and_then(RawAnswer::date)
}

fn sent_at(attempt: &Attempt) -> Timestamp {
    attempt.sent_at.unwrap_or(attempt.prepared_at)
}

/// Reports whether the attempt was running at that time, by this computer's clock.
fn ran_at(attempt: &Attempt, date: Timestamp) -> bool {
    let sent_at = sent_at(attempt);
    is_between(date, sent_at, attempt.answered_at.unwrap_or(sent_at))
}

/// Reports whether Zalo's clock showed this date during the attempt, calculated back from a later look at it.
fn is_confirmed(date: Timestamp, sent_at: Timestamp, look: SecondLook) -> bool {
    let since = look.seen_at.duration_since(sent_at).clamp(SignedDuration::ZERO, LONGEST_ATTEMPT);
    is_between(date, look.date.checked_sub(since).unwrap_or(look.date), look.date)
}

fn is_between(date: Timestamp, from: Timestamp, to: Timestamp) -> bool {
    date.duration_since(from) >= -DRIFT && date.duration_since(to) <= DRIFT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Secret, SecretBytes};
    use crate::token::{ACCESS_LIFE, Generation, REFRESH_LIFE, Source};

    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn sent() -> Timestamp {
        at("2026-11-23T10:00:00Z")
    }

    /// An attempt sent at ten and answered two seconds later, with this `Date`.
    fn attempt(date: Option<Timestamp>) -> Attempt {
        let as_header = |date: Timestamp| {
            let text = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&date).unwrap();
            ("date".to_owned(), text)
        };
        let headers = date.map(as_header).into_iter().collect();
        let (attempt, _) = Attempt::new(sent());
        Attempt {
            sent_at: Some(sent()),
            answered_at: Some(sent() + SignedDuration::from_secs(2)),
            answer: Some(RawAnswer::new(200, headers, SecretBytes::default(), true)),
            ..attempt
        }
    }

    fn look(zalos_ahead: SignedDuration) -> SecondLook {
        let seen_at = sent() + SignedDuration::from_secs(4);
        SecondLook { date: seen_at + zalos_ahead, seen_at }
    }

    fn count(date: Option<Timestamp>, look: Option<SecondLook>) -> SignedDuration {
        issued_at(&attempt(date), look, sent() + SignedDuration::from_secs(5)).duration_since(sent())
    }

    #[test]
    fn with_a_matching_date_the_send_time_counts_without_a_second_request() {
        for apart in [SignedDuration::ZERO, DRIFT, -DRIFT] {
            assert!(!needs_second_look(&attempt(Some(sent() + apart))));
            assert_eq!(count(Some(sent() + apart), None), SignedDuration::ZERO);
        }
        assert!(!needs_second_look(&attempt(None)), "nothing disagrees");
        assert_eq!(count(None, None), SignedDuration::ZERO);
    }

    #[test]
    fn a_wrong_date_is_ignored_whether_the_second_request_contradicts_it_or_fails() {
        for wrong in [-DAY * 2, DAY * 365, HOUR, -HOUR, DRIFT + HOUR / 60] {
            let date = Some(sent() + wrong);
            assert!(needs_second_look(&attempt(date)));
            assert_eq!(count(date, Some(look(SignedDuration::ZERO))), SignedDuration::ZERO, "{wrong:?}");
            assert_eq!(count(date, None), SignedDuration::ZERO, "{wrong:?}, and Zalo was not reached");
        }
    }

    #[test]
    fn a_wrong_clock_is_corrected_if_two_times_of_zalo_agree() {
        for ahead in [-DAY * 365, -HOUR * 7, HOUR * 25] {
            assert_eq!(count(Some(sent() + ahead), Some(look(ahead))), ahead);
            assert_eq!(
                count(Some(sent() + ahead), Some(look(ahead + HOUR))),
                SignedDuration::ZERO,
                "the times differ between the three clocks"
            );
        }
    }

    #[test]
    fn a_program_that_was_stopped_before_its_answer_still_counts_from_the_send() {
        let late = Attempt { answered_at: Some(sent() + HOUR * 2), ..attempt(Some(sent())) };
        assert!(!needs_second_look(&late));
        assert_eq!(issued_at(&late, None, sent() + HOUR * 2), sent());
    }

    #[test]
    fn a_clock_that_was_set_back_since_the_send_counts_from_now() {
        assert_eq!(issued_at(&attempt(None), None, sent() - HOUR), sent() - HOUR);
    }

    #[test]
    fn lifetimes_are_clamped_and_missing_ones_are_kept() {
        let old = StoredPair {
            generation: Generation::FIRST,
            source: Source::Import,
            pair: TokenPair { access: None, refresh: Some(Secret::new("FAKE_RT_1")) },
            expiry: Expiry { refresh_expires_at: Some(sent() + DAY), ..Expiry::default() },
            obtained_at: sent(),
            unconfirmed: false,
            answer: None,
        };
        let given = |refresh: Option<&str>, access_life, refresh_life| GivenTokens {
            pair: TokenPair { access: Some(Secret::new("FAKE_AT_2")), refresh: refresh.map(Secret::new) },
            access_life,
            refresh_life,
            life_told: true,
            confirmed: true,
        };
        let pair = |tokens| new_pair(&tokens, &attempt(None), &old, None, sent());
        let endless = pair(given(Some("FAKE_RT_2"), DAY * 90, DAY * 3650));
        assert_eq!(endless.expiry.access_expires_at, Some(sent() + ACCESS_LIFE));
        assert_eq!(endless.expiry.refresh_expires_at, Some(sent() + REFRESH_LIFE));
        assert!(endless.keeps_index);
        let short = pair(given(None, SignedDuration::from_secs(1), REFRESH_LIFE));
        assert_eq!(short.expiry.access_expires_at, Some(sent() + SignedDuration::from_secs(60)));
        assert_eq!(short.expiry.refresh_expires_at, old.expiry.refresh_expires_at);
        assert!(short.pair.refresh == old.pair.refresh && !short.keeps_index);
    }
}
