//! Both computers at once, and one after the other.

use std::sync::Arc;
use std::time::Duration;

use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use testkit::APP_ID;
use zalo_sim::Fault;

use crate::bench::Team;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_computers_that_race_spend_one_token_and_both_hold_the_new_pair() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    let clicks = [shop.clicking(), server.clicking()];
    for click in clicks {
        let outcome = click.await.unwrap();
        assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    }
    assert_eq!(team.sim.spends(), 1);
    team.assert_sends(1);
    shop.assert_live(&team).await;
    server.assert_live(&team).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn computers_take_turns_and_each_knows_what_the_other_did() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    for round in 1..=3 {
        let outcome = if round % 2 == 1 { shop.click().await } else { server.click().await };
        assert_eq!(outcome.result.outcome_name(), "saved", "{round}: {outcome:?}");
    }
    // A computer that is behind adopts what is there, and spends nothing for it.
    let spends = team.sim.spends();
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    assert!(team.sim.spends() <= spends + 1);
    server.assert_live(&team).await;
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_pasted_on_the_other_computer_meanwhile_stays_current_and_no_pair_is_lost() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    team.sim.script([Fault::Hold]);
    let click = shop.clicking();
    team.sim.wait_for_request(1).await;
    let pasted = team.sim.issue_pair(APP_ID);
    let pair = TokenPair { access: None, refresh: Some(Secret::new(&*pasted.refresh_token)) };
    let edit = ProfileEdit { pair: Some(pair), ..ProfileEdit::default() };
    server.engine.profiles().edit(&server.profile, edit).await.unwrap();
    team.sim.release();
    click.await.unwrap();
    // Both pairs are known to the team; the pasted one goes on.
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    server.assert_live(&team).await;
    assert_eq!(team.count("pair"), "4", "the first, the one that arrived late, the pasted one and its successor");
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_one_computer_refreshed_arrives_at_the_other_without_a_click() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    let mut events = server.engine.events();
    server.engine.join_team(Arc::clone(&server.referee));
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    let arrived = async {
        while server.pair().await.refresh.is_some_and(|token| token.expose() == team.first.refresh_token) {
            events.recv().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(60), arrived).await.unwrap();
    server.assert_live(&team).await;
    assert_eq!(team.sim.spends(), 1);
}
