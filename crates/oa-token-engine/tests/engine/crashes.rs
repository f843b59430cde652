//! The program dies; the next one finds what it left.

use std::path::Path;

use oa_token_model::refresh::plan::Trigger;
use zalo_sim::Fault;

use crate::bench::{Bench, SECRET_KEY, options};

/// Fails if a file under the folder holds one of these texts.
pub(crate) fn assert_nothing_in_clear(folder: &Path, secrets: &[&str]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_nothing_in_clear(&path, secrets);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is in plain text in {}", path.display());
        }
    }
}

/// Starts a refresh in a runtime of its own and drops that runtime, as a killed process would, once Zalo has read it.
async fn die_while_sending(bench: &Bench) {
    let options = options(bench.home.path(), &bench.sim.origin());
    let id = bench.profile.clone();
    let (gone, told) = tokio::sync::oneshot::channel();
    let process = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let engine = runtime.block_on(async {
            let engine = oa_token_engine::Engine::start(options).unwrap();
            engine.protection().open_or_create().await.unwrap();
            engine
        });
        runtime.spawn(async move { engine.refresh().send(&id, Trigger::User).await });
        runtime.block_on(told).unwrap();
        runtime.shutdown_background();
    });
    bench.sim.wait_for_spend(1).await;
    gone.send(()).unwrap();
    process.join().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_orphan_that_was_not_spent_is_saved_by_the_recovery() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::CloseAfterReading]);
    // The engine's own recovery waits for ever: the program dies first.
    die_while_waiting_to_recover(&bench).await;
    let outcome = bench.click().await;
    assert_eq!(outcome.result.message_id(), "saved");
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 2);
    bench.assert_live().await;
}

async fn die_while_waiting_to_recover(bench: &Bench) {
    let mut options = options(bench.home.path(), &bench.sim.origin());
    options.timeouts.recovery = std::time::Duration::from_secs(3600);
    let id = bench.profile.clone();
    let process = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let engine = oa_token_engine::Engine::start(options).unwrap();
            engine.protection().open_or_create().await.unwrap();
            let mut events = engine.events();
            tokio::spawn(async move { engine.refresh().send(&id, Trigger::User).await });
            loop {
                let event = events.recv().await.unwrap();
                if matches!(
                    event,
                    oa_token_engine::EngineEvent::AttemptMoved(_, oa_token_engine::AttemptPhase::WaitingToRecover)
                ) {
                    break;
                }
            }
        });
        runtime.shutdown_background();
    });
    tokio::task::spawn_blocking(move || process.join().unwrap()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_orphan_whose_answer_was_lost_on_the_wire_is_reported_as_lost() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    die_while_sending(&bench).await;
    let outcome = bench.click().await;
    assert_eq!(outcome.result.message_id(), "dead-lost-answer");
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 2, "one recovery");
    bench.click().await;
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 2, "nothing else");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovery_ends_an_orphan_without_a_click() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::CloseAfterReading]);
    die_while_waiting_to_recover(&bench).await;
    bench.another_keeper().await.refresh().recover().await.unwrap();
    bench.assert_live().await;
}

#[tokio::test]
async fn no_file_in_the_home_holds_a_secret_in_plain_text() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.click().await;
    let live = bench.sim.live_pair(crate::bench::APP_ID).unwrap();
    let secrets = [SECRET_KEY, &bench.first.refresh_token, &live.access_token, &live.refresh_token];
    assert_nothing_in_clear(&bench.home.path().join("data"), &secrets);
}
