//! What waits for whom: nobody for a program that is stopped, no click for an attempt about another pair, no OA for a file.

use std::fs::File;
use std::time::Duration;

use oa_token_model::outcome::AttemptResult;
use oa_token_model::profile::ProfileId;
use tokio::task::JoinSet;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, pair, refresh, seed, started, with_pair};

/// Ends a test that would wait for ever.
const FOR_EVER: Duration = Duration::from_secs(60);

/// Holds an OA as a stopped program does.
fn hold(bench: &Bench, id: &ProfileId) -> File {
    let folder = bench.engine.environment().locks_folder();
    std::fs::create_dir_all(&folder).unwrap();
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(id.as_str())).unwrap();
    file.lock().unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn oas_held_by_a_stopped_program_do_not_block_other_sends() {
    let bench = Bench::new().await;
    // It never ceases to wait for an OA.
    let mut options = bench.options();
    options.timeouts.lock = Duration::from_secs(60 * 60);
    let engine = started(options).await;
    let mut ids = vec![bench.profile.clone()];
    for number in 1..20 {
        let token = bench.sim.issue_pair(APP_ID).refresh_token;
        ids.push(engine.profiles().create(seed(&format!("shop {number}"), &token)).await.unwrap().id);
    }
    let held: Vec<File> = ids[..4].iter().map(|id| hold(&bench, id)).collect();
    let mut stopped = JoinSet::new();
    for id in &ids[..4] {
        stopped.spawn(refresh(&engine, id));
    }
    while engine.refresh().in_flight().await.len() < 4 {
        tokio::task::yield_now().await;
    }
    let mut free = JoinSet::new();
    for id in &ids[4..] {
        free.spawn(refresh(&engine, id));
    }
    let free = tokio::time::timeout(FOR_EVER, free.join_all()).await.expect("they wait for the held OAs");
    assert_eq!(free.len(), 16);
    assert!(free.iter().all(|outcome| outcome.result.message_id() == "saved"));
    assert_eq!(bench.sim.spends(), 16, "none of the held OAs");
    drop(held);
    let stopped = stopped.join_all().await;
    assert!(stopped.iter().all(|outcome| outcome.result.message_id() == "saved"));
    assert_eq!(bench.sim.spends(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_for_a_newer_pair_does_not_get_the_outcome_of_an_older_one() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::HoldBeforeSpending]);
    let older = bench.clicking();
    bench.sim.wait_for_request(1).await;
    let newer = bench.sim.issue_pair(APP_ID);
    let pasted = bench.edit(with_pair(pair(None, Some(&newer.refresh_token)))).await.expect("a new pair");
    let click = bench.clicking();
    // Its wish is taken by now: an answer to this one comes after it.
    for _ in 0..100 {
        bench.engine.refresh().in_flight().await;
    }
    bench.sim.release();
    older.await.unwrap();
    let click = click.await.unwrap();
    assert_eq!(click.result.message_id(), "saved");
    assert!(click.generation > pasted, "the click returns the pair that followed the pasted one");
    assert_eq!(bench.sim.spends(), 2);
    let AttemptResult::Saved(_) = click.result else { panic!("saved") };
}
