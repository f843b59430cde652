//! The main job in the real window, once from a click through Zalo to the vault, the clipboard and a file.

use crate::bench::{APP_ID, Bench, fill_form};
use crate::desktop::{clipboard, xdotool};
use crate::window::{Page, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_values_give_tokens_that_are_copied_saved_in_a_file_and_survive_a_restart() {
    let bench = Bench::new().await;
    let (sim, token, file) = (bench.sim.clone(), bench.first.refresh_token.clone(), bench.path("chosen.json"));
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Cà phê Hà Nội", &token).await;
            page.click("form-send").await;
            page.get("first-token").await;
            page.click("copy-access").await;
            let live = sim.live_pair(APP_ID).unwrap().access_token;
            until(|| clipboard() == live).await;
            let source = page.source().await;
            assert!(!source.contains(&token) && !source.contains(&live), "no token is in the page");
            page.click("first-later").await;
            page.click("send").await;
            page.click("confirm-keep").await;
            page.gone("confirm-keep").await;
            // By the system's own save dialog, into which a person types a path.
            page.click("more").await;
            page.click("export").await;
            page.click("export-format-json").await;
            page.click("export-with-refresh").await;
            page.click("export-save").await;
            xdotool(&["search", "--sync", "--onlyvisible", "--name", "Save|Lưu", "windowfocus"]);
            xdotool(&["key", "ctrl+a"]);
            xdotool(&["type", "--delay", "5", &file.display().to_string()]);
            xdotool(&["key", "Return"]);
            until(|| file.exists()).await;
            page.gone("export-save").await;
            page.select("html[data-policy-violations='0']").await;
            // The count counts: an inline style is what the policy forbids.
            let styled = "document.body.insertAdjacentHTML('beforeend', '<i style=\"color:red\"></i>')";
            page.0.execute(styled, vec![]).await.unwrap();
            page.select("html[data-policy-violations='1']").await;
        })
        .await;
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let body = format!(
        "{{\n    \"access_token\": \"{}\",\n    \"refresh_token\": \"{}\",\n    \"expires_in\": \"90000\"\n}}",
        live.access_token, live.refresh_token
    );
    assert!(std::fs::read_to_string(bench.path("chosen.json")).unwrap() == body, "the body byte for byte");

    bench
        .open(None, async move |page: &Page| {
            page.reads("profile-item", "Cà phê Hà Nội").await;
            page.click("profile-item").await;
            page.reads("verdict", "Đã lưu").await;
            let source = page.source().await;
            assert!(!source.contains(&live.access_token) && !source.contains(&live.refresh_token), "masked");
            page.click("reveal-access").await;
            page.reads("answer-lines", &live.access_token).await;
        })
        .await;
    assert_eq!(bench.sim.spends(), 1, "neither a question nor viewing spends a token");
}
