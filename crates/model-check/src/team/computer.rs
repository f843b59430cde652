//! A computer: its vault, its ledger, and what it does, step by step.

use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::refresh::plan::{Plan, Trigger, plan};
use oa_token_model::token::Generation;
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::claim::{ClaimFacts, SinceClaim};
use oa_token_team::rules::epoch::{self, Continuity, EpochRow, Memory, Pause, not_checked_in};
use oa_token_team::rules::healing::{LocalOa, Repair};
use oa_token_team::rules::member::{MemberId, Role};
use oa_token_team::rules::merge::Known;
use oa_token_team::rules::pair::{Brought, PairRow};
use oa_token_team::rules::takeover::{Takeover, TakeoverFacts, UNSEEN, taken_over};

use super::database::{NOW, before, first_pair, member, members, new_pair, oa_id, place, token};
use super::scope::TeamScope;
use super::world::{TeamBreach, TeamWorld};
use crate::files::Row;
use crate::process::entry;
use crate::values::{Stage, Why, attempt_id, number, print, profile};

/// What is left of the access token: little enough to take over, too much to skip the pause.
const ACCESS_LEFT: SignedDuration = SignedDuration::from_mins(45);

/// Whether a computer runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Power {
    Runs,
    Sleeps,
    Off,
}

/// What a computer is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    Idle,
    /// It connects, then plans.
    Connects(Trigger),
    /// It asks for a claim of this token, which it read with this generation.
    Claims {
        by: Trigger,
        token: u8,
        generation: u32,
    },
    /// It asks to send for an attempt that is there.
    Takes {
        by: Trigger,
        id: u8,
    },
    /// It asks whether its claim still holds.
    Confirms {
        id: u8,
        is_recovery: bool,
    },
    /// It sends.
    Sends {
        id: u8,
        is_recovery: bool,
    },
    /// It waits for the answer.
    Waits {
        id: u8,
    },
    /// It publishes the end.
    Publishes,
}

/// The traffic between a computer and Zalo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum TeamWire {
    Empty,
    Asked(u8),
    Tokens(u8),
    Dead,
    Refused,
}

/// A computer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Computer {
    pub(super) power: Power,
    pub(super) phase: Phase,
    pub(super) wire: TeamWire,
    /// It slept since it asked for its claim.
    pub(super) late: bool,
    /// When it confirmed its claim, a computer that had sent the same token had not checked in. Only the properties use
    /// it.
    pub(super) blind: bool,
    /// Its ledger.
    pub(super) ledger: Vec<Row>,
    /// The attempts that it claimed or took over and did not send yet.
    pub(super) unsent: Vec<u8>,
    pub(super) pairs: Vec<PairRow>,
    pub(super) current: u8,
    pub(super) generation: u32,
    pub(super) opening: u8,
    pub(super) earlier: Vec<u8>,
    pub(super) change: i64,
}

impl Computer {
    pub(super) fn new() -> Self {
        Self {
            power: Power::Runs,
            phase: Phase::Idle,
            wire: TeamWire::Empty,
            late: false,
            blind: false,
            ledger: vec![],
            unsent: vec![],
            pairs: vec![first_pair()],
            current: 1,
            generation: 1,
            opening: 0,
            earlier: vec![],
            change: 1,
        }
    }

    pub(super) fn runs(&self) -> bool {
        self.power == Power::Runs
    }

    pub(super) fn is_idle(&self) -> bool {
        self.phase == Phase::Idle
    }

    pub(super) fn wake(&mut self) {
        if self.power == Power::Off {
            // It checks in when it starts.
            self.phase = Phase::Connects(Trigger::Recovery);
        }
        self.power = Power::Runs;
    }

    pub(super) fn has_pair(&self, of: u8) -> bool {
        self.pairs.iter().any(|pair| token(pair.refresh) == of)
    }

