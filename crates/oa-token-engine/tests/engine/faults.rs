//! Every fault of practice Zalo ends as the outcome it should, and nothing is lost.

use zalo_sim::{BodyKind, ExpiresIn, Fault};

use crate::bench::{Bench, refresh};

/// Clicks once under a script of faults.
async fn check(script: Vec<Fault>, words: &str, sends: usize) {
    let bench = Bench::new().await;
    let shown = format!("{script:?}");
    bench.sim.script(script);
    let outcome = bench.click().await;
    assert_eq!(outcome.result.message_id(), words, "{shown}");
    assert_eq!(bench.sends_of_first(), sends, "{shown}");
    bench.assert_contract();
    if outcome.result.outcome_name() == "saved" {
        assert_eq!(outcome.generation.0, 2, "{shown}");
    } else {
        assert_eq!(outcome.generation.0, 1, "{shown}");
        let kept = bench.pair().await.refresh.expect("the token is kept");
        assert_eq!(kept.expose(), bench.first.refresh_token, "{shown}: no pair is deleted");
    }
    if outcome.result.message_id() == "saved" || outcome.result.message_id() == "saved-unconfirmed" {
        bench.assert_live().await;
    }
}

async fn check_all(words: &str, sends: usize, faults: impl IntoIterator<Item = Fault>) {
    for fault in faults {
        check(vec![fault], words, sends).await;
    }
}

fn error(code: i64, name: &str) -> Fault {
    Fault::ErrorCode { code, name: name.to_owned() }
}

fn status(code: u16, body: BodyKind) -> Fault {
    Fault::Status { code, body, after_spending: false }
}

#[tokio::test]
async fn both_tokens_in_a_clean_answer_are_saved_whatever_the_transport() {
    let faults = [
        Fault::None,
        Fault::Slow { ms: 20 },
        Fault::Trickle { bytes: 100, ms: 1 },
        Fault::Gzip,
        Fault::Bom,
        Fault::Chunked,
        Fault::WrongContentType,
        Fault::TokensWithStatus(500),
        Fault::ExpiresIn(ExpiresIn::Number(90_000)),
        Fault::ExpiresIn(ExpiresIn::Missing),
        Fault::ExpiresIn(ExpiresIn::Zero),
        Fault::ExpiresIn(ExpiresIn::Junk("soon".to_owned())),
    ];
    check_all("saved", 1, faults).await;
}

#[tokio::test]
async fn both_tokens_in_a_malformed_answer_are_saved_and_marked() {
    let faults = [
        Fault::CutAfterTokens,
        Fault::BadUtf8,
        Fault::Huge { bytes: 1 << 20, tokens_first: true },
        Fault::TokensWithError(-1),
    ];
    check_all("saved-unconfirmed", 1, faults).await;
}

#[tokio::test]
async fn one_token_of_the_two_is_kept() {
    check_all("saved-access-only", 1, [Fault::AccessOnly]).await;
    check_all("saved-refresh-only", 1, [Fault::RefreshOnly]).await;
    check_all("saved-same-refresh-token", 1, [Fault::SameRefresh]).await;
}

#[tokio::test]
async fn a_lost_answer_to_a_spent_token_is_diagnosed_as_lost() {
    let faults = [
        Fault::CloseAfterSpending,
        Fault::ResetAfterSpending,
        Fault::CutBody { after_bytes: 10 },
        Fault::Slow { ms: 900 },
        Fault::Status { code: 500, body: BodyKind::Html, after_spending: true },
    ];
    check_all("dead-lost-answer", 2, faults).await;
    // With a part of the tokens in it, that part is kept.
    check_all("saved-access-only", 1, [Fault::CutBodyInTokens]).await;
}

#[tokio::test]
async fn an_answer_lost_before_spending_is_replaced_by_the_single_recovery() {
    let faults = [
        Fault::CloseAfterReading,
        Fault::ResetBeforeSpending,
        Fault::Html200,
        Fault::Html502,
        Fault::Redirect { status: 307, location: "http://127.0.0.1:9/elsewhere".to_owned() },
        status(400, BodyKind::Html),
        status(500, BodyKind::Empty),
    ];
    check_all("saved", 2, faults).await;
    // Closed before it was read: Zalo counts only the second.
    check_all("saved", 1, [Fault::CloseBeforeReading]).await;
}

#[tokio::test]
async fn two_lost_answers_stay_unknown_and_are_not_sent_a_third_time() {
    for (fault, words) in [
        (Fault::CloseAfterReading, "unknown-connection-lost"),
        (Fault::Html200, "unknown-html"),
        (Fault::Html502, "unknown-server-error"),
        (status(503, BodyKind::Empty), "unknown-server-error"),
        (Fault::Redirect { status: 302, location: "/login".to_owned() }, "unknown-redirect"),
    ] {
        check(vec![fault.clone(), fault], words, 2).await;
    }
}

#[tokio::test]
async fn a_refusal_of_zalo_has_a_name_and_keeps_the_pair() {
    for (code, name, words) in [
        (-14002, "Invalid appId", "refused-app-id"),
        (-14003, "Invalid redirect uri", "refused-callback"),
        (-14004, "Invalid secret key", "refused-secret-key"),
        (-14005, "Invalid authorization code", "refused-code"),
        (-14018, "Invalid grant type", "refused-grant-type"),
        (-32, "Your application reached limit call api", "refused-rate"),
        (-99, "Something new", "refused-other"),
    ] {
        check(vec![error(code, name)], words, 1).await;
        check(vec![Fault::QuotedErrorCode { code, name: name.to_owned() }], words, 1).await;
    }
    check_all("refused-other", 1, [Fault::NameWithoutCode { name: "Invalid refresh token".to_owned() }]).await;
    check_all("refused-other", 1, [Fault::MessageOnly { message: "No".to_owned() }]).await;
}

#[tokio::test]
async fn a_token_that_zalo_calls_invalid_is_dead() {
    check_all("dead-never-worked", 1, [error(-14014, "Invalid refresh token.")]).await;
    check_all("dead-never-worked", 1, [Fault::EmptyBody200 { spend: false }, Fault::EmptyBodyChunked { spend: false }])
        .await;
}

#[tokio::test]
async fn without_a_listener_the_result_is_not_sent() {
    let Bench { sim, engine, profile, home: _home, .. } = Bench::new().await;
    sim.stop().await;
    assert_eq!(refresh(&engine, &profile).await.result.message_id(), "not-sent-unreachable");
}
