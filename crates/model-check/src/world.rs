//! One state of the model, and the actions that can follow.

use oa_token_model::refresh::plan::{Trigger, is_open};

use crate::files::{Files, Row, Set};
use crate::process::{Next, Process, Step, Wire, entry};
use crate::rules::Rules;
use crate::scope::Scope;
use crate::values::{Mind, Said, Stage, Why};
use crate::zalo::{TOKENS, Zalo};

/// Maximum number of processes.
pub(crate) const MOST: usize = 3;

/// The complete state.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct World {
    pub(crate) processes: Vec<Process>,
    pub(crate) zalo: Zalo,
    /// Abandoned requests that have not arrived yet.
    pub(crate) strays: Vec<u8>,
    pub(crate) files: Files,
    pub(crate) spool: Vec<Kept>,
    /// The existing lock files of attempts, and which process holds each.
    pub(crate) locks: Vec<(u8, Option<u8>)>,
    pub(crate) oa_lock: Option<u8>,
    pub(crate) next_id: u8,
    pub(crate) requests: u8,
    pub(crate) faults: u8,
    pub(crate) ghost: Ghost,
}

/// An answer in the spool, beside the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Kept {
    pub(crate) id: u8,
    pub(crate) send: u8,
    pub(crate) said: Said,
    pub(crate) token: u8,
    pub(crate) spends: u8,
    pub(crate) owner: Option<u8>,
}

/// Facts that only the property checks use.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Ghost {
    /// How often each token was sent by a new attempt.
    pub(crate) begun: [u8; TOKENS],
    /// How often Zalo refused each token without spending it.
    pub(crate) refused: [u8; TOKENS],
    /// The attempts whose recovery was sent.
    pub(crate) recovered: Set,
    /// The pairs that were reported to a process as durable, in a file that still exists.
    pub(crate) acknowledged: Set,
    /// The tokens whose sends no readable file records any more, because an older vault was restored.
    pub(crate) forgotten: Set,
    /// The attempts whose recovery no readable file records any more, for the same reason.
    pub(crate) forgotten_recoveries: Set,
    pub(crate) breach: Option<Breach>,
}

impl Ghost {
    pub(crate) fn breach(&mut self, breach: Breach) {
        self.breach.get_or_insert(breach);
    }
}

/// A promise that the last action broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Breach {
    SentTwice,
    SentOld,
    ToldUnsaved,
    WentAstray,
    Overwritten,
    TakenFromTheLiving,
    SentTooLate,
    GoesInCircles,
}

/// A fault, or an action from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A process ends.
    Crash(usize),
    /// A process is stopped.
    Stop(usize),
    /// A stopped process has not updated its heartbeat for a long time.
    Silence(usize),
    /// Zalo refuses a request that it could have answered.
    Refuse(usize),
    /// Zalo carries out a request, or does not, and its answer is unreadable.
    Garble(usize, bool),
    /// A request never arrives.
    LoseRequest(usize),
    /// An answer never arrives.
    LoseAnswer(usize),
    /// A request is abandoned and arrives later.
    Delay(usize),
    /// The vault cannot be written.
    FillVault,
    /// The second copy cannot be written.
    FillCopy,
    /// The spool cannot be written.
    FillSpool,
    /// All lock files are removed.
    RemoveLocks,
    /// The user pastes a new pair.
    Paste,
    /// The vault file is backed up.
    BackUp,
    /// The vault is replaced by an older vault file.
    PutBack,
}

/// A possible action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A process gets a request and the OA's lock.
    Request(usize, Trigger),
    /// A process takes its next step.
    Step(usize),
    /// Zalo answers a request of a process.
    Answer(usize),
    /// An abandoned request arrives at Zalo.
    Arrive,
    /// A process has waited long enough for another one and gives up.
    GiveUp(usize),
    /// A stopped process continues.
    Resume(usize),
    /// All files are writable again.
    MakeRoom,
    /// Zalo is asked which of the pairs is live, and answers.
    Ask,
    /// A fault happens.
    Fault(Fault),
}

impl World {
    pub(crate) fn new(scope: &Scope) -> Self {
        Self {
            processes: vec![Process::new(); scope.processes.min(MOST)],
            zalo: Zalo::new(),
            strays: Vec::new(),
            files: Files::new(scope.has_older, scope.flaw),
            spool: Vec::new(),
            locks: Vec::new(),
            oa_lock: None,
            next_id: 0,
            requests: scope.requests,
            faults: scope.faults,
            ghost: Ghost {
                begun: [0; TOKENS],
                refused: [0; TOKENS],
                recovered: 0,
                acknowledged: 1 << 1,
                forgotten: 0,
                forgotten_recoveries: 0,
                breach: None,
            },
        }
    }

    pub(crate) fn free_locks_of(&mut self, slot: u8) {
        for (_, by) in self.locks.iter_mut().filter(|(_, by)| *by == Some(slot)) {
            *by = None;
        }
    }

    /// Reports whether no process has updated the heartbeat of an attempt for a long time.
    pub(crate) fn is_silent(&self, id: u8) -> bool {
        let beats = |process: &Process| process.run().is_some_and(|run| run.id == id) && !process.silent;
        match self.files.vault.row(id).and_then(|row| row.hold) {
            Some(slot) => !beats(&self.processes[usize::from(slot)]),
            None => !self.processes.iter().any(beats),
        }
    }

