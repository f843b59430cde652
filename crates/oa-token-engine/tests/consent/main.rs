//! The listener that takes the browser's answer, on real sockets.
#![cfg(test)]

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;

use oa_token_engine::callback_listener::{Listener, Pages};
use oa_token_model::authorization::{Callback, CsrfState};
use oa_token_model::secret::Secret;
use testkit::free_port;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Long enough for a slow computer; no test waits for it to prove something.
const PATIENCE: Duration = Duration::from_secs(30);
const CODE: &str = "FAKE_code_that_must_not_be_repeated";

struct Bench {
    address: SocketAddr,
    state: CsrfState,
    waiting: JoinHandle<Secret>,
}

fn pages() -> Pages {
    Pages { done: "<p>FAKE done</p>".to_owned(), wrong: "<p>FAKE wrong</p>".to_owned() }
}

impl Bench {
    async fn new() -> Self {
        let state = CsrfState::random();
        let port = free_port();
        let callback = Callback::parse(&format!("http://127.0.0.1:{port}/zalo")).unwrap();
        let listener = Listener::bind(&callback, &state).await.unwrap().unwrap();
        let waiting = tokio::spawn(async move { listener.wait(&pages()).await });
        Self { address: SocketAddr::from(([127, 0, 0, 1], port)), state, waiting }
    }

    fn good(&self) -> String {
        format!("/zalo?code={CODE}&oa_id=1&state={}", self.state.secret().expose())
    }

    /// Sends a GET as a browser does; returns what came back.
    async fn get(&self, target: &str) -> String {
        self.raw(&format!("GET {target} HTTP/1.1\r\nHost: {}\r\nAccept: */*\r\n\r\n", self.address)).await
    }

    async fn raw(&self, text: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // A reset is an answer too.
        drop(tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap());
        assert!(!answer.contains(CODE) && !answer.contains(self.state.secret().expose()), "{answer}");
        answer
    }

    /// Fails unless the good answer is still taken, and the port is free after it.
    async fn ends_well(self) {
        let answer = self.get(&self.good()).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("<p>FAKE done</p>"), "{answer}");
        for header in ["Cache-Control: no-store", "Referrer-Policy: no-referrer", "Connection: close"] {
            assert!(answer.contains(header), "{answer}");
        }
        let address = tokio::time::timeout(PATIENCE, self.waiting).await.unwrap().unwrap();
        assert!(address.expose().starts_with(&format!("http://{}/zalo?code={CODE}&oa_id=1&state=", self.address)));
        TcpListener::bind(self.address).await.expect("the port is free again");
    }
}

#[tokio::test]
async fn one_good_answer_is_accepted_and_the_port_is_freed() {
    Bench::new().await.ends_well().await;
}

