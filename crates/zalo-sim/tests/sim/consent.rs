//! Consent, its code, and the first pair that comes of it.

use std::time::Duration;

use zalo_sim::{App, Config, Sim};

use crate::client::{APP_ID, SECRET_KEY, fixture, get, post_bytes, send, sim, sim_with};

const CALLBACK: &str = "https://example.test/callback";
// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn exchange(sim: &Sim, code: &str, verifier: Option<&str>) -> crate::client::Reply {
    let verifier = verifier.map(|verifier| format!("&code_verifier={verifier}")).unwrap_or_default();
    let body = format!("code={code}&app_id={APP_ID}&grant_type=authorization_code{verifier}");
    send(sim, &post_bytes(sim, SECRET_KEY, &body))
}

fn ask(sim: &Sim, app_id: &str, callback: &str) -> crate::client::Reply {
    get(
        sim,
        &format!("/v4/oa/permission?app_id={app_id}&redirect_uri={callback}&code_challenge={CHALLENGE}&state=s%26"),
        "",
    )
}

#[tokio::test]
async fn a_code_yields_a_pair_once() {
    let (sim, _) = sim().await;
    let code = sim.consent(APP_ID, CALLBACK, Some(CHALLENGE)).unwrap().code;
    let pair = exchange(&sim, &code, Some(VERIFIER)).pair();
    assert_eq!(sim.live_pair(APP_ID), Some(pair));
    assert_eq!(exchange(&sim, &code, Some(VERIFIER)).text(), fixture("200-err-14005.json"));
    let ledger = sim.ledger();
    assert_eq!(ledger.requests.iter().map(|request| request.spent).collect::<Vec<_>>(), [true, false]);
    assert!(ledger.violations.is_empty());
    assert_eq!(sim.spends(), 0, "a code is no refresh token");
}

#[tokio::test]
async fn a_code_that_is_unknown_old_or_without_its_verifier_is_refused() {
    let (sim, _) = sim().await;
    let code = || sim.consent(APP_ID, CALLBACK, Some(CHALLENGE)).unwrap().code;
    assert_eq!(exchange(&sim, "nonsense", Some(VERIFIER)).error(), Some(-14005));
    assert_eq!(exchange(&sim, &code(), None).error(), Some(-14005));
    assert_eq!(exchange(&sim, &code(), Some(CHALLENGE)).error(), Some(-14005));
    let old = code();
    sim.advance(Duration::from_secs(600));
    assert_eq!(exchange(&sim, &old, Some(VERIFIER)).error(), Some(-14005));
    exchange(&sim, "x", Some("short"));
    assert_eq!(sim.ledger().violations.len(), 1);
}

#[tokio::test]
async fn a_consent_without_pkce_needs_no_verifier() {
    let (sim, _) = sim().await;
    let consent = sim.consent(APP_ID, CALLBACK, None).unwrap();
    assert_eq!(consent.address, format!("{CALLBACK}?code={}&oa_id=1234567890123456789", consent.code));
    exchange(&sim, &consent.code, None).pair();
    assert!(sim.ledger().violations.is_empty());
}

#[tokio::test]
async fn the_page_links_to_the_callback_with_code_and_oa_and_no_state() {
    let (sim, _) = sim().await;
    let page = ask(&sim, APP_ID, CALLBACK).text();
    let link = page.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(link.starts_with(&format!("{CALLBACK}?code=FAKE_CODE_")) && link.ends_with("&oa_id=1234567890123456789"));
    let code = link.split("code=").nth(1).unwrap().split('&').next().unwrap();
    exchange(&sim, code, Some(VERIFIER)).pair();
    assert!(sim.ledger().violations.is_empty());
    let (sim, _) = sim_with(Config { echo_state: true, ..Config::default() }).await;
    assert!(ask(&sim, APP_ID, CALLBACK).text().contains("&amp;state=s%26\""));
}

#[tokio::test]
async fn a_callback_that_differs_by_a_byte_from_the_saved_one_is_refused() {
    let (sim, _) = sim().await;
    sim.add_app(App { callback: Some(CALLBACK.to_owned()), ..App::new(APP_ID, SECRET_KEY) });
    assert!(sim.consent(APP_ID, CALLBACK, None).is_ok());
    let slash = format!("{CALLBACK}/");
    assert_eq!(sim.consent(APP_ID, &slash, None).unwrap_err().code, -14003);
    assert_eq!(ask(&sim, APP_ID, &slash).error(), Some(-14003));
    assert_eq!(ask(&sim, "1", CALLBACK).text(), fixture("200-err-14002.json"));
    let asked = get(&sim, &format!("/v4/oa/permission?app_id={APP_ID}&code_challenge_method=S256"), "");
    assert_eq!(asked.error(), Some(-14003));
    assert_eq!(
        sim.ledger().requests.pop().unwrap().violations,
        ["the field redirect_uri is missing", "there is a field code_challenge_method"]
    );
}
