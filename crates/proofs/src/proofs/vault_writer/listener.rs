//! A listener on another port, which must not receive any request.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::proof::Trouble;

/// How long it waits for a request on a connection.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often it checks whether to end.
const LOOK: Duration = Duration::from_millis(5);
/// An answer that looks like a new pair.
const ANSWER: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
     {\"access_token\":\"FAKE_AT_OF_A_STRANGER\",\"refresh_token\":\"FAKE_RT_OF_A_STRANGER\",\"expires_in\":\"90000\"}";

/// A listener that counts its requests.
pub(super) struct Listener {
    /// Its address.
    pub(super) address: SocketAddr,
    requests: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Listens on a free port of this computer.
    pub(super) fn new() -> Result<Self, Trouble> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (requests, ended) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, end) = (Arc::clone(&requests), Arc::clone(&ended));
        let thread = thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((mut stream, _)) => {
                        let mut bytes = [0; 4096];
                        stream.set_nonblocking(false).ok();
                        stream.set_read_timeout(Some(PATIENCE)).ok();
                        // A connection alone reveals nothing.
                        if stream.read(&mut bytes).is_ok_and(|length| length > 0) {
                            count.fetch_add(1, Ordering::Relaxed);
                            stream.write_all(ANSWER.as_bytes()).ok();
                        }
                    }
                    Err(_) => thread::sleep(LOOK),
                }
            }
        });
        Ok(Self { address, requests, ended, thread: Some(thread) })
    }

    /// Returns the number of requests since the last call.
    pub(super) fn take(&self) -> u64 {
        self.requests.swap(0, Ordering::Relaxed)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        drop(self.thread.take().map(JoinHandle::join));
    }
}
