//! The Unix socket.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use oa_token_model::api::Permission::Token;
use oa_token_server::{CannotListen, Server, ServerOptions};
use tokio::net::UnixStream;

use crate::bench::{Bench, exchange};

#[tokio::test]
async fn the_socket_is_in_a_folder_of_the_user_alone_and_answers_like_tcp() {
    let bench = Bench::new().await;
    let key = bench.key("n8n", &[Token]).await;
    let path = bench.path("run/oa.sock");
    let options = |path| ServerOptions {
        listen: "127.0.0.1:0".parse().unwrap(),
        socket: Some(path),
        hosts: Vec::new(),
        proxies: Vec::new(),
        say: std::sync::Arc::new(str::to_owned),
    };
    let server = Server::bind(bench.engine.clone(), options(path.clone())).await.unwrap();
    assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    let again = Server::bind(bench.engine.clone(), options(path.clone())).await;
    assert!(matches!(again, Err(CannotListen::SocketTaken(_))));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(server.run(async move { drop(stopped.await) }));
    let request = format!("GET /v1/oas/shop/token HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\r\n");
    loop {
        let answer = exchange(UnixStream::connect(&path).await.unwrap(), &request).await;
        if answer.status == 200 {
            break;
        }
        assert_eq!(answer.code(), "locked", "until the vault was read");
    }
    let used = bench.engine.profiles().history(None, 1).await.unwrap()[0].event.said();
    assert_eq!(used.as_deref(), Some("n8n, socket"));
    stop.send(()).unwrap();
    running.await.unwrap();
    assert!(!path.exists(), "it is removed");
    // One that was left by a server that was killed is no obstacle.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    drop(Server::bind(bench.engine.clone(), options(path.clone())).await.unwrap());
    fs::set_permissions(path.parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
    let open = Server::bind(bench.engine.clone(), options(path)).await;
    assert!(matches!(open, Err(CannotListen::OpenFolder(_))));
}
