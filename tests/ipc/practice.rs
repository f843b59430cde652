//! "Dùng thử": the whole job on an OA that nobody owns.

use serde_json::json;

use crate::bench::{Bench, secret};

#[test]
fn a_practice_oa_runs_the_whole_workflow_and_nothing_reaches_zalo() {
    let mut bench = Bench::new();
    let row = bench.ask("start_sandbox", json!({})).unwrap();
    let id = row["id"].as_str().unwrap();
    assert_eq!((&row["practice"], &row["name"], &row["state"]), (&json!(true), &json!("OA mẫu"), &json!("new")));
    let outcome = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap();
    assert_eq!(outcome["verdict"], "saved");
    bench.ask("copy_secret", secret(&id, "access_token")).unwrap();
    assert_eq!(bench.desktop.copied.lock().unwrap().len(), 1);
    assert_eq!(bench.sim.spends(), 0, "the simulated live Zalo received nothing");
    assert!(bench.home.path().join("data/practice.json").exists());
    let shows_zalos_address = |bench: &Bench| {
        let page = bench.ask("open_profile", json!({"id": id})).unwrap();
        page["request"]["url"].as_str().unwrap().starts_with(&bench.sim.origin())
    };
    assert!(!shows_zalos_address(&bench), "the live address is not shown");
    bench.start_again();
    bench.ask("get_app_state", json!({})).unwrap();
    assert!(!shows_zalos_address(&bench), "nor at a later start");
}

#[test]
fn a_practice_oa_accepts_a_name_and_no_live_token() {
    let bench = Bench::new();
    let row = bench.ask("start_sandbox", json!({})).unwrap();
    let id = row["id"].as_str().unwrap();
    assert_eq!(bench.correct(id, &[("name", "Tập")]).unwrap()["name"], "Tập");
    let live = bench.correct(id, &[("refreshToken", &bench.first.refresh_token)]);
    assert_eq!(live.unwrap_err()["code"], "practice_only");
    assert_eq!(bench.ask("start_sandbox", json!({})).unwrap()["name"], "OA mẫu");
}
