//! Shared pairs, and the OA they belong to.

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::{AttemptId, Fingerprint};
use oa_token_model::token::{Generation, LONGEST_ACCESS_LIFE, LONGEST_REFRESH_LIFE};

use super::member::{MemberId, OaId};

/// What brought a pair: the pair's identity within its OA. Two pairs never share it, so none is taken for another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Brought {
    /// The answer to one send of an attempt. Two members can have sent for one attempt.
    Attempt {
        /// The attempt.
        id: String,
        /// The member that sent.
        member: MemberId,
        /// The number of its send, from 1.
        send: u32,
    },
    /// A person: a paste, or the first pair of an OA.
    Paste {
        /// A random id.
        id: String,
    },
    /// A consent.
    Consent {
        /// The attempt that exchanged the code.
        id: String,
    },
}

impl Brought {
    /// Returns what an answer brought.
    pub fn by_attempt(id: &AttemptId, member: &MemberId, send: u32) -> Self {
        Self::Attempt { id: id.0.clone(), member: member.clone(), send }
    }
}

/// When the tokens of a pair expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ends {
    /// The access token; `None` if unknown.
    pub access: Option<Timestamp>,
    /// The refresh token; `None` if unknown.
    pub refresh: Option<Timestamp>,
}

impl Ends {
    /// Returns the ends to believe of a pair that the database received at that time. A member's clock may be wrong by
    /// years, and no token lives longer than Zalo gives.
    #[must_use]
    pub fn capped(self, received_at: Timestamp) -> Self {
        let cap = |end: Option<Timestamp>, life: SignedDuration| {
            let latest = received_at.saturating_add(life).unwrap_or(Timestamp::MAX);
            end.map(|end| end.min(latest))
        };
        Self { access: cap(self.access, LONGEST_ACCESS_LIFE), refresh: cap(self.refresh, LONGEST_REFRESH_LIFE) }
    }
}

/// A row of the table `pair`, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PairRow {
    /// What brought it.
    pub brought: Brought,
    /// Its number: the OA's generation once it is current.
    pub generation: Generation,
    /// The refresh token that was spent for it, or replaced by it. `None` for the first pair.
    pub follows: Option<Fingerprint>,
    /// Its refresh token.
    pub refresh: Option<Fingerprint>,
    /// When its tokens expire, as its member says. Readers use [`Ends::capped`].
    pub ends: Ends,
    /// The member that published it.
    pub by_member: MemberId,
    /// When the database received it.
    pub received_at: Timestamp,
    /// Whether Zalo or a person said that another pair is the live one.
    pub set_aside: bool,
}

/// A row of the table `oa`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OaRow {
    /// The OA.
    pub id: OaId,
    /// How often the current pair has changed: the fence of a claim. Not the number in a member's vault.
    pub generation: Generation,
    /// The current pair.
    pub current: Option<Brought>,
    /// The member that refreshes it automatically.
    pub refresher: Option<MemberId>,
    /// Counts the refreshers.
    pub term: u64,
    /// Until when the refresher has the task.
    pub refresher_until: Timestamp,
    /// Whether it is refreshed automatically.
    pub automatic: bool,
    /// Whether it was taken out of the team.
    pub is_retired: bool,
    /// Whether two of its pairs may be live. Nothing is sent automatically until Zalo or a person has decided.
    pub has_diverged: bool,
}
