//! One state of the model, and what may happen next.

use oa_token::rotation::plan::{By, is_open};

use crate::files::{File, Files, Row, Set};
use crate::process::{Next, Phase, Process, Step, Wire, entry};
use crate::rules::Rules;
use crate::scope::Scope;
use crate::values::{Said, Stage, Why};
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
    Wish(usize, By),
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

impl Files {
    pub(crate) fn can_spend(&self) -> bool {
        !self.vault_full && !self.spool_full
    }
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

    /// Tells whether nobody has beaten for an attempt for long.
    pub(crate) fn is_silent(&self, id: u8) -> bool {
        let beats = |process: &Process| process.run().is_some_and(|run| run.id == id) && !process.silent;
        match self.files.vault.row(id).and_then(|row| row.hold) {
            Some(slot) => !beats(&self.processes[usize::from(slot)]),
            None => !self.processes.iter().any(beats),
        }
    }

    /// Tells whether the process that holds an attempt runs it, and has not been stopped for long.
    pub(crate) fn is_held_by_the_living(&self, id: u8) -> bool {
        let holder = self.files.vault.row(id).and_then(|row| row.hold);
        holder.is_some_and(|slot| {
            let process = &self.processes[usize::from(slot)];
            process.run().is_some_and(|run| run.id == id) && !process.silent
        })
    }

    /// Takes in answers whose attempts the vault does not know.
    pub(crate) fn take_in_strays(&mut self, rules: &Rules) {
        let known = |kept: &Kept, files: &Files| files.vault.row(kept.id).is_some();
        for kept in self.spool.clone() {
            if kept.owner.is_some() || known(&kept, &self.files) {
                continue;
            }
            let Kept { id, send, said, token, spends, .. } = kept;
            let (stage, lost, hold, writer) = (Stage::Responded, None, None, u8::MAX);
            let row = Row { id, token, spends, stage, sends: send, recoveries: 0, lost, hold, writer };
            // One that is not taken in stays where it is.
            let taken = self.files.write(rules, true, |vault| {
                vault.insert(row)?;
                vault.answers.push((id, send, said));
                Ok(())
            });
            taken.ok();
        }
    }

    /// Tells whether a pair can be read in any file, or is known as spent.
    pub(crate) fn reaches(&self, token: u8) -> bool {
        let (vault, copy) = (&self.files.vault, &self.files.copy);
        vault.pairs.iter().chain(&copy.pairs).any(|pair| pair.token == token)
            || vault.answers.iter().any(|(_, _, said)| *said == Said::Tokens(token))
            || self.spool.iter().any(|kept| kept.said == Said::Tokens(token))
            || crate::files::has(vault.spent | copy.spent, token)
    }

    /// Gives the rows of the vault that are still to be brought to their end.
    pub(crate) fn open_rows(&self) -> impl Iterator<Item = &Row> {
        let current = self.files.vault.current().token;
        self.files.vault.rows.iter().filter(move |row| {
            let is_let_be = matches!(row.stage, Stage::Unknown(_)) && row.token != current;
            is_open(&entry(row, None).attempt) && !is_let_be
        })
    }

    /// Lists what may happen next.
    pub(crate) fn actions(&self, scope: &Scope, actions: &mut Vec<Action>) {
        if self.ghost.breach.is_some() {
            return;
        }
        if self.wishes > 0
            && self.zalo.has_room()
            && self.oa_lock.is_none()
            && let Some(idle) = self.processes.iter().position(Process::is_idle)
        {
            actions.extend([Action::Wish(idle, By::Click), Action::Wish(idle, By::Program)]);
            if self.open_rows().next().is_some() || self.spool.iter().any(|kept| kept.owner.is_none()) {
                actions.push(Action::Wish(idle, By::Mend));
            }
        }
        for (at, process) in self.processes.iter().enumerate() {
            self.actions_of(at, process, actions);
        }
        if !self.strays.is_empty() && self.zalo.has_room() {
            actions.push(Action::Arrive);
        }
        if self.files.vault_full || self.files.copy_full || self.files.spool_full {
            actions.push(Action::MakeRoom);
        }
        if self.files.vault.old_copy && !self.files.vault_full {
            actions.push(Action::Ask);
        }
        if self.faults > 0 {
            self.faults(scope, actions);
        }
    }

