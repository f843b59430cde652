//! What went wrong, in words, with its next step.

use zalo_sim::Fault;

use crate::bench::{Bench, SECRET_KEY, fill_form};
use crate::window::Page;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_secret_key_is_explained_and_the_token_is_kept() {
    let bench = Bench::new().await;
    let token = bench.first.refresh_token.clone();
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Nha khoa An Bình", "FAKE_SECRET_of_another_app", &token).await;
            page.click("form-send").await;
            page.reads("verdict", "Zalo từ chối").await;
            page.reads("explain", "Sai secret_key").await;
            page.reads("explain", "-14004").await;
            page.reads("explain", "Dán lại khóa bí mật").await;
        })
        .await;
    assert!(bench.sim.is_live_refresh(&bench.first.refresh_token));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_token_is_shown_with_zalos_own_message() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    let token = bench.first.refresh_token.clone();
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Nhà sách Bến Nghé", SECRET_KEY, &token).await;
            page.click("form-send").await;
            page.reads("explain", "Invalid refresh token.").await;
            page.reads("explain", "chưa dùng được lần nào").await;
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_key_has_its_own_screen_and_nothing_is_overwritten() {
    let bench = Bench::new().await;
    bench.engine().await;
    let vault = std::fs::read(bench.path("data/vault.db")).unwrap();
    oa_token_vault::atomic_file::write(&bench.path("key"), b"FAKE_OTHER_KEY_0123456789_0123456789_0123").unwrap();
    bench
        .open(None, async move |page: &Page| {
            page.reads("vault-card", "không mở được kho").await;
        })
        .await;
    assert!(std::fs::read(bench.path("data/vault.db")).unwrap() == vault);
}
