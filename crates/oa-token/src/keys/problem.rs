//! Why there is no key, one variant a sentence.

use std::path::PathBuf;

use super::{FileFault, InvalidRecoveryCode, KeychainRefusal, SlotKind, WeakPassphrase};

/// Why a key was not had. Holds no secret and no file content; the command ends with 13 for each, and with 2 for [`Self::is_weak`].
#[derive(Debug, thiserror::Error)]
pub enum KeyProblem {
    /// The vault has no slot of the kind that was asked for; `oa-token key add-file` makes one while it is open.
    #[error("the vault has no {wanted} slot")]
    NoSuchSlot {
        /// What was asked for.
        wanted: SlotKind,
    },
    /// The key was had and opens none of the slots of its kind.
    #[error("this {kind} does not open the vault")]
    WrongKey {
        /// Where the key came from.
        kind: SlotKind,
    },
    /// The parameters of a slot cannot be read; the bytes in the vault were damaged.
    #[error("the {kind} slot is damaged")]
    SlotDamaged {
        /// The kind of the slot.
        kind: SlotKind,
    },
    /// There is not enough memory to turn the passphrase into a key (64 MiB).
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
    /// What was typed is no recovery code.
    #[error("this is no recovery code")]
    RecoveryCode(#[from] InvalidRecoveryCode),
    /// The typed passphrase is empty.
    #[error("the passphrase is empty")]
    PassphraseEmpty,
    /// The passphrase that was to be set is refused.
    #[error("the new passphrase is refused")]
    WeakPassphrase(#[from] WeakPassphrase),
    /// The keychain cannot be used at the moment; the key is most likely still in it. Trying again can help.
    #[error("the vault is locked")]
    Locked(#[source] KeychainRefusal),
    /// The keychain works and has no key for this vault. Only another slot opens it now.
    #[error("the keychain no longer holds the vault's key")]
    KeyLost,
    /// A key was to be put into the keychain, and the keychain cannot be used.
    #[error("there is no keychain to keep a key in")]
    NoKeychain(#[source] KeychainRefusal),
    /// A key was to be put into the keychain, and it holds one for this vault. It was left as it is.
    #[error("the keychain already holds a key for this vault")]
    EntryExists,
    /// The keychain took a key and did not give the same one back.
    #[error("the keychain did not keep the key")]
    NotKept,
}

impl KeyProblem {
    /// Returns whether the key is gone from the keychain: only another slot helps.
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::KeyLost)
    }

    /// Returns whether what was to be a new way in is refused as easily guessed; what opens the vault is another matter.
    pub fn is_weak(&self) -> bool {
        matches!(self, Self::WeakPassphrase(_) | Self::KeyFile { fault: FileFault::Guessable, .. })
    }

    /// Returns whether the vault is merely locked: the same or another key may open it later.
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
