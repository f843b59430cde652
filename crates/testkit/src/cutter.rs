//! A connection that loses an answer.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// How long the server may take for the request whose answer is lost.
const CARRIED_OUT: Duration = Duration::from_millis(500);

/// What requests have to contain, one after the other, until the answer to the last one is lost.
type Markers = Arc<Mutex<VecDeque<Vec<u8>>>>;

/// Forwards connections to a server on this computer. On request it forwards one more request and drops the connection
/// instead of the answer.
pub struct Cutter {
    address: SocketAddr,
    markers: Markers,
    turns: Arc<AtomicUsize>,
    listening: AbortHandle,
}

impl Cutter {
    /// Starts it in front of this port.
    pub async fn start(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let markers = Markers::default();
        let (of, turns) = (Arc::clone(&markers), Arc::<AtomicUsize>::default());
        let counted = Arc::clone(&turns);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await {
                    tokio::spawn(forward(client, server, Arc::clone(&of), Arc::clone(&counted)));
                }
            }
        });
        Ok(Self { address, markers, turns, listening: listening.abort_handle() })
    }

    /// Returns the port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns how often the server was asked something after its last answer, since this was asked: round trips.
    pub fn turns(&self) -> usize {
        self.turns.swap(0, Ordering::AcqRel)
    }

    /// Loses the answer to the next request that contains these bytes.
    pub fn lose_answer_to(&self, marker: &str) {
        self.lose(&[marker]);
    }

    /// Loses the answer to the commit of the next request that contains these bytes.
    pub fn lose_answer_to_commit_of(&self, marker: &str) {
        self.lose(&[marker, "COMMIT"]);
    }

    fn lose(&self, markers: &[&str]) {
        let markers = markers.iter().map(|marker| marker.as_bytes().to_vec()).collect();
        *self.markers.lock().unwrap_or_else(PoisonError::into_inner) = markers;
    }

    /// Reports whether an answer was lost since it was asked for.
    pub fn has_cut(&self) -> bool {
        self.markers.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn forward(
    mut client: TcpStream,
    mut server: TcpStream,
    markers: Markers,
    turns: Arc<AtomicUsize>,
) -> io::Result<()> {
    let mut has_answered = true;
    let (mut asked, mut told) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let request = &asked[..read?];
                if std::mem::take(&mut has_answered) && !request.is_empty() {
                    turns.fetch_add(1, Ordering::AcqRel);
                }
                server.write_all(request).await?;
                if request.is_empty() {
                    return Ok(());
                }
                if takes(&markers, request) {
                    // The server carries it out, and nobody hears of it.
                    let silence = async { while server.read(&mut told).await? > 0 {} io::Result::Ok(()) };
                    drop(tokio::time::timeout(CARRIED_OUT, silence).await);
                    return Ok(());
                }
            }
            read = server.read(&mut told) => {
                let answer = &told[..read?];
                has_answered = true;
                client.write_all(answer).await?;
                if answer.is_empty() {
                    return Ok(());
                }
            }
        }
    }
}

/// Reports whether a request contains the last marker.
fn takes(markers: &Mutex<VecDeque<Vec<u8>>>, mut request: &[u8]) -> bool {
    let mut markers = markers.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some(marker) = markers.front() {
        let Some(at) = request.windows(marker.len()).position(|part| part == marker) else { return false };
        request = &request[at + marker.len()..];
        markers.pop_front();
        if markers.is_empty() {
            return true;
        }
    }
    false
}
