use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use oa_token_model::origin::Origin;
use oa_token_model::profile::AppId;
use oa_token_model::secret::Secret;
use oa_token_model::zalo::{BODY_LIMIT, RawAnswer, UnclearCause, Verdict, judge};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::clock::{Clock, SystemClock};

const PAIR: &str = r#"{"access_token":"FAKE_AT_1","refresh_token":"FAKE_RT_2","expires_in":"90000"}"#;
const SHORT: Duration = Duration::from_millis(100);

fn request(origin: &Origin) -> TokenRequest {
    let app_id = AppId::parse("1234567890123456789").unwrap();
    TokenRequest::refresh(origin, &app_id, &Secret::new("FAKE_SECRET"), &Secret::new("FAKE_RT+1")).unwrap()
}

fn client(options: ClientOptions) -> ZaloClient {
    ZaloClient::new(options).unwrap()
}

async fn send(origin: &Origin) -> Delivery {
    send_by(&client(ClientOptions::default()), origin).await
}

async fn send_by(client: &ZaloClient, origin: &Origin) -> Delivery {
    client.send(&request(origin), &open_fence()).await.delivery
}

fn open_fence() -> Fence {
    let clock = Arc::new(SystemClock);
    Fence::new(Instant::now(), clock.now(), clock)
}

fn origin_of(listener: &TcpListener) -> Origin {
    Origin::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap()
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// Reads a request to the end of its body.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 1024];
        let length = stream.read(&mut piece).await.unwrap();
        bytes.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let wanted =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
        if body.len() >= wanted {
            return text.into_owned();
        }
    }
}

/// Answers one request with these bytes and closes the connection. Returns the request.
async fn answering(bytes: impl Into<Vec<u8>>) -> (Origin, JoinHandle<String>) {
    let (listener, bytes) = (listen().await, bytes.into());
    let origin = origin_of(&listener);
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await;
        // The client may have closed the connection already: it reads no more than it must.
        drop(stream.write_all(&bytes).await);
        request
    });
    (origin, server)
}

/// Answers with these bytes and then sends nothing more.
async fn falling_silent(bytes: &'static str) -> Origin {
    let listener = listen().await;
    let origin = origin_of(&listener);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        stream.write_all(bytes.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    });
    origin
}

