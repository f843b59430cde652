//! The `secret_key` of an app, corrected on one computer after a new one was made at developers.zalo.me.

use std::time::Duration;

use oa_token_engine::{Engine, TeamRole};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;

use crate::membership::{Bench, only_oa};

const NEW: &str = "FAKE-secret-key-new";
const OTHER: &str = "FAKE-secret-key-typed-elsewhere";

async fn enter(engine: &Engine, id: &ProfileId, secret_key: &str) {
    let edit = ProfileEdit { secret_key: Some(Secret::new(secret_key)), ..ProfileEdit::default() };
    engine.profiles().edit(id, edit).await.unwrap();
}

async fn secret_key(engine: &Engine, id: &ProfileId) -> String {
    engine.profiles().secrets(id).await.unwrap().secret_key.expose().to_owned()
}

async fn catch_up(engine: &Engine) {
    assert!(engine.team().catch_up(None, Duration::from_secs(10)).await);
}

/// The events of the history about an app that came from the team, newest first, with what they say.
async fn taken(engine: &Engine, id: &ProfileId) -> Vec<(&'static str, Option<String>)> {
    let history = engine.profiles().history(Some(id.clone()), 100).await.unwrap();
    let all = history.iter().map(|entry| (entry.event.name(), entry.event.said()));
    all.filter(|(name, _)| name.starts_with("app_")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_corrected_secret_key_reaches_the_other_operators_and_no_viewer() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let (_, screen) = bench.joined(&shop, TeamRole::Viewer, "screen").await;
    let (theirs, shown) = (only_oa(&till).await, only_oa(&screen).await);
    enter(&shop, &oa, NEW).await;
    for engine in [&till, &screen] {
        catch_up(engine).await;
    }
    assert_eq!(secret_key(&till, &theirs).await, NEW);
    assert_eq!(taken(&till, &theirs).await, [("app_from_team", Some("shop".to_owned()))]);
    assert_eq!(secret_key(&screen, &shown).await, "");
    assert_eq!(taken(&screen, &shown).await, []);
    // And back, from an operator to the admin.
    enter(&till, &theirs, OTHER).await;
    catch_up(&shop).await;
    assert_eq!(secret_key(&shop, &oa).await, OTHER);
    assert_eq!(taken(&shop, &oa).await, [("app_from_team", Some("till".to_owned()))]);
    let log = std::fs::read_to_string(bench.server.log()).unwrap_or_default();
    assert!(![NEW, OTHER].iter().any(|secret| log.contains(secret)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_corrections_one_counts_and_the_other_computer_says_so_and_may_correct_it_again() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    bench.server.stop().unwrap();
    enter(&shop, &oa, NEW).await;
    enter(&till, &theirs, OTHER).await;
    bench.server.resume().unwrap();
    catch_up(&till).await;
    catch_up(&shop).await;
    catch_up(&till).await;
    assert_eq!((secret_key(&shop, &oa).await, secret_key(&till, &theirs).await), (OTHER.to_owned(), OTHER.to_owned()));
    assert_eq!(taken(&shop, &oa).await, [("app_over", Some("till".to_owned()))]);
    assert_eq!(taken(&till, &theirs).await, []);
    enter(&shop, &oa, NEW).await;
    catch_up(&till).await;
    assert_eq!(secret_key(&till, &theirs).await, NEW);
    // At the same time: the second one adopts.
    tokio::join!(enter(&shop, &oa, "FAKE-at-once-1"), enter(&till, &theirs, "FAKE-at-once-2"));
    for engine in [&shop, &till, &shop] {
        catch_up(engine).await;
    }
    let both = (secret_key(&shop, &oa).await, secret_key(&till, &theirs).await);
    assert!(both.0 == both.1 && both.0.starts_with("FAKE-at-once"), "{both:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_restored_database_brings_no_former_secret_key_back() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let dump = bench.server.dump().unwrap();
    enter(&shop, &oa, NEW).await;
    catch_up(&till).await;
    bench.server.restore(&dump).unwrap();
    let theirs = only_oa(&till).await;
    for engine in [&till, &shop, &till] {
        engine.team().catch_up(None, Duration::from_secs(10)).await;
    }
    assert_eq!((secret_key(&shop, &oa).await, secret_key(&till, &theirs).await), (NEW.to_owned(), NEW.to_owned()));
    let (_, desk) = bench.joined(&shop, TeamRole::Operator, "desk").await;
    assert_eq!(secret_key(&desk, &only_oa(&desk).await).await, NEW);
}
