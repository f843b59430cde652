//! What is stored of the answers: no pair is lost or hidden, no token sent twice.

use zalo_sim::Fault;

use crate::bench::{Bench, pair, with_pair};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_pasted_while_an_attempt_is_in_flight_stays_current() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::HoldBeforeSpending]);
    let request = bench.clicking();
    bench.sim.wait_for_request(1).await;
    bench.edit(with_pair(pair(None, Some("FAKE_RT_pasted_later")))).await;
    bench.sim.release();
    request.await.unwrap();
    assert_eq!(bench.pair().await.refresh.unwrap().expose(), "FAKE_RT_pasted_later");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_paste_without_another_refresh_token_never_hides_the_successor() {
    for again in [false, true] {
        let bench = Bench::new().await;
        bench.sim.script([Fault::HoldBeforeSpending]);
        let request = bench.clicking();
        bench.sim.wait_for_request(1).await;
        let refresh = again.then_some(bench.first.refresh_token.as_str());
        bench.edit(with_pair(pair(Some("FAKE_AT_pasted_later"), refresh))).await;
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
    let vault = rusqlite::Connection::open(bench.data().join("vault.db")).unwrap();
    let mut rows = vault.prepare("SELECT send, status FROM answer ORDER BY send").unwrap();
    let rows = rows.query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, u16>(1)?))).unwrap();
    assert_eq!(rows.collect::<Result<Vec<_>, _>>().unwrap(), [(1, 502), (2, 200)]);
}
