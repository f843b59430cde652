//! `oa-token auto`.

use crate::bench::Bench;

#[tokio::test]
async fn auto_prints_the_next_refresh_or_the_reason_for_none_and_pauses_all_oas() {
    let bench = Bench::new().await;
    let ran = bench.run(&["auto", "shop", "on"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("ngay khi làm được") && ran.err.contains("n8n"), "{} {}", ran.out, ran.err);
    assert!(ran.err.contains("1 cặp token sẽ được thay ngay: access token đang dùng"), "{}", ran.err);
    bench.run(&["refresh", "shop"]);
    assert!(bench.run(&["list"]).out.contains("lần kế tiếp: "));
    assert!(bench.run(&["auto", "--pause", "1h"]).out.contains("tạm dừng"));
    assert_eq!(bench.run(&["--json", "list"]).json()[0]["automatic_stopped"], "paused");
    assert!(bench.run(&["auto", "--pause", "0s"]).out.contains("tiếp tục"));
    assert!(bench.run(&["auto", "shop", "off"]).out.contains("không tự làm mới"));
    assert!(!bench.run(&["list"]).out.contains("lần kế tiếp: "));
    let json = bench.run(&["--json", "auto", "shop", "on"]);
    let (row, listed) = (json.json()[0].clone(), bench.run(&["--json", "list"]).json()[0].clone());
    assert_eq!(
        (&row["name"], &row["automatic"], &row["next_refresh_at"]),
        (&"shop".into(), &true.into(), &listed["next_refresh_at"])
    );
    assert!(json.err.is_empty() && row["next_refresh_at"].is_string(), "{}", json.err);
    assert!(bench.run(&["--json", "auto", "--pause", "1h"]).json()["paused_until"].is_string());
    assert!(bench.run(&["--json", "auto", "--pause", "0s"]).json()["paused_until"].is_null());
    assert_eq!(bench.run(&["auto", "shop"]).code, 2);
    assert_eq!(bench.run(&["auto", "nobody", "on"]).code, 3);
}
