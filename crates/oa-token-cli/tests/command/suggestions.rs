//! What was probably meant by a misspelt call, option or name.

use crate::bench::{APP_ID, Bench, draft};

#[tokio::test]
async fn a_misspelt_call_or_option_is_answered_by_the_one_that_was_meant() {
    let bench = Bench::empty().await;
    for (args, meant) in [
        (&["refrsh", "shop"][..], "refresh"),
        (&["refrsh", "--help"], "refresh"),
        (&["help", "tokne"], "token"),
        (&["key", "add-fiel", "x"], "add-file"),
        (&["help", "key", "remov"], "remove"),
        (&["list", "--jsno"], "--json"),
        (&["token", "shop", "--min-live", "1h"], "--min-life"),
    ] {
        let ran = bench.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(&format!("Có phải ý bạn là {meant}?")), "{args:?}: {}", ran.err);
    }
    assert!(!bench.run(&["nonsense"]).err.contains("Có phải"), "nothing is like it");
}

#[tokio::test]
async fn a_misspelt_name_is_answered_by_the_nearest_name_before_anything_is_sent() {
    let bench = Bench::new().await;
    let second = bench.sim.issue_pair(APP_ID);
    bench.import(&draft("Cà phê Hà Nội", &second.refresh_token));
    for (typed, meant) in [("Shpo", "shop"), ("ca phe ha noi", "Cà phê Hà Nội"), ("Cà phê", "Cà phê Hà Nội")]
    {
        for call in [&["token"][..], &["refresh"], &["export", "--format", "text"], &["check"], &["history"]] {
            let ran = bench.run(&[call, &[typed]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{call:?} {typed}");
            assert!(ran.err.contains(&format!("Có phải ý bạn là “{meant}”?")), "{}", ran.err);
        }
    }
    let json = bench.run(&["--json", "token", "Shpo"]);
    assert_eq!((json.code, json.error_code().as_str()), (3, "no_such_profile"));
    let unlike = bench.run(&["token", "kho hàng"]);
    assert!(unlike.code == 3 && !unlike.err.contains("Có phải"), "{}", unlike.err);
    assert_eq!(bench.sim.ledger().requests.len(), 0, "nothing was sent");
}

#[tokio::test]
async fn a_token_in_the_place_of_a_name_is_not_repeated() {
    let bench = Bench::new().await;
    let typed = format!("shop{}", "FAKE_RT_0123456789".repeat(6));
    let ran = bench.run(&["token", &typed]);
    assert!(ran.code == 3 && !ran.err.contains("FAKE_RT"), "{}", ran.err);
}
