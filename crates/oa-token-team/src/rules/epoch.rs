//! A database that went back: a failover that lost commits, or a restored dump.
//!
//! Each member remembers what it saw last. A member that sees less, or another server, opens a new epoch. Every member then
//! plays back what the database lacks and checks in. Until the members that may have sent have done so, claims wait.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::token::Generation;
use serde::{Deserialize, Serialize};

use super::held::Held;
use super::member::{MemberId, MemberRow, OaId};

/// A member that was seen within this time before the epoch is waited for.
pub const RECENT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long automatic claims wait at most.
pub const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(15);
/// An OA whose access token has less left does not wait.
pub const CANNOT_WAIT: SignedDuration = SignedDuration::from_mins(30);
/// How many earlier openings a member remembers.
const REMEMBERED: usize = 32;

/// An epoch of the database. Its content only grows within one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Epoch {
    /// `system_identifier` of `pg_control_system()`; 0 where the server refuses to tell.
    pub system: i64,
    /// The timeline; 0 where the server refuses to tell.
    pub timeline: i32,
    /// A random number, chosen by the member that opened it. A restored dump also brings back an epoch and the check-ins
    /// of its time: they must not count as new ones.
    pub opening: i64,
}

/// A row of the table `epoch`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EpochRow {
    /// The epoch.
    pub epoch: Epoch,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The newest `last_seen_at` of all members when it was opened. A restored dump shows members as they were seen
    /// then, which may be long ago.
    pub seen_until: Timestamp,
    /// Whether all waiting is over.
    pub is_closed: bool,
}

/// What a member remembers of the database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Memory {
    /// The epoch that it checked in to.
    pub epoch: Option<Epoch>,
    /// The openings of earlier epochs, oldest first.
    pub earlier: Vec<i64>,
    /// The highest position in the write-ahead log.
    pub position: u64,
    /// The `oid` of the table `team`, if it was told.
    pub relation: Option<i64>,
    /// The highest `team.change`.
    pub change: i64,
    /// The highest generation of each OA.
    pub generations: BTreeMap<OaId, Generation>,
    /// The refresh tokens that the OAs have had here.
    #[serde(default)]
    pub held: Held,
}

/// What the database shows at a connect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// System and timeline, as the server tells them.
    pub server: Option<(i64, i32)>,
    /// The `oid` of the table `team`: a dump that is restored creates it again. Every user may read it.
    pub relation: Option<i64>,
    /// The newest row of the table `epoch`.
    pub epoch: Option<Epoch>,
    /// The position in the write-ahead log. `None` where the server refuses to tell.
    pub position: Option<u64>,
    /// `team.change`.
    pub change: i64,
    /// The generation of each OA.
    pub generations: BTreeMap<OaId, Generation>,
}

/// What a connect reveals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Continuity {
    /// The database continues what this member saw.
    Continues,
    /// Another member has opened an epoch: play back, then check in.
    Opened,
    /// The database went back, and no open epoch says so: open one, play back, then check in.
    WentBack,
}

/// Compares what a member remembers with what the database shows.
pub fn compare(memory: &Memory, shown: &Shown) -> Continuity {
    let Some(epoch) = shown.epoch else { return Continuity::WentBack };
    if shown.server.is_some_and(|server| server != (epoch.system, epoch.timeline)) {
        return Continuity::WentBack;
    }
    match memory.epoch {
        // An opening that this member has left behind is back.
        _ if memory.earlier.contains(&epoch.opening) => Continuity::WentBack,
        Some(known) if known.opening == epoch.opening => {
            let is_another = memory.relation.is_some() && shown.relation.is_some() && memory.relation != shown.relation;
            let is_less = is_another
                || shown.change < memory.change
                || shown.position.is_some_and(|position| position < memory.position)
                || memory.generations.iter().any(|(oa, known)| shown.generations.get(oa).is_none_or(|now| now < known));
            if is_less { Continuity::WentBack } else { Continuity::Continues }
        }
        Some(_) | None => Continuity::Opened,
    }
}

impl Memory {
    /// Returns the memory after a check-in. What was higher in an earlier epoch is kept for generations only: a new
    /// server counts positions from its own start.
    #[must_use]
    pub fn checked_in(mut self, epoch: Epoch, shown: &Shown) -> Self {
        if let Some(before) = self.epoch.replace(epoch)
            && before.opening != epoch.opening
        {
            self.earlier.push(before.opening);
            let surplus = self.earlier.len().saturating_sub(REMEMBERED);
            self.earlier.drain(..surplus);
        }
        (self.position, self.change) = (shown.position.unwrap_or(0), shown.change);
        self.relation = shown.relation;
        self.generations.clone_from(&shown.generations);
        self
    }

