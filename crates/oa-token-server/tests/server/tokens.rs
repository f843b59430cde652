//! Access tokens, states, waits and refreshes.

use jiff::SignedDuration;
use oa_token_model::api::Permission::{Refresh, Status, Token};
use oa_token_model::refresh::plan::Trigger;
use serde_json::json;
use tokio::net::TcpStream;

use crate::bench::{Bench, exchange};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test]
async fn a_key_gets_the_live_token_with_its_tag_and_it_may_not_be_stored() {
    let bench = Bench::new().await;
    let key = bench.key("n8n", &[Token]).await;
    let (token, generation) = bench.current().await;
    for oa in ["shop", "SHOP", bench.shop.as_str()] {
        let answer = bench.get(&format!("/v1/oas/{oa}/token"), &key).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{oa}");
        let body = answer.json();
        assert!(body["access_token"] == token.as_str(), "the live token");
        assert_eq!((&body["generation"], &body["warnings"]), (&json!(generation), &json!([])));
        assert!(body["expires_at"].as_str().is_some_and(|at| at.ends_with('Z')));
        assert!(answer.header("etag").starts_with(&format!("\"{generation}-")), "{}", answer.head);
    }
    let answer = bench.get("/v1/oas/shop/token?min_life=95000", &key).await;
    assert_eq!(answer.json()["warnings"], json!(["min_life_capped"]));
    assert_eq!(bench.sim.spends(), 1, "reading spends nothing");
    bench.stop().await;
}