fn whole(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn answer_of(delivery: Delivery) -> RawAnswer {
    let Delivery::Answered { answer } = delivery else { panic!("{delivery:?}") };
    answer
}

fn has_both(answer: &RawAnswer) -> bool {
    matches!(judge(answer), Verdict::Tokens(found) if found.pair.access.is_some() && found.pair.refresh.is_some())
}

fn is_untouched(listener: TcpListener) -> bool {
    let listener = listener.into_std().unwrap();
    listener.accept().is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

fn through(proxy: &TcpListener, timeouts: RequestTimeouts) -> ZaloClient {
    let address = ProxyAddress::parse(&proxy.local_addr().unwrap().to_string()).unwrap();
    client(ClientOptions { proxy: ProxyChoice::Manual(address), timeouts })
}

#[tokio::test]
async fn the_request_is_byte_for_byte_as_zalo_expects() {
    let (origin, server) = answering(whole("200 OK", "content-type: text/plain\r\n", PAIR.as_bytes())).await;
    let answer = answer_of(send(&origin).await);
    assert_eq!((answer.status, answer.complete, answer.body.expose()), (200, true, PAIR.as_bytes()));
    assert_eq!(answer.headers[0], ("content-type".to_owned(), "text/plain".to_owned()));
    let host = origin.to_string().replace("http://", "");
    let body = "refresh_token=FAKE_RT%2B1&app_id=1234567890123456789&grant_type=refresh_token";
    let wanted = format!(
        "POST /v4/oa/access_token HTTP/1.1\r\nsecret_key: FAKE_SECRET\r\n\
         content-type: application/x-www-form-urlencoded\r\naccept: */*\r\nhost: {host}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(server.await.unwrap(), wanted);
}

#[tokio::test]
async fn without_a_listener_nothing_is_sent() {
    let origin = origin_of(&listen().await);
    assert_eq!(send(&origin).await, Delivery::NotSent(NotSentCause::Refused));
}

#[tokio::test]
async fn with_an_unresolvable_name_nothing_is_sent() {
    let origin = Origin::parse("https://zalo.invalid").unwrap();
    let timeouts = RequestTimeouts { connect: Duration::from_secs(5), ..RequestTimeouts::default() };
    let client = client(ClientOptions { proxy: ProxyChoice::None, timeouts });
    let delivery = send_by(&client, &origin).await;
    // In a sandbox without a name server the lookup times out.
    assert!(matches!(delivery, Delivery::NotSent(NotSentCause::Dns | NotSentCause::TimedOut)), "{delivery:?}");
}

#[tokio::test]
async fn nothing_is_sent_to_a_peer_without_tls() {
    let listener = listen().await;
    let origin = Origin::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        let mut heard = Vec::new();
        drop(stream.read_to_end(&mut heard).await);
        heard
    });
    assert_eq!(send(&origin).await, Delivery::NotSent(NotSentCause::Tls));
    assert!(!server.await.unwrap().windows(4).any(|bytes| bytes == b"FAKE"));
}

#[tokio::test]
async fn a_connection_closed_before_the_headers_is_a_lost_answer() {
    for bytes in ["", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\ncontent-le", "SSH-2.0\r\n"] {
        let (origin, _server) = answering(bytes).await;
        assert_eq!(send(&origin).await, Delivery::Lost(LostCause::ConnectionLost), "{bytes:?}");
    }
}

#[tokio::test]
async fn headers_that_never_arrive_are_a_lost_answer() {
    let origin = falling_silent("").await;
    let timeouts = RequestTimeouts { answer: SHORT, ..RequestTimeouts::default() };
    let delivery = send_by(&client(ClientOptions { timeouts, ..ClientOptions::default() }), &origin).await;
    assert_eq!(delivery, Delivery::Lost(LostCause::TimedOut));
}

#[tokio::test]
async fn a_body_that_stops_is_kept_as_received() {
    for timeouts in [
        RequestTimeouts { quiet: SHORT, ..RequestTimeouts::default() },
        RequestTimeouts { answer: SHORT, ..RequestTimeouts::default() },
    ] {
        let client = client(ClientOptions { timeouts, ..ClientOptions::default() });
        let (cut, _server) = answering(format!("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{PAIR}")).await;
        let answer = answer_of(send_by(&client, &cut).await);
        assert!(!answer.complete && has_both(&answer));
        let silent = falling_silent(concat!(
            "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n",
            r#"{"access_token":"FAKE_AT_1","refresh_token":"FAKE_RT_2""#
        ))
        .await;
        let answer = answer_of(send_by(&client, &silent).await);
        assert!(!answer.complete && has_both(&answer));
    }
}

#[tokio::test(start_paused = true)]
async fn half_a_pair_is_awaited_longer_than_a_complete_one() {
    let timeouts =
        RequestTimeouts { quiet: Duration::ZERO, answer: Duration::from_secs(60), ..RequestTimeouts::default() };
    let client = client(ClientOptions { timeouts, ..ClientOptions::default() });
    let (listener, (half, rest)) = (listen().await, PAIR.split_at(30));
    let origin = origin_of(&listener);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{half}", PAIR.len());
        stream.write_all(head.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(700)).await;
        stream.write_all(rest.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    });
    let answer = answer_of(send_by(&client, &origin).await);
    assert!(answer.complete && has_both(&answer));
}

/// A clock that jumps an hour ahead when it is read a second time.
#[derive(Default)]
struct Jumping(AtomicU32);

impl Clock for Jumping {
    fn now(&self) -> jiff::Timestamp {
        let hours = i64::from(self.0.fetch_add(1, Ordering::Relaxed).min(1));
        jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(hours)
    }
}

#[tokio::test]
async fn no_byte_is_sent_if_the_fence_shuts_during_the_connection() {
    let listener = listen().await;
    let origin = origin_of(&listener);
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).await.unwrap();
        heard
    });
    // Read before the request is polled, and again when the connection is open.
    let fence = Fence::new(Instant::now(), jiff::Timestamp::UNIX_EPOCH, Arc::new(Jumping::default()));
    let sent = client(ClientOptions::default()).send(&request(&origin), &fence).await;
    assert_eq!(sent.delivery, Delivery::NotSent(NotSentCause::TooLate));
    assert_eq!(heard.await.unwrap(), b"");
}

