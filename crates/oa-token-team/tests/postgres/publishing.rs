//! The end of a refresh in one round trip, and what it must not be written into.

use jiff::SignedDuration;
use oa_token_model::token::Generation;
use oa_token_team::postgres::{Claimed, Database, NewOa, Share};
use oa_token_team::rules::epoch::{Epoch, Memory};
use oa_token_team::rules::member::OaId;
use testkit::{Cutter, Postgres};

use crate::support::{FakeCodes, database, me, oa, pair, publish, refreshed, request, seen, sharing, team};

const ALL: &str =
    "SELECT (SELECT count(*) FROM oa_token.pair), (SELECT change FROM oa_token.team), generation, oa.change,
    (SELECT string_agg(state, ',') FROM oa_token.attempt) FROM oa_token.oa WHERE id = 'oa'";

/// A member that has claimed the first pair's token, with what it saw before.
async fn claimed() -> (Postgres, Database, (Share, Memory)) {
    let (server, member) = team().await;
    let before = seen(&member, 0).await;
    assert_eq!(member.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    (server, member, before)
}

#[tokio::test]
async fn a_refresh_published_at_once_is_what_a_look_would_have_published() {
    let (server, member, before) = claimed().await;
    let change = publish(&member, 0, &before).await.unwrap().unwrap();
    assert_eq!(server.sql("team", ALL).unwrap(), format!("2|{change}|2|{change}|saved"));
    let other = database(server.port());
    let there = other.share(&sharing(1, vec![], vec![])).await.unwrap();
    assert_eq!(there.shared.oa.current, Some(pair(0, Some("a"), Some(1), 2).brought));
    assert_eq!(there.sealed[&there.shared.oa.current.clone().unwrap()].refresh, Some(vec![2; 32]));
    assert!(!member.share(&refreshed(0)).await.unwrap().wrote, "nothing is missing");
    assert_eq!(publish(&member, 0, &before).await.unwrap(), None, "it was published");
    assert_eq!(server.sql("team", ALL).unwrap(), format!("2|{change}|2|{change}|saved"));
}

/// Fails unless a publication writes nothing after this was done to the database.
async fn assert_fenced(what: &str, doing: impl AsyncFnOnce(&Postgres, &Database)) {
    let (server, member, before) = claimed().await;
    doing(&server, &database(server.port())).await;
    let rows = server.sql("team", ALL).unwrap();
    // Its connection may have ended.
    let published = match publish(&member, 0, &before).await {
        Err(_) => publish(&member, 0, &before).await,
        done => done,
    };
    assert_eq!(published.unwrap(), None, "{what}");
    assert_eq!(server.sql("team", ALL).unwrap(), rows, "{what}");
}

#[tokio::test]
async fn nothing_is_published_over_what_another_member_did_meanwhile() {
    assert_fenced("a pair was pasted", async |_, other| {
        other.share(&sharing(1, vec![], vec![pair(1, None, Some(1), 7)])).await.unwrap();
    })
    .await;
    assert_fenced("the refresher was chosen", async |_, other| {
        other.give_refresher(&oa(), &me(1), SignedDuration::from_mins(1)).await.unwrap();
    })
    .await;
    assert_fenced("the claim was given back", async |_, other| {
        other.release(&request("a", 0, 1, 1).id, &me(0), &FakeCodes).await.unwrap();
    })
    .await;
    assert_fenced("the claim was taken over", async |_, other| {
        let row = other.attempt(&request("a", 0, 1, 1).id).await.unwrap().unwrap().row;
        assert!(other.take_over(&row, &me(1), SignedDuration::from_mins(8), &FakeCodes).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn nothing_is_published_into_a_database_that_is_not_the_one_that_was_seen() {
    assert_fenced("an epoch was opened", async |_, other| {
        let seen = other.look().await.unwrap().epoch;
        let opened = Epoch { opening: 7, ..seen.unwrap() };
        assert!(other.open_epoch(opened, seen).await.unwrap());
    })
    .await;
    assert_fenced("a dump was restored", async |server, _| {
        let dump = server.dump().unwrap();
        server.restore(&dump).unwrap();
    })
    .await;
    assert_fenced("the number of publications fell", async |server, _| {
        server.sql("team", "UPDATE oa_token.team SET change = change - 1").unwrap();
    })
    .await;
}

#[tokio::test]
async fn another_oa_that_went_back_is_noticed() {
    let (server, member) = team().await;
    let (id, sealed) = (OaId("other".into()), b"sealed".to_vec());
    let (config, secret_key) = (sealed.clone(), sealed);
    let (name, app_id) = ("Shop B".into(), "200".into());
    member.add_oa(&NewOa { id: id.clone(), name, app_id, config, secret_key, automatic: true }).await.unwrap();
    let (share, mut memory) = seen(&member, 0).await;
    memory.generations.insert(id, Generation(3));
    member.claim(&request("a", 0, 1, 1)).await.unwrap();
    assert_eq!(publish(&member, 0, &(share.clone(), memory.clone())).await.unwrap(), None);
    let another = Epoch { timeline: 9, ..memory.epoch.unwrap() };
    memory.generations.clear();
    let elsewhere = Memory { epoch: Some(another), ..memory.clone() };
    assert_eq!(publish(&member, 0, &(share.clone(), elsewhere)).await.unwrap(), None, "another server");
    let later = Memory { position: u64::from(u32::MAX) << 8, ..memory.clone() };
    assert_eq!(publish(&member, 0, &(share.clone(), later)).await.unwrap(), None, "an earlier position");
    server.sql("team", "SELECT 1").unwrap();
    assert!(publish(&member, 0, &(share, memory)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_lost_answer_to_a_publication_at_once_loses_and_doubles_nothing() {
    let (server, direct, _) = claimed().await;
    let cutter = Cutter::start(server.port()).await.unwrap();
    let member = database(cutter.port());
    let before = seen(&member, 0).await;
    cutter.lose_answer_to("counted AS");
    let lost = publish(&member, 0, &before).await;
    assert!(lost.is_err_and(|error| error.is_in_doubt()), "it may be there");
    assert!(cutter.has_cut());
    // Whether or not the commit was on its way too.
    member.share(&refreshed(0)).await.unwrap();
    assert!(!direct.share(&refreshed(0)).await.unwrap().wrote);
    assert_eq!(server.sql("team", "SELECT count(*) FROM oa_token.pair").unwrap(), "2");
}
