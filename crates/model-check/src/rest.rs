//! How a state ends once there are no more faults.

use oa_token_model::refresh::plan::Trigger;

use crate::process::{Next, Process, Step, Wire};
use crate::scope::Scope;
use crate::world::{Action, World};

impl World {
    /// Runs until all processes are idle, without further faults; returns whether that ends with no row left open.
    pub(crate) fn comes_to_rest(&self, scope: &Scope) -> bool {
        const STEPS: usize = 120;
        let mut world = self.clone();
        let mut recoveries_left = 2;
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
                if !has_open || recoveries_left == 0 {
                    return !has_open;
                }
                recoveries_left -= 1;
                world.oa_lock = None;
                if world.files.vault.old_copy {
                    // A token that may be old is not sent again until Zalo or the user has chosen the live pair.
                    world.act(scope, Action::Ask);
                    world
                        .files
                        .write(&scope.rules, true, |vault| {
                            vault.old_copy = false;
                            Ok(())
                        })
                        .ok();
                }
                Step { scope, world: &mut world, at: 0 }.request(Trigger::Recovery);
            } else if world == before {
                return false;
            }
        }
        false
    }

    /// Reports whether this state needs that check: a row is open and all processes are idle, or a process is retrying.
    pub(crate) fn asks_for_rest(&self) -> bool {
        let tries_again = |process: &Process| {
            process
                .run()
                .is_some_and(|run| run.mind.superseded || matches!(run.next, Next::WriteAgain | Next::SaveAgain(_)))
        };
        let is_quiet = self.processes.iter().all(Process::is_idle);
        self.processes.iter().any(tries_again) || is_quiet && self.open_rows().next().is_some()
    }
}
