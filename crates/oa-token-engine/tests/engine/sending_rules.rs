//! Who may send what, and when.

use std::time::Duration;

use oa_token_engine::{DraftConflicts, EngineOptions, FrontEnd};
use oa_token_import::draft::Draft;
use oa_token_model::clock_skew;
use oa_token_model::outcome::{AttemptResult, SavedNote};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::refresh::{NotSent, StartedBy};
use oa_token_model::secret::Secret;
use oa_token_model::status::{SendPolicy, send_policy};
use oa_token_vault::VaultError;
use zalo_sim::{Config, Fault, SpentAnswer};

use crate::bench::{Bench, SECRET_KEY, pair, refresh, seed, started, with_pair, with_secret_key};

#[tokio::test]
async fn a_draft_reports_the_profiles_with_its_name_and_its_token() {
    let bench = Bench::new().await;
    let draft = |name: &str| Draft {
        name: Some(name.to_owned()),
        refresh_token: Some(Secret::new(bench.first.refresh_token.clone())),
        ..Draft::default()
    };
    let own = bench.engine.profiles().draft_conflicts(&[draft(" SHOP ")]).await.unwrap();
    assert_eq!(
        own,
        [DraftConflicts { same_name: Some(bench.profile.clone()), held_by: None }],
        "a send would replace the token itself"
    );
    let other = bench.engine.profiles().draft_conflicts(&[draft("khác")]).await.unwrap();
    assert_eq!(other, [DraftConflicts { same_name: None, held_by: Some("shop".to_owned()) }]);
}

#[tokio::test]
async fn a_click_while_the_clock_was_ahead_stops_nothing_after_its_correction() {
    for hours in [7, 24 * 3650] {
        let bench = Bench::new().await;
        let ahead = bench.engine_ahead(hours).await;
        let sent = refresh(&ahead, &bench.profile).await;
        assert!(matches!(sent.result, AttemptResult::Saved(_)), "{:?}", sent.result);
        let expiry = bench.record().await.current.expiry;
        let left = expiry.access_expires_at.unwrap().duration_since(bench.engine.now());
        assert!(left.as_mins() >= 25 * 60 - 2 && left.as_mins() <= 25 * 60, "computed by Zalo's clock: {left:?}");
        let by_zalos = ahead.health().now_for(&[bench.record().await]).await;
        assert!(clock_skew::agree(by_zalos, bench.engine.now()), "a new token has not expired: {by_zalos}");
        let next = bench.click().await;
        assert!(matches!(next.result, AttemptResult::Saved(_)), "{:?}", next.result);
        assert!(bench.engine.health().is_clock_sane().await);
        bench.assert_live().await;
        bench.assert_contract();
    }
}

#[tokio::test]
async fn nothing_is_sent_by_a_clock_behind_the_ledger_that_zalo_does_not_confirm() {
    let bench = Bench::new().await;
    bench.sim.advance(Duration::from_secs(26 * 3600));
    let right = bench.engine_ahead(26).await;
    refresh(&right, &bench.profile).await;
    let behind = bench.click().await;
    assert_eq!(behind.result, AttemptResult::NotSent(NotSent::ClockBehind));
    assert!(!bench.engine.health().is_clock_sane().await && right.health().is_clock_sane().await);
    assert_eq!(bench.sim.spends(), 1);
}

#[tokio::test]
async fn a_clock_years_ahead_deletes_nothing_from_the_bin() {
    let bench = Bench::new().await;
    bench.engine.profiles().delete(&bench.profile).await.unwrap();
    let ahead = bench.engine_ahead(24 * 3650).await;
    assert_eq!(ahead.profiles().trash().await.unwrap().len(), 1, "only the wall clock shows that time has passed");
    bench.engine.profiles().restore(&bench.profile).await.unwrap();
    bench.assert_kept().await;
}