#[tokio::test]
async fn the_states_hold_no_token_and_only_the_oas_of_the_key() {
    let bench = Bench::new().await;
    let key = bench.key("status", &[Status]).await;
    let all = bench.get("/v1/oas", &key).await;
    assert_eq!((all.status, all.json().as_array().unwrap().len()), (200, 1));
    assert_eq!((&all.json()[0]["name"], &all.json()[0]["state"]), (&json!("shop"), &json!("ok")));
    let one = bench.get("/v1/oas/shop", &key).await;
    assert_eq!(one.json(), all.json()[0]);
    let (token, _) = bench.current().await;
    assert!(!all.body.contains(&token));
    for path in ["/v1/oas/other", "/v1/oas/nobody", &format!("/v1/oas/{}", bench.other)] {
        let answer = bench.get(path, &key).await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"), "{path}");
    }
    assert_eq!(bench.get("/v1/oas/shop/token", &key).await.code(), "forbidden");
    assert_eq!(bench.refresh("shop", &key, r#"{"generation":2}"#).await.status, 403);
}

#[tokio::test]
async fn a_token_that_ended_is_refreshed_for_a_key_that_may_and_for_no_other() {
    let bench = Bench::new().await;
    let (reads, spends) = (bench.key("reads", &[Token]).await, bench.key("spends", &[Token, Refresh]).await);
    bench.pass(HOUR * 30);
    let refused = bench.get("/v1/oas/shop/token", &reads).await;
    assert_eq!((refused.status, refused.code().as_str(), bench.sim.spends()), (409, "not_refreshed", 1));
    let (old, _) = bench.current().await;
    let answer = bench.get("/v1/oas/shop/token", &spends).await;
    assert_eq!((answer.status, bench.sim.spends()), (200, 2), "{}", answer.body);
    let (new, generation) = bench.current().await;
    assert!(answer.json()["access_token"] == new.as_str() && new != old);
    let answer = bench.get("/v1/oas/shop/token", &reads).await;
    assert_eq!((answer.status, &answer.json()["generation"]), (200, &json!(generation)));
}

#[tokio::test]
async fn with_automatic_refresh_a_due_token_is_refreshed_for_any_key() {
    let bench = Bench::new().await;
    let key = bench.key("reads", &[Token, Status]).await;
    bench.engine.auto_refresh().set_automatic(&bench.shop, true).await.unwrap();
    while bench.get("/v1/oas/shop", &key).await.json()["automatic"] == false {
        tokio::task::yield_now().await;
    }
    bench.pass(HOUR * 24);
    let answer = bench.get("/v1/oas/shop/token?min_life=7200", &key).await;
    assert_eq!((answer.status, bench.sim.spends()), (200, 2), "{}", answer.body);
    let again = bench.get("/v1/oas/shop/token?min_life=86400", &key).await;
    assert_eq!((again.status, bench.sim.spends()), (200, 2), "no second one");
}

#[tokio::test]
async fn a_wait_ends_with_the_next_pair_and_spends_nothing() {
    let bench = Bench::new().await;
    let key = bench.key("waits", &[Token]).await;
    let (_, generation) = bench.current().await;
    let at_once = bench.get(&format!("/v1/oas/shop/token?after={generation}"), &key).await;
    assert_eq!((at_once.status, at_once.body.as_str()), (304, ""));
    let passed = bench.get(&format!("/v1/oas/shop/token?after={generation}&wait=1"), &key).await;
    assert_eq!(passed.status, 304);
    assert_eq!(bench.get("/v1/oas/shop/token?after=1&wait=60", &key).await.status, 200, "it has another already");
    let path = format!("/v1/oas/shop/token?after={generation}&wait=60");
    let (answer, _) = tokio::join!(bench.get(&path, &key), async {
        bench.pass(HOUR * 2);
        bench.engine.refresh().send(&bench.shop, Trigger::User).await.unwrap()
    });
    let (token, generation) = bench.current().await;
    assert_eq!((answer.status, bench.sim.spends()), (200, 2));
    assert!(answer.json()["access_token"] == token.as_str() && answer.json()["generation"] == generation);
}

#[tokio::test]
async fn a_requested_refresh_replaces_the_named_pair_once() {
    let bench = Bench::new().await;
    let key = bench.key("spends", &[Refresh]).await;
    let (_, generation) = bench.current().await;
    let named = format!("{{\"generation\":{generation}}}");
    let soon = bench.refresh("shop", &key, &named).await;
    assert_eq!((soon.status, soon.code().as_str()), (429, "too_soon"));
    assert!(soon.header("retry-after").parse::<u32>().unwrap() > 3000, "{}", soon.head);
    bench.pass(HOUR * 2);
    let done = bench.refresh("shop", &key, &named).await;
    assert_eq!((done.status, &done.json()["generation"]), (200, &json!(generation + 1)), "{}", done.body);
    assert!(done.header("etag").starts_with(&format!("\"{}-", generation + 1)));
    let again = bench.refresh("shop", &key, &format!("{{\"generation\":{generation}.0}}")).await;
    assert_eq!((again.status, again.code().as_str()), (409, "superseded"));
    assert_eq!(again.json()["error"]["generation"], json!(generation + 1));
    assert_eq!(bench.sim.spends(), 2);
    assert_eq!(bench.get("/v1/oas/shop/token", &key).await.code(), "forbidden", "it may refresh, and not read");
    for wrong in [
        "",
        "{}",
        "[]",
        "1",
        r#"{"generation":"2"}"#,
        r#"{"generation":2,"x":1}"#,
        r#"{"generation":-1}"#,
        r#"{"generation":2.5}"#,
    ] {
        assert_eq!(bench.refresh("shop", &key, wrong).await.code(), "bad_request", "{wrong}");
    }
}

#[tokio::test]
async fn a_connection_serves_several_requests() {
    let bench = Bench::new().await;
    let key = bench.key("n8n", &[Token]).await;
    let mut stream = TcpStream::connect(bench.address).await.unwrap();
    let request = format!("GET /v1/oas/shop/token HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\r\n");
    for _ in 0..3 {
        assert_eq!(exchange(&mut stream, &request).await.status, 200);
    }
}

#[tokio::test]
async fn what_was_handed_out_is_in_the_history_by_first_use_and_by_days() {
    let bench = Bench::new().await;
    let key = bench.key("n8n", &[Token]).await;
    for _ in 0..3 {
        assert_eq!(bench.get("/v1/oas/shop/token", &key).await.status, 200);
    }
    let entries = async |what: &str| {
        let all = bench.engine.profiles().history(Some(bench.shop.clone()), 100).await.unwrap();
        all.into_iter().filter(|entry| entry.event.name() == what).map(|entry| entry.event.said().unwrap()).collect()
    };
    let first: Vec<String> = entries("api_first_use").await;
    assert_eq!(first, ["n8n, 127.0.0.1"]);
    bench.pass(HOUR * 24);
    assert_eq!(bench.get("/v1/oas/shop/token", &key).await.status, 200);
    let days: Vec<String> = entries("api_day").await;
    assert!(days.len() == 1 && days[0].starts_with("n8n, ") && days[0].ends_with(", 3"), "{days:?}");
    let first: Vec<String> = entries("api_first_use").await;
    assert_eq!(first.len(), 1);
    let used = bench.engine.api_keys().list().await.unwrap()[0].used_at;
    assert!(used.is_some());
    assert!(!format!("{:?}", bench.engine.profiles().history(None, 100).await.unwrap()).contains(&key));
}

#[tokio::test]
async fn metrics_count_and_name_nobody_without_a_key() {
    let bench = Bench::new().await;
    let (key, token) = (bench.key("status", &[Status]).await, bench.key("token", &[Token]).await);
    bench.get("/v1/oas/shop/token", &token).await;
    let open = bench.get("/metrics", "").await;
    assert!(open.body.contains("oa_token_http_requests_total{route=\"token\",status=\"200\"} 1"), "{}", open.body);
    assert!(open.body.contains(&format!("oa_token_access_expires_in_seconds{{oa=\"{}\"}} ", bench.shop)));
    assert!(!open.body.contains("shop"));
    assert_eq!(bench.get("/metrics?names=true", "").await.status, 401);
    let named = bench.get("/metrics?names=true", &key).await;
    assert!(named.body.contains("name=\"shop\"") && !named.body.contains("name=\"other\""), "{}", named.body);
    for text in [&open.body, &named.body] {
        assert!(!text.contains(&bench.current().await.0) && !text.contains(&key) && !text.contains("oat_"));
    }
}
