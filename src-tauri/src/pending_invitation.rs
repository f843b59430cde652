//! The chosen invitation of a team, and the passphrase of one that was just made. The page receives the latter only by
//! `reveal_secret`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token_model::secret::Secret;

/// Holds both between the page's calls.
#[derive(Default)]
pub(crate) struct PendingInvitation {
    chosen: Mutex<Option<Vec<u8>>>,
    passphrase: Mutex<Option<Secret>>,
}

impl PendingInvitation {
    /// Stores the file that the user chose.
    pub(crate) fn hold_file(&self, bytes: Vec<u8>) {
        *lock(&self.chosen) = Some(bytes);
    }

    /// Returns the chosen file.
    pub(crate) fn file(&self) -> Option<Vec<u8>> {
        lock(&self.chosen).clone()
    }

    /// Stores the passphrase of an invitation that was just made.
    pub(crate) fn hold_passphrase(&self, passphrase: Secret) {
        *lock(&self.passphrase) = Some(passphrase);
    }

    /// Returns that passphrase.
    pub(crate) fn passphrase(&self) -> Option<Secret> {
        lock(&self.passphrase).clone()
    }

    /// Drops both.
    pub(crate) fn forget(&self) {
        *lock(&self.chosen) = None;
        *lock(&self.passphrase) = None;
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
