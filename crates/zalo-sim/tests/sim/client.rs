//! A client without any manners of its own: it sends the bytes it is given.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use serde_json::Value;
use zalo_sim::{App, Config, Pair, Sim};

pub(crate) const APP_ID: &str = "2345678901234567890";
pub(crate) const SECRET_KEY: &str = "FAKE_SECRET_KEY";

/// What came back, and how it ended.
pub(crate) struct Reply {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    /// The connection was reset.
    pub(crate) reset: bool,
}

impl Reply {
    pub(crate) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no status"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn pair(&self) -> Pair {
        let text = |name: &str| self.json()[name].as_str().unwrap().to_owned();
        Pair { access_token: text("access_token"), refresh_token: text("refresh_token") }
    }

    pub(crate) fn error(&self) -> Option<i64> {
        self.json()["error"].as_i64()
    }

    pub(crate) fn is_silence(&self) -> bool {
        self.head.is_empty() && self.body.is_empty()
    }
}

pub(crate) async fn sim() -> (Sim, Pair) {
    sim_with(Config::default()).await
}

pub(crate) async fn sim_with(config: Config) -> (Sim, Pair) {
    let sim = Sim::start(config).await.unwrap();
    sim.add_app(App::new(APP_ID, SECRET_KEY));
    let pair = sim.issue_pair(APP_ID);
    (sim, pair)
}

pub(crate) fn host(sim: &Sim) -> String {
    sim.origin().strip_prefix("http://").unwrap().to_owned()
}

/// Sends bytes without waiting for anything.
pub(crate) fn open(sim: &Sim, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(host(sim)).unwrap();
    // A server that closes early may break the sending: what it answers is read all the same.
    drop(stream.write_all(bytes));
    stream
}

/// Reads until the server closes.
pub(crate) fn finish(mut stream: TcpStream) -> Reply {
    let mut bytes = Vec::new();
    let reset = match stream.read_to_end(&mut bytes) {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset);
            true
        }
    };
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
    let body = bytes.split_off(head);
    Reply { head: String::from_utf8(bytes).unwrap(), body, reset }
}

pub(crate) fn send(sim: &Sim, bytes: &[u8]) -> Reply {
    finish(open(sim, bytes))
}

pub(crate) fn post_bytes(sim: &Sim, secret_key: &str, body: &str) -> Vec<u8> {
    post_bytes_to(&host(sim), secret_key, body)
}

fn post_bytes_to(host: &str, secret_key: &str, body: &str) -> Vec<u8> {
    format!(
        "POST /v4/oa/access_token HTTP/1.1\r\nhost: {host}\r\nsecret_key: {secret_key}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends a token request to whatever listens at `host`.
pub(crate) fn post_to(host: &str, secret_key: &str, body: &str) -> Reply {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(&post_bytes_to(host, secret_key, body)).unwrap();
    finish(stream)
}

pub(crate) fn refresh_body(refresh_token: &str) -> String {
    format!("refresh_token={refresh_token}&app_id={APP_ID}&grant_type=refresh_token")
}

pub(crate) fn refresh_bytes(sim: &Sim, refresh_token: &str) -> Vec<u8> {
    post_bytes(sim, SECRET_KEY, &refresh_body(refresh_token))
}

pub(crate) fn refresh(sim: &Sim, refresh_token: &str) -> Reply {
    send(sim, &refresh_bytes(sim, refresh_token))
}

pub(crate) fn get(sim: &Sim, target: &str, headers: &str) -> Reply {
    send(sim, format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", host(sim)).as_bytes())
}

pub(crate) fn getoa(sim: &Sim, access_token: &str) -> Reply {
    get(sim, "/v2.0/oa/getoa", &format!("access_token: {access_token}\r\n"))
}

/// Reads a body rebuilt from public sources.
pub(crate) fn fixture(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/answers");
    std::fs::read_to_string(folder.join(name)).unwrap().trim_end().to_owned()
}
