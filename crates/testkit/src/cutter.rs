//! A connection that loses an answer.

use std::io;
use std::net::SocketAddr;
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
    listening: AbortHandle,
}

impl Cutter {
    /// Starts it in front of this port.
    pub async fn start(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let marker = Arc::<Mutex<Option<Vec<u8>>>>::default();
        let of = Arc::clone(&marker);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await {
                    tokio::spawn(forward(client, server, Arc::clone(&of)));
                }
            }
        });
        Ok(Self { address, marker, listening: listening.abort_handle() })
    }

    /// Returns the port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
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

async fn forward(mut client: TcpStream, mut server: TcpStream, marker: Arc<Mutex<Option<Vec<u8>>>>) -> io::Result<()> {
    let (mut asked, mut told) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let request = &asked[..read?];
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
