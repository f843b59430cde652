//! Webhooks: a new pair is at its receiver within a moment, signed, once it is saved, however it came; and nothing
//! connects to an address that was not checked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use oa_token_engine::host::{AnyHost, Host};
use oa_token_engine::{Engine, EngineOptions, NewWebhook};
use oa_token_model::destination::{
    CopyForm, DeliveryFault, DestinationId, PlaceState, SignedHeaders, Webhook, WebhookAddress, WebhookSecret,
};
use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use testkit::pair;

use crate::bench::{APP_ID, Bench, started};

/// What a receiver was sent.
#[derive(Clone)]
struct Seen {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// A receiver that answers from a script, and then with 200.
struct Receiver {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    script: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, script) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let (taken, answers) = (Arc::clone(&seen), Arc::clone(&script));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut headers = Vec::new();
                for line in reader.by_ref().lines() {
                    let Ok(line) = line else { break };
                    if line.is_empty() {
                        break;
                    }
                    if let Some((name, value)) = line.split_once(": ") {
                        headers.push((name.to_ascii_lowercase(), value.to_owned()));
                    }
                }
                let length = headers.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value.parse());
                let mut body = vec![0; length.and_then(Result::ok).unwrap_or(0)];
                if reader.read_exact(&mut body).is_err() || headers.is_empty() {
                    continue;
                }
                taken.lock().unwrap().push(Seen { headers, body });
                let mut script = answers.lock().unwrap();
                let answer = if script.is_empty() { "200 OK\r\n".to_owned() } else { script.remove(0) };
                drop(script);
                stream.write_all(format!("HTTP/1.1 {answer}content-length: 0\r\n\r\n").as_bytes()).ok();
            }
        });
        Self { port, seen, script }
    }

    fn answers(&self, answer: &str) {
        self.script.lock().unwrap().push(format!("{answer}\r\n"));
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn new_webhook(&self, path: &str) -> NewWebhook {
        new_webhook(&format!("http://127.0.0.1:{}/{path}", self.port))
    }
}

fn new_webhook(address: &str) -> NewWebhook {
    let address = WebhookAddress::parse(address).unwrap();
    NewWebhook { name: None, address, with_token: true, with_states: false, private_network: false, preset: None }
}

async fn add(bench: &Bench, new: NewWebhook) -> (DestinationId, WebhookSecret) {
    bench.engine.destinations().add_webhook(&bench.profile, new).await.unwrap()
}

async fn click(bench: &Bench) {
    assert_eq!(bench.click().await.result.message_id(), "saved");
    bench.engine.refresh().drain().await;
}

async fn state(engine: &Engine, bench: &Bench) -> PlaceState {
    engine.destinations().list(&bench.profile).await.unwrap()[0].state
}

