//! A computer that may hold the only copy of a pair, and is away.

use std::time::Duration;

use oa_token_engine::{AttemptPhase, Awaited, Engine, EngineError, EngineEvent, TeamFault, TeamRole};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use testkit::{APP_ID, POSTGRES_OWNER};
use zalo_sim::Fault;

use crate::membership::{Bench, click, only_oa};

const LIMIT: Duration = Duration::from_secs(10);

/// The member "till" has the pair that its token was spent for. It went away before it could publish it, and "shop" has
/// sent the same token in its place.
struct Away {
    bench: Bench,
    shop: Engine,
    oa: ProfileId,
    till: usize,
}

impl Away {
    async fn new() -> Self {
        let away = Self::unnoticed().await;
        away.bench.sql("UPDATE oa_token.attempt SET deadline = clock_timestamp() WHERE state = 'claimed'");
        assert_eq!(click(&away.shop, &away.oa).await, ("rejected", Some("dead")));
        away
    }

    /// The same before "shop" has sent anything.
    async fn unnoticed() -> Self {
        let mut bench = Bench::new().await;
        let (_, shop, oa) = bench.team().await;
        let (home, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
        assert_eq!(click(&shop, &oa).await, ("saved", None));
        till.team().catch_up(None, LIMIT).await;
        let (theirs, token) = (only_oa(&till).await, bench.sim.live_pair(APP_ID).unwrap().refresh_token);
        bench.sim.script([Fault::HoldBeforeSpending]);
        let mut events = till.events();
        let sending = till.clone();
        let clicked = tokio::spawn(async move { sending.refresh().send(&theirs, Trigger::User).await });
        while !matches!(events.recv().await.unwrap(), EngineEvent::AttemptMoved(_, AttemptPhase::Sending)) {}
        while bench.sim.sends_of(&token) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        bench.server.stop().unwrap();
        bench.sim.release();
        assert_eq!(clicked.await.unwrap().unwrap().result.outcome_name(), "saved");
        drop(till);
        bench.server.resume().unwrap();
        Self { bench, shop, oa, till: home }
    }

    async fn assert_stays_in_the_team(&self) {
        let retired = self.shop.team().retire(&self.oa).await;
        assert!(matches!(retired, Err(EngineError::Team(TeamFault::AttemptOpen))), "{retired:?}");
        assert!(self.shop.team().shares(&self.oa));
        assert_eq!(self.bench.sql("SELECT count(*) FROM oa_token.oa WHERE retired_at IS NULL"), "1");
    }

    async fn awaited(&self) -> Option<Awaited> {
        assert!(self.shop.team().catch_up(None, LIMIT).await);
        self.shop.team().state().await.unwrap().oas[0].awaited.clone()
    }

    /// Sets the database's clock, for connections from now on. The column with the time since when the OA waits cannot be written from
    /// outside: a code covers it.
    async fn a_day_passes(&self) {
        self.bench.sql(&format!(
            "CREATE SCHEMA later;
             CREATE FUNCTION later.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                 AS 'SELECT pg_catalog.clock_timestamp() + interval ''24 hours''';
             ALTER ROLE {POSTGRES_OWNER} SET search_path = later, pg_catalog;
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ));
        // Notices that its connection has ended.
        self.shop.team().catch_up(None, LIMIT).await;
    }

    fn states(&self) -> String {
        self.bench.sql("SELECT string_agg(state, ',' ORDER BY claimed_at) FROM oa_token.attempt")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_waits_for_the_computer_that_may_hold_its_pair_and_goes_on_with_it() {
    let away = Away::new().await;
    let awaited = away.awaited().await.unwrap();
    assert_eq!((awaited.name.as_str(), awaited.until), ("till", awaited.since + Duration::from_hours(24)));
    assert!(awaited.last_seen.is_some_and(|seen| seen < awaited.since));
    assert_eq!(away.states(), "saved,dead_provisional");
    let till = testkit::started(away.bench.options(away.till)).await.unwrap();
    assert!(till.team().catch_up(None, LIMIT).await);
    assert_eq!(away.awaited().await, None);
    assert_eq!(away.states(), "saved,saved");
    let spends = away.bench.sim.spends();
    assert_eq!(click(&away.shop, &away.oa).await, ("saved", None));
    assert_eq!(away.bench.sim.spends(), spends + 1, "with the pair that came back");
    assert!(away.bench.sim.ledger().tokens.iter().all(|token| token.sends <= 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_day_later_the_verdict_is_final_and_the_pair_still_heals_it() {
    let away = Away::new().await;
    away.a_day_passes().await;
    assert_eq!(away.awaited().await, None);
    assert_eq!(away.states(), "saved,dead");
    assert_eq!(click(&away.shop, &away.oa).await, ("rejected", Some("dead")));
    let till = testkit::started(away.bench.options(away.till)).await.unwrap();
    assert!(till.team().catch_up(None, LIMIT).await);
    assert_eq!(away.states(), "saved,saved");
    assert_eq!(away.awaited().await, None);
    assert_eq!(click(&away.shop, &away.oa).await, ("saved", None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_person_can_say_that_the_computer_will_not_come_back() {
    let away = Away::new().await;
    let member = away.awaited().await.unwrap().member;
    away.shop.team().declare_gone(&member).await.unwrap();
    assert_eq!(away.states(), "saved,dead");
    assert_eq!(away.awaited().await, None);
    assert_eq!(away.shop.team().state().await.unwrap().members.len(), 2, "it stays a member");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_stays_in_the_team_while_another_computer_may_hold_its_only_pair() {
    let away = Away::unnoticed().await;
    let token = away.bench.sim.ledger().tokens.iter().map(|token| token.sends).max();
    away.assert_stays_in_the_team().await;
    // The deadline does not end the attempt, and neither does a verdict that may be wrong.
    away.bench.sql("UPDATE oa_token.attempt SET deadline = clock_timestamp() WHERE state = 'claimed'");
    away.assert_stays_in_the_team().await;
    assert_eq!(away.bench.sim.ledger().tokens.iter().map(|token| token.sends).max(), token, "nothing was sent");
    let till = testkit::started(away.bench.options(away.till)).await.unwrap();
    assert!(till.team().catch_up(None, LIMIT).await);
    away.shop.team().retire(&away.oa).await.unwrap();
    assert_eq!(click(&away.shop, &away.oa).await, ("saved", None));
    assert!(away.bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_computer_that_comes_back_publishes_its_pair_before_it_stops_a_retired_oa() {
    let away = Away::new().await;
    away.assert_stays_in_the_team().await;
    let member = away.awaited().await.unwrap().member;
    away.shop.team().declare_gone(&member).await.unwrap();
    away.shop.team().retire(&away.oa).await.unwrap();
    let till = testkit::started(away.bench.options(away.till)).await.unwrap();
    till.team().catch_up(None, LIMIT).await;
    assert_eq!(away.states(), "saved,saved");
    assert_eq!(till.team().state().await.unwrap().oas, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_leaves_publishes_the_pair_that_only_it_has() {
    let away = Away::unnoticed().await;
    let till = testkit::started(away.bench.options(away.till)).await.unwrap();
    away.bench.server.stop().unwrap();
    let refused = till.team().leave().await;
    assert!(matches!(&refused, Err(EngineError::Team(fault)) if fault.is_unreachable()), "{refused:?}");
    assert!(till.team().state().await.is_some_and(|team| team.oas.len() == 1));
    away.bench.server.resume().unwrap();
    till.team().leave().await.unwrap();
    assert_eq!(till.team().state().await, None);
    assert_eq!(click(&away.shop, &away.oa).await, ("saved", None));
    assert!(away.bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_leaves_while_an_attempt_of_it_is_open_unless_a_person_says_so() {
    let mut bench = Bench::new().await;
    let (_, shop, _) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    bench.sim.script([Fault::HoldBeforeSpending]);
    let mut events = till.events();
    let (sending, id) = (till.clone(), theirs.clone());
    let clicked = tokio::spawn(async move { sending.refresh().send(&id, Trigger::User).await });
    while !matches!(events.recv().await.unwrap(), EngineEvent::AttemptMoved(_, AttemptPhase::Sending)) {}
    let refused = till.team().leave().await;
    assert!(matches!(refused, Err(EngineError::Team(TeamFault::AttemptOpen))), "{refused:?}");
    bench.sim.release();
    assert_eq!(clicked.await.unwrap().unwrap().result.outcome_name(), "saved");
    bench.server.stop().unwrap();
    till.team().leave_anyway().await.unwrap();
    assert_eq!(till.team().state().await, None);
    assert_eq!(click(&till, &theirs).await, ("not_sent", Some("moved_away")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_does_not_wait_for_a_computer_that_was_removed() {
    let away = Away::new().await;
    let member = away.awaited().await.unwrap().member;
    away.shop.team().remove(&member).await.unwrap();
    assert_eq!(away.awaited().await, None);
    assert_eq!(away.states(), "saved,dead");
    assert_eq!(click(&away.shop, &away.oa).await, ("rejected", Some("dead")));
}