    /// Reports whether its attempt may be on its way: it has claimed, and has not stored an end.
    pub(super) fn is_sending(&self) -> bool {
        match self.phase {
            Phase::Confirms { .. } | Phase::Sends { .. } | Phase::Waits { .. } => true,
            Phase::Idle | Phase::Connects(_) | Phase::Claims { .. } | Phase::Takes { .. } | Phase::Publishes => false,
        }
    }

    pub(super) fn ledger_row(&mut self, id: u8) -> Option<&mut Row> {
        self.ledger.iter_mut().find(|row| row.id == id)
    }

    fn memory(&self, on: i32) -> Memory {
        Memory {
            epoch: Some(epoch::Epoch { system: 1, timeline: on, opening: self.opening.into() }),
            earlier: self.earlier.iter().map(|opening| i64::from(*opening)).collect(),
            position: 0,
            relation: None,
            change: self.change,
            generations: [(oa_id(), Generation(self.generation))].into(),
            // No pair is deleted in the model.
            ..Memory::default()
        }
    }

    fn local(&self, at: usize) -> LocalOa {
        let own = |row: &Row| AttemptRow {
            id: attempt_id(row.id),
            oa: oa_id(),
            kind: oa_token_model::refresh::plan::AttemptKind::Refresh,
            spends: Generation(row.spends.into()),
            fingerprint: print(row.token),
            state: if row.stage == Stage::Prepared && !self.is_sending() {
                SharedState::NotSent
            } else {
                SharedState::of(&row.stage.to_real())
            },
            released: false,
            holder: member(at),
            awaits: vec![],
            deadline: NOW,
            recoveries: row.recoveries.into(),
            dead_at: None,
            brought: None,
        };
        LocalOa {
            attempts: self.ledger.iter().map(own).collect(),
            pairs: self.pairs.clone(),
            generation: Some(Generation(self.generation)),
            known: Known::default(),
        }
    }
}

/// `epoch::pause` for a member that was in use, with what the model knows of time.
pub(super) fn pause(row: &EpochRow, awaited: &[MemberId], _: Option<&MemberId>, by: Trigger) -> Pause {
    epoch::pause(row, awaited, by, false, Some(ACCESS_LEFT), NOW)
}

/// Adds the database's pairs to those of a vault.
pub(super) fn adopt(mine: &mut Vec<PairRow>, shared: &[PairRow]) {
    for pair in shared {
        if !mine.iter().any(|other| other.brought == pair.brought) {
            mine.push(pair.clone());
        }
    }
}

impl TeamWorld {
    pub(super) fn request(&mut self, at: usize, by: Trigger) {
        self.computers[at].phase = Phase::Connects(by);
    }

    /// A computer takes its next step.
    pub(super) fn step(&mut self, scope: &TeamScope, at: usize) {
        match self.computers[at].phase {
            Phase::Idle => {}
            Phase::Connects(by) => {
                self.connect(scope, at);
                self.plan(at, by);
            }
            Phase::Claims { by, token, generation } => self.claim(scope, at, by, (token, generation)),
            Phase::Takes { by, id } => self.take(scope, at, by, id),
            Phase::Confirms { id, is_recovery } => {
                let is_confirmed = (scope.rules.is_confirmed)(self.database.row(id), &member(at), NOW);
                let phase = if is_confirmed { Phase::Sends { id, is_recovery } } else { Phase::Publishes };
                let is_blind = self.is_blind(at, id);
                (self.computers[at].phase, self.computers[at].blind) = (phase, is_blind);
            }
            Phase::Sends { id, is_recovery } => self.send(scope, at, id, is_recovery),
            Phase::Waits { id } => self.receive(at, id),
            Phase::Publishes => {
                self.connect(scope, at);
                self.computers[at].phase = Phase::Idle;
                let lost = |row: &Row| matches!(row.stage, Stage::Unknown(_)) && row.recoveries == 0;
                if self.computers[at].ledger.iter().any(lost) {
                    self.computers[at].phase = Phase::Connects(Trigger::Recovery);
                }
            }
        }
    }

