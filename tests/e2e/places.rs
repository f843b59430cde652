//! The places of a token in the real window: each kind is added, one breaks, is named with its reason, and is corrected.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};

use crate::bench::{APP_ID, Bench, fill_form};
use crate::desktop::clipboard;
use crate::window::{Page, until};

/// A receiver on this computer: the status it answers with, and how many deliveries it got.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    status: Arc<AtomicU16>,
    count: Arc<AtomicU32>,
}

/// Starts a receiver that answers as long as the tests run.
pub(crate) fn receiver() -> Receiver {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let receiver = Receiver {
        port: listener.local_addr().unwrap().port(),
        status: Arc::new(AtomicU16::new(204)),
        count: Arc::default(),
    };
    let (status, count) = (receiver.status.clone(), receiver.count.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (mut text, mut bytes) = (String::new(), [0; 4096]);
            while let Ok(length) = stream.read(&mut bytes) {
                text.push_str(&String::from_utf8_lossy(&bytes[..length]));
                // Each body is an object in an object.
                if length == 0 || text.ends_with("}}") {
                    break;
                }
            }
            count.fetch_add(1, Ordering::SeqCst);
            let status = status.load(Ordering::SeqCst);
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).ok();
        }
    });
    receiver
}

async fn in_state(page: &Page, state: &str) {
    page.select(&format!("[data-testid='place-hero'][data-state='{state}']")).await;
}

async fn add(page: &Page, kind: &str) {
    page.click("place-add").await;
    page.click(kind).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_place_is_added_and_one_that_breaks_is_named_and_corrected() {
    let bench = Bench::new().await;
    let (sim, token, file) = (bench.sim.clone(), bench.first.refresh_token.clone(), bench.path("zalo.env"));
    bench
        .open(Some("zalo.env"), async move |page: &Page| {
            let live = || sim.live_pair(APP_ID).unwrap().access_token;
            let receiver = receiver();
            fill_form(page, "Cà phê Hà Nội", &token).await;
            page.click("form-send").await;
            page.get("first-token").await;
            page.click("first-later").await;

            add(page, "place-kind-file").await;
            page.click("place-choose").await;
            page.reads("place-path", "zalo.env").await;
            page.click("place-save").await;
            in_state(page, "up_to_date").await;
            assert!(std::fs::read_to_string(&file).unwrap().contains(&live()));
            page.click("place-back").await;

            add(page, "place-kind-by_hand").await;
            page.fill("place-name", "Haravan").await;
            page.click("place-save").await;
            in_state(page, "to_paste").await;
            page.click("place-pasted").await;
            in_state(page, "up_to_date").await;
            page.click("place-back").await;

            add(page, "place-kind-webhook").await;
            page.fill("place-address", "http://n8n.example.com/webhook/FAKE_1").await;
            page.click("place-save").await;
            page.reads("place-refused", "https://").await;
            page.fill("place-address", &format!("http://127.0.0.1:{}/webhook/FAKE_1", receiver.port)).await;
            page.click("place-save").await;
            page.click("place-secret-copy").await;
            until(|| clipboard().starts_with("whsec_")).await;
            let secret = clipboard();
            assert!(!page.source().await.contains(&secret), "it is masked until it is asked for");
            page.click("place-secret-show").await;
            page.reads("place-secret", &secret).await;
            page.click("place-secret-kept").await;
            page.click("place-secret-done").await;
            in_state(page, "up_to_date").await;
            // The token, and the test after it.
            until(|| receiver.count.load(Ordering::SeqCst) >= 2).await;
            page.click("place-back").await;

            // n8n's workflow is switched off.
            receiver.status.store(404, Ordering::SeqCst);
            page.click("send").await;
            page.reads("confirm-places", "n8n").await;
            page.reads("confirm-places", "Haravan").await;
            page.click_if_there("confirm-send").await;
            page.select("[data-testid='saved-place'][data-state='ended']").await;
            page.select("[data-testid='saved-place'][data-state='up_to_date']").await;
            page.click("saved-place-copy").await;
            until(|| clipboard() == live()).await;
            page.click("saved-place-pasted").await;
            page.gone("saved-place-pasted").await;
            page.reads("fact-places", "n8n").await;
            page.select("[data-testid='place'][data-state='ended']").await.click().await.unwrap();
            in_state(page, "ended").await;
            page.reads("place-said", "404").await;
            page.reads("place-said", "bật lại quy trình").await;

            receiver.status.store(200, Ordering::SeqCst);
            page.click("place-test").await;
            in_state(page, "up_to_date").await;
            page.select("[data-testid='delivery'][data-taken='false']").await;
            assert!(!page.source().await.contains(&live()), "no token is in the page");

            page.click("place-more").await;
            page.click("place-remove").await;
            page.click_if_there("place-remove-confirm").await;
            page.gone("place-page").await;
            page.reads("places", "Haravan").await;
            assert!(!page.get("places").await.text().await.unwrap().contains("n8n"));
            page.select("html[data-policy-violations='0']").await;
        })
        .await;
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
}
