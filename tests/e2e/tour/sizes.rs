//! Every size a window may have, with none, one, some and many OAs: nothing is cut off, nothing overlaps.

use super::home::{LONG, add, furnished};
use super::stops::stops;
use super::{LIGHT, faults, picture};
use crate::bench::Bench;
use crate::window::Page;

/// 200 % text in the default window, the smallest usable one, the default, and a full screen.
const SIZES: [(u32, u32); 4] = [(590, 390), (860, 560), (1180, 780), (1920, 1080)];

/// As many as an agency has.
const MANY: usize = 200;

async fn look(page: &Page, what: &str, found: &mut Vec<String>) {
    for (width, height) in SIZES {
        page.resize(width, height).await;
        picture(page, LIGHT, &format!("{what}-{width}x{height}")).await;
        found.extend(faults(page).await.into_iter().map(|fault| format!("{what} {width}x{height}: {fault}")));
    }
    page.resize(1180, 780).await;
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_oa_yet_at_every_size() {
    let bench = Bench::new().await;
    bench
        .open(None, async move |page: &Page| {
            let mut found = Vec::new();
            page.get("nav-add").await;
            look(page, "first-run", &mut found).await;
            page.click("nav-add").await;
            page.get("form-send").await;
            look(page, "form", &mut found).await;
            assert_none(&found);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn some_oas_in_every_state_at_every_size() {
    let bench = furnished().await;
    bench
        .open(None, async move |page: &Page| {
            let mut found = Vec::new();
            for name in ["Cà phê Hà Nội", "Nha khoa An Bình", "Gốm Bát Tràng", "Công ty"] {
                page.choose(name).await;
                page.get("send").await;
                look(page, name, &mut found).await;
            }
            page.click("nav-overview").await;
            page.get("overview-row").await;
            look(page, "overview", &mut found).await;
            assert_none(&found);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_dialog_at_every_size() {
    let bench = furnished().await;
    bench
        .open(None, async move |page: &Page| {
            let mut found = Vec::new();
            page.get("profile-item").await;
            for (width, height) in SIZES {
                page.resize(width, height).await;
                for stop in stops() {
                    stop.go(page).await;
                    picture(page, LIGHT, &format!("{}-{width}x{height}", stop.name)).await;
                    let told = faults(page).await;
                    found.extend(told.iter().map(|fault| format!("{} {width}x{height}: {fault}", stop.name)));
                    stop.leave(page).await;
                }
            }
            assert_none(&found);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_oa_and_two_hundred_at_every_size() {
    for count in [1, MANY] {
        let bench = Bench::new().await;
        let engine = bench.engine().await;
        for number in 0..count {
            let start: String = LONG.chars().take(20 + number % 50).collect();
            add(&bench, &engine, &format!("{start} {number}")).await;
        }
        bench
            .open(None, async move |page: &Page| {
                let mut found = Vec::new();
                page.get("profile-item").await;
                look(page, &format!("{count}-oas"), &mut found).await;
                page.click("nav-overview").await;
                page.get("overview-row").await;
                look(page, &format!("{count}-oas-overview"), &mut found).await;
                assert_none(&found);
            })
            .await;
    }
}
