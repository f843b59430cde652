//! The tokens themselves and how long they live. Knows nothing of storage and network.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clock_skew::DRIFT;
use crate::secret::{Secret, SecretBytes};

/// How long an access token lives when the answer doesn't say: 25 hours (Zalo's own page).
pub const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(25);
/// The shortest life counted: with less, a token would be over before anybody had it.
pub const SHORTEST_ACCESS_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// The longest life believed of an access token: an hour more than Zalo gives. What says more counts as [`ACCESS_LIFE`].
pub const LONGEST_ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(26);
/// The longest life believed of a refresh token: a year, four times what Zalo gives. What says more counts as
/// [`REFRESH_LIFE`].
pub const LONGEST_REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How long a refresh token lives when the answer doesn't say: 3 months, counted as 90 days.
pub const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// An access token is due when less than this is left.
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
    /// Returns the pair to keep when this one was pasted over another; `None` if nothing was pasted.
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

    /// Returns the number after this one.
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
pub struct Expiry {
    /// When the access token was given, if Zalo gave it to us.
    pub issued_at: Option<Timestamp>,
    /// When the access token ends.
    pub access_expires_at: Option<Timestamp>,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<Timestamp>,
}

/// Returns the life that counts for an access token which is said to live so long.
pub fn believed_access_life(told: SignedDuration) -> SignedDuration {
    if told > LONGEST_ACCESS_LIFE { ACCESS_LIFE } else { told.max(SHORTEST_ACCESS_LIFE) }
}

/// Returns the life that counts for a refresh token which is said to live so long: one that would end before the access
/// token it buys is junk, as is one of more than a year.
pub fn believed_refresh_life(told: SignedDuration) -> SignedDuration {
    let is_believed = told >= LONGEST_ACCESS_LIFE && told <= LONGEST_REFRESH_LIFE;
    if is_believed { told } else { REFRESH_LIFE }
}

impl Expiry {
    /// Returns the lives as far as they are believed, of a pair that was saved then: what an older version or a file wrote
    /// down may be absurd. A refresh token near its end is left there.
    #[must_use]
    pub fn believed(self, obtained_at: Timestamp) -> Self {
        let from = self.issued_at.unwrap_or(obtained_at);
        let access = |end: Timestamp| from.checked_add(believed_access_life(end.duration_since(from))).ok();
        let refresh = |end: Timestamp| {
            let is_absurd = end.duration_since(from) > LONGEST_REFRESH_LIFE;
            if is_absurd { from.checked_add(REFRESH_LIFE).ok() } else { Some(end) }
        };
        Self {
            issued_at: self.issued_at,
            access_expires_at: self.access_expires_at.and_then(access),
            refresh_expires_at: self.refresh_expires_at.and_then(refresh),
        }
    }

    /// Returns the life the access token was granted; `None` when unknown.
    pub fn granted(&self) -> Option<SignedDuration> {
        Some(self.access_expires_at?.duration_since(self.issued_at?))
    }

    /// Returns whether these lives were counted by a clock that ran ahead of this one: when they end is not known then.
    pub fn is_from_the_future(&self, now: Timestamp) -> bool {
        self.issued_at.is_some_and(|issued| issued.duration_since(now) > DRIFT)
    }

    /// Returns from when on the refresh token is due: at an age of 60 days, with 30 days left. One that was given less than
    /// these would be due from its first day, and is with a third of its life left.
    pub fn refresh_due_at(&self) -> Option<Timestamp> {
        let end = self.refresh_expires_at?;
        let usual = REFRESH_LIFE - REFRESH_DUE_AGE;
        let life = self.issued_at.map(|issued| end.duration_since(issued)).filter(SignedDuration::is_positive);
        let margin = life.filter(|life| *life <= usual).map_or(usual, |life| life / 3);
        Some(end.checked_sub(margin).unwrap_or(end))
    }

    /// Returns what is left of the access token, never negative; `None` when unknown.
    pub fn access_left(&self, now: Timestamp) -> Option<SignedDuration> {
        self.access_expires_at.map(|end| end.duration_since(now).max(SignedDuration::ZERO))
    }

