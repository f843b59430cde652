#![cfg(test)]
//! A small scope of the model, rules that are broken on purpose, and flaws of what surrounds them.

mod broken;
mod flaws;
mod team;

use model_check::Scope;

#[test]
fn everything_holds_in_a_small_scope() {
    for locks_work in [true, false] {
        let found = Scope { locks_work, ..Scope::small() }.try_all(2, None);
        assert!(found.broken.is_empty() && found.never.is_empty(), "{:#?} {:?}", found.broken, found.never);
        println!("locks work: {locks_work}: {} unique states, depth {}", found.unique, found.depth);
        assert!(found.unique > 10_000, "{found:?}");
    }
}
