//! OAs that leave the team and come back, when something fails between two steps.

use std::time::Duration;

use oa_token_engine::{Engine, TeamRole};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use testkit::Cutter;

use crate::membership::{Bench, click, only_oa};

const LIMIT: Duration = Duration::from_secs(10);

/// "shop" has taken the OA out of the team and refreshed it alone. "till" has stopped it.
struct Alone {
    bench: Bench,
    cutter: Cutter,
    shop: Engine,
    oa: ProfileId,
    till: Engine,
    theirs: ProfileId,
}

impl Alone {
    async fn new() -> Self {
        let mut bench = Bench::new().await;
        let cutter = Cutter::start(bench.server.port()).await.unwrap();
        let (_, shop, oa) = bench.team_by(cutter.port()).await;
        let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
        let theirs = only_oa(&till).await;
        shop.team().retire(&oa).await.unwrap();
        till.team().catch_up(None, LIMIT).await;
        assert_eq!(click(&till, &theirs).await, ("not_sent", Some("moved_away")));
        assert_eq!(click(&shop, &oa).await, ("saved", None));
        Self { bench, cutter, shop, oa, till, theirs }
    }

    fn assert_sent_once(&self) {
        assert!(self.bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_that_comes_back_is_sent_only_under_the_referee() {
    let alone = Alone::new().await;
    alone.shop.team().add(std::slice::from_ref(&alone.oa)).await.unwrap();
    // The vault takes no change of the membership, as if the program ended before it: no other row is like another.
    let file = rusqlite::Connection::open(alone.till.environment().vault_file()).unwrap();
    let now: String =
        file.query_row("SELECT hex(config) FROM team WHERE id = 'membership'", [], |row| row.get(0)).unwrap();
    file.execute_batch(&format!("CREATE UNIQUE INDEX unchanged ON team (config IS NOT x'{now}')")).unwrap();
    assert!(!alone.till.team().catch_up(None, LIMIT).await);
    alone.bench.server.stop().unwrap();
    let outcome = alone.till.refresh().send(&alone.theirs, Trigger::Automatic).await.unwrap();
    assert_eq!(outcome.result.outcome_name(), "not_sent", "{outcome:?}");
    alone.bench.server.resume().unwrap();
    file.execute_batch("DROP INDEX unchanged").unwrap();
    assert!(alone.till.team().catch_up(None, LIMIT).await);
    assert_eq!(click(&alone.till, &alone.theirs).await, ("saved", None));
    alone.assert_sent_once();
}

async fn comes_back_although(lose: impl Fn(&Cutter)) {
    let alone = Alone::new().await;
    lose(&alone.cutter);
    let added = alone.shop.team().add(std::slice::from_ref(&alone.oa)).await;
    assert!(alone.cutter.has_cut() && added.is_err(), "{added:?}");
    assert!(alone.shop.team().shares(&alone.oa));
    alone.shop.team().catch_up(None, LIMIT).await;
    alone.till.team().catch_up(None, LIMIT).await;
    assert_eq!(click(&alone.till, &alone.theirs).await, ("saved", None));
    assert_eq!(click(&alone.shop, &alone.oa).await, ("saved", None));
    alone.assert_sent_once();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_comes_back_with_the_pairs_that_it_got_meanwhile_although_an_answer_is_lost() {
    comes_back_although(|cutter| cutter.lose_answer_to_commit_of("retired_at = NULL")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_whose_return_did_not_reach_the_database_comes_back_in_the_next_round() {
    comes_back_although(|cutter| cutter.lose_answer_to("retired_at = NULL")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_stays_where_it_was_taken_out_although_the_answer_is_lost() {
    let mut bench = Bench::new().await;
    let cutter = Cutter::start(bench.server.port()).await.unwrap();
    let (home, shop, oa) = bench.team_by(cutter.port()).await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    cutter.lose_answer_to_commit_of("config = $3, secret_key = $4");
    let retired = shop.team().retire(&oa).await;
    assert!(cutter.has_cut() && retired.is_err(), "{retired:?}");
    // Another program of this computer is the first to hear of it.
    let watch = testkit::started(bench.options(home)).await.unwrap();
    for engine in [&watch, &till, &shop] {
        engine.team().catch_up(None, LIMIT).await;
        assert_eq!(engine.team().state().await.unwrap().oas, []);
    }
    assert_eq!(click(&till, &theirs).await, ("not_sent", Some("moved_away")));
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    assert!(!shop.team().shares(&oa));
}