    /// Returns whether it is time to refresh: less than `margin` of the access token is left, but never more than
    /// a fifth of the life it was given, or the refresh token is 60 days old. Unknown lives are never due; those counted by
    /// a clock that ran ahead are, as the token may have ended.
    pub fn is_due(&self, margin: SignedDuration, now: Timestamp) -> bool {
        let access_due = self.access_expires_at.is_some_and(|end| {
            let fifth = self.issued_at.map_or(margin, |issued| end.duration_since(issued) / 5);
            end.duration_since(now) < margin.min(fifth)
        });
        let refresh_due = self.refresh_due_at().is_some_and(|at| now >= at);
        access_due || refresh_due || self.is_from_the_future(now)
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
    pub lives: Expiry,
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
        let lives = |issued: &str, end: &str| Expiry {
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
        assert!(!Expiry::default().is_due(DUE_MARGIN, now), "unknown lives are never due");
    }

    #[test]
    fn a_refresh_token_of_sixty_days_is_due() {
        let lives = Expiry { refresh_expires_at: Some(at("2026-12-31T00:00:00Z")), ..Expiry::default() };
        assert!(lives.is_due(DUE_MARGIN, at("2026-12-01T00:00:00Z")));
        assert!(!lives.is_due(DUE_MARGIN, at("2026-11-30T23:59:59Z")));
    }

    #[test]
    fn absurd_lives_count_as_usual_ones() {
        let issued = at("2026-11-23T00:00:00Z");
        let lives = |access: i64, refresh: i64| {
            let after = |secs| Some(issued + SignedDuration::from_secs(secs));
            let lives = Expiry {
                issued_at: Some(issued),
                access_expires_at: after(access),
                refresh_expires_at: after(refresh),
            };
            let believed = lives.believed(issued);
            let secs = |end: Option<Timestamp>| end.unwrap().duration_since(issued).as_secs();
            (secs(believed.access_expires_at), secs(believed.refresh_expires_at))
        };
        let (hour, day) = (3600, 24 * 3600);
        for (access, counts) in [
            (-5, 60),
            (0, 60),
            (1, 60),
            (59, 60),
            (60, 60),
            (hour, hour),
            (26 * hour, 26 * hour),
            (26 * hour + 1, 25 * hour),
            (7_776_000, 25 * hour),
            (10 * 365 * day, 25 * hour),
        ] {
            assert_eq!(lives(access, 90 * day), (counts, 90 * day), "{access}");
        }
        for (refresh, counts) in [(-day, -day), (7 * day, 7 * day), (365 * day, 365 * day), (365 * day + 1, 90 * day)] {
            assert_eq!(lives(25 * hour, refresh), (25 * hour, counts), "{refresh}");
        }
        for (told, counts) in [(0, 90 * day), (hour, 90 * day), (7 * day, 7 * day), (366 * day, 90 * day)] {
            assert_eq!(believed_refresh_life(SignedDuration::from_secs(told)).as_secs(), counts, "{told}");
        }
        let endless = Expiry { access_expires_at: Some(Timestamp::MAX), ..Expiry::default() };
        assert_eq!(endless.believed(issued).access_expires_at, Some(issued + ACCESS_LIFE), "from when it was saved");
        assert_eq!(Expiry::default().believed(issued), Expiry::default(), "unknown stays unknown");
    }

    #[test]
    fn a_refresh_token_of_a_short_life_is_not_due_from_its_first_day() {
        let issued = at("2026-11-01T00:00:00Z");
        let lives = Expiry {
            issued_at: Some(issued),
            refresh_expires_at: Some(issued + SignedDuration::from_hours(9 * 24)),
            ..Expiry::default()
        };
        assert_eq!(lives.refresh_due_at(), Some(issued + SignedDuration::from_hours(6 * 24)));
        assert!(!lives.is_due(DUE_MARGIN, issued + SignedDuration::from_hours(24)));
    }

    #[test]
    fn lives_counted_by_a_clock_that_ran_ahead_are_due() {
        let now = at("2026-11-23T00:00:00Z");
        let by = |issued: Timestamp| Expiry {
            issued_at: Some(issued),
            access_expires_at: Some(issued + ACCESS_LIFE),
            refresh_expires_at: None,
        };
        assert!(!by(now + DRIFT).is_due(DUE_MARGIN, now), "two clocks that are right");
        assert!(by(now + DRIFT + SignedDuration::from_secs(1)).is_due(DUE_MARGIN, now));
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
