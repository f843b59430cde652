//! `oa-token serve` on a home, and raw requests to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Child;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::home::Home;
use crate::proof::Trouble;

/// How long the start and a request may take.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(10);

/// A running server; killed when dropped.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    printed: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Serving {
    /// Starts it on a free port with these options of every call, and waits until it hands out tokens.
    pub(crate) fn start(home: &Home, options: &[&str]) -> Result<Self, Trouble> {
        let serve = ["--json", "serve", "--listen", "127.0.0.1:0"];
        let mut child = home.command(&[options, &serve].concat()).spawn()?;
        let mut out = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        let mut first = String::new();
        out.read_line(&mut first)?;
        let told: Value = serde_json::from_str(&first)?;
        let address = told["address"].as_str().ok_or("the first line names no address")?.parse()?;
        let printed = Arc::new(Mutex::new(first.into_bytes()));
        let err = child.stderr.take().ok_or("no stderr")?;
        let readers = vec![keep(out, Arc::clone(&printed)), keep(err, Arc::clone(&printed))];
        let serving = Self { child, address, printed, readers };
        let end = Instant::now() + PATIENCE;
        while serving.get("/healthz", "")?.status != 200 {
            if Instant::now() > end {
                return Err("the server does not become ready".into());
            }
            thread::sleep(LOOK);
        }
        Ok(serving)
    }

    /// Connects to it.
    pub(crate) fn connect(&self) -> Result<TcpStream, Trouble> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Sends bytes and reads the answer.
    pub(crate) fn raw(&self, request: &[u8]) -> Result<Answer, Trouble> {
        let mut stream = self.connect()?;
        // It may refuse before it has read all.
        stream.write_all(request).ok();
        read(&mut stream)
    }

    /// Asks for a path with a key; without one if it is empty.
    pub(crate) fn get(&self, path: &str, key: &str) -> Result<Answer, Trouble> {
        self.raw(request(path, key, "connection: close\r\n").as_bytes())
    }

    /// Ends it, and returns what it has printed.
    pub(crate) fn end(mut self) -> Result<Vec<u8>, Trouble> {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM)?;
        let status = self.child.wait()?;
        for reader in self.readers.drain(..) {
            reader.join().map_err(|_| "a reader panicked")?;
        }
        if !status.success() {
            return Err(format!("it ended with {status}").into());
        }
        Ok(std::mem::take(&mut *self.printed.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Returns a request with a key.
pub(crate) fn request(path: &str, key: &str, more: &str) -> String {
    let bearer = if key.is_empty() { String::new() } else { format!("authorization: Bearer {key}\r\n") };
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{bearer}{more}\r\n")
}

/// An answer; the status is 0 if the connection was closed without one.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

/// Reads one answer.
pub(crate) fn read(stream: &mut TcpStream) -> Result<Answer, Trouble> {
    let (mut bytes, mut part) = (Vec::new(), [0_u8; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if length.is_none_or(|length| length.parse().is_ok_and(|length: usize| body.len() >= length)) {
                return Ok(Answer { status: status(head), text: text.into_owned() });
            }
        }
        match stream.read(&mut part) {
            Ok(0) => return Ok(Answer { status: status(&text), text: text.into_owned() }),
            Ok(count) => bytes.extend_from_slice(&part[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                return Ok(Answer { status: status(&text), text: text.into_owned() });
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}

fn keep(mut pipe: impl Read + Send + 'static, printed: Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut part = [0_u8; 4096];
        while let Ok(count @ 1..) = pipe.read(&mut part) {
            printed.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&part[..count]);
        }
    })
}

/// Makes a key by the command.
pub(crate) fn key(home: &Home, name: &str, args: &[&str]) -> Result<String, Trouble> {
    let output = home.run(&[&["api-key", "add", name], args].concat())?;
    if !output.status.success() {
        return Err(format!("no key: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
