//! The limits of a check, and the check itself.

use std::time::Duration;

use stateright::{Model, Property};

use super::properties;
use super::rules::TeamRules;
use super::world::{TeamAction, TeamFault, TeamWorld};
use crate::search::search;

/// The limits of a check.
#[derive(Clone)]
pub struct TeamScope {
    /// The number of computers.
    pub computers: usize,
    /// The number of requests.
    pub requests: u8,
    /// The number of faults.
    pub faults: u8,
    /// Which faults may happen.
    pub may: fn(TeamFault) -> bool,
    /// The decisions.
    pub rules: TeamRules,
}

impl Default for TeamScope {
    fn default() -> Self {
        Self { computers: 2, requests: 2, faults: 2, may: |_| true, rules: TeamRules::default() }
    }
}

/// What was found in a team's scope.
pub type TeamFound = crate::search::Found<TeamAction>;

impl TeamScope {
    /// Returns a scope that is checked in seconds.
    pub fn small() -> Self {
        Self::default()
    }

    /// Returns the scopes that are checked in minutes, each with its name.
    pub fn full() -> Vec<(&'static str, Self)> {
        vec![
            ("a team of two computers, two requests, three faults", Self { faults: 3, ..Self::default() }),
            (
                "a team of three computers, two requests, two faults",
                Self { computers: 3, faults: 2, ..Self::default() },
            ),
        ]
    }

    /// Checks all states in the scope. Ends early when a property fails, or after `within`.
    pub fn try_all(&self, threads: usize, within: Option<Duration>) -> TeamFound {
        search(self.clone(), threads, within)
    }
}

impl Model for TeamScope {
    type State = TeamWorld;
    type Action = TeamAction;

    fn init_states(&self) -> Vec<TeamWorld> {
        vec![TeamWorld::new(self)]
    }

    fn actions(&self, world: &TeamWorld, actions: &mut Vec<TeamAction>) {
        world.actions(self, actions);
    }

    fn next_state(&self, world: &TeamWorld, action: TeamAction) -> Option<TeamWorld> {
        world.after(self, action)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}
