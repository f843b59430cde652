//! The places of an OA, as the page calls them: what comes back never holds an address or a secret, but the new secret
//! once.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use oa_token_desktop::app_state::AppState;
use oa_token_model::destination::WebhookAddress;
use serde_json::{Value, json};
use tauri::Manager as _;

use crate::bench::{APP_ID, Bench, choice, until};

/// A receiver on this computer that answers with these statuses in turn, the last one for ever. Returns its port and
/// what it gets.
fn receiver(statuses: &'static [u16]) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for (turn, stream) in listener.incoming().enumerate() {
            let Ok(mut stream) = stream else { return };
            let (mut text, mut bytes) = (String::new(), [0; 4096]);
            while let Ok(count) = stream.read(&mut bytes) {
                text.push_str(&String::from_utf8_lossy(&bytes[..count]));
                let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
                    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                    length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| body.len() >= length)
                });
                if whole || count == 0 {
                    break;
                }
            }
            let status = statuses[turn.min(statuses.len() - 1)];
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 11\r\nconnection: close\r\n\r\nFAKE_ANSWER");
            stream.write_all(answer.as_bytes()).ok();
            if sender.send(text).is_err() {
                return;
            }
        }
    });
    (port, received)
}

fn webhook(name: &str, port: u16, path: &str) -> Value {
    json!({"name": name, "address": format!("http://127.0.0.1:{port}/{path}"), "withToken": true, "withStates": false,
        "privateNetwork": false, "preset": "n8n"})
}

fn secret_of(place: &Value) -> Value {
    json!({"secret": {"of": "place", "place": place}})
}

#[test]
fn a_receiver_is_added_and_its_secret_shown_until_it_is_forgotten() {
    let (bench, id) = Bench::with_shop();
    bench.refresh(&id);
    let (port, received) = receiver(&[204]);
    let added = bench.ask("add_webhook_place", json!({"id": id, "webhook": webhook("n8n", port, "FAKE_hidden/9f2k")}));
    let added = added.unwrap();
    let place = &added["row"]["places"][0];
    assert_eq!(
        (&place["name"], &place["kind"], &place["state"], &place["tone"]),
        (&json!("n8n"), &json!("webhook"), &json!("up_to_date"), &json!("ok"))
    );
    assert_eq!(place["shown"], json!(format!("127.0.0.1:{port} …9f2k")));
    assert!(received.recv().unwrap().contains(&bench.sim.live_pair(APP_ID).unwrap().access_token));

    let secret = bench.ask("reveal_secret", secret_of(&added["id"])).unwrap();
    assert!(secret.as_str().unwrap().starts_with("whsec_"), "{secret}");
    bench.ask("copy_place_secret", json!({"place": added["id"]})).unwrap();
    assert_eq!(bench.desktop.copied.lock().unwrap().last().unwrap(), secret.as_str().unwrap());
    let all = [
        added,
        bench.ask("list_profiles", json!({})).unwrap(),
        bench.ask("open_profile", json!({"id": id})).unwrap(),
        bench.ask("list_deliveries", json!({"id": id, "place": place_id(&bench, 0)})).unwrap(),
    ];
    for answer in all {
        let text = answer.to_string();
        for hidden in ["whsec_", "FAKE_hidden", "FAKE_ANSWER", secret.as_str().unwrap()] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    }
    bench.ask("forget_place_secret", json!({})).unwrap();
    let place = place_id(&bench, 0);
    assert_eq!(bench.ask("reveal_secret", secret_of(&place)).unwrap_err()["code"], "no_such_secret");
    bench.ask("change_place_secret", json!({"id": id, "place": place})).unwrap();
    assert_ne!(bench.ask("reveal_secret", secret_of(&place)).unwrap(), secret);
}

fn place_id(bench: &Bench, index: usize) -> Value {
    bench.ask("list_profiles", json!({})).unwrap()[0]["places"][index]["id"].clone()
}

