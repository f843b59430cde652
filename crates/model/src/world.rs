//! One state of the model, and what may happen next.

use oa_token::rotation::plan::{Trigger, is_open};

use crate::files::{Files, Row, Set};
use crate::process::{Next, Process, Step, Wire, entry};
use crate::rules::Rules;
use crate::scope::Scope;
use crate::values::{Mind, Said, Stage, Why};
use crate::zalo::{TOKENS, Zalo};

/// How many processes there are at most.
pub(crate) const MOST: usize = 3;

/// Everything there is at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct World {
    pub(crate) processes: Vec<Process>,
    pub(crate) zalo: Zalo,
    /// Requests that were given up and have not arrived yet.
    pub(crate) strays: Vec<u8>,
    pub(crate) files: Files,
    pub(crate) spool: Vec<Kept>,
    /// Attempt lock files that are there, and who holds them.
    pub(crate) locks: Vec<(u8, Option<u8>)>,
    pub(crate) oa_lock: Option<u8>,
    pub(crate) next_id: u8,
    pub(crate) wishes: u8,
    pub(crate) faults: u8,
    pub(crate) ghost: Ghost,
}

/// An answer beside the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Kept {
    pub(crate) id: u8,
    pub(crate) send: u8,
    pub(crate) said: Said,
    pub(crate) token: u8,
    pub(crate) spends: u8,
    pub(crate) owner: Option<u8>,
}

/// What only the judge knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Ghost {
    /// How often each token went over the wire by a new attempt.
    pub(crate) begun: [u8; TOKENS],
    /// How often Zalo refused each token without spending it.
    pub(crate) refused: [u8; TOKENS],
    /// The attempts whose recovery went over the wire.
    pub(crate) recovered: Set,
    /// The pairs of which a process was told that they are durable, in a file that is still there.
    pub(crate) acknowledged: Set,
    /// The tokens whose sends no file that can be asked knows any more, since an older vault was put back.
    pub(crate) forgotten: Set,
    /// The attempts of whose recovery the same is true.
    pub(crate) forgotten_recoveries: Set,
    pub(crate) breach: Option<Breach>,
}

impl Ghost {
    pub(crate) fn breach(&mut self, breach: Breach) {
        self.breach.get_or_insert(breach);
    }
}

/// A promise that was broken by what just happened.
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

/// Something that goes wrong, or that somebody does from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A process ends.
    Crash(usize),
    /// A process is stopped.
    Stop(usize),
    /// A stopped process has not beaten for long.
    Silence(usize),
    /// Zalo says no to a request that it could have answered.
    Refuse(usize),
    /// Zalo does what it is asked for, or not, and says nothing that can be read.
    Garble(usize, bool),
    /// A request never arrives.
    LoseRequest(usize),
    /// An answer never arrives.
    LoseAnswer(usize),
    /// A request is given up, and arrives later.
    Delay(usize),
    /// The vault cannot be written.
    FillVault,
    /// The second copy cannot be written.
    FillCopy,
    /// The spool cannot be written.
    FillSpool,
    /// All lock files are removed.
    RemoveLocks,
    /// A person pastes a new pair.
    Paste,
    /// The vault file is copied away.
    BackUp,
    /// An older vault file is put in the vault's place.
    PutBack,
}

/// What may happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A process gets a wish, and the OA's lock.
    Wish(usize, Trigger),
    /// A process does what comes next.
    Step(usize),
    /// Zalo answers what a process asked.
    Answer(usize),
    /// A late request arrives at Zalo.
    Arrive,
    /// A process has waited for another for long enough.
    GiveUp(usize),
    /// A stopped process goes on.
    Resume(usize),
    /// What could not be written can be written again.
    MakeRoom,
    /// Zalo is asked which of the pairs lives, and knows.
    Ask,
    /// Something goes wrong.
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
            wishes: scope.wishes,
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

    /// Returns whether nobody has beaten for an attempt for long.
    pub(crate) fn is_silent(&self, id: u8) -> bool {
        let beats = |process: &Process| process.run().is_some_and(|run| run.id == id) && !process.silent;
        match self.files.vault.row(id).and_then(|row| row.hold) {
            Some(slot) => !beats(&self.processes[usize::from(slot)]),
            None => !self.processes.iter().any(beats),
        }
    }

    /// Returns whether the process that holds an attempt runs it, and has not been stopped for long.
    pub(crate) fn is_held_by_the_living(&self, id: u8) -> bool {
        let holder = self.files.vault.row(id).and_then(|row| row.hold);
        holder.is_some_and(|slot| {
            let process = &self.processes[usize::from(slot)];
            process.run().is_some_and(|run| run.id == id) && !process.silent
        })
    }

    /// Takes in answers whose attempts the vault does not know.
    pub(crate) fn take_in_strays(&mut self, rules: &Rules) {
        for Kept { id, send, said, token, spends, owner } in self.spool.clone() {
            let found = self.files.vault.row(id).copied();
            let is_awaited = found.is_some_and(|row| row.stage == Stage::Sending && row.sends == send);
            if owner.is_some() || is_awaited || self.files.vault.has_answer(id, send) {
                continue;
            }
            // One that is not taken in stays where it is.
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

    /// Returns whether a pair can be read in any file, or is known as spent.
    pub(crate) fn reaches(&self, token: u8) -> bool {
        let (vault, copy) = (&self.files.vault, &self.files.copy);
        vault.pairs.iter().chain(&copy.pairs).any(|pair| pair.token == token)
            || vault.answers.iter().chain(&copy.answers).any(|(_, _, said)| *said == Said::Tokens(token))
            || self.spool.iter().any(|kept| kept.said == Said::Tokens(token))
            || crate::files::has(vault.spent | copy.spent, token)
    }

    /// Returns the rows of the vault that are still to be brought to their end.
    pub(crate) fn open_rows(&self) -> impl Iterator<Item = &Row> {
        let current = self.files.vault.current().token;
        self.files.vault.rows.iter().filter(move |row| {
            let is_let_be = matches!(row.stage, Stage::Unknown(_)) && row.token != current;
            is_open(&entry(row, None).attempt) && !is_let_be
        })
    }

    /// Returns what comes of an action; nothing if it changes nothing.
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

    /// Returns whether a process that got nowhere has nothing left to wait for.
    fn is_stuck_in(&self, action: Action) -> bool {
        let Action::Step(at) = action else { return false };
        let waits = |next: Next| next == Next::Answer;
        let files = &self.files;
        self.processes[at].run().is_some_and(|run| !waits(run.next))
            && !(files.vault_full || files.copy_full || files.spool_full)
    }

    pub(crate) fn act(&mut self, scope: &Scope, action: Action) {
        match action {
            Action::Wish(at, by) => {
                self.wishes -= 1;
                Step { scope, world: self, at }.wish(by);
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

    /// Zalo's answer to a token.
    pub(crate) fn serve(&mut self, token: u8) -> Said {
        if token == self.zalo.live { Said::Tokens(self.zalo.mint(token)) } else { Said::Dead }
    }

    fn ask(&mut self, rules: &Rules) {
        let live = self.zalo.live;
        // A refused write is asked for again.
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

    /// Returns whether some attempt ended without a known result; a scope that never sees that tries too little.
    pub(crate) fn has_unknown(&self) -> bool {
        self.files.vault.rows.iter().any(|row| row.stage == Stage::Unknown(Why::Lost))
    }
}
