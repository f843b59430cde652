//! Going on without a window: over IPC.

use serde_json::{Value, json};

use crate::bench::Bench;

fn kept(bench: &Bench) -> Value {
    bench.ask("get_app_state", json!({})).unwrap()["uiSettings"]["closeToTray"].clone()
}

#[test]
fn the_answer_to_the_close_question_is_saved_and_the_window_closes() {
    let bench = Bench::new();
    assert_eq!(kept(&bench), Value::Null, "no question was asked");
    bench.ask("answer_close", json!({"keepRunning": null})).unwrap();
    assert_eq!((kept(&bench), *bench.desktop.closed.lock().unwrap()), (Value::Null, 0), "dismissed");
    for (times, answer) in [(1, true), (2, false)] {
        bench.ask("answer_close", json!({"keepRunning": answer})).unwrap();
        assert_eq!((kept(&bench), *bench.desktop.closed.lock().unwrap()), (json!(answer), times));
    }
}

#[test]
fn the_window_is_shown_when_its_page_requests_it() {
    let bench = Bench::new();
    bench.ask("get_app_state", json!({})).unwrap();
    assert_eq!(*bench.desktop.shown.lock().unwrap(), 0, "still empty");
    assert_eq!(bench.ask("show_window", json!({})).unwrap(), false, "nothing has changed since");
    assert_eq!(*bench.desktop.shown.lock().unwrap(), 1);
}

#[test]
fn a_change_before_the_page_listens_is_reported_when_it_is_shown() {
    let bench = Bench::new();
    bench.ask("get_app_state", json!({})).unwrap();
    bench.ask("add_profile", json!({"draft": bench.draft("shop")})).unwrap();
    assert_eq!(bench.ask("show_window", json!({})).unwrap(), true);
    assert_eq!(bench.ask("show_window", json!({})).unwrap(), false, "reported once");
}

#[test]
fn autostart_is_set_where_the_system_allows_it() {
    let bench = Bench::new();
    let set = |starts: bool| bench.ask("set_starts_with_computer", json!({"starts": starts}));
    let starts = || bench.ask("get_starts_with_computer", json!({})).unwrap();
    assert_eq!(set(true).unwrap_err()["code"], "no_autostart");
    assert_eq!(starts(), false);
    *bench.desktop.autostart.lock().unwrap() = Some(false);
    for wanted in [true, false] {
        set(wanted).unwrap();
        assert_eq!(starts(), wanted);
    }
}
