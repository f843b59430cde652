//! What a process does with the decisions: `attempt.rs`, `executor.rs` and `holding.rs` of the engine, step by step.

use jiff::SignedDuration;
use oa_token_model::refresh::holder::{LockFile, Look, Presence, SILENCE, WATCH};
use oa_token_model::refresh::plan::{AttemptKind, Entry, Plan, Trigger, is_open};
use oa_token_model::refresh::{Attempt, Effect, Event};
use oa_token_model::token::{Generation, Source};
use oa_token_model::zalo::{LostCause, NotSentCause};

use crate::files::{Fail, Row, Seen, has};
use crate::scope::{Flaw, Scope};
use crate::values::{Mind, NOW, Said, Stage, attempt_id, number, print, profile, secret, token};
use crate::world::{Breach, Kept, World};

/// How many plans a request may make.
const PLANS: u8 = 2;

/// A process.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Process {
    pub(crate) phase: Phase,
    pub(crate) stopped: bool,
    /// It was stopped for a long time: its heartbeat is old.
    pub(crate) silent: bool,
    /// Its claim was too long ago: the fence is shut.
    pub(crate) late: bool,
    pub(crate) wire: Wire,
}

/// The traffic between a process and Zalo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Wire {
    Empty,
    Asked(u8),
    Said(Said),
}

/// What a process is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    Idle,
    /// It holds the OA's lock and reads the files.
    Reads {
        by: Trigger,
        tries: u8,
    },
    /// It has planned a new attempt and reserved space for the answer.
    Begins {
        by: Trigger,
        tries: u8,
        token: u8,
        spends: u8,
    },
    Runs(Run),
}

/// An attempt in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Run {
    pub(crate) by: Trigger,
    pub(crate) tries: u8,
    pub(crate) id: u8,
    pub(crate) token: u8,
    pub(crate) spends: u8,
    pub(crate) mind: Mind,
    pub(crate) seen: Seen,
    pub(crate) has_request: bool,
    /// Whether it has reserved space in the spool and not used it yet.
    pub(crate) has_room: bool,
    /// Whether this process created the attempt.
    pub(crate) is_new: bool,
    pub(crate) next: Next,
}

/// The effect to carry out next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Next {
    Write,
    WriteAgain,
    Save(u8),
    SaveAgain(u8),
    Send,
    Answer,
    Recover,
}

impl Process {
    pub(crate) fn new() -> Self {
        Self { phase: Phase::Idle, stopped: false, silent: false, late: false, wire: Wire::Empty }
    }

    pub(crate) fn run(&self) -> Option<&Run> {
        match &self.phase {
            Phase::Runs(run) => Some(run),
            Phase::Idle | Phase::Reads { .. } | Phase::Begins { .. } => None,
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.phase == Phase::Idle
    }
}

/// One process taking one step.
pub(crate) struct Step<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) world: &'a mut World,
    pub(crate) at: usize,
}

