//! Without a mouse, and in the other language and theme, without a restart and after one.

use thirtyfour::Key;

use crate::bench::{APP_ID, Bench, SECRET_KEY, until_looks_hold};
use crate::tour::home::add;
use crate::window::Page;

/// More stops of the Tab key than any screen here has.
const ENOUGH: usize = 40;

/// Goes by Tab until this has the focus.
async fn tab_to(page: &Page, id: &str) {
    for _ in 0..ENOUGH {
        let script = "return document.activeElement?.closest('[data-testid]')?.dataset.testid ?? ''";
        let at = page.0.execute(script, vec![]).await.unwrap();
        if at.json() == id {
            return;
        }
        page.keys(Key::Tab).await;
    }
    panic!("{id} is not reachable by Tab; the page:\n{}", page.text().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_first_start_to_a_copied_token_with_only_the_keyboard() {
    let bench = Bench::new().await;
    let token = bench.first.refresh_token.clone();
    bench
        .open(None, async move |page: &Page| {
            // The box has the focus from the start; each value is recognised by its form.
            page.get("paste-area").await;
            for text in [APP_ID, token.as_str()] {
                page.keys(text).await;
                page.keys(Key::Enter).await;
            }
            tab_to(page, "slot-edit-secret-key").await;
            page.keys(Key::Enter).await;
            page.get("form-secret-key").await;
            page.keys(SECRET_KEY).await;
            page.select("[data-testid='form-send']:not([disabled])").await;
            page.chord(Key::Control, Key::Enter).await;
            page.get("first-token").await;
            tab_to(page, "copy-access").await;
            page.keys(Key::Enter).await;
            page.reads("toast", "access token").await;
        })
        .await;
    assert_eq!(bench.sim.spends(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn language_and_theme_change_immediately_also_in_the_help_and_survive_a_restart() {
    let bench = Bench::new().await;
    add(&bench, &bench.engine().await, "Cà phê Hà Nội").await;
    let home = bench.home.path().to_owned();
    bench
        .open(None, async move |page: &Page| {
            page.get("send").await;
            page.click("settings").await;
            page.click("theme-dark").await;
            page.select("html[data-theme=dark]").await;
            page.click("language-en").await;
            page.select("html[lang=en]").await;
            page.keys(Key::Escape).await;
            page.gone("theme-dark").await;
            page.reads("send", "Send").await;
            page.keys(Key::F1).await;
            page.reads("help-text", "token").await;
            until_looks_hold(&home, "\"language\":\"en\"").await;
        })
        .await;
    bench
        .open(None, async move |page: &Page| {
            page.select("html[lang=en][data-theme=dark]").await;
            page.reads("send", "Send").await;
        })
        .await;
    // Without the file only the looks are back to default.
    std::fs::remove_file(bench.path("data/settings.json")).unwrap();
    bench
        .open(None, async move |page: &Page| {
            page.select("html[lang=vi]").await;
            page.reads("profile-item", "Cà phê Hà Nội").await;
        })
        .await;
}