    /// Compares, puts back what is missing, checks in, and adopts what is new: one transaction.
    pub(super) fn connect(&mut self, scope: &TeamScope, at: usize) {
        let me = member(at);
        let shown = self.database.shown(self.server);
        let on = i32::from(self.database.opened_on);
        let continuity = (scope.rules.compare)(&self.computers[at].memory(on), &shown);
        if continuity == Continuity::WentBack {
            self.openings += 1;
            self.database.opening = self.openings;
            self.database.opened_on = self.server;
            self.database.checked_in = 0;
            self.database.is_closed = false;
        }
        let all = members(scope.computers);
        let inside = |world: &Self| -> Vec<MemberId> {
            (0..scope.computers).filter(|at| world.database.has_checked_in(*at)).map(member).collect()
        };
        let out = not_checked_in(&all, &inside(self));
        let mut shared = self.database.shared();
        let local = self.computers[at].local(at);
        let repairs = (scope.rules.repairs)(&local, &shared, &me, &out, NOW);
        self.ghost.has_healed |=
            continuity != Continuity::Continues && repairs.iter().any(|repair| matches!(repair, Repair::PutPair(_)));
        if !shared.apply(repairs) {
            self.ghost.breach(TeamBreach::BlockedTwice);
        }
        for row in &mut shared.attempts {
            if (scope.rules.is_final)(row, &[], NOW) {
                row.state = SharedState::Dead;
            }
            self.ghost.was_provisional |= row.state == SharedState::DeadProvisional;
        }
        self.database.set(shared);
        self.database.checked_in |= 1 << at;
        let row = self.database.epoch_row();
        let awaited = epoch::awaited(&row, &all, &inside(self));
        self.database.is_closed |= epoch::may_close(&row, &awaited, NOW);
        self.adopt(scope, at);
    }

    fn adopt(&mut self, scope: &TeamScope, at: usize) {
        let shown = self.database.shown(self.server);
        let (database, computer) = (&self.database, &mut self.computers[at]);
        (scope.rules.adopt)(&mut computer.pairs, &database.pairs);
        for pair in &mut computer.pairs {
            let shared = database.pairs.iter().find(|other| other.brought == pair.brought);
            pair.set_aside = shared.is_some_and(|shared| shared.set_aside);
        }
        computer.pairs.sort_by(|one, other| one.brought.cmp(&other.brought));
        if computer.opening != database.opening {
            computer.earlier.push(computer.opening);
            computer.opening = database.opening;
        }
        (computer.current, computer.generation) = (database.current(), database.oa.generation.0);
        computer.change = shown.change;
        // What was claimed and not sent has been given back.
        let unsent = std::mem::take(&mut computer.unsent);
        computer.ledger.retain(|row| !(unsent.contains(&row.id) && row.stage == Stage::Prepared));
    }

    /// Decides from ledger and database what a request does.
    fn plan(&mut self, at: usize, by: Trigger) {
        let computer = &mut self.computers[at];
        // A send that was found without its process is lost.
        for row in computer.ledger.iter_mut().filter(|row| row.stage == Stage::Sending) {
            (row.stage, row.lost) = (Stage::Unknown(Why::Crashed), Some(Why::Crashed));
        }
        let (token, generation) = (computer.current, computer.generation);
        let entries: Vec<_> = computer.ledger.iter().map(|row| entry(row, None)).collect();
        let is_spent = computer.pairs.iter().any(|pair| pair.follows == Some(print(token)) && pair.set_aside);
        let planned = plan(profile(), Some(print(token)), is_spent, print(0), by, &entries);
        let blocking = self.database.blocking(token).map(|row| number(&row.id));
        self.computers[at].phase = match (planned, blocking) {
            (Plan::Resume { id, .. }, _) => Phase::Takes { by, id: number(&id) },
            (Plan::Begin { .. }, Some(id)) => Phase::Takes { by, id },
            (Plan::Begin { .. }, None) => Phase::Claims { by, token, generation },
            (Plan::NoRefreshToken | Plan::Known(_) | Plan::SpentHere | Plan::Nothing, _) => Phase::Idle,
        };
    }

