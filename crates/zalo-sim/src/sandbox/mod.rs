//! The Zalo of practice OAs: one simulator for all processes on the same home, its data in one file.
//!
//! The process that gets the lock beside the file runs it; the others read its address from the file. The data outlives
//! the processes: after a restart, a current refresh token is still current, and a spent one still spent.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::config::{App, Config, Oa};
use crate::persistence::{Pair, StoredState};
use crate::sim::Sim;
use crate::state::State;

mod visit;

/// The practice app's id: digits like Zalo's, but a number that Zalo would not assign.
const APP_ID: &str = "9000000000000000009";
/// The practice app's secret key, in the form of a real one.
const SECRET_KEY: &str = "FAKE_OA_MAU_SECRET_0";
/// How long to wait for the address from the process that holds the lock: much longer than a start takes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a held lock is tried again.
const RETRY: Duration = Duration::from_millis(25);

/// A handle on the practice OAs' Zalo, which runs in this process or in another one. A server in this process ends with
/// it.
pub struct Sandbox {
    file: PathBuf,
    server: Mutex<Arc<Server>>,
}

/// Where the server runs.
enum Server {
    /// In this process. Fields are dropped in this order, so the server ends before the lock is released.
    Here { sim: Sim, _lock: File },
    /// In another process.
    Elsewhere(SocketAddr),
}

impl Sandbox {
    /// Runs practice Zalo with its data in `file`, or finds the process that does. Creates the folder if necessary.
    ///
    /// A damaged file is moved aside and replaced by new stored.
    ///
    /// # Errors
    /// The file or its lock cannot be written, or the process that holds the lock publishes no address.
    pub async fn start(file: &Path) -> io::Result<Self> {
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_folder(folder)?;
        }
        let server = Server::find_or_start(file).await?;
        Ok(Self { file: file.to_owned(), server: Mutex::new(Arc::new(server)) })
    }

    /// Returns the practice app: its id, its secret key, its OA.
    pub fn app() -> App {
        let oa = Oa { id: "9000000000000000001".to_owned(), name: "OA MAU".to_owned(), ..Oa::default() };
        App { oa, ..App::new(APP_ID, SECRET_KEY) }
    }

    /// Returns `http://127.0.0.1:PORT`. If the process that served it has ended, this process serves it from now on.
    /// Therefore call this before each use.
    ///
    /// # Errors
    /// Those of [`Sandbox::start`].
    pub async fn origin(&self) -> io::Result<String> {
        Ok(self.server().await?.origin())
    }

    /// Makes the first pair of a new practice OA.
    ///
    /// # Errors
    /// Those of [`Sandbox::start`], or the other process returns no pair.
    pub async fn first_pair(&self) -> io::Result<Pair> {
        match self.server().await?.as_ref() {
            Server::Here { sim, .. } => Ok(sim.issue_pair(APP_ID)),
            Server::Elsewhere(address) => visit::first_pair(*address, &Self::app()).await,
        }
    }

    /// Reports whether it runs in this process.
    pub fn is_here(&self) -> bool {
        matches!(self.known().as_ref(), Server::Here { .. })
    }

    fn known(&self) -> Arc<Server> {
        Arc::clone(&self.server.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns a server that is running now.
    async fn server(&self) -> io::Result<Arc<Server>> {
        match self.known().as_ref() {
            Server::Here { .. } => return Ok(self.known()),
            Server::Elsewhere(address) if visit::is_served(*address).await => return Ok(self.known()),
            Server::Elsewhere(_) => {}
        }
        let found = Arc::new(Server::find_or_start(&self.file).await?);
        let mut known = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        // Two tasks may check at the same time: the server of the task that got the lock is kept.
        if !matches!(known.as_ref(), Server::Here { .. }) {
            *known = found;
        }
        Ok(Arc::clone(&known))
    }
}

impl Server {
    async fn find_or_start(file: &Path) -> io::Result<Self> {
        let lock = OpenOptions::new().create(true).write(true).truncate(false).open(file.with_extension("lock"))?;
        let until = Instant::now() + PATIENCE;
        loop {
            match lock.try_lock() {
                Ok(()) => return Self::start(file, lock).await,
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) => {}
            }
            if let Some(address) = address_in(file)
                && visit::is_served(address).await
            {
                return Ok(Self::Elsewhere(address));
            }
            if Instant::now() >= until {
                return Err(io::ErrorKind::TimedOut.into());
            }
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn start(file: &Path, lock: File) -> io::Result<Self> {
        let stored = StoredState::open(Some(file)).unwrap_or_else(|_| {
            // The damaged file is kept for inspection. If even the rename fails, the first save reports it.
            drop(fs::rename(file, file.with_extension("damaged.json")));
            StoredState::new()
        });
        let config = Config { ledger_file: Some(file.to_owned()), ..Config::default() };
        let sim = Sim::serve(State::with(config, stored)).await?;
        sim.add_app(Sandbox::app());
        sim.tell_origin()?;
        Ok(Self::Here { sim, _lock: lock })
    }

    fn origin(&self) -> String {
        match self {
            Self::Here { sim, .. } => sim.origin(),
            Self::Elsewhere(address) => format!("http://{address}"),
        }
    }
}

/// Reads the address of practice Zalo; accepts only an address of this computer.
fn address_in(file: &Path) -> Option<SocketAddr> {
    let origin = StoredState::open(Some(file)).ok()?.origin?;
    let address: SocketAddr = origin.strip_prefix("http://")?.parse().ok()?;
    (address.ip() == Ipv4Addr::LOCALHOST).then_some(address)
}

/// Creates a folder and its parents, accessible only to the user.
fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
