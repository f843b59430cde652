//! Faults, and actions from outside.

use crate::files::{File, Files, Set};
use crate::process::{Process, Step, Wire};
use crate::scope::Scope;
use crate::values::Said;
use crate::world::{Fault, World};

impl World {
    pub(crate) fn fail(&mut self, scope: &Scope, fault: Fault) {
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
                // Pairs that only the replaced file held are lost with it.
                let all: Set = (0..16).filter(|token| self.reaches(*token)).map(|token| 1 << token).sum();
                self.ghost.acknowledged &= all;
            }
        }
    }

    /// Records the sends that one file had and no readable file has now.
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
}
