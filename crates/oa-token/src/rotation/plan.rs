//! What a wish to refresh comes to, read from the ledger: begin, go on, or answer with what is known. Pure.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Attempt, AttemptState, Event};
use crate::profile::ProfileId;
use crate::token::{Generation, Source};

/// Identifies an attempt. A UUID in text form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AttemptId(pub String);

/// A keyed hash of a secret: equal for equal secrets, and says nothing of them. 32 bytes, HMAC-SHA256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Returns it as hexadecimal digits.
    pub fn to_hex(self) -> String {
        use std::fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes all that is written");
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptKind {
    /// A refresh token.
    #[default]
    Refresh,
    /// An authorization code: kept in memory alone, so an orphan is never sent again.
    Exchange,
}

/// Who wishes to refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// A person, or `oa-token refresh`: may send again what may be spent.
    User,
    /// A program that wants a token: `oa-token token`, the clock.
    Automatic,
    /// Nobody: what an ended program left open is brought to its end.
    Recovery,
}

/// One row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Identifies the row.
    pub id: AttemptId,
    /// Counts rows over all profiles, oldest first.
    pub sequence: i64,
    /// Whose token it spends.
    pub profile: ProfileId,
    /// What it sends.
    pub kind: AttemptKind,
    /// The pair whose refresh token it spends; the pair that a code was to replace.
    pub spends: Generation,
    /// The refresh token, or the code, it spends.
    pub fingerprint: Fingerprint,
    /// The `app_id` and secret key it was sent with.
    pub credentials: Fingerprint,
    /// Where the pair whose token it spends came from.
    pub token_source: Source,
    /// When that pair was saved here.
    pub token_at: Timestamp,
    /// Whether it no longer keeps the token from being sent.
    pub released: bool,
    /// The pair it brought.
    pub brought: Option<Generation>,
    /// Its life so far.
    pub attempt: Attempt,
}

/// What a wish to refresh comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// There is no refresh token.
    NoRefreshToken,
    /// Make a new attempt; first take the old verdict, if named, out of the way.
    Begin {
        /// A dead row whose credentials have been corrected since.
        release: Option<AttemptId>,
    },
    /// Go on with this attempt by this event.
    Resume {
        /// The attempt.
        id: AttemptId,
        /// What happened to it.
        event: Event,
    },
    /// Nothing is sent: the ledger knows the answer.
    Known(AttemptId),
    /// Nothing is sent: this very token was spent here before, and another pair came of it.
    SpentHere,
    /// Nothing is to be done.
    Nothing,
}

/// Reads the ledger for a profile whose current refresh token is `current`; `is_spent` tells of a token whose attempt is
/// gone by now.
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
    // A lost answer to a token that has been replaced since is let be: its recovery would supersede the newer pair.
    let is_ours = |entry: &&Entry| entry.profile == *profile;
    let is_worth_mending = |entry: &&Entry| {
        is_open(&entry.attempt) && (!entry.attempt.awaits_recovery() || Some(entry.fingerprint) == current)
    };
    if let Some(open) = entries.iter().rev().filter(is_ours).find(is_worth_mending) {
        return Plan::Resume { id: open.id.clone(), event: Event::Orphaned };
    }
    let Some(current) = current else { return Plan::NoRefreshToken };
    let keeper = entries.iter().rev().find(|entry| entry.fingerprint == current && keeps(entry));
    match (keeper, by) {
        (None, Trigger::Recovery) => Plan::Nothing,
        (None, Trigger::User | Trigger::Automatic) if is_spent => Plan::SpentHere,
        (None, Trigger::User | Trigger::Automatic) => anew(current, credentials, by, entries),
        (Some(entry), _) => with_keeper(profile, entry, credentials, by),
    }
}

/// Returns whether an ended program left this attempt to be brought to its end.
pub fn is_open(attempt: &Attempt) -> bool {
    matches!(attempt.state, AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded)
        || attempt.awaits_recovery()
}

/// Returns whether a row keeps its token from being sent anew: the rows of the UNIQUE index.
fn keeps(entry: &Entry) -> bool {
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

fn with_keeper(profile: &ProfileId, entry: &Entry, credentials: Fingerprint, by: Trigger) -> Plan {
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

/// Makes a new attempt, unless the last verdict on this token speaks against it: a dead token with the same
/// credentials is never sent again; without a person neither is one that Zalo refused with the same values, nor one
/// that came back unchanged. What was never sent is no verdict.
fn anew(current: Fingerprint, credentials: Fingerprint, by: Trigger, entries: &[Entry]) -> Plan {
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
