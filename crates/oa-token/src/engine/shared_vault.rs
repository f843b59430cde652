//! The vault behind one mutex, used from async code on a thread of its own: one that is there from the start, so that
//! what is to be kept never waits for a thread that the system may refuse.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, thread};

use tokio::sync::oneshot;

use super::EngineError;
use super::faults::noted;
use crate::vault::{Vault, VaultError};

/// Something for the vault's thread to do.
type Job = Box<dyn FnOnce() + Send>;

/// Shares the vault, once there is one, among tasks.
#[derive(Clone)]
pub(super) struct SharedVault {
    vault: Arc<Mutex<Option<Box<dyn Vault>>>>,
    jobs: Sender<Job>,
}

impl SharedVault {
    /// Starts the vault's thread, which ends with the last clone of this.
    ///
    /// # Errors
    /// What the system says where it gives no thread.
    pub(super) fn start() -> io::Result<Self> {
        let (jobs, waiting) = channel::<Job>();
        thread::Builder::new().name("vault".to_owned()).spawn(move || {
            for job in waiting {
                // A panic in one piece of work left no half-done transaction: SQLite rolled it back. Who waits for it is
                // told by its dropped reply; the next piece has its thread all the same.
                drop(catch_unwind(AssertUnwindSafe(job)));
            }
        })?;
        Ok(Self { vault: Arc::default(), jobs })
    }

    /// Puts the vault in its place.
    pub(super) fn put(&self, vault: Box<dyn Vault>) {
        *self.vault.lock().unwrap_or_else(PoisonError::into_inner) = Some(vault);
    }

    /// Lets go of the vault.
    pub(super) fn take(&self) {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Runs a piece of work on the vault.
    ///
    /// # Errors
    /// [`EngineError::NoVault`] before the first profile; else what the work says.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let shared = Arc::clone(&self.vault);
        let done = self.block(move || {
            let mut vault = shared.lock().unwrap_or_else(PoisonError::into_inner);
            vault.as_mut().map(|vault| work(vault.as_mut()).map_err(|error| vault.explained(error)))
        });
        match done.await {
            Some(Some(result)) => result.map_err(|error| noted(error.into())),
            Some(None) => Err(EngineError::NoVault),
            None => Err(noted(EngineError::Stopped)),
        }
    }

    /// Runs a piece of work that may block, after what waits for the vault; `None` if it panicked.
    pub(super) async fn block<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (reply, done) = oneshot::channel();
        // Who asked may be gone.
        let job = move || drop(reply.send(work()));
        self.jobs.send(Box::new(job)).ok()?;
        done.await.ok()
    }
}
