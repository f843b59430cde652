//! The tokens themselves and how long they live. Knows nothing of storage and network.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::secret::{Secret, SecretBytes};

/// How long an access token lives when the answer doesn't say: 25 hours (Zalo's own page).
pub const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(25);
/// How long a refresh token lives when the answer doesn't say: 3 months, counted as 90 days.
pub const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// An access token is due when less than this is left (design.md, section 6).
pub const DUE_MARGIN: SignedDuration = SignedDuration::from_hours(3);
/// A refresh token is due at this age, two thirds of its life.
pub const REFRESH_DUE_AGE: SignedDuration = SignedDuration::from_hours(60 * 24);

/// An access token, a refresh token, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenPair {
    /// What other tools call Zalo with; lives about 25 hours.
    pub access: Option<Secret>,
    /// What buys the next pair; works once.
    pub refresh: Option<Secret>,
}

impl TokenPair {
    /// Gives the pair to keep when this one was pasted over another; `None` if nothing was pasted.
    ///
    /// An access token alone says nothing of the refresh token, which stays: it may be the only good one there is.
    #[must_use]
    pub fn pasted_over(&self, before: &Self) -> Option<Self> {
        match (&self.access, &self.refresh) {
            (None, None) => None,
            (Some(_), None) => Some(Self { access: self.access.clone(), refresh: before.refresh.clone() }),
            (_, Some(_)) => Some(self.clone()),
        }
    }
}

/// Counts a profile's pairs from 1 (the import).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Generation(pub u32);

impl Generation {
    /// The first pair of a profile.
    pub const FIRST: Self = Self(1);

    /// Gives the number after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Where a pair came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Pasted or imported by the user; its lives are unknown.
    Import,
    /// Bought with the refresh token before it.
    Refresh,
    /// Bought with an authorization code.
    Exchange,
}

/// When the two tokens of a pair end; `None` is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lives {
    /// When the access token was given, if Zalo gave it to us.
    pub issued_at: Option<Timestamp>,
    /// When the access token ends.
    pub access_expires_at: Option<Timestamp>,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<Timestamp>,
}

impl Lives {
    /// Gives what is left of the access token, never negative; `None` when unknown.
    pub fn access_left(&self, now: Timestamp) -> Option<SignedDuration> {
        self.access_expires_at.map(|end| end.duration_since(now).max(SignedDuration::ZERO))
    }

    /// Tells whether it is time to refresh: less than `margin` of the access token is left, but never more than
    /// a fifth of the life it was given, or the refresh token is 60 days old. Unknown lives are never due.
    pub fn is_due(&self, margin: SignedDuration, now: Timestamp) -> bool {
        let access_due = self.access_expires_at.is_some_and(|end| {
            let fifth = self.issued_at.map_or(margin, |issued| end.duration_since(issued) / 5);
            end.duration_since(now) < margin.min(fifth)
        });
        let refresh_due = self.refresh_expires_at.is_some_and(|end| {
            let age_end = end.checked_sub(REFRESH_LIFE - REFRESH_DUE_AGE).unwrap_or(end);
            now >= age_end
        });
        access_due || refresh_due
    }
}

/// One pair of a profile with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPair {
    /// Its number in the profile.
    pub generation: Generation,
    /// Where it came from.
    pub source: Source,
    /// The tokens.
    pub pair: TokenPair,
    /// When they end.
    pub lives: Lives,
    /// When it was saved.
    pub obtained_at: Timestamp,
    /// Whether the answer it came in was odd (cut, not JSON): probably good, not certainly.
    pub unconfirmed: bool,
    /// Zalo's answer as received, if it came in one; bytes, at most 64 KiB.
    pub answer: Option<SecretBytes>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_token_is_due_with_less_than_three_hours_left_but_never_more_than_a_fifth() {
        let now = at("2026-11-23T00:00:00Z");
        let lives = |issued: &str, end: &str| Lives {
            issued_at: Some(at(issued)),
            access_expires_at: Some(at(end)),
            refresh_expires_at: None,
        };
        for (issued, end, due) in [
            ("2026-11-22T02:00:00Z", "2026-11-23T03:00:00Z", false),
            ("2026-11-22T02:00:00Z", "2026-11-23T02:59:59Z", true),
            ("2026-11-22T02:00:00Z", "2026-11-22T23:00:00Z", true),
            // One hour of life: due in its last twelve minutes.
            ("2026-11-22T23:10:00Z", "2026-11-23T00:10:00Z", true),
            ("2026-11-22T23:13:00Z", "2026-11-23T00:13:00Z", false),
        ] {
            assert_eq!(lives(issued, end).is_due(DUE_MARGIN, now), due, "{issued} {end}");
        }
        assert!(!Lives::default().is_due(DUE_MARGIN, now), "unknown lives are never due");
    }

    #[test]
    fn a_refresh_token_of_sixty_days_is_due() {
        let lives = Lives { refresh_expires_at: Some(at("2026-12-31T00:00:00Z")), ..Lives::default() };
        assert!(lives.is_due(DUE_MARGIN, at("2026-12-01T00:00:00Z")));
        assert!(!lives.is_due(DUE_MARGIN, at("2026-11-30T23:59:59Z")));
    }

    #[test]
    fn a_pasted_access_token_leaves_the_refresh_token_and_nothing_leaves_both() {
        let pair = |access: Option<&str>, refresh: Option<&str>| TokenPair {
            access: access.map(Secret::new),
            refresh: refresh.map(Secret::new),
        };
        let before = pair(Some("FAKE_AT_1"), Some("FAKE_RT_1"));
        for (pasted, kept) in [
            (pair(None, None), None),
            (pair(Some("FAKE_AT_2"), None), Some(pair(Some("FAKE_AT_2"), Some("FAKE_RT_1")))),
            (pair(None, Some("FAKE_RT_2")), Some(pair(None, Some("FAKE_RT_2")))),
            (pair(Some("FAKE_AT_2"), Some("FAKE_RT_2")), Some(pair(Some("FAKE_AT_2"), Some("FAKE_RT_2")))),
        ] {
            assert!(pasted.pasted_over(&before) == kept);
        }
    }

    #[test]
    fn debug_of_a_pair_shows_no_token() {
        let pair = TokenPair { access: Some(Secret::new("FAKE_AT_x")), refresh: Some(Secret::new("FAKE_RT_x")) };
        assert!(!format!("{pair:?}").contains("FAKE"));
    }
}
