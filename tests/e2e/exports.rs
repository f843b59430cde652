//! Each format through the dialog, into a file that its reader can read.

use serde_json::Value;

use crate::bench::{APP_ID, Bench, SECRET_KEY, fill_form};
use crate::window::{Page, until};

/// Each format by its button, and what its file is called in this test.
const FORMATS: [&str; 7] = ["text", "env", "json_iso", "json", "tsv", "postman_environment", "curl"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_format_is_saved_through_the_dialog_as_a_complete_file_without_the_key() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let id = crate::tour::home::add(&bench, &engine, "Cà phê Hà Nội").await;
    engine.refresh().send(&id, oa_token_model::refresh::plan::Trigger::User).await.unwrap();
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let (file, masked) =
        (bench.path("out"), format!("••••••••••••{}", &live.access_token[live.access_token.len() - 4..]));
    let access = live.access_token.clone();
    bench
        .open(Some("out"), async move |page: &Page| {
            page.get("copy-access").await;
            for format in FORMATS {
                page.click("export").await;
                page.click(&format!("export-format-{format}")).await;
                page.reads("export-preview", &masked).await;
                assert!(!page.source().await.contains(&access), "{format} is shown masked");
                page.click("export-save").await;
                until(|| file.exists()).await;
                page.gone("export-save").await;
                std::fs::rename(&file, file.with_file_name(format)).unwrap();
            }
        })
        .await;
    let read = |format: &str| std::fs::read_to_string(bench.path(format)).unwrap();
    for format in FORMATS {
        let text = read(format);
        assert!(text.contains(&live.access_token), "{format} holds the access token");
        assert!(!text.contains(SECRET_KEY) && !text.contains(&live.refresh_token), "{format} holds nothing else");
    }
    assert!(read("text") == live.access_token);
    assert!(read("env").starts_with("ZALO_OA_ACCESS_TOKEN="));
    for format in ["json", "json_iso", "postman_environment"] {
        let value: Value = serde_json::from_str(&read(format)).unwrap();
        assert!(value.is_object(), "{format}");
    }
    assert_eq!(read("tsv").trim_end().split('\t').count(), 3);
    assert!(read("curl").starts_with("curl "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn variables_get_the_users_names_and_a_wrong_one_is_reported() {
    let bench = Bench::new().await;
    let (token, file) = (bench.first.refresh_token.clone(), bench.path("shop.env"));
    bench
        .open(Some("shop.env"), async move |page: &Page| {
            fill_form(page, "Cà phê Hà Nội", SECRET_KEY, &token).await;
            page.click("form-send").await;
            page.reads("verdict", "Đã lưu").await;
            page.click("export").await;
            page.click("export-format-env").await;
            page.fill("export-name-access", "1 TOKEN").await;
            page.reads("export-wrong", "Tên biến").await;
            page.fill("export-name-access", "SHOP_TOKEN").await;
            page.select("[data-testid='export-save']:not([disabled])").await;
            page.click("export-save").await;
            until(|| file.exists()).await;
        })
        .await;
    assert!(std::fs::read_to_string(bench.path("shop.env")).unwrap().starts_with("SHOP_TOKEN="));
}
