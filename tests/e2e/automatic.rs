//! Refreshing by itself in the real window: switched on by a person, then nobody touches anything.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::clock::{Clock, SystemClock};
use oa_token_model::refresh::plan::Trigger;
use zalo_sim::{ExpiresIn, Fault};

use crate::bench::Bench;
use crate::tour::home::add;
use crate::window::Page;

/// Fifteen seconds of steady network, the looks before and after, and a slow computer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// A clock of some minutes ago: what it refreshed is not just spent.
pub(crate) struct Ago;

impl Clock for Ago {
    fn now(&self) -> Timestamp {
        SystemClock.now() - SignedDuration::from_mins(3)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oa_that_is_switched_on_is_refreshed_when_it_is_due() {
    let bench = Bench::new().await;
    let engine = bench.engine_by(Arc::new(Ago)).await;
    let id = add(&bench, &engine, "Shop Thảo My").await;
    bench.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
    engine.refresh().send(&id, Trigger::User).await.unwrap();
    let sim = bench.sim.clone();
    bench
        .open(None, async move |page: &Page| {
            page.reads("automatic", "Tự làm mới: đang tắt").await;
            page.click("automatic-switch").await;
            page.get("automatic-keep").await;
            page.click_if_there("automatic-act").await;
            page.reads("automatic", "Tự làm mới: đang bật").await;
            page.reads("automatic-said", "ngay khi làm được").await;
            let switched = Instant::now();
            while sim.spends() < 2 {
                assert!(switched.elapsed() < PATIENCE, "the automatic refresh did not happen");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            page.reads("state", "Còn hạn").await;
            page.reads("automatic-said", "Lần kế tiếp").await;
            page.click("history").await;
            page.reads("diary", "Bật tự làm mới").await;
        })
        .await;
    assert_eq!(bench.sim.spends(), 2, "once");
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
}
