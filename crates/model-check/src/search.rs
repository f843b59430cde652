//! Visits all states of a model, and says what was found.

use std::hash::Hash;
use std::time::Duration;

use stateright::{Checker, HasDiscoveries, Model};

/// What was found in a scope.
#[derive(Debug, Clone)]
pub struct Found<Action> {
    /// The number of generated states, with repetitions.
    pub states: usize,
    /// The number of distinct states.
    pub unique: usize,
    /// The maximum depth of the search.
    pub depth: usize,
    /// The properties that failed, each with the actions that lead there.
    pub broken: Vec<(&'static str, Vec<Action>)>,
    /// States that should be reachable and were not: the scope is too small, or the model is wrong.
    pub never: Vec<&'static str>,
}

/// Checks all states of a model. Ends early when a property fails, or after `within`.
pub(crate) fn search<M>(model: M, threads: usize, within: Option<Duration>) -> Found<M::Action>
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Clone + Send + Sync + PartialEq + std::fmt::Debug + 'static,
    M::Action: Clone + PartialEq + std::fmt::Debug,
{
    let all = model.properties();
    let checker = model.checker().threads(threads).finish_when(HasDiscoveries::AnyFailures);
    let checker = if let Some(within) = within { checker.timeout(within) } else { checker };
    let checker = checker.spawn_bfs().join();
    let discoveries = checker.discoveries();
    let (mut broken, mut never) = (Vec::new(), Vec::new());
    for property in all {
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
