//! Every mishap: what the client gets, and whether the token is spent.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use zalo_sim::{BodyKind, ExpiresIn, Fault, Outcome, Pair, Sim};

use crate::client::{APP_ID, Reply, finish, open, refresh, refresh_bytes, sim};

/// What one refresh under one fault did.
struct Seen {
    sim: Sim,
    old: Pair,
    reply: Reply,
    outcome: Outcome,
}

impl Seen {
    /// Returns the pair that the refresh made, whether or not it was told.
    fn made(&self) -> Pair {
        self.sim.live_pair(APP_ID).unwrap()
    }

    fn holds(&self, token: &str) -> bool {
        contains(&self.reply.body, token)
    }

    /// Returns whether the text has both new tokens.
    fn both_in(&self, bytes: &[u8]) -> bool {
        contains(bytes, &self.made().access_token) && contains(bytes, &self.made().refresh_token)
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Refreshes once under a fault and checks that it spent as it says.
async fn meet(fault: Fault, spent: bool) -> Seen {
    let (sim, old) = sim().await;
    sim.script([fault.clone()]);
    let reply = refresh(&sim, &old.refresh_token);
    assert_eq!(sim.faults_left(), 0);
    let ledger = sim.ledger();
    let request = &ledger.requests[0];
    assert_eq!(request.fault.as_ref(), Some(&fault));
    assert_eq!(request.spent, spent, "{fault:?}");
    assert_eq!(sim.spends(), usize::from(spent), "{fault:?}");
    assert_eq!(sim.is_live_refresh(&old.refresh_token), !spent, "{fault:?}");
    assert!(ledger.violations.is_empty());
    let outcome = request.outcome;
    Seen { sim, old, reply, outcome }
}

fn answered(status: u16, error: Option<i64>, tokens: bool, complete: bool) -> Outcome {
    Outcome::Answered { status, error, tokens, complete }
}

fn unpack(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    // A cut stream is an error after all that could be had.
    drop(MultiGzDecoder::new(bytes).read_to_end(&mut text));
    text
}

fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        body.extend_from_slice(&bytes[end + 2..end + 2 + length]);
        assert_eq!(&bytes[end + 2 + length..][..2], b"\r\n");
        bytes = &bytes[end + 4 + length..];
        if length == 0 {
            assert!(bytes.is_empty());
            return body;
        }
    }
}

#[tokio::test]
async fn a_connection_can_end_at_every_moment_without_an_answer() {
    for (fault, spent, outcome) in [
        (Fault::CloseBeforeReading, false, Outcome::Closed),
        (Fault::CloseAfterReading, false, Outcome::Closed),
        (Fault::CloseAfterSpending, true, Outcome::Closed),
        (Fault::ResetBeforeSpending, false, Outcome::Reset),
        (Fault::ResetAfterSpending, true, Outcome::Reset),
    ] {
        let seen = meet(fault.clone(), spent).await;
        assert!(seen.reply.is_silence());
        assert_eq!(seen.outcome, outcome);
        assert!(outcome != Outcome::Reset || seen.reply.reset, "{fault:?}");
        let unread = fault == Fault::CloseBeforeReading;
        assert_eq!(seen.sim.ledger().requests[0].fully_read, !unread);
        assert_eq!(seen.sim.sends_of(&seen.old.refresh_token), usize::from(!unread));
    }
}

#[tokio::test]
async fn a_body_can_be_cut_inside_and_after_tokens() {
    let seen = meet(Fault::CutBody { after_bytes: 20 }, true).await;
    assert_eq!((seen.reply.body.len(), seen.outcome), (20, answered(200, None, true, false)));
    assert!(seen.reply.header("Content-Length").unwrap().parse::<usize>().unwrap() > 640);

    let seen = meet(Fault::CutBody { after_bytes: 0 }, true).await;
    assert!(seen.reply.body.is_empty());

    let seen = meet(Fault::CutBodyInTokens, true).await;
    let made = seen.made();
    assert!(seen.holds(&made.access_token) && !seen.holds(&made.refresh_token));
    assert!(seen.holds(&made.refresh_token[..128]));

    let seen = meet(Fault::CutAfterTokens, true).await;
    assert!(seen.both_in(&seen.reply.body) && seen.reply.body.ends_with(b"\""));
    assert_eq!(seen.outcome, answered(200, None, true, false));
}

