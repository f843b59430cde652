//! Refreshing by itself, as the page calls it.

use serde_json::{Value, json};

use crate::bench::{APP_ID, Bench, choice, until};

#[test]
fn an_oa_is_switched_on_and_shows_its_next_refresh() {
    let (bench, id) = Bench::with_shop();
    let automatic = |row: &Value| row["automatic"].clone();
    let row = bench.ask("list_profiles", json!({})).unwrap()[0].clone();
    assert_eq!(automatic(&row), json!({"on": false, "at": null, "words": "auto-off"}));
    let row = bench.ask("set_automatic", json!({"id": id, "on": true})).unwrap();
    assert_eq!(automatic(&row), json!({"on": true, "at": null, "words": "auto-now"}));
    bench.refresh(&id);
    let row = bench.ask("open_profile", json!({"id": id})).unwrap()["row"].clone();
    assert!(row["automatic"]["at"].is_string() && row["automatic"]["words"].is_null(), "{}", row["automatic"]);
    bench.ask("pause_auto_refresh", json!({"minutes": 60})).unwrap();
    let row = bench.ask("list_profiles", json!({})).unwrap()[0].clone();
    assert_eq!(row["automatic"]["words"], "page-auto-paused");
    assert_eq!(row["automatic"]["at"], bench.ask("get_policy", json!({})).unwrap()["pausedUntil"]);
    bench.ask("pause_auto_refresh", json!({"minutes": null})).unwrap();
    bench.ask("set_policy", json!({"automatic": false, "marginHours": 99})).unwrap();
    let policy = bench.ask("get_policy", json!({})).unwrap();
    assert_eq!(policy, json!({"automatic": false, "marginHours": 12, "pausedUntil": null}));
    let practice = bench.ask("start_sandbox", json!({})).unwrap();
    let refused = bench.ask("set_automatic", json!({"id": practice["id"], "on": true})).unwrap_err();
    assert_eq!(refused["code"], "practice_only");
}

#[test]
fn a_destination_is_chosen_written_after_each_refresh_and_removed() {
    let (bench, id) = Bench::with_shop();
    let choice = choice("text", false);
    let none = bench.ask("choose_destination", json!({"id": id, "choice": choice})).unwrap();
    assert_eq!(none, Value::Null, "the dialog was cancelled");
    let file = bench.save_to("zalo.txt");
    let row = bench.ask("choose_destination", json!({"id": id, "choice": choice})).unwrap();
    assert_eq!(
        (&row["places"][0]["fault"], &row["places"][0]["state"]),
        (&json!("outlet-no-token"), &json!("waiting"))
    );
    bench.refresh(&id);
    let live = bench.sim.live_pair(APP_ID).unwrap().access_token;
    // It is written beside the attempt.
    until("the live token and nothing else", || std::fs::read_to_string(&file).is_ok_and(|text| text == live));
    let place = &row["places"][0]["id"];
    let tested = bench.ask("test_place", json!({"id": id, "place": place})).unwrap();
    assert!(tested["fault"].is_null() && tested["row"]["places"][0]["deliveredAt"].is_string());
    // Chosen again, the same file is written otherwise.
    let row =
        bench.ask("choose_destination", json!({"id": id, "choice": crate::bench::choice("json", false)})).unwrap();
    assert_eq!((&row["places"][0]["format"], row["places"].as_array().unwrap().len()), (&json!("json"), 1));
    let row = bench.ask("remove_place", json!({"id": id, "place": place})).unwrap();
    assert_eq!(row["places"], json!([]));
    assert!(file.exists());
}
