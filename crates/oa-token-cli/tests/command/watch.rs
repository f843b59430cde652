//! `oa-token watch` and `oa-token auto`.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout};

use serde_json::Value;

use crate::bench::Bench;

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

    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

#[cfg(unix)]
#[tokio::test]
async fn one_watches_a_second_waits_and_both_end_with_0() {
    let bench = Bench::new().await;
    let mut idle = Watching::start(&bench);
    assert_eq!(idle.next()["event"], "next", "nothing is switched on yet");
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

#[cfg(unix)]
#[tokio::test]
async fn without_a_vault_it_says_so_and_waits() {
    let bench = Bench::empty().await;
    let mut watching = Watching::start(&bench);
    assert_eq!(watching.next()["event"], "locked");
    assert_eq!(watching.end(), Some(0));
}

#[tokio::test]
async fn auto_says_when_it_comes_or_why_not_and_pauses_everything() {
    let bench = Bench::new().await;
    let ran = bench.run(&["auto", "shop", "on"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("sau khi bạn gửi bằng tay") && ran.err.contains("n8n"), "{} {}", ran.out, ran.err);
    bench.run(&["refresh", "shop"]);
    assert!(bench.run(&["list"]).out.contains("lần kế tiếp: "));
    assert!(bench.run(&["auto", "--pause", "1h"]).out.contains("tạm dừng"));
    assert!(bench.run(&["auto", "--pause", "0s"]).out.contains("tiếp tục"));
    assert!(bench.run(&["auto", "shop", "off"]).out.contains("không tự làm mới"));
    assert!(!bench.run(&["list"]).out.contains("lần kế tiếp: "));
    assert_eq!(bench.run(&["auto", "shop"]).code, 2);
    assert_eq!(bench.run(&["auto", "nobody", "on"]).code, 3);
}
