//! A tour through every screen of the real window: looked at for what is cut off or overlaps and by axe-core, in both
//! languages and both themes; with `OA_TOKEN_SCREENS` set to a folder each stop leaves its picture there.

pub(crate) mod distrusted;
pub(crate) mod home;
mod sizes;
mod stops;

use std::path::PathBuf;
use std::sync::Arc;

use oa_token_model::secret::Secret;
use stops::{Stop, first_run_stops, lock_stops, sending_stops, stops, vault_stops};
use zalo_sim::Fault;

use crate::window::Page;

const AUDIT: &str = include_str!("audit.js");

/// The theme and the language the window wears.
#[derive(Clone, Copy)]
pub(crate) struct Dress {
    pub(crate) language: &'static str,
    pub(crate) theme: &'static str,
}

pub(crate) const LIGHT: Dress = Dress { language: "vi", theme: "light" };
const DRESSES: [Dress; 4] = [
    LIGHT,
    Dress { language: "vi", theme: "dark" },
    Dress { language: "en", theme: "light" },
    Dress { language: "en", theme: "dark" },
];

/// Reads axe-core as npm installed it.
pub(crate) fn axe() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(file).expect("npm ci was run in ui/")
}

/// Checks the page as it stands; with axe-core only if it was put into the page.
pub(crate) async fn faults(page: &Page) -> Vec<String> {
    let found = page.0.execute_async(AUDIT, vec![]).await.expect("the audit returned a result");
    serde_json::from_value(found.json().clone()).expect("a list of sentences")
}

/// Takes a picture, if pictures are wanted: in Vietnamese alone, as most users see it.
pub(crate) async fn picture(page: &Page, dress: Dress, name: &str) {
    let folder = std::env::var_os("OA_TOKEN_SCREENS").map(PathBuf::from).filter(|_| dress.language == "vi");
    let Some(folder) = folder else { return };
    let file = folder.join(format!("{name}-{}.png", dress.theme));
    std::fs::create_dir_all(&folder).unwrap();
    page.0.screenshot(&file).await.unwrap();
}

async fn walk(page: &Page, dress: Dress, stops: &[Stop], found: &mut Vec<String>) {
    page.select(&format!("html[lang={}][data-theme={}]", dress.language, dress.theme)).await;
    page.0.execute(axe(), vec![]).await.unwrap();
    for stop in stops {
        stop.go(page).await;
        picture(page, dress, stop.name).await;
        let told = faults(page).await;
        found.extend(told.iter().map(|fault| format!("{} {} {}: {fault}", stop.name, dress.language, dress.theme)));
        stop.leave(page).await;
    }
    let broken = page.select("html").await.attr("data-policy-violations").await.unwrap();
    found.extend(
        broken.filter(|count| count != "0").map(|count| format!("the security policy was broken {count} times")),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screen_is_complete_and_accessible() {
    let bench = home::furnished().await;
    for dress in DRESSES {
        home::wear(&bench, dress);
        bench
            .open(None, async move |page: &Page| {
                let mut found = Vec::new();
                walk(page, dress, stops(), &mut found).await;
                assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_run_is_complete_and_accessible() {
    for dress in DRESSES {
        let bench = crate::bench::Bench::new().await;
        home::wear(&bench, dress);
        bench
            .open(None, async move |page: &Page| {
                let mut found = Vec::new();
                walk(page, dress, first_run_stops(), &mut found).await;
                assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_that_does_not_open_is_complete_and_accessible() {
    let bench = crate::bench::Bench::new().await;
    home::add(&bench, &bench.engine().await, "Cà phê Hà Nội").await;
    std::fs::write(bench.path("key"), b"FAKE_OTHER_KEY_0123456789_0123456789_0123").unwrap();
    for dress in DRESSES {
        home::wear(&bench, dress);
        bench
            .open(None, async move |page: &Page| {
                let mut found = Vec::new();
                walk(page, dress, vault_stops(), &mut found).await;
                assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_window_is_complete_and_accessible() {
    let bench = crate::bench::Bench::new().await;
    let engine = bench.engine().await;
    home::add(&bench, &engine, "Cà phê Hà Nội").await;
    engine.protection().set_passphrase(None, Secret::new("FAKE cá voi xanh")).await.unwrap();
    for dress in DRESSES {
        home::wear(&bench, dress);
        bench
            .open(None, async move |page: &Page| {
                let mut found = Vec::new();
                walk(page, dress, lock_stops(), &mut found).await;
                assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pending_send_is_complete_and_accessible() {
    let bench = crate::bench::Bench::new().await;
    home::add(&bench, &bench.engine().await, "Cà phê Hà Nội").await;
    home::wear(&bench, LIGHT);
    bench.sim.script([Fault::Hold]);
    let sim = Arc::clone(&bench.sim);
    bench
        .open(None, async move |page: &Page| {
            let mut found = Vec::new();
            walk(page, LIGHT, sending_stops(), &mut found).await;
            sim.release();
            page.reads("verdict", "Đã lưu").await;
            assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
        })
        .await;
}

/// The audit finds what it is for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_overlapping_and_unnamed_elements_are_found() {
    let bench = crate::bench::Bench::new().await;
    bench
        .open(None, async move |page: &Page| {
            page.get("nav-add").await;
            page.0.execute(axe(), vec![]).await.unwrap();
            let spoil = "
                const button = document.querySelector('[data-testid=nav-add]');
                const twin = button.cloneNode(true);
                twin.dataset.testid = 'twin';
                button.parentElement.append(twin);
                twin.style.marginTop = '-40px';
                const cut = document.createElement('p');
                cut.textContent = 'Cắt mất đuôi của câu này rồi';
                Object.assign(cut.style, { width: '60px', overflow: 'hidden', whiteSpace: 'nowrap' });
                document.querySelector('main').append(cut);
                const nameless = document.createElement('button');
                Object.assign(nameless.style, { width: '20px', height: '20px' });
                document.querySelector('main').append(nameless);";
            page.0.execute(spoil, vec![]).await.unwrap();
            let found = faults(page).await.join("\n");
            for wanted in ["overlap: ", "cut off: ", "axe button-name"] {
                assert!(found.contains(wanted), "{wanted} is not among:\n{found}");
            }
        })
        .await;
}
