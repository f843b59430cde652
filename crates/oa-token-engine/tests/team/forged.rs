//! An administrator of the database writes into it: what no member wrote is not followed.

use std::time::Duration;

use oa_token_engine::{Engine, TeamRole};
use oa_token_model::profile::ProfileId;
use testkit::APP_ID;

use crate::membership::{Bench, click, only_oa};

struct Stage {
    bench: Bench,
    shop: Engine,
    oa: ProfileId,
    till: Engine,
    theirs: ProfileId,
}

impl Stage {
    async fn new() -> Self {
        let mut bench = Bench::new().await;
        let (_, shop, oa) = bench.team().await;
        let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
        let theirs = only_oa(&till).await;
        let stage = Self { bench, shop, oa, till, theirs };
        assert_eq!(click(&stage.shop, &stage.oa).await, ("saved", None));
        stage.look().await;
        stage
    }

    /// Both computers, in turn, read what is there.
    async fn look(&self) {
        for engine in [&self.till, &self.shop, &self.till] {
            assert!(engine.team().catch_up(None, Duration::from_secs(10)).await);
        }
    }

    /// Both still refresh, each token once.
    async fn goes_on(&self, what: &str) {
        let spends = self.bench.sim.spends();
        assert_eq!(click(&self.till, &self.theirs).await, ("saved", None), "{what}");
        self.look().await;
        assert_eq!(click(&self.shop, &self.oa).await, ("saved", None), "{what}");
        self.look().await;
        assert_eq!(self.bench.sim.spends(), spends + 2, "{what}");
        let live = self.bench.sim.live_pair(APP_ID).unwrap();
        for (engine, id) in [(&self.shop, &self.oa), (&self.till, &self.theirs)] {
            let held = engine.profiles().secrets(id).await.unwrap().current.pair;
            assert!(held.access.is_some_and(|token| token.expose() == live.access_token), "{what}");
        }
        assert!(self.bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1), "{what}");
    }

    /// What the histories say, newest first.
    async fn said(&self) -> Vec<&'static str> {
        let mut said = Vec::new();
        for (engine, id) in [(&self.shop, &self.oa), (&self.till, &self.theirs)] {
            let history = engine.profiles().history(Some(id.clone()), 100).await.unwrap();
            said.extend(history.iter().map(|entry| entry.event.name()));
        }
        said
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_plain_columns_of_an_oa_steer_nothing_and_are_put_right() {
    let stage = Stage::new().await;
    let columns = "SELECT app_id, automatic, retired_at IS NULL FROM oa_token.oa";
    let before = stage.bench.sql(columns);
    for change in ["retired_at = clock_timestamp()", "automatic = NOT automatic", "app_id = '1'"] {
        stage.bench.sql(&format!("UPDATE oa_token.oa SET {change}; UPDATE oa_token.team SET change = change + 1"));
        stage.goes_on(change).await;
        assert_eq!(stage.bench.sql(columns), before, "{change}");
        assert_eq!(only_oa(&stage.till).await, stage.theirs, "{change}");
    }
    assert!(stage.said().await.contains(&"team_altered"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_steers_an_oa_is_not_replaced_by_what_no_member_sealed() {
    let mut stage = Stage::new().await;
    for change in ["config = '\\x0100000000'", "secret_key = '\\x0100000000'", "config = secret_key"] {
        stage.bench.sql(&format!("UPDATE oa_token.oa SET {change}"));
        stage.goes_on(change).await;
    }
    assert!(stage.said().await.contains(&"team_altered"));
    let (_, desk) = stage.bench.joined(&stage.shop, TeamRole::Operator, "desk").await;
    let secrets = desk.profiles().secrets(&only_oa(&desk).await).await.unwrap();
    let ours = stage.shop.profiles().secrets(&stage.oa).await.unwrap();
    assert_eq!(secrets.secret_key.expose(), ours.secret_key.expose(), "it was sealed again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_that_was_taken_out_of_the_team_is_not_put_back_by_others() {
    let stage = Stage::new().await;
    stage.bench.sql("CREATE TABLE public.before AS SELECT id, config, secret_key FROM oa_token.oa");
    stage.shop.team().retire(&stage.oa).await.unwrap();
    let look = async || {
        for engine in [&stage.till, &stage.shop, &stage.till] {
            engine.team().catch_up(None, Duration::from_secs(10)).await;
            assert_eq!(engine.team().state().await.unwrap().oas, []);
        }
    };
    look().await;
    stage.bench.sql("UPDATE oa_token.oa SET retired_at = NULL");
    look().await;
    assert_eq!(stage.bench.sql("SELECT retired_at IS NULL FROM oa_token.oa"), "f");
    let former = "UPDATE oa_token.oa SET retired_at = NULL, config = before.config, secret_key = before.secret_key
        FROM public.before WHERE oa.id = before.id";
    stage.bench.sql(former);
    look().await;
    assert_eq!(stage.bench.sql("SELECT oa.config = before.config FROM oa_token.oa, public.before"), "f");
    assert_eq!(click(&stage.till, &stage.theirs).await, ("not_sent", Some("moved_away")));
    // A member may share it again.
    stage.shop.team().add(std::slice::from_ref(&stage.oa)).await.unwrap();
    assert_eq!(only_oa(&stage.shop).await, stage.oa);
    assert_eq!(click(&stage.shop, &stage.oa).await, ("saved", None));
    stage.till.team().catch_up(None, Duration::from_secs(10)).await;
    assert_eq!(only_oa(&stage.till).await, stage.theirs);
    stage.goes_on("shared again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_viewer_loses_an_oa_that_others_took_out_only_until_a_member_puts_that_right() {
    let mut stage = Stage::new().await;
    let (_, screen) = stage.bench.joined(&stage.shop, TeamRole::Viewer, "screen").await;
    let shown = only_oa(&screen).await;
    stage.bench.sql("UPDATE oa_token.oa SET retired_at = clock_timestamp()");
    for oas in [0, 1] {
        screen.team().catch_up(None, Duration::from_secs(10)).await;
        assert_eq!(screen.team().state().await.unwrap().oas.len(), oas);
        assert!(stage.shop.team().catch_up(None, Duration::from_secs(10)).await);
    }
    assert_eq!(only_oa(&screen).await, shown);
    assert_eq!(screen.profiles().list().await.unwrap().len(), 1);
    stage.goes_on("with a viewer").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_end_that_the_administrator_wrote_is_no_verdict() {
    let stage = Stage::new().await;
    let states = ["dead", "dead_provisional", "saved", "unknown", "refused"];
    for (state, released) in states.iter().flat_map(|state| [(state, false), (state, true)]) {
        let what = format!("{state} {released}");
        stage.bench.sql(&format!(
            "INSERT INTO oa_token.attempt (id, oa, kind, spends, fingerprint, state, released, holder, deadline, dead_at)
             SELECT gen_random_uuid()::text, pair.oa, 'refresh', oa.generation, refresh_print, '{state}', {released},
                 by_member, clock_timestamp(), clock_timestamp() - interval '25 hours'
             FROM oa_token.oa JOIN oa_token.pair ON pair.oa = oa.id AND brought_id = current_id"
        ));
        stage.look().await;
        stage.goes_on(&what).await;
    }
    let said = stage.said().await;
    assert!(said.contains(&"team_altered") && !said.contains(&"dead"), "{said:?}");
}
