//! How a command fails. A variant exists only if the page behaves differently.

use std::collections::BTreeMap;
use std::sync::Arc;

use oa_token::engine::EngineError;
use oa_token::exchange::import::UnreadableImport;
use oa_token::messages;
use oa_token::target::CannotWriteTarget;
use oa_token::vault::VaultError;
use serde::Serialize;
use specta::Type;

use crate::present;
use crate::view::FindingView;

/// Why a command did nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum CommandError {
    /// The vault is locked, its key is lost, or it can't be made.
    #[error("locked")]
    Locked,
    /// The profile is gone.
    #[error("no such profile")]
    NoSuchProfile,
    /// Another profile has this name.
    #[error("name taken")]
    NameTaken,
    /// This token is the live one of another profile.
    #[error("same token")]
    SameToken {
        /// The other profile's name.
        other: String,
    },
    /// The form can't be saved as it is.
    #[error("invalid draft")]
    InvalidDraft {
        /// What is wrong with it.
        findings: Vec<FindingView>,
    },
    /// Sending stops an access token that may be in use.
    #[error("needs confirmation")]
    NeedsConfirmation,
    /// The vault, or something else of this computer's, can't be used; the sentence names the cause.
    #[error("cannot save")]
    CannotSave {
        /// The message id.
        words: String,
        /// The message id of the next step.
        next: String,
        /// What the sentence names.
        args: BTreeMap<String, String>,
    },
    /// The chosen file can't be written.
    #[error("cannot write file")]
    CannotWriteFile {
        /// The message id.
        words: String,
    },
    /// The app is locked.
    #[error("app locked")]
    AppLocked,
    /// What was typed opens nothing, or is none.
    #[error("not opened")]
    NotOpened {
        /// The message id.
        words: String,
    },
    /// What was asked cannot be taken back: the passphrase is asked for once more (`step_up`).
    #[error("needs passphrase")]
    NeedsPassphrase,
    /// The app cannot be locked without a passphrase to open it by.
    #[error("no passphrase")]
    NoPassphrase,
    /// The chosen file is no sealed file of OA Token, or is damaged.
    #[error("not a sealed file")]
    NotSealedFile {
        /// The message id.
        words: String,
    },
    /// The OA was moved to another computer.
    #[error("moved away")]
    MovedAway,
    /// Somebody without the key has changed what is said of the OA: nothing is done with it.
    #[error("altered")]
    Altered,
    /// The profile has no such secret.
    #[error("no such secret")]
    NoSuchSecret,
    /// What was pasted or dropped holds nothing that can be imported.
    #[error("unreadable import")]
    UnreadableImport {
        /// The message id.
        words: String,
        /// The line a sentence names, if it does.
        line: Option<String>,
        /// The key a sentence names, if it does.
        key: Option<String>,
    },
    /// The chosen file can't be read.
    #[error("cannot read file")]
    CannotReadFile,
    /// A variable's name is none.
    #[error("invalid names")]
    InvalidNames,
    /// The format has no place for what was asked.
    #[error("cannot export")]
    CannotExport {
        /// The message id.
        words: String,
    },
    /// The proxy's address is none.
    #[error("invalid proxy")]
    InvalidProxy {
        /// The message id.
        words: String,
    },
    /// The callback address is none, or the consent is over.
    #[error("invalid callback")]
    InvalidCallback {
        /// The message id.
        words: String,
    },
    /// The pasted access token is another OA's.
    #[error("other OA")]
    OtherOa {
        /// The profile's.
        known: String,
        /// The other's.
        found: String,
    },
    /// No browser can be opened.
    #[error("no browser")]
    NoBrowser,
    /// The system does not take what is to start with it.
    #[error("no start with the computer")]
    NoAutostart,
    /// A practice OA takes no values of a live one.
    #[error("practice only")]
    PracticeOnly,
    /// The practice Zalo can't be started.
    #[error("no practice")]
    NoPractice,
    /// The clipboard can't be reached.
    #[error("no clipboard")]
    NoClipboard,
    /// Another program holds the vault.
    #[error("busy")]
    Busy,
    /// The program is ending or not set up right, or what is kept of a profile is damaged.
    #[error("unexpected")]
    Unexpected,
}

