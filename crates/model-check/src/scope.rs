//! The limits of a check, and the check itself.

use std::time::Duration;

use stateright::{Model, Property};

use crate::properties;
use crate::rules::Rules;
use crate::search::search;
use crate::world::{Action, Fault, World};

/// The limits of a check.
#[derive(Clone)]
pub struct Scope {
    /// The number of processes, at most three.
    pub processes: usize,
    /// The total number of requests: by the user, by programs, by recoveries.
    pub requests: u8,
    /// The total number of faults.
    pub faults: u8,
    /// Which faults may happen.
    pub may: fn(Fault) -> bool,
    /// Whether locks exclude other processes.
    pub locks_work: bool,
    /// Whether an older vault file exists from the start and can be restored.
    pub has_older: bool,
    /// Whether a backup may be made at any step.
    pub may_back_up: bool,
    /// A flaw in the code around the decisions, which the check must find.
    pub flaw: Option<Flaw>,
    /// The decisions.
    pub rules: Rules,
}

/// A flaw in the code around the decisions. The model without any flaw is the correct behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// Was in the product: saving a late pair is retried for ever if no file has its row any more.
    GoneRow,
    /// Was in the product: if two files hold one attempt each for the same token, the second attempt is dropped, with
    /// its unprocessed answer.
    OneRow,
    /// Was in the product: the copy takes an answered but unprocessed row without its answer. When the row returns to
    /// the vault, it is taken for an altered one.
    HollowRow,
    /// Was in the product: of two diverged files, only the copy's current pair is kept, and none of its attempts.
    LonelyFork,
    /// Was in the product: a row that another process has already written as intended is taken for this process's own
    /// write.
    Alike,
    /// Was in the product: a token is claimed although it was replaced after the attempt was planned.
    Unclaimed,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            processes: 2,
            requests: 2,
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

/// What was found in a scope.
pub type Found = crate::search::Found<Action>;

impl Scope {
    pub(crate) fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    /// Returns a scope that is checked in seconds.
    pub fn small() -> Self {
        Self { processes: 3, requests: 2, faults: 2, ..Self::default() }
    }

    /// Returns the scopes that are checked in minutes, each with its name.
    pub fn full() -> Vec<(&'static str, Self)> {
        let full = Self { processes: 3, requests: 3, faults: 3, ..Self::default() };
        vec![
            ("three processes, four refresh requests, three faults", Self { requests: 4, ..full.clone() }),
            (
                "three refresh requests and two faults, with locks that have no effect",
                Self { locks_work: false, faults: 2, ..full.clone() },
            ),
            ("three refresh requests, three faults, a backup at any step", Self { may_back_up: true, ..full }),
        ]
    }

    /// Follows the actions and returns the properties that fail in the state they lead to.
    ///
    /// # Errors
    /// The index of the first action that is not possible in its state.
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

    /// Checks all states in the scope. Ends early when a property fails, or after `within`.
    pub fn try_all(&self, threads: usize, within: Option<Duration>) -> Found {
        search(self.clone(), threads, within)
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
