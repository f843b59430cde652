//! The properties that must hold in each state.

use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::pair::{Brought, PairRow};
use stateright::Property;

use super::computer::{Computer, TeamWire};
use super::database::{place, token};
use super::scope::TeamScope;
use super::world::{TeamBreach, TeamWorld};
use crate::files::has;
use crate::values::print;

fn is_free_of(world: &TeamWorld, breach: TeamBreach) -> bool {
    world.ghost.breach != Some(breach)
}

/// Reports whether a computer has, or is about to get, a pair that the token was spent for and the database lacks.
fn may_hold(world: &TeamWorld, computer: &Computer, row: &AttemptRow) -> bool {
    let is_secret = |of: u8| !world.database.has_pair(of);
    let spent = row.fingerprint.0[0];
    let is_of_it = |new: u8| world.zalo.parents[usize::from(new)] == spent;
    let has_arrived = matches!(computer.wire, TeamWire::Tokens(new) if is_of_it(new));
    let is_answer = |pair: &PairRow| matches!(pair.brought, Brought::Attempt { .. });
    let pairs = computer.pairs.iter().filter(|pair| pair.follows == Some(row.fingerprint) && is_answer(pair));
    has_arrived || pairs.map(|pair| token(pair.refresh)).any(is_secret)
}

/// Reports whether a final verdict on the current token is premature.
fn is_premature(world: &TeamWorld, row: &AttemptRow) -> bool {
    let is_current = row.fingerprint == print(world.database.current());
    let sent =
        |computer: &&Computer| computer.ledger.iter().any(|own| own.token == row.fingerprint.0[0] && own.sends > 0);
    row.state == SharedState::Dead
        && is_current
        && world.computers.iter().filter(sent).any(|computer| may_hold(world, computer, row))
}

pub(super) fn all() -> Vec<Property<TeamScope>> {
    vec![
        Property::always("no token is spent twice", |_, world: &TeamWorld| is_free_of(world, TeamBreach::SentTwice)),
        Property::always("no replaced token is claimed", |_, world| is_free_of(world, TeamBreach::ClaimedOld)),
        Property::always("an attempt is recovered once", |_, world| is_free_of(world, TeamBreach::RecoveredTwice)),
        Property::always("no computer sends for an attempt that another has taken over", |_, world| {
            is_free_of(world, TeamBreach::SentTooLate)
        }),
        Property::always("no attempt is taken from a computer that sends it", |_, world| {
            is_free_of(world, TeamBreach::TakenFromTheRunning)
        }),
        Property::always("the current pair changes only to its successor", |_, world| {
            is_free_of(world, TeamBreach::WentAstray)
        }),
        Property::always("one row blocks a token", |_, world| is_free_of(world, TeamBreach::BlockedTwice)),
        Property::always("no pair that arrived is lost", |_, world: &TeamWorld| {
            (0..16).all(|token| !has(world.ghost.arrived, token) || world.reaches(token))
        }),
        Property::always("dead is not final while a sender may hold the pair", |_, world: &TeamWorld| {
            world.ghost.day_passed || !world.database.attempts.iter().any(|row| is_premature(world, row))
        }),
        Property::always("what was lost is healed once all computers are back", |scope, world: &TeamWorld| {
            world.ghost.breach.is_some() || !world.asks_for_rest() || world.comes_to_rest(scope)
        }),
        Property::sometimes("an attempt is taken over", |_, world: &TeamWorld| world.ghost.has_taken_over),
        Property::sometimes("a verdict is provisional", |_, world: &TeamWorld| world.ghost.was_provisional),
        Property::sometimes("a database is healed", |_, world: &TeamWorld| world.ghost.has_healed),
        Property::sometimes("a token is refreshed by one and again by another", |_, world: &TeamWorld| {
            world
                .database
                .attempts
                .iter()
                .filter(|row| row.state == SharedState::Saved)
                .any(|row| place(&row.holder) > 0)
        }),
    ]
}
