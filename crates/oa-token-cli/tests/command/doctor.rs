//! `oa-token doctor` finds what is really wrong, and says a step that works.

#[cfg(unix)]
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

use serde_json::Value;
#[cfg(unix)]
use zalo_sim::Fault;

use crate::bench::{Bench, Ran};
#[cfg(target_os = "linux")]
use crate::disk::SmallDisk;

/// Returns the check of this id out of `doctor --json`.
fn check(found: &Value, id: &str) -> Value {
    let checks = found.as_array().unwrap_or_else(|| panic!("{found}"));
    checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no {id}: {found}")).clone()
}

fn found(bench: &Bench, id: &str) -> Value {
    check(&bench.run(&["--json", "doctor"]).json(), id)
}

/// Fails unless a check has this status, and names all of this.
fn assert_found(check: &Value, status: &str, named: &[&str]) {
    assert_eq!(check["status"], status, "{check}");
    for name in named {
        assert!(check["detail"].as_str().unwrap().contains(name), "`{name}`: {check}");
    }
    assert_eq!(check["step"].is_string(), status != "ok", "a failed check must have a next step: {check}");
}

#[tokio::test]
async fn each_check_has_exactly_these_members_and_a_good_home_passes_all() {
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    let ran = bench.run(&["--json", "doctor"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    for check in ran.json().as_array().unwrap() {
        let mut members: Vec<&str> = check.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["check", "detail", "id", "ok", "sentence", "status", "step"]);
        assert_eq!((check["status"].as_str(), &check["ok"]), (Some("ok"), &Value::Bool(true)), "{check}");
    }
}

#[tokio::test]
async fn a_missing_place_for_a_key_is_reported_before_the_first_oa() {
    let bench = Bench::empty().await;
    let doctor = |name: &str, value: &str| {
        let output =
            bench.command().env_remove("OA_TOKEN_KEY_FILE").env(name, value).args(["--json", "doctor"]).output();
        Ran::of(&output.unwrap())
    };
    let ran = doctor("OA_TOKEN_KEY_FILE", "/nonexistent/key");
    assert_eq!(ran.code, 13);
    assert_found(&check(&ran.json(), "key"), "fail", &["/nonexistent/key"]);
    // A server has no session bus, and so no keychain. Windows has one at each logon.
    if cfg!(windows) {
        return;
    }
    let ran = doctor("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    assert_eq!(ran.code, 13, "{}", ran.out);
    assert_found(&check(&ran.json(), "key"), "fail", &["OA_TOKEN_KEY_FILE"]);
    assert_found(&found(&bench, "key"), "ok", &[]);
    assert!(!bench.data().exists(), "a read-only call must not create files");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_reported_as_full() {
    let bench = Bench::empty().await;
    let mut disk = SmallDisk::new(&bench);
    disk.import(&bench);
    disk.run("mount -o remount,size=4m \"$OA_TOKEN_HOME\"");
    assert_found(&check(&disk.json("doctor"), "room"), "ok", &[]);
    disk.fill();
    assert_found(&check(&disk.json("doctor"), "room"), "fail", &["1 MB"]);
    disk.run("rm \"$OA_TOKEN_HOME/fill\"");
    assert_found(&check(&disk.json("doctor"), "room"), "ok", &[]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_read_only_disk_is_reported_as_read_only() {
    let bench = Bench::empty().await;
    let mut disk = SmallDisk::new(&bench);
    disk.import(&bench);
    disk.run("mount -o remount,size=8m,ro \"$OA_TOKEN_HOME\"");
    let room = check(&disk.json("doctor"), "room");
    assert_found(&room, "fail", &["quyền"]);
    assert!(!room["detail"].as_str().unwrap().contains("1 MB"), "{room}");
    let result = disk.json("refresh shop");
    assert_eq!((result[0]["outcome"].as_str(), result[0]["reason"].as_str()), (Some("not_sent"), Some("cannot_save")));
    assert!(!disk.run("\"$OA_TOKEN\" refresh shop 2>&1").contains("1 MB"), "the disk is not full");
    assert_eq!(bench.sim.spends(), 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_stopped_program_that_holds_the_schedule_is_reported_with_its_process_id() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["auto", "shop", "on"]).code, 0);
    let mut watch = bench.spawn(&["--json", "watch"]);
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(watch.stdout.take().unwrap()));
    lines.find(|line| line.as_ref().unwrap().contains("owns")).unwrap().unwrap();
    assert_found(&found(&bench, "schedule"), "ok", &[]);
    let number = watch.id().to_string();
    let signal = |name: &str| assert!(Command::new("kill").args([name, &number]).status().unwrap().success());
    signal("-STOP");
    assert_found(&found(&bench, "schedule"), "warn", &[&number, "kill -KILL"]);
    signal("-CONT");
    watch.kill().unwrap();
    watch.wait().unwrap();
    assert_found(&found(&bench, "schedule"), "ok", &[]);
}

// Windows takes away or replaces no file that a program has open.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_in_the_spool_is_reported() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    let mut refresh = bench.spawn(&["refresh", "shop"]);
    bench.sim.wait_for_spend(1).await;
    // Another hand takes the vault away while the answer is on its way.
    let (vault, moved) = (bench.data().join("vault.db"), bench.path("moved"));
    std::fs::rename(&vault, &moved).unwrap();
    bench.sim.release();
    assert_eq!(refresh.wait().unwrap().code(), Some(12));
    std::fs::rename(&moved, &vault).unwrap();
    assert_found(&found(&bench, "inflight"), "fail", &["oa-token refresh"]);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0, "the step works");
    assert_found(&found(&bench, "inflight"), "ok", &[]);
    bench.assert_live();
}

/// Makes a library that pretends all locks are had at once, as some network drives do.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_home_without_working_locks_is_found() {
    let bench = Bench::new().await;
    let (source, library) = (bench.path("flock.c"), bench.path("flock.so"));
    std::fs::write(&source, "int flock(int f, int o) { (void)f; (void)o; return 0; }\n").unwrap();
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).status();
    assert!(built.unwrap().success());
    let ran = bench.run_env("LD_PRELOAD", &library, &["--json", "doctor"]);
    assert_found(&check(&ran.json(), "locks"), "warn", &["OA_TOKEN_HOME"]);
    assert_found(&found(&bench, "locks"), "ok", &[]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_home_or_a_key_file_that_others_can_read_is_found() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new().await;
    let open = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    open(&bench.data(), 0o755);
    open(&bench.path("key"), 0o644);
    assert_found(&found(&bench, "folder"), "warn", &["chmod 700"]);
    assert_found(&found(&bench, "key"), "warn", &["chmod 600"]);
    open(&bench.data(), 0o700);
    open(&bench.path("key"), 0o600);
    assert_found(&found(&bench, "folder"), "ok", &[]);
    assert_found(&found(&bench, "key"), "ok", &[]);
}

