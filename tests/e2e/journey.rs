//! The main job in the real window: add, send, read, export, restart and find it all again.

use std::path::Path;

use crate::bench::{Bench, SECRET_KEY, fill_form};
use crate::window::{Page, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_values_give_tokens_that_survive_a_restart() {
    let bench = Bench::new().await;
    let (token, with, without) =
        (bench.first.refresh_token.clone(), bench.path("with.json"), bench.path("without.json"));
    bench
        .open(Some("with.json"), async move |page: &Page| {
            fill_form(page, "Cà phê Hà Nội", SECRET_KEY, &token).await;
            page.click("form-send").await;
            page.reads("verdict", "Đã lưu").await;
            assert!(!page.source().await.contains(&token), "the spent token is not in the page");
            export(page, true, &with).await;
        })
        .await;
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
    assert_eq!(bench.sim.spends(), 1);
    assert!(std::fs::read_to_string(bench.path("with.json")).unwrap() == bench.answer(true), "the body byte for byte");

    let live = bench.sim.live_pair(crate::bench::APP_ID).unwrap();
    bench
        .open(Some("without.json"), async move |page: &Page| {
            page.reads("profile-item", "Cà phê Hà Nội").await;
            page.click("profile-item").await;
            page.reads("verdict", "Đã lưu").await;
            let source = page.source().await;
            assert!(!source.contains(&live.access_token) && !source.contains(&live.refresh_token), "masked");
            page.click("reveal-access").await;
            page.reads("answer-lines", &live.access_token).await;
            export(page, false, &without).await;
        })
        .await;
    assert!(std::fs::read_to_string(bench.path("without.json")).unwrap() == bench.answer(false), "without that member");
    assert_eq!(bench.sim.spends(), 1, "viewing must not spend a token");
}

/// Exports JSON through the dialog of the page; the system's own dialog has a test of its own.
async fn export(page: &Page, with_refresh_token: bool, file: &Path) {
    page.click("export").await;
    page.click("export-format-json").await;
    if with_refresh_token {
        page.click("export-with-refresh").await;
    }
    page.click("export-save").await;
    // Written whole, so that a file that is there is all there.
    until(|| file.exists()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_send_asks_first_and_escape_keeps_the_token() {
    let bench = Bench::new().await;
    let token = bench.first.refresh_token.clone();
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Shop Thảo My", SECRET_KEY, &token).await;
            page.click("form-send").await;
            page.reads("verdict", "Đã lưu").await;
            page.click("send").await;
            page.click("confirm-keep").await;
            page.click("send").await;
            page.get("confirm-send").await;
        })
        .await;
    assert_eq!(bench.sim.spends(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_keeps_its_security_policy() {
    let bench = Bench::new().await;
    let token = bench.first.refresh_token.clone();
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Cà phê Hà Nội", SECRET_KEY, &token).await;
            page.click("form-send").await;
            page.reads("verdict", "Đã lưu").await;
            page.click("send").await;
            page.get("confirm-keep").await;
            assert_eq!(violations(page).await, "0");
            // The count counts: an inline style is what the policy forbids.
            let styled = "document.body.insertAdjacentHTML('beforeend', '<i style=\"color:red\"></i>')";
            page.0.execute(styled, vec![]).await.unwrap();
            page.select("[data-policy-violations='1']").await;
        })
        .await;
}

/// Returns how often the page broke its security policy.
async fn violations(page: &Page) -> String {
    let root = page.select("html").await;
    root.attr("data-policy-violations").await.unwrap().unwrap_or_default()
}
