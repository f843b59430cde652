//! Lost answers of the database, and programs that end.

use oa_token_engine::{AttemptPhase, EngineEvent};
use testkit::Cutter;
use zalo_sim::Fault;

use crate::bench::Team;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lost_answer_to_the_claim_sends_once() {
    let team = Team::new().await;
    let cutter = Cutter::start(team.server.port()).await.unwrap();
    let shop = team.computer_by("shop", cutter.port()).await;
    cutter.lose_answer_to("SELECT $1, o.id");
    let outcome = shop.click().await;
    assert!(cutter.has_cut());
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    shop.assert_live(&team).await;
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lost_answer_to_the_publication_loses_nothing() {
    let team = Team::new().await;
    let cutter = Cutter::start(team.server.port()).await.unwrap();
    let (shop, server) = (team.computer_by("shop", cutter.port()).await, team.computer("server").await);
    cutter.lose_answer_to("state = $6");
    let outcome = shop.click().await;
    assert!(cutter.has_cut());
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    // The caller waited for the second try.
    assert_eq!(team.count("attempt WHERE state = 'saved'"), "1");
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    server.assert_live(&team).await;
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_program_that_ends_before_its_send_leaves_the_token_unspent() {
    let team = Team::new().await;
    let shop = team.computer("shop").await;
    let shop = shop.killed(&team, |event| matches!(event, EngineEvent::AttemptMoved(_, AttemptPhase::Preparing))).await;
    let outcome = shop.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    shop.assert_live(&team).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_program_that_ends_while_zalo_answers_sends_the_same_token_once_more_and_no_other_computer_does() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    team.sim.script([Fault::HoldBeforeSpending]);
    let shop = shop.killed(&team, |event| matches!(event, EngineEvent::AttemptMoved(_, AttemptPhase::Sending))).await;
    let other = server.clicking();
    team.sim.release();
    let outcome = shop.click().await;
    assert!(["saved", "rejected"].contains(&outcome.result.outcome_name()), "{outcome:?}");
    drop(other.await);
    team.assert_sends(2);
    let sends = team.sim.ledger().tokens.iter().map(|token| token.sends).max();
    assert!(sends.is_some_and(|sends| sends <= 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_that_was_saved_and_not_published_is_published_by_the_next_start() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    let shop = shop.killed(&team, |event| matches!(event, EngineEvent::AttemptMoved(_, AttemptPhase::Saving))).await;
    shop.engine.refresh().recover().await.unwrap();
    let outcome = shop.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    server.assert_live(&team).await;
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_program_whose_answer_was_lost_learns_what_another_computer_was_told() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    team.sim.script([Fault::CloseAfterSpending]);
    let token = team.first.refresh_token.clone();
    let is_lost = |event: &EngineEvent| matches!(event, EngineEvent::AttemptMoved(_, AttemptPhase::WaitingToRecover));
    let shop = shop.killed(&team, is_lost).await;
    team.server.sql("team", "UPDATE oa_token.attempt SET deadline = clock_timestamp()").unwrap();
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "rejected", "{outcome:?}");
    let outcome = shop.click().await;
    assert_eq!(outcome.result.outcome_name(), "rejected", "{outcome:?}");
    let outcome = shop.click().await;
    assert_eq!(outcome.result.outcome_name(), "rejected", "the verdict is here now: {outcome:?}");
    assert_eq!(team.sim.sends_of(&token), 2);
}
