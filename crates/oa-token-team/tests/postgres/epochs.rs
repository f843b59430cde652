//! A database that went back in time.

use std::time::Duration;

use oa_token_team::postgres::{Claimed, Database};
use oa_token_team::rules::attempt::SharedState;
use oa_token_team::rules::epoch::{Continuity, Epoch, Memory, Shown, compare};

use crate::support::{attempt, database, me, pair, request, sharing, team};

/// Opens the epoch that what is shown calls for, and checks in.
async fn checked_in(database: &Database, memory: Memory, opening: i64, member: usize) -> Memory {
    let shown = database.look().await.unwrap();
    let (system, timeline) = shown.server.unwrap();
    let epoch = Epoch { system, timeline, opening };
    database.open_epoch(epoch, shown.epoch).await.unwrap();
    let shown = database.look().await.unwrap();
    database.check_in(shown.epoch.unwrap(), &me(member)).await.unwrap();
    memory.checked_in(shown.epoch.unwrap(), &shown)
}

#[tokio::test]
async fn a_restored_dump_is_noticed_and_healed_and_its_tokens_stay_spent() {
    let (server, one) = team().await;
    let first = pair(0, None, None, 1);
    one.share(&sharing(0, vec![], vec![first.clone()])).await.unwrap();
    let memory = checked_in(&one, Memory::default(), 11, 0).await;
    let dump = server.dump().unwrap();
    one.claim(&request("a", 0, 1, 1)).await.unwrap();
    let saved = sharing(0, vec![attempt("a", 0, 1, SharedState::Saved)], vec![first, pair(0, Some("a"), Some(1), 2)]);
    one.share(&saved).await.unwrap();
    let memory = memory.seen(&one.look().await.unwrap());
    server.restore(&dump).unwrap();
    one.forget().await;
    let shown = one.look().await.unwrap();
    assert_eq!(compare(&memory, &shown), Continuity::WentBack);
    assert_eq!(compare(&memory, &Shown { server: None, position: None, ..shown.clone() }), Continuity::WentBack);
    let memory = checked_in(&one, memory, 12, 0).await;
    let healed = one.share(&saved).await.unwrap();
    assert!(healed.wrote);
    let (epoch, here) = healed.epoch.unwrap();
    assert_eq!((epoch.epoch.opening, here), (12, vec![me(0)]));
    let other = database(server.port());
    let again = other.claim(&request("b", 1, healed.shared.oa.generation.0, 1)).await.unwrap();
    assert!(matches!(again, Claimed::Blocked(found) if found.row.state == SharedState::Saved));
    assert_eq!(compare(&memory, &one.look().await.unwrap()), Continuity::Continues);
}

#[tokio::test]
async fn one_of_two_members_opens_an_epoch() {
    let (server, one) = team().await;
    let two = database(server.port());
    let epoch = |opening| Epoch { system: 1, timeline: 1, opening };
    let seen = one.look().await.unwrap().epoch;
    let (by_one, by_two) = tokio::join!(one.open_epoch(epoch(1), seen), two.open_epoch(epoch(2), seen));
    assert_eq!(u8::from(by_one.unwrap()) + u8::from(by_two.unwrap()), 1);
}

#[tokio::test]
async fn a_publication_is_heard_of_and_without_a_server_the_pause_passes() {
    let (server, one) = team().await;
    let (two, mut ear) = (database(server.port()), oa_token_team::postgres::Ear::default());
    let long = Duration::from_secs(600);
    two.changed(&mut ear, long).await;
    assert!(ear.hears());
    let (publication, first) = (one.clone(), sharing(0, vec![], vec![pair(0, None, None, 1)]));
    let published = tokio::spawn(async move { publication.share(&first).await.unwrap() });
    two.changed(&mut ear, long).await;
    published.await.unwrap();
    server.stop().unwrap();
    tokio::time::timeout(Duration::from_secs(30), two.changed(&mut ear, Duration::from_millis(10))).await.unwrap();
    two.changed(&mut ear, Duration::from_millis(10)).await;
    assert!(!ear.hears());
}
