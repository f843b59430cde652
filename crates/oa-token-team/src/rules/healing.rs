//! What a member puts back into a database that lacks it.
//!
//! The same list serves a database that went back, a publication that was cut off, and a member that was away. Every
//! repair is idempotent. Generations only rise, and nothing in the database is deleted.

use jiff::Timestamp;
use oa_token_model::refresh::plan::AttemptKind;
use oa_token_model::token::Generation;

use super::attempt::{AttemptRow, Published, SharedState, is_set_aside, publish, published, without};
use super::claim::DEADLINE;
use super::member::MemberId;
use super::merge::{Known, Merged, merge};
use super::pair::{OaRow, PairRow};
use super::provisional::{OwnSends, answer, answered, is_final};

/// What a member's vault holds of one OA.
#[derive(Debug, Clone, Default)]
pub struct LocalOa {
    /// Its own attempts, as shared rows: `state` from [`SharedState::of`], `recoveries` from the ledger. Attempts that
    /// were prepared and never claimed are left out.
    pub attempts: Vec<AttemptRow>,
    /// Its pairs that may be shared.
    pub pairs: Vec<PairRow>,
    /// The highest generation it has seen in the database.
    pub generation: Option<Generation>,
    /// What it records beyond that.
    pub known: Known,
}

/// What the database holds of one OA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedOa {
    /// The OA.
    pub oa: OaRow,
    /// Its attempts.
    pub attempts: Vec<AttemptRow>,
    /// Its pairs.
    pub pairs: Vec<PairRow>,
}

/// One thing to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Insert an attempt, or replace the row of the same id.
    PutAttempt(AttemptRow),
    /// Insert a pair.
    PutPair(PairRow),
    /// Set generation, current pair and whether the pairs have diverged.
    SetCurrent(Merged),
}

/// Returns what `me` has to write so that the database holds all that its vault holds. Nothing to write: nothing is
/// missing. `not_checked_in` as in [`published`].
pub fn repairs(
    local: &LocalOa,
    shared: &SharedOa,
    me: &MemberId,
    not_checked_in: &[MemberId],
    now: Timestamp,
) -> Vec<Repair> {
    let mut rows = shared.attempts.clone();
    for mine in &local.attempts {
        put_attempt(&mut rows, mine, me, not_checked_in, now);
    }
    for row in &mut rows {
        if is_unknown_here(local, row, me, now) {
            *row = published(row.clone(), me, SharedState::Unknown, not_checked_in, now);
        }
        if row.awaits.contains(me) {
            *row = answered(row.clone(), me, answer(own_sends(local, row)));
        }
    }
    let mut known = local.known.clone();
    let is_over =
        |row: &&AttemptRow| row.state == SharedState::Saved || row.state == SharedState::Dead && !row.released;
    known.over.extend(rows.iter().filter(is_over).map(|row| row.fingerprint.0));
    let mut repairs: Vec<Repair> = changed(&shared.attempts, rows).map(Repair::PutAttempt).collect();
    let is_missing = |pair: &&PairRow| !shared.pairs.iter().any(|other| other.brought == pair.brought);
    let missing: Vec<PairRow> = local.pairs.iter().filter(is_missing).cloned().collect();
    let mut merged = merge(&shared.oa, shared.pairs.clone(), &missing, &known);
    repairs.extend(missing.into_iter().map(Repair::PutPair));
    merged.generation = merged.generation.max(local.generation.unwrap_or(Generation(0)));
    let oa = &shared.oa;
    let is_set = (merged.generation, &merged.current) == (oa.generation, &oa.current);
    if !is_set || merged.has_diverged != oa.has_diverged {
        repairs.push(Repair::SetCurrent(merged));
    }
    repairs
}

/// Reports whether a row names this member as the one that sends, and its vault knows of no such attempt: somebody else
/// wrote that, or its program ended before it noted the takeover. Past the deadline it does not send any more.
fn is_unknown_here(local: &LocalOa, row: &AttemptRow, me: &MemberId, now: Timestamp) -> bool {
    row.holder == *me
        && (row.state, row.kind) == (SharedState::Claimed, AttemptKind::Refresh)
        && row.recoveries > 0
        && now >= row.deadline
        && !local.attempts.iter().any(|mine| mine.id == row.id)
}

/// Returns the repairs with what they make final: provisional verdicts for which no member is awaited any more, because
/// it has answered, a person said that it is gone, it was removed from the team, or the patience is over. A removed member
/// answers no more. What it holds is not given free: its answer may be on its way until the deadline.
#[must_use]
pub fn with_finals(
    mut repairs: Vec<Repair>,
    shared: &SharedOa,
    gone: &[MemberId],
    removed: &[MemberId],
    now: Timestamp,
) -> Vec<Repair> {
    let settled = |row: AttemptRow| {
        let mut row = gone.iter().fold(row, without);
        row.awaits.retain(|member| !removed.contains(member));
        if is_final(&row, gone, now) {
            row.state = SharedState::Dead;
        }
        row
    };
    let mut written = Vec::new();
    for repair in &mut repairs {
        if let Repair::PutAttempt(row) = repair {
            *row = settled(row.clone());
            written.push(row.id.clone());
        }
    }
    let others = shared.attempts.iter().filter(|row| !written.contains(&row.id)).cloned();
    let others = changed(&shared.attempts, others.map(settled).collect());
    repairs.extend(others.map(Repair::PutAttempt));
    repairs
}