#[tokio::test]
async fn a_request_that_is_not_the_answer_changes_nothing() {
    let bench = Bench::new().await;
    let state = bench.state.secret().expose().to_owned();
    for target in [
        "/".to_owned(),
        format!("/zalo/?code={CODE}&state={state}"),
        format!("/ZALO?code={CODE}&state={state}"),
        format!("//zalo?code={CODE}&state={state}"),
        format!("http://127.0.0.1/zalo?code={CODE}&state={state}"),
        "/favicon.ico".to_owned(),
        "/zalo".to_owned(),
        format!("/zalo?state={state}"),
        format!("/zalo?code={CODE}"),
        format!("/zalo?code={CODE}&state=FAKE_other"),
        format!("/zalo?code={CODE}&state={state}x"),
        format!("/zalo?code={CODE}&state={}", &state[1..]),
    ] {
        let answer = bench.get(&target).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{target}: {answer}");
        assert!(answer.ends_with("<p>FAKE wrong</p>"));
    }
    let (good, host) = (bench.good(), bench.address);
    for text in [
        format!("GET {good} HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
        format!("GET {good} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        format!("GET {good} HTTP/1.1\r\n\r\n"),
        format!("GET {good} HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n"),
        format!("POST {good} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"),
        format!("HEAD {good} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET {good}\r\n\r\n"),
        "\r\n\r\n".to_owned(),
        format!("GET {good} HTTP/1.1 x\r\nHost: {host}\r\n\r\n"),
    ] {
        let answer = bench.raw(&text).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{text}: {answer}");
    }
    // A head without end is hung up on.
    let answer = bench.raw(&format!("GET {good} HTTP/1.1\r\nX: {}", "x".repeat(9000))).await;
    assert!(!answer.starts_with("HTTP/1.1 200"));
    bench.ends_well().await;
}

#[tokio::test]
async fn a_refusal_of_zalo_is_an_answer_too() {
    let bench = Bench::new().await;
    let target = format!("/zalo?error=-14003&state={}", bench.state.secret().expose());
    assert!(bench.get(&target).await.starts_with("HTTP/1.1 200"));
    assert!(bench.waiting.await.unwrap().expose().contains("error=-14003"));
}

#[tokio::test]
async fn of_two_simultaneous_answers_one_is_accepted() {
    let bench = Bench::new().await;
    let good = bench.good();
    let answers = tokio::join!(try_get(bench.address, &good), try_get(bench.address, &good));
    let taken = [&answers.0, &answers.1].iter().filter(|answer| answer.starts_with("HTTP/1.1 200")).count();
    assert!(taken >= 1, "{answers:?}");
    bench.waiting.await.unwrap();
    assert!(try_get(bench.address, &good).await.is_empty(), "the listener no longer accepts connections");
    TcpListener::bind(bench.address).await.unwrap();
}

/// Sends a GET to a server that may be gone; nothing then.
async fn try_get(address: SocketAddr, target: &str) -> String {
    let mut answer = String::new();
    if let Ok(mut stream) = TcpStream::connect(address).await {
        let request = format!("GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        if stream.write_all(request.as_bytes()).await.is_ok() {
            drop(tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap());
        }
    }
    answer
}

#[tokio::test]
async fn a_thousand_requests_and_silent_connections_do_not_block_the_answer() {
    let bench = Bench::new().await;
    // Fewer than may be served at once: who says nothing is hung up on after a while only.
    let mut silent = Vec::new();
    for _ in 0..10 {
        let mut stream = TcpStream::connect(bench.address).await.unwrap();
        stream.write_all(b"GET /zalo?code=FAKE HTTP/1.1\r\nHost: ").await.unwrap();
        silent.push(stream);
    }
    for number in 0..1000 {
        let answer = bench.get(&format!("/zalo?code=FAKE_{number}&state=FAKE_guess_{number}")).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    }
    bench.ends_well().await;
}

#[tokio::test]
async fn dropping_it_frees_the_port_and_a_timeout_returns_nothing() {
    let bench = Bench::new().await;
    assert!(
        tokio::time::timeout(Duration::from_millis(50), async {
            while !bench.waiting.is_finished() {
                tokio::task::yield_now().await;
            }
        })
        .await
        .is_err()
    );
    bench.waiting.abort();
    assert!(bench.waiting.await.unwrap_err().is_cancelled());
    TcpListener::bind(bench.address).await.unwrap();
}

#[tokio::test]
async fn it_listens_only_on_loopback_and_only_for_loopback_callbacks() {
    let state = CsrfState::random();
    for text in
        ["https://shop.example/zalo", "http://192.168.1.2:8765/", "http://127.0.0.2:8765/", "https://127.0.0.1:8765/"]
    {
        let callback = Callback::parse(text).unwrap();
        assert!(Listener::bind(&callback, &state).await.unwrap().is_none(), "{text}");
    }
    let port = free_port();
    let callback = Callback::parse(&format!("http://localhost:{port}/zalo")).unwrap();
    let listener = Listener::bind(&callback, &state).await.unwrap().unwrap();
    let waiting = tokio::spawn(async move { listener.wait(&pages()).await });
    if let Some(outside) = own_address() {
        let reached = TcpStream::connect(SocketAddr::new(outside, port)).await;
        assert!(reached.is_err(), "the listener is not reachable from the network");
    }
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let target = format!("/zalo?code={CODE}&state={}", state.secret().expose());
    stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").as_bytes()).await.unwrap();
    assert!(waiting.await.unwrap().expose().starts_with(&format!("http://localhost:{port}/zalo?code=")));
    // A port that is taken is an error, not a second listener.
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let callback = Callback::parse(&format!("http://{}/", taken.local_addr().unwrap())).unwrap();
    assert!(Listener::bind(&callback, &state).await.is_err());
}

/// Returns this computer's address on its network, if it has one. Sends nothing.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_loopback())
}
