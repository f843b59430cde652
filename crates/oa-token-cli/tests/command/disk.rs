//! A disk that fills up: before the send nothing is spent, after it nothing is lost.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench};

/// A shell in a mount namespace of its own, with a small disk of its own at the data folder.
pub(crate) struct SmallDisk {
    shell: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl SmallDisk {
    pub(crate) fn new(bench: &Bench) -> Self {
        std::fs::create_dir(bench.data()).unwrap();
        let mut shell = Command::new("unshare");
        // Root needs no user namespace, and may not have one inside a chroot; others need one.
        let is_root = Command::new("unshare").args(["--mount", "true"]).status().is_ok_and(|status| status.success());
        shell.args(if is_root { &["--mount", "sh"][..] } else { &["--map-root-user", "--mount", "sh"] });
        let shell = bench.home.dress(&mut shell).env("OA_TOKEN", env!("CARGO_BIN_EXE_oa-token"));
        let shell = shell.stdin(Stdio::piped()).stderr(Stdio::inherit()).spawn();
        let mut shell = shell.expect("unshare is part of util-linux");
        let (input, output) = (shell.stdin.take().unwrap(), BufReader::new(shell.stdout.take().unwrap()));
        let mut disk = Self { shell, input, output };
        let mounted = disk.run("mount -t tmpfs -o size=1536k,mode=0700 tmpfs \"$OA_TOKEN_HOME\" && echo mounted");
        assert_eq!(mounted, "mounted", "this test needs user namespaces, or root");
        disk
    }

    /// Runs a line; returns the last line it prints.
    pub(crate) fn run(&mut self, line: &str) -> String {
        writeln!(self.input, "{line}\necho; echo end-of-line").unwrap();
        let mut last = String::new();
        loop {
            let mut read = String::new();
            assert_ne!(self.output.read_line(&mut read).unwrap(), 0, "the shell ended at: {line}");
            match read.trim() {
                "end-of-line" => return last,
                "" => {}
                text => text.clone_into(&mut last),
            }
        }
    }

    pub(crate) fn import(&mut self, bench: &Bench) {
        std::fs::write(bench.path("draft.json"), bench.shop()).unwrap();
        let file = bench.path("draft.json");
        assert_eq!(
            self.run(&format!("\"$OA_TOKEN\" import {} >/dev/null && echo imported", file.display())),
            "imported"
        );
    }

    pub(crate) fn fill(&mut self) {
        self.run("cat /dev/zero > \"$OA_TOKEN_HOME/fill\" 2>/dev/null; echo full");
    }

    /// Runs the command with JSON squeezed into one line.
    pub(crate) fn json(&mut self, call: &str) -> Value {
        serde_json::from_str(&self.run(&format!("\"$OA_TOKEN\" --json {call} | tr -d '\\n'"))).unwrap()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.shell.kill());
        drop(self.shell.wait());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_between_preflight_and_answer_loses_nothing() {
    let bench = Bench::empty().await;
    let mut disk = SmallDisk::new(&bench);
    disk.import(&bench);
    bench.sim.script([Fault::Hold]);
    disk.run("\"$OA_TOKEN\" --json refresh shop > /dev/shm/oa-token-result-$$ &");
    bench.sim.wait_for_spend(1).await;
    disk.fill();
    bench.sim.release();
    let result: Value = serde_json::from_str(
        &disk.run("wait; tr -d '\\n' < /dev/shm/oa-token-result-$$; rm /dev/shm/oa-token-result-$$"),
    )
    .unwrap();
    assert_eq!(result[0]["outcome"], "saved", "{result}");
    assert_eq!(disk.json("list")[0]["generation"], 2);
    let live = bench.sim.live_pair(APP_ID).unwrap();
    assert!(disk.run("\"$OA_TOKEN\" token shop") == live.access_token, "the live token");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_before_the_send_spends_nothing() {
    let bench = Bench::empty().await;
    let mut disk = SmallDisk::new(&bench);
    disk.import(&bench);
    disk.fill();
    let result = disk.json("refresh shop");
    assert_eq!((result[0]["outcome"].as_str(), result[0]["reason"].as_str()), (Some("not_sent"), Some("cannot_save")));
    assert_eq!(disk.run("\"$OA_TOKEN\" refresh shop >/dev/null; echo $?"), "14");
    assert_eq!(bench.sim.ledger().requests.len(), 0);
    disk.run("rm \"$OA_TOKEN_HOME/fill\"");
    assert_eq!(disk.json("refresh shop")[0]["outcome"], "saved");
}

#[tokio::test]
async fn a_file_size_limit_is_reported_like_a_full_disk() {
    let bench = Bench::new().await;
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -f 8; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_oa-token"), "--json", "refresh", "shop"]);
    let output = bench.home.dress(&mut limited).output().unwrap();
    assert!(output.status.code().is_some(), "no signal may end it: {:?}", output.status);
    assert_ne!(output.status.code(), Some(0));
    assert_eq!(bench.sim.spends(), 0);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    bench.assert_live();
}
