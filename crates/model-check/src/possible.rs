//! The possible actions.

use oa_token_model::refresh::plan::Trigger;

use crate::process::{Phase, Process, Wire};
use crate::scope::Scope;
use crate::world::{Action, Fault, World};

impl World {
    /// Lists the possible actions.
    pub(crate) fn actions(&self, scope: &Scope, actions: &mut Vec<Action>) {
        if self.ghost.breach.is_some() {
            return;
        }
        if self.requests > 0
            && self.zalo.has_room()
            && self.oa_lock.is_none()
            && let Some(idle) = self.processes.iter().position(Process::is_idle)
        {
            actions.extend([Action::Request(idle, Trigger::User), Action::Request(idle, Trigger::Automatic)]);
            if self.open_rows().next().is_some() || self.spool.iter().any(|kept| kept.owner.is_none()) {
                actions.push(Action::Request(idle, Trigger::Recovery));
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
        if matches!(process.phase, Phase::Reads { .. }) && !process.stopped {
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
        let rest = [
            (files.vault_full, Fault::FillVault),
            (files.copy_full, Fault::FillCopy),
            (files.spool_full, Fault::FillSpool),
            (self.locks.is_empty() && self.oa_lock.is_none(), Fault::RemoveLocks),
            (files.vault_full || !self.zalo.has_room(), Fault::Paste),
            (!scope.may_back_up || files.older.as_ref().is_some_and(|(older, _)| *older == files.vault), Fault::BackUp),
            (files.older.as_ref().is_none_or(|(older, _)| *older == files.vault), Fault::PutBack),
        ];
        for (is_so, fault) in rest {
            if !is_so {
                add(fault);
            }
        }
    }
}
