//! The interface of a keychain and its error. Does not depend on a platform.

use std::error::Error;

use oa_token_model::secret::SecretBytes;
use uuid::Uuid;

/// The platform's own error. It describes the keychain's state and never contains an entry's content.
type PlatformError = Box<dyn Error + Send + Sync>;

/// Why a keychain call failed.
#[derive(Debug, thiserror::Error)]
pub enum KeychainRefusal {
    /// The keychain could not be reached: no session bus, no secret service, or another error of the platform.
    #[error("no keychain could be reached")]
    Unavailable(#[source] PlatformError),
    /// The keychain is locked, or must not ask the user to unlock it.
    #[error("the keychain is locked")]
    Locked(#[source] PlatformError),
    /// The keychain asked the user to unlock it, and the user or the system refused.
    #[error("unlocking the keychain was cancelled")]
    Cancelled(#[source] PlatformError),
    /// The keychain did not answer in time. It may still be waiting for the user.
    #[error("the keychain did not answer in time")]
    Slow,
}

/// The result of adding an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addition {
    /// The entry was created.
    Made,
    /// The account already has an entry. It was not changed.
    Occupied,
}

/// Stores small secrets by account. No call overwrites an entry.
pub trait Keychain: Send + Sync {
    /// Returns the entries of the account: none, one, or several where the platform allows duplicates.
    fn get(&self, account: &str) -> Result<Vec<SecretBytes>, KeychainRefusal>;

    /// Creates an entry, unless the account already has one.
    fn add(&self, account: &str, secret: &SecretBytes) -> Result<Addition, KeychainRefusal>;

    /// Removes the account's entry. A missing entry is not an error.
    fn delete(&self, account: &str) -> Result<(), KeychainRefusal>;

    /// Checks whether the keychain can be written to, by adding a dummy entry and removing it.
    ///
    /// A locked keychain may report "no such entry". One that passes this check is not locked.
    fn probe(&self, account: &str) -> Result<(), KeychainRefusal> {
        // Unique name: two concurrent probes must not remove each other's entry.
        let probe = format!("{account}.probe.{}", Uuid::new_v4());
        self.add(&probe, &SecretBytes::new(b"probe".to_vec()))?;
        self.delete(&probe)
    }
}
