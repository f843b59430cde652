//! Faults, and actions from outside.

use jiff::SignedDuration;
use oa_token_team::rules::pair::Brought;
use oa_token_team::rules::provisional::PATIENCE;

use super::computer::{Phase, Power, TeamWire};
use super::database::{before, member, new_pair};
use super::scope::TeamScope;
use super::world::{TeamFault, TeamWorld};

impl TeamWorld {
    pub(super) fn fail(&mut self, scope: &TeamScope, fault: TeamFault) {
        match fault {
            TeamFault::Crash(at) => self.crash(at),
            TeamFault::TurnOff(at) => {
                self.crash(at);
                self.computers[at].power = Power::Off;
            }
            TeamFault::Sleep(at) => (self.computers[at].power, self.computers[at].late) = (Power::Sleeps, true),
            TeamFault::LoseRequest(at) => self.computers[at].wire = TeamWire::Empty,
            TeamFault::LoseAnswer(at) => {
                self.answer(at);
                self.computers[at].wire = TeamWire::Empty;
            }
            TeamFault::Refuse(at) => {
                if let TeamWire::Asked(token) = self.computers[at].wire {
                    self.ghost.refused[usize::from(token)] += 1;
                }
                self.computers[at].wire = TeamWire::Refused;
            }
            TeamFault::LoseTransaction(at) => {
                self.step(scope, at);
                let computer = &mut self.computers[at];
                // It reads the database again before anything else, and gives back what it did not send.
                if !matches!(computer.phase, Phase::Idle) {
                    computer.phase = Phase::Publishes;
                }
            }
            TeamFault::Copy => self.copy = Some(Box::new(self.database.clone())),
            TeamFault::GoBack => {
                if let Some(copy) = self.copy.take() {
                    self.database = *copy;
                    self.server += 1;
                    self.disconnect();
                }
            }
            TeamFault::Paste(at) => self.paste(at),
            TeamFault::DayPasses => {
                self.ghost.day_passed = true;
                for row in &mut self.database.attempts {
                    let day_before = before(PATIENCE.saturating_add(SignedDuration::from_secs(1)));
                    row.dead_at = row.dead_at.map(|_| day_before);
                }
            }
        }
    }

    /// A process ends. What was on the wire is lost, and may have been carried out.
    fn crash(&mut self, at: usize) {
        if let TeamWire::Asked(token) = self.computers[at].wire {
            self.serve(token);
        }
        let computer = &mut self.computers[at];
        (computer.wire, computer.late) = (TeamWire::Empty, false);
        computer.phase = Phase::Idle;
    }

    /// All connections end: who was about to claim connects again, and sees where it is.
    fn disconnect(&mut self) {
        for computer in &mut self.computers {
            match computer.phase {
                Phase::Claims { by, .. } | Phase::Takes { by, .. } => computer.phase = Phase::Connects(by),
                Phase::Idle
                | Phase::Connects(_)
                | Phase::Confirms { .. }
                | Phase::Sends { .. }
                | Phase::Waits { .. }
                | Phase::Publishes => {}
            }
        }
    }

    /// A person has a new pair and pastes it: it replaces the pair that this computer shows.
    fn paste(&mut self, at: usize) {
        let before = self.computers[at].current;
        let new = self.zalo.mint(before);
        let pair = new_pair(new, Some(before), Brought::Paste { id: new.to_string() }, member(at));
        let computer = &mut self.computers[at];
        computer.pairs.push(pair);
        computer.current = new;
        computer.phase = Phase::Publishes;
        self.ghost.arrived |= 1 << new;
    }
}
