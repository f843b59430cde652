//! Alert channels: added without an argument that holds a secret, listed, tried out and removed by the command.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;
use testkit::{Receiver, Reply};

use crate::bench::{Bench, Ran};

const BOT: &str = "123456:FAKE_BOT_TOKEN-9x";
const CHAT: &str = "-100987654";

/// Runs the command with the stand-in of Telegram, and this on stdin.
fn run(bench: &Bench, telegram: &Receiver, args: &[&str], text: &str) -> Ran {
    let mut command = bench.home.command(args);
    command.env("OA_TOKEN_TELEGRAM_URL", telegram.origin()).stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    Ran::of(&child.wait_with_output().unwrap())
}

#[tokio::test]
async fn a_chat_is_added_by_stdin_or_a_file_and_its_secrets_are_shown_nowhere() {
    let (bench, telegram) = (Bench::new().await, Receiver::start().unwrap());
    let added = run(&bench, &telegram, &["alert", "add", "--telegram"], &format!("{BOT}\n{CHAT}\n"));
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(run(&bench, &telegram, &["alert", "test", "telegram"], "").code, 0);
    let told = telegram.received().remove(0);
    assert_eq!(told.path, format!("/bot{BOT}/sendMessage"));
    let body: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!((body["chat_id"].as_str(), body.get("parse_mode")), (Some(CHAT), None));
    telegram.next(Reply::Status(401, "FAKE words".to_owned()));
    let refused = run(&bench, &telegram, &["-v", "--json", "alert", "test", "Telegram"], "");
    assert_eq!(
        (refused.code, &refused.json()["fault"], &refused.json()["status"]),
        (11, &"rejected".into(), &401.into())
    );
    let file = bench.path("telegram.txt");
    std::fs::write(&file, format!("{BOT}\r\n{CHAT}\r\n")).unwrap();
    let args = ["--json", "alert", "add", "--telegram", "--credentials", file.to_str().unwrap()];
    let added = run(&bench, &telegram, &args, "").json();
    assert_eq!((&added["kind"], &added["address"]), (&"telegram".into(), &"Telegram …7654".into()));
    let rows = bench.run(&["--json", "alert", "list"]).json();
    assert_eq!((&rows[0]["state"], &rows[1]["state"]), (&"failing".into(), &"new".into()), "{rows}");
    assert_eq!(bench.run(&["alert", "test", "telegram"]).code, 2, "which of the two?");
    for args in [
        &["alert", "list"][..],
        &["--json", "alert", "list"],
        &["history"],
        &["doctor", "--log"],
        &["-v", "alert", "remove", added["id"].as_str().unwrap()],
    ] {
        let ran = bench.run(args);
        for secret in ["FAKE_BOT", CHAT] {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{args:?}");
        }
    }
    assert!(!refused.err.contains("FAKE"), "{}", refused.err);
    for entry in testkit::folder::files(&bench.data()).unwrap() {
        let bytes = std::fs::read(&entry).unwrap();
        assert!(!bytes.windows(8).any(|part| part == b"FAKE_BOT"), "{}", entry.display());
    }
    assert_eq!(bench.run(&["alert", "remove", "telegram"]).code, 0);
    assert_eq!(bench.run(&["--json", "alert", "list"]).json(), serde_json::json!([]));
}

#[tokio::test]
async fn a_receiver_prints_its_secret_once_and_gets_what_waits_with_the_next_delivery() {
    let (bench, receiver) = (Bench::new().await, Receiver::start().unwrap());
    let address = format!("{}/FAKE_path_5d1c", receiver.origin());
    let added = bench.run_with(&["alert", "add", "--webhook", "-"], &address);
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.out.starts_with("whsec_") && added.out.lines().count() == 1, "the secret alone");
    assert_eq!(bench.run(&["place", "deliver"]).code, 0);
    assert!(receiver.taken().is_empty(), "all is well");
    // Only the admin's consent helps.
    bench.sim.script([zalo_sim::Fault::ErrorCode { code: -14014, name: "FAKE dead".to_owned() }]);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 11);
    for _ in 0..2 {
        assert_eq!(bench.run(&["place", "deliver"]).code, 0);
    }
    assert_eq!(receiver.taken().len(), 1, "once");
    assert!(receiver.taken()[0].contains("oa.consent.needed"), "{:?}", receiver.taken());
    assert_eq!(bench.run(&["alert", "test", "webhook"]).code, 0);
    assert!(receiver.taken()[1].contains("oa.test"));
    let listed = bench.run(&["alert", "list"]);
    assert!(!listed.out.contains("FAKE_path") && listed.out.contains("5d1c"), "{}", listed.out);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_and_nothing_is_added() {
    let (bench, telegram) = (Bench::new().await, Receiver::start().unwrap());
    for text in ["", "FAKE\n1\n", "123456:FAKE/../x\n1\n", "123456:FAKE\nshop\n"] {
        let ran = run(&bench, &telegram, &["alert", "add", "--telegram"], text);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}: {}", ran.err);
        assert!(!ran.err.contains("FAKE"), "{}", ran.err);
    }
    for args in [
        &["alert", "add"][..],
        &["alert", "add", "--telegram", BOT],
        &["alert", "add", "--telegram", "--webhook", "-"],
        &["alert", "add", "--webhook", "http://n8n.example.com/x"],
        &["alert", "test", "telegram"],
        &["alert", "remove", "nothing"],
    ] {
        let ran = run(&bench, &telegram, args, "");
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(!ran.err.contains("FAKE_BOT"), "{}", ran.err);
    }
    assert_eq!(bench.run(&["--json", "alert", "list"]).json(), serde_json::json!([]));
    assert!(telegram.received().is_empty());
}

#[tokio::test]
async fn alerts_speak_the_language_of_the_environment() {
    let (bench, telegram) = (Bench::new().await, Receiver::start().unwrap());
    assert_eq!(run(&bench, &telegram, &["alert", "add", "--telegram"], &format!("{BOT}\n{CHAT}\n")).code, 0);
    for (language, said) in [("vi_VN.UTF-8", "Tin thử:"), ("en_US.UTF-8", "A test:")] {
        let mut command = bench.home.command(&["alert", "test", "telegram"]);
        command.env("OA_TOKEN_TELEGRAM_URL", telegram.origin()).env_remove("LC_MESSAGES").env("LC_ALL", language);
        assert_eq!(Ran::of(&command.output().unwrap()).code, 0);
        let body: Value = serde_json::from_str(telegram.taken().last().unwrap()).unwrap();
        assert!(body["text"].as_str().unwrap().contains(said), "{language}: {body}");
    }
}
