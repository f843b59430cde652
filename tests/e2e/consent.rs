//! A pair from Zalo in the real window: by the link in a browser, and the address pasted from it.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use oa_token_model::profile::OfficialAccount;
use oa_token_model::records::ProfileEdit;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench};
use crate::tour::home::{add_valid, kill};
use crate::tour::look;
use crate::window::{self, Page, until};

const CALLBACK: &str = "https://shop.example/zalo";

/// Makes a browser that writes down what it is asked to open; returns the folder it lies in.
fn browser(bench: &Bench) -> String {
    let folder = bench.path("bin");
    std::fs::create_dir(&folder).unwrap();
    let program = folder.join("xdg-open");
    let text = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", bench.path("opened").display());
    oa_token_vault::atomic_file::write(&program, text.as_bytes()).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    folder.display().to_string()
}

/// Returns the newest address that was opened, once there are so many.
async fn nth(opened: &Path, count: usize) -> String {
    let lines = || std::fs::read_to_string(opened).unwrap_or_default();
    until(|| lines().lines().count() >= count).await;
    lines().lines().last().unwrap().to_owned()
}

fn value<'a>(link: &'a str, name: &str) -> Option<&'a str> {
    link.split_once('?')?.1.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_oa_is_revived_by_the_link_and_a_paste_and_no_failure_on_the_way_is_cut_off() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let id = add_valid(&bench, &engine, "Nha khoa An Bình").await;
    kill(&bench, &engine, &id).await;
    let known = OfficialAccount { id: "999".to_owned(), name: "Nha khoa An Bình".to_owned() };
    engine.profiles().edit(&id, ProfileEdit { oa: Some(known), ..ProfileEdit::default() }).await.unwrap();
    let mut variables = bench.variables(None);
    let path = format!("{}:{}", browser(&bench), std::env::var("PATH").unwrap_or_default());
    variables.push(("PATH".to_owned(), path));
    let port = testkit::free_port();
    let (sim, opened) = (bench.sim.clone(), bench.path("opened"));
    window::open(bench.home.path(), &variables, async move |page: &Page| {
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
        page.fill("consent-callback", &format!("http://127.0.0.1:{port}/zalo")).await;
        page.click("consent-open").await;
        nth(&opened, 1).await;
        look(page, "consent-listening").await;
        page.click("consent-change").await;
        page.fill("consent-callback", CALLBACK).await;
        page.click("consent-open").await;
        let link = nth(&opened, 2).await;
        page.reads("consent-left", "Link còn dùng được").await;
        // Not the callback yet: it is said which page this is.
        give(&link).await;
        page.reads("consent-said", "vẫn là địa chỉ trang của Zalo").await;
        look(page, "consent-still-at-zalo").await;
        for code in [-14004, -14005] {
            sim.script([Fault::ErrorCode { code, name: "FAKE no".to_owned() }]);
            give(&format!("{CALLBACK}?code=FAKE_{code}")).await;
            page.reads("consent-said", &code.to_string()).await;
            look(page, &format!("consent{code}")).await;
        }
        // The code is used up: a new link. Who answers is another OA's admin: asked about.
        page.click("consent-open").await;
        let link = nth(&opened, 3).await;
        give(&sim.consent(APP_ID, CALLBACK, value(&link, "code_challenge")).unwrap().address).await;
        page.get("other-oa-keep").await;
        look(page, "consent-other-oa").await;
        page.click_if_there("other-oa-take").await;
        page.gone("consent-address").await;
        page.reads("state", "còn hạn").await;
        page.click("history").await;
        page.reads("diary", "Được cấp quyền, đã lưu cặp token mới").await;
    })
    .await;
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let kept = engine.profiles().secrets(&id).await.unwrap().current.pair;
    assert!(kept.refresh.is_some_and(|token| token.expose() == live.refresh_token));
}
