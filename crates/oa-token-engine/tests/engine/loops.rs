//! Time as answers, files and clocks tell it wrongly, and what keeps a wrong time from becoming a loop.

use std::time::{Duration, Instant};

use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use oa_token_engine::clock::{Clock, SystemClock};
use oa_token_model::clock_skew;
use oa_token_model::outcome::AttemptResult;
use oa_token_model::refresh::AttemptState;
use oa_token_model::refresh::diagnosis::DeathCause;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::schedule::{NextRefresh, SkipReason};
use oa_token_model::token::ACCESS_LIFE;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use zalo_sim::{ExpiresIn, Fault, TokenDate};

use crate::bench::{APP_ID, Bench, options, pair, refresh, started, with_pair};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Checks of Zalo's clock that practice Zalo saw.
fn looks(bench: &Bench) -> usize {
    bench.sim.ledger().requests.iter().filter(|request| request.method == "HEAD").count()
}

fn dead() -> Fault {
    Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }
}

#[tokio::test]
async fn a_wrong_date_on_an_answer_does_not_change_a_lifetime() {
    for date in [-DAY * 2, DAY * 365, -HOUR, SignedDuration::from_mins(6)] {
        let bench = Bench::new().await;
        bench.set_automatic().await;
        bench.sim.date_tokens(TokenDate::Off(date));
        assert!(matches!(bench.click().await.result, AttemptResult::Saved(_)));
        let expiry = bench.record().await.current.expiry;
        assert!(clock_skew::agree(expiry.issued_at.unwrap(), bench.engine.now()), "{date:?}: {expiry:?}");
        assert_eq!(expiry.granted(), Some(ACCESS_LIFE));
        assert_eq!(looks(&bench), 1, "{date:?}: one request for Zalo's time, because the two clocks differ");
        let NextRefresh::At(at) = bench.next_refresh().await else { panic!("{date:?}: not due") };
        let ahead = at.duration_since(bench.engine.now());
        assert!(ahead > HOUR * 21 && ahead < HOUR * 23, "{date:?}: {ahead:?}");
    }
}

#[tokio::test]
async fn an_answer_with_the_right_time_or_none_needs_no_time_request() {
    for date in [TokenDate::Right, TokenDate::Missing] {
        let bench = Bench::new().await;
        bench.sim.date_tokens(date);
        bench.click().await;
        assert!(clock_skew::agree(bench.record().await.current.expiry.issued_at.unwrap(), bench.engine.now()));
        assert_eq!(looks(&bench), 0, "{date:?}");
    }
}

#[tokio::test]
async fn a_pair_is_saved_by_the_local_clock_if_zalos_time_cannot_be_requested() {
    let bench = Bench::new().await;
    let ahead = bench.engine_ahead(7).await;
    bench.sim.date_tokens(TokenDate::Off(DAY * 3));
    let sent = refresh(&ahead, &bench.profile).await;
    assert!(matches!(sent.result, AttemptResult::Saved(_)), "{:?}", sent.result);
    bench.assert_live().await;
    // Three clocks tell three times: this one's counts, and once it is right what it wrote down is due.
    let expiry = bench.record().await.current.expiry;
    assert!(clock_skew::agree(expiry.issued_at.unwrap(), ahead.now()));
    bench.set_automatic().await;
    assert_eq!(bench.next_refresh().await, NextRefresh::Due);
}

#[tokio::test]
async fn the_schedule_counts_a_send_and_not_one_that_never_started() {
    let bench = Bench::new().await;
    bench.set_automatic().await;
    assert_eq!(bench.next_refresh().await, NextRefresh::Due, "switched on with an unknown lifetime");
    bench.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
    bench.click().await;
    let record = bench.record().await;
    assert_eq!(record.sends.len(), 1);
    assert_eq!(
        record.sends,
        bench.engine.profiles().list().await.unwrap()[0].sends,
        "the single record and the list agree"
    );
    let NextRefresh::At(at) = bench.next_refresh().await else { panic!("a minute apart") };
    assert_eq!(at.duration_since(record.sends[0]), SignedDuration::from_secs(60));
    let not_sent = refresh(&bench.offline().await, &bench.profile).await.result;
    assert!(matches!(not_sent, AttemptResult::NotSent(_)), "{not_sent:?}");
    assert_eq!(bench.record().await.sends.len(), 1);
}

