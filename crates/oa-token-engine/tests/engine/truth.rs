//! What is told is what happened: nothing is called saved that was not sent, nothing refused before it was sent.

use std::fs::OpenOptions;

use oa_token_engine::{AttemptPhase, EngineEvent};
use oa_token_model::outcome::{AttemptResult, NextStep};
use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::status::{DisplayState, ProfileState, profile_state, state_word, wrong_value};
use oa_token_model::token::TokenPair;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench};

/// Holds the profile's lock as another program would.
fn hold(bench: &Bench) -> std::fs::File {
    let path = bench.home.path().join("data/locks").join(bench.profile.as_str());
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).unwrap();
    file.try_lock().unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_corrected_value_is_not_shown_as_refused_before_it_is_sent() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::ErrorCode { code: -14004, name: "Invalid secret key".to_owned() }]);
    let refused = bench.click().await.result;
    let told = async |step| {
        let (record, now) = (bench.record().await, bench.engine.now());
        let listed = bench.engine.profiles().list().await.unwrap();
        assert_eq!(
            profile_state(&listed[0], now),
            profile_state(&record, now),
            "the state is the same wherever it is read"
        );
        (profile_state(&record, now), state_word(&record, now), wrong_value(&record), step)
    };
    let before = told(refused.next_step()).await;
    assert_eq!(before, (ProfileState::Refused, DisplayState::Refused, Some("secret_key"), NextStep::FixSecretKey));
    let right = Secret::new("FAKE_SECRET_1111111111");
    let edit = ProfileEdit { secret_key: Some(right), ..ProfileEdit::default() };
    bench.engine.profiles().edit(&bench.profile, edit).await.unwrap();
    assert!(bench.record().await.corrected, "Zalo has not seen it");
    let after = told(refused.next_step_corrected()).await;
    assert_eq!(after, (ProfileState::New, DisplayState::New, None, NextStep::SendAgain));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_pasted_while_a_refresh_waits_is_not_reported_as_saved_by_it() {
    let bench = Bench::new().await;
    bench.click().await;
    let held = hold(&bench);
    let mut events = bench.engine.events();
    let (engine, id) = (bench.engine.clone(), bench.profile.clone());
    let waiting = tokio::spawn(async move { engine.refresh().send(&id, Trigger::User).await });
    while !matches!(events.recv().await.unwrap(), EngineEvent::AttemptMoved(_, AttemptPhase::Preparing)) {}
    let pasted = bench.sim.issue_pair(APP_ID);
    let pair = TokenPair { access: None, refresh: Some(Secret::new(pasted.refresh_token)) };
    bench
        .engine
        .profiles()
        .edit(&bench.profile, ProfileEdit { pair: Some(pair), ..ProfileEdit::default() })
        .await
        .unwrap();
    drop(held);
    let outcome = waiting.await.unwrap().unwrap();
    assert!(matches!(outcome.result, AttemptResult::Saved(_)), "{outcome:?}");
    assert_eq!((outcome.generation.0, bench.sim.spends()), (4, 2), "reported as saved, so it was sent");
    bench.assert_live().await;
}
