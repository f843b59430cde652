//! Keys: none, wrong, ended, removed, of other OAs.

use jiff::SignedDuration;
use oa_token_model::api::ApiKey;
use oa_token_model::api::Permission::{Status, Token};

use crate::bench::Bench;

#[tokio::test]
async fn without_a_right_key_there_is_nothing() {
    let bench = Bench::new().await;
    let key = bench.key("n8n", &[Token, Status]).await;
    let strange = ApiKey::random();
    for (what, lines, wanted) in [
        ("none", String::new(), "no_key"),
        ("another scheme", format!("authorization: Basic {key}\r\n"), "no_key"),
        ("no scheme", format!("authorization: {key}\r\n"), "no_key"),
        ("in two headers", format!("authorization: Bearer {key}\r\n").repeat(2), "no_key"),
        ("a stranger's", format!("authorization: Bearer {}\r\n", strange.expose()), "unknown_key"),
        ("a cut one", format!("authorization: Bearer {}\r\n", &key[..52]), "unknown_key"),
        ("in other letters", format!("authorization: Bearer {}\r\n", key.to_uppercase()), "unknown_key"),
        ("an empty one", "authorization: Bearer \r\n".to_owned(), "no_key"),
    ] {
        for path in ["/v1/oas", "/v1/oas/shop", "/v1/oas/shop/token"] {
            let answer =
                bench.raw(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{lines}\r\n")).await;
            assert_eq!((answer.status, answer.code().as_str()), (401, wanted), "{what} {path}");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"oa-token\"");
        }
    }
    assert_eq!(bench.get(&format!("/v1/oas?key={key}"), "").await.status, 400, "not in the address");
}

#[tokio::test]
async fn a_key_ends_at_its_time_also_during_a_wait() {
    let bench = Bench::new().await;
    let key = bench.key_for("short", &[Token], Some(SignedDuration::from_secs(2))).await;
    let (_, generation) = bench.current().await;
    let ended = bench.get(&format!("/v1/oas/shop/token?after={generation}&wait=60"), &key).await;
    assert_eq!((ended.status, ended.code().as_str()), (401, "key_expired"));
    assert_eq!(bench.get("/v1/oas/shop/token", &key).await.code(), "key_expired");
}

#[tokio::test]
async fn a_removed_key_is_refused_also_by_a_server_of_another_process_and_during_a_wait() {
    let bench = Bench::new().await;
    let (key, other) = (bench.key("n8n", &[Token]).await, bench.key("waits", &[Token]).await);
    assert_eq!(bench.get("/v1/oas/shop/token", &key).await.status, 200);
    let (_, generation) = bench.current().await;
    let path = format!("/v1/oas/shop/token?after={generation}&wait=60");
    // As another process would: by an engine of its own.
    let beside = testkit::started(testkit::options(bench.folder.path(), &bench.sim.origin()).unwrap()).await.unwrap();
    let (waited, removed) = tokio::join!(bench.get(&path, &other), async {
        assert!(beside.api_keys().remove("N8N").await.unwrap());
        beside.api_keys().remove("waits").await.unwrap()
    });
    assert!(removed);
    assert_eq!((waited.status, waited.code().as_str()), (401, "unknown_key"));
    assert_eq!(bench.get("/v1/oas/shop/token", &key).await.code(), "unknown_key");
    assert!(!beside.api_keys().remove("n8n").await.unwrap());
}

#[tokio::test]
async fn two_keys_live_side_by_side_and_no_two_have_one_name() {
    let bench = Bench::new().await;
    let (old, new) = (bench.key("n8n", &[Token]).await, bench.key("n8n 2", &[Token]).await);
    for key in [&old, &new] {
        assert_eq!(bench.get("/v1/oas/shop/token", key).await.status, 200);
    }
    let scope = bench.engine.api_keys().list().await.unwrap()[0].scope.clone();
    let name = oa_token_model::api::ApiKeyName::parse("N8N").unwrap();
    assert!(bench.engine.api_keys().create(name, scope).await.is_err());
}
