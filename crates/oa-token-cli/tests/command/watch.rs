//! `oa-token watch`.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command};
use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::refresh::plan::Trigger;
use serde_json::Value;
use testkit::ShiftedClock;
use zalo_sim::{ExpiresIn, Fault};

use crate::bench::{APP_ID, Bench, Ran};

/// Fifteen seconds of steady network, the looks before and after, and a slow computer.
const PATIENCE: Duration = Duration::from_secs(90);

/// Lets "shop" have been refreshed minutes ago, for a second, and refresh by itself.
async fn make_due(bench: &Bench) {
    // What it refreshed is not just spent.
    let engine = bench.engine_by(ShiftedClock::ahead(SignedDuration::from_mins(-3))).await;
    let id = engine.profiles().resolve("shop").await.unwrap().profile.id;
    bench.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
    engine.refresh().send(&id, Trigger::User).await.unwrap();
    engine.auto_refresh().set_automatic(&id, true).await.unwrap();
    engine.refresh().drain().await;
}

/// A watch that runs, and what it prints.
struct Watching {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watching {
    fn start(bench: &Bench) -> Self {
        let mut child = bench.spawn(&["--json", "watch"]);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn next(&mut self) -> Value {
        let line = self.lines.next().expect("a line").unwrap();
        let value: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        assert!(value["time"].is_string());
        value
    }

    fn ask_to_end(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    fn end(mut self) -> Option<i32> {
        self.ask_to_end();
        self.child.wait().unwrap().code()
    }
}

#[tokio::test]
async fn a_second_watch_waits_for_the_first_and_both_end_with_0() {
    let bench = Bench::new().await;
    let mut idle = Watching::start(&bench);
    assert_eq!(idle.next()["event"], "next", "automatic refresh is not switched on yet");
    assert_eq!(idle.end(), Some(0));
    bench.run(&["refresh", "shop"]);
    assert_eq!(bench.run(&["auto", "shop", "on"]).code, 0);
    let mut first = Watching::start(&bench);
    assert_eq!(first.next()["event"], "owns");
    let next = first.next();
    assert_eq!((&next["event"], &next["name"]), (&Value::from("next"), &Value::from("shop")));
    assert!(next["at"].as_str().is_some_and(|at| at.ends_with('Z')));
    let mut second = Watching::start(&bench);
    assert_eq!(second.next()["event"], "waits");
    assert_eq!((first.end(), second.end()), (Some(0), Some(0)));
    // A token beside it is safe and quick.
    bench.assert_live();
    assert_eq!(bench.sim.spends(), 1);
}

/// A terminal that is closed ends it as SIGTERM does; started with `nohup` it goes on.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn sighup_ends_it_unless_ignored() {
    let bench = Bench::empty().await;
    for (how, code) in [("--default-signal=HUP", Some(0)), ("--ignore-signal=HUP", None)] {
        let mut call = Command::new("env");
        call.args([how, env!("CARGO_BIN_EXE_oa-token"), "--json", "watch"]);
        let mut child = bench.home.dress(&mut call).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut watching = Watching { child, lines };
        assert_eq!(watching.next()["event"], "locked");
        let id = watching.child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
        match code {
            Some(code) => assert_eq!(watching.child.wait().unwrap().code(), Some(code)),
            None => {
                // It would have ended by the first one.
                assert_eq!(watching.end(), Some(0));
            }
        }
    }
}

#[tokio::test]
async fn without_a_vault_it_reports_that_and_waits() {
    let bench = Bench::empty().await;
    let mut watching = Watching::start(&bench);
    assert_eq!(watching.next()["event"], "locked");
    assert_eq!(watching.end(), Some(0));
}

#[tokio::test]
async fn after_sigterm_the_running_attempt_ends_and_a_waiting_token_call_gets_its_result() {
    let bench = Bench::new().await;
    make_due(&bench).await;
    bench.sim.script([Fault::Hold]);
    let mut watching = Watching::start(&bench);
    tokio::time::timeout(PATIENCE, bench.sim.wait_for_spend(2)).await.expect("the refresh is automatic");
    let beside = bench.spawn(&["token", "shop"]);
    watching.ask_to_end();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(watching.child.try_wait().unwrap().is_none(), "an answer is pending");
    bench.sim.release();
    let (code, beside) = tokio::task::spawn_blocking(move || {
        (watching.child.wait().unwrap().code(), Ran::of(&beside.wait_with_output().unwrap()))
    })
    .await
    .unwrap();
    assert_eq!((code, beside.code), (Some(0), 0), "{}", beside.err);
    assert!(beside.out.trim() == bench.sim.live_pair(APP_ID).unwrap().access_token);
    assert_eq!(bench.sim.spends(), 2, "refreshed once automatically, and not by the other process");
}
