//! Without a window the program takes no more than one that never had any.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use oa_token_engine::Engine;
use oa_token_model::secret::Secret;
use serde_json::json;

use crate::bench::{Bench, until_looks_hold};
use crate::close_behavior::{WindowManager, close_window, is_window_open};
use crate::desktop::{Desktop, clipboard, environment, menu, processes_of, xdotool};
use crate::tour::home::add_valid;
use crate::window::until;

/// Two starts of the same program differ by so much at most.
const ALIKE: f64 = 1.2;

/// A home with one OA, whose program was told to go on without a window.
async fn resident() -> (WindowManager, Bench, Engine) {
    let manager = WindowManager::start();
    let bench = Bench::new().await;
    bench.keep_looks(&json!({"closeToTray": true}));
    let engine = bench.engine().await;
    add_valid(&bench, &engine, "Shop Thảo My").await;
    (manager, bench, engine)
}

/// The program, which restarts so many milliseconds after its window has closed.
fn restarting(desktop: &Desktop, bench: &Bench, arguments: &[&str], after: &str) -> Command {
    let mut command = desktop.command(bench, arguments);
    command.env("OA_TOKEN_TEST_ANEW_MS", after);
    command
}

/// Waits until the page has shown an OA, which the looks then remember.
async fn until_ready(bench: &Bench) {
    until_looks_hold(bench.home.path(), "\"lastProfile\":\"").await;
}

async fn close_and_wait() {
    close_window().await;
    until(|| !is_window_open()).await;
}

/// Returns the memory of everything that runs in this home a second later, shared pages shared out, in MiB.
async fn memory(data: &Path) -> f64 {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let wanted = data.display().to_string();
    let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let ours = processes.filter(|process| environment(process, "OA_TOKEN_HOME").as_ref() == Some(&wanted));
    let of = |process: std::path::PathBuf| {
        let sums = std::fs::read_to_string(process.join("smaps_rollup")).unwrap_or_default();
        let pss = sums.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse().ok());
        pss.unwrap_or(0.0) / 1024.0
    };
    ours.map(of).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_its_window_closes_the_program_restarts_and_uses_as_little_memory_as_before() {
    let (_manager, bench, _engine) = resident().await;
    let data = bench.path("data");
    let mut desktop = Desktop::start();
    let icons = desktop.tray();
    let first = desktop.start_program(restarting(&desktop, &bench, &["--hidden"], "3000"));
    let tray = menu(&desktop, &icons, 1).await;
    tray.get("Mọi OA đều ổn").await;
    let fresh = memory(&data).await;

    tray.press("Mở OA Token");
    until(is_window_open).await;
    until_ready(&bench).await;
    close_and_wait().await;
    let closed = memory(&data).await;
    until(|| desktop.has_ended(first)).await;
    menu(&desktop, &icons, 2).await.get("Shop Thảo My · ").await;
    let restarted = memory(&data).await;
    assert_eq!(processes_of(&data).len(), 1, "one program");
    assert!(
        restarted < fresh * ALIKE && restarted < closed,
        "fresh {fresh:.0}, closed {closed:.0}, restarted {restarted:.0} MiB"
    );
    // For a user who starts it a second time it is the same program.
    assert!(desktop.command(&bench, &[]).status().unwrap().success());
    until(is_window_open).await;
    assert_eq!(processes_of(&data).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_does_not_restart_before_the_copied_secret_is_cleared() {
    let (_manager, bench, engine) = resident().await;
    engine.settings().set_clipboard_seconds(true, 12).await.unwrap();
    let mut desktop = Desktop::start();
    let icons = desktop.tray();
    let first = desktop.start_program(restarting(&desktop, &bench, &["--hidden"], "300"));
    let menu = menu(&desktop, &icons, 1).await;
    menu.get("Mọi OA đều ổn").await;
    menu.press("Mở OA Token");
    until(is_window_open).await;
    menu.press("Sao chép access token");
    until(|| !clipboard().is_empty()).await;
    close_and_wait().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!desktop.has_ended(first), "the copied text can still be pasted");
    assert!(!clipboard().is_empty());
    until(|| desktop.has_ended(first)).await;
    assert!(clipboard().is_empty(), "the clipboard was cleared before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_restart_keeps_the_program_running() {
    let (_manager, bench, _engine) = resident().await;
    let data = bench.path("data");
    let mut desktop = Desktop::start();
    let first = desktop.start_program(restarting(&desktop, &bench, &[], "300"));
    until(is_window_open).await;
    until_ready(&bench).await;
    // The new process finds nobody to tell that it has begun.
    std::fs::remove_file(bench.path("data/locks/window.address")).unwrap();
    close_window().await;
    until(|| processes_of(&data).len() == 2).await;
    until(|| processes_of(&data).len() == 1).await;
    assert!(!desktop.has_ended(first), "otherwise no program would refresh");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_typed_key_survives_the_restart_and_the_locked_tray_names_no_oa() {
    let (_manager, bench, engine) = resident().await;
    engine.protection().set_passphrase(None, Secret::new("FAKE ca voi xanh")).await.unwrap();
    drop(engine);
    let mut desktop = Desktop::start();
    let icons = desktop.tray();
    let mut command = restarting(&desktop, &bench, &[], "1000");
    // The passphrase alone opens the vault now.
    command.env_remove("OA_TOKEN_KEY_FILE");
    let first = desktop.start_program(command);
    let tray = menu(&desktop, &icons, 1).await;
    tray.get("Kho token chưa mở").await;
    until(is_window_open).await;
    let begun = Instant::now();
    while tray.find("Kho token chưa mở").is_some() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the passphrase is not accepted");
        xdotool(&["key", "ctrl+a"]);
        xdotool(&["type", "FAKE ca voi xanh"]);
        xdotool(&["key", "Return"]);
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    xdotool(&["key", "ctrl+l"]);
    tray.get("OA Token đang khóa").await;
    close_window().await;
    until(|| desktop.has_ended(first)).await;
    // Its face is locked, its vault is open: without the key it would be shut.
    let tray = menu(&desktop, &icons, 2).await;
    tray.get("OA Token đang khóa").await;
    let items = format!("{:?}", tray.items());
    assert!(!items.contains("Thảo My") && !items.contains("Làm mới") && !items.contains("Sao chép"), "{items}");
    assert!(tray.find("Thoát").is_some_and(|item| item.enabled));
    let second = processes_of(&bench.path("data"));
    assert_eq!(second.len(), 1);
    for file in ["cmdline", "environ"] {
        let told = std::fs::read(second[0].join(file)).unwrap();
        assert!(!String::from_utf8_lossy(&told).contains("passphrase"), "{file}");
    }
}