    fn pause_for(&self, scope: &TeamScope, by: Trigger) -> Pause {
        let row = self.database.epoch_row();
        let inside: Vec<MemberId> =
            (0..scope.computers).filter(|at| self.database.has_checked_in(*at)).map(member).collect();
        let awaited = epoch::awaited(&row, &members(scope.computers), &inside);
        (scope.rules.pause)(&row, &awaited, self.database.oa.refresher.as_ref(), by)
    }

    fn claim(&mut self, scope: &TeamScope, at: usize, by: Trigger, (token, generation): (u8, u32)) {
        let me = member(at);
        if by != Trigger::User && self.database.oa.refresher.as_ref() != Some(&me) {
            (self.database.oa.refresher, self.database.oa.term) = (Some(me.clone()), 1);
        }
        let facts = ClaimFacts {
            me: &me,
            role: Role::Operator,
            by,
            generation: Generation(generation),
            term: self.database.oa.term,
            is_checked_in: self.database.has_checked_in(at),
            pause: &self.pause_for(scope, by),
            blocking: self.database.blocking(token),
        };
        self.computers[at].phase = Phase::Idle;
        if (scope.rules.may_claim)(&self.database.oa, &facts).is_err() {
            return;
        }
        if self.database.current() != token {
            self.ghost.breach(TeamBreach::ClaimedOld);
        }
        let id = self.next_id;
        self.next_id += 1;
        let spends = u8::try_from(generation).unwrap_or(u8::MAX);
        let computer = &mut self.computers[at];
        computer.ledger.push(Row { stage: Stage::Prepared, sends: 0, ..Row::answered(id, token, spends, 0) });
        computer.unsent.push(id);
        let deadline = NOW.saturating_add(oa_token_team::rules::claim::DEADLINE).unwrap_or(NOW);
        let mut claimed = self.computers[at].local(at).attempts.pop().expect("the row was just added");
        (claimed.state, claimed.deadline) = (SharedState::Claimed, deadline);
        if self.database.blocking(token).is_some() {
            // The database's unique index refuses, whatever a rule says.
            self.computers[at].phase = Phase::Publishes;
            return;
        }
        self.database.attempts.push(claimed);
        self.computers[at].late = false;
        self.computers[at].phase = Phase::Confirms { id, is_recovery: false };
    }

    fn take(&mut self, scope: &TeamScope, at: usize, by: Trigger, id: u8) {
        let me = member(at);
        self.computers[at].phase = Phase::Idle;
        let Some(row) = self.database.row(id).cloned() else { return };
        let holder = place(&row.holder);
        let is_away = !self.computers[holder].runs();
        let facts = TakeoverFacts {
            me: &me,
            by,
            is_known: self.computers[at].ledger.iter().any(|row| row.id == id),
            holder_seen_at: if is_away { before(UNSEEN) } else { NOW },
            holder_is_gone: false,
            access_left: Some(ACCESS_LEFT),
            pause: &self.pause_for(scope, by),
            now: NOW,
        };
        let may = (scope.rules.may_take_over)(&row, &facts);
        if may != Takeover::From(row.recoveries) || !self.database.has_checked_in(at) {
            return;
        }
        let theirs = &self.computers[holder];
        if holder != at && theirs.runs() && theirs.is_sending() && !theirs.late {
            self.ghost.breach(TeamBreach::TakenFromTheRunning);
        }
        self.ghost.has_taken_over |= holder != at;
        if let Some(shared) = self.database.row_mut(id) {
            *shared = taken_over(row.clone(), &me, NOW);
        }
        let computer = &mut self.computers[at];
        computer.late = false;
        if computer.ledger_row(id).is_none() {
            let (token, spends) = (row.fingerprint.0[0], u8::try_from(row.spends.0).unwrap_or(u8::MAX));
            computer.ledger.push(Row { stage: Stage::Prepared, sends: 0, ..Row::answered(id, token, spends, 0) });
        }
        computer.unsent.push(id);
        computer.phase = Phase::Confirms { id, is_recovery: true };
    }

