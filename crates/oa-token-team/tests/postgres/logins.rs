//! Who is let in, and by whom.

use oa_token_model::secret::Secret;
use oa_token_team::postgres::{Database, DatabaseAddress, DatabaseError, Login, Transport, Waits};
use testkit::{POSTGRES_OWNER, POSTGRES_PASSWORD};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::{database, login, team};

#[tokio::test]
async fn a_wrong_password_is_said() {
    let (server, _) = team().await;
    let wrong = Login { password: Some(Secret::new("FAKE_WRONG")), ..login(server.port()) };
    let refused = Database::new(wrong, Waits::default()).team().await;
    assert!(matches!(refused, Err(DatabaseError::Login)), "{refused:?}");
}

#[tokio::test]
async fn a_socket_of_this_computer_is_used() {
    let (server, _) = team().await;
    let text =
        format!("postgres://{POSTGRES_OWNER}@/team?host={}&port={}", server.socket_folder().display(), server.port());
    let address = DatabaseAddress::parse(&text).unwrap();
    let login = Login { address, password: Some(Secret::new(POSTGRES_PASSWORD)), authority: None, bound: false };
    let database = Database::new(login, Waits::default());
    assert_eq!(database.transport().await.unwrap(), Transport::Local);
    assert_eq!(database.team().await.unwrap().1, "Shops");
}

/// A stranger holds the port while the database is down.
#[tokio::test]
async fn a_stranger_on_the_port_does_not_get_the_password() {
    for request in [3_u32, 5, 0] {
        let stranger = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = stranger.local_addr().unwrap().port();
        let heard = tokio::spawn(async move {
            let (mut client, _) = stranger.accept().await.unwrap();
            let mut heard = vec![0; 4096];
            let first = client.read(&mut heard).await.unwrap();
            let length = if request == 5 { 12_u32 } else { 8 };
            let asks = [b"R".as_slice(), &length.to_be_bytes(), &request.to_be_bytes(), b"salt"].concat();
            client.write_all(&asks[..=usize::try_from(length).unwrap()]).await.unwrap();
            let second = client.read(&mut heard[first..]).await.unwrap_or(0);
            heard.truncate(first + second);
            (heard, second)
        });
        let refused = database(port).team().await;
        assert!(matches!(refused, Err(DatabaseError::Login)), "{request}: {refused:?}");
        let (heard, second) = heard.await.unwrap();
        assert_eq!(second, 0, "{request}: nothing follows the request");
        assert!(!heard.windows(8).any(|part| POSTGRES_PASSWORD.as_bytes().starts_with(part)));
    }
}

#[tokio::test]
async fn a_server_without_tls_is_refused_unless_it_is_this_computer() {
    let stranger = TcpListener::bind(("0.0.0.0", 0)).await.unwrap();
    let port = stranger.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut client, _) = stranger.accept().await.unwrap();
        let mut request = [0; 64];
        let read = client.read(&mut request).await.unwrap();
        client.write_all(b"N").await.unwrap();
        let more = client.read(&mut request).await.unwrap_or(0);
        (read, more)
    });
    let authority = None;
    // Any address of this computer but loopback stands for another one.
    let address = DatabaseAddress::parse(&format!("postgres://me@{}:{port}/team", other_address())).unwrap();
    let login = Login { address, password: Some(Secret::new(POSTGRES_PASSWORD)), authority, bound: false };
    let refused = Database::new(login, Waits::default()).team().await;
    assert!(matches!(refused, Err(DatabaseError::Insecure)), "{refused:?}");
    let (asked, more) = server.await.unwrap();
    assert_eq!((asked, more), (8, 0), "only the question for TLS left this program");
}

fn other_address() -> std::net::IpAddr {
    let probe = std::net::UdpSocket::bind(("0.0.0.0", 0)).unwrap();
    // Sends nothing: it only chooses the address.
    drop(probe.connect(("203.0.113.1", 9)));
    let address = probe.local_addr().unwrap().ip();
    if address.is_unspecified() { std::net::Ipv4Addr::UNSPECIFIED.into() } else { address }
}
