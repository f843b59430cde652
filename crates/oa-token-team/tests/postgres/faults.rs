//! Servers that do not do what they should.

use std::time::Duration;

use oa_token_model::secret::Secret;
use oa_token_team::postgres::{Claimed, Database, DatabaseAddress, DatabaseError, Login, Waits};
use testkit::{POSTGRES_OWNER, POSTGRES_PASSWORD, Postgres};

use crate::support::{database, login, pair, request, sharing, team};

const END_ALL: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE application_name = 'oa-token' AND pid <> pg_backend_pid()";

const WAITING: &str = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

/// A claim whose commit waits for a standby that is not there, until `end` is done to its connection. Returns what the
/// member is told, and the server.
async fn without_standby(end: &str) -> (Result<Claimed, DatabaseError>, Postgres) {
    let (server, first) = team().await;
    first.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    server.set("synchronous_standby_names", "absent_standby").unwrap();
    let waits = Waits { call: Duration::from_secs(4), ..Waits::default() };
    let member = Database::new(login(server.port()), waits);
    let claim = tokio::spawn(async move { member.claim(&request("a", 0, 1, 1)).await });
    while server.sql("postgres", &format!("SELECT count(*) {WAITING}")).unwrap() == "0" && !claim.is_finished() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.sql("postgres", &format!("SELECT count({end}(pid)) {WAITING}")).unwrap();
    (claim.await.unwrap(), server)
}

#[tokio::test]
async fn a_claim_whose_standby_did_not_confirm_it_is_none() {
    let (refused, server) = without_standby("pg_cancel_backend").await;
    assert!(matches!(refused, Err(DatabaseError::NotReplicated)), "{refused:?}");
    server.set("synchronous_standby_names", "").unwrap();
    // It is there all the same, and holds off everybody until its deadline: a standby may or may not have it.
    let other = database(server.port()).claim(&request("b", 1, 1, 1)).await.unwrap();
    assert!(matches!(other, Claimed::Blocked(_)), "{other:?}");
}

#[tokio::test]
async fn a_claim_that_is_found_but_was_not_replicated_is_none() {
    let (refused, server) = without_standby("pg_terminate_backend").await;
    assert!(matches!(refused, Err(DatabaseError::Unreachable(_))), "{refused:?}");
    assert_eq!(server.sql("team", "SELECT count(*) FROM oa_token.attempt").unwrap(), "1");
    server.set("synchronous_standby_names", "").unwrap();
}

#[tokio::test]
async fn tables_whose_standby_does_not_confirm_them_are_given_up_as_any_call_is() {
    let server = Postgres::start().unwrap();
    server.set("synchronous_standby_names", "absent_standby").unwrap();
    let waits = Waits { call: Duration::from_secs(1), ..Waits::default() };
    let database = Database::new(login(server.port()), waits);
    let given_up = tokio::time::timeout(Duration::from_secs(40), database.prepare()).await;
    assert!(matches!(given_up, Ok(Err(DatabaseError::Unreachable(_)))), "{given_up:?}");
    server.set("synchronous_standby_names", "").unwrap();
    Database::new(login(server.port()), Waits::default()).prepare().await.unwrap();
}

#[tokio::test]
async fn a_server_that_may_only_be_read_grants_nothing_and_the_next_host_is_asked() {
    let (server, one) = team().await;
    let (writable, first) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    first.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    server.set("default_transaction_read_only", "on").unwrap();
    let refused = database(server.port()).claim(&request("a", 0, 1, 1)).await;
    assert!(matches!(refused, Err(DatabaseError::ReadOnly)), "{refused:?}");
    let hosts = format!("127.0.0.1:1,127.0.0.1:{},127.0.0.1:{}", server.port(), writable.port());
    let address = DatabaseAddress::parse(&format!("postgres://{POSTGRES_OWNER}@{hosts}/team")).unwrap();
    let login = Login { address, password: Some(Secret::new(POSTGRES_PASSWORD)), authority: None, bound: false };
    let several = Database::new(login, Waits::default());
    assert_eq!(several.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    assert_eq!(writable.sql("team", "SELECT count(*) FROM oa_token.attempt").unwrap(), "1");
}

#[tokio::test]
async fn a_connection_that_the_server_ended_is_opened_again() {
    let (server, one) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let mut granted = 0;
    for number in 0..10 {
        server.sql("postgres", END_ALL).unwrap();
        let id = format!("a{number}");
        // The first call may be the one that finds the connection gone.
        let claimed = match one.claim(&request(&id, 0, 1, 1)).await {
            Err(error) if error.is_in_doubt() => one.claim(&request(&format!("{id}-again"), 0, 1, 1)).await,
            other => other,
        };
        granted += u32::from(claimed.unwrap() == Claimed::Granted);
    }
    assert_eq!(granted, 1);
    assert_eq!(server.sql("team", "SELECT count(*) FROM oa_token.attempt").unwrap(), "1");
}
