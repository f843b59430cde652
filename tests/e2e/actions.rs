//! How many actions a job takes, counted in the real window: each click, paste and press of a key. What a person does on
//! Zalo's pages is not counted.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use crate::bench::{APP_ID, Bench, SECRET_KEY};
use crate::desktop::clipboard;
use crate::tour::home::{add_valid, kill};
use crate::window::{LOOK, PATIENCE, Page, until};

/// A person at the window.
struct Person<'a> {
    page: &'a Page,
    actions: AtomicU32,
}

impl<'a> Person<'a> {
    fn at(page: &'a Page) -> Self {
        Self { page, actions: AtomicU32::new(0) }
    }

    fn acts(&self) {
        self.actions.fetch_add(1, Ordering::Relaxed);
    }

    async fn clicks(&self, id: &str) {
        self.page.click(id).await;
        self.acts();
    }

    /// Pastes where the focus is.
    async fn pastes(&self, text: &str) {
        self.page.settle().await;
        self.page.paste(text).await;
        self.acts();
    }

    fn took_at_most(&self, most: u32) {
        let took = self.actions.load(Ordering::Relaxed);
        assert!(took <= most, "{took} actions, at most {most}");
    }
}

async fn sends(page: &Page) {
    page.select("[data-testid='form-send']:not([disabled])").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_curl_call_in_the_clipboard_becomes_a_copied_token_in_three_actions() {
    let bench = Bench::new().await;
    let (sim, token) = (bench.sim.clone(), bench.first.refresh_token.clone());
    bench
        .open(None, async move |page: &Page| {
            let person = Person::at(page);
            page.get("paste-area").await;
            person
                .pastes(&format!(
                    "curl --location 'https://oauth.zaloapp.com/v4/oa/access_token' --header 'secret_key: {SECRET_KEY}' \
                     --data-urlencode 'refresh_token={token}' --data-urlencode 'app_id={APP_ID}' \
                     --data-urlencode 'grant_type=refresh_token'"
                ))
                .await;
            sends(page).await;
            person.clicks("form-send").await;
            page.get("first-token").await;
            person.clicks("copy-access").await;
            let live = sim.live_pair(APP_ID).unwrap().access_token;
            until(|| clipboard() == live).await;
            person.took_at_most(3);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_values_one_after_the_other_become_a_copied_token_in_five_actions() {
    let bench = Bench::new().await;
    let (sim, token) = (bench.sim.clone(), bench.first.refresh_token.clone());
    bench
        .open(None, async move |page: &Page| {
            let person = Person::at(page);
            page.get("paste-area").await;
            for line in
                [format!("refresh_token: {token}"), format!("app_id: {APP_ID}"), format!("secret_key: {SECRET_KEY}")]
            {
                person.pastes(&line).await;
            }
            sends(page).await;
            person.clicks("form-send").await;
            page.get("first-token").await;
            person.clicks("copy-access").await;
            let live = sim.live_pair(APP_ID).unwrap().access_token;
            until(|| clipboard() == live).await;
            person.took_at_most(5);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_oa_lives_again_in_eight_actions() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let id = add_valid(&bench, &engine, "Nha khoa An Bình").await;
    kill(&bench, &engine, &id).await;
    let fresh = bench.sim.issue_pair(APP_ID).refresh_token;
    let sim = bench.sim.clone();
    bench
        .open(None, async move |page: &Page| {
            let person = Person::at(page);
            person.clicks("next-step").await;
            page.get("revive-refresh-token").await;
            person.pastes(&fresh).await;
            page.select("[data-testid='revive-save']:not([disabled])").await;
            person.clicks("revive-save").await;
            page.reads("state", "còn hạn").await;
            person.clicks("copy-access").await;
            let live = sim.live_pair(APP_ID).unwrap().access_token;
            until(|| clipboard() == live).await;
            person.took_at_most(8);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_five_oas_refresh_automatically_after_four_actions() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    for number in 0..25 {
        add_valid(&bench, &engine, &format!("Cửa hàng {number}")).await;
    }
    bench
        .open(None, async move |page: &Page| {
            let person = Person::at(page);
            person.clicks("nav-overview").await;
            person.clicks("overview-select-all").await;
            person.clicks("selbar-automatic").await;
            page.settle().await;
            person.clicks("automatic-act").await;
            person.took_at_most(4);
            let end = Instant::now() + PATIENCE;
            while !engine.profiles().list().await.unwrap().iter().all(|record| record.automatic) {
                assert!(Instant::now() < end, "not all are refreshed automatically");
                tokio::time::sleep(LOOK).await;
            }
        })
        .await;
}