impl Step<'_> {
    pub(crate) fn slot(&self) -> u8 {
        u8::try_from(self.at).expect("the model has only a few processes")
    }

    pub(crate) fn me(&mut self) -> &mut Process {
        &mut self.world.processes[self.at]
    }

    /// Starts a request, with the OA's lock.
    pub(crate) fn request(&mut self, by: Trigger) {
        if self.scope.locks_work {
            self.world.oa_lock = Some(self.slot());
        }
        self.me().phase = Phase::Reads { by, tries: PLANS };
    }

    /// Takes the next step.
    pub(crate) fn go(&mut self) {
        match self.me().phase {
            Phase::Idle => {}
            Phase::Reads { by, tries } => self.look(by, tries),
            Phase::Begins { by, tries, token, spends } => self.begin(by, tries, token, spends),
            Phase::Runs(run) => self.carry_on(run),
        }
    }

    /// Ends the request.
    pub(crate) fn end(&mut self) {
        let slot = self.slot();
        if self.world.oa_lock == Some(slot) {
            self.world.oa_lock = None;
        }
        self.world.free_locks_of(slot);
        let me = self.me();
        (me.phase, me.late, me.wire) = (Phase::Idle, false, Wire::Empty);
    }

    fn look_again(&mut self, by: Trigger, tries: u8) {
        if tries <= 1 {
            self.end();
        } else {
            self.me().phase = Phase::Reads { by, tries: tries - 1 };
        }
    }

    fn look(&mut self, by: Trigger, tries: u8) {
        self.world.take_in_strays(&self.scope.rules);
        let files = &mut self.world.files;
        // With this flaw, a row that was answered but has no answer is taken for an altered one.
        let is_hollow = |row: &Row, answer: Option<(u8, Said)>| {
            self.scope.has(Flaw::HollowRow)
                && row.stage == Stage::Responded
                && answer.is_none_or(|(send, _)| send != row.sends)
        };
        if files.compare(&self.scope.rules).is_err()
            || files.vault.rows.iter().any(|row| is_hollow(row, files.vault.answer(row.id)))
            || by != Trigger::Recovery && files.vault.old_copy
            || by == Trigger::Automatic && !files.in_step
        {
            return self.end();
        }
        let entries: Vec<Entry> = files.vault.rows.iter().map(|row| entry(row, files.vault.answer(row.id))).collect();
        let held = entries.iter().filter(|entry| is_open(&entry.attempt));
        if held.map(|entry| self.presence(number(&entry.id))).any(|presence| presence == Presence::There) {
            return;
        }
        let current = self.world.files.vault.current();
        let is_spent = has(self.world.files.vault.spent, current.token);
        let plan = (self.scope.rules.plan)(profile(), Some(print(current.token)), is_spent, print(0), by, &entries);
        match plan {
            Plan::NoRefreshToken | Plan::SpentHere | Plan::Known(_) | Plan::Nothing => self.end(),
            Plan::Begin { .. } if !self.world.files.can_spend() => self.end(),
            Plan::Begin { .. } => {
                self.me().phase = Phase::Begins { by, tries, token: current.token, spends: current.number };
            }
            Plan::Resume { id, event } => self.resume(by, tries, number(&id), event, current.token),
        }
    }

    fn presence(&self, id: u8) -> Presence {
        let file = match self.world.locks.iter().find(|(of, _)| *of == id) {
            None => LockFile::Absent,
            Some((_, Some(_))) if self.scope.locks_work => LockFile::Held,
            Some(_) => LockFile::Free { locks_work: self.scope.locks_work },
        };
        let silence = if self.world.is_silent(id) { SILENCE * 2 } else { SignedDuration::ZERO };
        (self.scope.rules.presence)(&Look { file, same_machine: true, same_boot: true, silence, watched: WATCH })
    }

    /// Starts a new attempt.
    fn begin(&mut self, by: Trigger, tries: u8, token: u8, spends: u8) {
        let slot = self.slot();
        let id = self.world.next_id;
        let (attempt, _) = Attempt::new(NOW);
        let mind = Mind::of(&attempt);
        let row = Row {
            id,
            token,
            spends,
            stage: mind.stage,
            sends: mind.sends,
            recoveries: mind.recoveries,
            lost: None,
            released: false,
            hold: Some(slot),
            writer: slot,
        };
        let scope = self.scope;
        let written = self.world.files.write(&scope.rules, true, |vault| {
            vault.claim(scope, token)?;
            vault.insert(row)
        });
        match written {
            Err(Fail::AlreadySpent) => return self.look_again(by, tries),
            Err(Fail::Full | Fail::Moved) => return self.end(),
            Ok(()) => {}
        }
        self.world.next_id += 1;
        if self.scope.locks_work {
            self.world.locks.push((id, Some(slot)));
        }
        self.me().late = false;
        self.claimed(by, token, false);
        let seen = (mind.stage, mind.sends);
        let run = Run {
            by,
            tries,
            id,
            token,
            spends,
            mind,
            seen,
            has_request: true,
            has_room: true,
            is_new: true,
            next: Next::Write,
        };
        self.happen(run, Event::Durable);
    }

    /// Takes over an attempt of an ended process, or sends an attempt again at the user's request.
    fn resume(&mut self, by: Trigger, tries: u8, id: u8, event: Event, current: u8) {
        let slot = self.slot();
        let is_held = self.world.locks.iter().any(|(of, by)| *of == id && by.is_some());
        if is_held && self.scope.locks_work {
            return self.end();
        }
        if event == Event::Orphaned && self.world.is_held_by_the_living(id) {
            self.world.ghost.breach(Breach::TakenFromTheLiving);
        }
        let taken = self.world.files.write(&self.scope.rules, false, |vault| {
            for row in vault.rows.iter_mut().filter(|row| row.id == id) {
                (row.hold, row.writer) = (Some(slot), slot);
            }
            Ok(())
        });
        if taken.is_err() || event == Event::SendAgain && !self.world.files.can_spend() {
            return self.end();
        }
        self.world.locks.retain(|(of, _)| *of != id);
        self.world.locks.push((id, Some(slot)));
        let Some(row) = self.world.files.vault.row(id).copied() else { return self.end() };
        let spooled = self.world.spool.iter().find(|kept| kept.id == id && kept.owner.is_none());
        let spooled =
            spooled.filter(|kept| row.stage == Stage::Sending && kept.send == row.sends).map(|kept| kept.said);
        let has_room = event == Event::SendAgain;
        let event = match spooled {
            Some(said) if event == Event::Orphaned => Event::Answered(said.to_real()),
            Some(_) | None => event,
        };
        let mind = Mind::of(&entry(&row, self.world.files.vault.answer(id)).attempt);
        let run = Run {
            by,
            tries,
            id,
            token: row.token,
            spends: row.spends,
            mind,
            seen: (row.stage, row.sends),
            has_request: current == row.token,
            has_room,
            is_new: false,
            next: Next::Write,
        };
        self.happen(run, event);
    }

    /// Passes an event to the state machine; its effects are carried out next.
    fn happen(&mut self, mut run: Run, event: Event) {
        let (attempt, effects) = (self.scope.rules.step)(run.mind.to_real(run.token), event, NOW);
        run.mind = Mind::of(&attempt);
        let next = match effects.first() {
            None | Some(Effect::Yield) => return self.finish(run, false),
            Some(Effect::Write) => Next::Write,
            Some(Effect::WriteAgain) => Next::WriteAgain,
            Some(Effect::Save(tokens)) => Next::Save(token(tokens.pair.refresh.as_ref())),
            Some(Effect::SaveAgain(tokens)) => Next::SaveAgain(token(tokens.pair.refresh.as_ref())),
            Some(Effect::Send) => Next::Send,
            Some(Effect::WaitToRecover | Effect::RecoverNow) => Next::Recover,
            Some(Effect::Tell) => {
                self.tell(&run);
                return self.finish(run, false);
            }
            Some(Effect::Settle) => {
                let is_raced = self.write(&mut run) == Err(Fail::AlreadySpent);
                return self.finish(run, is_raced);
            }
            Some(Effect::Drop) => {
                self.forget(run.id);
                return self.finish(run, true);
            }
        };
        self.me().phase = Phase::Runs(Run { next, ..run });
    }

    fn carry_on(&mut self, mut run: Run) {
        match run.next {
            Next::Write | Next::WriteAgain => {
                if run.next == Next::WriteAgain {
                    self.spool_answer(&mut run);
                }
                match self.write(&mut run) {
                    Ok(()) => self.happen(run, Event::Durable),
                    Err(Fail::Moved) => self.happen(run, Event::Superseded),
                    Err(Fail::Full) => self.happen(run, Event::NotDurable),
                    Err(Fail::AlreadySpent) => self.finish(run, true),
                }
            }
            Next::Save(new) | Next::SaveAgain(new) => {
                if matches!(run.next, Next::SaveAgain(_)) {
                    self.spool_answer(&mut run);
                }
                let event = self.save(&mut run, new);
                let is_row_gone = self.world.files.vault.row(run.id).is_none();
                if event == Event::Superseded && run.mind.superseded && is_row_gone && !self.scope.has(Flaw::GoneRow) {
                    self.put_back(&mut run);
                    return self.happen(run, Event::NotDurable);
                }
                self.happen(run, event);
            }
            Next::Send => self.send(run),
            Next::Answer => {
                let Wire::Said(said) = self.me().wire else { return };
                self.me().wire = Wire::Empty;
                self.happen(run, Event::Answered(said.to_real()));
            }
            Next::Recover => {
                if !run.has_request {
                    return self.finish(run, true);
                }
                if !run.is_new {
                    let files = &mut self.world.files;
                    let is_known = files.compare(&self.scope.rules).is_ok();
                    if !is_known || run.by != Trigger::User && (files.vault.old_copy || !files.in_step) {
                        return self.finish(run, false);
                    }
                    if files.vault.current().token != run.token {
                        return self.finish(run, true);
                    }
                }
                if !self.world.files.can_spend() {
                    return self.finish(run, false);
                }
                run.has_room = true;
                self.happen(run, Event::RecoveryDue);
            }
        }
    }

    fn send(&mut self, mut run: Run) {
        if !run.has_request {
            return self.happen(run, Event::NotSent(NotSentCause::CannotBuild));
        }
        if self.me().late && self.scope.rules.fence {
            return self.happen(run, Event::NotSent(NotSentCause::TooLate));
        }
        self.sent(&run);
        run.next = Next::Answer;
        let me = self.me();
        (me.wire, me.phase) = (Wire::Asked(run.token), Phase::Runs(run));
    }

    /// Gives up a request that has no answer.
    pub(crate) fn lose(&mut self) {
        if let Phase::Runs(run) = self.me().phase {
            self.me().wire = Wire::Empty;
            self.happen(run, Event::Lost(LostCause::ConnectionLost));
        }
    }

    /// Writes the row again if no file has it any more.
    fn put_back(&mut self, run: &mut Run) {
        self.spool_answer(run);
        let Some(said) = run.mind.answer else { return };
        let writer = self.slot();
        let row = Row { writer, ..Row::answered(run.id, run.token, run.spends, run.mind.sends) };
        // If this write fails, it is tried again.
        let done = self.world.files.write(&self.scope.rules, true, |vault| vault.take_in(row, said));
        if let (Ok(()), Said::Tokens(new)) = (done, said) {
            self.world.ghost.acknowledged |= 1 << new;
        }
    }

    fn spool_answer(&mut self, run: &mut Run) {
        let is_unread = matches!(run.mind.stage, Stage::Responded | Stage::Saved) && run.seen.0 != Stage::Responded;
        let Some(said) = run.mind.answer.filter(|_| is_unread && run.has_room) else { return };
        run.has_room = false;
        if self.world.files.spool_full {
            return;
        }
        if let Said::Tokens(new) = said {
            self.world.ghost.acknowledged |= 1 << new;
        }
        let (send, owner) = (run.mind.sends, Some(self.slot()));
        self.world.spool.push(Kept { id: run.id, send, said, token: run.token, spends: run.spends, owner });
    }

    /// Ends the run. Plans again if another process spent the token or it was too late to start.
    fn finish(&mut self, run: Run, is_raced: bool) {
        let slot = self.slot();
        let vault = &self.world.files.vault;
        self.world.spool.retain(|kept| {
            let is_done =
                kept.owner.is_none() && kept.id == run.id && vault.has_answer(kept.id, kept.send) && !run.is_new;
            kept.owner != Some(slot) && !is_done
        });
        let is_over = !is_open(&run.mind.to_real(run.token)) || run.mind.superseded || is_raced;
        if is_over {
            self.world.locks.retain(|(id, _)| *id != run.id);
        }
        self.world.free_locks_of(slot);
        if is_raced || run.mind.stage == (Stage::NotSent { late: true }) {
            self.me().late = false;
            return self.look_again(run.by, run.tries);
        }
        self.end();
    }
}

pub(crate) fn entry(row: &Row, answer: Option<(u8, Said)>) -> Entry {
    let mind = Mind {
        stage: row.stage,
        sends: row.sends,
        recoveries: row.recoveries,
        is_recovery: false,
        superseded: false,
        lost: row.lost,
        answer: answer.map(|(_, said)| said),
    };
    Entry {
        id: attempt_id(row.id),
        sequence: row.id.into(),
        profile: profile().clone(),
        kind: AttemptKind::Refresh,
        spends: Generation(row.spends.into()),
        fingerprint: print(row.token),
        credentials: print(0),
        token_source: Source::Refresh,
        token_at: NOW,
        released: row.released,
        brought: None,
        attempt: Attempt { sent: Some(secret(row.token)), ..mind.to_real(row.token) },
    }
}
