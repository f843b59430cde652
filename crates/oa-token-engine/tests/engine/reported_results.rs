//! Reported results are what happened: nothing is called saved that was not sent, nothing refused before it was sent.

use std::fs::OpenOptions;

use oa_token_engine::AttemptPhase;
use oa_token_model::outcome::{AttemptResult, NextStep};
use oa_token_model::status::{DisplayState, ProfileState, profile_state, state_word, wrong_value};
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, pair, refresh_until, with_pair, with_secret_key};

/// Holds the profile's lock as another program would.
fn hold(bench: &Bench) -> std::fs::File {
    let path = bench.data().join("locks").join(bench.profile.as_str());
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
    bench.edit(with_secret_key("FAKE_SECRET_1111111111")).await;
    assert!(bench.record().await.corrected, "Zalo has not seen it");
    let after = told(refused.next_step_corrected()).await;
    assert_eq!(after, (ProfileState::New, DisplayState::New, None, NextStep::SendAgain));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_pasted_while_a_refresh_waits_is_not_reported_as_saved_by_it() {
    let bench = Bench::new().await;
    bench.click().await;
    let held = hold(&bench);
    let waiting = refresh_until(&bench.engine, &bench.profile, AttemptPhase::Preparing).await;
    bench.edit(with_pair(pair(None, Some(&bench.sim.issue_pair(APP_ID).refresh_token)))).await;
    drop(held);
    let outcome = waiting.await.unwrap();
    assert!(matches!(outcome.result, AttemptResult::Saved(_)), "{outcome:?}");
    assert_eq!((outcome.generation.0, bench.sim.spends()), (4, 2), "reported as saved, so it was sent");
    bench.assert_live().await;
}
