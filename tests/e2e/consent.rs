//! A pair from Zalo in the real window: by API Explorer and by the link, by paste and by loopback; each way it can fail;
//! and asking about a token without spending one.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use oa_token_engine::Engine;
use oa_token_model::profile::OfficialAccount;
use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::plan::Trigger;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use zalo_sim::{App, Fault};

use crate::bench::{APP_ID, Bench, SECRET_KEY};
use crate::tour::home::{self, add};
use crate::tour::{axe, faults, picture};
use crate::window::{self, Page, until};

const CALLBACK: &str = "https://shop.example/zalo";

/// A browser that writes down what it is asked to open.
struct Browser {
    opened: PathBuf,
    variables: Vec<(String, String)>,
}

impl Browser {
    fn new(bench: &Bench) -> Self {
        let (folder, opened) = (bench.path("bin"), bench.path("opened"));
        std::fs::create_dir(&folder).unwrap();
        let program = folder.join("xdg-open");
        let text = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", opened.display());
        oa_token_vault::atomic_file::write(&program, text.as_bytes()).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
        let mut variables = bench.variables(None);
        variables.push(("PATH".to_owned(), path));
        Self { opened, variables }
    }

    /// Returns the newest address that was opened, once there are so many.
    async fn nth(opened: &PathBuf, count: usize) -> String {
        let lines = || std::fs::read_to_string(opened).unwrap_or_default();
        until(|| lines().lines().count() >= count).await;
        lines().lines().last().unwrap().to_owned()
    }
}

fn value<'a>(link: &'a str, name: &str) -> Option<&'a str> {
    link.split_once('?')?.1.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// Checks the screen as the tour does, and takes its picture.
async fn look(page: &Page, name: &str) {
    page.settle().await;
    picture(page, home::LIGHT, name).await;
    page.0.execute(axe(), vec![]).await.unwrap();
    let found = faults(page).await;
    assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
}

