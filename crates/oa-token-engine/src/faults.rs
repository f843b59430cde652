//! Logs why the engine could not do what was requested, once, where the error occurs.

use std::io;
use std::path::Path;

use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::records::PairRecord;
use oa_token_model::refresh::{NotSent, UnknownCause};
use oa_token_vault::keys::KeyProblem;
use oa_token_vault::{VaultError, VaultErrorKind};

use crate::{EngineError, log, messages};

/// Logs an error and returns it.
pub(crate) fn noted(error: EngineError) -> EngineError {
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
        | EngineError::Key(KeyProblem::RecoveryCode(_) | KeyProblem::PassphraseEmpty) => {
            tracing::debug!(cause, "not done");
        }
        EngineError::Key(_) => tracing::warn!(cause, "no key"),
        EngineError::Sealed(_) | EngineError::NoPractice | EngineError::StrangeSlot | EngineError::Team(_) => {
            tracing::warn!(cause, "not done");
        }
        EngineError::Vault(fault) if is_request(fault.kind()) => {
            tracing::debug!(cause, "not done");
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

/// Reports whether the request is not possible now, and nothing is wrong.
fn is_request(kind: VaultErrorKind) -> bool {
    use VaultErrorKind::{Conflict, Locked, NoSuchProfile, Refused};
    [Locked, Refused, NoSuchProfile, Conflict].contains(&kind)
}

/// Returns the outcome of a request that ended in an error, with the message that names the cause.
pub fn outcome_of(error: &EngineError, current: &PairRecord) -> Outcome {
    let result = match error {
        EngineError::InFlight => AttemptResult::Busy,
        EngineError::Vault(fault) => match fault.kind() {
            VaultErrorKind::Busy => AttemptResult::Busy,
            VaultErrorKind::Altered | VaultErrorKind::Unsealable | VaultErrorKind::WrongKey => {
                AttemptResult::NotSent(NotSent::Altered)
            }
            VaultErrorKind::Newer => AttemptResult::NotSent(NotSent::NewerVault),
            VaultErrorKind::Locked
            | VaultErrorKind::Damaged
            | VaultErrorKind::Refused
            | VaultErrorKind::NoSuchProfile
            | VaultErrorKind::Conflict
            | VaultErrorKind::CannotSave => AttemptResult::NotSent(NotSent::CannotSave),
        },
        EngineError::NoPractice => AttemptResult::NotSent(NotSent::NoPractice),
        EngineError::Team(_) => AttemptResult::NotSent(NotSent::NoReferee),
        // An attempt in flight may have been sent: do not report that it was not.
        EngineError::Stopped => AttemptResult::Unknown(UnknownCause::Crashed),
        EngineError::NoVault
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
pub(crate) fn unusable(what: &'static str, path: &Path, error: io::Error) -> EngineError {
    log_io(what, path, &error);
    noted(VaultError::of_io(path, error).into())
}

/// Logs a file system error on a file or folder.
pub(crate) fn log_io(what: &'static str, path: &Path, error: &io::Error) {
    tracing::warn!(path = %path.display(), kind = ?error.kind(), cause = log::cause(error), "{what}");
}
