//! The shared row of an attempt, and what the end of an attempt changes in it.
//!
//! An unreleased row of a blocking state is the only one of its fingerprint: the database's unique index. A pair that
//! arrived always counts, whichever member brought it. Any other end counts only from the member that holds the row, so that a
//! member that was overtaken never changes the verdict of the one that took over.

use jiff::Timestamp;
use oa_token_model::refresh::AttemptState;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint};
use oa_token_model::token::Generation;
use serde::{Deserialize, Serialize};

use super::member::{MemberId, OaId};
use super::pair::PairRow;
use super::provisional;

/// The state of an attempt, as the team shares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharedState {
    /// A member holds it, and may have sent or may send.
    Claimed,
    /// The holder got no usable answer: it has no pair.
    Unknown,
    /// It brought a pair.
    Saved,
    /// Zalo said that the token is not valid.
    Dead,
    /// The same, but a member may hold the pair that the token was spent for.
    DeadProvisional,
    /// Zalo refused the request. The token may still be valid.
    Refused,
    /// Nothing was sent.
    NotSent,
}

impl SharedState {
    /// All states.
    pub const ALL: [Self; 7] =
        [Self::Claimed, Self::Unknown, Self::Saved, Self::Dead, Self::DeadProvisional, Self::Refused, Self::NotSent];

    /// Returns the name that it is stored by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Unknown => "unknown",
            Self::Saved => "saved",
            Self::Dead => "dead",
            Self::DeadProvisional => "dead_provisional",
            Self::Refused => "refused",
            Self::NotSent => "not_sent",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Reports whether an unreleased row of this state blocks another claim of its token.
    pub fn blocks(self) -> bool {
        match self {
            Self::Claimed | Self::Unknown | Self::Saved | Self::Dead | Self::DeadProvisional => true,
            Self::Refused | Self::NotSent => false,
        }
    }

    /// Returns the end that a local attempt is published with. [`published`] decides whether a `dead` is provisional.
    pub fn of(local: &AttemptState) -> Self {
        match local {
            AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded => Self::Claimed,
            AttemptState::NotSent(_) => Self::NotSent,
            AttemptState::Saved => Self::Saved,
            AttemptState::Refused(_) => Self::Refused,
            AttemptState::Dead(_) => Self::Dead,
            AttemptState::Unknown(_) => Self::Unknown,
        }
    }
}

/// A row of the table `attempt`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttemptRow {
    /// The attempt.
    pub id: AttemptId,
    /// The OA.
    pub oa: OaId,
    /// What it sends.
    pub kind: AttemptKind,
    /// The number of the pair whose token it spends.
    pub spends: Generation,
    /// The token, or the code.
    pub fingerprint: Fingerprint,
    /// Its state.
    pub state: SharedState,
    /// Whether it no longer blocks another claim of the token.
    pub released: bool,
    /// The member that sends, or has sent last.
    pub holder: MemberId,
    /// The members that sent before, and have not said yet that they have no pair.
    pub awaits: Vec<MemberId>,
    /// Before this the holder may still be waiting for its answer.
    pub deadline: Timestamp,
    /// The number of recovery sends, by all members.
    pub recoveries: u32,
    /// When Zalo said that the token is not valid.
    pub dead_at: Option<Timestamp>,
    /// The number of the pair that it brought.
    pub brought: Option<Generation>,
}

impl AttemptRow {
    /// Reports whether the row blocks another claim of its token.
    pub fn blocks(&self) -> bool {
        !self.released && self.state.blocks()
    }
}

/// Returns the row that says that a person, or the vault of the member that has the pair, has put another pair in its place:
/// the others do not take it for a rival. It blocks nothing.
pub fn set_aside(pair: &PairRow, token: Fingerprint, oa: &OaId) -> AttemptRow {
    AttemptRow {
        id: AttemptId(format!("aside {}", token.to_hex())),
        oa: oa.clone(),
        kind: AttemptKind::Refresh,
        spends: pair.generation,
        fingerprint: token,
        state: SharedState::Saved,
        released: true,
        holder: pair.by_member.clone(),
        awaits: Vec::new(),
        deadline: Timestamp::UNIX_EPOCH,
        recoveries: 0,
        dead_at: None,
        brought: None,
    }
}

/// Reports whether a row is one of [`set_aside`].
pub fn is_set_aside(row: &AttemptRow) -> bool {
    row.released && row.state == SharedState::Saved && row.id.0.starts_with("aside ")
}

/// What comes of publishing the end of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Published {
    /// The row takes the state.
    Takes,
    /// The row stays as it is: another member took the attempt over, or brought a pair. If this member was awaited, it
    /// no longer is.
    OnlyAnswers,
}

/// Decides what the end of an attempt, as `by` publishes it, changes in the shared row.
pub fn publish(row: &AttemptRow, by: &MemberId, end: SharedState) -> Published {
    if end == SharedState::Saved {
        return Published::Takes;
    }
    let is_settled = row.state == SharedState::Saved;
    if row.holder == *by && !is_settled { Published::Takes } else { Published::OnlyAnswers }
}

/// Returns the row after `by` published an end. `not_checked_in` are the members that may spend and have not checked in
/// since the database went back.
#[must_use]
pub fn published(
    mut row: AttemptRow,
    by: &MemberId,
    end: SharedState,
    not_checked_in: &[MemberId],
    now: Timestamp,
) -> AttemptRow {
    if end == SharedState::Claimed {
        return row;
    }
    // An end is final for its sender: it has no other pair of this attempt.
    row.awaits.retain(|member| member != by);
    match (publish(&row, by, end), end) {
        (Published::OnlyAnswers, _) => {}
        (Published::Takes, SharedState::Dead | SharedState::DeadProvisional) => {
            row.awaits = provisional::awaited(&row, by, not_checked_in);
            row.state = provisional::of_dead(&row.awaits);
            row.dead_at = Some(now);
        }
        (Published::Takes, SharedState::NotSent) if row.recoveries > 0 => return given_back(row, now),
        // The refusal says nothing about the send before, so the token stays blocked for the member that is awaited.
        (Published::Takes, SharedState::Refused) if !row.awaits.is_empty() => row.state = SharedState::Unknown,
        (Published::Takes, _) => (row.state, row.dead_at) = (end, None),
    }
    row
}

/// Returns the row after a recovery that was not sent: it is not used up, and the first sender holds the row again.
fn given_back(mut row: AttemptRow, now: Timestamp) -> AttemptRow {
    row.recoveries -= 1;
    row.deadline = row.deadline.min(now);
    row.state = SharedState::Unknown;
    if !row.awaits.is_empty() {
        row.holder = row.awaits.remove(0);
        row.state = SharedState::Claimed;
    }
    row
}

/// Returns the row after a person declared a member gone: the attempt waits for it no longer.
#[must_use]
pub fn without(mut row: AttemptRow, gone: &MemberId) -> AttemptRow {
    row.awaits.retain(|member| member != gone);
    if row.holder == *gone && row.state == SharedState::Claimed {
        row.state = SharedState::Unknown;
    }
    row
}