    fn send(&mut self, scope: &TeamScope, at: usize, id: u8, is_recovery: bool) {
        let wall = if self.computers[at].late { 600 } else { 3 };
        let since = SinceClaim { by_instant: Duration::from_secs(3), by_wall_clock: SignedDuration::from_secs(wall) };
        if !(scope.rules.is_within_fence)(since) {
            self.computers[at].phase = Phase::Publishes;
            return;
        }
        let Some(row) = self.computers[at].ledger_row(id) else { return };
        let token = row.token;
        row.stage = Stage::Sending;
        row.sends += 1;
        row.recoveries += u8::from(is_recovery);
        self.computers[at].unsent.retain(|other| *other != id);
        self.computers[at].phase = Phase::Waits { id };
        self.computers[at].wire = TeamWire::Asked(token);
        self.record_send(at, id, token, is_recovery);
    }

    /// Reports whether a send that the database forgot, by a computer that is not there, cannot be known.
    fn is_blind(&self, at: usize, id: u8) -> bool {
        let token = self.database.row(id).map_or(0, |row| row.fingerprint.0[0]);
        let has_sent = |computer: &Computer| computer.ledger.iter().any(|row| row.token == token && row.sends > 0);
        (0..self.computers.len())
            .any(|other| other != at && has_sent(&self.computers[other]) && !self.database.has_checked_in(other))
    }

    fn record_send(&mut self, at: usize, id: u8, token: u8, is_recovery: bool) {
        // The database may have forgotten this computer's own takeover: then its row counts fewer recoveries.
        let mine = self.computers[at].ledger_row(id).map_or(0, |row| row.recoveries);
        let is_overtaken =
            self.database.row(id).is_some_and(|row| row.holder != member(at) && row.recoveries > mine.into());
        if is_overtaken {
            self.ghost.breach(TeamBreach::SentTooLate);
        }
        let place = usize::from(token);
        let is_blind = std::mem::take(&mut self.computers[at].blind);
        // After the one recovery a person may send again, as often as they like.
        if is_recovery && self.database.row(id).is_some_and(|row| row.recoveries > 1) {
            return;
        }
        let ghost = &mut self.ghost;
        let (count, breach) = if is_recovery {
            (&mut ghost.recovered[place], TeamBreach::RecoveredTwice)
        } else {
            (&mut ghost.begun[place], TeamBreach::SentTwice)
        };
        *count += 1;
        if *count > 1 + ghost.refused[place] && !is_blind {
            ghost.breach(breach);
        }
    }

    /// Zalo answers a request.
    pub(super) fn answer(&mut self, at: usize) {
        let TeamWire::Asked(token) = self.computers[at].wire else { return };
        let answer = self.serve(token).map_or(TeamWire::Dead, TeamWire::Tokens);
        self.computers[at].wire = answer;
    }

    /// Stores the end of a send.
    fn receive(&mut self, at: usize, id: u8) {
        let me = member(at);
        let computer = &mut self.computers[at];
        let wire = std::mem::replace(&mut computer.wire, TeamWire::Empty);
        let Some(row) = computer.ledger_row(id) else { return };
        let (token, send) = (row.token, row.sends);
        row.stage = match wire {
            TeamWire::Tokens(_) => Stage::Saved,
            TeamWire::Dead => Stage::Dead,
            TeamWire::Refused => Stage::Refused,
            TeamWire::Empty | TeamWire::Asked(_) => {
                row.lost = Some(Why::Lost);
                Stage::Unknown(Why::Lost)
            }
        };
        if let TeamWire::Tokens(new) = wire {
            let brought = Brought::by_attempt(&attempt_id(id), &me, send.into());
            computer.pairs.push(new_pair(new, Some(token), brought, me));
            if computer.current == token {
                computer.current = new;
            }
            self.ghost.arrived |= 1 << new;
        }
        self.computers[at].phase = Phase::Publishes;
    }
}
