//! Notes in the log why the keeper could not do what was asked, once, where it is found.

use std::io;
use std::path::Path;

use super::KeeperError;
use crate::keys::KeyProblem;
use crate::outcome::{AttemptResult, Outcome};
use crate::rotation::{NotSent, UnknownCause};
use crate::vault::{PairRecord, VaultError};
use crate::{explain, log};

/// Notes an error and gives it back.
pub(super) fn noted(error: KeeperError) -> KeeperError {
    let cause = log::cause(&error);
    match &error {
        // What was asked for cannot be; nothing is wrong here.
        KeeperError::NoVault
        | KeeperError::NoPassphrase
        | KeeperError::NeedsPassphrase
        | KeeperError::WrongGroup
        | KeeperError::NothingElseOpens
        | KeeperError::Callback(_)
        | KeeperError::NoBackup
        | KeeperError::NotDamaged
        | KeeperError::InFlight
        | KeeperError::Key(KeyProblem::RecoveryCode(_) | KeyProblem::PassphraseEmpty)
        | KeeperError::Vault(
            VaultError::Locked
            | VaultError::NameTaken
            | VaultError::Practice
            | VaultError::TokenHeld { .. }
            | VaultError::NoSuchProfile
            | VaultError::Moved
            | VaultError::AlreadySpent,
        ) => tracing::debug!(cause, "not done"),
        KeeperError::Key(_) => tracing::warn!(cause, "no key"),
        KeeperError::Sealed(_) | KeeperError::NoPractice | KeeperError::StrangeSlot => {
            tracing::warn!(cause, "not done");
        }
        KeeperError::Vault(fault) if !fault.is_unexpected() => {
            let sqlite = fault.sqlite_code().unwrap_or_default();
            tracing::warn!(cause, sqlite, "vault");
        }
        KeeperError::Vault(fault) => {
            let (id, sqlite) = (log::id(fault), fault.sqlite_code().unwrap_or_default());
            tracing::error!(id, cause, sqlite, "unexpected");
        }
        KeeperError::NoThread(_) => tracing::warn!(cause, "no thread"),
        KeeperError::Client(_) | KeeperError::Stopped => {
            tracing::error!(id = log::id(&error), cause, "unexpected");
        }
    }
    error
}

/// Returns the outcome of a wish that ended in an error: what it came to, and the sentence that names the cause.
pub fn outcome_of(error: &KeeperError, current: &PairRecord) -> Outcome {
    let result = match error {
        KeeperError::InFlight | KeeperError::Vault(VaultError::Busy(_) | VaultError::InUse { .. }) => {
            AttemptResult::Busy
        }
        KeeperError::Vault(VaultError::Altered | VaultError::Unsealable | VaultError::WrongKey) => {
            AttemptResult::NotSent(NotSent::Altered)
        }
        KeeperError::Vault(VaultError::Newer) => AttemptResult::NotSent(NotSent::NewerVault),
        KeeperError::NoPractice => AttemptResult::NotSent(NotSent::NoPractice),
        // What was under way may have been sent: nobody is told that it was not.
        KeeperError::Stopped => AttemptResult::Unknown(UnknownCause::Crashed),
        KeeperError::Vault(
            VaultError::Locked
            | VaultError::ForeignSchema
            | VaultError::Replaced
            | VaultError::NameTaken
            | VaultError::Practice
            | VaultError::TokenHeld { .. }
            | VaultError::NoSuchProfile
            | VaultError::Moved
            | VaultError::AlreadySpent
            | VaultError::Damaged(_)
            | VaultError::Gone
            | VaultError::Full(_)
            | VaultError::ReadOnly(_)
            | VaultError::Denied { .. }
            | VaultError::OtherUser { .. }
            | VaultError::Folder { .. }
            | VaultError::Pragma(_)
            | VaultError::Sqlite(_),
        )
        | KeeperError::NoVault
        | KeeperError::Key(_)
        | KeeperError::NoPassphrase
        | KeeperError::NeedsPassphrase
        | KeeperError::WrongGroup
        | KeeperError::NothingElseOpens
        | KeeperError::Callback(_)
        | KeeperError::NoBackup
        | KeeperError::NotDamaged
        | KeeperError::StrangeSlot
        | KeeperError::Sealed(_)
        | KeeperError::NoThread(_)
        | KeeperError::Client(_) => AttemptResult::NotSent(NotSent::CannotSave),
    };
    let names_it = matches!(result, AttemptResult::Busy | AttemptResult::NotSent(NotSent::CannotSave));
    Outcome { why: names_it.then(|| explain::keeper(error)), ..Outcome::without_row(result, current) }
}

/// Notes what a file system said of a file that an attempt needs, and takes it for the reason to stop.
pub(super) fn unusable(what: &'static str, path: &Path, error: io::Error) -> KeeperError {
    note_io(what, path, &error);
    noted(VaultError::of_io(path, error).into())
}

/// Notes what a file system said of a file or folder.
pub(super) fn note_io(what: &'static str, path: &Path, error: &io::Error) {
    tracing::warn!(path = %path.display(), kind = ?error.kind(), cause = log::cause(error), "{what}");
}
