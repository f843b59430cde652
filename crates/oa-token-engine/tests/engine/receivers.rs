//! The receivers of docs/receivers take real deliveries and keep the newest token; they refuse what is not signed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use oa_token_engine::NewWebhook;
use oa_token_engine::clock::{Clock as _, SystemClock};
use oa_token_model::destination::{PlaceState, Preset, SignedHeaders, Webhook, WebhookAddress, WebhookSecret};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::free_port;

use crate::bench::Bench;

/// A receiver that runs.
struct Running {
    child: Child,
    port: u16,
    home: TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

impl Running {
    fn start(mut program: Command, receiver: &str, port: u16, secret: &WebhookSecret) -> Self {
        let home = tempfile::tempdir().unwrap();
        program
            .env("WHSEC", secret.0.expose())
            .env("PORT", port.to_string())
            .env("TOKEN_FILE", home.path().join("tokens.json"))
            .env("RECEIVER", folder("../../docs/receivers").join(receiver))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = program.spawn().unwrap_or_else(|why| panic!("{program:?}: {why}"));
        // Ends the program also where it never listens.
        let running = Self { child, port, home };
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return running;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{receiver} does not listen");
    }

    fn tokens(&self) -> Value {
        let text = std::fs::read_to_string(self.home.path().join("tokens.json")).unwrap_or_else(|_| "{}".to_owned());
        serde_json::from_str(&text).unwrap()
    }

    /// Posts a body as somebody else would; returns the head of the answer.
    fn post(&self, headers: Option<&SignedHeaders>, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let signed = headers.map_or_else(String::new, |SignedHeaders { id, timestamp, signature }| {
            format!("webhook-id: {id}\r\nwebhook-timestamp: {timestamp}\r\nwebhook-signature: {signature}\r\n")
        });
        let head = format!(
            "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n{signed}\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok();
        answer
    }
}

fn program(name: &str, arguments: &[&str]) -> Command {
    let mut program = Command::new(name);
    program.args(arguments);
    program
}

/// Adds the receiver as a place, starts it, and lets it take the pair; then a forged delivery and an older one.
async fn takes(receiver: &str, preset: Preset, program: impl FnOnce(u16) -> Command) {
    let bench = Bench::new().await;
    bench.click().await;
    let port = free_port();
    let address = WebhookAddress::parse(&format!("http://127.0.0.1:{port}/token")).unwrap();
    let new = NewWebhook {
        name: None,
        address: address.clone(),
        with_token: true,
        with_states: true,
        private_network: false,
        preset: Some(preset),
    };
    let places = bench.engine.destinations();
    let (id, secret) = places.add_webhook(&bench.profile, new).await.unwrap();
    let running = Running::start(program(port), receiver, port, &secret);
    places.set_enabled(&id, true).await.unwrap();
    let state = places.list(&bench.profile).await.unwrap()[0].state;
    assert_eq!(state, PlaceState::UpToDate, "{receiver}");
    let access = bench.pair().await.access.unwrap();
    let kept = || running.tokens()[bench.profile.as_str()]["access_token"].clone();
    assert!(kept() == access.expose(), "{receiver} keeps the token");

    let id = bench.profile.as_str();
    let body = |issued_at: &str, key: &str| {
        let data = json!({"id": id, "name": "shop", "access_token": "FAKE_AT_other", "generation": 1, "issued_at": issued_at, "expires_at": null});
        json!({"type": "oa.token.refreshed", "id": "msg_1", "key": key, "data": data}).to_string()
    };
    let newer = body("2999-01-01T00:00:00Z", "whsec_FAKE");
    running.post(None, &newer);
    let stranger = Webhook { secret: WebhookSecret::random(), ..webhook(&address, &secret, preset) };
    running.post(Some(&SignedHeaders::sign(&stranger, "msg_1", newer.as_bytes(), SystemClock.now())), &newer);
    let late = SystemClock.now() - Duration::from_hours(1);
    if preset != Preset::AppsScript {
        let own = webhook(&address, &secret, preset);
        running.post(Some(&SignedHeaders::sign(&own, "msg_1", newer.as_bytes(), late)), &newer);
    }
    assert!(kept() == access.expose(), "{receiver} takes nothing that is not signed now");
    let older = body("2020-01-01T00:00:00.5Z", secret.0.expose());
    let own = webhook(&address, &secret, preset);
    let answer = running.post(Some(&SignedHeaders::sign(&own, "msg_2", older.as_bytes(), SystemClock.now())), &older);
    assert!(answer.starts_with("HTTP/1.") && answer[9..].starts_with('2'), "{receiver}: {answer}");
    assert!(kept() == access.expose(), "{receiver} drops an older token");
    for event in ["oa.token.failing", "oa.token.recovered", "oa.consent.needed", "oa.something.new"] {
        let data = json!({"id": id, "name": "shop", "matter": "token", "level": "ended", "text": "FAKE state"});
        let body = json!({"type": event, "id": "msg_3", "key": secret.0.expose(), "data": data}).to_string();
        let answer = running.post(Some(&SignedHeaders::sign(&own, "msg_3", body.as_bytes(), SystemClock.now())), &body);
        assert!(answer.starts_with("HTTP/1.") && answer[9..].starts_with('2'), "{receiver}, {event}: {answer}");
        assert!(kept() == access.expose(), "{receiver} takes {event} and keeps its token");
    }
}

fn webhook(address: &WebhookAddress, secret: &WebhookSecret, preset: Preset) -> Webhook {
    Webhook {
        address: address.clone(),
        secret: secret.clone(),
        former_secret: None,
        with_token: true,
        with_states: true,
        private_network: false,
        preset: Some(preset),
    }
}

#[tokio::test]
async fn a_program_in_node() {
    let file = folder("../../docs/receivers/node.mjs");
    takes("node.mjs", Preset::Node, |_| program("node", &[file.to_str().unwrap()])).await;
}

#[tokio::test]
async fn a_program_in_python() {
    let file = folder("../../docs/receivers/python.py");
    takes("python.py", Preset::Python, |_| program("python3", &[file.to_str().unwrap()])).await;
}

#[tokio::test]
async fn a_plugin_of_wordpress() {
    let router = folder("tests/engine/receivers/wordpress.php");
    takes("wordpress.php", Preset::WordPress, |port| {
        program("php", &["-S", &format!("127.0.0.1:{port}"), router.to_str().unwrap()])
    })
    .await;
}

#[tokio::test]
async fn a_node_of_n8n() {
    let host = folder("tests/engine/receivers/n8n.mjs");
    takes("n8n.js", Preset::N8n, |_| program("node", &[host.to_str().unwrap()])).await;
}

#[tokio::test]
async fn a_script_of_a_google_sheet() {
    let host = folder("tests/engine/receivers/sheets.mjs");
    takes("google-sheets.gs", Preset::AppsScript, |_| program("node", &[host.to_str().unwrap()])).await;
}