#[tokio::test]
async fn an_oa_whose_token_was_used_elsewhere_is_switched_off_until_the_user_switches_it_on() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.set_automatic().await;
    bench.sim.script([dead()]);
    let dead = bench.send(Trigger::Automatic).await;
    assert!(matches!(dead.result, AttemptResult::Dead { cause: DeathCause::UsedElsewhere, .. }), "{:?}", dead.result);
    assert!(!bench.record().await.automatic);
    let told = bench.engine.profiles().history(None, 3).await.unwrap();
    assert_eq!(told[0].event.message_id(), "history-automatic-off", "the history reports it");
    let pasted = bench.sim.issue_pair(APP_ID);
    bench.edit(with_pair(pair(Some(&pasted.access_token), Some(&pasted.refresh_token)))).await;
    let next = bench.next_refresh().await;
    assert_eq!(next, NextRefresh::Never(SkipReason::SwitchedOff), "a paste does not count as an answer");
    bench.set_automatic().await;
    assert!(matches!(bench.next_refresh().await, NextRefresh::At(_)), "an hour after the last send");
}

#[tokio::test]
async fn a_pair_that_never_worked_keeps_the_setting() {
    let bench = Bench::new().await;
    bench.set_automatic().await;
    bench.sim.script([dead()]);
    let dead = bench.send(Trigger::Automatic).await;
    assert!(matches!(dead.result, AttemptResult::Dead { cause: DeathCause::NeverWorked, .. }), "{:?}", dead.result);
    assert!(bench.record().await.automatic);
}

#[tokio::test]
async fn a_pause_beyond_the_largest_time_works() {
    let bench = Bench::new().await;
    bench.set_automatic().await;
    for span in [SignedDuration::from_hours(99_999_999), SignedDuration::MAX] {
        bench.engine.auto_refresh().pause(Some(span)).await.unwrap();
        let next = bench.next_refresh().await;
        assert_eq!(next, NextRefresh::Never(SkipReason::Paused(Timestamp::MAX)), "paused until the user resumes");
    }
    bench.engine.auto_refresh().pause(None).await.unwrap();
    assert_eq!(bench.next_refresh().await, NextRefresh::Due);
}

/// Zalo that gives tokens, dated a day ahead, and never answers a look; it ends with its task.
async fn zalo_that_ignores_time_requests() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut unanswered = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).await.unwrap_or_default();
            if request[..read].starts_with(b"HEAD") {
                unanswered.push(stream);
                continue;
            }
            let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&(SystemClock.now() + DAY)).unwrap();
            let body = r#"{"access_token":"FAKE_AT_2","refresh_token":"FAKE_RT_2","expires_in":"90000"}"#;
            let head =
                format!("HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: {}\r\nConnection: close", body.len());
            stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await.unwrap();
        }
    });
    origin
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_is_durable_before_zalos_time_is_requested_and_the_request_has_a_timeout() {
    let bench = Bench::new().await;
    let origin = zalo_that_ignores_time_requests().await;
    let engine = started(options(bench.home.path(), &origin)).await;
    let request = tokio::spawn(refresh(&engine, &bench.profile));
    let state = async || bench.record().await.last.map(|last| last.entry.attempt.state);
    let begun = Instant::now();
    while state().await != Some(AttemptState::Responded) {
        assert!(
            begun.elapsed() < Duration::from_secs(20) && !request.is_finished(),
            "durable before the request for Zalo's time"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let saved = tokio::time::timeout(Duration::from_secs(20), request)
        .await
        .expect("the request for Zalo's time has a timeout")
        .unwrap();
    assert!(matches!(saved.result, AttemptResult::Saved(_)), "{:?}", saved.result);
    assert!(clock_skew::agree(bench.record().await.current.expiry.issued_at.unwrap(), bench.engine.now()));
}
