//! A proxy in front of the database: it delays, cuts, resets or forgets connections, or records what goes over them.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::recording::Recording;
use crate::rng::Rng;

/// What happens to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Nothing.
    Whole,
    /// Each part arrives late.
    Slow(Duration),
    /// It ends after this many bytes of the client, or of the server.
    Cut { after: u64, of_client: bool },
    /// After this many bytes nothing arrives any more, and nothing ends.
    HalfOpen { after: u64, of_client: bool },
    /// It is reset after this many bytes of the client.
    Reset { after: u64 },
}

impl Fate {
    fn draw(rng: &mut Rng) -> Self {
        // A login and a refresh are some thousand bytes.
        let (after, of_client) = (rng.below(6_000), rng.below(2) == 0);
        match rng.below(20) {
            0..4 => Self::Cut { after, of_client },
            4..7 => Self::Reset { after },
            7 => Self::HalfOpen { after, of_client },
            8..11 => Self::Slow(Duration::from_millis(1 + rng.below(30))),
            _ => Self::Whole,
        }
    }
}

/// The proxy.
pub(super) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    /// The port of the server.
    server: u16,
    /// Whether connections break.
    breaks: AtomicBool,
    broken: AtomicU64,
    /// The longest time, in milliseconds, after which a client has given up a connection that hung half open.
    given_up: AtomicU64,
    rng: Mutex<Rng>,
    recording: Recording,
}

impl Proxy {
    /// Starts it in front of a server on this computer. It lives as long as this process.
    pub(super) fn start(server: u16, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            server,
            breaks: AtomicBool::new(false),
            broken: AtomicU64::new(0),
            given_up: AtomicU64::new(0),
            recording: Recording::default(),
            rng: Mutex::new(Rng::new(seed, 0)),
        });
        let of = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&of);
                thread::spawn(move || carry(&client, &shared).ok());
            }
        });
        Ok(Self { address, shared })
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Lets new connections break, or not.
    pub(super) fn break_new(&self, breaks: bool) {
        self.shared.breaks.store(breaks, Ordering::Release);
    }

    /// Returns what goes over the connections.
    pub(super) fn recording(&self) -> &Recording {
        &self.shared.recording
    }

    /// Returns the longest time after which a client has given up a connection that hung half open.
    pub(super) fn given_up_after(&self) -> Duration {
        Duration::from_millis(self.shared.given_up.load(Ordering::Acquire))
    }

    /// Returns how many connections were broken.
    pub(super) fn broken(&self) -> u64 {
        self.shared.broken.load(Ordering::Acquire)
    }
}

/// One connection, both ways.
struct Wire<'a> {
    shared: &'a Shared,
    fate: Fate,
    /// Its number in the recording.
    number: u64,
}

fn carry(client: &TcpStream, shared: &Shared) -> io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", shared.server))?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let fate = if shared.breaks.load(Ordering::Acquire) {
        Fate::draw(&mut shared.rng.lock().unwrap_or_else(PoisonError::into_inner))
    } else {
        Fate::Whole
    };
    let wire = Wire { shared, fate, number: shared.recording.connected() };
    thread::scope(|scope| {
        scope.spawn(|| wire.copy(client, &server, true));
        scope.spawn(|| wire.copy(&server, client, false));
    });
    Ok(())
}

impl Wire<'_> {
    /// Carries one way until it ends or breaks.
    fn copy(&self, mut from: &TcpStream, mut to: &TcpStream, is_client: bool) {
        let (mut part, mut carried) = ([0; 4096], 0_u64);
        while let Ok(count @ 1..) = from.read(&mut part) {
            let limit = match self.fate {
                Fate::Cut { after, of_client } | Fate::HalfOpen { after, of_client } if of_client == is_client => after,
                Fate::Reset { after } if is_client => after,
                Fate::Slow(pause) => {
                    thread::sleep(pause);
                    u64::MAX
                }
                Fate::Whole | Fate::Cut { .. } | Fate::HalfOpen { .. } | Fate::Reset { .. } => u64::MAX,
            };
            let left = usize::try_from(limit.saturating_sub(carried)).unwrap_or(usize::MAX);
            if is_client {
                self.shared.recording.asked(self.number, &part[..count]);
            } else {
                self.shared.recording.answers(self.number);
            }
            if to.write_all(&part[..count.min(left)]).is_err() {
                break;
            }
            carried += count as u64;
            if count > left {
                self.shared.broken.fetch_add(1, Ordering::AcqRel);
                if let Fate::HalfOpen { .. } = self.fate {
                    let begun = Instant::now();
                    // Until the other side gives up.
                    while let Ok(1..) = from.read(&mut part) {}
                    let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
                    self.shared.given_up.fetch_max(took, Ordering::AcqRel);
                } else if let Fate::Reset { .. } = self.fate {
                    rustix::net::sockopt::set_socket_linger(from, Some(Duration::ZERO)).ok();
                }
                break;
            }
        }
        from.shutdown(Shutdown::Both).ok();
        to.shutdown(Shutdown::Both).ok();
    }
}
