//! What adding a place leaves for the next call: the chosen file, and the secret that the user may see once. The page
//! receives the secret only by `reveal_secret`.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token_model::destination::{DestinationId, WebhookSecret};
use oa_token_model::secret::Secret;

/// Holds both between the page's calls.
#[derive(Default)]
pub(crate) struct PendingPlace {
    file: Mutex<Option<PathBuf>>,
    secret: Mutex<Option<(DestinationId, Secret)>>,
}

impl PendingPlace {
    /// Stores the file that the user chose.
    pub(crate) fn hold_file(&self, path: PathBuf) {
        *lock(&self.file) = Some(path);
    }

    /// Returns the chosen file.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        lock(&self.file).clone()
    }

    /// Stores the new secret of a place, and drops that of another.
    pub(crate) fn hold_secret(&self, place: DestinationId, secret: WebhookSecret) {
        *lock(&self.secret) = Some((place, secret.0));
    }

    /// Returns the new secret of this place.
    pub(crate) fn secret(&self, place: &str) -> Option<Secret> {
        lock(&self.secret).as_ref().filter(|(id, _)| id.as_str() == place).map(|(_, secret)| secret.clone())
    }

    /// Drops both.
    pub(crate) fn forget(&self) {
        *lock(&self.file) = None;
        *lock(&self.secret) = None;
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
