//! Computers that know the same write nothing more.

use std::time::Duration;

use oa_token_engine::{Engine, TeamRole};

use crate::membership::{Bench, click};

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
    let theirs = crate::membership::only_oa(&till).await;
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
