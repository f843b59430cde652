//! A vault with two OAs, practice Zalo, a running server, and raw requests to it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use oa_token_engine::{Engine, EngineOptions};
use oa_token_model::api::{ApiKeyName, Permission, Scope};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use oa_token_server::{Server, ServerOptions};
use serde_json::Value;
use tempfile::TempDir;
use testkit::{APP_ID, ShiftedClock};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use zalo_sim::{Config, Sim};

pub(crate) struct Bench {
    pub(crate) sim: Sim,
    pub(crate) clock: Arc<ShiftedClock>,
    pub(crate) engine: Engine,
    pub(crate) shop: ProfileId,
    pub(crate) other: ProfileId,
    pub(crate) address: SocketAddr,
    pub(crate) folder: TempDir,
    ending: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {} {}", self.head, self.body))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Returns the value of a header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let of = |line: &'_ str| line.split_once(": ").map(|(key, value)| (key.to_lowercase(), value.to_owned()));
        let line = self.head.lines().find(|line| of(line).is_some_and(|(key, _)| key == name));
        line.and_then(|line| line.split_once(": ")).map_or("", |(_, value)| value)
    }
}

impl Bench {
    /// "shop" was refreshed, "other" has its first pair only.
    pub(crate) async fn new() -> Self {
        Self::with(|options| options).await
    }

    async fn with(change: impl FnOnce(ServerOptions) -> ServerOptions) -> Self {
        let bench = Self::with_unready(change).await;
        // Ready once the vault was read for the first time.
        while bench.get("/healthz", "").await.status != 200 {
            tokio::task::yield_now().await;
        }
        bench
    }

    /// Does not wait for the server to have read the vault.
    pub(crate) async fn with_unready(change: impl FnOnce(ServerOptions) -> ServerOptions) -> Self {
        let sim = testkit::zalo(Config::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = ShiftedClock::ahead(SignedDuration::ZERO);
        let options = testkit::options(folder.path(), &sim.origin()).unwrap();
        let engine = testkit::started(EngineOptions { clock: clock.clone(), ..options }).await.unwrap();
        let mut ids = Vec::new();
        for name in ["shop", "other"] {
            let seed = testkit::seed(name, &sim.issue_pair(APP_ID).refresh_token);
            ids.push(engine.profiles().create(seed).await.unwrap().id);
        }
        engine.refresh().send(&ids[0], Trigger::User).await.unwrap();
        let options = change(ServerOptions {
            listen: "127.0.0.1:0".parse().unwrap(),
            socket: None,
            hosts: Vec::new(),
            proxies: Vec::new(),
            say: Arc::new(str::to_owned),
        });
        let server = Server::bind(engine.clone(), options).await.unwrap();
        let address = server.address();
        let (ending, ended) = oneshot::channel::<()>();
        let running = tokio::spawn(server.run(async move { drop(ended.await) }));
        let [shop, other] = ids.try_into().unwrap();
        Self { sim, clock, engine, shop, other, address, folder, ending: Some(ending), running }
    }

    /// Makes a key for "shop".
    pub(crate) async fn key(&self, name: &str, can: &[Permission]) -> String {
        self.key_for(name, can, None).await
    }

    pub(crate) async fn key_for(&self, name: &str, can: &[Permission], life: Option<SignedDuration>) -> String {
        let scope = Scope {
            oas: [self.shop.clone()].into(),
            can: can.iter().copied().collect(),
            expires_at: life.map(|life| self.engine.now() + life),
        };
        let (key, _) = self.engine.api_keys().create(ApiKeyName::parse(name).unwrap(), scope).await.unwrap();
        key.expose().to_owned()
    }

    /// Lets time pass, here and at Zalo.
    pub(crate) fn pass(&self, by: SignedDuration) {
        self.clock.pass(by);
        self.sim.advance(by.unsigned_abs());
    }

    pub(crate) async fn get(&self, path: &str, key: &str) -> Answer {
        let bearer = if key.is_empty() { String::new() } else { format!("authorization: Bearer {key}\r\n") };
        self.raw(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{bearer}\r\n")).await
    }

    pub(crate) async fn refresh(&self, oa: &str, key: &str, body: &str) -> Answer {
        let head = format!(
            "POST /v1/oas/{oa}/refresh HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.raw(&head).await
    }

    /// Sends these bytes and reads the answer.
    pub(crate) async fn raw(&self, request: &str) -> Answer {
        exchange(TcpStream::connect(self.address).await.unwrap(), request).await
    }

    /// The access token that lives at Zalo.
    pub(crate) async fn current(&self) -> (String, u32) {
        let secrets = self.engine.profiles().secrets(&self.shop).await.unwrap();
        (secrets.current.pair.access.unwrap().expose().to_owned(), secrets.current.generation.0)
    }

    #[cfg(unix)]
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn stop(mut self) {
        self.ending.take().unwrap().send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(30), self.running).await.expect("it ends").unwrap();
    }
}

/// Sends a request and reads one answer to the end of the connection, or of its stated length.
pub(crate) async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> Answer {
    // The server may refuse before it has read all.
    stream.write_all(request.as_bytes()).await.ok();
    read(&mut stream).await
}

pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Answer {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
            let answer = Answer { status, head: head.to_owned(), body: body.to_owned() };
            let length = answer.header("content-length").parse().unwrap_or_default();
            if body.len() >= length || status == 304 {
                return answer;
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or_default() == 0 {
            let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
            return Answer { status, head: text, body: String::new() };
        }
    }
}
