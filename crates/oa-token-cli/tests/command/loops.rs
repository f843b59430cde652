//! What a script that asks too much, or for too long, comes to.

use serde_json::{Value, json};
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, draft};

#[tokio::test]
async fn a_min_life_longer_than_any_token_does_not_spend_repeatedly() {
    let bench = Bench::new().await;
    for min_life in ["26h", "48h", "99999999h", "24h59m59s"] {
        let ran = bench.run(&["token", "shop", "--min-life", min_life]);
        let live = bench.sim.live_pair(APP_ID).expect("a live pair").access_token;
        assert!(ran.code == 0 && ran.out == format!("{live}\n"), "{min_life}: the live token");
        assert_eq!(bench.sim.spends(), 1, "{min_life}: only the first call spends a token");
    }
    let ran = bench.run(&["token", "shop", "--min-life", "48h"]);
    assert!(ran.err.contains("vừa được lấy"), "a warning: {}", ran.err);
    bench.assert_live();
}

#[tokio::test]
async fn auto_switches_several_or_all_and_reports_the_number_of_replaced_tokens() {
    let bench = Bench::new().await;
    let second = bench.sim.issue_pair(APP_ID);
    bench.import(&draft("cafe", &second.refresh_token));
    let ran = bench.run(&["auto", "shop", "CAFE", "shop", "on"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{}", ran.err);
    assert!(ran.err.contains("2 cặp token sẽ được thay ngay"), "{}", ran.err);
    assert!(bench.run(&["auto", "--all", "off"]).out.lines().all(|line| line.contains("không tự làm mới")));
    bench.run(&["refresh", "--all"]);
    let ran = bench.run(&["auto", "--all", "on"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2));
    assert!(ran.err.contains("Chưa thay token nào"), "{}", ran.err);
    for usage in [&["auto", "--all"][..], &["auto", "on"], &["auto", "--all", "shop", "on"], &["auto", "shop", "maybe"]]
    {
        assert_eq!(bench.run(usage).code, 2, "{usage:?}");
    }
    assert_eq!(bench.run(&["auto", "shop", "nobody", "off"]).code, 3);
    assert!(bench.run(&["list"]).out.lines().all(|line| line.contains("lần kế tiếp")), "a usage error changes no OA");
}

#[tokio::test]
async fn json_list_has_the_next_automatic_refresh_or_the_reason_for_none() {
    let bench = Bench::new().await;
    let row = || bench.run(&["--json", "list"]).json()[0].clone();
    let told = |row: &Value| (row["automatic"].clone(), row["automatic_stopped"].clone());
    assert_eq!(told(&row()), (json!(false), json!("off")));
    assert_eq!(row()["next_refresh_at"], Value::Null);
    bench.run(&["auto", "shop", "on"]);
    assert_eq!(told(&row()), (json!(true), Value::Null));
    assert!(row()["next_refresh_at"].as_str().is_some_and(|at| at.ends_with('Z')), "due now");
    bench.sim.script([Fault::ErrorCode { code: -14004, name: "FAKE no".to_owned() }]);
    bench.run(&["refresh", "shop"]);
    assert_eq!(told(&row()), (json!(true), json!("needs_person")));
}
