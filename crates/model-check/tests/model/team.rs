//! The model of a team: a small scope, and rules that are broken on purpose. The model has to find each, or it proves
//! nothing.

use std::time::Duration;

use jiff::SignedDuration;
use model_check::{TeamFault, TeamRules, TeamScope};
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::claim::{ClaimFacts, SinceClaim, is_within_fence, may_claim};
use oa_token_team::rules::epoch::{Continuity, Pause, compare, pause};
use oa_token_team::rules::healing::{Repair, repairs};
use oa_token_team::rules::takeover::{Takeover, TakeoverFacts, may_take_over};

/// What no search may take.
const LIMIT: Duration = Duration::from_secs(120);

const TWICE: &str = "no token is spent twice";
const RECOVERED: &str = "an attempt is recovered once";
const LOST: &str = "no pair that arrived is lost";
const BLOCKED: &str = "one row blocks a token";
const OLD: &str = "no replaced token is claimed";
const LATE: &str = "no computer sends for an attempt that another has taken over";
const RUNNING: &str = "no attempt is taken from a computer that sends it";
const ASTRAY: &str = "the current pair changes only to its successor";
const DEAD: &str = "dead is not final while a sender may hold the pair";
const HEALED: &str = "what was lost is healed once all computers are back";

#[test]
fn everything_holds_for_two_computers() {
    let found = TeamScope::small().try_all(2, None);
    println!("{} unique states, depth {}", found.unique, found.depth);
    assert!(found.broken.is_empty() && found.never.is_empty(), "{:?} {:?}", found.broken, found.never);
    assert!(found.unique > 100_000, "{found:?}");
}

/// Asserts that one of these properties is found not to hold, and that all hold with the product's rules.
fn is_found(scope: &TeamScope, broken: &[&str]) {
    let sound = TeamScope { rules: TeamRules::default(), ..scope.clone() }.try_all(2, Some(LIMIT));
    assert_eq!(sound.broken.first(), None);
    let found = scope.try_all(2, Some(LIMIT));
    let (what, way) = found.broken.first().expect("the broken rule is found");
    println!("{what}: {way:?}");
    assert!(broken.contains(what) && !way.is_empty(), "{what}: {way:?}");
}

fn scope(faults: u8, may: fn(TeamFault) -> bool, rules: TeamRules) -> TeamScope {
    TeamScope { faults, may, rules, ..TeamScope::default() }
}

#[test]
fn a_fence_by_the_clock_that_stops_is_found() {
    let is_within_fence = |mut since: SinceClaim| {
        since.by_wall_clock = SignedDuration::ZERO;
        is_within_fence(since)
    };
    let rules = TeamRules { is_within_fence, ..TeamRules::default() };
    is_found(&scope(1, |fault| matches!(fault, TeamFault::Sleep(_)), rules), &[LATE]);
}

#[test]
fn a_send_without_asking_the_database_again_is_found() {
    let may = |fault| {
        matches!(fault, TeamFault::TurnOff(_) | TeamFault::LoseTransaction(_) | TeamFault::Copy | TeamFault::GoBack)
    };
    let rules = TeamRules { is_confirmed: |_, _, _| true, ..TeamRules::default() };
    is_found(&scope(3, may, rules), &[TWICE, RECOVERED, LATE]);
}

#[test]
fn taking_over_before_the_deadline_is_found() {
    let may_take_over = |row: &AttemptRow, facts: &TakeoverFacts<'_>| {
        let mut row = row.clone();
        row.deadline = facts.now;
        may_take_over(&row, facts)
    };
    let rules = TeamRules { may_take_over, ..TeamRules::default() };
    is_found(&scope(0, |_| false, rules), &[RUNNING, LATE]);
}

#[test]
fn a_second_recovery_is_found() {
    let may_take_over = |row: &AttemptRow, facts: &TakeoverFacts<'_>| {
        let first = AttemptRow { recoveries: 0, ..row.clone() };
        let may = may_take_over(&first, facts);
        if matches!(may, Takeover::From(_)) { Takeover::From(row.recoveries) } else { may }
    };
    let mut rules = TeamRules { may_take_over, ..TeamRules::default() };
    // The row is lost with its count, as if no member put it back.
    rules.repairs = |local, shared, me, out, now| {
        let mut all = repairs(local, shared, me, out, now);
        for repair in &mut all {
            if let Repair::PutAttempt(row) = repair {
                row.recoveries = 0;
            }
        }
        all
    };
    let may = |fault| matches!(fault, TeamFault::LoseRequest(_) | TeamFault::TurnOff(_) | TeamFault::Sleep(_));
    is_found(&scope(2, may, rules), &[RECOVERED, TWICE]);
}

#[test]
fn a_database_that_went_back_unnoticed_is_found() {
    let compare = |memory: &_, shown: &_| {
        let told = compare(memory, shown);
        if told == Continuity::WentBack { Continuity::Continues } else { told }
    };
    let rules = TeamRules { compare, ..TeamRules::default() };
    is_found(&scope(2, |fault| matches!(fault, TeamFault::Copy | TeamFault::GoBack), rules), &[TWICE, RECOVERED]);
}

