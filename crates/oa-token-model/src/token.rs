//! The tokens and their lifetimes. Independent of storage and network.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clock_skew::DRIFT;
use crate::secret::{Secret, SecretBytes};

/// Lifetime of an access token if the answer does not state one: 25 hours (Zalo's documentation).
pub const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(25);
/// The shortest accepted lifetime of an access token. A shorter one would be over before the token is used.
pub const SHORTEST_ACCESS_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// The longest accepted lifetime of an access token: an hour more than Zalo gives. Longer values count as
/// [`ACCESS_LIFE`].
pub const LONGEST_ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(26);
/// The longest accepted lifetime of a refresh token: a year, four times what Zalo gives. Longer values count as
/// [`REFRESH_LIFE`].
pub const LONGEST_REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Lifetime of a refresh token if the answer does not state one: 3 months, counted as 90 days.
pub const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// An access token is due when less than this is left.
pub const DUE_MARGIN: SignedDuration = SignedDuration::from_hours(3);
/// A refresh token is due at this age, two thirds of its life.
pub const REFRESH_DUE_AGE: SignedDuration = SignedDuration::from_hours(60 * 24);

/// An access token, a refresh token, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenPair {
    /// Other tools call Zalo with this token. Valid for about 25 hours.
    pub access: Option<Secret>,
    /// Is exchanged for the next pair. Works once.
    pub refresh: Option<Secret>,
}

impl TokenPair {
    /// Returns the pair to keep when this one was pasted over another; `None` if nothing was pasted.
    ///
    /// A pasted access token alone says nothing about the refresh token. The old refresh token is kept, because it may
    /// be the only valid one.
    #[must_use]
    pub fn pasted_over(&self, before: &Self) -> Option<Self> {
        match (&self.access, &self.refresh) {
            (None, None) => None,
            (Some(_), None) => Some(Self { access: self.access.clone(), refresh: before.refresh.clone() }),
            (_, Some(_)) => Some(self.clone()),
        }
    }
}

/// Number of a pair in its profile, from 1 (the import).
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
    /// Pasted or imported by the user; its expiry is unknown.
    Import,
    /// Received in exchange for the previous refresh token.
    Refresh,
    /// Received in exchange for an authorization code.
    Exchange,
}

/// When the two tokens of a pair expire; `None` if unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expiry {
    /// When Zalo issued the access token, if OA Token received it from Zalo.
    pub issued_at: Option<Timestamp>,
    /// When the access token expires.
    pub access_expires_at: Option<Timestamp>,
    /// When the refresh token expires.
    pub refresh_expires_at: Option<Timestamp>,
}

/// Returns the lifetime to use for an access token with this stated lifetime.
pub fn believed_access_life(told: SignedDuration) -> SignedDuration {
    if told > LONGEST_ACCESS_LIFE { ACCESS_LIFE } else { told.max(SHORTEST_ACCESS_LIFE) }
}

/// Returns the lifetime to use for a refresh token with this stated lifetime. A value shorter than the lifetime of
/// an access token, or longer than a year, is not plausible and counts as [`REFRESH_LIFE`].
pub fn believed_refresh_life(told: SignedDuration) -> SignedDuration {
    let is_believed = told >= LONGEST_ACCESS_LIFE && told <= LONGEST_REFRESH_LIFE;
    if is_believed { told } else { REFRESH_LIFE }
}

impl Expiry {
    /// Replaces implausible expiry times of a pair saved at `obtained_at`; an older version or a file may have written
    /// them. A refresh token close to its end is left unchanged.
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

    /// Returns the lifetime the access token was given; `None` if unknown.
    pub fn granted(&self) -> Option<SignedDuration> {
        Some(self.access_expires_at?.duration_since(self.issued_at?))
    }

    /// Reports whether a clock that ran ahead of this one issued these times. Then the real expiry is unknown.
    pub fn is_from_the_future(&self, now: Timestamp) -> bool {
        self.issued_at.is_some_and(|issued| issued.duration_since(now) > DRIFT)
    }

    /// Returns from when on the refresh token is due: at an age of 60 days, with 30 days left. A token with a lifetime
    /// of 30 days or less would then be due from its first day, so it is due with a third of its lifetime left.
    pub fn refresh_due_at(&self) -> Option<Timestamp> {
        let end = self.refresh_expires_at?;
        let usual = REFRESH_LIFE - REFRESH_DUE_AGE;
        let life = self.issued_at.map(|issued| end.duration_since(issued)).filter(SignedDuration::is_positive);
        let margin = life.filter(|life| *life <= usual).map_or(usual, |life| life / 3);
        Some(end.checked_sub(margin).unwrap_or(end))
    }

    /// Returns the time left of the access token, never negative; `None` if unknown.
    pub fn access_left(&self, now: Timestamp) -> Option<SignedDuration> {
        self.access_expires_at.map(|end| end.duration_since(now).max(SignedDuration::ZERO))
    }

