//! The vault's key and where it comes from.
//!
//! A random [`DataKey`] seals the vault. It is never stored unencrypted: each [`Slot`] holds it wrapped with a key that
//! comes from the OS keychain, a passphrase, a key file or a recovery code. [`create`] creates a new vault's key and
//! its first slot, [`add_slot`] adds a slot to an unlocked vault, and [`open`] unwraps the key.
//!
//! Two guarantees: no new key is created for a vault that has slots, and no entry in the keychain is overwritten,
//! because [`Keychain`] has no call for it.
//!
//! Must not depend on the network, on profiles, or on where slots are stored.

use std::fmt;
use std::path::PathBuf;

use oa_token_model::secret::Secret;
use zeroize::Zeroizing;

mod envelope;
mod file;
mod generated;
mod keychain;
mod known;
mod os_keychain;
mod passphrase;
mod problem;
mod recovery;
mod slot;
mod strength;
mod unlock;

#[cfg(test)]
mod tests;

pub use envelope::seal_costing;
pub use envelope::{is_too_costly, open_under_passphrase, seal_under_passphrase};
pub use file::{FileFault, KeyWarning, is_guessable_key_file};
pub use generated::generate_passphrase;
pub use keychain::{Addition, Keychain, KeychainRefusal};
pub use os_keychain::OsKeychain;
pub use passphrase::first_line;
pub use problem::KeyProblem;
pub use recovery::{InvalidRecoveryCode, RECOVERY_GROUPS, RecoveryCode};
pub use slot::{Slot, SlotKind};
pub use strength::{LEAST_PASSPHRASE, WeakPassphrase, check_passphrase};
pub use unlock::{Created, NewSlot, Opened, add_slot, create, open};

/// All keys here have 32 bytes, the key size of XChaCha20-Poly1305.
const KEY_BYTES: usize = 32;

/// A key that wraps the data key. Wiped when dropped.
type WrappingKey = Zeroizing<[u8; KEY_BYTES]>;

/// The key that seals the vault: 32 random bytes, redacted in `Debug`, wiped when dropped.
///
/// Boxed, so that moving it leaves no copies on the stack.
pub struct DataKey(Box<Zeroizing<[u8; KEY_BYTES]>>);

impl DataKey {
    /// Creates a new key from the system's random source.
    ///
    /// # Panics
    /// If the system gives no random bytes, because nothing secret can be generated then.
    pub fn random() -> Self {
        Self(Box::new(Zeroizing::new(random_bytes())))
    }

    /// Returns the key's bytes. Callers must keep them out of logs, errors and files.
    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Creates a key from 32 bytes. Returns `None` for another length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Box::new(Zeroizing::new([0; KEY_BYTES]));
        if bytes.len() != KEY_BYTES {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Self(key))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

/// Where a key is taken from. Only slots of its kind are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file whose content is the key material (`OA_TOKEN_KEY_FILE`).
    KeyFile(PathBuf),
    /// A file whose first line is the passphrase (`OA_TOKEN_PASSPHRASE_FILE`).
    PassphraseFile(PathBuf),
    /// A passphrase typed into the window or at a prompt.
    Passphrase(Secret),
    /// The recovery code, as typed.
    RecoveryCode(Secret),
    /// The keychain of the operating system. Used if the environment names no other source.
    Keychain,
}

impl KeySource {
    /// Returns the kind of slot this opens.
    pub fn kind(&self) -> SlotKind {
        match self {
            Self::KeyFile(_) => SlotKind::KeyFile,
            Self::PassphraseFile(_) | Self::Passphrase(_) => SlotKind::Passphrase,
            Self::RecoveryCode(_) => SlotKind::RecoveryCode,
            Self::Keychain => SlotKind::Keychain,
        }
    }
}

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("every supported system has a random source that is ready after boot");
    bytes
}
