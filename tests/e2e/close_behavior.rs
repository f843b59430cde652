//! Closing the window: asks once what it means, waits for an attempt in flight.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use thirtyfour::Key;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, fill_form, until_generation};
use crate::desktop::{environment, process_of};
use crate::window::{Page, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_closed_while_sending_still_saves_the_answer() {
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    let (token, sim, engine) = (bench.first.refresh_token.clone(), bench.sim.clone(), bench.engine().await);
    let watching = engine.clone();
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Gốm Bát Tràng", &token).await;
            page.click("form-send").await;
            sim.wait_for_spend(1).await;
            close_window().await;
            page.click_away("close-end").await;
            sim.release();
            until_generation(&watching, 2).await;
        })
        .await;
    let live = bench.sim.live_pair(APP_ID).expect("a live pair");
    let record = engine.profiles().resolve("Gốm Bát Tràng").await.unwrap();
    let ours = engine.profiles().secrets(&record.profile.id).await.unwrap().current.pair;
    assert!(ours.access.is_some_and(|token| token.expose() == live.access_token));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_close_asks_and_later_only_the_window_closes() {
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    let (data, variables) = (bench.path("data"), bench.variables(None));
    bench
        .open(None, async move |page: &Page| {
            page.get("paste-area").await;
            close_window().await;
            page.get("close-keep").await;
            page.keys(Key::Escape).await;
            page.gone("close-keep").await;
            close_window().await;
            page.click_away("close-keep").await;
            until(|| !is_window_open()).await;
            let program = process_of(&data).expect("the program continues");
            let bus = environment(&program, "DBUS_SESSION_BUS_ADDRESS").expect("it has a session bus");
            for _ in 0..2 {
                start_again(&variables, &bus, &[]);
                until(is_window_open).await;
                close_window().await;
                until(|| !is_window_open()).await;
                assert_eq!(process_of(&data).as_ref(), Some(&program), "the same program, without a question");
            }
            start_again(&variables, &bus, &["--hidden"]);
            assert!(!is_window_open(), "a second hidden start shows nothing");
        })
        .await;
}

/// Starts the program once more beside the one that runs, which is to end at once.
fn start_again(variables: &[(String, String)], bus: &str, arguments: &[&str]) {
    let mut second = Command::new(env!("CARGO_BIN_EXE_oa-token-desktop"));
    second.args(arguments).envs(variables.iter().cloned()).env("DBUS_SESSION_BUS_ADDRESS", bus);
    let output = second.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
}

pub(crate) fn is_window_open() -> bool {
    let windows = Command::new("wmctrl").arg("-l").output().unwrap();
    String::from_utf8_lossy(&windows.stdout).lines().any(|line| line.ends_with(" OA Token"))
}

/// A window manager: without one nobody can ask a window to close.
pub(crate) struct WindowManager(Child);

impl WindowManager {
    /// Starts it and waits until it manages; a screen that is still busy with the last one is asked again.
    pub(crate) fn start() -> Self {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let openbox = Command::new("openbox").stdin(Stdio::null()).stderr(Stdio::null()).spawn();
            let mut manager = Self(openbox.expect("openbox is installed"));
            while matches!(manager.0.try_wait(), Ok(None)) {
                let asked = Command::new("wmctrl").arg("-m").stdout(Stdio::null()).stderr(Stdio::null()).status();
                if asked.is_ok_and(|status| status.success()) {
                    return manager;
                }
                assert!(Instant::now() < end, "no window manager");
                std::thread::sleep(Duration::from_millis(25));
            }
            assert!(Instant::now() < end, "openbox does not start");
        }
    }
}

impl Drop for WindowManager {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Asks the window to close, as the button in its title does.
pub(crate) async fn close_window() {
    let close = || Command::new("wmctrl").args(["-F", "-c", "OA Token"]).status().is_ok_and(|status| status.success());
    until(close).await;
}