/// What comes after a first click, with the words of its outcome or how they begin.
enum Then {
    Click(&'static str),
    /// A click in another program, which reaches nobody.
    Offline(&'static str),
    Automatic(&'static str),
    Recover,
    SecretKey(&'static str),
    /// How often the token was sent by then.
    Sends(usize),
}

#[tokio::test]
async fn what_is_sent_again_and_by_whom() {
    use Then::{Automatic, Click, Offline, Recover, SecretKey, Sends};
    let error = |code, name: &str| Fault::ErrorCode { code, name: name.to_owned() };
    let dead = || error(-14014, "Invalid refresh token.");
    let other = || SecretKey("FAKE_SECRET_other");
    for (says, script, then) in [
        ("a dead token is not sent again", vec![dead()], vec![Click("dead-never-worked"), Sends(1)]),
        (
            "a dead token is never sent by a program, whatever the user corrects",
            vec![dead(), dead()],
            vec![other(), Offline("not-sent-"), SecretKey(SECRET_KEY), Automatic(""), Sends(1)],
        ),
        (
            "a dead token is sent again once the secret key is corrected",
            vec![dead()],
            vec![other(), Click("refused-secret-key"), SecretKey(SECRET_KEY), Click("saved")],
        ),
        (
            "a dead verdict holds for the credentials it was given for",
            vec![Fault::Html200, Fault::Html200, dead(), dead()],
            vec![other(), Click("dead-lost-answer"), Click(""), Sends(3)],
        ),
        (
            "a refused token is sent again by a click and not by a program",
            vec![error(-32, "limit")],
            vec![Automatic("refused-rate"), Sends(1), Click("saved")],
        ),
        (
            "a refused token is not sent by a program after an offline click",
            vec![error(-99, "x")],
            vec![Offline(""), Automatic(""), Sends(1)],
        ),
        (
            "an unknown result is sent again by a click only",
            vec![Fault::Html200, Fault::Html200],
            vec![Automatic("unknown-html"), Sends(2), Click("saved")],
        ),
        (
            "an offline click does not arm a second automatic recovery",
            vec![Fault::Html200, Fault::Html200],
            vec![Sends(2), Offline("unknown-"), Recover, Sends(2)],
        ),
        (
            "a token that came back unchanged is not sent by a program",
            vec![Fault::SameRefresh],
            vec![Automatic(""), Sends(1), Click("saved")],
        ),
    ] {
        let bench = Bench::new().await;
        bench.sim.script(script);
        bench.click().await;
        for step in then {
            let (outcome, words) = match step {
                Click(words) => (bench.click().await, words),
                Offline(words) => (refresh(&bench.offline().await, &bench.profile).await, words),
                Automatic(words) => (bench.send(Trigger::Automatic).await, words),
                Recover => {
                    bench.engine.refresh().recover().await.unwrap();
                    continue;
                }
                SecretKey(key) => {
                    bench.edit(with_secret_key(key)).await;
                    continue;
                }
                Sends(sends) => {
                    assert_eq!(bench.sends_of_first(), sends, "{says}");
                    continue;
                }
            };
            let told = outcome.result.message_id();
            let begins = words.is_empty() || words.ends_with('-');
            assert!(told == words || begins && told.starts_with(words), "{says}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn a_token_spent_here_is_not_sent_from_another_profile() {
    let bench = Bench::new().await;
    bench.click().await;
    let copy = bench.engine.profiles().create(seed("bản sao", &bench.first.refresh_token)).await.unwrap();
    assert_eq!(refresh(&bench.engine, &copy.id).await.result.message_id(), "dead-spent-here");
    assert_eq!(bench.sends_of_first(), 1);
}

#[tokio::test]
async fn the_live_token_of_another_profile_is_refused_by_name() {
    let bench = Bench::new().await;
    let error = bench.engine.profiles().create(seed("bản sao", &bench.first.refresh_token)).await.unwrap_err();
    let oa_token_engine::EngineError::Vault(VaultError::TokenHeld { by }) = error else { panic!("{error:?}") };
    assert_eq!(by, "shop");
}

#[tokio::test]
async fn a_replaced_pair_is_a_new_generation_and_the_old_ones_are_kept() {
    let bench = Bench::new().await;
    bench.edit(with_pair(pair(None, Some("FAKE_RT_pasted_later")))).await;
    let kept = bench.engine.profiles().generations(&bench.profile).await.unwrap();
    assert_eq!(kept.iter().map(|pair| pair.generation.0).collect::<Vec<_>>(), [2, 1]);
}

#[tokio::test]
async fn a_click_about_a_pair_that_was_replaced_sends_nothing() {
    let bench = Bench::new().await;
    let seen = bench.record().await.current.generation;
    let first = bench.engine.refresh().send_pair(&bench.profile, seen).await.unwrap();
    let late = bench.engine.refresh().send_pair(&bench.profile, seen).await.unwrap();
    assert_eq!((first.result, bench.sim.spends()), (AttemptResult::Saved(SavedNote::Whole), 1));
    assert_eq!(late.result, AttemptResult::Saved(SavedNote::Whole), "the outcome of the first send");
    bench.edit(with_pair(pair(None, Some("FAKE_RT_pasted_later")))).await;
    let late = bench.engine.refresh().send_pair(&bench.profile, late.generation).await.unwrap();
    assert_eq!((late.result, bench.sim.spends()), (AttemptResult::Busy, 1));
}

#[tokio::test]
async fn the_last_five_pairs_are_kept_with_their_answers() {
    let bench = Bench::new().await;
    for _ in 0..7 {
        assert_eq!(bench.click().await.result.message_id(), "saved");
    }
    let kept = bench.engine.profiles().generations(&bench.profile).await.unwrap();
    assert_eq!(kept.iter().map(|pair| pair.generation.0).collect::<Vec<_>>(), [8, 7, 6, 5, 4]);
    let vault = rusqlite::Connection::open(bench.data().join("vault.db")).unwrap();
    let of_kept = "SELECT count(*), count(pair.attempt) FROM answer LEFT JOIN pair ON pair.attempt = answer.attempt";
    let counts = vault.query_row(of_kept, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(counts, (5, 5));
    bench.assert_live().await;
}

#[tokio::test]
async fn gui_asks_first_while_the_access_token_is_valid() {
    let bench = Bench::new().await;
    let now = bench.engine.now();
    assert_eq!(send_policy(&bench.record().await, now), SendPolicy::Sends);
    bench.click().await;
    assert_eq!(send_policy(&bench.record().await, bench.engine.now()), SendPolicy::Asks);
}

#[tokio::test]
async fn an_empty_answer_to_a_spent_token_is_dead_too() {
    let bench = Bench::with(Config { spent_answer: SpentAnswer::EmptyBody, ..Config::default() }).await;
    bench.sim.script([Fault::CloseAfterSpending]);
    assert_eq!(bench.click().await.result.message_id(), "dead-lost-answer");
}

#[tokio::test]
async fn zalos_messages_never_reveal_a_secret() {
    let bench = Bench::new().await;
    let name = format!("bad token {} and key {SECRET_KEY}", bench.first.refresh_token);
    bench.sim.script([Fault::ErrorCode { code: -99, name }]);
    let outcome = bench.click().await;
    let shown = format!("{outcome:?}");
    assert!(!shown.contains(SECRET_KEY) && !shown.contains(&bench.first.refresh_token));
    crate::crashes::assert_nothing_in_clear(&bench.data(), &[SECRET_KEY, &bench.first.refresh_token]);
}

#[tokio::test]
async fn the_history_tells_who_started_a_refresh() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.send(Trigger::Automatic).await;
    let command = started(EngineOptions { front_end: FrontEnd::Command, ..bench.options() }).await;
    command.refresh().send(&bench.profile, Trigger::User).await.unwrap();
    let history = bench.engine.profiles().history(Some(bench.profile.clone()), 10).await.unwrap();
    let told: Vec<_> = history.iter().filter_map(|line| line.event.started_by()).collect();
    assert_eq!(told, [StartedBy::Command, StartedBy::Automatic, StartedBy::User], "the newest first");
}
