//! The right to spend a token.

use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::token::Generation;
use oa_token_team::postgres::{ClaimRequest, Claimed, DatabaseError, StoredAttempt};
use oa_token_team::rules::attempt::SharedState;
use oa_token_team::rules::pair::Brought;
use testkit::Cutter;

use crate::support::{
    FakeCodes, asked, attempt, database, me, oa, pair, publish, refreshed, request, seen, sharing, team,
};

/// The words by which the requests are known on the wire.
const CLAIM: &str = "INSERT INTO oa_token.attempt";
const PUBLISH: &str = "COMMIT\0";

#[tokio::test]
async fn of_many_members_one_may_spend_a_token() {
    let (server, first) = team().await;
    first.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let claims: Vec<_> = (0..12)
        .map(|number| {
            let own = database(server.port());
            tokio::spawn(async move { own.claim(&request(&format!("a{number}"), number % 3, 1, 1)).await.unwrap() })
        })
        .collect();
    let mut granted = 0;
    for claim in claims {
        match claim.await.unwrap() {
            Claimed::Granted => granted += 1,
            Claimed::Blocked(found) => assert_eq!(found.row.state, SharedState::Claimed),
            Claimed::Behind => panic!("the token was claimed"),
        }
    }
    assert_eq!(granted, 1);
}