#[tokio::test]
async fn a_shut_fence_opens_no_connection() {
    let listener = listen().await;
    let an_hour_ago = SystemClock.now() - jiff::SignedDuration::from_hours(1);
    let fence = Fence::new(Instant::now(), an_hour_ago, Arc::new(SystemClock));
    let sent = client(ClientOptions::default()).send(&request(&origin_of(&listener)), &fence).await;
    assert_eq!(sent, Sent { delivery: Delivery::NotSent(NotSentCause::TooLate), gap: false });
    assert!(is_untouched(listener));
}

#[tokio::test]
async fn a_thousand_headers_do_not_lose_the_tokens_of_the_body() {
    let many = "x: 1\r\n".repeat(1000);
    let headers = format!("{many}date: Mon, 23 Nov 2026 07:00:00 GMT\r\n");
    let (origin, _server) = answering(whole("200 OK", &headers, PAIR.as_bytes())).await;
    let answer = answer_of(send(&origin).await);
    assert!(has_both(&answer) && answer.date().is_some(), "the date is kept at any position");
    assert!(answer.headers.len() <= 101, "{} headers kept", answer.headers.len());
}

#[tokio::test]
async fn a_cut_chunked_body_is_incomplete() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let (cut, _server) = answering(format!("{head}{:x}\r\n{PAIR}\r\n", PAIR.len())).await;
    let answer = answer_of(send(&cut).await);
    assert!(!answer.complete && has_both(&answer));
    let (empty, _server) = answering(head).await;
    let verdict = judge(&answer_of(send(&empty).await));
    assert_eq!(verdict, Verdict::Unclear(UnclearCause::Cut), "an empty body is final only if it is complete");
}

#[tokio::test]
async fn an_empty_200_is_dead_only_if_it_is_complete() {
    let (empty, _server) = answering(whole("200 OK", "", b"")).await;
    assert!(matches!(judge(&answer_of(send(&empty).await)), Verdict::Dead(_)));
    let (cut, _server) = answering("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n").await;
    assert_eq!(judge(&answer_of(send(&cut).await)), Verdict::Unclear(UnclearCause::Cut));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = listen().await;
    let location = format!("location: {}\r\n", origin_of(&elsewhere));
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let (origin, _server) = answering(whole(status, &location, b"")).await;
        assert_eq!(judge(&answer_of(send(&origin).await)), Verdict::Unclear(UnclearCause::Redirect), "{status}");
    }
    assert!(is_untouched(elsewhere));
}

#[tokio::test]
async fn no_proxy_is_used_for_this_computer() {
    let proxy = listen().await;
    let client = through(&proxy, RequestTimeouts::default());
    for host in ["127.0.0.1", "localhost"] {
        let (origin, _server) = answering(whole("200 OK", "", PAIR.as_bytes())).await;
        let origin = Origin::parse(&origin.to_string().replace("127.0.0.1", host)).unwrap();
        assert!(has_both(&answer_of(send_by(&client, &origin).await)), "{host}");
    }
    assert!(is_untouched(proxy));
}

#[tokio::test]
async fn a_proxy_that_refuses_sees_no_secret_and_nothing_is_sent() {
    let proxy = listen().await;
    let client = through(&proxy, RequestTimeouts::default());
    let seen = tokio::spawn(async move {
        let (mut stream, _) = proxy.accept().await.unwrap();
        let seen = read_request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        seen
    });
    let delivery = send_by(&client, &Origin::zalo_oauth()).await;
    assert_eq!(delivery, Delivery::NotSent(NotSentCause::Proxy));
    let seen = seen.await.unwrap();
    assert!(seen.starts_with("CONNECT oauth.zaloapp.com:443 HTTP/1.1\r\n") && !seen.contains("FAKE"), "{seen}");
}

