//! The limits of a check, and the check itself.

use std::time::Duration;

use stateright::{Checker, HasDiscoveries, Model, Property};

use super::properties;
use super::rules::TeamRules;
use super::world::{TeamAction, TeamFault, TeamWorld};

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

/// The result of a check.
#[derive(Debug, Clone)]
pub struct TeamFound {
    /// The number of generated states, with repetitions.
    pub states: usize,
    /// The number of distinct states.
    pub unique: usize,
    /// The maximum depth of the search.
    pub depth: usize,
    /// The properties that failed, each with the actions that lead there.
    pub broken: Vec<(&'static str, Vec<TeamAction>)>,
    /// States that should be reachable and were not.
    pub never: Vec<&'static str>,
}

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
        let checker = self.clone().checker().threads(threads).finish_when(HasDiscoveries::AnyFailures);
        let checker = if let Some(within) = within { checker.timeout(within) } else { checker };
        let checker = checker.spawn_bfs().join();
        let discoveries = checker.discoveries();
        let (mut broken, mut never) = (Vec::new(), Vec::new());
        for property in properties::all() {
            let way = discoveries.get(property.name).map(|path| path.clone().into_actions());
            match (property.expectation.discovery_is_failure(), way) {
                (true, Some(way)) => broken.push((property.name, way)),
                (false, None) if checker.is_done() => never.push(property.name),
                (true, None) | (false, _) => {}
            }
        }
        let (states, unique, depth) = (checker.state_count(), checker.unique_state_count(), checker.max_depth());
        TeamFound { states, unique, depth, broken, never }
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
