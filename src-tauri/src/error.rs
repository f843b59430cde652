//! Errors of commands. There is a variant only where the page behaves differently.

use std::collections::BTreeMap;
use std::sync::Arc;

use oa_token_engine::target::CannotWriteTarget;
use oa_token_engine::{EngineError, HeldBack, messages};
use oa_token_import::UnreadableImport;
use oa_token_vault::{VaultError, VaultErrorKind};
use serde::Serialize;
use specta::Type;

use crate::views::{FindingView, convert};

/// Why a command failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum CommandError {
    /// The vault is locked, its key is lost, or the vault cannot be created.
    #[error("locked")]
    Locked,
    /// There is no such profile any more.
    #[error("no such profile")]
    NoSuchProfile,
    /// Another profile has this name.
    #[error("name taken")]
    NameTaken,
    /// This token is the current one of another profile.
    #[error("same token")]
    SameToken {
        /// The other profile's name.
        other: String,
    },
    /// The form cannot be saved as it is.
    #[error("invalid draft")]
    InvalidDraft {
        /// What is wrong with the form.
        findings: Vec<FindingView>,
    },
    /// Sending invalidates an access token that may be in use; the user must confirm.
    #[error("needs confirmation")]
    NeedsConfirmation,
    /// The vault or another resource of this computer cannot be used; the sentence names the cause.
    #[error("cannot save")]
    CannotSave {
        /// The message id.
        words: String,
        /// The message id of the next step.
        next: String,
        /// Arguments of the sentence.
        args: BTreeMap<String, String>,
    },
    /// The chosen file cannot be written.
    #[error("cannot write file")]
    CannotWriteFile {
        /// The message id.
        words: String,
    },
    /// The app is locked.
    #[error("app locked")]
    AppLocked,
    /// The typed passphrase or recovery code opens nothing or is not valid.
    #[error("not opened")]
    NotOpened {
        /// The message id.
        words: String,
    },
    /// The action cannot be undone: the user must type the passphrase again (`step_up`).
    #[error("needs passphrase")]
    NeedsPassphrase,
    /// The app cannot be locked, because there is no passphrase to unlock it.
    #[error("no passphrase")]
    NoPassphrase,
    /// The chosen file is not a sealed file of OA Token, or is damaged.
    #[error("not a sealed file")]
    NotSealedFile {
        /// The message id.
        words: String,
    },
    /// The OA was moved to another computer.
    #[error("moved away")]
    MovedAway,
    /// A process without the key has changed the stored data of the OA; the engine refuses to use it.
    #[error("altered")]
    Altered,
    /// The OA has no such place any more.
    #[error("no such place")]
    NoSuchPlace,
    /// The typed name or address of a place is not valid.
    #[error("invalid place")]
    InvalidPlace {
        /// The message id.
        words: String,
    },
    /// The profile has no such secret.
    #[error("no such secret")]
    NoSuchSecret,
    /// The pasted text or dropped file holds nothing that can be imported.
    #[error("unreadable import")]
    UnreadableImport {
        /// The message id.
        words: String,
        /// The line that the sentence names, if any.
        line: Option<String>,
        /// The key that the sentence names, if any.
        key: Option<String>,
    },
    /// The chosen file cannot be read.
    #[error("cannot read file")]
    CannotReadFile,
    /// A variable's name is not valid.
    #[error("invalid names")]
    InvalidNames,
    /// The format cannot hold the requested values.
    #[error("cannot export")]
    CannotExport {
        /// The message id.
        words: String,
    },
    /// The proxy's address is not valid.
    #[error("invalid proxy")]
    InvalidProxy {
        /// The message id.
        words: String,
    },
    /// The callback address is not valid, or the consent is over.
    #[error("invalid callback")]
    InvalidCallback {
        /// The message id.
        words: String,
    },
    /// The pasted access token belongs to another OA.
    #[error("other OA")]
    OtherOa {
        /// The id of the profile's OA.
        known: String,
        /// The id of the other OA.
        found: String,
    },
    /// No browser can be opened.
    #[error("no browser")]
    NoBrowser,
    /// The system refuses to start the program with the computer.
    #[error("no start with the computer")]
    NoAutostart,
    /// A practice OA accepts no values of a live one.
    #[error("practice only")]
    PracticeOnly,
    /// Practice Zalo cannot be started.
    #[error("no practice")]
    NoPractice,
    /// The clipboard cannot be reached.
    #[error("no clipboard")]
    NoClipboard,
    /// Another process holds the vault.
    #[error("busy")]
    Busy,
    /// The program is ending or is not set up correctly, or the stored data of a profile is damaged.
    #[error("unexpected")]
    Unexpected,
}

impl From<CannotWriteTarget> for CommandError {
    fn from(why: CannotWriteTarget) -> Self {
        Self::CannotWriteFile { words: messages::target(&why).id.to_owned() }
    }
}

impl CommandError {
    /// Makes the error for a resource that cannot be used, with its cause.
    fn cannot(error: &EngineError) -> Self {
        let explanation = messages::engine(error);
        let next = explanation.next.unwrap_or(explanation.id).to_owned();
        Self::CannotSave { words: explanation.id.to_owned(), next, args: convert::args(&explanation) }
    }

    /// Makes the error for an update that must wait.
    pub(crate) fn held_update(why: HeldBack) -> Self {
        let words = match why {
            HeldBack::Sending => "page-update-held-sending",
            HeldBack::Due => "page-update-held-due",
            HeldBack::AnswersWaiting => "page-update-held-answers",
            HeldBack::NoBackup => "page-update-held-backup",
        };
        Self::of_words(words)
    }

