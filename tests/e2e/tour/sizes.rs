//! Every size a window may have, with none, one, some and many OAs: nothing is cut off, nothing overlaps.

use super::home::{LONG, add, furnished};
use super::stops::{STOPS, Stop};
use super::{LIGHT, assert_none, faults, picture, wear};
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

/// Makes these stops at every size.
async fn walk(page: &Page, stops: &[Stop]) -> Vec<String> {
    let mut found = Vec::new();
    for (width, height) in SIZES {
        page.resize(width, height).await;
        // The rail of a narrow window has no room for the order of the list.
        let has_room = |stop: &&Stop| width > 720 || stop.name != "order";
        for stop in stops.iter().filter(has_room) {
            stop.go(page).await;
            picture(page, LIGHT, &format!("{}-{width}x{height}", stop.name)).await;
            let told = faults(page).await;
            found.extend(told.iter().map(|fault| format!("{} {width}x{height}: {fault}", stop.name)));
            stop.leave(page).await;
        }
    }
    found
}

/// Opens the window of this home, and makes these stops at every size.
pub(super) async fn tour(bench: &Bench, stops: &'static [Stop]) {
    wear(bench, LIGHT);
    bench
        .open(None, async move |page: &Page| {
            page.get("profile-item").await;
            assert_none(&walk(page, stops).await);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screen_at_every_size() {
    tour(&furnished().await, STOPS).await;
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
