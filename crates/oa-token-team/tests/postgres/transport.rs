//! TLS to the server.

use oa_token_team::postgres::{Database, DatabaseError, Login, Transport, Waits};

use crate::support::{login, team};

#[tokio::test]
async fn the_authority_that_the_team_names_is_trusted_and_no_other() {
    let (server, _) = team().await;
    let ours = server.encrypt("IP:127.0.0.1").unwrap();
    let trusting = |authority| Database::new(Login { authority, ..login(server.port()) }, Waits::default());
    let encrypted = trusting(Some(ours.clone()));
    assert_eq!(encrypted.transport().await.unwrap(), Transport::Tls);
    assert_eq!(encrypted.team().await.unwrap().1, "Shops");
    let theirs = server.encrypt("IP:127.0.0.1").unwrap();
    let refused = trusting(Some(ours)).team().await;
    assert!(matches!(refused, Err(DatabaseError::Insecure)), "signed by another: {refused:?}");
    assert_eq!(trusting(Some(theirs)).transport().await.unwrap(), Transport::Tls);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let (server, _) = team().await;
    let authority = Some(server.encrypt("DNS:db.example.vn,IP:127.0.0.2").unwrap());
    let refused = Database::new(Login { authority, ..login(server.port()) }, Waits::default()).team().await;
    assert!(matches!(refused, Err(DatabaseError::Insecure)), "{refused:?}");
}
