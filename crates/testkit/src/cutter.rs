//! A connection that loses an answer.

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

/// Forwards connections to a server on this computer. On request it forwards one more request and drops the connection
/// instead of the answer.
pub struct Cutter {
    address: SocketAddr,
    marker: Arc<Mutex<Option<Vec<u8>>>>,
    turns: Arc<AtomicUsize>,
    listening: AbortHandle,
}

impl Cutter {
    /// Starts it in front of this port.
    pub async fn start(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let marker = Arc::<Mutex<Option<Vec<u8>>>>::default();
        let (of, turns) = (Arc::clone(&marker), Arc::<AtomicUsize>::default());
        let counted = Arc::clone(&turns);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await {
                    tokio::spawn(forward(client, server, Arc::clone(&of), Arc::clone(&counted)));
                }
            }
        });
        Ok(Self { address, marker, turns, listening: listening.abort_handle() })
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
        *self.marker.lock().unwrap_or_else(PoisonError::into_inner) = Some(marker.as_bytes().to_vec());
    }

    /// Reports whether an answer was lost since it was asked for.
    pub fn has_cut(&self) -> bool {
        self.marker.lock().unwrap_or_else(PoisonError::into_inner).is_none()
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
    marker: Arc<Mutex<Option<Vec<u8>>>>,
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
                if takes(&marker, request) {
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

fn takes(marker: &Mutex<Option<Vec<u8>>>, request: &[u8]) -> bool {
    let mut marker = marker.lock().unwrap_or_else(PoisonError::into_inner);
    let is_it = marker.as_ref().is_some_and(|marker| request.windows(marker.len()).any(|part| part == marker));
    if is_it {
        *marker = None;
    }
    is_it
}
