//! Refreshing by itself, as the page calls it.

use serde_json::{Value, json};

use crate::bench::Bench;

#[test]
fn an_oa_is_switched_on_and_tells_when_it_comes() {
    let (bench, id) = Bench::with_shop();
    let automatic = |row: &Value| row["automatic"].clone();
    let row = bench.ask("list_profiles", json!({})).unwrap()[0].clone();
    assert_eq!(automatic(&row), json!({"on": false, "at": null, "words": "auto-off"}));
    let row = bench.ask("set_automatic", json!({"id": id, "on": true})).unwrap();
    assert_eq!(automatic(&row), json!({"on": true, "at": null, "words": "auto-not-yet"}));
    bench.ask("refresh_token", json!({"id": id, "confirmed": true})).unwrap();
    let row = bench.ask("open_profile", json!({"id": id})).unwrap()["row"].clone();
    assert!(row["automatic"]["at"].is_string() && row["automatic"]["words"].is_null(), "{}", row["automatic"]);
    bench.ask("pause_clock", json!({"minutes": 60})).unwrap();
    let row = bench.ask("list_profiles", json!({})).unwrap()[0].clone();
    assert_eq!(row["automatic"]["words"], "page-auto-paused");
    assert_eq!(row["automatic"]["at"], bench.ask("get_policy", json!({})).unwrap()["pausedUntil"]);
    bench.ask("pause_clock", json!({"minutes": null})).unwrap();
    bench.ask("set_policy", json!({"automatic": false, "marginHours": 99})).unwrap();
    let policy = bench.ask("get_policy", json!({})).unwrap();
    assert_eq!(policy, json!({"automatic": false, "marginHours": 12, "pausedUntil": null}));
    let practice = bench.ask("start_practice", json!({})).unwrap();
    let refused = bench.ask("set_automatic", json!({"id": practice["id"], "on": true})).unwrap_err();
    assert_eq!(refused["code"], "practice_only");
}