    fn actions_of(&self, at: usize, process: &Process, actions: &mut Vec<Action>) {
        if let Wire::Asked(_) = process.wire {
            if self.zalo.has_room() {
                actions.push(Action::Answer(at));
            }
        } else if !process.is_idle() && !process.stopped {
            actions.push(Action::Step(at));
        }
        if matches!(process.phase, Phase::Looks { .. }) && !process.stopped {
            actions.push(Action::GiveUp(at));
        }
        if process.stopped {
            actions.push(Action::Resume(at));
        }
    }

    fn faults(&self, scope: &Scope, actions: &mut Vec<Action>) {
        let mut add = |fault| {
            if (scope.may)(fault) {
                actions.push(Action::Fault(fault));
            }
        };
        for (at, process) in self.processes.iter().enumerate() {
            if process.is_idle() {
                continue;
            }
            add(Fault::Crash(at));
            match (process.stopped, process.silent) {
                (false, _) => add(Fault::Stop(at)),
                (true, false) => add(Fault::Silence(at)),
                (true, true) => {}
            }
            match process.wire {
                Wire::Asked(_) if self.zalo.has_room() => {
                    for fault in [
                        Fault::Refuse(at),
                        Fault::Garble(at, true),
                        Fault::Garble(at, false),
                        Fault::LoseRequest(at),
                        Fault::LoseAnswer(at),
                        Fault::Delay(at),
                    ] {
                        add(fault);
                    }
                }
                Wire::Asked(_) | Wire::Said(_) | Wire::Empty => {}
            }
        }
        let files = &self.files;
        let fills = [
            (files.vault_full, Fault::FillVault),
            (files.copy_full, Fault::FillCopy),
            (files.spool_full, Fault::FillSpool),
            (self.locks.is_empty() && self.oa_lock.is_none(), Fault::RemoveLocks),
            (files.vault_full || !self.zalo.has_room(), Fault::Paste),
            (!scope.may_back_up || files.older.as_ref().is_some_and(|(older, _)| *older == files.vault), Fault::BackUp),
            (files.older.as_ref().is_none_or(|(older, _)| *older == files.vault), Fault::PutBack),
        ];
        for (is_so, fault) in fills {
            if !is_so {
                add(fault);
            }
        }
    }

    /// Gives what comes of an action; nothing if it changes nothing.
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

    /// Tells whether a process that got nowhere has nothing left to wait for.
    fn is_stuck_in(&self, action: Action) -> bool {
        let Action::Step(at) = action else { return false };
        let waits = |next: Next| next == Next::Answer;
        let files = &self.files;
        self.processes[at].run().is_some_and(|run| !waits(run.next))
            && !(files.vault_full || files.copy_full || files.spool_full)
    }

