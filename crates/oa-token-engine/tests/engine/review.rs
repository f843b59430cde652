//! Found by a review: scenarios that once lost a pair, or sent a token once too often.

use oa_token_engine::Engine;
use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use zalo_sim::Fault;

use crate::bench::{Bench, SECRET_KEY, options};

fn dead() -> Fault {
    Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }
}
async fn offline(bench: &Bench) -> Engine {
    let engine = Engine::start(options(bench.home.path(), "http://127.0.0.1:9")).unwrap();
    engine.protection().open_or_create().await.unwrap();
    engine
}
fn key(text: &str) -> ProfileEdit {
    ProfileEdit { secret_key: Some(Secret::new(text)), ..ProfileEdit::default() }
}

#[tokio::test]
async fn an_error_that_echoes_the_sent_token_overwrites_nothing() {
    let bench = Bench::new().await;
    bench.click().await;
    let sent = bench.pair().await.refresh.unwrap();
    let name = format!(r#"bad request {{"refresh_token":"{}"}}"#, sent.expose());
    bench.sim.script([Fault::ErrorCode { code: -14004, name }]);
    let outcome = bench.click().await;
    assert!(
        bench.pair().await.access.is_some(),
        "the good access token is still current; outcome {:?}",
        outcome.result.message_id()
    );
    assert_eq!(outcome.result.outcome_name(), "rejected");
}

#[tokio::test]
async fn an_offline_click_does_not_arm_a_second_automatic_recovery() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Html200, Fault::Html200]);
    bench.click().await;
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 2);
    let o = offline(&bench).await.refresh().send(&bench.profile, Trigger::User).await.unwrap();
    assert_eq!(o.result.outcome_name(), "unknown");
    bench.engine.refresh().recover().await.unwrap();
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 2, "automatically only once");
}

#[tokio::test]
async fn a_dead_token_is_never_sent_by_a_program() {
    let bench = Bench::new().await;
    bench.sim.script([dead(), dead()]);
    bench.click().await;
    bench.engine.profiles().edit(&bench.profile, key("FAKE_SECRET_other")).await.unwrap();
    let o = offline(&bench).await.refresh().send(&bench.profile, Trigger::User).await.unwrap();
    assert_eq!(o.result.outcome_name(), "not_sent");
    bench.engine.profiles().edit(&bench.profile, key(SECRET_KEY)).await.unwrap();
    bench.engine.refresh().send(&bench.profile, Trigger::Automatic).await.unwrap();
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 1);
}

#[tokio::test]
async fn a_refused_token_is_not_sent_by_a_program_after_an_offline_click() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::ErrorCode { code: -99, name: "x".to_owned() }]);
    bench.click().await;
    offline(&bench).await.refresh().send(&bench.profile, Trigger::User).await.unwrap();
    bench.engine.refresh().send(&bench.profile, Trigger::Automatic).await.unwrap();
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 1);
}

#[tokio::test]
async fn a_dead_verdict_holds_for_the_credentials_it_was_given_for() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Html200, Fault::Html200, dead(), dead()]);
    bench.click().await;
    bench.engine.profiles().edit(&bench.profile, key("FAKE_SECRET_other")).await.unwrap();
    assert_eq!(bench.click().await.result.message_id(), "dead-lost-answer");
    bench.click().await;
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 3, "nothing changed after it became dead");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_pasted_while_an_attempt_is_in_flight_stays_current() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::HoldBeforeSpending]);
    let (engine, id) = (bench.engine.clone(), bench.profile.clone());
    let request = tokio::spawn(async move { engine.refresh().send(&id, Trigger::User).await.unwrap() });
    bench.sim.wait_for_request(1).await;
    let pair = TokenPair { access: None, refresh: Some(Secret::new("FAKE_RT_pasted_later")) };
    bench
        .engine
        .profiles()
        .edit(&bench.profile, ProfileEdit { pair: Some(pair), ..ProfileEdit::default() })
        .await
        .unwrap();
    bench.sim.release();
    request.await.unwrap();
    assert_eq!(bench.pair().await.refresh.unwrap().expose(), "FAKE_RT_pasted_later");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_paste_without_another_refresh_token_never_hides_the_successor() {
    let first = |bench: &Bench| Some(Secret::new(bench.first.refresh_token.as_str()));
    for again in [false, true] {
        let bench = Bench::new().await;
        bench.sim.script([Fault::HoldBeforeSpending]);
        let (engine, id) = (bench.engine.clone(), bench.profile.clone());
        let request = tokio::spawn(async move { engine.refresh().send(&id, Trigger::User).await.unwrap() });
        bench.sim.wait_for_request(1).await;
        let refresh = first(&bench).filter(|_| again);
        let pair = TokenPair { access: Some(Secret::new("FAKE_AT_pasted_later")), refresh };
        bench
            .engine
            .profiles()
            .edit(&bench.profile, ProfileEdit { pair: Some(pair), ..ProfileEdit::default() })
            .await
            .unwrap();
        bench.sim.release();
        request.await.unwrap();
        bench.assert_live().await;
    }
}

#[tokio::test]
async fn each_answer_has_its_own_row_and_the_first_is_never_overwritten() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Html502]);
    assert_eq!(bench.click().await.result.message_id(), "saved", "by the recovery");
    let vault = rusqlite::Connection::open(bench.home.path().join("data/vault.db")).unwrap();
    let mut rows = vault.prepare("SELECT send, status FROM answer ORDER BY send").unwrap();
    let rows = rows.query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, u16>(1)?))).unwrap();
    assert_eq!(rows.collect::<Result<Vec<_>, _>>().unwrap(), [(1, 502), (2, 200)]);
}
