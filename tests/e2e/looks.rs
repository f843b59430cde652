//! Language and theme change at once and are kept.

use crate::bench::Bench;
use crate::window::Page;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn language_and_theme_survive_a_restart() {
    let bench = Bench::new().await;
    bench.engine().await;
    let home = bench.home.path().to_owned();
    bench
        .open(None, async move |page: &Page| {
            page.get("nav-add").await;
            page.click("language-en").await;
            page.select("html[lang=en]").await;
            crate::window::until(|| home.join("data/settings.json").exists()).await;
        })
        .await;
    bench
        .open(None, async move |page: &Page| {
            page.select("html[lang=en]").await;
            page.reads("nav-add", "refresh token").await;
        })
        .await;
    // Without the file only the looks are back to default.
    std::fs::remove_file(bench.path("data/settings.json")).unwrap();
    bench
        .open(None, async move |page: &Page| {
            page.select("html[lang=vi]").await;
        })
        .await;
}