#[tokio::test]
async fn the_refusal_of_a_proxy_is_recognised_by_its_type() {
    let says = async |words: &'static str| {
        let proxy = listen().await;
        let address = format!("http://{}", proxy.local_addr().unwrap());
        let client = reqwest::Client::builder().proxy(reqwest::Proxy::all(address).unwrap()).build().unwrap();
        let proxy = tokio::spawn(async move {
            let (mut stream, _) = proxy.accept().await.unwrap();
            assert!(read_request(&mut stream).await.starts_with("CONNECT oauth.zaloapp.com:443 "));
            stream.write_all(words.as_bytes()).await.unwrap();
        });
        let error = client.get("https://oauth.zaloapp.com/").send().await.unwrap_err();
        proxy.await.unwrap();
        error
    };
    for status in ["407 Proxy Authentication Required", "502 Bad Gateway", "403 tunnel error"] {
        let error = says(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").leak()).await;
        assert!(error.is_connect() && is_from_proxy(&error), "{error:?}");
    }
    // The proxy opened the tunnel, but its end does not speak TLS.
    let beyond = says("HTTP/1.1 200 OK\r\n\r\nnobody speaks TLS here").await;
    assert!(beyond.is_connect() && !is_from_proxy(&beyond), "{beyond:?}");
    let gone = listen().await.local_addr().unwrap();
    let client = reqwest::Client::builder().proxy(reqwest::Proxy::all(format!("http://{gone}")).unwrap());
    let refused = client.build().unwrap().get("https://oauth.zaloapp.com/").send().await.unwrap_err();
    assert!(refused.is_connect() && is_from_proxy(&refused), "{refused:?}");
}

#[tokio::test]
async fn nothing_is_sent_with_a_missing_or_silent_proxy() {
    let gone = through(&listen().await, RequestTimeouts::default());
    let silent_proxy = listen().await;
    let silent = through(&silent_proxy, RequestTimeouts { connect: SHORT, ..RequestTimeouts::default() });
    for client in [gone, silent] {
        let delivery = send_by(&client, &Origin::zalo_oauth()).await;
        assert_eq!(delivery, Delivery::NotSent(NotSentCause::Proxy));
    }
}

#[tokio::test]
async fn plain_http_to_another_computer_is_impossible() {
    let client = client(ClientOptions { proxy: ProxyChoice::None, ..ClientOptions::default() });
    let inner = client.client_for(&Origin::zalo_oauth()).unwrap();
    assert!(inner.post("http://192.0.2.1/").send().await.unwrap_err().is_builder());
}

#[tokio::test]
async fn gzip_is_unpacked_announced_or_not() {
    for headers in ["content-encoding: gzip\r\n", ""] {
        let (origin, _server) = answering(whole("200 OK", headers, &gzip(PAIR))).await;
        let answer = answer_of(send(&origin).await);
        assert_eq!((answer.complete, answer.body.expose()), (true, PAIR.as_bytes()));
    }
    let (origin, _server) = answering(whole("200 OK", "content-encoding: gzip\r\n", PAIR.as_bytes())).await;
    assert_eq!(answer_of(send(&origin).await).body.expose(), PAIR.as_bytes(), "announced as compressed but sent plain");
}

#[tokio::test]
async fn a_large_body_is_read_up_to_64_kib() {
    let padding = " ".repeat(1024 * 1024);
    let large = format!("{PAIR}{padding}");
    for body in [large.clone().into_bytes(), gzip(&large)] {
        let (origin, _server) = answering(whole("200 OK", "", &body)).await;
        let answer = answer_of(send(&origin).await);
        assert_eq!((answer.body.len(), answer.complete), (BODY_LIMIT, false));
        assert!(has_both(&answer));
    }
    let (origin, _server) = answering(whole("200 OK", "", padding.as_bytes())).await;
    assert_eq!(judge(&answer_of(send(&origin).await)), Verdict::Unclear(UnclearCause::TooLarge));
    let (origin, _server) = answering(whole("200 OK", "", &padding.as_bytes()[..BODY_LIMIT])).await;
    assert!(answer_of(send(&origin).await).complete, "exactly 64 KiB is complete");
}

#[tokio::test]
async fn a_malformed_header_does_not_lose_the_tokens_of_the_body() {
    let headers = "bad name : x\r\nset-cookie: FAKE_cookie\r\nfolded: a\r\n b\r\n";
    let (origin, _server) = answering(whole("200 OK", headers, PAIR.as_bytes())).await;
    let answer = answer_of(send(&origin).await);
    assert!(has_both(&answer));
    assert!(!answer.headers.iter().any(|(_, value)| value.contains("FAKE")));
}

