//! Servers that do not do what they should.

use oa_token_model::secret::Secret;
use oa_token_team::postgres::{Claimed, Database, DatabaseAddress, DatabaseError, Login, Waits};
use testkit::{POSTGRES_OWNER, POSTGRES_PASSWORD};

use crate::support::{database, pair, request, sharing, team};

const END_ALL: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE application_name = 'oa-token' AND pid <> pg_backend_pid()";

#[tokio::test]
async fn a_claim_that_its_standby_did_not_confirm_is_none() {
    let (server, one) = team().await;
    one.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    server.set("synchronous_standby_names", "nobody").unwrap();
    let refused = one.claim(&request("a", 0, 1, 1)).await;
    assert!(matches!(refused, Err(DatabaseError::NotReplicated)), "{refused:?}");
    server.set("synchronous_standby_names", "").unwrap();
    // It is there all the same, and holds off everybody until its deadline: a standby may or may not have it.
    let other = database(server.port()).claim(&request("b", 1, 1, 1)).await.unwrap();
    assert!(matches!(other, Claimed::Blocked { .. }), "{other:?}");
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
    let login = Login { address, password: Some(Secret::new(POSTGRES_PASSWORD)), authority: None };
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
