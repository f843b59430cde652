//! A pair by consent, and "Kiểm tra token", as the page calls them.

use std::io::{Read, Write};

use serde_json::{Value, json};

use crate::bench::{APP_ID, Bench};

const CALLBACK: &str = "https://shop.example/zalo";

fn value<'a>(link: &'a str, name: &str) -> Option<&'a str> {
    link.split_once('?')?.1.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn begin(bench: &Bench, id: &str) -> String {
    let begun = bench.ask("begin_authorization", json!({"id": id, "callback": CALLBACK, "pkce": true})).unwrap();
    begun["link"].as_str().unwrap().to_owned()
}

fn finish(bench: &Bench, id: &str, address: &str) -> Value {
    bench.ask("finish_authorization", json!({"id": id, "address": address, "anyway": false})).unwrap()
}

#[test]
fn a_consent_ends_with_a_pair_and_sends_no_secret_to_the_page() {
    let (bench, id) = Bench::with_shop();
    let before = bench.ask("get_authorization", json!({"id": id})).unwrap();
    assert_eq!(
        before,
        json!({"callback": "", "pkce": true, "link": null, "listening": false, "warnings": [], "endsAt": null, "qr": null})
    );
    let bad =
        bench.ask("begin_authorization", json!({"id": id, "callback": "shop.example", "pkce": true})).unwrap_err();
    assert_eq!(bad, json!({"code": "invalid_callback", "words": "callback-not-address"}));
    assert_eq!(
        bench.ask("open_authorization", json!({"id": id})).unwrap_err()["code"],
        "invalid_callback",
        "no consent was begun"
    );

    let link = begin(&bench, &id);
    bench.ask("open_authorization", json!({"id": id})).unwrap();
    bench.ask("open_callback_settings", json!({"id": id})).unwrap();
    let settings = format!("https://developers.zalo.me/app/{APP_ID}/oa/settings");
    assert_eq!(*bench.desktop.opened.lock().unwrap(), [link.clone(), settings]);
    bench.ask("copy_authorization_link", json!({"id": id, "message": null})).unwrap();
    assert_eq!(bench.desktop.copied.lock().unwrap().last(), Some(&link));
    let shown = bench.ask("get_authorization", json!({"id": id})).unwrap();
    assert_eq!((&shown["callback"], &shown["link"]), (&json!(CALLBACK), &json!(link)));
    assert!(shown["endsAt"].is_string());
    assert!(shown["qr"]["size"].as_u64().is_some_and(|size| size >= 21), "for the phone of the OA's admin");

    let end = finish(&bench, &id, "https://other.example/?code=FAKE");
    assert_eq!(end, json!({"kind": "bad_address", "words": "consent-address-other-callback"}));
    let address = bench.sim.consent(APP_ID, CALLBACK, value(&link, "code_challenge")).unwrap().address;
    let end = finish(&bench, &id, &address);
    assert_eq!((&end["kind"], &end["outcome"]["verdict"]), (&json!("ended"), &json!("saved")));
    assert_eq!(finish(&bench, &id, &address), json!({"kind": "bad_address", "words": "consent-expired"}));
    let page = bench.ask("open_profile", json!({"id": id})).unwrap();
    assert_eq!((&page["row"]["state"], &page["row"]["generation"]), (&json!("valid"), &json!(2)));
    assert_eq!(page["answer"]["outcome"]["verdict"], "saved");
    // The history opens it: the code is not kept.
    let history = bench.ask("list_history", json!({"id": id})).unwrap();
    assert_eq!(history[0]["words"], "history-consent-saved");
    let attempt = bench.ask("open_attempt", json!({"id": id, "attempt": history[0]["attempt"]})).unwrap();
    let keys: Vec<&str> =
        attempt["request"]["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["secret_key", "code", "app_id", "grant_type"]);
    let code = value(&address, "code").unwrap();
    assert!(!attempt.to_string().contains(code));
}

#[test]
fn a_cancelled_consent_is_deleted_and_one_of_another_oa_asks_first() {
    let (bench, id) = Bench::with_shop();
    begin(&bench, &id);
    bench.ask("cancel_authorization", json!({"id": id})).unwrap();
    assert_eq!(bench.ask("get_authorization", json!({"id": id})).unwrap()["link"], Value::Null);
    bench.refresh(&id);
    bench.ask("check_token", json!({"id": id})).unwrap();
    let link = begin(&bench, &id);
    let address = bench.sim.consent(APP_ID, CALLBACK, value(&link, "code_challenge")).unwrap().address;
    let other = address.replace("oa_id=1234567890123456789", "oa_id=999");
    assert_eq!(finish(&bench, &id, &other), json!({"kind": "other_oa", "known": "Cửa hàng Ví Dụ", "found": "999"}));
    let end = bench.ask("finish_authorization", json!({"id": id, "address": null, "anyway": true})).unwrap();
    assert_eq!(end["outcome"]["verdict"], "saved");
}

#[test]
fn the_browsers_answer_on_this_computer_is_emitted_as_an_event() {
    let (bench, id) = Bench::with_shop();
    let port = testkit::free_port();
    let callback = format!("http://127.0.0.1:{port}/zalo");
    let begun = bench.ask("begin_authorization", json!({"id": id, "callback": callback, "pkce": true})).unwrap();
    assert_eq!(begun["listening"], true);
    let challenge = value(begun["link"].as_str().unwrap(), "code_challenge");
    let address = bench.sim.consent(APP_ID, &callback, challenge).unwrap().address;
    let state = value(begun["link"].as_str().unwrap(), "state").unwrap();
    let target = format!("{}&state={state}", address.split_once(&port.to_string()).unwrap().1);
    let mut browser = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(browser, "GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
    let mut page = String::new();
    browser.read_to_string(&mut page).unwrap();
    assert!(page.contains("Đã nhận được phản hồi của Zalo"), "{page}");
    bench.hears("authorization-ended");
    assert_eq!(bench.ask("list_profiles", json!({})).unwrap()[0]["generation"], 2, "the pair is saved");
}

#[test]
fn a_check_returns_the_oa_of_the_token_and_spends_nothing() {
    let (bench, id) = Bench::with_shop();
    let none = bench.ask("check_token", json!({"id": id})).unwrap();
    assert_eq!((&none["verdict"], &none["words"]), (&json!("no"), &json!("check-no-access-token")));
    bench.refresh(&id);
    let spends = bench.sim.spends();
    let check = bench.ask("check_token", json!({"id": id})).unwrap();
    assert_eq!((&check["verdict"], &check["oaName"]), (&json!("works"), &json!("Cửa hàng Ví Dụ")));
    assert_eq!((&check["facts"]["packageUntil"], &check["facts"]["followers"]), (&json!("2027-08-12"), &json!(1234)));
    let row = bench.ask("list_profiles", json!({})).unwrap()[0].clone();
    assert_eq!((&row["oaName"], &row["hasAvatar"]), (&json!("Cửa hàng Ví Dụ"), &json!(true)));
    assert_eq!(row["facts"]["packageName"], "Tăng trưởng");
    let menu_model = bench.ask("get_avatar", json!({"id": id})).unwrap();
    assert!(menu_model.as_str().unwrap().starts_with("data:image/png;base64,"));
    // A pasted token is asked about without keeping anything, and refused where it is another OA's.
    let pasted = bench.ask("check_pasted", json!({"id": null, "accessToken": "FAKE_AT"})).unwrap();
    assert_eq!((&pasted["verdict"], &pasted["zaloCode"]), (&json!("no"), &json!("-216")));
    let other = bench.sim.issue_pair(APP_ID);
    assert_eq!(row["oaId"], "1234567890123456789");
    bench.correct(&id, &[("accessToken", &other.access_token), ("refreshToken", &other.refresh_token)]).unwrap();
    assert_eq!(bench.sim.spends(), spends);
}

#[test]
fn an_http_callback_and_a_used_port_are_reported_in_the_window_too() {
    let (bench, id) = Bench::with_shop();
    let warned = |callback: &str| {
        let begun = bench.ask("begin_authorization", json!({"id": id, "callback": callback, "pkce": true})).unwrap();
        begun["warnings"].clone()
    };
    assert_eq!(warned("https://shop.example/callback"), json!([]));
    assert_eq!(warned("http://shop.example/callback"), json!(["page-consent-exposed"]));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let callback = format!("http://{}/callback", taken.local_addr().unwrap());
    assert_eq!(warned(&callback), json!(["page-consent-port-taken"]));
}