#[test]
fn debug_shows_no_proxy_password() {
    let proxy = ProxyChoice::Manual(ProxyAddress::parse("http://user:FAKE_password@proxy:1").unwrap());
    let client = client(ClientOptions { proxy, ..ClientOptions::default() });
    assert!(!format!("{client:?}").contains("FAKE"));
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nFAKE";

/// Serves a picture once from this address. Returns the result of fetching it.
async fn picture(headers: &str, body: &[u8]) -> (Option<Vec<u8>>, String) {
    let (origin, server) = answering(whole("200 OK", headers, body)).await;
    let image = client(ClientOptions::default()).get_image(&origin.join("/a.png"), &origin).await;
    (image, server.await.unwrap())
}

#[tokio::test]
async fn a_check_sends_the_token_in_its_header_and_the_proof_only_if_present() {
    for proof in [false, true] {
        let (origin, server) = answering(whole("200 OK", "", b"{}")).await;
        let request = OaRequest::new(&origin, &Secret::new("FAKE_AT")).unwrap();
        let request = if proof { request.with_proof(&Secret::new("FAKE_SECRET")) } else { request };
        let answer = answer_of(client(ClientOptions::default()).get_oa(&request).await);
        assert_eq!((answer.status, answer.complete), (200, true));
        let sent = server.await.unwrap();
        assert!(sent.starts_with("GET /v2.0/oa/getoa HTTP/1.1\r\n"), "{sent}");
        assert!(sent.contains("access_token: FAKE_AT\r\n"), "{sent}");
        assert_eq!(sent.contains("appsecret_proof: "), proof, "{sent}");
        assert!(!sent.contains("FAKE_SECRET"));
    }
}

#[tokio::test]
async fn a_redirect_of_a_check_is_not_followed() {
    let elsewhere = listen().await;
    let location = format!("location: {}\r\n", origin_of(&elsewhere).join("/"));
    let (origin, _server) = answering(whole("307 Temporary Redirect", &location, b"")).await;
    let request = OaRequest::new(&origin, &Secret::new("FAKE_AT")).unwrap();
    assert_eq!(answer_of(client(ClientOptions::default()).get_oa(&request).await).status, 307);
    assert!(is_untouched(elsewhere));
}

#[tokio::test]
async fn only_a_picture_is_accepted() {
    let (image, sent) = picture("content-type: image/png\r\n", PNG).await;
    assert_eq!(image.as_deref(), Some(PNG));
    assert!(!sent.contains("access_token") && !sent.contains("cookie"), "{sent}");
    for (headers, body) in [
        ("content-type: text/html\r\n", PNG),
        ("", PNG),
        ("content-type: image/svg+xml\r\n", b"<svg onload='x'/>".as_slice()),
        ("content-type: image/png\r\n", b"<html>wifi</html>"),
        ("content-type: image/webp\r\n", b"RIFF1234WAVE"),
        ("content-type: image/png\r\n", b""),
    ] {
        assert_eq!(picture(headers, body).await.0, None, "{headers}");
    }
    let large = [PNG, &vec![0; IMAGE_LIMIT]].concat();
    assert_eq!(picture("content-type: image/png\r\n", &large).await.0, None, "too large");
    let (origin, _server) = answering(whole("302 Found", "location: /b.png\r\n", b"")).await;
    assert_eq!(client(ClientOptions::default()).get_image(&origin.join("/a.png"), &origin).await, None);
}

#[tokio::test]
async fn a_time_request_returns_zalos_time_and_nothing_without_a_server() {
    let date = "date: Mon, 23 Nov 2026 07:00:00 GMT\r\n";
    let (origin, server) = answering(whole("200 OK", date, b"")).await;
    let found = client(ClientOptions::default()).look(&origin).await.unwrap();
    assert_eq!(found.date.unwrap().to_string(), "2026-11-23T07:00:00Z");
    let sent = server.await.unwrap();
    assert!(sent.starts_with("HEAD / HTTP/1.1\r\n") && !sent.contains("FAKE"), "{sent}");
    let (origin, _server) = answering(whole("404 Not Found", "date: yesterday\r\n", b"")).await;
    assert_eq!(client(ClientOptions::default()).look(&origin).await, Some(Found { date: None }));
    let nobody = origin_of(&listen().await);
    assert_eq!(client(ClientOptions::default()).look(&nobody).await, None);
}
