//! A pooler in transaction mode between the members and the server.

use std::time::Duration;

use oa_token_team::postgres::{Claimed, Ear};
use oa_token_team::rules::attempt::SharedState;

use crate::support::{asked, attempt, database, me, pair, publish, refreshed, request, seen, sharing, team};

#[tokio::test]
async fn behind_a_pooler_a_token_is_claimed_and_published_and_looked_for() {
    let (server, _direct) = team().await;
    let pooler = server.pooler().unwrap();
    let (one, two) = (database(pooler.port()), database(pooler.port()));
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let (request_a, request_b) = (request("a", 0, 1, 1), request("b", 1, 1, 1));
    let (by_one, by_two) = tokio::join!(one.claim(&request_a), two.claim(&request_b));
    let granted = [by_one.unwrap(), by_two.unwrap()].map(|claimed| claimed == Claimed::Granted);
    assert!(granted[0] != granted[1], "{granted:?}");
    let (id, by, holder) = if granted[0] { ("a", 0, &one) } else { ("b", 1, &two) };
    assert!(holder.confirm(&request(id, by, 1, 1).id, &me(by)).await.unwrap());
    let saved = sharing(by, vec![attempt(id, by, 1, SharedState::Saved)], vec![pair(by, Some(id), Some(1), 2)]);
    assert!(holder.share(&saved).await.unwrap().wrote);
    assert_eq!(asked(&two, 0).await.1.len(), 1);
    two.look().await.unwrap();
}

#[tokio::test]
async fn behind_a_pooler_a_saved_refresh_is_published_at_once() {
    let (server, _direct) = team().await;
    let pooler = server.pooler().unwrap();
    let member = database(pooler.port());
    let before = seen(&member, 0).await;
    assert_eq!(member.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    assert!(publish(&member, 0, &before).await.unwrap().is_some());
    assert!(!member.share(&refreshed(0)).await.unwrap().wrote);
}

/// Poolers take LISTEN, and hand the notification to the client that uses the server's connection next.
#[tokio::test]
async fn a_listener_behind_a_pooler_finds_out_that_it_hears_nothing() {
    let (server, _direct) = team().await;
    let pooler = server.pooler().unwrap();
    let (member, mut ear) = (database(pooler.port()), Ear::default());
    member.team().await.unwrap();
    let asked = tokio::time::timeout(Duration::from_secs(20), member.changed(&mut ear, Duration::from_millis(10)));
    asked.await.unwrap();
    assert!(!ear.hears());
    // It does not try again at each pause.
    let tries = || std::fs::read_to_string(server.log()).unwrap().matches("LISTEN oa_token").count();
    let before = tries();
    member.changed(&mut ear, Duration::from_millis(10)).await;
    assert_eq!((before, tries()), (1, 1));
}
