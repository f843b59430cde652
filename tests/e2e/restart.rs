//! Without a window the program takes no more than one that never had any.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use oa_token_model::refresh::plan::Trigger;

use crate::bench::Bench;
use crate::close_behavior::{WindowManager, close_window, is_window_open, set_close_to_tray, until_ready};
use crate::desktop::{Desktop, environment, menu, processes_of};
use crate::tour::home::add;
use crate::window::until;

/// Two starts of the same program differ by so much at most.
const ALIKE: f64 = 1.2;

/// Returns the memory of everything that runs in this home, shared pages shared out, in MiB.
fn memory(data: &Path) -> f64 {
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
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    set_close_to_tray(&bench);
    let data = bench.path("data");
    let engine = bench.engine().await;
    let id = add(&bench, &engine, "Shop Thảo My").await;
    engine.refresh().send(&id, Trigger::User).await.unwrap();
    let mut desktop = Desktop::start();
    let icons = desktop.tray();
    let mut command = desktop.command(&bench, &["--hidden"]);
    command.env("OA_TOKEN_TEST_ANEW_MS", "3000");
    let first = desktop.start_program(command);
    menu(&desktop, &icons).await.get("Mọi OA đều ổn").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let fresh = memory(&data);

    menu(&desktop, &icons).await.press("Mở OA Token");
    until(is_window_open).await;
    until_ready(&bench).await;
    let open = memory(&data);
    close_window().await;
    until(|| !is_window_open()).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let closed = memory(&data);
    until(|| desktop.has_ended(first)).await;
    until(|| icons.lock().unwrap().len() == 2).await;
    let icon = icons.lock().unwrap()[1].clone();
    let menu = crate::desktop::TrayMenu::of(&desktop, &icon);
    menu.get("Shop Thảo My · ").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let restarted = memory(&data);
    println!("MiB: fresh {fresh:.0}, window {open:.0}, closed {closed:.0}, restarted {restarted:.0}");
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
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    set_close_to_tray(&bench);
    let engine = bench.engine().await;
    let id = add(&bench, &engine, "Shop Thảo My").await;
    engine.refresh().send(&id, Trigger::User).await.unwrap();
    engine.settings().set_clipboard_seconds(true, 12).await.unwrap();
    let mut desktop = Desktop::start();
    let icons = desktop.tray();
    let mut command = desktop.command(&bench, &["--hidden"]);
    command.env("OA_TOKEN_TEST_ANEW_MS", "300");
    let first = desktop.start_program(command);
    let menu = menu(&desktop, &icons).await;
    menu.get("Mọi OA đều ổn").await;
    menu.press("Mở OA Token");
    until(is_window_open).await;
    menu.press("Sao chép access token");
    until(|| !crate::clipboard::clipboard().is_empty()).await;
    close_window().await;
    until(|| !is_window_open()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!desktop.has_ended(first), "the copied text can still be pasted");
    assert!(!crate::clipboard::clipboard().is_empty());
    until(|| desktop.has_ended(first)).await;
    assert!(crate::clipboard::clipboard().is_empty(), "the clipboard was cleared before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_restart_keeps_the_program_running() {
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    set_close_to_tray(&bench);
    let data = bench.path("data");
    let engine = bench.engine().await;
    add(&bench, &engine, "Shop Thảo My").await;
    let mut desktop = Desktop::start();
    let mut command = desktop.command(&bench, &[]);
    command.env("OA_TOKEN_TEST_ANEW_MS", "300");
    let first = desktop.start_program(command);
    until(is_window_open).await;
    until_ready(&bench).await;
    // The new process finds nobody to tell that it has begun.
    std::fs::remove_file(bench.path("data/locks/window.address")).unwrap();
    close_window().await;
    until(|| processes_of(&data).len() == 2).await;
    until(|| processes_of(&data).len() == 1).await;
    assert!(!desktop.has_ended(first), "otherwise no program would refresh");
}

/// Types into whatever has the keyboard, as a person does.
fn type_in(arguments: &[&str]) {
    assert!(Command::new("xdotool").args(arguments).status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_typed_key_survives_the_restart() {
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    set_close_to_tray(&bench);
    let data = bench.path("data");
    let engine = bench.engine().await;
    add(&bench, &engine, "Shop Thảo My").await;
    engine.protection().set_passphrase(None, oa_token_model::secret::Secret::new("FAKE ca voi xanh")).await.unwrap();
    drop(engine);
    let mut desktop = Desktop::start();
    let icons = desktop.tray();
    let mut command = desktop.command(&bench, &[]);
    // The passphrase alone opens the vault now.
    command.env("OA_TOKEN_TEST_ANEW_MS", "1000").env_remove("OA_TOKEN_KEY_FILE");
    let first = desktop.start_program(command);
    let tray = menu(&desktop, &icons).await;
    tray.get("Kho token chưa mở").await;
    until(is_window_open).await;
    let begun = std::time::Instant::now();
    while tray.find("Kho token chưa mở").is_some() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the passphrase is not accepted");
        type_in(&["key", "ctrl+a"]);
        type_in(&["type", "FAKE ca voi xanh"]);
        type_in(&["key", "Return"]);
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    type_in(&["key", "ctrl+l"]);
    tray.get("OA Token đang khóa").await;
    close_window().await;
    until(|| desktop.has_ended(first)).await;
    until(|| icons.lock().unwrap().len() == 2).await;
    let icon = icons.lock().unwrap()[1].clone();
    // Its face is locked, its vault is open: without the key it would be shut.
    crate::desktop::TrayMenu::of(&desktop, &icon).get("OA Token đang khóa").await;
    let second = processes_of(&data);
    assert_eq!(second.len(), 1);
    for file in ["cmdline", "environ"] {
        let told = std::fs::read(second[0].join(file)).unwrap();
        assert!(!String::from_utf8_lossy(&told).contains("passphrase"), "{file}");
    }
}
