//! Tries every order of steps and faults around one attempt, and between the computers of a team, on the product's pure
//! functions: see the crate `model-check`.

use model_check::{Scope, TeamScope};

use crate::proof::{Proof, Scale, Tally, Trouble};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "model",
    about: "all orders of steps of three processes, a vault, its copy and Zalo, with crashes, stops, lost and late \
         answers, full disks, removed locks, pastes and older files; the same of two and three computers and a database \
         that goes back; a try is a state",
    holds: "a token is sent twice only by the single recovery; no old token is sent automatically; no durable pair \
         becomes unreachable; \"saved\" is reported only for pairs in the vault; the current pair changes only to its \
         successor; every attempt ends",
    full: 10_000_000,
    quick: 1,
    run,
};

/// A small machine has two cores.
const THREADS: usize = 2;

#[expect(clippy::unnecessary_wraps, reason = "every proof is a function of this type")]
fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let scopes = if scale.quick { vec![("a small scope", Scope::small())] } else { Scope::full() };
    let mut tally = Tally::default();
    for (name, scope) in scopes {
        let found = scope.try_all(THREADS, None);
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        tally.tried += number(found.unique);
        tally.count(&format!("{name}: different states"), number(found.unique));
        tally.count(&format!("{name}: states reached, repeats included"), number(found.states));
        tally.count(&format!("{name}: deepest"), number(found.depth));
        for what in found.never {
            tally.failed(format!("{name}: never seen: {what}"));
        }
        for (what, way) in found.broken {
            tally.failed(format!("{name}: {what}: {way:?}"));
        }
    }
    let scopes = if scale.quick { vec![] } else { TeamScope::full() };
    for (name, scope) in scopes {
        let found = scope.try_all(THREADS, None);
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        tally.tried += number(found.unique);
        tally.count(&format!("{name}: different states"), number(found.unique));
        tally.count(&format!("{name}: deepest"), number(found.depth));
        for what in found.never {
            tally.failed(format!("{name}: never seen: {what}"));
        }
        for (what, way) in found.broken {
            tally.failed(format!("{name}: {what}: {way:?}"));
        }
    }
    Ok(tally)
}
