//! How much is tried, and the act of trying it.

use std::time::Duration;

use stateright::{Checker, HasDiscoveries, Model, Property};

use crate::properties;
use crate::rules::Rules;
use crate::world::{Action, Fault, World};

/// How much is tried.
#[derive(Clone)]
pub struct Scope {
    /// How many processes there are, three at most.
    pub processes: usize,
    /// How many wishes there are together: clicks, programs, mendings.
    pub wishes: u8,
    /// How many things go wrong together.
    pub faults: u8,
    /// What may go wrong.
    pub may: fn(Fault) -> bool,
    /// Whether locks keep anybody out.
    pub locks_work: bool,
    /// Whether there is a vault file from the beginning to be put back.
    pub has_older: bool,
    /// Whether a back-up may be made at any step.
    pub may_back_up: bool,
    /// The decisions.
    pub rules: Rules,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            processes: 2,
            wishes: 2,
            faults: 2,
            may: |_| true,
            locks_work: true,
            has_older: true,
            may_back_up: false,
            rules: Rules::default(),
        }
    }
}

/// What came of trying everything in a scope.
#[derive(Debug, Clone)]
pub struct Found {
    /// States that were come to, counted each time.
    pub states: usize,
    /// Different ones.
    pub unique: usize,
    /// The longest of the shortest ways to a state.
    pub depth: usize,
    /// What did not hold, each with the way to it; also what should be possible and never was, without a way.
    pub broken: Vec<(&'static str, Vec<Action>)>,
}

impl Scope {
    /// Tries everything in the scope. It ends early once something does not hold, or after `within`.
    pub fn try_all(&self, threads: usize, within: Option<Duration>) -> Found {
        let failures = if std::env::var("ALL").is_ok() { HasDiscoveries::All } else { HasDiscoveries::AnyFailures };
        let checker = self.clone().checker().threads(threads).finish_when(failures);
        let checker = if let Some(within) = within { checker.timeout(within) } else { checker };
        let checker = checker.spawn_bfs().join();
        let discoveries = checker.discoveries();
        let mut broken = Vec::new();
        for property in properties::all() {
            if std::env::var("SHOW").is_ok_and(|name| property.name.contains(&name)) {
                if let Some(path) = discoveries.get(property.name) { eprintln!("{:?}", path.last_state()); }
            }
            let way = discoveries.get(property.name).map(|path| path.clone().into_actions());
            match (property.expectation.discovery_is_failure(), way) {
                (true, Some(way)) => broken.push((property.name, way)),
                (false, None) if checker.is_done() => broken.push((property.name, Vec::new())),
                (true, None) | (false, _) => {}
            }
        }
        let (states, unique, depth) = (checker.state_count(), checker.unique_state_count(), checker.max_depth());
        Found { states, unique, depth, broken }
    }
}

impl Model for Scope {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(self)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        world.actions(self, actions);
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        world.after(self, action)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}
