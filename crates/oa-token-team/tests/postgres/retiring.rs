//! An OA that is taken out of the team.

use oa_token_team::postgres::{Claimed, Database, PlainConfig, Retired, SealedApp};
use oa_token_team::rules::attempt::SharedState;

use crate::support::{attempt, database, oa, pair, refreshed, request, sharing, team};

async fn retire(database: &Database) -> Retired {
    let plain = PlainConfig { app_id: "100", automatic: false, retired: true };
    let read = SealedApp { config: b"sealed", secret_key: b"sealed" };
    let new = SealedApp { config: b"retired", secret_key: b"retired" };
    database.retire(&oa(), plain, new, read).await.unwrap()
}

#[tokio::test]
async fn an_oa_whose_attempt_has_not_ended_stays_in_the_team() {
    let (server, one) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    assert_eq!(one.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    assert_eq!(retire(&one).await, Retired::Open);
    server.sql("team", "UPDATE oa_token.attempt SET deadline = clock_timestamp()").unwrap();
    assert_eq!(retire(&one).await, Retired::Open, "its pair may have been saved and not published");
    one.share(&sharing(0, vec![attempt("a", 0, 1, SharedState::Unknown)], vec![])).await.unwrap();
    assert_eq!(retire(&one).await, Retired::Open, "another send of the token may follow");
    one.share(&refreshed(0)).await.unwrap();
    assert_eq!(retire(&one).await, Retired::Done);
    assert_eq!(retire(&one).await, Retired::Changed);
}

#[tokio::test]
async fn a_refused_attempt_keeps_no_oa_in_the_team() {
    let (_server, one) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    assert_eq!(one.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    one.share(&sharing(0, vec![attempt("a", 0, 1, SharedState::Refused)], vec![])).await.unwrap();
    assert_eq!(retire(&one).await, Retired::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_while_the_oa_leaves_the_team_is_not_granted() {
    let (server, one) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let (port, server) = (server.port(), std::sync::Arc::new(server));
    let leaving = std::sync::Arc::clone(&server);
    // Holds its change back until the claim waits for it, or was made without.
    let change = "DO $$ BEGIN
        UPDATE oa_token.oa SET config = 'retired';
        WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted)
            AND NOT EXISTS (SELECT FROM oa_token.attempt) LOOP PERFORM pg_sleep(0.01); END LOOP;
    END $$";
    let left = tokio::task::spawn_blocking(move || leaving.sql("team", change).unwrap());
    let is_changing = "SELECT count(*) FROM pg_locks
        WHERE relation = 'oa_token.oa'::regclass AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()";
    while server.sql("team", is_changing).unwrap() == "0" {}
    assert_eq!(database(port).claim(&request("a", 1, 1, 1)).await.unwrap(), Claimed::Behind);
    left.await.unwrap();
}
