//! What the program says by itself: over D-Bus to a daemon of the test's own, or in the window.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use oa_token_engine::Engine;
use oa_token_model::destination::{CopyForm, DestinationName, FileTarget};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileEdit;

use crate::bench::{Bench, until_looks_hold};
use crate::close_behavior::{WindowManager, is_window_open};
use crate::desktop::{Desktop, Shown, clipboard, menu, xdotool};
use crate::tour::home::{add, add_due, add_valid, kill};
use crate::window::{Page, until};

/// Fifteen seconds of steady network, the looks before and after, and a slow computer.
const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oa_that_needs_consent_is_notified_once_and_a_click_shows_it() {
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let id = add_valid(&bench, &engine, "Nha khoa <An> Bình").await;
    let mut desktop = Desktop::start();
    let (icons, shown) = (desktop.tray(), desktop.notifications());
    desktop.start_program(desktop.command(&bench, &["--hidden"]));
    let menu = menu(&desktop, &icons, 1).await;
    menu.get("Mọi OA đều ổn").await;
    kill(&bench, &engine, &id).await;
    until(|| !shown.lock().unwrap().is_empty()).await;
    menu.get("1 OA cần xử lý").await;
    let Shown { id: number, title, body } = shown.lock().unwrap()[0].clone();
    assert_eq!(title, "Nha khoa <An> Bình cần cấp quyền lại");
    assert!(!body.contains("An"), "a name must not appear in text that may be parsed as markup: {body}");
    assert!(!is_window_open());
    desktop.click(number);
    until(is_window_open).await;
    until_looks_hold(bench.home.path(), &id.to_string()).await;
    // Another pair of eyes on the same state.
    engine.profiles().edit(&id, ProfileEdit::default()).await.unwrap();
    menu.get("1 OA cần xử lý").await;
    assert_eq!(shown.lock().unwrap().len(), 1, "notified once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_notification_service_the_window_shows_the_message() {
    let _manager = WindowManager::start();
    let bench = Arc::new(Bench::new().await);
    let engine = bench.engine().await;
    let id = add_valid(&bench, &engine, "Nha khoa An Bình").await;
    add(&bench, &engine, "Áo dài Huế").await;
    let within = Arc::clone(&bench);
    bench
        .open(None, async move |page: &Page| {
            page.choose("Áo dài Huế").await;
            // What it finds at its first look is seen already.
            tokio::time::sleep(Duration::from_secs(1)).await;
            // Nobody looks at it.
            let window = |act: &str| {
                xdotool(&["search", "--class", "oa-token-desktop", "search", "--name", "^OA Token$", act]);
            };
            window("windowminimize");
            kill(&within, &engine, &id).await;
            page.reads("offer", "Nha khoa An Bình cần cấp quyền lại").await;
            // A window that is not shown receives no press: a user who returns to it presses.
            window("windowactivate");
            page.click("toast-undo").await;
            page.reads("state", "Cần cấp quyền lại").await;
        })
        .await;
}

/// An OA that is due and refreshes by itself.
async fn due(bench: &Bench) -> (Engine, ProfileId) {
    let engine = bench.engine().await;
    let id = add_due(bench, &engine, "Shop Thảo My").await;
    engine.auto_refresh().set_automatic(&id, true).await.unwrap();
    (engine, id)
}

/// Waits for so many notifications, and returns the title of the newest.
async fn title(shown: &Mutex<Vec<Shown>>, count: usize) -> String {
    let begun = Instant::now();
    while shown.lock().unwrap().len() < count {
        assert!(begun.elapsed() < PATIENCE, "no notification was shown");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    shown.lock().unwrap()[count - 1].title.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_automatic_refresh_and_a_failed_file_write_are_notified() {
    let bench = Bench::new().await;
    let (engine, id) = due(&bench).await;
    let mut desktop = Desktop::start();
    let shown = desktop.notifications();
    desktop.start_program(desktop.command(&bench, &["--hidden"]));
    assert_eq!(title(&shown, 1).await, "Shop Thảo My vừa được tự làm mới");
    assert_eq!(bench.sim.spends(), 2, "once by itself");
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
    let destination = FileTarget {
        path: bench.path("no/such/folder/token.json"),
        format: "json".to_owned(),
        with_refresh_token: false,
        names: Default::default(),
    };
    engine.destinations().add_file(&id, None, destination).await.unwrap();
    assert_eq!(title(&shown, 2).await, "Shop Thảo My: chưa đưa được token mới tới token.json");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_vault_is_notified_when_an_oa_is_due() {
    let bench = Bench::new().await;
    drop(due(&bench).await);
    std::fs::write(bench.path("key"), b"FAKE_OTHER_KEY_0123456789_0123456789_0123456789").unwrap();
    let mut desktop = Desktop::start();
    let shown = desktop.notifications();
    desktop.start_program(desktop.command(&bench, &["--hidden"]));
    assert_eq!(title(&shown, 1).await, "Kho token đang khóa nên chưa tự làm mới được");
    assert_eq!(bench.sim.spends(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_to_paste_is_notified_and_the_button_copies_it_as_the_place_wants_it() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let id = add_valid(&bench, &engine, "Shop Thảo My").await;
    let name = DestinationName::parse("Haravan").unwrap();
    engine.destinations().add_note(&id, Some(name), "Haravan", true, CopyForm::Row).await.unwrap();
    let mut desktop = Desktop::start();
    let shown = desktop.notifications();
    desktop.start_program(desktop.command(&bench, &["--hidden"]));
    assert_eq!(title(&shown, 1).await, "Shop Thảo My có token mới: dán vào Haravan");
    let number = shown.lock().unwrap()[0].id;
    desktop.press(number, "copy");
    let live = engine.profiles().secrets(&id).await.unwrap().current.pair.access.unwrap();
    until(|| clipboard().starts_with(&format!("Shop Thảo My\t{}\t", live.expose()))).await;
    assert!(!clipboard().ends_with('\n'), "a line end would leave the cell");
}
