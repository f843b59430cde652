//! Practice OAs, as the window makes them, in the command.

use std::sync::Arc;
use std::time::Duration;

use oa_token_engine::clock::SystemClock;
use oa_token_import::draft::NewProfile;
use oa_token_model::origin::Origin;
use oa_token_model::profile::{AppId, ProfileName};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use serde_json::Value;
use testkit::pair;
use zalo_sim::{Config, Sandbox, Sim};

use crate::bench::{Bench, draft};

/// Makes the practice OA "OA mẫu" beside the bench's "shop", as the window does.
async fn start_sandbox(bench: &Bench) -> Sandbox {
    let engine = bench.engine_by(Arc::new(SystemClock)).await;
    let practice = Sandbox::start(&engine.environment().practice_file()).await.unwrap();
    let (app, first) = (Sandbox::app(), practice.first_pair().await.unwrap());
    let new = NewProfile {
        name: Some(ProfileName::parse("OA mẫu").unwrap()),
        app_id: AppId::parse(&app.app_id).unwrap(),
        secret_key: Secret::new(app.secret_key),
        pair: pair(None, Some(&first.refresh_token)),
    };
    engine.profiles().create_practice(new).await.unwrap();
    practice
}

fn seen_by_live_zalo(bench: &Bench) -> usize {
    bench.sim.ledger().requests.len()
}

#[tokio::test]
async fn a_practice_oa_is_refreshed_by_the_practice_zalo_the_command_starts() {
    let bench = Bench::new().await;
    drop(start_sandbox(&bench).await);
    for generation in 2..=3 {
        let ran = bench.run(&["--json", "refresh", "oa mẫu"]);
        assert_eq!((ran.code, &ran.json()[0]["outcome"]), (0, &Value::from("saved")), "{}", ran.err);
        assert_eq!(ran.json()[0]["generation"], generation, "each run continues from the state of the run before");
    }
    assert_eq!(seen_by_live_zalo(&bench), 0);
}

#[tokio::test]
async fn token_prints_a_practice_token_and_spends_only_if_needed() {
    let bench = Bench::new().await;
    drop(start_sandbox(&bench).await);
    let first = bench.run(&["token", "OA mẫu"]);
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    assert!(first.out.starts_with("FAKE_AT_"));
    assert_eq!(bench.run(&["token", "OA mẫu"]).out, first.out);
    assert_eq!(bench.run(&["export", "OA mẫu", "--format", "text"]).out.trim_end(), first.out.trim_end());
    assert_eq!(bench.run(&["history", "OA mẫu"]).code, 0);
    assert_eq!(seen_by_live_zalo(&bench), 0);
}

#[tokio::test]
async fn the_command_uses_the_practice_zalo_of_an_open_window() {
    let bench = Bench::new().await;
    let window = start_sandbox(&bench).await;
    assert!(window.is_here());
    assert_eq!(bench.run(&["refresh", "OA mẫu"]).code, 0);
    drop(window);
    assert_eq!(
        bench.run(&["refresh", "OA mẫu"]).code,
        0,
        "after the window is closed the command starts its own practice Zalo"
    );
    assert_eq!(seen_by_live_zalo(&bench), 0);
}

#[tokio::test]
async fn all_and_due_exclude_practice_oas() {
    let bench = Bench::new().await;
    drop(start_sandbox(&bench).await);
    let names = |ran: &Value| {
        let rows = ran.as_array().unwrap();
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&bench.run(&["--json", "refresh", "--all"]).json()), ["shop"]);
    make_due(&bench).await;
    assert!(names(&bench.run(&["--json", "refresh", "--due"]).json()).is_empty());
    let lists = bench.run(&["--json", "list"]).json();
    assert_eq!(names(&lists), ["shop", "OA mẫu"], "list shows both");
    let members = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(members(&lists[0]), members(&lists[1]), "of the same shape");
    assert_eq!((&lists[1]["generation"], &lists[1]["state"]), (&Value::from(2), &Value::from("due")));
}

/// Returns "OA mẫu" an access token of one second, and looks until it is due.
async fn make_due(bench: &Bench) {
    let engine = bench.engine_by(Arc::new(SystemClock)).await;
    let record = engine.profiles().resolve("OA mẫu").await.unwrap();
    let token = engine.profiles().secrets(&record.profile.id).await.unwrap().current.pair.refresh.unwrap();
    let short = Sim::start(Config { access_life: Duration::from_secs(1), ..Config::default() }).await.unwrap();
    short.add_app(Sandbox::app());
    short.register_refresh_token(record.profile.app_id.as_str(), token.expose());
    engine.set_sandbox_origin(Origin::parse(&short.origin()).unwrap());
    assert_eq!(engine.refresh().send(&record.profile.id, Trigger::User).await.unwrap().result.message_id(), "saved");
    while bench.run(&["--json", "list"]).json()[1]["state"] != "due" {}
}

#[tokio::test]
async fn practice_zalo_starts_only_if_needed() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    assert_eq!(bench.run(&["token", "shop"]).code, 0);
    assert!(!bench.data().join("practice.json").exists() && !bench.data().join("practice.lock").exists());
}

#[tokio::test]
async fn practice_zalo_that_cannot_start_is_not_sent_with_exit_10() {
    let bench = Bench::new().await;
    drop(start_sandbox(&bench).await);
    std::fs::remove_file(bench.data().join("practice.lock")).unwrap();
    std::fs::create_dir(bench.data().join("practice.lock")).unwrap();
    let ran = bench.run(&["--json", "refresh", "OA mẫu"]);
    let row = ran.json()[0].clone();
    assert_eq!((ran.code, &row["outcome"], &row["reason"]), (10, &"not_sent".into(), &"no_practice".into()));
    let told = bench.run(&["token", "OA mẫu"]);
    assert_eq!((told.code, told.out.as_str()), (10, ""));
    assert!(told.err.contains("Zalo mẫu"), "{}", told.err);
    assert_eq!(seen_by_live_zalo(&bench), 0);
}

#[tokio::test]
async fn a_lost_practice_ledger_makes_only_the_practice_token_dead() {
    let bench = Bench::new().await;
    drop(start_sandbox(&bench).await);
    oa_token_vault::atomic_file::write(&bench.data().join("practice.json"), b"not books").unwrap();
    assert_eq!(bench.run(&["refresh", "OA mẫu"]).code, 11);
    assert_eq!(seen_by_live_zalo(&bench), 0);
}

#[tokio::test]
async fn import_does_not_put_live_tokens_in_a_practice_oa() {
    let bench = Bench::new().await;
    drop(start_sandbox(&bench).await);
    let live = draft("OA mẫu", "FAKE_RT_that_plays_a_live_one");
    let ran = bench.run_with(&["import", "-", "--replace"], &live);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("OA mẫu"), "{}", ran.err);
    assert_eq!(bench.run(&["refresh", "OA mẫu"]).code, 0, "its own token is still there");
}