    /// Reports whether it is time to refresh: less than `margin` of the access token is left (at most a fifth of its
    /// lifetime), or the refresh token is 60 days old. An unknown expiry is never due. An expiry from a clock that ran
    /// ahead is due, because the token may have expired.
    pub fn is_due(&self, margin: SignedDuration, now: Timestamp) -> bool {
        let access_due = self.access_expires_at.is_some_and(|end| {
            let fifth = self.issued_at.map_or(margin, |issued| end.duration_since(issued) / 5);
            end.duration_since(now) < margin.min(fifth)
        });
        let refresh_due = self.refresh_due_at().is_some_and(|at| now >= at);
        access_due || refresh_due || self.is_from_the_future(now)
    }
}

/// One pair of a profile with its metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPair {
    /// Its number in the profile.
    pub generation: Generation,
    /// Where it came from.
    pub source: Source,
    /// The tokens.
    pub pair: TokenPair,
    /// When the tokens expire.
    pub expiry: Expiry,
    /// When it was saved.
    pub obtained_at: Timestamp,
    /// Whether the answer with this pair was damaged (cut, not JSON). The pair is probably valid, but not certainly.
    pub unconfirmed: bool,
    /// Zalo's answer as received, if the pair came in one; at most 64 KiB.
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
        let expiry = |issued: &str, end: &str| Expiry {
            issued_at: Some(at(issued)),
            access_expires_at: Some(at(end)),
            refresh_expires_at: None,
        };
        for (issued, end, due) in [
            ("2026-11-22T02:00:00Z", "2026-11-23T03:00:00Z", false),
            ("2026-11-22T02:00:00Z", "2026-11-23T02:59:59Z", true),
            ("2026-11-22T02:00:00Z", "2026-11-22T23:00:00Z", true),
            // Lifetime of one hour: due in the last twelve minutes.
            ("2026-11-22T23:10:00Z", "2026-11-23T00:10:00Z", true),
            ("2026-11-22T23:13:00Z", "2026-11-23T00:13:00Z", false),
        ] {
            assert_eq!(expiry(issued, end).is_due(DUE_MARGIN, now), due, "{issued} {end}");
        }
        assert!(!Expiry::default().is_due(DUE_MARGIN, now), "an unknown lifetime is never due");
    }

    #[test]
    fn a_refresh_token_of_sixty_days_is_due() {
        let expiry = Expiry { refresh_expires_at: Some(at("2026-12-31T00:00:00Z")), ..Expiry::default() };
        assert!(expiry.is_due(DUE_MARGIN, at("2026-12-01T00:00:00Z")));
        assert!(!expiry.is_due(DUE_MARGIN, at("2026-11-30T23:59:59Z")));
    }

    #[test]
    fn absurd_lifetimes_count_as_usual_ones() {
        let issued = at("2026-11-23T00:00:00Z");
        let expiry = |access: i64, refresh: i64| {
            let after = |secs| Some(issued + SignedDuration::from_secs(secs));
            let expiry = Expiry {
                issued_at: Some(issued),
                access_expires_at: after(access),
                refresh_expires_at: after(refresh),
            };
            let believed = expiry.believed(issued);
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
            assert_eq!(expiry(access, 90 * day), (counts, 90 * day), "{access}");
        }
        for (refresh, counts) in [(-day, -day), (7 * day, 7 * day), (365 * day, 365 * day), (365 * day + 1, 90 * day)] {
            assert_eq!(expiry(25 * hour, refresh), (25 * hour, counts), "{refresh}");
        }
        for (told, counts) in [(0, 90 * day), (hour, 90 * day), (7 * day, 7 * day), (366 * day, 90 * day)] {
            assert_eq!(believed_refresh_life(SignedDuration::from_secs(told)).as_secs(), counts, "{told}");
        }
        let endless = Expiry { access_expires_at: Some(Timestamp::MAX), ..Expiry::default() };
        assert_eq!(endless.believed(issued).access_expires_at, Some(issued + ACCESS_LIFE), "counted from the save");
        assert_eq!(Expiry::default().believed(issued), Expiry::default(), "an unknown expiry stays unknown");
    }

    #[test]
    fn a_refresh_token_with_a_short_lifetime_is_not_due_from_its_first_day() {
        let issued = at("2026-11-01T00:00:00Z");
        let expiry = Expiry {
            issued_at: Some(issued),
            refresh_expires_at: Some(issued + SignedDuration::from_hours(9 * 24)),
            ..Expiry::default()
        };
        assert_eq!(expiry.refresh_due_at(), Some(issued + SignedDuration::from_hours(6 * 24)));
        assert!(!expiry.is_due(DUE_MARGIN, issued + SignedDuration::from_hours(24)));
    }

    #[test]
    fn lifetimes_computed_by_a_clock_that_was_ahead_are_due() {
        let now = at("2026-11-23T00:00:00Z");
        let by = |issued: Timestamp| Expiry {
            issued_at: Some(issued),
            access_expires_at: Some(issued + ACCESS_LIFE),
            refresh_expires_at: None,
        };
        assert!(!by(now + DRIFT).is_due(DUE_MARGIN, now), "both clocks are correct");
        assert!(by(now + DRIFT + SignedDuration::from_secs(1)).is_due(DUE_MARGIN, now));
    }

    #[test]
    fn a_pasted_access_token_keeps_the_refresh_token_and_an_empty_paste_keeps_both() {
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
