//! Decides from the ledger what a refresh request leads to: begin, continue, or answer with what is known. Pure.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Attempt, AttemptState, Event};
use crate::profile::ProfileId;
use crate::token::{Generation, Source};

/// Identifies an attempt. A UUID in text form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AttemptId(pub String);

/// A keyed hash of a secret (HMAC-SHA256, 32 bytes): equal for equal secrets, and reveals nothing about them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Returns it as hexadecimal digits.
    pub fn to_hex(self) -> String {
        use std::fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a String cannot fail");
            text
        })
    }

    /// Reads hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes().as_chunks::<2>();
        let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Vec<u8> = digits.0.iter().map(byte).collect::<Option<_>>()?;
        bytes.try_into().ok().map(Self)
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fingerprint({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// What an attempt sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptKind {
    /// A refresh token.
    #[default]
    Refresh,
    /// An authorization code: kept in memory only, so an orphaned attempt is never sent again.
    Exchange,
}

/// Who requests a refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// A person, or `oa-token refresh`: may send again a token that may be spent.
    User,
    /// A program that needs a token: `oa-token token`, the scheduler.
    Automatic,
    /// Recovery: completes what an ended process left open.
    Recovery,
}

/// One row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Identifies the row.
    pub id: AttemptId,
    /// Counts rows over all profiles, oldest first.
    pub sequence: i64,
    /// The profile whose token it spends.
    pub profile: ProfileId,
    /// What it sends.
    pub kind: AttemptKind,
    /// The pair whose refresh token it spends, or the pair that a code was to replace.
    pub spends: Generation,
    /// The refresh token, or the code, it spends.
    pub fingerprint: Fingerprint,
    /// The fingerprint of the `app_id` and secret key it was sent with.
    pub credentials: Fingerprint,
    /// The source of the pair whose token it spends.
    pub token_source: Source,
    /// When that pair was saved here.
    pub token_at: Timestamp,
    /// Whether the row no longer blocks another send of the token.
    pub released: bool,
    /// The pair it produced.
    pub brought: Option<Generation>,
    /// The attempt itself.
    pub attempt: Attempt,
}

/// What a refresh request leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// There is no refresh token.
    NoRefreshToken,
    /// Start a new attempt; first release the old verdict, if one is named.
    Begin {
        /// A dead row whose credentials were corrected since.
        release: Option<AttemptId>,
    },
    /// Continue this attempt with this event.
    Resume {
        /// The attempt.
        id: AttemptId,
        /// The event to feed to it.
        event: Event,
    },
    /// Nothing is sent: the ledger knows the answer.
    Known(AttemptId),
    /// Nothing is sent: this token was spent here before, and another pair came of it.
    SpentHere,
    /// Nothing is to do.
    Nothing,
}

/// Makes the plan for a profile whose current refresh token is `current`. `is_spent` says that this token was spent by
/// an attempt that is not in the ledger any more.
///
/// `entries` are the rows of this profile and all rows with this fingerprint, oldest first. The caller holds the
/// profile's lock, so a row that looks in flight is orphaned.
pub fn plan(
    profile: &ProfileId,
    current: Option<Fingerprint>,
    is_spent: bool,
    credentials: Fingerprint,
    by: Trigger,
    entries: &[Entry],
) -> Plan {
    // Leave a lost answer alone if its token was replaced since: its recovery would supersede the newer pair.
    let is_ours = |entry: &&Entry| entry.profile == *profile;
    let is_worth_recovery = |entry: &&Entry| {
        is_open(&entry.attempt) && (!entry.attempt.awaits_recovery() || Some(entry.fingerprint) == current)
    };
    if let Some(open) = entries.iter().rev().filter(is_ours).find(is_worth_recovery) {
        return Plan::Resume { id: open.id.clone(), event: Event::Orphaned };
    }
    let Some(current) = current else { return Plan::NoRefreshToken };
    let blocking = entries.iter().rev().find(|entry| entry.fingerprint == current && blocks(entry));
    match (blocking, by) {
        (None, Trigger::Recovery) => Plan::Nothing,
        (None, Trigger::User | Trigger::Automatic) if is_spent => Plan::SpentHere,
        (None, Trigger::User | Trigger::Automatic) => plan_new(current, credentials, by, entries),
        (Some(entry), _) => with_blocking_row(profile, entry, credentials, by),
    }
}

/// Returns whether an ended process left this attempt open.
pub fn is_open(attempt: &Attempt) -> bool {
    matches!(attempt.state, AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded)
        || attempt.awaits_recovery()
}

/// Returns whether a row blocks another send of its token: the rows of the UNIQUE index.
fn blocks(entry: &Entry) -> bool {
    let spent = matches!(
        entry.attempt.state,
        AttemptState::Sending
            | AttemptState::Responded
            | AttemptState::Unknown(_)
            | AttemptState::Saved
            | AttemptState::Dead(_)
    );
    spent && !entry.released
}

fn with_blocking_row(profile: &ProfileId, entry: &Entry, credentials: Fingerprint, by: Trigger) -> Plan {
    if by == Trigger::Recovery {
        return Plan::Nothing;
    }
    if entry.profile != *profile {
        return Plan::SpentHere;
    }
    match entry.attempt.state {
        AttemptState::Unknown(_) if by == Trigger::User => {
            Plan::Resume { id: entry.id.clone(), event: Event::SendAgain }
        }
        AttemptState::Dead(_) if by == Trigger::User && entry.credentials != credentials => {
            Plan::Begin { release: Some(entry.id.clone()) }
        }
        AttemptState::Saved => Plan::SpentHere,
        AttemptState::Unknown(_)
        | AttemptState::Dead(_)
        | AttemptState::Prepared
        | AttemptState::Sending
        | AttemptState::NotSent(_)
        | AttemptState::Responded
        | AttemptState::Refused(_) => Plan::Known(entry.id.clone()),
    }
}

/// Plans a new attempt, unless the last verdict on this token forbids it. A dead token is never sent again with the
/// same credentials. Without a person, neither is a token that Zalo refused with the same values, or one that came back
/// unchanged. A token that was never sent has no verdict.
fn plan_new(current: Fingerprint, credentials: Fingerprint, by: Trigger, entries: &[Entry]) -> Plan {
    let is_verdict = |entry: &&Entry| !matches!(entry.attempt.state, AttemptState::NotSent(_) | AttemptState::Prepared);
    let mut of_this_token = entries.iter().rev().filter(|entry| entry.fingerprint == current);
    let Some(last) = of_this_token.find(is_verdict) else { return Plan::Begin { release: None } };
    let is_unchanged = last.credentials == credentials;
    let speaks_against = match last.attempt.state {
        AttemptState::Dead(_) => is_unchanged || by != Trigger::User,
        AttemptState::Refused(_) => is_unchanged && by != Trigger::User,
        AttemptState::Saved => by != Trigger::User,
        AttemptState::Prepared
        | AttemptState::Sending
        | AttemptState::NotSent(_)
        | AttemptState::Responded
        | AttemptState::Unknown(_) => false,
    };
    if speaks_against { Plan::Known(last.id.clone()) } else { Plan::Begin { release: None } }
}