fn changed(before: &[AttemptRow], after: Vec<AttemptRow>) -> impl Iterator<Item = AttemptRow> {
    after.into_iter().filter(|row| !before.contains(row))
}

/// Returns what a member's vault says about a row's token.
pub fn own_sends(local: &LocalOa, row: &AttemptRow) -> OwnSends {
    let of_token = |mine: &&AttemptRow| mine.fingerprint == row.fingerprint || mine.id == row.id;
    OwnSends {
        has_pair: local.pairs.iter().any(|pair| pair.follows == Some(row.fingerprint) && pair.refresh != pair.follows),
        has_open: local.attempts.iter().filter(of_token).any(|mine| mine.state == SharedState::Claimed),
    }
}

fn put_attempt(
    rows: &mut Vec<AttemptRow>,
    mine: &AttemptRow,
    me: &MemberId,
    not_checked_in: &[MemberId],
    now: Timestamp,
) {
    if let Some(row) = rows.iter_mut().find(|row| row.id == mine.id) {
        let is_news = row.state != mine.state && mine.state != SharedState::Claimed;
        let is_final = row.state == SharedState::DeadProvisional && mine.state == SharedState::Dead;
        if is_news && !(is_final && publish(row, me, mine.state) == Published::Takes) {
            *row = published(row.clone(), me, mine.state, not_checked_in, now);
        }
        // A recovery that the database forgot is not sent again.
        row.recoveries = row.recoveries.max(mine.recoveries);
        return;
    }
    if !mine.state.blocks() {
        return;
    }
    let deadline = now.saturating_add(DEADLINE).unwrap_or(Timestamp::MAX);
    let mut row = AttemptRow { holder: me.clone(), deadline, awaits: Vec::new(), ..mine.clone() };
    if mine.state == SharedState::Dead {
        row = published(row, me, SharedState::Dead, not_checked_in, now);
    }
    if is_set_aside(mine) {
        rows.push(row);
        return;
    }
    if let Some(rival) = rows.iter_mut().find(|other| other.fingerprint == row.fingerprint && other.blocks()) {
        settle(&mut row, rival, me);
    }
    rows.push(row);
}

/// Decides which of two attempts for one token blocks it. `mine` was sent; the database had forgotten it when the other
/// was claimed.
fn settle(mine: &mut AttemptRow, rival: &mut AttemptRow, me: &MemberId) {
    match (mine.state, rival.state) {
        (_, SharedState::Saved) => mine.released = true,
        // The token brought a pair here, so the other member must not send it, and its verdict says nothing.
        (SharedState::Saved, _) => rival.released = true,
        // The other member may not have sent yet: it is stopped. If it has, it may hold the pair.
        (_, SharedState::Claimed) => {
            rival.released = true;
            mine.awaits.push(rival.holder.clone());
            mine.awaits.retain(|member| member != me);
            if mine.state == SharedState::Dead {
                mine.state = SharedState::DeadProvisional;
            }
        }
        // My answer may still come.
        (SharedState::Claimed, _) => {
            mine.released = true;
            if !rival.awaits.contains(me) && rival.holder != *me {
                rival.awaits.push(me.clone());
            }
            if rival.state == SharedState::Dead {
                rival.state = SharedState::DeadProvisional;
            }
        }
        (_, _) => mine.released = true,
    }
}

impl SharedOa {
    /// Writes repairs, as the database does in one transaction. Returns `false` if two unreleased rows would block the
    /// same token, which the database's unique index refuses.
    pub fn apply(&mut self, repairs: Vec<Repair>) -> bool {
        for repair in repairs {
            match repair {
                Repair::PutAttempt(row) => {
                    self.attempts.retain(|other| other.id != row.id);
                    self.attempts.push(row);
                }
                Repair::PutPair(pair) => {
                    if !self.pairs.iter().any(|other| other.brought == pair.brought) {
                        self.pairs.push(pair);
                    }
                }
                Repair::SetCurrent(merged) => {
                    self.oa.generation = self.oa.generation.max(merged.generation);
                    (self.oa.current, self.oa.has_diverged) = (merged.current, merged.has_diverged);
                }
            }
        }
        let blocking: Vec<_> = self.attempts.iter().filter(|row| row.blocks()).map(|row| row.fingerprint).collect();
        blocking.iter().enumerate().all(|(at, print)| !blocking[..at].contains(print))
    }
}
