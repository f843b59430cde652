//! Connections, waits, and what takes too long.

use std::time::Duration;

use oa_token_model::api::ApiKey;
use oa_token_model::api::Permission::Token;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bench::{Bench, exchange, read};

#[tokio::test]
async fn the_seventeenth_stranger_is_refused_and_programs_with_a_key_go_on() {
    let bench = Bench::new().await;
    let key = bench.key("n8n", &[Token]).await;
    let request = format!("GET /v1/oas/shop/token HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\r\n");
    let mut known = TcpStream::connect(bench.address).await.unwrap();
    assert_eq!(exchange(&mut known, &request).await.status, 200);
    let mut strangers = Vec::new();
    let refused = loop {
        let mut stream = TcpStream::connect(bench.address).await.unwrap();
        let told = tokio::time::timeout(Duration::from_millis(200), read(&mut stream)).await;
        match told {
            Ok(answer) => break answer,
            Err(_) => strangers.push(stream),
        }
        assert!(strangers.len() <= 16);
    };
    assert_eq!((refused.status, refused.code().as_str(), strangers.len()), (503, "too_many_connections", 16));
    assert_eq!(exchange(&mut known, &request).await.status, 200, "a known program is not shut out");
    strangers.clear();
    while bench.get("/healthz", "").await.status != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_fifth_wait_of_a_key_is_refused() {
    let bench = Bench::new().await;
    let key = bench.key("waits", &[Token]).await;
    let (_, generation) = bench.current().await;
    let path = format!("/v1/oas/shop/token?after={generation}&wait=60");
    let mut waiting = Vec::new();
    for _ in 0..4 {
        let mut stream = TcpStream::connect(bench.address).await.unwrap();
        let text = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\r\n");
        stream.write_all(text.as_bytes()).await.unwrap();
        waiting.push(stream);
    }
    while !bench.get("/metrics", "").await.body.contains("oa_token_http_waiting 4") {
        tokio::task::yield_now().await;
    }
    let fifth = bench.get(&path, &key).await;
    assert_eq!((fifth.status, fifth.code().as_str()), (429, "too_many_waits"));
    assert_eq!(bench.get("/v1/oas/shop/token", &key).await.status, 200, "without a wait");
    // The end of the server ends them.
    let ((), answers) = tokio::join!(bench.stop(), async {
        let mut answers = Vec::new();
        for stream in &mut waiting {
            answers.push(read(stream).await.status);
        }
        answers
    });
    assert_eq!(answers, [304; 4]);
}

#[tokio::test]
async fn an_address_with_many_wrong_keys_is_told_to_stop_and_right_keys_work() {
    let bench = Bench::new().await;
    let key = bench.key("n8n", &[Token]).await;
    let mut codes = Vec::new();
    for _ in 0..30 {
        codes.push(bench.get("/v1/oas", ApiKey::random().expose()).await.code());
    }
    assert_eq!((codes[0].as_str(), codes[29].as_str()), ("unknown_key", "too_many_keys"));
    assert_eq!(bench.get("/v1/oas/shop/token", &key).await.status, 200);
}

#[tokio::test]
async fn a_head_that_does_not_end_ends_the_connection() {
    let bench = Bench::new().await;
    let mut stream = TcpStream::connect(bench.address).await.unwrap();
    let slow = async {
        for letter in "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: ".bytes().cycle() {
            if stream.write_all(&[letter]).await.is_err() {
                break;
            }
            let closed = tokio::time::timeout(Duration::from_millis(300), stream.read_u8()).await;
            if closed.is_ok() {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), slow).await.expect("the server ends it");
    assert_eq!(bench.get("/healthz", "").await.status, 200);
}
