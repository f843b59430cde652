//! A tour through every screen of the real window: looked at for what is cut off or overlaps and by axe-core, in both
//! languages and both themes; with `OA_TOKEN_SCREENS` set to a folder each stop leaves its picture there.

mod distrusted;
pub(crate) mod home;
mod sizes;
mod stops;

use std::path::PathBuf;

use oa_token_engine::TeamRole;
use oa_token_model::secret::Secret;
use serde_json::json;
use stops::{FIRST_RUN, LOCK, SENDING, STOPS, Stop, TEAM, TEAM_OFFLINE, VAULT};
use testkit::Postgres;
use zalo_sim::Fault;

use crate::bench::Bench;
use crate::team;
use crate::window::Page;

const AUDIT: &str = include_str!("audit.js");

/// The theme and the language the window wears.
#[derive(Clone, Copy)]
struct Dress {
    language: &'static str,
    theme: &'static str,
}

const LIGHT: Dress = Dress { language: "vi", theme: "light" };
const DRESSES: [Dress; 4] = [
    LIGHT,
    Dress { language: "vi", theme: "dark" },
    Dress { language: "en", theme: "light" },
    Dress { language: "en", theme: "dark" },
];

/// Puts axe-core as npm installed it into the page.
async fn put_axe(page: &Page) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(file).expect("npm ci was run in ui/");
    page.0.execute(axe, vec![]).await.unwrap();
}

/// Checks the page as it stands; with axe-core only if it was put into the page.
async fn faults(page: &Page) -> Vec<String> {
    let found = page.0.execute_async(AUDIT, vec![]).await.expect("the audit returned a result");
    serde_json::from_value(found.json().clone()).expect("a list of sentences")
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

/// Takes a picture, if pictures are wanted: in Vietnamese alone, as most users see it.
async fn picture(page: &Page, dress: Dress, name: &str) {
    let folder = std::env::var_os("OA_TOKEN_SCREENS").map(PathBuf::from).filter(|_| dress.language == "vi");
    let Some(folder) = folder else { return };
    let file = folder.join(format!("{name}-{}.png", dress.theme));
    std::fs::create_dir_all(&folder).unwrap();
    page.0.screenshot(&file).await.unwrap();
}

/// Checks the screen in the middle of a journey as the tour does, and takes its picture.
pub(crate) async fn look(page: &Page, name: &str) {
    page.settle().await;
    picture(page, LIGHT, name).await;
    put_axe(page).await;
    let found = faults(page).await;
    assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
}

async fn walk(page: &Page, dress: Dress, stops: &[Stop]) -> Vec<String> {
    page.select(&format!("html[lang={}][data-theme={}]", dress.language, dress.theme)).await;
    put_axe(page).await;
    let mut found = Vec::new();
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
    found
}

/// Lets the window find these looks at its start.
fn wear(bench: &Bench, dress: Dress) {
    let Dress { language, theme } = dress;
    bench.keep_looks(&json!({"language": language, "theme": theme, "lastProfile": null}));
}

/// Makes these stops in this home, in every dress.
async fn tour(bench: &Bench, stops: &'static [Stop]) {
    for dress in DRESSES {
        wear(bench, dress);
        bench.open(None, async move |page: &Page| assert_none(&walk(page, dress, stops).await)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_screen_is_complete_and_accessible() {
    tour(&home::furnished().await, STOPS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_run_is_complete_and_accessible() {
    tour(&Bench::new().await, FIRST_RUN).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_that_does_not_open_is_complete_and_accessible_and_not_overwritten() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    home::add(&bench, &engine, "Cà phê Hà Nội").await;
    engine.refresh().drain().await;
    drop(engine);
    let vault = std::fs::read(bench.path("data/vault.db")).unwrap();
    std::fs::write(bench.path("key"), b"FAKE_OTHER_KEY_0123456789_0123456789_0123").unwrap();
    tour(&bench, VAULT).await;
    assert!(std::fs::read(bench.path("data/vault.db")).unwrap() == vault);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_window_is_complete_and_accessible() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    home::add(&bench, &engine, "Cà phê Hà Nội").await;
    engine.protection().set_passphrase(None, Secret::new("FAKE cá voi xanh")).await.unwrap();
    tour(&bench, LOCK).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pending_send_is_complete_and_accessible() {
    let bench = Bench::new().await;
    home::add(&bench, &bench.engine().await, "Cà phê Hà Nội").await;
    wear(&bench, LIGHT);
    bench.sim.script([Fault::Hold]);
    let sim = bench.sim.clone();
    bench
        .open(None, async move |page: &Page| {
            let found = walk(page, LIGHT, SENDING).await;
            sim.release();
            page.reads("verdict", "Đã lưu").await;
            assert_none(&found);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_with_and_without_its_database_is_complete_and_accessible() {
    let (database, bench) = (Postgres::start().unwrap(), Bench::new().await);
    let admin = bench.engine().await;
    let mut shared = Vec::new();
    for name in ["Cà phê Hà Nội", "Shop Thảo My", home::LONG] {
        shared.push(home::add_valid(&bench, &admin, name).await);
    }
    home::add(&bench, &admin, "Phở Thìn").await;
    team::create(&database, &admin, shared).await;
    team::join(&admin, &bench.beside(), "Máy quầy của Lan").await;
    admin.team().invite(TeamRole::Viewer, "Tuấn").await.unwrap();
    admin.refresh().drain().await;
    drop(admin);
    tour(&bench, TEAM).await;
    sizes::tour(&bench, TEAM).await;
    database.stop().unwrap();
    tour(&bench, TEAM_OFFLINE).await;
    sizes::tour(&bench, TEAM_OFFLINE).await;
}

/// The audit finds what it is for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_overlapping_and_unnamed_elements_are_found() {
    let bench = Bench::new().await;
    bench
        .open(None, async move |page: &Page| {
            page.get("first-run-move").await;
            put_axe(page).await;
            let spoil = "
                const button = document.querySelector('[data-testid=first-run-move]');
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
