//! Destinations: after each refresh the export is in its file; one that fails never affects the save.

use std::time::Duration;

use oa_token_model::destination::{DeliveryFault, DestinationId};
use oa_token_model::export::stored_choice::file_target;
use oa_token_model::export::{Choice, EnvNames, Format};
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, started};

async fn add(bench: &Bench, name: &str) -> DestinationId {
    let choice = Choice { format: Format::Env, with_refresh_token: false, names: EnvNames::default() };
    let file = file_target(bench.home.path().join(name), &choice);
    bench.engine.destinations().add_file(&bench.profile, None, file).await.unwrap()
}

/// Ends a test that would wait for ever.
#[cfg(unix)]
const FOR_EVER: Duration = Duration::from_secs(60);

async fn fault(bench: &Bench) -> Option<DeliveryFault> {
    bench.record().await.destinations[0].progress.fault
}

/// Clicks, and waits until the destination has been tried.
async fn click(bench: &Bench) {
    assert_eq!(bench.click().await.result.message_id(), "saved");
    bench.engine.refresh().drain().await;
}

fn live_token(bench: &Bench) -> String {
    bench.sim.live_pair(APP_ID).unwrap().access_token
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refresh_replaces_the_file_with_the_live_token() {
    let bench = Bench::new().await;
    let path = bench.home.path().join("zalo.env");
    let place = add(&bench, "zalo.env").await;
    assert_eq!(fault(&bench).await, Some(DeliveryFault::NoToken), "there is no access token yet");
    for _ in 0..2 {
        click(&bench).await;
        assert!(std::fs::read_to_string(&path).unwrap().contains(&live_token(&bench)), "the live one");
        assert_eq!(fault(&bench).await, None);
    }
    assert!(!std::fs::read_to_string(&path).unwrap().contains(&bench.pair().await.refresh.unwrap().expose()[..20]));
    // A send that brings nothing leaves the file as it was.
    let before = std::fs::read(&path).unwrap();
    bench.sim.script([Fault::ErrorCode { code: -32, name: "FAKE no".to_owned() }]);
    bench.click().await;
    bench.engine.refresh().drain().await;
    assert_eq!(std::fs::read(&path).unwrap(), before);
    bench.engine.destinations().remove(&place).await.unwrap();
    click(&bench).await;
    assert_eq!(std::fs::read(&path).unwrap(), before, "it is no longer a destination");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_delivery_is_written_when_the_obstacle_is_gone() {
    let mut bench = Bench::new().await;
    let mut options = bench.options();
    options.timeouts.pace = 3_000;
    bench.engine = started(options).await;
    add(&bench, "gone/zalo.env").await;
    click(&bench).await;
    assert_eq!(fault(&bench).await, Some(DeliveryFault::CannotWrite));
    std::fs::create_dir(bench.home.path().join("gone")).unwrap();
    while fault(&bench).await.is_some() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let text = std::fs::read_to_string(bench.home.path().join("gone/zalo.env")).unwrap();
    assert!(text.contains(&live_token(&bench)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_delivery_is_reported_and_retried_with_the_next_refresh() {
    let bench = Bench::new().await;
    let place = add(&bench, "gone/zalo.env").await;
    click(&bench).await;
    bench.assert_live().await;
    assert_eq!(fault(&bench).await, Some(DeliveryFault::CannotWrite));
    std::fs::create_dir(bench.home.path().join("gone")).unwrap();
    assert_eq!(bench.engine.destinations().test(&place).await.unwrap(), Ok(None));
    std::fs::remove_dir_all(bench.home.path().join("gone")).unwrap();
    click(&bench).await;
    assert_eq!(fault(&bench).await, Some(DeliveryFault::CannotWrite));
    std::fs::create_dir(bench.home.path().join("gone")).unwrap();
    click(&bench).await;
    assert_eq!(fault(&bench).await, None);
    bench.assert_live().await;
}

/// A pipe that nobody reads, as a mount that hangs: to open it waits for ever.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_hangs_blocks_neither_the_oa_nor_the_end_of_the_program() {
    let mut bench = Bench::new().await;
    let pipe = bench.home.path().join("zalo.env");
    assert!(std::process::Command::new("mkfifo").args(["-m", "600"]).arg(&pipe).status().unwrap().success());
    let mut options = bench.options();
    options.timeouts.delivery = Duration::from_millis(50);
    bench.engine = started(options).await;
    add(&bench, "zalo.env").await;
    assert_eq!(fault(&bench).await, Some(DeliveryFault::NoToken));
    for spends in 1..=2 {
        // The second one needs the lock that the first one held.
        let outcome = tokio::time::timeout(FOR_EVER, bench.click()).await.expect("the OA is held");
        assert_eq!(outcome.result.message_id(), "saved");
        assert_eq!(bench.sim.spends(), spends);
    }
    tokio::time::timeout(FOR_EVER, bench.engine.refresh().drain()).await.expect("the program did not end");
    assert_eq!(fault(&bench).await, Some(DeliveryFault::CannotWrite));
    // Once the file can be written, what is newest lies in it: the older one comes first, from before.
    let live = live_token(&bench);
    let read = tokio::task::spawn_blocking(move || {
        loop {
            let text = std::fs::read_to_string(&pipe).unwrap();
            if text.contains(&live) {
                return;
            }
        }
    });
    tokio::time::timeout(FOR_EVER, read).await.expect("the newest pair is written").unwrap();
}