#[test]
fn no_pause_after_the_database_went_back_is_found() {
    let rules = TeamRules { pause: |_, _, _, _| Pause::None, ..TeamRules::default() };
    let may = |fault| matches!(fault, TeamFault::Copy | TeamFault::GoBack);
    is_found(&scope(2, may, rules), &[TWICE, RECOVERED]);
}

#[test]
fn a_click_that_waits_for_the_refresher_alone_is_found() {
    let rules = TeamRules {
        pause: |row, awaited, refresher, by| {
            let is_out = refresher.is_some_and(|refresher| awaited.contains(refresher));
            let left = Some(SignedDuration::from_mins(45));
            if is_out { pause(row, awaited, by, false, left, row.opened_at) } else { Pause::None }
        },
        ..TeamRules::default()
    };
    let may = |fault| matches!(fault, TeamFault::Copy | TeamFault::GoBack);
    is_found(&scope(2, may, rules), &[TWICE, RECOVERED]);
}

#[test]
fn a_dead_that_is_final_at_once_is_found() {
    let rules = TeamRules { is_final: |row, _, _| row.state == SharedState::DeadProvisional, ..TeamRules::default() };
    let may = |fault| matches!(fault, TeamFault::Sleep(_) | TeamFault::TurnOff(_));
    is_found(&scope(1, may, rules), &[DEAD]);
}

#[test]
fn counting_an_open_attempt_as_without_a_pair_is_found() {
    let rules = TeamRules {
        repairs: |local, shared, me, out, now| {
            let mut silent = local.clone();
            silent.attempts.retain(|row| row.state != SharedState::Claimed);
            repairs(&silent, shared, me, out, now)
        },
        ..TeamRules::default()
    };
    let may = |fault| matches!(fault, TeamFault::Copy | TeamFault::GoBack | TeamFault::TurnOff(_));
    is_found(&scope(3, may, rules), &[DEAD, TWICE, RECOVERED, HEALED]);
}

#[test]
fn a_database_that_is_not_healed_is_found() {
    let rules = TeamRules {
        repairs: |local, shared, me, out, now| {
            // A publication alone: it changes the row of its claim, and puts no forgotten row back.
            let is_there = |row: &AttemptRow| shared.attempts.iter().any(|other| other.id == row.id);
            let is_forgotten = local.attempts.iter().any(|row| row.state.blocks() && !is_there(row));
            if is_forgotten { vec![] } else { repairs(local, shared, me, out, now) }
        },
        ..TeamRules::default()
    };
    let may = |fault| matches!(fault, TeamFault::Copy | TeamFault::GoBack);
    is_found(&scope(2, may, rules), &[HEALED, TWICE, ASTRAY]);
}

#[test]
fn a_vault_that_becomes_a_copy_of_the_database_is_found() {
    let rules = TeamRules {
        repairs: |local, shared, me, out, now| {
            let is_there = |row: &AttemptRow| shared.attempts.iter().any(|other| other.id == row.id);
            let is_forgotten = local.attempts.iter().any(|row| row.state.blocks() && !is_there(row));
            if is_forgotten { vec![] } else { repairs(local, shared, me, out, now) }
        },
        adopt: |mine, shared| *mine = shared.to_vec(),
        ..TeamRules::default()
    };
    let may = |fault| matches!(fault, TeamFault::Copy | TeamFault::GoBack);
    is_found(&scope(2, may, rules), &[LOST]);
}

#[test]
fn two_rows_that_block_one_token_are_found() {
    let rules = TeamRules {
        repairs: |local, shared, me, out, now| {
            let mut all = repairs(local, shared, me, out, now);
            for repair in &mut all {
                if let Repair::PutAttempt(row) = repair {
                    row.released = false;
                }
            }
            all
        },
        ..TeamRules::default()
    };
    let may = |fault| matches!(fault, TeamFault::Copy | TeamFault::GoBack | TeamFault::TurnOff(_));
    is_found(&scope(3, may, rules), &[BLOCKED]);
}

#[test]
fn taking_the_newest_pair_as_current_is_found() {
    let rules = TeamRules {
        repairs: |local, shared, me, out, now| {
            let mut all = repairs(local, shared, me, out, now);
            for repair in &mut all {
                if let Repair::SetCurrent(merged) = repair {
                    merged.current = merged.pairs.last().map(|pair| pair.brought.clone());
                    merged.has_diverged = false;
                }
            }
            all
        },
        ..TeamRules::default()
    };
    is_found(&scope(2, |fault| matches!(fault, TeamFault::Paste(_)), rules), &[ASTRAY, HEALED]);
}

#[test]
fn a_claim_with_an_old_generation_is_found() {
    let rules = TeamRules {
        may_claim: |oa, facts| {
            let facts = ClaimFacts { generation: oa.generation, blocking: None, ..facts.clone() };
            may_claim(oa, &facts)
        },
        ..TeamRules::default()
    };
    let may = |fault| matches!(fault, TeamFault::Paste(_));
    is_found(&scope(1, may, rules), &[OLD]);
}