    fn act(&mut self, scope: &Scope, action: Action) {
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
    fn serve(&mut self, token: u8) -> Said {
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

    fn fail(&mut self, scope: &Scope, fault: Fault) {
        match fault {
            Fault::Crash(at) => self.crash(at),
            Fault::Stop(at) => self.processes[at].stopped = true,
            Fault::Silence(at) => (self.processes[at].silent, self.processes[at].late) = (true, true),
            Fault::Refuse(at) => {
                if let Wire::Asked(token) = self.processes[at].wire {
                    self.ghost.refused[usize::from(token)] += 1;
                }
                self.processes[at].wire = Wire::Said(Said::Refused);
            }
            Fault::Garble(at, is_served) => {
                if let (Wire::Asked(token), true) = (self.processes[at].wire, is_served) {
                    self.serve(token);
                }
                self.processes[at].wire = Wire::Said(Said::Unclear);
            }
            Fault::LoseRequest(at) => Step { scope, world: self, at }.lose(),
            Fault::LoseAnswer(at) => {
                if let Wire::Asked(token) = self.processes[at].wire {
                    self.serve(token);
                }
                Step { scope, world: self, at }.lose();
            }
            Fault::Delay(at) => {
                if let Wire::Asked(token) = self.processes[at].wire {
                    self.strays.push(token);
                }
                Step { scope, world: self, at }.lose();
            }
            Fault::FillVault => self.files.vault_full = true,
            Fault::FillCopy => {
                self.files.copy_full = true;
                self.forget_what_only(|files| files.copy.clone());
            }
            Fault::FillSpool => self.files.spool_full = true,
            Fault::RemoveLocks => {
                self.locks.clear();
                self.oa_lock = None;
            }
            Fault::Paste => {
                let new = self.zalo.mint(self.files.vault.current().token);
                self.paste(scope, new);
            }
            Fault::BackUp => self.files.older = Some((self.files.vault.clone(), self.files.in_step)),
            Fault::PutBack => {
                let before = self.files.vault.clone();
                self.files.put_back();
                self.forget_what_only(|_| before);
                // What only the replaced file held went with it.
                let all: Set = (0..16).filter(|token| self.reaches(*token)).map(|token| 1 << token).sum();
                self.ghost.acknowledged &= all;
            }
        }
    }

    /// Notes the sends that one file knew, and no file that can be asked knows now.
    fn forget_what_only(&mut self, knew: impl FnOnce(&Files) -> File) {
        let (files, knew) = (&self.files, knew(&self.files));
        let asked = [Some(&files.vault), Some(&files.copy).filter(|_| !files.copy_full)];
        let is_lost =
            |token: &u8| knew.knows_send(*token) && !asked.into_iter().flatten().any(|file| file.knows_send(*token));
        let lost: Set = (0..16).filter(is_lost).map(|token| 1 << token).sum();
        self.ghost.forgotten |= lost;
        let knows_recovery = |file: &File, id: u8| file.row(id).is_some_and(|row| row.recoveries > 0);
        for row in &knew.rows {
            if row.recoveries > 0 && !asked.into_iter().flatten().any(|file| knows_recovery(file, row.id)) {
                self.ghost.forgotten_recoveries |= 1 << row.id;
            }
        }
    }

    fn paste(&mut self, scope: &Scope, new: u8) {
        let mut parent = 0;
        let pasted = self.files.write(&scope.rules, true, |vault| {
            parent = vault.current().token;
            vault.paste(new);
            Ok(())
        });
        if pasted.is_ok() {
            self.zalo.parents[usize::from(new)] = parent;
            self.ghost.acknowledged |= 1 << new;
        }
    }

    pub(crate) fn crash(&mut self, at: usize) {
        let slot = u8::try_from(at).unwrap_or(u8::MAX);
        if let Wire::Asked(token) = self.processes[at].wire {
            self.strays.push(token);
        }
        if self.oa_lock == Some(slot) {
            self.oa_lock = None;
        }
        self.free_locks_of(slot);
        for kept in self.spool.iter_mut().filter(|kept| kept.owner == Some(slot)) {
            kept.owner = None;
        }
        self.processes[at] = Process::new();
    }

    /// Brings everything to rest with nothing going wrong any more; tells whether that ends, with no row left open.
    pub(crate) fn comes_to_rest(&self, scope: &Scope) -> bool {
        const STEPS: usize = 120;
        let mut world = self.clone();
        let mut mends = 2;
        world.act(scope, Action::MakeRoom);
        for at in 0..world.processes.len() {
            world.act(scope, Action::Resume(at));
        }
        for _ in 0..STEPS {
            let before = world.clone();
            for at in 0..world.processes.len() {
                let action = if matches!(world.processes[at].wire, Wire::Asked(_)) {
                    Action::Answer(at)
                } else {
                    Action::Step(at)
                };
                if world.zalo.has_room() {
                    world.act(scope, action);
                }
            }
            if world.processes.iter().all(Process::is_idle) {
                let has_open = world.open_rows().next().is_some();
                if !has_open || mends == 0 {
                    return !has_open;
                }
                mends -= 1;
                world.oa_lock = None;
                Step { scope, world: &mut world, at: 0 }.wish(By::Mend);
            } else if world == before {
                return false;
            }
        }
        false
    }

    /// Tells whether it is worth to look how this ends: a row is open and nobody is at it, or somebody tries again.
    pub(crate) fn asks_for_rest(&self) -> bool {
        let tries_again = |process: &Process| {
            process
                .run()
                .is_some_and(|run| run.mind.superseded || matches!(run.next, Next::WriteAgain | Next::SaveAgain(_)))
        };
        let is_quiet = self.processes.iter().all(Process::is_idle);
        self.processes.iter().any(tries_again) || is_quiet && self.open_rows().next().is_some()
    }

    /// Tells whether some attempt ended without a known result; a scope that never sees that tries too little.
    pub(crate) fn has_unknown(&self) -> bool {
        self.files.vault.rows.iter().any(|row| row.stage == Stage::Unknown(Why::Lost))
    }
}