#[tokio::test]
async fn a_change_without_the_key_is_reported_with_a_next_step() {
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    let vault = rusqlite::Connection::open(bench.data().join("vault.db")).unwrap();
    vault.execute_batch("UPDATE profile SET automatic = 1 - automatic, app_id = '9' || app_id").ok();
    drop(vault);
    assert_found(&found(&bench, "altered"), "fail", &["shop", "doctor --restore-backup"]);
}

/// Another user of this computer, where the tests run as the administrator.
#[cfg(unix)]
mod other_user {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const USER: u32 = 47_011;

    /// Runs the command as the other user, if this user may.
    fn as_user(bench: &Bench, args: &[&str]) -> Option<Ran> {
        let mut other = Command::new("setpriv");
        other.args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--clear-groups", "--"]);
        other.arg(env!("CARGO_BIN_EXE_oa-token")).args(args);
        let ran = Ran::of(&bench.home.dress(&mut other).output().ok()?);
        (!ran.err.contains("setpriv")).then_some(ran)
    }

    fn give(path: &Path, user: u32) {
        std::os::unix::fs::chown(path, Some(user), Some(user)).unwrap();
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            give(&entry.path(), user);
        }
    }

    /// A home of the other user; `None` where only the administrator could make one.
    async fn home() -> Option<Bench> {
        let bench = Bench::new().await;
        let root = bench.data().parent().unwrap().to_owned();
        if std::os::unix::fs::chown(&root, Some(USER), Some(USER)).is_err() {
            return None;
        }
        give(&root, USER);
        Some(bench)
    }

    #[tokio::test]
    async fn a_call_as_root_is_refused_and_leaves_no_file() {
        let Some(bench) = home().await else { return };
        for args in [&["list"][..], &["refresh", "shop"], &["doctor"], &["doctor", "--restore-backup"], &["watch"]] {
            if args == ["watch"] {
                continue; // Waits until it can be opened.
            }
            let ran = bench.run(args);
            assert_eq!(ran.code, 14, "{args:?} {} {}", ran.out, ran.err);
            assert!(format!("{}{}", ran.out, ran.err).contains("sudo"), "{args:?} {} {}", ran.out, ran.err);
        }
        assert_eq!(bench.run_with(&["import", "-"], &bench.shop()).code, 14);
        assert_eq!(bench.sim.spends(), 0);
        assert_eq!(strangers(&bench.data()), Vec::<String>::new());
        let ran = as_user(&bench, &["refresh", "shop"]).expect("setpriv is part of util-linux");
        assert_eq!(ran.code, 0, "the owner must not be locked out: {}", ran.err);
    }

    fn strangers(folder: &Path) -> Vec<String> {
        use std::os::unix::fs::MetadataExt;
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .flat_map(|entry| {
                let is_strange = entry.metadata().unwrap().uid() != USER;
                let own = is_strange.then(|| entry.path().display().to_string());
                own.into_iter().chain(strangers(&entry.path())).collect::<Vec<_>>()
            })
            .collect()
    }

    #[tokio::test]
    async fn a_file_of_another_user_is_named_and_not_reported_as_a_full_disk() {
        let Some(bench) = home().await else { return };
        let id = bench.data().join("locks/vault");
        give(&id, 0);
        let list: Value = as_user(&bench, &["--json", "list"]).unwrap().json();
        let lock = bench.data().join("locks").join(list[0]["id"].as_str().unwrap());
        std::fs::write(&lock, "").unwrap();
        std::fs::set_permissions(&lock, std::fs::Permissions::from_mode(0o600)).unwrap();
        let ran = as_user(&bench, &["refresh", "shop"]).unwrap();
        assert_eq!(ran.code, 14, "{}", ran.out);
        assert!(ran.out.contains("root") && ran.out.contains("locks") && !ran.out.contains("1 MB"), "{}", ran.out);
        let ran = as_user(&bench, &["--json", "doctor"]).unwrap();
        assert_found(&check(&ran.json(), "owners"), "fail", &["root", "chown"]);
        assert_eq!(bench.sim.spends(), 0);
        // The step works.
        give(&bench.data(), USER);
        assert_eq!(as_user(&bench, &["refresh", "shop"]).unwrap().code, 0);
    }
}
