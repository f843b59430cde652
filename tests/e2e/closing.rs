//! Closing the window waits for an attempt in flight.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use oa_token::keeper::Keeper;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, SECRET_KEY, fill_form};
use crate::window::{Page, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_closed_while_sending_still_saves_the_answer() {
    let _manager = WindowManager::start();
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    let (token, sim, keeper) = (bench.first.refresh_token.clone(), Arc::clone(&bench.sim), bench.keeper().await);
    let watching = keeper.clone();
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Gốm Bát Tràng", SECRET_KEY, &token).await;
            page.click("form-send").await;
            sim.wait_for_spend(1).await;
            close_window().await;
            sim.release();
            until_saved(&watching).await;
        })
        .await;
    let live = bench.sim.live_pair(APP_ID).expect("a live pair");
    let record = keeper.find("Gốm Bát Tràng").await.unwrap();
    let ours = keeper.secrets(&record.profile.id).await.unwrap().current.pair;
    assert!(ours.access.is_some_and(|token| token.expose() == live.access_token));
}

/// A window manager: without one nobody can ask a window to close.
struct WindowManager(Child);

impl WindowManager {
    fn start() -> Self {
        Self(Command::new("openbox").stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("openbox is installed"))
    }
}

impl Drop for WindowManager {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Asks the window to close, as the button in its title does.
async fn close_window() {
    let close = || Command::new("wmctrl").args(["-F", "-c", "OA Token"]).status().is_ok_and(|status| status.success());
    until(close).await;
}

async fn until_saved(keeper: &Keeper) {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let profiles = keeper.profiles().await.unwrap();
        if profiles.first().is_some_and(|record| record.current.generation.0 == 2) {
            return;
        }
        assert!(Instant::now() < end, "the answer was not saved");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
