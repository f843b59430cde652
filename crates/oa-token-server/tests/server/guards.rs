//! Requests that must get nowhere.

use oa_token_model::api::Permission::Token;
use oa_token_server::{CannotListen, Server, ServerOptions};

use crate::bench::Bench;

#[tokio::test]
async fn a_foreign_host_a_browser_and_a_stranger_behind_a_proxy_are_refused_even_with_a_key() {
    let bench = Bench::new().await;
    let key = bench.key("n8n", &[Token]).await;
    for (what, wanted, lines) in [
        ("a rebound name", "host", "host: rebound.evil.example\r\n"),
        ("no name", "host", ""),
        ("two names", "host", "host: localhost\r\nhost: localhost\r\n"),
        ("a page", "origin", "host: localhost\r\norigin: http://localhost:3000\r\n"),
        ("a page from a file", "origin", "host: localhost\r\norigin: null\r\n"),
        ("forwarded", "forwarded", "host: localhost\r\nforwarded: for=10.0.0.1\r\n"),
        ("X-Forwarded-For", "forwarded", "host: localhost\r\nX-Forwarded-For: 127.0.0.1\r\n"),
        ("both lengths", "bad_request", "host: localhost\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n"),
        ("a body", "too_large", "host: localhost\r\ncontent-length: 9\r\n"),
    ] {
        let request = format!("GET /v1/oas/shop/token HTTP/1.1\r\nauthorization: Bearer {key}\r\n{lines}\r\n");
        let answer = bench.raw(&request).await;
        assert!((400..500).contains(&answer.status), "{what}: {}", answer.head);
        assert_eq!(answer.code(), wanted, "{what}");
        assert_eq!(answer.header("connection"), "close", "{what}");
        assert!(!answer.head.to_lowercase().contains("access-control"), "{what}");
    }
    for method in ["OPTIONS", "HEAD", "PUT", "DELETE", "TRACE"] {
        let answer = bench.raw(&format!("{method} /v1/oas HTTP/1.1\r\nhost: localhost\r\n\r\n")).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET"), "{method}");
    }
    let refresh = bench.get("/v1/oas/shop/refresh", &key).await;
    assert_eq!((refresh.status, refresh.header("allow")), (405, "POST"));
    assert_eq!(bench.get("/v1/nothing", &key).await.status, 404);
}

#[tokio::test]
async fn a_large_head_and_what_is_no_http_end_the_connection() {
    let bench = Bench::new().await;
    let large = format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "x".repeat(9000));
    assert_eq!(bench.raw(&large).await.status, 431);
    let many = "x: 1\r\n".repeat(80);
    assert_eq!(bench.raw(&format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\n{many}\r\n")).await.status, 431);
    for wrong in
        ["hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{1}x HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\r\n"]
    {
        assert_eq!(bench.raw(wrong).await.status, 400, "{wrong:?}");
    }
    assert_eq!(bench.get("/healthz", "").await.status, 200, "it goes on");
}

#[tokio::test]
async fn behind_a_proxy_everything_needs_a_key_and_the_proxy_may_speak_for_others() {
    let proxy = |options| ServerOptions {
        hosts: vec!["token.shop.vn".to_owned()],
        proxies: vec!["127.0.0.1".parse().unwrap()],
        ..options
    };
    let bench = Bench::with_unready(proxy).await;
    let key = bench.key("n8n", &[Token]).await;
    while bench.get("/v1/oas/nothing", &key).await.status == 503 {
        tokio::task::yield_now().await;
    }
    for path in ["/healthz", "/metrics", "/v1/openapi.json", "/v1/oas", "/nothing"] {
        assert_eq!(bench.get(path, "").await.status, 401, "{path}");
    }
    let request = |host: &str| {
        format!(
            "GET /v1/oas/shop/token HTTP/1.1\r\nhost: {host}\r\nx-forwarded-for: 9.9.9.9\r\nconnection: close\r\n\
             authorization: Bearer {key}\r\n\r\n"
        )
    };
    assert_eq!(bench.raw(&request("token.shop.vn")).await.status, 200);
    assert_eq!(bench.raw(&request("evil.example")).await.status, 421, "the list of names stays");
    let used = bench.engine.profiles().history(None, 1).await.unwrap()[0].event.said();
    assert_eq!(used.as_deref(), Some("n8n, 9.9.9.9"));
}

#[tokio::test]
async fn beyond_this_computer_it_listens_only_behind_a_proxy() {
    let bench = Bench::new().await;
    let options = ServerOptions {
        listen: "0.0.0.0:0".parse().unwrap(),
        socket: None,
        hosts: Vec::new(),
        proxies: Vec::new(),
        say: std::sync::Arc::new(str::to_owned),
    };
    let refused = Server::bind(bench.engine.clone(), options.clone()).await;
    assert!(matches!(refused, Err(CannotListen::NotLoopback(_))));
    let taken = ServerOptions { listen: bench.address, ..options };
    assert!(matches!(Server::bind(bench.engine.clone(), taken).await, Err(CannotListen::Address(..))));
}