#[tokio::test]
async fn a_saved_pair_is_everybodys_and_its_token_stays_spent() {
    let (server, one) = team().await;
    let two = database(server.port());
    let first = one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    assert_eq!(first.shared.oa.generation, Generation(1));
    assert_eq!(one.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    assert!(one.confirm(&request("a", 0, 1, 1).id, &me(0)).await.unwrap());
    let saved = sharing(
        0,
        vec![attempt("a", 0, 1, SharedState::Saved)],
        vec![pair(0, None, None, 1), pair(0, Some("a"), Some(1), 2)],
    );
    let change = asked(&two, 0).await.0;
    assert!(one.share(&saved).await.unwrap().wrote);
    assert!(!one.share(&saved).await.unwrap().wrote, "published twice is published once");
    assert_eq!(asked(&two, change).await, (change + 1, vec![oa()]));
    let seen = two.share(&sharing(1, vec![], vec![])).await.unwrap();
    assert_eq!(seen.shared.oa.generation, Generation(2));
    let current = seen.shared.oa.current.unwrap();
    assert_eq!(current, pair(0, Some("a"), Some(1), 2).brought);
    assert_eq!(seen.sealed[&current].refresh, Some(vec![2; 32]));
    for generation in [1, 2] {
        let again = two.claim(&request("b", 1, generation, 1)).await.unwrap();
        assert!(matches!(again, Claimed::Blocked(found) if found.row.state == SharedState::Saved), "{generation}");
    }
    assert_eq!(two.claim(&request("c", 1, 1, 2)).await.unwrap(), Claimed::Behind, "the number is the fence");
    assert_eq!(two.claim(&request("c", 1, 2, 2)).await.unwrap(), Claimed::Granted);
}

#[tokio::test]
async fn a_claim_is_one_round_trip_and_its_publication_another() {
    let (server, direct) = team().await;
    seen(&direct, 0).await;
    let counter = Cutter::start(server.port()).await.unwrap();
    let member = database(counter.port());
    let before = seen(&member, 0).await;
    counter.turns();
    let first = sharing(0, vec![], vec![pair(0, None, None, 1)]);
    assert!(!member.share(&first).await.unwrap().wrote);
    assert_eq!(counter.turns(), 1, "nothing to write");
    assert_eq!(member.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    assert_eq!(counter.turns(), 1, "the claim");
    assert!(member.confirm(&request("a", 0, 1, 1).id, &me(0)).await.unwrap());
    assert_eq!(counter.turns(), 1, "its confirmation");
    assert!(publish(&member, 0, &before).await.unwrap().is_some());
    assert_eq!(counter.turns(), 1, "the publication");
    assert!(!member.share(&refreshed(0)).await.unwrap().wrote, "all of it was published");
    counter.turns();
    member.claim(&request("b", 0, 2, 2)).await.unwrap();
    counter.turns();
    let more = sharing(0, vec![attempt("b", 0, 2, SharedState::Unknown)], vec![]);
    assert!(member.share(&more).await.unwrap().wrote);
    assert_eq!(counter.turns(), 2, "every other end reads and writes");
}

#[tokio::test]
async fn a_lost_answer_to_a_claim_is_looked_up() {
    let (server, direct) = team().await;
    direct.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let cutter = Cutter::start(server.port()).await.unwrap();
    let member = database(cutter.port());
    member.team().await.unwrap();
    cutter.lose_answer_to(CLAIM);
    assert_eq!(member.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    assert!(cutter.has_cut());
    let rows = server.sql("team", "SELECT id, state, holder FROM oa_token.attempt").unwrap();
    assert_eq!(rows, "a|claimed|0190d6c2-7f5b-7ccc-8888-00000000000a");
}

#[tokio::test]
async fn a_lost_answer_to_a_publication_loses_and_doubles_nothing() {
    let (server, direct) = team().await;
    direct.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    direct.claim(&request("a", 0, 1, 1)).await.unwrap();
    let cutter = Cutter::start(server.port()).await.unwrap();
    let member = database(cutter.port());
    member.team().await.unwrap();
    let saved = sharing(0, vec![attempt("a", 0, 1, SharedState::Saved)], vec![pair(0, Some("a"), Some(1), 2)]);
    cutter.lose_answer_to(PUBLISH);
    let lost = member.share(&saved).await;
    assert!(lost.is_err_and(|error| error.is_in_doubt()), "it may be there");
    assert!(cutter.has_cut());
    let again = member.share(&saved).await.unwrap();
    assert_eq!((again.wrote, again.shared.oa.generation), (false, Generation(2)));
    assert_eq!(server.sql("team", "SELECT count(*) FROM oa_token.pair").unwrap(), "2");
}

#[tokio::test]
async fn a_pair_pasted_meanwhile_stays_current_and_the_late_one_is_kept() {
    let (server, one) = team().await;
    let two = database(server.port());
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    one.claim(&request("a", 0, 1, 1)).await.unwrap();
    two.share(&sharing(1, vec![], vec![pair(1, None, Some(1), 7)])).await.unwrap();
    let saved = sharing(0, vec![attempt("a", 0, 1, SharedState::Saved)], vec![pair(0, Some("a"), Some(1), 2)]);
    let after = one.share(&saved).await.unwrap();
    assert_eq!(after.shared.oa.current, Some(Brought::Paste { id: "paste-7".into() }));
    assert_eq!(server.sql("team", "SELECT count(*) FROM oa_token.pair").unwrap(), "3");
}

#[tokio::test]
async fn a_claim_ends_by_its_deadline_and_one_recovery_is_for_whoever_comes_first() {
    let (server, one) = team().await;
    let two = database(server.port());
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let brief = ClaimRequest { life: SignedDuration::from_millis(50), ..request("a", 0, 1, 1) };
    assert_eq!(one.claim(&brief).await.unwrap(), Claimed::Granted);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!one.confirm(&brief.id, &me(0)).await.unwrap(), "the database's clock decides");
    let StoredAttempt { row, now, .. } = two.attempt(&brief.id).await.unwrap().unwrap();
    assert!(row.deadline < now);
    let life = SignedDuration::from_mins(8);
    let (mine, (theirs, me_1, me_2)) = (one.clone(), (two.clone(), me(0), me(1)));
    let (by_one, by_two) =
        tokio::join!(mine.take_over(&row, &me_1, life, &FakeCodes), theirs.take_over(&row, &me_2, life, &FakeCodes));
    assert_eq!(u8::from(by_one.unwrap()) + u8::from(by_two.unwrap()), 1);
    let row = two.attempt(&brief.id).await.unwrap().unwrap().row;
    assert_eq!((row.recoveries, row.state), (1, SharedState::Claimed));
    assert!(two.confirm(&brief.id, &row.holder).await.unwrap());
}

#[tokio::test]
async fn a_claim_that_was_not_sent_is_given_back() {
    let (_server, one) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    one.claim(&request("a", 0, 1, 1)).await.unwrap();
    one.release(&request("a", 0, 1, 1).id, &me(1), &FakeCodes).await.unwrap();
    assert!(one.confirm(&request("a", 0, 1, 1).id, &me(0)).await.unwrap(), "only its holder gives it back");
    one.release(&request("a", 0, 1, 1).id, &me(0), &FakeCodes).await.unwrap();
    assert_eq!(one.claim(&request("b", 1, 1, 1)).await.unwrap(), Claimed::Granted);
}

#[tokio::test]
async fn an_automatic_claim_needs_the_task_in_its_term() {
    let (_server, one) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let automatic = |term| ClaimRequest { by: Trigger::Automatic, term, ..request("a", 0, 1, 1) };
    let lease = SignedDuration::from_mins(40);
    assert_eq!(one.claim(&automatic(0)).await.unwrap(), Claimed::Behind);
    assert_eq!(one.take_refresher(&oa(), &me(0), 0, lease).await.unwrap(), Some(1));
    assert_eq!(one.take_refresher(&oa(), &me(1), 1, lease).await.unwrap(), None, "it is taken");
    assert_eq!(one.renew_refresher(&oa(), &me(0), 1, SignedDuration::from_millis(1)).await.unwrap(), Some(1));
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(one.take_refresher(&oa(), &me(1), 1, lease).await.unwrap(), Some(2), "it has expired");
    assert_eq!(one.renew_refresher(&oa(), &me(0), 1, lease).await.unwrap(), None);
    assert_eq!(one.claim(&automatic(1)).await.unwrap(), Claimed::Behind);
    assert_eq!(one.claim(&ClaimRequest { me: me(1), ..automatic(2) }).await.unwrap(), Claimed::Granted);
}

#[tokio::test]
async fn a_stopped_database_grants_nothing_and_is_found_again() {
    let (server, one) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    server.stop().unwrap();
    let refused = one.claim(&request("a", 0, 1, 1)).await;
    assert!(matches!(refused, Err(DatabaseError::Unreachable(_))), "{refused:?}");
    server.resume().unwrap();
    assert_eq!(one.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
}
