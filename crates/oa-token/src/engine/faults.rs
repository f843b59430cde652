//! Logs why the engine could not do what was requested, once, where the error occurs.

use std::io;
use std::path::Path;

use super::EngineError;
use crate::keys::KeyProblem;
use crate::outcome::{AttemptResult, Outcome};
use crate::rotation::{NotSent, UnknownCause};
use crate::vault::{PairRecord, VaultError};
use crate::{log, messages};

/// Logs an error and returns it.
pub(super) fn noted(error: EngineError) -> EngineError {
    let cause = log::cause(&error);
    match &error {
        // The request is not possible now; nothing is wrong.
        EngineError::NoVault
        | EngineError::NoPassphrase
        | EngineError::NeedsPassphrase
        | EngineError::WrongGroup
        | EngineError::NothingElseOpens
        | EngineError::Callback(_)
        | EngineError::NoBackup
        | EngineError::NotDamaged
        | EngineError::InFlight
        | EngineError::Key(KeyProblem::RecoveryCode(_) | KeyProblem::PassphraseEmpty)
        | EngineError::Vault(
            VaultError::Locked
            | VaultError::NameTaken
            | VaultError::Practice
            | VaultError::TokenHeld { .. }
            | VaultError::NoSuchProfile
            | VaultError::VersionConflict
            | VaultError::AlreadySpent,
        ) => tracing::debug!(cause, "not done"),
        EngineError::Key(_) => tracing::warn!(cause, "no key"),
        EngineError::Sealed(_) | EngineError::NoPractice | EngineError::StrangeSlot => {
            tracing::warn!(cause, "not done");
        }
        EngineError::Vault(fault) if !fault.is_unexpected() => {
            let sqlite = fault.sqlite_code().unwrap_or_default();
            tracing::warn!(cause, sqlite, "vault");
        }
        EngineError::Vault(fault) => {
            let (id, sqlite) = (log::id(fault), fault.sqlite_code().unwrap_or_default());
            tracing::error!(id, cause, sqlite, "unexpected");
        }
        EngineError::NoThread(_) => tracing::warn!(cause, "no thread"),
        EngineError::Client(_) | EngineError::Stopped => {
            tracing::error!(id = log::id(&error), cause, "unexpected");
        }
    }
    error
}

/// Returns the outcome of a request that ended in an error, with the message that names the cause.
pub fn outcome_of(error: &EngineError, current: &PairRecord) -> Outcome {
    let result = match error {
        EngineError::InFlight | EngineError::Vault(VaultError::Busy(_) | VaultError::InUse { .. }) => {
            AttemptResult::Busy
        }
        EngineError::Vault(VaultError::Altered | VaultError::Unsealable | VaultError::WrongKey) => {
            AttemptResult::NotSent(NotSent::Altered)
        }
        EngineError::Vault(VaultError::Newer) => AttemptResult::NotSent(NotSent::NewerVault),
        EngineError::NoPractice => AttemptResult::NotSent(NotSent::NoPractice),
        // An attempt in flight may have been sent: do not report that it was not.
        EngineError::Stopped => AttemptResult::Unknown(UnknownCause::Crashed),
        EngineError::Vault(
            VaultError::Locked
            | VaultError::ForeignSchema
            | VaultError::Replaced
            | VaultError::NameTaken
            | VaultError::Practice
            | VaultError::TokenHeld { .. }
            | VaultError::NoSuchProfile
            | VaultError::VersionConflict
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
        | EngineError::NoVault
        | EngineError::Key(_)
        | EngineError::NoPassphrase
        | EngineError::NeedsPassphrase
        | EngineError::WrongGroup
        | EngineError::NothingElseOpens
        | EngineError::Callback(_)
        | EngineError::NoBackup
        | EngineError::NotDamaged
        | EngineError::StrangeSlot
        | EngineError::Sealed(_)
        | EngineError::NoThread(_)
        | EngineError::Client(_) => AttemptResult::NotSent(NotSent::CannotSave),
    };
    let names_it = matches!(result, AttemptResult::Busy | AttemptResult::NotSent(NotSent::CannotSave));
    Outcome { why: names_it.then(|| messages::engine(error)), ..Outcome::without_row(result, current) }
}

/// Logs a file system error on a file that an attempt needs, and returns it as the reason to stop.
pub(super) fn unusable(what: &'static str, path: &Path, error: io::Error) -> EngineError {
    log_io(what, path, &error);
    noted(VaultError::of_io(path, error).into())
}

/// Logs a file system error on a file or folder.
pub(super) fn log_io(what: &'static str, path: &Path, error: &io::Error) {
    tracing::warn!(path = %path.display(), kind = ?error.kind(), cause = log::cause(error), "{what}");
}
