//! Who may claim a token, and whether the holder of a claim may begin its send.
//!
//! The database decides a claim by the fingerprint's unique index and the OA's generation. These rules decide before it
//! is asked, and once more before the first byte of the request.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::token::Generation;

use super::access::{Act, may};
use super::attempt::{AttemptRow, SharedState};
use super::epoch::Pause;
use super::member::{MemberId, Role};
use super::pair::OaRow;

/// How long after asking for its claim a holder may begin the send.
pub const FENCE: Duration = Duration::from_secs(20);
/// How far a wall clock may go back between claim and send: an adjustment over the network.
const CLOCK_ADJUSTMENT: SignedDuration = SignedDuration::from_secs(1);

/// The life of a claim. One attempt takes at most 190 s, 10 s until its recovery, and 190 s: 390 s.
pub const DEADLINE: SignedDuration = SignedDuration::from_mins(8);

/// The time since a member asked for its claim, by two of its own clocks. The first may stop while the computer sleeps,
/// the second may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SinceClaim {
    /// By a clock that nobody sets.
    pub by_instant: Duration,
    /// By the wall clock.
    pub by_wall_clock: SignedDuration,
}

/// Reports whether the holder may begin its send. If not, it gives the claim back.
pub fn is_within_fence(since: SinceClaim) -> bool {
    let wall = since.by_wall_clock;
    since.by_instant <= FENCE && wall >= -CLOCK_ADJUSTMENT && wall.unsigned_abs() <= FENCE
}

/// Reports whether the database still confirms the claim, right before the first byte is sent: the claim exists, is
/// this member's, has not ended and its deadline has not passed.
pub fn is_confirmed(row: Option<&AttemptRow>, me: &MemberId, now: Timestamp) -> bool {
    row.is_some_and(|row| row.holder == *me && row.state == SharedState::Claimed && !row.released && now < row.deadline)
}

/// Facts about a claim that a member is about to ask for.
#[derive(Debug, Clone)]
pub struct ClaimFacts<'a> {
    /// The member.
    pub me: &'a MemberId,
    /// Its role.
    pub role: Role,
    /// Who requests the refresh.
    pub by: Trigger,
    /// The generation of the pair that the member would spend.
    pub generation: Generation,
    /// The term in which the member believes to be the OA's refresher.
    pub term: u64,
    /// Whether this member has checked in to the current epoch.
    pub is_checked_in: bool,
    /// Whether claims wait because the database went back.
    pub pause: &'a Pause,
    /// The unreleased row of the token, if the database has one.
    pub blocking: Option<&'a AttemptRow>,
}

/// Why a member may not claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimRefusal {
    /// A viewer spends nothing. Reason `viewer`.
    Viewer,
    /// The OA was taken out of the team.
    Retired,
    /// The database has a newer pair: it is adopted first.
    Behind,
    /// This member has a newer pair than the database: it is published first.
    Ahead,
    /// Another member refreshes this OA automatically.
    NotRefresher,
    /// The OA has automatic refresh switched off, or its pairs have diverged.
    NotAutomatic,
    /// The database went back, and a member that may have sent has not checked in. Reason `epoch_open`.
    EpochOpen,
    /// An attempt has claimed the token already.
    Claimed,
}

/// Decides whether a member may ask for a claim.
///
/// # Errors
/// The reason why not.
pub fn may_claim(oa: &OaRow, facts: &ClaimFacts<'_>) -> Result<(), ClaimRefusal> {
    if !may(facts.role, Act::Refresh) {
        return Err(ClaimRefusal::Viewer);
    }
    if oa.is_retired {
        return Err(ClaimRefusal::Retired);
    }
    if !facts.is_checked_in || *facts.pause != Pause::None {
        return Err(ClaimRefusal::EpochOpen);
    }
    match facts.generation.cmp(&oa.generation) {
        std::cmp::Ordering::Less => return Err(ClaimRefusal::Behind),
        std::cmp::Ordering::Greater => return Err(ClaimRefusal::Ahead),
        std::cmp::Ordering::Equal => {}
    }
    if facts.blocking.is_some_and(AttemptRow::blocks) {
        return Err(ClaimRefusal::Claimed);
    }
    if facts.by == Trigger::User {
        return Ok(());
    }
    if !oa.automatic || oa.has_diverged {
        return Err(ClaimRefusal::NotAutomatic);
    }
    let is_refresher = oa.refresher.as_ref() == Some(facts.me) && oa.term == facts.term;
    if is_refresher { Ok(()) } else { Err(ClaimRefusal::NotRefresher) }
}