    /// Makes the error for a program that other accounts of this computer could exchange.
    pub(crate) fn shared_folder() -> Self {
        Self::of_words("page-update-shared-folder")
    }

    /// Makes the error for an update that was not installed.
    pub(crate) fn update_failed() -> Self {
        Self::of_words("page-update-failed")
    }

    /// The next step has the same id, and `-next` after it.
    fn of_words(words: &str) -> Self {
        Self::CannotSave { words: words.to_owned(), next: format!("{words}-next"), args: BTreeMap::new() }
    }

    fn of_vault(fault: &VaultError, error: &EngineError) -> Self {
        if let VaultError::TokenHeld { by } = fault {
            return Self::SameToken { other: by.clone() };
        }
        if matches!(fault, VaultError::NoSuchDestination) {
            return Self::NoSuchPlace;
        }
        match fault.kind() {
            VaultErrorKind::Locked => Self::Locked,
            VaultErrorKind::NoSuchProfile => Self::NoSuchProfile,
            VaultErrorKind::Refused if matches!(fault, VaultError::NameTaken) => Self::NameTaken,
            VaultErrorKind::Refused => Self::PracticeOnly,
            VaultErrorKind::Altered => Self::Altered,
            VaultErrorKind::Busy => Self::Busy,
            VaultErrorKind::Unsealable => Self::Unexpected,
            VaultErrorKind::WrongKey
            | VaultErrorKind::Damaged
            | VaultErrorKind::Newer
            | VaultErrorKind::Conflict
            | VaultErrorKind::CannotSave => Self::cannot(error),
        }
    }

    /// Makes the error for text that cannot be imported.
    pub(crate) fn unreadable(why: &UnreadableImport) -> Self {
        let explanation = messages::import(why);
        let arg =
            |wanted: &str| explanation.args.iter().find(|(name, _)| *name == wanted).map(|(_, text)| text.clone());
        Self::UnreadableImport { words: explanation.id.to_owned(), line: arg("line"), key: arg("key") }
    }
}

impl From<&EngineError> for CommandError {
    fn from(error: &EngineError) -> Self {
        match error {
            EngineError::Vault(fault) => Self::of_vault(fault, error),
            EngineError::Key(_) => Self::Locked,
            EngineError::NoVault => Self::NoSuchProfile,
            EngineError::InFlight => Self::Busy,
            EngineError::NoPassphrase => Self::NoPassphrase,
            EngineError::NeedsPassphrase => Self::NeedsPassphrase,
            EngineError::WrongGroup
            | EngineError::NothingElseOpens
            | EngineError::Sealed(_)
            | EngineError::StrangeSlot => Self::NotOpened { words: messages::engine(error).id.to_owned() },
            EngineError::Callback(why) => Self::InvalidCallback { words: why.message_id().to_owned() },
            EngineError::NoPractice => Self::NoPractice,
            EngineError::NoBackup | EngineError::NotDamaged => {
                Self::NotSealedFile { words: messages::engine(error).id.to_owned() }
            }
            EngineError::Team(_) | EngineError::NoThread(_) | EngineError::Client(_) | EngineError::Stopped => {
                Self::cannot(error)
            }
        }
    }
}

impl From<EngineError> for CommandError {
    fn from(error: EngineError) -> Self {
        Self::from(&error)
    }
}

impl From<Arc<EngineError>> for CommandError {
    fn from(error: Arc<EngineError>) -> Self {
        Self::from(error.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_value_is_not_reported_as_a_locked_vault() {
        // With `Locked`, the page would request the start, find the vault ready, open the profile, and repeat that for
        // ever.
        let damaged = EngineError::Vault(VaultError::Unsealable);
        assert_eq!(CommandError::from(&damaged), CommandError::Unexpected);
        assert_eq!(CommandError::from(&EngineError::Vault(VaultError::Locked)), CommandError::Locked);
    }

    #[test]
    fn each_cause_has_its_own_sentence_and_only_a_full_disk_is_reported_as_full() {
        let denied = || std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let file = || "/var/lib/x/locks/vault".into();
        let of_other = VaultError::Denied { path: file(), owner: Some("root".to_owned()), source: denied() };
        for (error, wanted) in [
            (EngineError::Vault(of_other), "vault-of-other"),
            (EngineError::Vault(VaultError::Denied { path: file(), owner: None, source: denied() }), "vault-denied"),
            (EngineError::Vault(VaultError::Newer), "vault-newer"),
            (EngineError::Vault(VaultError::Gone), "vault-gone"),
            (EngineError::Vault(VaultError::Replaced), "vault-replaced"),
            (EngineError::Vault(VaultError::Pragma("synchronous")), "vault-unexpected"),
            (EngineError::Stopped, "unexpected"),
            (EngineError::NoThread(denied()), "no-thread"),
        ] {
            let CommandError::CannotSave { words, next, .. } = CommandError::from(&error) else { panic!("{error}") };
            assert_eq!((words.as_str(), next), (wanted, format!("{wanted}-next")), "{error}");
        }
    }

    #[test]
    fn a_change_without_the_key_is_neither_a_full_disk_nor_a_locked_vault() {
        let told = |error: VaultError| CommandError::from(&EngineError::Vault(error));
        assert_eq!(told(VaultError::Altered), CommandError::Altered);
        assert_eq!(told(VaultError::InUse { by: Vec::new() }), CommandError::Busy);
    }
}
