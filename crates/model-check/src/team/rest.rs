//! How a state ends once there are no more faults.

use oa_token_model::refresh::plan::Trigger;
use oa_token_team::rules::attempt::{AttemptRow, SharedState};

use super::computer::TeamWire;
use super::database::{place, token};
use super::scope::TeamScope;
use super::world::{TeamAction, TeamWorld};
use crate::files::has;
use crate::values::number;

impl TeamWorld {
    /// Wakes all computers and lets each finish and connect, without further faults. Returns whether all then agree on
    /// the live pair, and nothing is open.
    pub(super) fn comes_to_rest(&self, scope: &TeamScope) -> bool {
        let mut world = self.clone();
        for at in 0..world.computers.len() {
            world.computers[at].wake();
        }
        for round in 0..4 {
            for at in 0..world.computers.len() {
                if world.computers[at].is_idle() {
                    world.request(at, Trigger::Recovery);
                }
                if !world.finish(scope, at) {
                    return false;
                }
            }
            if world.database.oa.has_diverged && round < 3 {
                world.act(scope, TeamAction::Ask);
            }
        }
        world.ghost.breach.is_none() && world.is_whole()
    }

    /// Runs one computer until it is idle.
    fn finish(&mut self, scope: &TeamScope, at: usize) -> bool {
        for _ in 0..30 {
            if self.computers[at].is_idle() {
                return true;
            }
            let is_asked = matches!(self.computers[at].wire, TeamWire::Asked(_));
            if is_asked && !self.zalo.has_room() {
                return true;
            }
            self.act(scope, if is_asked { TeamAction::Answer(at) } else { TeamAction::Step(at) });
        }
        false
    }

    fn is_whole(&self) -> bool {
        let database = &self.database;
        let has_all = (0..16).all(|token| !has(self.ghost.arrived, token) || database.has_pair(token));
        let agrees = self
            .computers
            .iter()
            .all(|computer| computer.current == database.current() && computer.generation == database.oa.generation.0);
        // A claim that its holder gave back, in a copy from before: after the deadline it is recovered.
        let is_known = |row: &AttemptRow| {
            let ledger = &self.computers[place(&row.holder)].ledger;
            ledger.iter().any(|own| own.id == number(&row.id))
        };
        let is_open = |row: &&AttemptRow| row.state == SharedState::Claimed && !row.released;
        let has_open = database.attempts.iter().filter(is_open).any(is_known);
        let live = self.zalo.live;
        let is_live = !database.pairs.iter().any(|pair| token(pair.refresh) == live) || database.current() == live;
        has_all && agrees && !has_open && is_live
    }

    /// Reports whether this state needs that check: no computer is in the middle of a request.
    pub(super) fn asks_for_rest(&self) -> bool {
        self.computers.iter().all(|computer| computer.is_idle() || !computer.runs())
    }
}
