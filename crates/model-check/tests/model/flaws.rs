//! Flaws of what surrounds the decisions that the product had, each with the way to it.

use std::time::Duration;

use model_check::{Fault, Flaw, Scope};

const LIMIT: Duration = Duration::from_secs(60);
const ENDS: &str = "every attempt can end";
const REACH: &str = "no durable pair is unreachable";

/// Asserts that a flaw is found, and that nothing is found without it.
fn is_found(flaw: Flaw, (requests, faults): (u8, u8), may: fn(Fault) -> bool, what: &[&str]) {
    let scope = Scope { faults, requests, may, flaw: Some(flaw), ..Scope::default() };
    let found = scope.try_all(2, Some(LIMIT));
    let (broken, way) = found.broken.first().expect("the flaw is found");
    assert!(what.contains(broken), "{broken}: {way:?}");
    println!("{flaw:?}: {broken}: {way:?}");
    let without = Scope { flaw: None, ..scope }.try_all(2, Some(LIMIT));
    assert_eq!(without.broken.first(), None);
}

#[test]
fn one_of_two_attempts_for_one_token_in_two_files_is_lost() {
    let may = |fault| matches!(fault, Fault::FillCopy | Fault::RemoveLocks | Fault::PutBack);
    is_found(Flaw::OneRow, (2, 4), may, &[REACH]);
}

#[test]
fn a_late_pair_without_its_row_is_retried_forever() {
    let may = |fault| matches!(fault, Fault::FillCopy | Fault::PutBack);
    is_found(Flaw::GoneRow, (1, 2), may, &["no process retries forever what cannot succeed", ENDS]);
}

#[test]
fn an_unread_answer_is_copied_without_its_body() {
    let may = |fault| matches!(fault, Fault::Crash(_) | Fault::Paste | Fault::PutBack);
    is_found(Flaw::HollowRow, (1, 4), may, &[ENDS]);
}

#[test]
fn a_fork_keeps_one_pair_of_the_copy() {
    let may = |fault| matches!(fault, Fault::FillCopy | Fault::Paste | Fault::PutBack);
    is_found(Flaw::LonelyFork, (1, 4), may, &[REACH]);
}

#[test]
fn a_row_that_resembles_the_own_row_is_taken_for_it() {
    let may = |fault| matches!(fault, Fault::LoseRequest(_) | Fault::RemoveLocks);
    is_found(Flaw::Alike, (3, 3), may, &[REACH, "no token is sent twice except by the single recovery"]);
}

#[test]
fn a_token_that_was_replaced_in_between_is_claimed() {
    let may = |fault| matches!(fault, Fault::LoseRequest(_) | Fault::Paste);
    is_found(Flaw::Unclaimed, (1, 2), may, &["no old token is sent without the user"]);
}
