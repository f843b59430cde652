//! Pairs that a person enters on one computer of a team.

use std::time::Duration;

use oa_token_engine::{Engine, TeamRole};
use oa_token_import::draft::NewProfile;
use oa_token_model::profile::{AppId, ProfileId};
use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use testkit::{APP_ID, seed};
use zalo_sim::Pair;

use crate::membership::{Bench, click, only_oa};

async fn catch_up(engine: &Engine) {
    assert!(engine.team().catch_up(None, Duration::from_secs(10)).await);
}

async fn held(engine: &Engine, id: &ProfileId) -> TokenPair {
    engine.profiles().secrets(id).await.unwrap().current.pair
}

fn is(held: Option<&Secret>, token: &str) -> bool {
    held.is_some_and(|held| held.expose() == token)
}

fn both(pair: &Pair) -> TokenPair {
    TokenPair { access: Some(Secret::new(&*pair.access_token)), refresh: Some(Secret::new(&*pair.refresh_token)) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_that_repairs_a_dead_oa_on_one_computer_is_on_the_others_at_once() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    // Somebody has sent the team's token elsewhere.
    let (_, stranger) = bench.computer().await;
    let first = bench.sim.live_pair(APP_ID).unwrap().refresh_token;
    let elsewhere = stranger.profiles().create(seed("shop", &first)).await.unwrap().id;
    assert_eq!(click(&stranger, &elsewhere).await, ("saved", None));
    let new = bench.sim.live_pair(APP_ID).unwrap();
    assert_eq!(click(&shop, &oa).await, ("rejected", Some("dead")));
    assert_eq!(click(&till, &theirs).await, ("rejected", Some("dead")));
    let secret_key = shop.profiles().secrets(&oa).await.unwrap().secret_key;
    let repair = NewProfile { name: None, app_id: AppId::parse(APP_ID).unwrap(), secret_key, pair: both(&new) };
    shop.profiles().import_onto(&oa, repair).await.unwrap();
    // A person waits for it only as long as for a database that answers.
    while bench.sql("SELECT count(*) FROM oa_token.pair") != "2" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(click(&till, &theirs).await, ("saved", None));
    let live = bench.sim.live_pair(APP_ID).unwrap();
    assert!(is(held(&till, &theirs).await.refresh.as_ref(), &live.refresh_token));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_access_token_that_becomes_known_later_reaches_the_others() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let (_, screen) = bench.joined(&shop, TeamRole::Viewer, "screen").await;
    let (theirs, shown) = (only_oa(&till).await, only_oa(&screen).await);
    // The team has its refresh token alone.
    let first = bench.sim.live_pair(APP_ID).unwrap();
    assert!(held(&shop, &oa).await.access.is_none() && held(&till, &theirs).await.access.is_none());
    let edit = ProfileEdit { pair: Some(both(&first)), ..ProfileEdit::default() };
    shop.profiles().edit(&oa, edit).await.unwrap();
    for engine in [&till, &screen, &shop, &till] {
        catch_up(engine).await;
    }
    for (engine, id) in [(&shop, &oa), (&till, &theirs), (&screen, &shown)] {
        assert!(is(held(engine, id).await.access.as_ref(), &first.access_token));
    }
    // It is one pair: the same one on each computer, and it is spent once.
    let pairs = bench.sql("SELECT count(*) FROM oa_token.pair");
    for engine in [&till, &shop] {
        catch_up(engine).await;
    }
    assert_eq!((bench.sql("SELECT count(*) FROM oa_token.pair"), pairs.as_str()), (pairs.clone(), "2"));
    assert_eq!(click(&till, &theirs).await, ("saved", None));
    assert_eq!(click(&shop, &oa).await.0, "saved");
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}
