//! A database that is stopped, and one that went back in time.

use std::time::Duration;

use oa_token_model::records::HistoryEntry;
use oa_token_model::refresh::plan::Trigger;

use crate::bench::Team;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_database_nothing_is_sent_and_what_is_here_is_still_handed_out() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    team.server.stop().unwrap();
    for by in [Trigger::User, Trigger::Automatic] {
        let outcome = shop.engine.refresh().send(&shop.profile, by).await.unwrap();
        assert_eq!((outcome.result.outcome_name(), outcome.result.reason()), ("not_sent", Some("no_referee")));
        assert!(outcome.access_expires_at.is_some(), "the access token that is here");
    }
    shop.assert_live(&team).await;
    assert_eq!(team.sim.spends(), 1);
    team.server.resume().unwrap();
    for computer in [&server, &shop] {
        let outcome = computer.click().await;
        assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
        computer.assert_live(&team).await;
    }
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_restored_dump_is_healed_and_no_token_is_spent_twice() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    assert_eq!(server.click().await.result.outcome_name(), "saved");
    let dump = team.server.dump().unwrap();
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    let spends = team.sim.spends();
    // It heard of both, and was stopped before it could read them.
    server.referee.news(Duration::ZERO).await;
    team.server.restore(&dump).unwrap();
    // The other computer may not send before the first has put back what it knows.
    let early = server.click().await;
    assert_eq!((early.result.outcome_name(), early.result.reason()), ("not_sent", Some("epoch_open")), "{early:?}");
    assert_eq!(team.sim.spends(), spends);
    let outcome = shop.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    server.assert_live(&team).await;
    team.assert_sends(1);
    let said = |names: &'static str| move |entry: &HistoryEntry| entry.event.name() == names;
    let history = shop.engine.profiles().history(Some(shop.profile.clone()), 100).await.unwrap();
    let put_back = history.iter().find(|entry| said("put_back")(entry)).expect("what was put back is said");
    assert_eq!(put_back.event.said().as_deref(), Some("2, 2"));
    let history = server.engine.profiles().history(Some(server.profile.clone()), 100).await.unwrap();
    assert!(history.iter().any(said("from_team")) && !history.iter().any(said("put_back")));
}

/// A dump that is older than the pairs that a vault keeps. The other computer has what the dump holds, or some of what
/// came later.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_dump_that_is_older_than_all_kept_pairs_is_healed_and_no_token_is_spent_twice() {
    for has_later in [false, true] {
        let team = Team::new().await;
        let (shop, server) = (team.computer("shop").await, team.computer("server").await);
        assert_eq!(shop.click().await.result.outcome_name(), "saved");
        assert_eq!(server.click().await.result.outcome_name(), "saved");
        let dump = team.server.dump().unwrap();
        if has_later {
            assert_eq!(shop.click().await.result.outcome_name(), "saved");
            assert_eq!(server.click().await.result.outcome_name(), "saved");
        }
        for _ in 0..7 {
            assert_eq!(shop.click().await.result.outcome_name(), "saved");
        }
        team.server.restore(&dump).unwrap();
        for computer in [&server, &shop] {
            drop(computer.click().await);
        }
        assert_eq!(team.count("oa WHERE has_diverged"), "0", "{has_later}");
        for computer in [&server, &shop, &server] {
            let outcome = computer.click().await;
            assert_eq!(outcome.result.outcome_name(), "saved", "{has_later}: {outcome:?}");
            computer.assert_live(&team).await;
            team.assert_sends(1);
        }
        let outcome = server.engine.refresh().send(&server.profile, Trigger::Automatic).await.unwrap();
        assert_eq!(outcome.result.outcome_name(), "saved", "{has_later}: {outcome:?}");
        team.assert_sends(1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_program_that_starts_again_remembers_what_it_saw_of_the_database() {
    let team = Team::new().await;
    let shop = team.computer("shop").await;
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    let shop = shop.restarted(&team).await;
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    assert_eq!(team.count("epoch"), "1");
    shop.assert_live(&team).await;
}
