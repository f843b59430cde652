//! From what people have (a Postman export, a file, a chat message) to a copied token.

use serde_json::{Value, json};
use zalo_sim::{App, Sandbox};

use crate::bench::{APP_ID, Bench, SECRET_KEY};
use crate::window::Page;

/// The tutorial's request as Postman exports it, with this token in its row.
fn collection(token: &str) -> String {
    let file = include_str!("../fixtures/import/zalo-oa.postman_collection.json").replace("FAKE_RT_literal", token);
    let mut collection: Value = serde_json::from_str(&file).unwrap();
    // The other request holds variables, which an environment of its own resolves.
    collection["item"].as_array_mut().unwrap().remove(0);
    collection.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_collection_is_reviewed_saved_sent_and_its_token_copied() {
    let bench = Bench::new().await;
    let (token, text) = (bench.first.refresh_token.clone(), collection(&bench.first.refresh_token));
    let sim = bench.sim.clone();
    bench
        .open(None, async move |page: &Page| {
            page.get("nav-add").await;
            // Three things are done: paste, send, copy.
            page.paste(&text).await;
            page.reads("import-row-refresh-token", &token[token.len() - 4..]).await;
            assert!(!page.source().await.contains(&token), "only its last four characters are in the page");
            page.click("import-send").await;
            page.reads("verdict", "Đã lưu").await;
            page.click("copy-access").await;
            page.reads("toast", "access_token").await;
            assert_eq!(sim.spends(), 1);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_oas_in_one_file_are_saved_and_a_doubtful_one_needs_an_answer() {
    let bench = Bench::new().await;
    let oa = |name: &str, app_id: &str, token: &str| json!({"name": name, "app_id": app_id, "secret_key": SECRET_KEY, "refresh_token": token});
    let text = json!([
        oa("Tiệm bánh Mây", APP_ID, "FAKE_RT_may_0123456789"),
        oa("Hoa tươi Dã Quỳ", "", "FAKE_RT_quy_0123456789"),
        oa("Gốm Bát Tràng", APP_ID, "FAKE_RT_gom_0123456789"),
    ]);
    std::fs::write(bench.path("shop.json"), text.to_string()).unwrap();
    let mut variables = bench.variables(None);
    variables.push(("OA_TOKEN_TEST_OPEN_PATH".to_owned(), bench.path("shop.json").display().to_string()));
    crate::window::open(bench.home.path(), &variables, async move |page: &Page| {
        page.click("way-paste").await;
        page.click("choose-file").await;
        page.reads("import-preview", "shop.json").await;
        page.reads("import-save", "2").await;
        page.click("import-save").await;
        page.gone("import-preview").await;
        page.reads("profile-item", "Tiệm bánh Mây").await;
        assert!(!page.text().await.contains("Hoa tươi Dã Quỳ"), "the OA without an app_id was not saved");
    })
    .await;
    assert_eq!(bench.engine().await.profiles().list().await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_in_use_is_replaced_only_after_a_confirmation_and_the_old_pair_is_kept() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let id = crate::tour::home::add(&bench, &engine, "Cà phê Hà Nội").await;
    let next = bench.sim.issue_pair(APP_ID).refresh_token;
    let text =
        json!({"name": "cà phê hà nội", "app_id": APP_ID, "secret_key": SECRET_KEY, "refresh_token": next}).to_string();
    bench
        .open(None, async move |page: &Page| {
            page.get("profile-item").await;
            page.paste(&text).await;
            page.get("import-same-name").await;
            page.click("import-replace").await;
            page.click("import-save").await;
            page.gone("import-preview").await;
        })
        .await;
    let kept = engine.profiles().generations(&id).await.unwrap();
    assert_eq!(kept.len(), 2, "the previous pair is kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_without_a_token_is_reported_and_nothing_is_saved() {
    let bench = Bench::new().await;
    bench
        .open(None, async move |page: &Page| {
            page.get("nav-add").await;
            page.paste("chiều nay mấy giờ họp vậy em").await;
            page.click("notice-close").await;
            page.gone("notice-close").await;
        })
        .await;
    assert!(!bench.path("data/vault.db").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_first_run_to_a_copied_practice_token_in_three_presses() {
    let bench = Bench::new().await;
    bench
        .open(None, async move |page: &Page| {
            page.click("way-practice").await;
            page.reads("practice-line", "Đang tập").await;
            page.click("send").await;
            page.reads("verdict", "Đã lưu").await;
            page.click("copy-access").await;
            page.reads("toast", "access_token").await;
            page.reads("profile-item", "OA mẫu").await;
        })
        .await;
    assert_eq!(bench.sim.spends(), 0, "nothing went to Zalo");
    let App { app_id, .. } = Sandbox::app();
    assert_eq!(bench.engine().await.profiles().list().await.unwrap()[0].profile.app_id.as_str(), app_id);
}
