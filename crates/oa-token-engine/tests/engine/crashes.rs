//! The program dies; the next one finds what it left.

use std::path::Path;
use std::time::Duration;

use oa_token_engine::{AttemptPhase, Engine};
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, SECRET_KEY, dies, refresh, refresh_until};

/// Fails if a file under the folder holds one of these texts.
pub(crate) fn assert_nothing_in_clear(folder: &Path, secrets: &[&str]) {
    for path in testkit::folder::files(folder).unwrap() {
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is in plain text in {}", path.display());
        }
    }
}

/// Starts a refresh in a program that is killed once Zalo has spent the token.
async fn die_while_sending(bench: &Bench) {
    let (id, spent) = (bench.profile.clone(), bench.sim.wait_for_spend(1));
    let life = move |engine: Engine| async move {
        tokio::spawn(refresh(&engine, &id));
        spent.await;
    };
    dies(bench.options(), life).await;
}

/// Starts a refresh in a program that is killed while it waits with its one recovery, as it does for ever.
async fn die_while_waiting_to_recover(bench: &Bench) {
    let (mut options, id) = (bench.options(), bench.profile.clone());
    options.timeouts.recovery = Duration::from_secs(3600);
    let life = move |engine: Engine| async move {
        refresh_until(&engine, &id, AttemptPhase::WaitingToRecover).await;
    };
    dies(options, life).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_orphan_that_was_not_spent_is_saved_by_the_recovery_with_and_without_a_click() {
    for is_clicked in [true, false] {
        let bench = Bench::new().await;
        bench.sim.script([Fault::CloseAfterReading]);
        die_while_waiting_to_recover(&bench).await;
        if is_clicked {
            assert_eq!(bench.click().await.result.message_id(), "saved");
        } else {
            bench.another_engine().await.refresh().recover().await.unwrap();
        }
        assert_eq!(bench.sends_of_first(), 2, "clicked: {is_clicked}");
        bench.assert_live().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_orphan_whose_answer_was_lost_on_the_wire_is_reported_as_lost() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    die_while_sending(&bench).await;
    let outcome = bench.click().await;
    assert_eq!(outcome.result.message_id(), "dead-lost-answer");
    assert_eq!(bench.sends_of_first(), 2, "one recovery");
    bench.click().await;
    assert_eq!(bench.sends_of_first(), 2, "nothing else");
}

#[tokio::test]
async fn no_file_in_the_home_holds_a_secret_in_plain_text() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.click().await;
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let secrets = [SECRET_KEY, &bench.first.refresh_token, &live.access_token, &live.refresh_token];
    assert_nothing_in_clear(&bench.data(), &secrets);
}
