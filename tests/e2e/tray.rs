//! The tray, driven over D-Bus as a panel does: no window is open.

use crate::bench::{APP_ID, Bench, until_generation};
use crate::close_behavior::{WindowManager, close_window, is_window_open};
use crate::desktop::{Desktop, clipboard, menu};
use crate::tour::home::add_due;
use crate::window::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hidden_start_does_everything_from_the_tray() {
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let id = add_due(&bench, &engine, "Shop R&D Thảo_My").await;
    let mut desktop = Desktop::start();
    let icons = desktop.tray();
    let program = desktop.start_program(desktop.command(&bench, &["--hidden"]));
    let menu = menu(&desktop, &icons, 1).await;

    menu.get("Shop R&D Thảo_My · ").await;
    assert!(menu.get("Làm mới 1 OA đến hạn").await.enabled);
    assert!(!is_window_open(), "only the tray");
    menu.press("Làm mới 1 OA đến hạn");
    until_generation(&engine, 3).await;
    menu.get("Mọi OA đều ổn").await;
    menu.get("Shop R&D Thảo_My · 24 giờ 59 phút").await;
    assert!(menu.find("Làm mới 0 OA").is_some_and(|item| !item.enabled), "{:#?}", menu.items());

    engine.auto_refresh().set_automatic(&id, true).await.unwrap();
    menu.get("Lần kế tiếp: Shop R&D ").await;
    menu.press("Tạm dừng tự làm mới 1 giờ");
    menu.get("Đang tạm dừng tự làm mới, tới ").await;
    assert!(engine.auto_refresh().policy().await.paused_until.is_some());
    menu.press("Tiếp tục tự làm mới");
    menu.get("Lần kế tiếp: Shop R&D ").await;
    assert!(engine.auto_refresh().policy().await.paused_until.is_none());

    menu.press("Sao chép access token");
    let live = bench.sim.live_pair(APP_ID).unwrap().access_token;
    until(|| clipboard() == live).await;

    menu.press("Mở OA Token");
    until(is_window_open).await;
    // The question of the first close holds no window that nobody answers.
    close_window().await;
    menu.press("Thoát");
    until(|| desktop.has_ended(program)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_tray_a_second_start_opens_the_window() {
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    let mut desktop = Desktop::start();
    let program = desktop.start_program(desktop.command(&bench, &["--hidden"]));
    until(|| bench.path("data/locks/window.address").exists()).await;
    let second = desktop.command(&bench, &[]).output().unwrap();
    assert!(second.status.success() && second.stdout.is_empty() && second.stderr.is_empty(), "{second:?}");
    until(is_window_open).await;
    assert!(!desktop.has_ended(program));
}
