//! Closing the window waits for an attempt in flight.

use std::process::Command;

use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, SECRET_KEY, fill_form};
use crate::window::{Page, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_closed_while_sending_still_saves_the_answer() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    let token = bench.first.refresh_token.clone();
    let spent = bench.sim.wait_for_spend(1);
    let keeper_home = bench.keeper().await;
    let sim = std::sync::Arc::new(bench.sim);
    let shared = std::sync::Arc::clone(&sim);
    let variables = {
        let home = bench.home.path().to_owned();
        vec![
            ("OA_TOKEN_HOME".to_owned(), home.join("data").display().to_string()),
            ("OA_TOKEN_KEY_FILE".to_owned(), home.join("key").display().to_string()),
            ("OA_TOKEN_OAUTH_URL".to_owned(), sim.origin()),
        ]
    };
    crate::window::open(bench.home.path(), &variables, async move |page: &Page| {
        fill_form(page, "Gốm Bát Tràng", SECRET_KEY, &token).await;
        page.click("form-send").await;
        spent.await;
        // The window manager asks the window to close, as the button in its title does.
        let asked =
            Command::new("xdotool").args(["search", "--onlyvisible", "--name", "OA Token", "windowclose"]).status();
        assert!(asked.unwrap().success());
        shared.release();
        let keeper = keeper_home.clone();
        until_saved(&keeper).await;
    })
    .await;
    let live = sim.live_pair(APP_ID).expect("a live pair");
    let record = keeper_home.find("Gốm Bát Tràng").await.unwrap();
    let ours = keeper_home.secrets(&record.profile.id).await.unwrap().current.pair;
    assert!(ours.access.is_some_and(|token| token.expose() == live.access_token));
    until(|| true).await;
}

async fn until_saved(keeper: &oa_token::keeper::Keeper) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let profiles = keeper.profiles().await.unwrap();
        if profiles.first().is_some_and(|record| record.current.generation.0 == 2) {
            return;
        }
        assert!(std::time::Instant::now() < end, "the answer was not saved");
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
}
