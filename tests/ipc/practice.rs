//! "Dùng thử": the whole job on an OA that nobody owns.

use serde_json::json;

use crate::bench::{Bench, edit};

#[test]
fn a_practice_oa_runs_the_whole_workflow_and_nothing_reaches_zalo() {
    let bench = Bench::new();
    let row = bench.ask("start_sandbox", json!({})).unwrap();
    let id = row["id"].as_str().unwrap();
    assert_eq!((&row["practice"], &row["name"], &row["state"]), (&json!(true), &json!("OA mẫu"), &json!("new")));
    let outcome = bench.ask("refresh_token", json!({"id": id, "confirmed": false})).unwrap();
    assert_eq!(outcome["verdict"], "saved");
    bench.ask("copy_secret", crate::bench::secret(&id, "access_token")).unwrap();
    assert_eq!(bench.desktop.copied.lock().unwrap().len(), 1);
    assert_eq!(bench.sim.spends(), 0, "the simulated live Zalo received nothing");
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    assert!(
        !page["request"]["url"].as_str().unwrap().starts_with(&bench.sim.origin()),
        "the live address is not shown"
    );
    assert!(bench.home.path().join("data/practice.json").exists());
}

#[test]
fn a_practice_oa_of_an_earlier_start_never_shows_zalos_address() {
    let mut bench = Bench::new();
    let row = bench.ask("start_sandbox", json!({})).unwrap();
    bench.start_again();
    bench.ask("get_app_state", json!({})).unwrap();
    let page = bench.ask("open_profile", json!({"id": row["id"]})).unwrap();
    assert!(!page["request"]["url"].as_str().unwrap().starts_with(&bench.sim.origin()));
}

#[test]
fn a_practice_oa_accepts_a_name_and_no_live_token() {
    let bench = Bench::new();
    let row = bench.ask("start_sandbox", json!({})).unwrap();
    let id = row["id"].as_str().unwrap();
    let change =
        |changes: &[(&str, &str)]| bench.ask("edit_profile", json!({"id": id, "edit": edit(changes), "anyway": false}));
    assert_eq!(change(&[("name", "Tập")]).unwrap()["name"], "Tập");
    assert_eq!(change(&[("refreshToken", &bench.first.refresh_token)]).unwrap_err()["code"], "practice_only");
    assert_eq!(bench.ask("start_sandbox", json!({})).unwrap()["name"], "OA mẫu");
}