async fn fault(bench: &Bench) -> Option<DeliveryFault> {
    bench.record().await.destinations[0].progress.fault
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_new_pair_is_posted_once_signed_and_with_the_token_that_lives() {
    let (bench, receiver) = (Bench::new().await, Receiver::new());
    let (_, secret) = add(&bench, receiver.new_webhook("FAKE_path_5d1c0a7e")).await;
    assert!(receiver.seen().is_empty(), "there is no access token yet");
    for count in 1..=2 {
        click(&bench).await;
        let seen = receiver.seen();
        assert_eq!(seen.len(), count);
        let (last, json) = (&seen[count - 1], seen[count - 1].json());
        assert_eq!(json["type"], "oa.token.refreshed");
        assert_eq!(json["data"]["access_token"], bench.sim.live_pair(APP_ID).unwrap().access_token);
        assert!(!String::from_utf8_lossy(&last.body).contains("refresh_token"));
        let now = last.header("webhook-timestamp").parse().map(jiff::Timestamp::from_second).unwrap().unwrap();
        let webhook = Webhook {
            address: WebhookAddress(Secret::new("x")),
            secret: secret.clone(),
            former_secret: None,
            with_token: true,
            with_states: false,
            private_network: false,
            preset: None,
        };
        let signed = SignedHeaders::sign(&webhook, last.header("webhook-id"), &last.body, now);
        assert_eq!(last.header("webhook-signature"), signed.signature);
    }
    assert_eq!(state(&bench.engine, &bench).await, PlaceState::UpToDate);
    let log = bench.engine.destinations().log(&bench.record().await.destinations[0].id, 10).await.unwrap();
    assert_eq!(log.iter().map(|entry| entry.status).collect::<Vec<_>>(), [Some(200), Some(200)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thin_webhook_and_a_test_hold_no_token() {
    let (bench, receiver) = (Bench::new().await, Receiver::new());
    let (id, _) = add(&bench, NewWebhook { with_token: false, ..receiver.new_webhook("a") }).await;
    click(&bench).await;
    assert_eq!(bench.engine.destinations().test(&id).await.unwrap(), Ok(Some(200)));
    let seen = receiver.seen();
    assert_eq!([seen[0].json()["type"].clone(), seen[1].json()["type"].clone()], ["oa.token.refreshed", "oa.test"]);
    for one in &seen {
        assert!(one.json()["data"].get("access_token").is_none());
    }
    let (id, _) = add(&bench, receiver.new_webhook("with-token")).await;
    bench.engine.destinations().test(&id).await.unwrap().unwrap();
    assert!(receiver.seen().last().unwrap().json()["data"].get("access_token").is_none(), "never in a test");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_pair_is_delivered_too() {
    let (bench, receiver) = (Bench::new().await, Receiver::new());
    add(&bench, receiver.new_webhook("a")).await;
    let edit =
        ProfileEdit { pair: Some(pair(Some("FAKE_AT_pasted"), Some("FAKE_RT_pasted"))), ..ProfileEdit::default() };
    bench.edit(edit).await;
    while receiver.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(receiver.seen()[0].json()["data"]["access_token"], "FAKE_AT_pasted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_repeated_a_redirect_is_not_followed_and_410_stops() {
    let (mut bench, receiver) = (Bench::new().await, Receiver::new());
    let mut options = bench.options();
    options.timeouts.pace = 3_000;
    bench.engine = started(options).await;
    let (id, _) = add(&bench, receiver.new_webhook("a")).await;
    for answer in ["503 FAKE", "307 FAKE\r\nlocation: http://127.0.0.1:1/stolen"] {
        receiver.answers(answer);
    }
    click(&bench).await;
    while state(&bench.engine, &bench).await != PlaceState::UpToDate {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let ids: Vec<_> = receiver.seen().iter().map(|seen| seen.header("webhook-id").to_owned()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "the same message");
    let log = bench.engine.destinations().log(&id, 10).await.unwrap();
    let faults: Vec<_> = log.iter().map(|entry| entry.fault).collect();
    assert_eq!(faults, [None, Some(DeliveryFault::Redirect), Some(DeliveryFault::ReceiverFailed)]);
    receiver.answers("410 Gone");
    click(&bench).await;
    assert_eq!(state(&bench.engine, &bench).await, PlaceState::Stopped);
    click(&bench).await;
    assert_eq!(receiver.seen().len(), 4, "nothing more");
    bench.engine.destinations().set_enabled(&id, true).await.unwrap();
    assert_eq!(state(&bench.engine, &bench).await, PlaceState::UpToDate);
    assert_eq!(receiver.seen().len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_delivers_what_one_left_behind() {
    let (bench, receiver) = (Bench::new().await, Receiver::new());
    add(&bench, receiver.new_webhook("a")).await;
    receiver.answers("503 FAKE");
    click(&bench).await;
    assert_eq!(fault(&bench).await, Some(DeliveryFault::ReceiverFailed));
    let later = bench.engine_ahead(1).await;
    let limits = (Duration::from_secs(2), Duration::from_secs(10));
    assert_eq!(later.destinations().deliver_due(None, limits.0, limits.1).await.delivered, 1);
    assert_eq!(later.destinations().deliver_due(None, limits.0, limits.1).await, oa_token_engine::Delivered::default());
    assert_eq!(receiver.seen().len(), 2);
}

/// A name server that answers as it was told, another answer each time.
struct Names(Mutex<Vec<Vec<IpAddr>>>);

impl Host for Names {
    fn id(&self) -> Option<String> {
        None
    }

    fn uptime(&self) -> Duration {
        AnyHost.uptime()
    }

    fn inhibit_sleep(&self) -> Box<dyn Send> {
        Box::new(())
    }

    fn resolve(&self, _name: &str) -> Option<Vec<IpAddr>> {
        let mut answers = self.0.lock().unwrap();
        Some(if answers.is_empty() { Vec::new() } else { answers.remove(0) })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_connects_to_an_address_that_was_not_checked() {
    let receiver = Receiver::new();
    let address = format!("https://rebound.example:{}/a", receiver.port);
    for (found, expected) in [
        (vec!["127.0.0.1"], DeliveryFault::PrivateAddress),
        (vec!["1.1.1.1", "127.0.0.1"], DeliveryFault::PrivateAddress),
        (vec!["10.0.0.1"], DeliveryFault::PrivateAddress),
        (vec!["::1"], DeliveryFault::PrivateAddress),
        (vec!["169.254.169.254"], DeliveryFault::ForbiddenAddress),
        (vec!["::ffff:127.0.0.1"], DeliveryFault::ForbiddenAddress),
        (vec!["64:ff9b::7f00:1"], DeliveryFault::ForbiddenAddress),
        (vec!["0.0.0.0"], DeliveryFault::ForbiddenAddress),
        (vec![], DeliveryFault::NoHost),
    ] {
        let mut bench = Bench::new().await;
        let names = Names(Mutex::new(vec![found.iter().map(|ip| ip.parse().unwrap()).collect()]));
        bench.engine = started(EngineOptions { host: Arc::new(names), ..bench.options() }).await;
        add(&bench, new_webhook(&address)).await;
        click(&bench).await;
        assert_eq!(fault(&bench).await, Some(expected), "{found:?}");
    }
    assert!(receiver.seen().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_place_gets_nothing_and_a_note_waits_for_the_user() {
    let (bench, receiver) = (Bench::new().await, Receiver::new());
    let (id, _) = add(&bench, receiver.new_webhook("a")).await;
    bench.engine.destinations().remove(&id).await.unwrap();
    let note = bench
        .engine
        .destinations()
        .add_note(&bench.profile, None, "dán ở Haravan", true, CopyForm::default())
        .await
        .unwrap();
    click(&bench).await;
    assert!(receiver.seen().is_empty());
    assert_eq!(state(&bench.engine, &bench).await, PlaceState::ToPaste);
    bench.engine.destinations().mark_pasted(&note).await.unwrap();
    assert_eq!(state(&bench.engine, &bench).await, PlaceState::UpToDate);
}