    /// Reports whether the process that holds an attempt runs it and was not stopped for a long time.
    pub(crate) fn is_held_by_the_living(&self, id: u8) -> bool {
        let holder = self.files.vault.row(id).and_then(|row| row.hold);
        holder.is_some_and(|slot| {
            let process = &self.processes[usize::from(slot)];
            process.run().is_some_and(|run| run.id == id) && !process.silent
        })
    }

    /// Stores spooled answers that the vault does not have.
    pub(crate) fn take_in_strays(&mut self, rules: &Rules) {
        for Kept { id, send, said, token, spends, owner } in self.spool.clone() {
            let found = self.files.vault.row(id).copied();
            let is_awaited = found.is_some_and(|row| row.stage == Stage::Sending && row.sends == send);
            if owner.is_some() || is_awaited || self.files.vault.has_answer(id, send) {
                continue;
            }
            // An answer that cannot be stored stays in the spool.
            let done = match (found, said) {
                (None, _) => {
                    self.files.write(rules, true, |vault| vault.take_in(Row::answered(id, token, spends, send), said))
                }
                (Some(row), Said::Tokens(new)) => self.files.write(rules, true, |vault| {
                    vault.save(rules, id, None, &Mind::late(&row, send, said), new, u8::MAX)
                }),
                (Some(_), Said::Refused | Said::Dead | Said::Unclear) => Ok(()),
            };
            if done.is_ok() && found.is_some() {
                self.spool.retain(|kept| (kept.id, kept.send) != (id, send) || kept.owner.is_some());
            }
        }
    }

    /// Reports whether a pair is readable in any file, or recorded as spent.
    pub(crate) fn reaches(&self, token: u8) -> bool {
        let (vault, copy) = (&self.files.vault, &self.files.copy);
        vault.pairs.iter().chain(&copy.pairs).any(|pair| pair.token == token)
            || vault.answers.iter().chain(&copy.answers).any(|(_, _, said)| *said == Said::Tokens(token))
            || self.spool.iter().any(|kept| kept.said == Said::Tokens(token))
            || crate::files::has(vault.spent | copy.spent, token)
    }

    /// Returns the vault's rows whose attempts have not ended.
    pub(crate) fn open_rows(&self) -> impl Iterator<Item = &Row> {
        let current = self.files.vault.current().token;
        self.files.vault.rows.iter().filter(move |row| {
            let is_let_be = matches!(row.stage, Stage::Unknown(_)) && row.token != current;
            is_open(&entry(row, None).attempt) && !is_let_be
        })
    }

    /// Returns the state after an action; `None` if the action changes nothing.
    pub(crate) fn after(&self, scope: &Scope, action: Action) -> Option<Self> {
        let mut next = self.clone();
        let (before, is_old_vault) = (self.files.vault.current().token, action == Action::Fault(Fault::PutBack));
        next.act(scope, action);
        next.files.tidy();
        next.locks.sort_unstable();
        if next == *self {
            if !self.is_stuck_in(action) {
                return None;
            }
            next.ghost.breach(Breach::GoesInCircles);
        }
        let current = next.files.vault.current().token;
        if !is_old_vault && action != Action::Ask && !next.zalo.descends(current, before) {
            next.ghost.breach(Breach::WentAstray);
        }
        Some(next)
    }

    /// Reports whether a process that made no progress has nothing to wait for.
    fn is_stuck_in(&self, action: Action) -> bool {
        let Action::Step(at) = action else { return false };
        let waits = |next: Next| next == Next::Answer;
        let files = &self.files;
        self.processes[at].run().is_some_and(|run| !waits(run.next))
            && !(files.vault_full || files.copy_full || files.spool_full)
    }

    pub(crate) fn act(&mut self, scope: &Scope, action: Action) {
        match action {
            Action::Request(at, by) => {
                self.requests -= 1;
                Step { scope, world: self, at }.request(by);
            }
            Action::Step(at) => Step { scope, world: self, at }.go(),
            Action::Answer(at) => {
                if let Wire::Asked(token) = self.processes[at].wire {
                    self.processes[at].wire = Wire::Said(self.serve(token));
                }
            }
            Action::Arrive => {
                if let Some(token) = self.strays.pop() {
                    self.serve(token);
                }
            }
            Action::GiveUp(at) => Step { scope, world: self, at }.end(),
            Action::Resume(at) => {
                let process = &mut self.processes[at];
                (process.stopped, process.silent) = (false, false);
            }
            Action::MakeRoom => {
                let files = &mut self.files;
                (files.vault_full, files.copy_full, files.spool_full) = (false, false, false);
            }
            Action::Ask => self.ask(&scope.rules),
            Action::Fault(fault) => {
                self.faults -= 1;
                self.fail(scope, fault);
            }
        }
    }

    /// Returns Zalo's answer to a token, and spends the token.
    pub(crate) fn serve(&mut self, token: u8) -> Said {
        if token == self.zalo.live { Said::Tokens(self.zalo.mint(token)) } else { Said::Dead }
    }

    fn ask(&mut self, rules: &Rules) {
        let live = self.zalo.live;
        // A refused write is retried by the next `Ask`.
        let chosen = self.files.write(rules, true, |vault| {
            if let Some(pair) = vault.pairs.iter().find(|pair| pair.token == live)
                && !crate::files::has(vault.spent, live)
            {
                vault.current = pair.number;
                vault.old_copy = false;
                vault.revision += 1;
            }
            Ok(())
        });
        chosen.ok();
    }

    /// Reports whether an attempt ended without a known result. A scope that never reaches such a state is too small.
    pub(crate) fn has_unknown(&self) -> bool {
        self.files.vault.rows.iter().any(|row| row.stage == Stage::Unknown(Why::Lost))
    }
}
