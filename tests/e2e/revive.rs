//! A dead token, brought back by pasting the pair that API Explorer shows.

use oa_token_model::refresh::plan::Trigger;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench};
use crate::tour::home::add;
use crate::window::Page;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_oa_is_revived_by_a_pasted_pair() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let id = add(&bench, &engine, "Nha khoa An Bình").await;
    engine.refresh().send(&id, Trigger::User).await.unwrap();
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    engine.refresh().send(&id, Trigger::User).await.unwrap();
    let pair = bench.sim.issue_pair(APP_ID);
    let sim = bench.sim.clone();
    bench
        .open(None, async move |page: &Page| {
            page.reads("state", "Cần cấp quyền lại").await;
            page.click("next-step").await;
            // The wrong way round first: it is said, and one press puts it right.
            page.fill("revive-access-token", &pair.refresh_token).await;
            page.fill("revive-refresh-token", &pair.access_token).await;
            page.get("revive-swap").await;
            page.click("revive-swap").await;
            page.click("revive-save").await;
            page.gone("revive-save").await;
            // The box is gone a moment before the page knows that it may send again.
            page.select("[data-testid='send']:enabled").await;
            let spent = sim.spends();
            page.click("send").await;
            page.click_if_there("confirm-send").await;
            page.reads("verdict", "Đã lưu").await;
            assert_eq!(sim.spends(), spent + 1);
        })
        .await;
}
