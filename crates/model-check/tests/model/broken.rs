//! Rules that are broken on purpose: the model has to find each, or it proves nothing.

use std::time::Duration;

use model_check::{Fault, Rules, Scope};
use oa_token_model::refresh::holder::{LockFile, Presence};
use oa_token_model::refresh::late::Arrival;
use oa_token_model::refresh::lineage::Newer;
use oa_token_model::refresh::{Attempt, AttemptState, step};

/// What no search may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Asserts that one of these properties is found not to hold.
fn is_found(rules: Rules, faults: u8, may: fn(Fault) -> bool, broken: &[&str]) {
    let scope = Scope { faults, may, rules, ..Scope::default() };
    assert_eq!(Scope { rules: Rules::default(), ..scope.clone() }.try_all(2, Some(LIMIT)).broken.first(), None);
    let found = scope.try_all(2, Some(LIMIT));
    let (what, way) = found.broken.first().expect("the broken rule is found");
    assert!(broken.contains(what) && !way.is_empty(), "{what}: {way:#?}");
}

const TWICE: &str = "no token is sent twice except by the single recovery";
const OLD: &str = "no old token is sent without the user";
const ASTRAY: &str = "the current pair changes only to its successor";

#[test]
fn treating_a_free_or_absent_lock_as_gone_is_found() {
    let presence = |look: &oa_token_model::refresh::holder::Look| match look.file {
        LockFile::Held => Presence::There,
        LockFile::Free { .. } | LockFile::Absent => Presence::Gone,
    };
    let rules = Rules { presence, ..Rules::default() };
    let may = |fault| matches!(fault, Fault::RemoveLocks | Fault::LoseRequest(_));
    is_found(rules, 2, may, &["an attempt is never taken from a live holder"]);
}

#[test]
fn comparing_pairs_by_number_is_found() {
    let newer = |first: &model_check::Numbered, second: &model_check::Numbered| {
        if second.generation > first.generation { Newer::Second } else { Newer::First }
    };
    let may = |fault| matches!(fault, Fault::FillCopy | Fault::PutBack | Fault::Paste);
    is_found(Rules { newer, ..Rules::default() }, 3, may, &[ASTRAY, TWICE, OLD, "no durable pair is unreachable"]);
}

#[test]
fn taking_the_highest_number_as_current_is_found() {
    // A pair that arrives always gets the highest number.
    let rules = Rules { arrival: |_, _, _, _, _| Arrival::Current, ..Rules::default() };
    is_found(rules, 1, |fault| matches!(fault, Fault::Paste), &[ASTRAY]);
}

#[test]
fn a_send_without_a_fence_is_found() {
    let may = |fault| matches!(fault, Fault::RemoveLocks | Fault::Stop(_) | Fault::Silence(_));
    let broken = &["no process sends for an attempt that another process has advanced"];
    is_found(Rules { fence: false, ..Rules::default() }, 3, may, broken);
}

#[test]
fn a_second_recovery_is_found() {
    let forgets = |attempt: Attempt, event, now| {
        let (next, effects) = step(attempt, event, now);
        let recoveries = if matches!(next.state, AttemptState::Unknown(_)) { 0 } else { next.recoveries };
        (Attempt { recoveries, ..next }, effects)
    };
    is_found(Rules { step: forgets, ..Rules::default() }, 2, |fault| matches!(fault, Fault::LoseRequest(_)), &[TWICE]);
}

#[test]
fn writing_an_earlier_answer_again_is_found() {
    let keeps = |attempt: Attempt, event, now| {
        let before = attempt.answer.clone();
        let (next, effects) = step(attempt, event, now);
        let answer = if next.state == AttemptState::Sending { before } else { next.answer.clone() };
        (Attempt { answer, ..next }, effects)
    };
    let may = |fault| matches!(fault, Fault::Garble(_, _));
    is_found(Rules { step: keeps, ..Rules::default() }, 1, may, &["no durable pair is unreachable"]);
}
