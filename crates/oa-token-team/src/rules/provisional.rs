//! When "dead" is final.
//!
//! A token that Zalo calls invalid may have been spent by a member that has the new pair and has not published it yet.
//! Until that is ruled out, the verdict is provisional: the OA waits for that member.

use jiff::{SignedDuration, Timestamp};

use super::attempt::{AttemptRow, SharedState};
use super::member::MemberId;

/// How long a provisional verdict waits at most.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// What a member says about one token when it checks in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckInAnswer {
    /// It has a pair that the token was spent for, and publishes it.
    Pair,
    /// It never sent the token, or its sends ended without a pair.
    Nothing,
    /// It sent the token, and the answer may still come.
    Open,
}

/// What a member's own ledger knows of one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct OwnSends {
    /// A pair that follows the token is stored.
    pub has_pair: bool,
    /// An attempt that may have been sent has not ended.
    pub has_open: bool,
}

/// Returns what a member says about a token.
pub fn answer(own: OwnSends) -> CheckInAnswer {
    match own {
        OwnSends { has_pair: true, .. } => CheckInAnswer::Pair,
        OwnSends { has_open: true, .. } => CheckInAnswer::Open,
        OwnSends { has_pair: false, has_open: false } => CheckInAnswer::Nothing,
    }
}

/// Returns the members that may hold the pair of a token that Zalo called invalid: who sent before and has not reported
/// an end, and after the database went back, who may spend and has not checked in since.
pub fn awaited(row: &AttemptRow, sender: &MemberId, not_checked_in: &[MemberId]) -> Vec<MemberId> {
    let mut awaited: Vec<MemberId> = row.awaits.iter().chain(not_checked_in).cloned().collect();
    awaited.sort_unstable();
    awaited.dedup();
    awaited.retain(|member| member != sender);
    awaited
}

/// Returns the state that a `dead` is shared as.
pub fn of_dead(awaited: &[MemberId]) -> SharedState {
    if awaited.is_empty() { SharedState::Dead } else { SharedState::DeadProvisional }
}

/// Returns the row after a member answered for its token.
#[must_use]
pub fn answered(mut row: AttemptRow, by: &MemberId, said: CheckInAnswer) -> AttemptRow {
    match said {
        CheckInAnswer::Nothing => row.awaits.retain(|member| member != by),
        // A pair is published, which ends the attempt.
        CheckInAnswer::Pair | CheckInAnswer::Open => {}
    }
    row
}

/// Reports whether a provisional verdict is final now: no member is awaited that is not gone, or the patience is over.
pub fn is_final(row: &AttemptRow, gone: &[MemberId], now: Timestamp) -> bool {
    if row.state != SharedState::DeadProvisional {
        return false;
    }
    let is_over = row.dead_at.is_some_and(|dead_at| now.duration_since(dead_at) >= PATIENCE);
    is_over || row.awaits.iter().all(|member| gone.contains(member))
}