#[tokio::test]
async fn an_answer_can_be_late_and_is_still_complete() {
    for fault in [
        Fault::None,
        Fault::Slow { ms: 1 },
        Fault::SlowBeforeSpending { ms: 1 },
        Fault::Trickle { bytes: 200, ms: 1 },
        Fault::Trickle { bytes: 0, ms: 0 },
    ] {
        let seen = meet(fault, true).await;
        assert_eq!(seen.reply.pair(), seen.made());
        assert_eq!(seen.outcome, answered(200, None, true, true));
    }
}

#[tokio::test]
async fn a_hold_after_spending_has_spent_while_it_waits() {
    let (sim, old) = sim().await;
    sim.script([Fault::Hold]);
    let stream = open(&sim, &refresh_bytes(&sim, &old.refresh_token));
    sim.wait_for_spend(1).await;
    assert!(!sim.is_live_refresh(&old.refresh_token));
    assert_eq!(sim.ledger().requests[0].outcome, Outcome::Open);
    sim.release();
    assert!(sim.is_live_refresh(&finish(stream).pair().refresh_token));
}

#[tokio::test]
async fn a_hold_before_spending_spends_even_if_the_client_is_gone() {
    let (sim, old) = sim().await;
    sim.script([Fault::HoldBeforeSpending]);
    let stream = open(&sim, &refresh_bytes(&sim, &old.refresh_token));
    sim.wait_for_request(1).await;
    drop(stream);
    assert!(sim.is_live_refresh(&old.refresh_token));
    sim.release();
    sim.wait_for_outcome(1).await;
    assert!(!sim.is_live_refresh(&old.refresh_token));
    assert_eq!(refresh(&sim, &old.refresh_token).error(), Some(-14014));
}

#[tokio::test]
async fn stopping_ends_a_hold() {
    let (sim, old) = sim().await;
    sim.script([Fault::HoldBeforeSpending]);
    let stream = open(&sim, &refresh_bytes(&sim, &old.refresh_token));
    sim.wait_for_request(1).await;
    let never = sim.wait_for_request(2);
    sim.stop().await;
    assert!(finish(stream).is_silence());
    never.await;
}

#[tokio::test]
async fn a_page_can_replace_the_answer() {
    for after_spending in [false, true] {
        for (body, start) in [(BodyKind::Html, "<html>"), (BodyKind::Empty, ""), (BodyKind::Json, "{\"status\":503}")] {
            let seen = meet(Fault::Status { code: 503, body, after_spending }, after_spending).await;
            assert_eq!(seen.outcome, answered(503, None, false, true));
            assert_eq!(seen.reply.status(), 503);
            assert!(seen.reply.text().starts_with(start) && (start.is_empty() == seen.reply.body.is_empty()));
        }
    }
    for status in [301, 302, 303, 307, 308] {
        let location = "http://127.0.0.1:1/elsewhere".to_owned();
        let seen = meet(Fault::Redirect { status, location: location.clone() }, false).await;
        assert_eq!((seen.reply.status(), seen.reply.header("Location")), (status, Some(location.as_str())));
    }
    let seen = meet(Fault::Html200, false).await;
    assert!(seen.reply.status() == 200 && seen.reply.text().starts_with("<html>"));
    let seen = meet(Fault::Html502, false).await;
    assert_eq!((seen.reply.status(), seen.reply.text()), (502, crate::client::fixture("502-gateway.html")));
}