/// Adds an OA whose refresh token Zalo calls dead.
async fn dead(bench: &Bench, engine: &Engine) {
    let id = add(bench, engine, "Nha khoa An Bình").await;
    engine.refresh().send(&id, Trigger::User).await.unwrap();
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    engine.refresh().send(&id, Trigger::User).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_with_only_an_app_gets_the_first_pair_by_api_explorer() {
    let bench = Bench::new().await;
    let pair = bench.sim.issue_pair(APP_ID);
    let sim = bench.sim.clone();
    bench
        .open(None, async move |page: &Page| {
            page.click("way-guide").await;
            page.fill("guide-name", "Shop Thảo My").await;
            page.fill("guide-app-id", APP_ID).await;
            page.fill("guide-secret-key", SECRET_KEY).await;
            page.click("guide-next").await;
            page.get("revive-save").await;
            look(page, "first-pair-explorer").await;
            page.fill("revive-access-token", &pair.access_token).await;
            page.fill("revive-refresh-token", &pair.refresh_token).await;
            page.click("revive-save").await;
            page.gone("revive-save").await;
            page.click("check-token").await;
            page.reads("check-result", "đang dùng được").await;
            page.reads("check-result", "Cửa hàng Ví Dụ").await;
            look(page, "check-works").await;
            assert_eq!(sim.spends(), 0, "neither saving nor checking may spend a token");
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_oa_is_revived_by_the_link_and_a_paste_and_the_history_has_the_event() {
    let bench = Bench::new().await;
    dead(&bench, &bench.engine().await).await;
    let browser = Browser::new(&bench);
    let (sim, opened) = (bench.sim.clone(), browser.opened.clone());
    window::open(bench.home.path(), &browser.variables, async move |page: &Page| {
        page.click("next-step").await;
        page.click("road-link").await;
        page.fill("consent-callback", CALLBACK).await;
        look(page, "consent-begin").await;
        page.click("consent-open").await;
        let link = Browser::nth(&opened, 1).await;
        page.reads("consent-left", "Link còn dùng được").await;
        let address = sim.consent(APP_ID, CALLBACK, value(&link, "code_challenge")).unwrap().address;
        // Not the callback yet: it is said which page this is.
        page.click("consent-address").await;
        page.paste(&link).await;
        page.reads("consent-said", "vẫn là địa chỉ trang của Zalo").await;
        look(page, "consent-still-at-zalo").await;
        page.click("consent-address").await;
        page.paste(&address).await;
        page.gone("consent-address").await;
        page.reads("state", "Còn hạn").await;
        page.reads("check-result", "đang dùng được").await;
        page.click("history").await;
        page.reads("diary", "Được cấp quyền, đã lưu cặp token mới").await;
    })
    .await;
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let engine = bench.engine().await;
    let id = engine.profiles().list().await.unwrap()[0].profile.id.clone();
    let kept = engine.profiles().secrets(&id).await.unwrap().current.pair;
    assert!(kept.refresh.is_some_and(|token| token.expose() == live.refresh_token));
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_on_this_computer_delivers_the_answer_automatically() {
    let bench = Bench::new().await;
    dead(&bench, &bench.engine().await).await;
    let browser = Browser::new(&bench);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (sim, opened) = (bench.sim.clone(), browser.opened.clone());
    window::open(bench.home.path(), &browser.variables, async move |page: &Page| {
        let callback = format!("http://127.0.0.1:{port}/zalo");
        page.click("next-step").await;
        page.click("road-link").await;
        page.fill("consent-callback", &callback).await;
        page.click("consent-open").await;
        let link = Browser::nth(&opened, 1).await;
        look(page, "consent-listening").await;
        let address = sim.consent(APP_ID, &callback, value(&link, "code_challenge")).unwrap().address;
        let state = value(&link, "state").unwrap();
        let target = format!("{}&state={state}", address.split_once(&port.to_string()).unwrap().1);
        let mut tab = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        tab.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        tab.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains("quay lại OA Token"), "{answer}");
        page.gone("consent-address").await;
        page.reads("state", "Còn hạn").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_failure_has_its_own_sentence() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    dead(&bench, &engine).await;
    let id = engine.profiles().list().await.unwrap()[0].profile.id.clone();
    let known = OfficialAccount { id: "999".to_owned(), name: "Nha khoa An Bình".to_owned() };
    engine.profiles().edit(&id, ProfileEdit { oa: Some(known), ..ProfileEdit::default() }).await.unwrap();
    let browser = Browser::new(&bench);
    let (sim, opened) = (bench.sim.clone(), browser.opened.clone());
    window::open(bench.home.path(), &browser.variables, async move |page: &Page| {
        let give = async |address: &str| {
            page.click("consent-address").await;
            page.paste(address).await;
        };
        page.click("next-step").await;
        page.click("road-link").await;
        page.fill("consent-callback", "shop.example").await;
        page.click("consent-open").await;
        page.reads("consent-callback-said", "không đúng dạng").await;
        look(page, "consent-bad-callback").await;
        page.fill("consent-callback", CALLBACK).await;
        page.click("consent-open").await;
        let first = Browser::nth(&opened, 1).await;
        for (address, sentence) in [
            ("hãy dán vào đây", "không phải là một địa chỉ web"),
            ("https://other.example/zalo?code=FAKE", "không bắt đầu bằng callback"),
            ("https://shop.example/zalo", "không có mã cấp quyền"),
            ("https://shop.example/zalo?error=-1", "việc cấp quyền không thành"),
            ("https://shop.example/zalo?code=FAKE&state=FAKE_other", "trả lời cho một link cấp quyền khác"),
        ] {
            give(address).await;
            page.reads("consent-said", sentence).await;
        }
        assert_eq!(sim.ledger().token_requests().count(), 2, "none of the codes was sent");
        let fault = |code: i64| Fault::ErrorCode { code, name: "FAKE no".to_owned() };
        for (code, sentence) in
            [(-14002, "app_id"), (-14003, "Địa chỉ callback"), (-14004, "secret_key"), (-14005, "quá 10 phút")]
        {
            sim.script([fault(code)]);
            give(&format!("{CALLBACK}?code=FAKE_{code}")).await;
            page.reads("consent-said", sentence).await;
            page.reads("consent-said", &code.to_string()).await;
            look(page, &format!("consent{code}")).await;
        }
        // The code is used up: a new link. The app is switched off meanwhile.
        page.click("consent-open").await;
        let second = Browser::nth(&opened, 2).await;
        assert_ne!(first, second);
        let mut off = App::new(APP_ID, SECRET_KEY);
        off.active = false;
        let address = sim.consent(APP_ID, CALLBACK, value(&second, "code_challenge")).unwrap().address;
        sim.add_app(off);
        give(&address.replace("oa_id=1234567890123456789", "oa_id=999")).await;
        page.reads("consent-said", "-14002").await;
        sim.add_app(App::new(APP_ID, SECRET_KEY));
        // Another OA's: asked about, and nothing is sent before the yes.
        let sent = sim.ledger().token_requests().count();
        give(&address).await;
        page.get("other-oa-keep").await;
        look(page, "consent-other-oa").await;
        assert_eq!(sim.ledger().token_requests().count(), sent);
        page.click_if_there("other-oa-take").await;
        page.gone("consent-address").await;
        page.reads("state", "Còn hạn").await;
    })
    .await;
}