impl From<CannotWriteTarget> for CommandError {
    fn from(why: CannotWriteTarget) -> Self {
        Self::CannotWriteFile { words: messages::target(&why).id.to_owned() }
    }
}

impl CommandError {
    /// Returns what this computer cannot do, and why.
    fn cannot(error: &EngineError) -> Self {
        let explanation = messages::keeper(error);
        let next = explanation.next.unwrap_or(explanation.id).to_owned();
        Self::CannotSave { words: explanation.id.to_owned(), next, args: present::args(&explanation) }
    }

    /// Returns why nothing can be imported.
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
            EngineError::Key(_) | EngineError::Vault(VaultError::Locked) => Self::Locked,
            EngineError::NoVault | EngineError::Vault(VaultError::NoSuchProfile) => Self::NoSuchProfile,
            EngineError::Vault(VaultError::NameTaken) => Self::NameTaken,
            EngineError::Vault(VaultError::Practice) => Self::PracticeOnly,
            EngineError::Vault(VaultError::TokenHeld { by }) => Self::SameToken { other: by.clone() },
            EngineError::Vault(VaultError::Altered) => Self::Altered,
            EngineError::InFlight | EngineError::Vault(VaultError::Busy(_) | VaultError::InUse { .. }) => Self::Busy,
            EngineError::NoPassphrase => Self::NoPassphrase,
            EngineError::NeedsPassphrase => Self::NeedsPassphrase,
            EngineError::WrongGroup
            | EngineError::NothingElseOpens
            | EngineError::Sealed(_)
            | EngineError::StrangeSlot => Self::NotOpened { words: messages::keeper(error).id.to_owned() },
            EngineError::Callback(why) => Self::InvalidCallback { words: why.message_id().to_owned() },
            EngineError::NoPractice => Self::NoPractice,
            EngineError::NoBackup | EngineError::NotDamaged => {
                Self::NotSealedFile { words: messages::keeper(error).id.to_owned() }
            }
            EngineError::Vault(VaultError::Unsealable) => Self::Unexpected,
            EngineError::NoThread(_)
            | EngineError::Client(_)
            | EngineError::Stopped
            | EngineError::Vault(
                VaultError::WrongKey
                | VaultError::ForeignSchema
                | VaultError::Replaced
                | VaultError::VersionConflict
                | VaultError::AlreadySpent
                | VaultError::Newer
                | VaultError::Damaged(_)
                | VaultError::Gone
                | VaultError::Full(_)
                | VaultError::ReadOnly(_)
                | VaultError::Denied { .. }
                | VaultError::OtherUser { .. }
                | VaultError::Folder { .. }
                | VaultError::Pragma(_)
                | VaultError::Sqlite(_),
            ) => Self::cannot(error),
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
    fn a_damaged_value_is_not_told_as_a_locked_vault() {
        // On "locked" the page asks for the start, finds the vault ready, opens the profile, and so on for ever.
        let damaged = EngineError::Vault(VaultError::Unsealable);
        assert_eq!(CommandError::from(&damaged), CommandError::Unexpected);
        assert_eq!(CommandError::from(&EngineError::Vault(VaultError::Locked)), CommandError::Locked);
    }

    #[test]
    fn each_cause_has_its_own_sentence_and_none_is_a_full_disk_but_a_full_disk() {
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
    fn what_was_changed_from_outside_is_neither_a_full_disk_nor_a_locked_vault() {
        let told = |error: VaultError| CommandError::from(&EngineError::Vault(error));
        assert_eq!(told(VaultError::Altered), CommandError::Altered);
        assert_eq!(told(VaultError::InUse { by: Vec::new() }), CommandError::Busy);
    }
}