#[tokio::test]
async fn tokens_can_be_in_any_encoding() {
    let seen = meet(Fault::Huge { bytes: 100_000, tokens_first: true }, true).await;
    assert!(seen.both_in(&seen.reply.body[..1000]) && seen.reply.body.len() > 100_000);
    assert_eq!(seen.reply.pair(), seen.made());

    let seen = meet(Fault::Huge { bytes: 100_000, tokens_first: false }, true).await;
    assert!(seen.both_in(&seen.reply.body[100_000..]));
    assert_eq!(seen.reply.pair(), seen.made());

    let seen = meet(Fault::Gzip, true).await;
    assert_eq!(seen.reply.header("Content-Encoding"), Some("gzip"));
    assert!(seen.both_in(&unpack(&seen.reply.body)));

    for tokens_complete in [true, false] {
        let seen = meet(Fault::GzipCut { tokens_complete }, true).await;
        assert_eq!(seen.both_in(&unpack(&seen.reply.body)), tokens_complete);
        assert_eq!(seen.outcome, answered(200, None, true, false));
    }

    let seen = meet(Fault::Bom, true).await;
    assert!(seen.reply.body.starts_with(b"\xEF\xBB\xBF{") && seen.both_in(&seen.reply.body));

    let seen = meet(Fault::BadUtf8, true).await;
    assert!(std::str::from_utf8(&seen.reply.body).is_err() && seen.both_in(&seen.reply.body));

    let seen = meet(Fault::Chunked, true).await;
    assert_eq!((seen.reply.header("Transfer-Encoding"), seen.reply.header("Content-Length")), (Some("chunked"), None));
    assert!(seen.both_in(&unchunk(&seen.reply.body)) && !seen.both_in(&seen.reply.body));

    let seen = meet(Fault::WrongContentType, true).await;
    assert_eq!(seen.reply.header("Content-Type"), Some("text/html;charset=utf-8"));
    assert_eq!(seen.reply.pair(), seen.made());
}

#[tokio::test]
async fn a_single_answer_can_have_another_form() {
    let seen = meet(Fault::ExpiresIn(ExpiresIn::Number(60)), true).await;
    assert_eq!(seen.reply.json()["expires_in"], 60);
    assert_eq!(
        refresh(&seen.sim, &seen.made().refresh_token).json()["expires_in"],
        "90000",
        "the next answer has the usual form"
    );

    let seen = meet(Fault::AccessOnly, false).await;
    assert!(seen.holds(&seen.made().access_token) && seen.reply.json().get("refresh_token").is_none());
    assert!(!seen.sim.is_live_access(&seen.old.access_token));

    let seen = meet(Fault::RefreshOnly, true).await;
    assert!(seen.holds(&seen.made().refresh_token) && seen.reply.json().get("access_token").is_none());

    let seen = meet(Fault::SameRefresh, false).await;
    assert_eq!(seen.reply.pair(), seen.made());
    assert_eq!(seen.made().refresh_token, seen.old.refresh_token);
    assert_ne!(seen.made().access_token, seen.old.access_token);

    let seen = meet(Fault::TokensWithStatus(500), true).await;
    assert_eq!((seen.reply.status(), seen.reply.pair()), (500, seen.made()));
    assert_eq!(seen.outcome, answered(500, None, true, true));

    let seen = meet(Fault::TokensWithError(-1), true).await;
    assert_eq!((seen.reply.error(), seen.reply.pair()), (Some(-1), seen.made()));
    assert_eq!(seen.outcome, answered(200, Some(-1), true, true));
}

