//! TLS to the server, and programs that stand between.

use std::sync::Arc;

use oa_token_team::postgres::{Database, DatabaseError, Login, Transport, Waits};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

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

/// A program with a certificate that is trusted for the server's name: it ends the TLS and passes everything on in plain,
/// as a pooler does. Returns its port.
async fn between(server: &testkit::Postgres) -> u16 {
    let path = |name: &str| server.socket_folder().join(name);
    let chain = vec![CertificateDer::from_pem_file(path("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(path("server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let (acceptor, to) = (TlsAcceptor::from(Arc::new(config)), server.port());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // The question for TLS.
                client.read_exact(&mut [0; 8]).await?;
                client.write_all(b"S").await?;
                let mut client = acceptor.accept(client).await?;
                let mut server = TcpStream::connect(("127.0.0.1", to)).await?;
                tokio::io::copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    port
}

#[tokio::test]
async fn a_login_that_was_bound_to_the_servers_certificate_is_not_given_to_a_program_in_between() {
    let (server, _) = team().await;
    let authority = Some(server.encrypt("IP:127.0.0.1").unwrap());
    let by = |port, bound| {
        let login = Login { authority: authority.clone(), bound, ..login(port) };
        Database::new(login, Waits::default())
    };
    let direct = by(server.port(), false);
    assert_eq!(direct.team().await.unwrap().1, "Shops");
    assert!(direct.is_bound());
    let between = between(&server).await;
    let refused = by(between, true).team().await;
    assert!(matches!(refused, Err(DatabaseError::Insecure)), "{refused:?}");
    // A pooler that was there from the beginning.
    let pooled = by(between, false);
    assert_eq!((pooled.team().await.unwrap().1.as_str(), pooled.is_bound()), ("Shops", false));
    assert_eq!(by(server.port(), true).team().await.unwrap().1, "Shops");
}
