//! The possible actions.

use oa_token_model::refresh::plan::Trigger;
use oa_token_team::rules::attempt::SharedState;

use super::computer::{Computer, Phase, TeamWire};
use super::database::{NOW, place};
use super::scope::TeamScope;
use super::world::{TeamAction, TeamFault, TeamWorld};

impl TeamWorld {
    /// Lists the possible actions.
    pub(super) fn actions(&self, scope: &TeamScope, actions: &mut Vec<TeamAction>) {
        if self.ghost.breach.is_some() {
            return;
        }
        for (at, computer) in self.computers.iter().enumerate() {
            self.actions_of(at, computer, actions);
        }
        for row in &self.database.attempts {
            let holder = &self.computers[place(&row.holder)];
            let is_left = !holder.runs() || !holder.is_sending();
            if row.state == SharedState::Claimed && row.deadline > NOW && is_left {
                actions.push(TeamAction::Overdue(row.id.0.parse().unwrap_or(0)));
            }
        }
        let is_out = |at: usize| !self.database.has_checked_in(at) && !self.computers[at].runs();
        if !self.database.is_closed && (0..self.computers.len()).any(is_out) {
            actions.push(TeamAction::PauseEnds);
        }
        if self.database.oa.has_diverged {
            actions.push(TeamAction::Ask);
        }
        if self.faults > 0 {
            self.faults(scope, actions);
        }
    }

    fn actions_of(&self, at: usize, computer: &Computer, actions: &mut Vec<TeamAction>) {
        let is_asked = matches!(computer.wire, TeamWire::Asked(_));
        if is_asked && self.zalo.has_room() {
            actions.push(TeamAction::Answer(at));
        }
        if !computer.runs() {
            actions.push(TeamAction::Wake(at));
        } else if !computer.is_idle() {
            if !is_asked {
                actions.push(TeamAction::Step(at));
            }
        } else if self.requests > 0 && self.zalo.has_room() {
            actions.extend([TeamAction::Request(at, Trigger::User), TeamAction::Request(at, Trigger::Automatic)]);
        }
    }

    fn faults(&self, scope: &TeamScope, actions: &mut Vec<TeamAction>) {
        let mut add = |fault| {
            if (scope.may)(fault) {
                actions.push(TeamAction::Fault(fault));
            }
        };
        for (at, computer) in self.computers.iter().enumerate() {
            if !computer.runs() {
                continue;
            }
            let is_at_database = match computer.phase {
                Phase::Claims { .. } | Phase::Takes { .. } | Phase::Publishes => true,
                Phase::Idle
                | Phase::Connects(_)
                | Phase::Confirms { .. }
                | Phase::Sends { .. }
                | Phase::Waits { .. } => false,
            };
            if is_at_database {
                add(TeamFault::LoseTransaction(at));
            }
            if matches!(computer.wire, TeamWire::Asked(_)) && self.zalo.has_room() {
                for fault in [TeamFault::LoseRequest(at), TeamFault::LoseAnswer(at), TeamFault::Refuse(at)] {
                    add(fault);
                }
            }
            if !computer.is_idle() {
                add(TeamFault::Crash(at));
                add(TeamFault::Sleep(at));
            } else if self.zalo.has_room() {
                add(TeamFault::Paste(at));
            }
            add(TeamFault::TurnOff(at));
        }
        match &self.copy {
            None => add(TeamFault::Copy),
            Some(copy) if **copy != self.database => {
                add(TeamFault::Copy);
                add(TeamFault::GoBack);
            }
            Some(_) => {}
        }
        let is_provisional = |state| state == SharedState::DeadProvisional;
        if !self.ghost.day_passed && self.database.attempts.iter().any(|row| is_provisional(row.state)) {
            add(TeamFault::DayPasses);
        }
    }
}
