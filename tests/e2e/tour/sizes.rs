//! Every size a window may have, with none, one, some and many OAs: nothing is cut off, nothing overlaps.

use super::home::{LONG, add, furnished};
use super::stops::{STOPS, Stop};
use super::{LIGHT, assert_none, faults, picture};
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screen_at_every_size() {
    let bench = furnished().await;
    bench
        .open(None, async move |page: &Page| {
            let mut found = Vec::new();
            page.get("profile-item").await;
            for (width, height) in SIZES {
                page.resize(width, height).await;
                // The rail of a narrow window has no room for the order of the list.
                let has_room = |stop: &&Stop| width > 720 || stop.name != "order";
                for stop in STOPS.iter().filter(has_room) {
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
async fn no_oa_one_and_two_hundred_at_every_size() {
    for (count, shows, press, then) in [
        (0, "form-send", "slot-where-refresh-token", "way-open"),
        (1, "profile-item", "nav-overview", "overview-row"),
        (MANY, "profile-item", "nav-overview", "overview-row"),
    ] {
        let bench = Bench::new().await;
        let engine = bench.engine().await;
        for number in 0..count {
            let start: String = LONG.chars().take(20 + number % 50).collect();
            add(&bench, &engine, &format!("{start} {number}")).await;
        }
        bench
            .open(None, async move |page: &Page| {
                let mut found = Vec::new();
                page.get(shows).await;
                look(page, &format!("{count}-oas"), &mut found).await;
                page.click(press).await;
                page.get(then).await;
                look(page, &format!("{count}-oas-{press}"), &mut found).await;
                assert_none(&found);
            })
            .await;
    }
}
