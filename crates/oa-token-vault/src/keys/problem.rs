//! Why there is no key. One variant per message.

use std::path::PathBuf;

use super::{FileFault, InvalidRecoveryCode, KeychainRefusal, SlotKind, WeakPassphrase};

/// Why a key was not obtained. Contains no secret and no file content. The command exits with code 13 for each of
/// these, and with code 2 if [`Self::is_weak`].
#[derive(Debug, thiserror::Error)]
pub enum KeyProblem {
    /// The vault has no slot of the requested kind. `oa-token key add-file` adds one to an unlocked vault.
    #[error("the vault has no {wanted} slot")]
    NoSuchSlot {
        /// The requested kind.
        wanted: SlotKind,
    },
    /// A key was obtained, but it opens no slot of its kind.
    #[error("this {kind} does not open the vault")]
    WrongKey {
        /// Where the key came from.
        kind: SlotKind,
    },
    /// The parameters of a slot cannot be parsed, because the bytes in the vault are damaged.
    #[error("the {kind} slot is damaged")]
    SlotDamaged {
        /// The kind of the slot.
        kind: SlotKind,
    },
    /// There is not enough memory to derive the key from the passphrase (64 MiB).
    #[error("not enough memory to use the passphrase")]
    NoMemory,
    /// The key file could not be used.
    #[error("the key file {} cannot be used", path.display())]
    KeyFile {
        /// The file as named.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        fault: FileFault,
    },
    /// The passphrase file could not be used.
    #[error("the passphrase file {} cannot be used", path.display())]
    PassphraseFile {
        /// The file as named.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        fault: FileFault,
    },
    /// The typed text is not a recovery code.
    #[error("this is no recovery code")]
    RecoveryCode(#[from] InvalidRecoveryCode),
    /// The typed passphrase is empty.
    #[error("the passphrase is empty")]
    PassphraseEmpty,
    /// The new passphrase was refused.
    #[error("the new passphrase is refused")]
    WeakPassphrase(#[from] WeakPassphrase),
    /// The keychain cannot be used at the moment. The key is most likely still in it, so trying again can help.
    #[error("the vault is locked")]
    Locked(#[source] KeychainRefusal),
    /// The keychain works and has no key for this vault. Only another slot can open it now.
    #[error("the keychain no longer holds the vault's key")]
    KeyLost,
    /// A new key cannot be stored, because the keychain cannot be used.
    #[error("there is no keychain to keep a key in")]
    NoKeychain(#[source] KeychainRefusal),
    /// A new key cannot be stored, because the keychain already holds one for this vault. That one was not changed.
    #[error("the keychain already holds a key for this vault")]
    EntryExists,
    /// The keychain accepted a key, but did not return the same one.
    #[error("the keychain did not keep the key")]
    NotKept,
}

impl KeyProblem {
    /// Reports whether the keychain has lost the key, so that only another slot can help.
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::KeyLost)
    }

    /// Reports whether a new passphrase or key file was refused as easily guessed. Existing ones are not checked.
    pub fn is_weak(&self) -> bool {
        matches!(self, Self::WeakPassphrase(_) | Self::KeyFile { fault: FileFault::Guessable, .. })
    }

    /// Reports whether the vault is only locked: the same or another key may open it later.
    pub fn is_locked(&self) -> bool {
        match self {
            Self::NoSuchSlot { .. }
            | Self::WrongKey { .. }
            | Self::SlotDamaged { .. }
            | Self::NoMemory
            | Self::KeyFile { .. }
            | Self::PassphraseFile { .. }
            | Self::RecoveryCode(_)
            | Self::PassphraseEmpty
            | Self::Locked(_) => true,
            Self::WeakPassphrase(_) | Self::KeyLost | Self::NoKeychain(_) | Self::EntryExists | Self::NotKept => false,
        }
    }
}
