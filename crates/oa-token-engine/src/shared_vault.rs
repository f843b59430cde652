//! The vault behind one mutex, used from async code on a dedicated thread. The thread exists from the start, so that a
//! save never needs a new thread, which the system may refuse.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, thread};

use oa_token_vault::{Vault, VaultError};
use tokio::sync::oneshot;

use crate::EngineError;
use crate::faults::noted;

/// A job for the vault's thread.
type Job = Box<dyn FnOnce() + Send>;

/// Shares the vault among tasks, once there is one.
#[derive(Clone)]
pub(crate) struct SharedVault {
    vault: Arc<Mutex<Option<Box<dyn Vault>>>>,
    jobs: Sender<Job>,
    calls: Arc<AtomicU64>,
}

impl SharedVault {
    /// Starts the vault's thread, which ends when the last clone of this is dropped.
    ///
    /// # Errors
    /// The system's error if it cannot start a thread.
    pub(crate) fn start() -> io::Result<Self> {
        let (jobs, waiting) = channel::<Job>();
        thread::Builder::new().name("vault".to_owned()).spawn(move || {
            for job in waiting {
                // A panic in one job leaves no open transaction: SQLite rolled it back. The caller sees a dropped
                // reply; the thread continues with the next job.
                drop(catch_unwind(AssertUnwindSafe(job)));
            }
        })?;
        Ok(Self { vault: Arc::default(), jobs, calls: Arc::default() })
    }

    /// Returns the number of jobs that were run on the vault so far.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Sets the vault.
    pub(crate) fn put(&self, vault: Box<dyn Vault>) {
        *self.vault.lock().unwrap_or_else(PoisonError::into_inner) = Some(vault);
    }

    /// Drops the vault.
    pub(crate) fn take(&self) {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Runs a job on the vault.
    ///
    /// # Errors
    /// [`EngineError::NoVault`] if there is no vault; otherwise the job's error.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, EngineError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
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

    /// Runs a job that may block, after the jobs already queued for the vault; `None` if it panicked.
    pub(crate) async fn block<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (reply, done) = oneshot::channel();
        // The caller may be gone.
        let job = move || drop(reply.send(work()));
        self.jobs.send(Box::new(job)).ok()?;
        done.await.ok()
    }
}
