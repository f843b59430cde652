//! A program that is killed or asked to end, and the memory of one that runs.

#[cfg(unix)]
use std::process::Stdio;
#[cfg(unix)]
use std::time::Duration;

use zalo_sim::Fault;

use crate::bench::Bench;

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_ends_the_program_after_its_attempt() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    let child = bench.spawn(&["refresh", "shop"]);
    bench.sim.wait_for_spend(1).await;
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    bench.sim.release();
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    assert!(output.status.code().is_some(), "it ended with an exit code, not by a signal");
    bench.assert_live();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn due_recovers_the_attempt_of_a_killed_program() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    bench.sim.script([Fault::HoldBeforeSpending]);
    let mut child = bench.spawn(&["refresh", "shop"]);
    bench.sim.wait_for_request(2).await;
    child.kill().unwrap();
    child.wait().unwrap();
    bench.sim.release();
    let ran = bench.run(&["--json", "refresh", "--due"]);
    assert_eq!(ran.json()[0]["name"], "shop", "the orphan must be recovered, not skipped: {}", ran.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_answer_without_an_access_token_the_next_refresh_gets_one() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::RefreshOnly]);
    bench.assert_live();
    assert_eq!(bench.sim.spends(), 2);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_ends_a_call_that_waits_for_stdin() {
    let bench = Bench::new().await;
    let mut child = bench.command().args(["import", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let ended = tokio::task::spawn_blocking(move || child.wait().unwrap());
    let ended = tokio::time::timeout(Duration::from_secs(10), ended).await;
    assert!(ended.is_ok(), "still waiting on stdin");
}

#[cfg(target_os = "linux")]
#[test]
fn no_other_program_of_the_user_reads_the_memory() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;

    /// A user who is not root, if the test is.
    const SOMEBODY: u32 = 65_534;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let program = folder.path().join("oa-token");
    std::fs::copy(env!("CARGO_BIN_EXE_oa-token"), &program).unwrap();
    let mut command = std::process::Command::new(program);
    if rustix::process::geteuid().is_root() {
        chown(folder.path(), Some(SOMEBODY), Some(SOMEBODY)).unwrap();
        command.uid(SOMEBODY).gid(SOMEBODY);
    }
    let home = folder.path().join("home");
    // It waits for its stdin.
    let mut child = command
        .args(["import", "-"])
        .env("OA_TOKEN_HOME", home)
        .current_dir("/")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let memory = format!("/proc/{}/mem", child.id());
    let is_roots = || std::fs::metadata(&memory).is_ok_and(|file| file.uid() == 0);
    let begun = std::time::Instant::now();
    while !is_roots() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(is_roots(), "root must own the process's memory file");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert!(core.split_whitespace().skip(4).take(2).eq(["0", "0"]), "{core}");
    child.kill().unwrap();
    child.wait().unwrap();
}
