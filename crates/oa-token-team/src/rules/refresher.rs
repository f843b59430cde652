//! Which member refreshes an OA automatically.
//!
//! This only spreads the work. What keeps a token from being spent twice is the fingerprint's unique index: two members
//! that both believe to be the refresher cannot both claim.

use jiff::{SignedDuration, Timestamp};

use super::member::{MemberId, MemberKind, MemberRow};
use super::pair::OaRow;

/// How long a refresher has its task after each renewal.
pub const LEASE: SignedDuration = SignedDuration::from_mins(40);
/// How often it renews.
pub const RENEWAL: SignedDuration = SignedDuration::from_mins(10);
/// An expired task is taken over only if the OA is due within this time.
pub const DUE_SOON: SignedDuration = SignedDuration::from_mins(90);
/// How recently a candidate must have been seen to be waited for.
const ALIVE: SignedDuration = SignedDuration::from_mins(2);
/// How long each candidate waits for the one before it.
const TURN: SignedDuration = SignedDuration::from_mins(1);

/// What a member does about an OA's task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// It has the task, and nothing to renew yet.
    Keep,
    /// It renews its task, naming the term.
    Renew {
        /// The term.
        term: u64,
        /// The new end.
        until: Timestamp,
    },
    /// It takes the task, by compare-and-set of the term.
    Take {
        /// The term before.
        term: u64,
        /// The new end.
        until: Timestamp,
    },
    /// It leaves the task to others.
    Leave,
}

/// Decides what `me` does about an OA that is due in `due_in`.
pub fn task(oa: &OaRow, me: &MemberId, members: &[MemberRow], due_in: Option<SignedDuration>, now: Timestamp) -> Task {
    let is_able = members.iter().any(|member| member.id == *me && member.may_spend());
    if oa.is_retired || !oa.automatic || !is_able {
        return Task::Leave;
    }
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    if oa.refresher.as_ref() == Some(me) {
        let since_renewal = LEASE - oa.refresher_until.duration_since(now);
        return if since_renewal >= RENEWAL { Task::Renew { term: oa.term, until } } else { Task::Keep };
    }
    let has_expired = oa.refresher.is_none() || now >= oa.refresher_until;
    let is_due = oa.refresher.is_none() || due_in.is_none_or(|due_in| due_in < DUE_SOON);
    if !has_expired || !is_due {
        return Task::Leave;
    }
    let rank = i32::try_from(rank(me, members, now)).unwrap_or(i32::MAX);
    let expired_for = if oa.refresher.is_none() { SignedDuration::MAX } else { now.duration_since(oa.refresher_until) };
    let is_my_turn = rank == 0 || expired_for >= TURN.saturating_mul(rank);
    if is_my_turn { Task::Take { term: oa.term, until } } else { Task::Leave }
}

/// Returns how many members seen recently come before `me`: servers before persons, then who refreshed longest ago.
fn rank(me: &MemberId, members: &[MemberRow], now: Timestamp) -> usize {
    // A member that never refreshed comes first.
    let key = |member: &MemberRow| (member.kind == MemberKind::Person, member.last_refreshed_at, member.id.clone());
    let Some(mine) = members.iter().find(|member| member.id == *me).map(key) else { return members.len() };
    let is_candidate =
        |member: &&MemberRow| member.may_spend() && now.duration_since(member.last_seen_at) < ALIVE && member.id != *me;
    members.iter().filter(is_candidate).filter(|member| key(member) < mine).count()
}
