//! What is asked of a keychain, and how it may refuse. Knows nothing of a platform.

use std::error::Error;

use uuid::Uuid;

use crate::secret::SecretBytes;

/// What the platform itself said; about its own state, never about an entry's content.
type PlatformError = Box<dyn Error + Send + Sync>;

/// Why a keychain did nothing.
#[derive(Debug, thiserror::Error)]
pub enum KeychainRefusal {
    /// There is none to talk to: no session bus, no secret service, or the platform failed for a reason of its own.
    #[error("no keychain could be reached")]
    Unavailable(#[source] PlatformError),
    /// It is there and locked, or may not ask the user to unlock it.
    #[error("the keychain is locked")]
    Locked(#[source] PlatformError),
    /// It asked the user to unlock it, and the user or the system said no.
    #[error("unlocking the keychain was cancelled")]
    Cancelled(#[source] PlatformError),
    /// It did not answer in time; perhaps it is still asking the user.
    #[error("the keychain did not answer in time")]
    Slow,
}

/// What came of adding an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addition {
    /// The entry was made.
    Made,
    /// There is an entry of this account; it was left as it is.
    Occupied,
}

/// Keeps small secrets by account. There is no call that overwrites one.
pub trait Keychain: Send + Sync {
    /// Returns what is kept for the account: nothing, one entry, or several where the platform allows copies.
    fn get(&self, account: &str) -> Result<Vec<SecretBytes>, KeychainRefusal>;

    /// Makes an entry, unless the account has one.
    fn add(&self, account: &str, secret: &SecretBytes) -> Result<Addition, KeychainRefusal>;

    /// Removes the account's entry; none to remove is no error.
    fn delete(&self, account: &str) -> Result<(), KeychainRefusal>;

    /// Returns whether the keychain can be written to, by adding an entry of no worth and removing it.
    ///
    /// A keychain that says "no such entry" may merely be locked; one that passes this is not.
    fn probe(&self, account: &str) -> Result<(), KeychainRefusal> {
        // Each probe has its own name: two at the same time must not remove each other's entry.
        let probe = format!("{account}.probe.{}", Uuid::new_v4());
        self.add(&probe, &SecretBytes::new(b"probe".to_vec()))?;
        self.delete(&probe)
    }
}
