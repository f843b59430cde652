//! Places: added, listed, tried, brought up to date and removed by the command.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::bench::Bench;

/// A receiver that answers with this status, and what it was sent.
fn receiver(status: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/webhook/FAKE_path_5d1c0a7e", listener.local_addr().unwrap());
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let taken = Arc::clone(&seen);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            for line in reader.by_ref().lines() {
                let line = line.unwrap_or_default();
                if let Some(number) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                    length = number.parse().unwrap_or(0);
                }
                if line.is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            if reader.read_exact(&mut body).is_ok() && length > 0 {
                taken.lock().unwrap().push(String::from_utf8(body).unwrap());
                stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes()).ok();
            }
        }
    });
    (address, seen)
}

#[tokio::test]
async fn a_webhook_is_added_by_stdin_and_gets_each_new_token() {
    let bench = Bench::new().await;
    let (address, seen) = receiver("200 OK");
    let added = bench.run_with(&["place", "add", "shop", "--webhook", "-", "--with-token", "--name", "n8n"], &address);
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.out.starts_with("whsec_") && added.out.lines().count() == 1, "the secret alone");
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    let live = bench.sim.live_pair(crate::bench::APP_ID).unwrap().access_token;
    assert!(seen.lock().unwrap().iter().any(|body| body.contains(&live)));
    let rows = bench.run(&["--json", "place", "list"]).json();
    assert_eq!((&rows[0]["name"], &rows[0]["state"]), (&"n8n".into(), &"up_to_date".into()), "{rows}");
    for args in [&["place", "list"][..], &["--json", "place", "list"], &["history"], &["doctor"]] {
        let ran = bench.run(args);
        assert!(!ran.out.contains("FAKE_path") && !ran.err.contains("FAKE_path"), "{args:?}");
        assert!(!ran.out.contains("whsec_"), "{args:?}");
    }
    let test = bench.run(&["place", "test", "shop", "N8N"]);
    assert_eq!(test.code, 0, "{}", test.err);
    assert!(seen.lock().unwrap().last().is_some_and(|body| body.contains("oa.test") && !body.contains(&live)));
    assert_eq!(bench.run(&["place", "remove", "shop", "n8n"]).code, 0);
    assert_eq!(bench.run(&["--json", "place", "list"]).json(), serde_json::json!([]));
    assert_eq!(bench.run(&["place", "remove", "shop", "n8n"]).code, 2);
}

#[tokio::test]
async fn a_refresh_names_what_was_not_delivered_and_ends_with_0() {
    let bench = Bench::new().await;
    let (address, seen) = receiver("503 FAKE");
    let added = bench.run_with(&["--json", "place", "add", "shop", "--webhook", "-", "--with-token"], &address).json();
    assert!(added["id"].is_string() && added["name"] == "127.0.0.1" && added["secret"].is_string());
    let ran = bench.run(&["--json", "refresh", "shop"]);
    assert_eq!((ran.code, &ran.json()[0]["undelivered"]), (0, &1.into()), "{} {}", ran.out, ran.err);
    let ran = bench.run(&["refresh", "shop"]);
    assert!(ran.code == 0 && ran.err.contains("HTTP 503"), "{}", ran.err);
    let test = bench.run(&["--json", "place", "test", "shop", "127.0.0.1"]);
    assert_eq!((test.code, &test.json()["fault"]), (11, &"receiver_failed".into()));
    assert!(bench.run(&["--json", "place", "list", "shop"]).json()[0]["state"] == "failing");
    let count = seen.lock().unwrap().len();
    assert_eq!(bench.run(&["--json", "place", "deliver"]).json()["delivered"], 0, "not before its pause ends");
    assert!(seen.lock().unwrap().len() <= count + 1, "one attempt at most, should the pause have ended meanwhile");
}

#[tokio::test]
async fn a_file_and_a_note_are_places_too() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    let file = bench.path("zalo.env");
    let added = bench.run(&["place", "add", "shop", "--file", file.to_str().unwrap(), "--format", "env"]);
    assert_eq!(added.code, 0, "{}", added.err);
    let live = bench.sim.live_pair(crate::bench::APP_ID).unwrap().access_token;
    assert!(std::fs::read_to_string(&file).unwrap().contains(&live), "written at once");
    assert_eq!(bench.run(&["place", "add", "shop", "--note", "dán ở Haravan"]).code, 0);
    let rows = bench.run(&["--json", "place", "list", "shop"]).json();
    let states: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["up_to_date", "to_paste"]);
    let ran = bench.run(&["--json", "refresh", "shop"]).json();
    assert!(ran[0].get("undelivered").is_none(), "a note waits for the user: {ran}");
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_refused_and_nothing_is_added() {
    let bench = Bench::new().await;
    for address in [
        "http://n8n.example.com/x",
        "https://u:FAKE_pw@n8n.example.com/x",
        "https://n8n.example.com/x#y",
        "https://169.254.169.254/latest",
        "n8n",
        "",
    ] {
        let ran = bench.run_with(&["place", "add", "shop", "--webhook", "-"], address);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{address}: {}", ran.err);
        assert!(!ran.err.contains("FAKE_pw"), "{address}");
    }
    for args in [
        &["place", "add", "shop"][..],
        &["place", "add", "shop", "--note", "a", "--webhook", "-"],
        &["place", "add", "shop", "--file", "a.env"],
    ] {
        assert_eq!(bench.run(args).code, 2, "{args:?}");
    }
    assert_eq!(bench.run(&["place", "add", "nobody", "--note", "a"]).code, 3);
    assert_eq!(bench.run(&["--json", "place", "list"]).json(), serde_json::json!([]));
}
