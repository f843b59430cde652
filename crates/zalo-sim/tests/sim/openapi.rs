//! Who an OA is, and how Zalo says no to that question.

use zalo_sim::{App, Fault};

use crate::client::{APP_ID, SECRET_KEY, fixture, get, getoa, refresh, sim};

#[tokio::test]
async fn a_live_access_token_returns_the_oa_and_spends_nothing() {
    let (sim, pair) = sim().await;
    let told = getoa(&sim, &pair.access_token).text();
    // The fixture's OA has no followers and no picture.
    let picture = format!("{}/avatar.png", sim.origin());
    let bare = told.replace("\"num_follower\":1234", "\"num_follower\":0").replace(&picture, "");
    assert_eq!(bare, fixture("getoa-ok.json"));
    assert_eq!(sim.spends(), 0);
    assert_eq!(sim.live_pair(APP_ID), Some(pair));
    assert!(sim.ledger().violations.is_empty());
}

#[tokio::test]
async fn an_expired_access_token_and_an_unknown_one_have_different_errors() {
    let (sim, pair) = sim().await;
    refresh(&sim, &pair.refresh_token).pair();
    assert_eq!(getoa(&sim, &pair.access_token).text(), fixture("getoa-err-220.json"));
    assert_eq!(getoa(&sim, "nonsense").text(), fixture("getoa-err-216.json"));
    assert_eq!(getoa(&sim, &pair.refresh_token).error(), Some(-216));
}

#[tokio::test]
async fn a_path_that_is_not_served_is_an_error_on_200() {
    let (sim, _) = sim().await;
    let reply = get(&sim, "/v3.0/oa/getoa", "");
    assert_eq!((reply.status(), reply.text()), (200, fixture("getoa-err-404-in-200.json")));
}

#[tokio::test]
async fn a_disabled_app_is_reported() {
    let (sim, pair) = sim().await;
    sim.add_app(App { active: false, ..App::new(APP_ID, SECRET_KEY) });
    assert_eq!(getoa(&sim, &pair.access_token).error(), Some(-209));
}

#[tokio::test]
async fn any_error_can_be_scripted() {
    let (sim, pair) = sim().await;
    for code in [-204, -205, -209, -212, -219, -223, -32] {
        sim.script_getoa([Fault::ErrorCode { code, name: "No".to_owned() }]);
        assert_eq!(getoa(&sim, &pair.access_token).text(), format!("{{\"error\":{code},\"message\":\"No\"}}"));
    }
    sim.script_getoa([Fault::CloseAfterReading, Fault::Html502]);
    assert!(getoa(&sim, &pair.access_token).is_silence());
    assert_eq!(getoa(&sim, &pair.access_token).status(), 502);
    assert_eq!(getoa(&sim, &pair.access_token).error(), Some(0));
}

#[tokio::test]
async fn the_proof_is_required_and_checked() {
    let (sim, _) = sim().await;
    sim.require_appsecret_proof(true);
    let pair = zalo_sim::Pair { access_token: "FAKE_AT_x".to_owned(), refresh_token: "FAKE_RT_x".to_owned() };
    sim.register_pair(APP_ID, &pair);
    assert_eq!(getoa(&sim, "FAKE_AT_x").error(), Some(-242));
    // printf FAKE_AT_x | openssl dgst -sha256 -hmac FAKE_SECRET_KEY
    let proof = "3738dabe5d393f64ad16f3a8496c9fc802201a778bf46d94553228cea8d11ef9";
    let good = format!("access_token: FAKE_AT_x\r\nappsecret_proof: {proof}\r\n");
    assert_eq!(get(&sim, "/v2.0/oa/getoa", &good).error(), Some(0));
    assert_eq!(get(&sim, "/v2.0/oa/getoa", &good.replace(proof, "00")).error(), Some(-242));
    assert!(sim.ledger().violations.is_empty());
}
