//! The vault behind one mutex, used from async code on threads that may block.

use std::sync::{Arc, Mutex, PoisonError};

use super::KeeperError;
use crate::vault::{Vault, VaultError};

/// Shares the vault, once there is one, among tasks.
#[derive(Clone, Default)]
pub(super) struct Store(Arc<Mutex<Option<Box<dyn Vault>>>>);

impl Store {
    /// Puts the vault in its place.
    pub(super) fn put(&self, vault: Box<dyn Vault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(vault);
    }

    /// Lets go of the vault.
    pub(super) fn take(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Tells whether there is a vault.
    pub(super) fn is_there(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Runs a piece of work on the vault.
    ///
    /// # Errors
    /// [`KeeperError::NoVault`] before the first profile; else what the work says.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, KeeperError> {
        let shared = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            // A panic in another piece of work left no half-done transaction: SQLite rolled it back.
            let mut vault = shared.lock().unwrap_or_else(PoisonError::into_inner);
            vault.as_mut().map(|vault| work(vault.as_mut()))
        });
        match done.await {
            Ok(Some(result)) => Ok(result?),
            Ok(None) => Err(KeeperError::NoVault),
            Err(_) => Err(KeeperError::Stopped),
        }
    }
}