#[test]
fn a_receiver_that_refuses_is_named_with_its_reason_and_corrected() {
    let (bench, id) = Bench::with_shop();
    bench.refresh(&id);
    let (gone, _kept) = receiver(&[404]);
    let added = bench.ask("add_webhook_place", json!({"id": id, "webhook": webhook("n8n", gone, "old")})).unwrap();
    let (row, place) = (&added["row"], &added["row"]["places"][0]);
    assert_eq!(
        (&place["state"], &place["tone"], &place["fault"], &place["next"], &place["status"]),
        (&json!("failing"), &json!("warn"), &json!("place-rejected"), &json!("place-next-missing"), &json!(404))
    );
    assert_eq!(row["reason"]["args"]["place"], "n8n", "{row}");
    let tested = bench.ask("test_place", json!({"id": id, "place": added["id"]})).unwrap();
    assert_eq!((&tested["fault"], &tested["status"]), (&json!("place-rejected"), &json!(404)));

    let (port, received) = receiver(&[200]);
    let edit = json!({"name": "n8n ở shop", "address": format!("http://127.0.0.1:{port}/new"), "withToken": null, "withStates": null, "reminds": null,
        "copiedAs": null, "privateNetwork": null});
    let row = bench.ask("edit_place", json!({"id": id, "place": added["id"], "edit": edit})).unwrap();
    assert_eq!((&row["places"][0]["state"], &row["places"][0]["name"]), (&json!("up_to_date"), &json!("n8n ở shop")));
    assert!(received.recv().unwrap().contains("oa.token.refreshed"));
    assert!(row["reason"].is_null(), "{row}");

    let tested = bench.ask("test_place", json!({"id": id, "place": added["id"]})).unwrap();
    assert!(tested["fault"].is_null());
    assert!(
        !received.recv().unwrap().contains(&bench.sim.live_pair(APP_ID).unwrap().access_token),
        "no token in a test"
    );
    let log = bench.ask("list_deliveries", json!({"id": id, "place": added["id"]})).unwrap();
    let said: Vec<_> = log.as_array().unwrap().iter().map(|line| (&line["words"], line["fault"].is_null())).collect();
    let (test, token) = (json!("place-sent-test"), json!("place-sent-token"));
    assert_eq!(said, [(&test, true), (&token, true), (&test, false), (&token, false)], "{log}");
}

#[test]
fn a_place_by_hand_waits_to_be_pasted_after_each_refresh() {
    let (bench, id) = Bench::with_shop();
    let state = |row: &Value| row["places"][0]["state"].clone();
    let added = bench
        .ask("add_note_place", json!({"id": id, "name": "Haravan", "reminds": true, "copiedAs": "access_token"}))
        .unwrap();
    bench.refresh(&id);
    let row = bench.ask("get_row", json!({"id": id})).unwrap();
    assert_eq!(state(&row), "to_paste");
    let copied = |form: &str| {
        let edit = json!({"name": null, "address": null, "withToken": null, "withStates": null, "reminds": null,
            "copiedAs": form, "privateNetwork": null});
        let row = bench.ask("edit_place", json!({"id": id, "place": added["id"], "edit": edit})).unwrap();
        assert_eq!(row["places"][0]["copiedAs"], form);
        bench.ask("copy_for_place", json!({"id": id, "place": added["id"]})).unwrap();
        bench.desktop.copied.lock().unwrap().pop().unwrap()
    };
    let live = bench.sim.live_pair(APP_ID).unwrap();
    assert_eq!(copied("access_token"), live.access_token, "no line end: it is pasted into a field");
    assert!(copied("row").contains(&format!("\t{}\t", live.access_token)));
    let object: Value = serde_json::from_str(&copied("json")).unwrap();
    assert_eq!((&object["access_token"], &object["refresh_token"]), (&json!(live.access_token), &Value::Null));
    let row = bench.ask("mark_place_pasted", json!({"id": id, "place": added["id"]})).unwrap();
    assert_eq!(state(&row), "up_to_date");
    bench.ask("refresh_token", json!({"id": id, "confirmed": true})).unwrap();
    assert_eq!(state(&bench.ask("get_row", json!({"id": id})).unwrap()), "to_paste");
    let row = bench.ask("remove_place", json!({"id": id, "place": added["id"]})).unwrap();
    assert_eq!(row["places"], json!([]));
    let refused = bench.ask("remove_place", json!({"id": id, "place": added["id"]})).unwrap_err();
    assert_eq!(refused["code"], "no_such_place");
}

