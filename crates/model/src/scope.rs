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
    /// A flaw of what surrounds the decisions, to be found.
    pub flaw: Option<Flaw>,
    /// The decisions.
    pub rules: Rules,
}

/// A flaw of what surrounds the decisions. The model without any is how it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// Was in the product: a late pair whose row no file knows any more is tried to be kept for ever.
    GoneRow,
    /// Was in the product: of two attempts to spend one token in two files the second one goes, with the answer that nobody
    /// has read yet.
    OneRow,
    /// Was in the product: the copy takes a row that is answered and not read yet, without its answer; once that row comes back
    /// into the vault it is taken for one that somebody changed.
    HollowRow,
    /// Was in the product: of two files that went on apart, the copy's current pair alone is kept, and none of its attempts.
    LonelyFork,
    /// Was in the product: a row that somebody else has brought where it was to be brought is taken for one's own.
    Alike,
    /// Was in the product: a token that was replaced since it was planned to be sent is claimed all the same.
    Unclaimed,
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
            flaw: None,
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
    /// What did not hold, each with the way to it.
    pub broken: Vec<(&'static str, Vec<Action>)>,
    /// What should be possible and never was: the scope is too small, or the model wrong.
    pub never: Vec<&'static str>,
}

impl Scope {
    pub(crate) fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    /// Returns what is tried in seconds.
    pub fn small() -> Self {
        Self { processes: 3, wishes: 2, faults: 2, ..Self::default() }
    }

    /// Returns what is tried in minutes, each scope with its name.
    pub fn full() -> Vec<(&'static str, Self)> {
        let full = Self { processes: 3, wishes: 3, faults: 3, ..Self::default() };
        vec![
            ("three processes, four refresh requests, three faults", Self { wishes: 4, ..full.clone() }),
            (
                "three refresh requests and two faults, with locks that exclude nobody",
                Self { locks_work: false, faults: 2, ..full.clone() },
            ),
            ("three refresh requests, three faults, a backup at any step", Self { may_back_up: true, ..full }),
        ]
    }

    /// Returns whether a way of actions leads to a state in which something does not hold, and what that is.
    ///
    /// # Errors
    /// The number of the first action that is not possible where it stands.
    pub fn follow(&self, way: &[Action]) -> Result<Vec<&'static str>, usize> {
        let mut world = World::new(self);
        for (at, action) in way.iter().enumerate() {
            let mut possible = Vec::new();
            self.actions(&world, &mut possible);
            let next = self.next_state(&world, *action).filter(|_| possible.contains(action));
            world = next.ok_or(at)?;
        }
        let always = properties::all().into_iter().filter(|property| property.expectation.discovery_is_failure());
        Ok(always.filter(|property| !(property.condition)(self, &world)).map(|property| property.name).collect())
    }

    /// Tries everything in the scope. It ends early once something does not hold, or after `within`.
    pub fn try_all(&self, threads: usize, within: Option<Duration>) -> Found {
        let failures = HasDiscoveries::AnyFailures;
        let checker = self.clone().checker().threads(threads).finish_when(failures);
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
        Found { states, unique, depth, broken, never }
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
