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
        Property::always("no token is sent twice but by the one recovery", |_, world: &World| {
            is_free_of(world, Breach::SentTwice)
        }),
        Property::always("nothing old is sent without a person", |_, world| is_free_of(world, Breach::SentOld)),
        Property::always("saved is told only of what the vault has", |_, world| is_free_of(world, Breach::ToldUnsaved)),
        Property::always("current moves only along what replaced it", |_, world| is_free_of(world, Breach::WentAstray)),
        Property::always("a verdict is never overwritten by an answer without tokens", |_, world| {
            is_free_of(world, Breach::Overwritten)
        }),
        Property::always("an attempt is never taken from a holder that lives", |_, world| {
            is_free_of(world, Breach::TakenFromTheLiving)
        }),
        Property::always("nobody sends what somebody else has brought further", |_, world| {
            is_free_of(world, Breach::SentTooLate)
        }),
        Property::always("no process tries for ever what cannot succeed", |_, world| {
            is_free_of(world, Breach::GoesInCircles)
        }),
        Property::always("no pair that is durable is out of reach", |_, world: &World| {
            (0..16).all(|token| !has(world.ghost.acknowledged, token) || world.reaches(token))
        }),
        Property::always("every attempt can be brought to its end", |scope, world: &World| {
            world.ghost.breach.is_some() || !world.asks_for_rest() || world.comes_to_rest(scope)
        }),
        Property::sometimes("an answer is lost", |_, world: &World| world.has_unknown()),
        Property::sometimes("an attempt is recovered", |_, world: &World| world.ghost.recovered != 0),
        Property::sometimes("a pair is kept", |_, world: &World| world.files.vault.pairs.len() > 1),
    ]
}
