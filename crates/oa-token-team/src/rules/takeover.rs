//! When a member may send for an attempt that another member holds.
//!
//! An attempt past its deadline is orphaned, not free: its holder may have the pair. So the send that follows is the one
//! recovery of the attempt, and a `dead` that comes of it is provisional.

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::Trigger;

use super::attempt::{AttemptRow, SharedState};
use super::claim::DEADLINE;
use super::epoch::Pause;
use super::member::MemberId;

/// How long the holder must not have been seen before another member takes over automatically.
pub const UNSEEN: SignedDuration = SignedDuration::from_mins(10);
/// What must be left of the access token at most before another member takes over automatically.
pub const URGENT: SignedDuration = SignedDuration::from_mins(60);

/// Facts about an attempt and its holder.
#[derive(Debug, Clone, Copy)]
pub struct TakeoverFacts<'a> {
    /// The member that would send.
    pub me: &'a MemberId,
    /// Who requests it.
    pub by: Trigger,
    /// Whether the member's own vault, or its running program, knows the attempt. A copy or a backup of a vault does not
    /// know what the member did since.
    pub is_known: bool,
    /// When the holder last wrote to the database.
    pub holder_seen_at: Timestamp,
    /// Whether somebody said that the holder will not come back.
    pub holder_is_gone: bool,
    /// What is left of the OA's access token; `None` if unknown.
    pub access_left: Option<SignedDuration>,
    /// Whether sends wait because the database went back: it may have forgotten a recovery too.
    pub pause: &'a Pause,
    /// The time.
    pub now: Timestamp,
}

/// Whether a member may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Takeover {
    /// By compare-and-set of `recoveries` from this number to the next.
    From(u32),
    /// The holder may still be waiting for its answer.
    Held,
    /// The holder was seen recently, or the access token is valid long enough.
    Waits,
    /// The database went back, and a member that may have sent has not checked in.
    EpochOpen,
    /// The one recovery was sent, and a member that sent has not reported an end.
    RecoveryOpen,
    /// The attempt has ended.
    Ended,
}

/// Decides whether `me` may make the next send of an attempt.
///
/// The first recovery is for the member that comes first: the holder after a lost answer, or another member. After it only a
/// person sends again, and only once the last sender has reported that it has no pair. A holder that asks for its own
/// attempt knows from its ledger that its send has ended, unless the attempt is not there: then it may be on its way from
/// another copy of this vault, and ends by its deadline.
pub fn may_take_over(row: &AttemptRow, facts: &TakeoverFacts<'_>) -> Takeover {
    let is_mine = row.holder == *facts.me;
    let has_reported = match row.state {
        SharedState::Saved
        | SharedState::Dead
        | SharedState::DeadProvisional
        | SharedState::Refused
        | SharedState::NotSent => return Takeover::Ended,
        SharedState::Claimed => false,
        SharedState::Unknown => true,
    };
    if row.released || has_reported && row.recoveries > 0 && facts.by != Trigger::User {
        return Takeover::Ended;
    }
    if *facts.pause != Pause::None {
        return Takeover::EpochOpen;
    }
    let is_awaited = !has_reported || row.awaits.iter().any(|member| member != facts.me);
    if is_awaited && row.recoveries > 0 {
        return Takeover::RecoveryOpen;
    }
    if has_reported && (is_mine || facts.by == Trigger::User) {
        return Takeover::From(row.recoveries);
    }
    if is_mine && (facts.is_known || facts.now >= row.deadline) {
        return Takeover::From(0);
    }
    if facts.now < row.deadline && !facts.holder_is_gone {
        return Takeover::Held;
    }
    let is_unseen = facts.holder_is_gone || facts.now.duration_since(facts.holder_seen_at) >= UNSEEN;
    let is_urgent = facts.access_left.is_none_or(|left| left < URGENT);
    if facts.by == Trigger::User || is_unseen && is_urgent { Takeover::From(0) } else { Takeover::Waits }
}

/// Returns the row after a takeover: the member holds it until a new deadline, and a holder that reported no end is
/// awaited.
#[must_use]
pub fn taken_over(mut row: AttemptRow, me: &MemberId, now: Timestamp) -> AttemptRow {
    let before = std::mem::replace(&mut row.holder, me.clone());
    if row.state == SharedState::Claimed && before != *me && !row.awaits.contains(&before) {
        row.awaits.push(before);
    }
    row.awaits.retain(|member| member != me);
    row.state = SharedState::Claimed;
    row.recoveries += 1;
    row.deadline = now.saturating_add(DEADLINE).unwrap_or(Timestamp::MAX);
    row
}
