//! Going on without a window: over IPC.

use serde_json::{Value, json};

use crate::bench::Bench;

fn kept(bench: &Bench) -> Value {
    bench.ask("get_start", json!({})).unwrap()["looks"]["closeToTray"].clone()
}

#[test]
fn what_closing_means_is_kept_and_the_window_goes() {
    let bench = Bench::new();
    assert_eq!(kept(&bench), Value::Null, "nobody was asked");
    bench.ask("answer_close", json!({"keepRunning": null})).unwrap();
    assert_eq!((kept(&bench), *bench.desktop.closed.lock().unwrap()), (Value::Null, 0), "put aside");
    for (times, answer) in [(1, true), (2, false)] {
        bench.ask("answer_close", json!({"keepRunning": answer})).unwrap();
        assert_eq!((kept(&bench), *bench.desktop.closed.lock().unwrap()), (json!(answer), times));
    }
}
