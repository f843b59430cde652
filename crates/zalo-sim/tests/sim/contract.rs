//! What a client must send is checked to the letter, and junk does no harm.

use zalo_sim::{Outcome, Sim};

use crate::client::{SECRET_KEY, get, getoa, host, open, refresh, refresh_bytes, send, sim};

/// Sends a refresh that is good but for one replacement, and returns the breaches found.
fn breaches(sim: &Sim, token: &str, from: &str, to: &str) -> Vec<String> {
    let good = String::from_utf8(refresh_bytes(sim, token)).unwrap();
    assert!(good.contains(from), "{from}");
    let changed = good.replacen(from, to, 1);
    let (head, body) = changed.split_once("\r\n\r\n").unwrap();
    let length = body.len().to_string();
    let head: Vec<_> = head
        .split("\r\n")
        .map(
            |line| {
                if line.starts_with("content-length") { format!("content-length: {length}") } else { line.to_owned() }
            },
        )
        .collect();
    send(sim, format!("{}\r\n\r\n{body}", head.join("\r\n")).as_bytes());
    sim.ledger().requests.pop().unwrap().violations
}

#[tokio::test]
async fn each_breach_of_a_refresh_is_named() {
    let (sim, pair) = sim().await;
    let host_line = format!("host: {}", host(&sim));
    let cases = [
        ("POST /", "PUT /", "the method is not POST"),
        ("access_token HTTP", "access_token?x=1 HTTP", "the address has a query"),
        ("/v4/oa/access_token", "/v3/oa/access_token", "nothing is served at this path"),
        (host_line.as_str(), "host: oauth.zaloapp.com", "the Host is not this server"),
        (host_line.as_str(), "x: y", "the header host is missing"),
        ("secret_key:", "x:", "the header secret_key is missing"),
        ("secret_key:", "secret_key: 1\r\nsecret_key:", "there is more than one header secret_key"),
        ("secret_key:", "Authorization: x\r\nsecret_key:", "there is a header authorization"),
        ("secret_key:", "Cookie: x\r\nsecret_key:", "there is a header cookie"),
        ("x-www-form-urlencoded", "json", "the Content-Type is not application/x-www-form-urlencoded"),
        ("grant_type=refresh_token", "grant_type=refresh%token", "the body is not in form encoding"),
        ("refresh_token=", "refresh_token=x&refresh_token=", "there is more than one field refresh_token"),
        ("refresh_token=", "redirect_uri=x&refresh_token=", "there is a field redirect_uri"),
        ("refresh_token=", "code_verifier=x&refresh_token=", "there is a field code_verifier"),
        ("refresh_token=", "my_secret=x&refresh_token=", "there is a field that Zalo does not know"),
        ("app_id=", "state=", "the field app_id is missing"),
        ("grant_type=", "state=", "the grant_type is neither refresh_token nor authorization_code"),
    ];
    for (from, to, breach) in cases {
        let found = breaches(&sim, "FAKE_RT_not_live", from, to);
        assert!(found.iter().any(|found| found == breach), "{to}: {found:?}");
    }
    let told = sim.ledger().violations.join("\n");
    assert!(told.starts_with("request 1: the method is not POST"));
    assert!(!told.contains(SECRET_KEY) && !told.contains("not_live") && !told.contains("my_secret"));
    assert!(sim.live_pair(crate::client::APP_ID).is_some_and(|live| live == pair));
}

#[tokio::test]
async fn a_breach_is_answered_like_zalo() {
    let (sim, pair) = sim().await;
    let bytes = String::from_utf8(refresh_bytes(&sim, &pair.refresh_token)).unwrap();
    let reply = send(&sim, bytes.replacen("secret_key", "Cookie: a=b\r\nsecret_key", 1).as_bytes());
    assert_eq!(Some(reply.pair()), sim.live_pair(crate::client::APP_ID));
    assert_eq!(sim.ledger().violations, ["request 1: there is a header cookie"]);
}

#[tokio::test]
async fn a_charset_in_the_content_type_and_either_name_of_the_host_are_allowed() {
    let (sim, pair) = sim().await;
    let found = breaches(&sim, &pair.refresh_token, "form-urlencoded", "form-urlencoded; charset=utf-8");
    assert_eq!(found, [""; 0]);
    let found = breaches(&sim, &pair.refresh_token, "host: 127.0.0.1", "Host: localhost");
    assert_eq!(found, [""; 0]);
}

#[tokio::test]
async fn a_wrong_content_length_is_a_breach_or_an_invalid_request() {
    let (sim, pair) = sim().await;
    let good = String::from_utf8(refresh_bytes(&sim, &pair.refresh_token)).unwrap();
    send(&sim, format!("{good}x").as_bytes());
    assert_eq!(sim.ledger().violations, ["request 1: the body is longer than its Content-Length"]);
    let cut = open(&sim, &good.as_bytes()[..good.len() - 5]);
    drop(cut);
    sim.wait_for_outcome(2).await;
    let request = sim.ledger().requests.pop().unwrap();
    assert_eq!((request.outcome, request.fully_read, request.spent), (Outcome::Abandoned, false, false));
}

#[tokio::test]
async fn junk_is_refused_and_the_next_request_served() {
    let (sim, pair) = sim().await;
    let long_line = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(20_000));
    let long_head = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(60_000));
    let post = "POST /v4/oa/access_token HTTP/1.1\r\n";
    let junk = [
        "\r\n\r\n".to_owned(),
        "GET / HTTP/1.0\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\n\n".to_owned(),
        "get / HTTP/1.1\r\n\r\n".to_owned(),
        "GET http://x/ HTTP/1.1\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nno colon\r\n\r\n".to_owned(),
        "\u{0}\u{1}\u{2}\r\n".to_owned(),
        format!("{post}content-length: -1\r\n\r\n"),
        format!("{post}content-length: +1\r\n\r\nx"),
        format!("{post}content-length: 99999999999999999999\r\n\r\n"),
        format!("{post}content-length: 1\r\ncontent-length: 1\r\n\r\nx"),
        format!("{post}transfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        long_line,
        long_head,
    ];
    for (at, bytes) in junk.iter().enumerate() {
        assert_eq!(send(&sim, bytes.as_bytes()).status(), 400, "{at}");
    }
    assert_eq!(send(&sim, b"GET / HTTP/1.1\r\nx: \xFF\r\n\r\n").status(), 400);
    assert_eq!(sim.ledger().violations.len(), junk.len() + 1);
    drop(open(&sim, b""));
    drop(open(&sim, b"GET /"));
    assert!(refresh(&sim, &pair.refresh_token).error().is_none());
}

#[tokio::test]
async fn breaches_of_a_check_are_named() {
    let (sim, pair) = sim().await;
    let token = &pair.access_token;
    getoa(&sim, token);
    assert!(sim.ledger().violations.is_empty());
    for (target, headers, breach) in [
        ("/v2.0/oa/getoa", String::new(), "the header access_token is missing"),
        ("/v2.0/oa/getoa", format!("access_token: Bearer {token}\r\n"), "the access_token is not bare"),
        ("/v2.0/oa/getoa?x=1", format!("access_token: {token}\r\n"), "the address has a query"),
        ("/v2.0/oa/getoa", format!("access_token: {token}\r\nsecret_key: x\r\n"), "there is a header secret_key"),
        (
            "/v2.0/oa/getoa",
            format!("access_token: {token}\r\nappsecret_proof: x\r\n"),
            "appsecret_proof was sent before it was asked for",
        ),
    ] {
        get(&sim, target, &headers);
        assert_eq!(sim.ledger().requests.pop().unwrap().violations, [breach]);
    }
}
