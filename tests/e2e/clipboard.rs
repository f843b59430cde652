//! Copying goes from Rust to the system's clipboard, past the page.

use std::process::Command;

use crate::bench::{APP_ID, Bench, SECRET_KEY, fill_form};
use crate::window::{Page, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_access_token_is_copied_for_other_programs() {
    let bench = Bench::new().await;
    let (token, sim) = (bench.first.refresh_token.clone(), std::sync::Arc::clone(&bench.sim));
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Hoa Sen", SECRET_KEY, &token).await;
            page.click("form-send").await;
            page.reads("verdict", "Đã lưu").await;
            page.click("copy-access").await;
            let live = sim.live_pair(APP_ID).unwrap().access_token;
            until(|| clipboard() == live).await;
            assert!(!page.source().await.contains(&live), "the page must not contain the token");
        })
        .await;
}

/// Returns what another program would paste.
pub(crate) fn clipboard() -> String {
    let output = Command::new("timeout").args(["2", "xclip", "-o", "-selection", "clipboard"]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}
