//! The properties that must hold in each state.

use stateright::Property;

use crate::files::has;
use crate::scope::Scope;
use crate::world::{Breach, World};

fn is_free_of(world: &World, breach: Breach) -> bool {
    world.ghost.breach != Some(breach)
}

pub(crate) fn all() -> Vec<Property<Scope>> {
    vec![
        Property::always("no token is sent twice except by the single recovery", |_, world: &World| {
            is_free_of(world, Breach::SentTwice)
        }),
        Property::always("no old token is sent without the user", |_, world| is_free_of(world, Breach::SentOld)),
        Property::always("saved is reported only for a pair in the vault", |_, world| {
            is_free_of(world, Breach::ToldUnsaved)
        }),
        Property::always("the current pair changes only to its successor", |_, world| {
            is_free_of(world, Breach::WentAstray)
        }),
        Property::always("a verdict is never overwritten by an answer without tokens", |_, world| {
            is_free_of(world, Breach::Overwritten)
        }),
        Property::always("an attempt is never taken from a live holder", |_, world| {
            is_free_of(world, Breach::TakenFromTheLiving)
        }),
        Property::always("no process sends for an attempt that another process has advanced", |_, world| {
            is_free_of(world, Breach::SentTooLate)
        }),
        Property::always("no process retries forever what cannot succeed", |_, world| {
            is_free_of(world, Breach::GoesInCircles)
        }),
        Property::always("no durable pair is unreachable", |_, world: &World| {
            (0..16).all(|token| !has(world.ghost.acknowledged, token) || world.reaches(token))
        }),
        Property::always("every attempt can end", |scope, world: &World| {
            world.ghost.breach.is_some() || !world.asks_for_rest() || world.comes_to_rest(scope)
        }),
        Property::sometimes("an answer is lost", |_, world: &World| world.has_unknown()),
        Property::sometimes("an attempt is recovered", |_, world: &World| world.ghost.recovered != 0),
        Property::sometimes("a pair is kept", |_, world: &World| world.files.vault.pairs.len() > 1),
    ]
}
