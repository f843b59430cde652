//! A minimal server that answers every request with the configured bytes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::proof::Trouble;

/// An answer, as pieces that are written one after the other.
pub(crate) type Pieces = Vec<Vec<u8>>;

/// The server; it stops when dropped.
pub(crate) struct Bare {
    address: SocketAddr,
    said: Arc<Mutex<Pieces>>,
    is_over: Arc<AtomicBool>,
}

impl Bare {
    pub(crate) fn open() -> Result<Self, Trouble> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (said, is_over) = (Arc::<Mutex<Pieces>>::default(), Arc::<AtomicBool>::default());
        let (saying, ending) = (Arc::clone(&said), Arc::clone(&is_over));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if ending.load(Ordering::Acquire) {
                    return;
                }
                let pieces = saying.lock().unwrap_or_else(PoisonError::into_inner).clone();
                // Ignore clients that closed the connection early.
                stream.and_then(|stream| answer(stream, &pieces)).ok();
            }
        });
        Ok(Self { address, said, is_over })
    }

    /// Opens a server that answers every request with this body.
    pub(crate) fn saying(body: &str) -> Result<Self, Trouble> {
        let server = Self::open()?;
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        server.say(vec![head.into_bytes(), body.as_bytes().to_vec()]);
        Ok(server)
    }

    /// Returns the server's origin.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets the answer from now on.
    pub(crate) fn say(&self, pieces: Pieces) {
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = pieces;
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        // Wakes the thread; if it has ended, there is nothing to wake.
        drop(TcpStream::connect(self.address));
    }
}

/// Reads the whole request, so that closing sends no reset, and writes the pieces.
fn answer(mut stream: TcpStream, pieces: &[Vec<u8>]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !is_whole(&request) {
        let read = stream.read(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        request.extend(&piece[..read]);
    }
    pieces.iter().try_for_each(|piece| stream.write_all(piece))
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    length.is_none_or(|length: usize| body.len() >= length)
}