    /// Returns the memory after a later look into the same epoch.
    #[must_use]
    pub fn seen(mut self, shown: &Shown) -> Self {
        self.position = self.position.max(shown.position.unwrap_or(0));
        self.change = self.change.max(shown.change);
        self.relation = self.relation.or(shown.relation);
        for (oa, generation) in &shown.generations {
            let known = self.generations.entry(oa.clone()).or_insert(*generation);
            *known = (*known).max(*generation);
        }
        self
    }
}

impl Memory {
    /// Returns what two programs of one computer remember together. An epoch that one of them has left behind is over;
    /// of two unrelated ones, the one of `self` counts.
    #[must_use]
    pub fn merged(mut self, other: Self) -> Self {
        let held = std::mem::take(&mut self.held).with(&other.held);
        Self { held, ..self.merged_looks(other) }
    }

    fn merged_looks(self, other: Self) -> Self {
        let (Some(mine), Some(theirs)) = (self.epoch, other.epoch) else {
            return if self.epoch.is_some() { self } else { other };
        };
        if mine.opening != theirs.opening {
            let is_mine_over = other.earlier.contains(&mine.opening);
            let (mut newer, older) = if is_mine_over { (other, self) } else { (self, other) };
            for opening in older.earlier.iter().copied().chain(older.epoch.map(|epoch| epoch.opening)) {
                if !newer.earlier.contains(&opening) && newer.epoch.is_some_and(|epoch| epoch.opening != opening) {
                    newer.earlier.push(opening);
                }
            }
            return newer;
        }
        let shown = Shown {
            relation: other.relation,
            position: Some(other.position),
            change: other.change,
            generations: other.generations,
            ..Shown::default()
        };
        let earlier = if other.earlier.len() > self.earlier.len() { other.earlier } else { self.earlier.clone() };
        Self { earlier, ..self.seen(&shown) }
    }

    /// Reports whether another memory says the same, apart from the position in the log, which moves all the time.
    pub fn is_as_good_as(&self, other: &Self) -> bool {
        let apart = |memory: &Self| Self { position: 0, ..memory.clone() };
        apart(self) == apart(other)
    }
}

/// Returns the members that may spend and have not checked in: they may hold a pair that nobody else has.
pub fn not_checked_in(members: &[MemberRow], checked_in: &[MemberId]) -> Vec<MemberId> {
    let is_out = |member: &&MemberRow| member.may_spend() && !checked_in.contains(&member.id);
    members.iter().filter(is_out).map(|member| member.id.clone()).collect()
}

/// Returns the members that claims wait for: those that may spend, were in use lately and have not checked in.
pub fn awaited(row: &EpochRow, members: &[MemberRow], checked_in: &[MemberId]) -> Vec<MemberId> {
    let since = row.seen_until.saturating_sub(RECENT).unwrap_or(Timestamp::MIN);
    let recent: Vec<MemberRow> = members.iter().filter(|member| member.last_seen_at >= since).cloned().collect();
    not_checked_in(&recent, checked_in)
}

/// Whether a claim waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pause {
    /// It does not.
    None,
    /// It waits for these members, until this time at most.
    Until {
        /// The end.
        at: Timestamp,
        /// The members.
        awaits: Vec<MemberId>,
    },
    /// A person is asked whether to go on without these members. Without a yes nothing is sent, reason `epoch_open`.
    Asks {
        /// The members.
        awaits: Vec<MemberId>,
    },
}

/// Decides whether a claim waits for members.
///
/// A click waits for all of them, not only for the OA's refresher: another member's click may be what was forgotten.
/// `confirmed` says that a person agreed to go on without them.
pub fn pause(
    row: &EpochRow,
    awaited: &[MemberId],
    by: Trigger,
    confirmed: bool,
    access_left: Option<SignedDuration>,
    now: Timestamp,
) -> Pause {
    if row.is_closed || awaited.is_empty() {
        return Pause::None;
    }
    let awaits = awaited.to_vec();
    let at = row.opened_at.saturating_add(LONGEST_PAUSE).unwrap_or(Timestamp::MAX);
    match by {
        Trigger::User if confirmed || now >= at => Pause::None,
        Trigger::User => Pause::Asks { awaits },
        Trigger::Automatic | Trigger::Recovery => {
            let cannot_wait = access_left.is_some_and(|left| left < CANNOT_WAIT);
            if now >= at || cannot_wait { Pause::None } else { Pause::Until { at, awaits } }
        }
    }
}

/// Reports whether a member may close an epoch: nobody is waited for any more, or the longest pause is over.
pub fn may_close(row: &EpochRow, awaited: &[MemberId], now: Timestamp) -> bool {
    !row.is_closed && (awaited.is_empty() || now.duration_since(row.opened_at) >= LONGEST_PAUSE)
}