#[test]
fn a_file_is_chosen_in_the_dialog_alone_and_several_are_kept() {
    let (bench, id) = Bench::with_shop();
    bench.refresh(&id);
    let add = |choice: Value| bench.ask("add_file_place", json!({"id": id, "choice": choice}));
    assert_eq!(add(choice("text", false)).unwrap_err()["code"], "no_such_place", "nothing was chosen");
    let mut row = Value::Null;
    for name in ["one.txt", "two.txt"] {
        let file = bench.save_to(name);
        let shown = bench.ask("choose_place_file", json!({"id": id, "choice": choice("text", false)})).unwrap();
        assert_eq!(shown, json!(file.display().to_string()));
        row = add(choice("text", false)).unwrap()["row"].clone();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), bench.sim.live_pair(APP_ID).unwrap().access_token);
    }
    let names: Vec<_> = row["places"].as_array().unwrap().iter().map(|place| place["name"].clone()).collect();
    assert_eq!(names, [json!("one.txt"), json!("two.txt")]);
    // A folder that went away, and another file instead.
    let gone = bench.save_to("gone/three.txt");
    let place = row["places"][0]["id"].clone();
    let row = bench.ask("change_place_file", json!({"id": id, "place": place})).unwrap();
    assert_eq!(
        (&row["places"][0]["fault"], &row["places"][0]["next"]),
        (&json!("outlet-cannot-write"), &json!("place-next-file")),
        "{}",
        gone.display()
    );
    bench.save_to("three.txt");
    let row = bench.ask("change_place_file", json!({"id": id, "place": place})).unwrap();
    assert_eq!(row["places"][0]["state"], "up_to_date");
    let row = bench.ask("set_place_enabled", json!({"id": id, "place": place, "on": false})).unwrap();
    bench.ask("refresh_token", json!({"id": id, "confirmed": true})).unwrap();
    until("the other one is written", || {
        let row = bench.ask("get_row", json!({"id": id})).unwrap();
        row["places"][1]["state"] == "up_to_date" && row["places"][0]["state"] == "off"
    });
    assert_eq!(row["places"][0]["state"], "up_to_date", "it still held that token");
}

#[test]
fn an_address_that_no_place_may_have_is_refused_with_its_sentence() {
    let (bench, id) = Bench::with_shop();
    for (address, words) in [
        ("n8n", "place-address-invalid"),
        ("http://n8n.example.com/x", "place-address-not-encrypted"),
        ("https://a:b@n8n.example.com/x", "place-address-user-info"),
        ("https://n8n.example.com/x#y", "place-address-fragment"),
        ("https://169.254.169.254/x", "place-address-forbidden"),
    ] {
        let webhook = json!({"name": "", "address": address, "withToken": true, "withStates": false, "privateNetwork": false, "preset": null});
        let refused = bench.ask("add_webhook_place", json!({"id": id, "webhook": webhook})).unwrap_err();
        assert_eq!(refused, json!({"code": "invalid_place", "words": words}));
    }
    let refused = bench
        .ask("add_note_place", json!({"id": id, "name": "  ", "reminds": true, "copiedAs": "access_token"}))
        .unwrap_err();
    assert_eq!(refused["code"], "invalid_place");
    assert_eq!(bench.ask("get_row", json!({"id": id})).unwrap()["places"], json!([]));
}

#[test]
fn each_receiver_has_its_code_and_make_has_none() {
    let (bench, _) = Bench::with_shop();
    for (preset, file) in [("n8n", "n8n.js"), ("word_press", "wordpress.php"), ("apps_script", "google-sheets.gs")] {
        let receiver = bench.ask("get_receiver", json!({"preset": preset})).unwrap();
        assert_eq!(receiver["file"], file);
        bench.ask("copy_receiver", json!({"preset": preset})).unwrap();
        assert_eq!(bench.desktop.copied.lock().unwrap().last().unwrap(), receiver["text"].as_str().unwrap());
    }
    assert_eq!(bench.ask("get_receiver", json!({"preset": "make"})).unwrap(), Value::Null);
}

/// Alerts are sent by the program that is open, so they speak the language of its window, also after that was changed.
#[test]
fn alerts_speak_the_language_of_the_window() {
    let (bench, _) = Bench::with_shop();
    let (port, received) = receiver(&[204]);
    let address = WebhookAddress::parse(&format!("http://127.0.0.1:{port}/FAKE_alert")).unwrap();
    let engine = bench.app.state::<AppState>().engine.clone();
    let (channel, _) = tauri::async_runtime::block_on(engine.alerts().add_webhook(address, false)).unwrap();
    for (language, said) in [("vi", "Tin thử:"), ("en", "A test:")] {
        let mut settings = serde_json::to_value(bench.desktop.ui_settings.lock().unwrap().clone()).unwrap();
        settings["language"] = language.into();
        bench.ask("set_ui_settings", json!({"uiSettings": settings})).unwrap();
        assert_eq!(tauri::async_runtime::block_on(engine.alerts().test(&channel)).unwrap(), Ok(Some(204)));
        let text = received.recv().unwrap();
        assert!(text.contains(said), "{language}: {text}");
    }
}
