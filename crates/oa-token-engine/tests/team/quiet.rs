//! Computers that know the same write nothing more.

use std::time::Duration;

use oa_token_engine::{Engine, TeamRole};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use testkit::APP_ID;
use zalo_sim::Fault;

use crate::membership::{Bench, click, only_oa};

const LIMIT: Duration = Duration::from_secs(10);

/// The number of publications after each computer has looked twice.
async fn publications(bench: &Bench, engines: &[&Engine]) -> [String; 2] {
    let mut counted = [String::new(), String::new()];
    for count in &mut counted {
        for engine in engines {
            assert!(engine.team().catch_up(None, LIMIT).await);
        }
        *count = bench.sql("SELECT change FROM oa_token.team");
    }
    counted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_attempt_that_is_older_than_many_others_is_not_put_back_again_and_again() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    bench.sql(
        "INSERT INTO oa_token.attempt (id, oa, kind, spends, fingerprint, state, holder, deadline)
         SELECT 'many ' || number, oa, 'refresh', 1, decode(lpad(to_hex(number), 64, '0'), 'hex'), 'not_sent', holder,
            deadline
         FROM oa_token.attempt, generate_series(1, 500) AS number",
    );
    let [before, after] = publications(&bench, &[&shop, &till]).await;
    assert_eq!(before, after);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_that_comes_back_into_the_team_with_all_kept_pairs_replaced_is_sent_once_and_goes_on() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    assert_eq!(click(&till, &theirs).await, ("saved", None));
    shop.team().retire(&oa).await.unwrap();
    assert!(till.team().catch_up(None, LIMIT).await);
    for _ in 0..7 {
        assert_eq!(click(&shop, &oa).await, ("saved", None));
    }
    shop.team().add(std::slice::from_ref(&oa)).await.unwrap();
    assert!(till.team().catch_up(None, LIMIT).await);
    assert_eq!(bench.sql("SELECT has_diverged FROM oa_token.oa"), "f");
    for _ in 0..2 {
        assert_eq!(click(&till, &theirs).await, ("saved", None));
        assert_eq!(click(&shop, &oa).await, ("saved", None));
    }
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
    let [before, after] = publications(&bench, &[&shop, &till]).await;
    assert_eq!(before, after);
}

/// Enters a new pair on one computer while the answer to another one's click is on its way.
async fn paste_meanwhile(bench: &Bench, clicks: (&Engine, &ProfileId), pastes: (&Engine, &ProfileId)) {
    bench.sim.script([Fault::Hold]);
    let (sending, id) = (clicks.0.clone(), clicks.1.clone());
    let clicked = tokio::spawn(async move { sending.refresh().send(&id, Trigger::User).await });
    bench.sim.wait_for_request(1).await;
    let new = bench.sim.issue_pair(APP_ID);
    let pair = TokenPair { access: None, refresh: Some(Secret::new(&*new.refresh_token)) };
    let edit = ProfileEdit { pair: Some(pair), ..ProfileEdit::default() };
    pastes.0.profiles().edit(pastes.1, edit).await.unwrap();
    bench.sim.release();
    drop(clicked.await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_that_a_person_replaced_while_it_was_on_its_way_divides_no_team() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    paste_meanwhile(&bench, (&shop, &oa), (&shop, &oa)).await;
    let [before, after] = publications(&bench, &[&shop, &till]).await;
    assert_eq!(before, after);
    assert_eq!(bench.sql("SELECT count(*), bool_or(has_diverged) FROM oa_token.pair, oa_token.oa"), "3|f");
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    assert_eq!(click(&till, &theirs).await, ("saved", None));
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let held = till.profiles().secrets(&theirs).await.unwrap().current.pair;
    assert!(held.refresh.is_some_and(|token| token.expose() == live.refresh_token));
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn computers_with_a_pair_each_write_nothing_more_and_each_can_send_by_a_click() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    paste_meanwhile(&bench, (&shop, &oa), (&till, &theirs)).await;
    let [before, after] = publications(&bench, &[&shop, &till]).await;
    assert_eq!(before, after);
    assert_eq!(bench.sql("SELECT has_diverged FROM oa_token.oa"), "t");
    for _ in 0..2 {
        for (engine, id) in [(&till, &theirs), (&shop, &oa)] {
            let clicked = click(engine, id).await;
            assert!([("saved", None), ("rejected", Some("dead"))].contains(&clicked), "{clicked:?}");
        }
        let [before, after] = publications(&bench, &[&shop, &till]).await;
        assert_eq!(before, after);
    }
    assert_eq!(click(&till, &theirs).await, ("saved", None), "with the pair that Zalo takes");
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}
