//! Several requests at once, in one process and in several.

use zalo_sim::Fault;

use crate::bench::{Bench, refresh};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_requests_in_one_process_cause_one_spend() {
    let bench = Bench::new().await;
    let requests: Vec<_> = (0..8).map(|_| bench.clicking()).collect();
    for request in requests {
        assert_eq!(request.await.unwrap().generation.0, 2);
    }
    assert_eq!(bench.sim.spends(), 1);
    bench.assert_live().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_engines_on_one_vault_never_send_a_spent_token() {
    let bench = Bench::new().await;
    let mut requests = Vec::new();
    for _ in 0..8 {
        requests.push(tokio::spawn(refresh(&bench.another_engine().await, &bench.profile)));
    }
    for request in requests {
        assert_eq!(request.await.unwrap().result.outcome_name(), "saved");
    }
    for token in bench.sim.ledger().tokens {
        assert!(token.sends <= 1, "token {} was sent {} times", token.serial, token.sends);
    }
    bench.assert_live().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_waiter_gets_the_refusal_as_its_own_result() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::HoldBeforeSpending]);
    let other = bench.another_engine().await;
    let first = bench.clicking();
    bench.sim.wait_for_request(1).await;
    let second = tokio::spawn(refresh(&other, &bench.profile));
    tokio::task::yield_now().await;
    bench.sim.release();
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert_eq!(first.result.outcome_name(), "saved");
    assert_eq!(second.result.outcome_name(), "saved");
    bench.assert_live().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn dropping_the_request_does_not_cancel_the_attempt() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    let request = bench.clicking();
    bench.sim.wait_for_request(1).await;
    request.abort();
    bench.sim.release();
    bench.engine.refresh().drain().await;
    bench.assert_live().await;
}