#[tokio::test]
async fn an_error_can_come_in_any_form_and_spends_nothing() {
    let name = || "Invalid refresh token.".to_owned();
    let limit = "Your application reached limit call api".to_owned();
    for (fault, body, error) in [
        (Fault::ErrorCode { code: -32, name: limit }, crate::client::fixture("200-err-32.json"), Some(-32)),
        (
            Fault::QuotedErrorCode { code: -14014, name: name() },
            r#"{"error":"-14014","error_name":"Invalid refresh token."}"#.to_owned(),
            Some(-14014),
        ),
        (Fault::NameWithoutCode { name: name() }, r#"{"error_name":"Invalid refresh token."}"#.to_owned(), None),
        (Fault::MessageOnly { message: "No.".to_owned() }, r#"{"message":"No."}"#.to_owned(), None),
    ] {
        let seen = meet(fault, false).await;
        assert_eq!(seen.reply.text(), body);
        assert_eq!(seen.outcome, answered(200, error, false, true));
    }
    let seen = meet(Fault::ErrorCode { code: -14099, name: "Odd".to_owned() }, false).await;
    assert_eq!((seen.reply.error(), &seen.reply.json()["error_name"]), (Some(-14099), &"Odd".into()));
}

#[tokio::test]
async fn an_empty_body_can_be_framed_in_three_ways() {
    for spend in [false, true] {
        let seen = meet(Fault::EmptyBody200 { spend }, spend).await;
        assert_eq!((seen.reply.status(), seen.reply.body.len()), (200, 0));
        assert_eq!(seen.reply.header("Content-Length"), Some("0"));
        assert_eq!(seen.outcome, answered(200, None, false, true));

        let seen = meet(Fault::EmptyBodyChunked { spend }, spend).await;
        assert!(unchunk(&seen.reply.body).is_empty());

        let seen = meet(Fault::EmptyBodyNoLength { spend }, spend).await;
        assert!(seen.reply.body.is_empty() && seen.reply.status() == 200);
        assert_eq!((seen.reply.header("Content-Length"), seen.reply.header("Transfer-Encoding")), (None, None));
    }
}

#[tokio::test]
async fn faults_apply_in_order_to_token_requests_only() {
    let (sim, pair) = sim().await;
    sim.script([Fault::Html502, Fault::None, Fault::CloseAfterReading]);
    crate::client::getoa(&sim, &pair.access_token);
    assert_eq!(sim.faults_left(), 3);
    assert_eq!(refresh(&sim, &pair.refresh_token).status(), 502);
    let next = refresh(&sim, &pair.refresh_token).pair();
    assert!(refresh(&sim, &next.refresh_token).is_silence());
    refresh(&sim, &next.refresh_token).pair();
    assert_eq!((sim.spends(), sim.sends_of(&next.refresh_token)), (2, 2));
}

#[tokio::test]
async fn a_refused_request_gets_the_fault_of_its_answer() {
    let (sim, _) = sim().await;
    sim.script([Fault::CutBodyInTokens, Fault::CutAfterTokens, Fault::TokensWithStatus(500), Fault::Bom]);
    for _ in 0..2 {
        let reply = refresh(&sim, "FAKE_RT_nobody");
        assert!(serde_json::from_slice::<serde_json::Value>(&reply.body).is_err());
    }
    assert_eq!(refresh(&sim, "FAKE_RT_nobody").status(), 200);
    assert!(refresh(&sim, "FAKE_RT_nobody").body.starts_with(b"\xEF\xBB\xBF"));
    assert_eq!(sim.spends(), 0);
}

#[test]
fn a_script_uses_the_names_of_faults() {
    let text = r#"["hold", "cut_after_tokens", {"cut_body": {"after_bytes": 3}}, {"expires_in": {"number": 9}},
        {"status": {"code": 500, "body": "html", "after_spending": true}}, {"expires_in": "missing"}, "html502",
        {"tokens_with_status": 500}, {"empty_body200": {"spend": true}}, "bad_utf8"]"#;
    let faults: Vec<Fault> = serde_json::from_str(text).unwrap();
    assert_eq!(faults[2], Fault::CutBody { after_bytes: 3 });
    assert_eq!(faults[5], Fault::ExpiresIn(ExpiresIn::Missing));
    let again: Vec<Fault> = serde_json::from_str(&serde_json::to_string(&faults).unwrap()).unwrap();
    assert_eq!(again, faults);
}
