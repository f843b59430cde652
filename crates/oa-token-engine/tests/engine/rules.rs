//! Who may send what, and when.

use std::time::Duration;

use oa_token_engine::DraftConflicts;
use oa_token_import::draft::Draft;
use oa_token_model::clock_skew;
use oa_token_model::outcome::{AttemptResult, SavedNote};
use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::NotSent;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::status::{ProfileState, SendPolicy, profile_state, send_policy};
use oa_token_model::token::TokenPair;
use oa_token_vault::VaultError;
use zalo_sim::{Fault, SpentAnswer};

use crate::bench::{Bench, SECRET_KEY, seed};

#[tokio::test]
async fn a_draft_reports_the_profiles_with_its_name_and_its_token() {
    let bench = Bench::new().await;
    let draft = |name: &str| Draft {
        name: Some(name.to_owned()),
        refresh_token: Some(Secret::new(bench.first.refresh_token.clone())),
        ..Draft::default()
    };
    let own = bench.engine.profiles().draft_conflicts(&draft(" SHOP ")).await.unwrap();
    assert_eq!(
        own,
        DraftConflicts { same_name: Some(bench.profile.clone()), held_by: None },
        "a send would replace the token itself"
    );
    let other = bench.engine.profiles().draft_conflicts(&draft("khác")).await.unwrap();
    assert_eq!(other, DraftConflicts { same_name: None, held_by: Some("shop".to_owned()) });
}

#[tokio::test]
async fn a_click_while_the_clock_was_ahead_stops_nothing_after_its_correction() {
    for hours in [7, 24 * 3650] {
        let bench = Bench::new().await;
        let ahead = bench.keeper_ahead(hours).await;
        let sent = ahead.refresh().send(&bench.profile, Trigger::User).await.unwrap();
        assert!(matches!(sent.result, AttemptResult::Saved(_)), "{:?}", sent.result);
        let lives = bench.record().await.current.lives;
        let left = lives.access_expires_at.unwrap().duration_since(bench.engine.now());
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
    let right = bench.keeper_ahead(26).await;
    right.refresh().send(&bench.profile, Trigger::User).await.unwrap();
    let behind = bench.click().await;
    assert_eq!(behind.result, AttemptResult::NotSent(NotSent::ClockBehind));
    assert!(!bench.engine.health().is_clock_sane().await && right.health().is_clock_sane().await);
    assert_eq!(bench.sim.spends(), 1);
}

#[tokio::test]
async fn a_clock_years_ahead_deletes_nothing_from_the_bin() {
    let bench = Bench::new().await;
    bench.engine.profiles().delete(&bench.profile).await.unwrap();
    let ahead = bench.keeper_ahead(24 * 3650).await;
    assert_eq!(ahead.profiles().trash().await.unwrap().len(), 1, "only the wall clock shows that time has passed");
    bench.engine.profiles().restore(&bench.profile).await.unwrap();
    bench.assert_kept().await;
}

#[tokio::test]
async fn a_dead_token_is_not_sent_again() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    let first = bench.click().await;
    let second = bench.click().await;
    assert_eq!(first.result, second.result, "the stored verdict");
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 1);
    assert_eq!(profile_state(&bench.record().await, bench.engine.now()), ProfileState::NeedsConsent);
}

#[tokio::test]
async fn a_dead_token_is_sent_again_once_the_secret_key_is_corrected() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    bench.click().await;
    let wrong = ProfileEdit { secret_key: Some(Secret::new("FAKE_SECRET_other")), ..ProfileEdit::default() };
    bench.engine.profiles().edit(&bench.profile, wrong).await.unwrap();
    assert_eq!(bench.click().await.result.message_id(), "refused-secret-key");
    let right = ProfileEdit { secret_key: Some(Secret::new(SECRET_KEY)), ..ProfileEdit::default() };
    bench.engine.profiles().edit(&bench.profile, right).await.unwrap();
    assert_eq!(bench.click().await.result, AttemptResult::Saved(SavedNote::Whole));
}

#[tokio::test]
async fn a_refused_token_is_sent_again_by_click_and_not_by_a_program() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::ErrorCode { code: -32, name: "limit".to_owned() }]);
    bench.click().await;
    let by_program = bench.engine.refresh().send(&bench.profile, Trigger::Automatic).await.unwrap();
    assert_eq!(by_program.result.message_id(), "refused-rate");
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 1);
    assert_eq!(bench.click().await.result.message_id(), "saved");
}

#[tokio::test]
async fn an_unknown_result_is_sent_again_by_click_only() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Html200, Fault::Html200]);
    assert_eq!(bench.click().await.result.message_id(), "unknown-html");
    let by_program = bench.engine.refresh().send(&bench.profile, Trigger::Automatic).await.unwrap();
    assert_eq!(by_program.result.message_id(), "unknown-html");
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 2);
    assert_eq!(bench.click().await.result.message_id(), "saved");
    bench.assert_live().await;
}

#[tokio::test]
async fn a_token_that_came_back_unchanged_is_not_sent_by_a_program() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::SameRefresh]);
    bench.click().await;
    bench.engine.refresh().send(&bench.profile, Trigger::Automatic).await.unwrap();
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 1);
    assert_eq!(bench.click().await.result.message_id(), "saved", "a click sends it again");
}

#[tokio::test]
async fn a_token_spent_here_is_not_sent_from_another_profile() {
    let bench = Bench::new().await;
    bench.click().await;
    let copy = bench.engine.profiles().create(seed("bản sao", &bench.first.refresh_token)).await.unwrap();
    let outcome = bench.engine.refresh().send(&copy.id, Trigger::User).await.unwrap();
    assert_eq!(outcome.result.message_id(), "dead-spent-here");
    assert_eq!(bench.sim.sends_of(&bench.first.refresh_token), 1);
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
    let pair = TokenPair { access: None, refresh: Some(Secret::new("FAKE_RT_pasted_later")) };
    let edit = ProfileEdit { pair: Some(pair), ..ProfileEdit::default() };
    bench.engine.profiles().edit(&bench.profile, edit).await.unwrap();
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
    let pasted = TokenPair { access: None, refresh: Some(Secret::new("FAKE_RT_pasted_later")) };
    let edit = ProfileEdit { pair: Some(pasted), ..ProfileEdit::default() };
    bench.engine.profiles().edit(&bench.profile, edit).await.unwrap();
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
    let vault = rusqlite::Connection::open(bench.home.path().join("data/vault.db")).unwrap();
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
    let config = zalo_sim::Config { spent_answer: SpentAnswer::EmptyBody, ..zalo_sim::Config::default() };
    let bench = Bench::with(config).await;
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
    crate::crashes::assert_nothing_in_clear(
        bench.home.path().join("data").as_path(),
        &[SECRET_KEY, &bench.first.refresh_token],
    );
}
