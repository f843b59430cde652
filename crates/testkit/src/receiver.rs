//! A receiver of webhooks, or a stand-in of Telegram: an HTTP server on this computer.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Trouble;

/// A request that the receiver got.
#[derive(Clone)]
pub struct Received {
    /// When.
    pub at: Instant,
    /// The path with its query.
    pub path: String,
    /// The names of the headers in small letters, with their values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// Whether it was answered as taken.
    pub is_taken: bool,
}

impl Received {
    /// Returns the value of a header; empty without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }
}

/// How the receiver answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It takes the request.
    Taken,
    /// It takes the request, and answers after a while.
    Slow(Duration),
    /// This status, with this body.
    Status(u16, String),
    /// Never.
    Silent,
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    connections: usize,
    script: VecDeque<Reply>,
    usual: Option<Reply>,
}

/// The server. It ends with the process.
pub struct Receiver {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Receiver {
    /// Starts a receiver that takes everything.
    pub fn start() -> Result<Self, Trouble> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                lock(&shared).connections += 1;
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Ok(Self { port, state })
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the origin.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns what it got, in order.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.state).received.clone()
    }

    /// Returns the bodies that it took, in order.
    pub fn taken(&self) -> Vec<String> {
        lock(&self.state).received.iter().filter(|one| one.is_taken).map(|one| one.body.clone()).collect()
    }

    /// Returns how many connections were made to it.
    pub fn connections(&self) -> usize {
        lock(&self.state).connections
    }

    /// Sets the answer to the next request for which none is set.
    pub fn next(&self, reply: Reply) {
        lock(&self.state).script.push_back(reply);
    }

    /// Sets the answer to all requests for which none is set.
    pub fn always(&self, reply: Reply) {
        lock(&self.state).usual = Some(reply);
    }
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(mut received) = read(&stream) else { return };
    let reply = {
        let mut state = lock(state);
        let reply = state.script.pop_front().or_else(|| state.usual.clone()).unwrap_or(Reply::Taken);
        received.is_taken = matches!(reply, Reply::Taken | Reply::Slow(_));
        state.received.push(received);
        reply
    };
    let (status, body) = match reply {
        Reply::Taken => (200, String::new()),
        Reply::Slow(pause) => {
            thread::sleep(pause);
            (200, String::new())
        }
        Reply::Status(status, body) => (status, body),
        Reply::Silent => return thread::sleep(Duration::from_secs(60)),
    };
    let head = format!("HTTP/1.1 {status} FAKE\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    // The sender may be gone.
    stream.write_all((head + &body).as_bytes()).ok();
}

fn read(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    for line in reader.by_ref().lines() {
        let line = line.ok()?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(": ") {
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Received { at: Instant::now(), path, headers, body: String::from_utf8(body).ok()?, is_taken: false })
}
