//! Maps an error to the message that explains it, the same in window and command. Pure.

use std::io::ErrorKind;

use oa_token_import::draft::{DraftField, Finding, Tidied, TokenBox};
use oa_token_import::{Exporter, LeftOut, OtherRefresher, Reason, UnreadableImport};
use oa_token_model::authorization::InvalidCallback;
use oa_token_model::explanation::Explanation;
use oa_token_model::export::{CannotExport, EnvName, InvalidEnvName};
use oa_token_vault::keys::{FileFault, InvalidRecoveryCode, KeyProblem, KeychainRefusal, SlotKind, WeakPassphrase};
use oa_token_vault::sealed_file::SealedFileFault;
use oa_token_vault::{VaultError, is_full};

use crate::paths::InvalidEnvironment;
use crate::target::CannotWriteTarget;
use crate::{EngineError, log};

/// Makes an explanation whose next step has the same id with `-next` added.
macro_rules! stepwise {
    ($id:literal) => {
        Explanation::new($id).then(concat!($id, "-next"))
    };
}

/// Explains why the environment cannot be used.
pub fn environment(why: &InvalidEnvironment) -> Explanation {
    match why {
        InvalidEnvironment::Origin { variable, .. } => Explanation::new("bad-origin").with("variable", variable),
        InvalidEnvironment::OtherOrigin { variable } => {
            Explanation::new("other-origin-refused").with("variable", variable)
        }
        InvalidEnvironment::RelativeHome => Explanation::new("relative-home"),
        InvalidEnvironment::TwoKeys => Explanation::new("two-keys"),
        InvalidEnvironment::NoHome => Explanation::new("no-home"),
    }
}

/// Explains why nothing was written to the file the user chose.
pub fn target(why: &CannotWriteTarget) -> Explanation {
    match why {
        CannotWriteTarget::InHome => stepwise!("target-in-home"),
        CannotWriteTarget::KeyFile => stepwise!("target-key-file"),
        CannotWriteTarget::Vault => stepwise!("target-vault"),
        CannotWriteTarget::Device => stepwise!("target-device"),
        CannotWriteTarget::Foreign => stepwise!("target-foreign"),
        CannotWriteTarget::Io(_) => stepwise!("target-cannot-write"),
    }
}

/// Explains an error of the engine.
pub fn engine(error: &EngineError) -> Explanation {
    match error {
        EngineError::NoVault => Explanation::new("vault-none"),
        EngineError::Key(problem) => key(problem),
        EngineError::Vault(error) => vault(error),
        EngineError::InFlight => Explanation::new("busy"),
        EngineError::NoPassphrase => Explanation::new("error-no-passphrase"),
        EngineError::NeedsPassphrase => Explanation::new("step-up-needed"),
        EngineError::WrongGroup => Explanation::new("recovery-wrong-group"),
        EngineError::NoBackup => stepwise!("vault-no-backup"),
        EngineError::NotDamaged => stepwise!("vault-not-damaged"),
        EngineError::StrangeSlot => stepwise!("vault-strange-slot"),
        EngineError::NothingElseOpens => stepwise!("key-nothing-else-opens"),
        EngineError::Callback(InvalidCallback::Empty) => stepwise!("callback-empty"),
        EngineError::Callback(InvalidCallback::NotAnAddress) => stepwise!("callback-not-address"),
        EngineError::Callback(InvalidCallback::Fragment) => stepwise!("callback-fragment"),
        EngineError::Callback(InvalidCallback::Exposed) => stepwise!("callback-exposed"),
        EngineError::Sealed(fault) => sealed(fault),
        EngineError::Team(fault) => {
            let (id, next) = fault.messages();
            Explanation::new(id).then(next)
        }
        EngineError::NoPractice => stepwise!("not-sent-no-practice"),
        EngineError::NoThread(_) => stepwise!("no-thread"),
        EngineError::Client(_) | EngineError::Stopped => stepwise!("unexpected").with("id", &log::id(error)),
    }
}

/// Explains why a typed passphrase or code was not accepted, in a sentence for the field it was typed in.
pub fn typed(error: &EngineError) -> Explanation {
    let is_passphrase = matches!(
        error,
        EngineError::Key(KeyProblem::WrongKey { kind: SlotKind::Passphrase } | KeyProblem::PassphraseEmpty)
    );
    if is_passphrase { Explanation::new("key-wrong-passphrase") } else { engine(error) }
}

/// Explains that the vault needs its passphrase, if that is the only way to unlock it.
pub fn asks_passphrase() -> Explanation {
    Explanation::new("vault-asks-passphrase")
}

/// Explains why a sealed file cannot be used.
fn sealed(fault: &SealedFileFault) -> Explanation {
    match fault {
        SealedFileFault::NotOurs => Explanation::new("sealed-not-ours"),
        SealedFileFault::Newer => Explanation::new("sealed-newer"),
        SealedFileFault::Damaged => Explanation::new("sealed-damaged"),
        SealedFileFault::WrongPassphrase => Explanation::new("sealed-wrong-passphrase"),
        SealedFileFault::TooCostly => Explanation::new("sealed-too-costly"),
        SealedFileFault::Key(problem) => key(problem),
    }
}

/// Explains an error of the vault.
pub fn vault(error: &VaultError) -> Explanation {
    match error {
        VaultError::Locked => stepwise!("vault-locked"),
        VaultError::NameTaken => Explanation::new("draft-name-taken"),
        VaultError::TokenHeld { by } => Explanation::new("draft-token-held").with("other", by),
        VaultError::NoSuchProfile => Explanation::new("vault-no-such-profile"),
        VaultError::NoSuchDestination => Explanation::new("vault-no-such-place"),
        VaultError::Practice => stepwise!("vault-practice"),
        VaultError::WrongKey => stepwise!("vault-wrong-key"),
        VaultError::Altered => stepwise!("vault-altered"),
        VaultError::ForeignSchema => stepwise!("vault-foreign-schema"),
        VaultError::Replaced => stepwise!("vault-replaced"),
        VaultError::InUse { by } if by.is_empty() => stepwise!("vault-in-use-somebody"),
        VaultError::InUse { by } => stepwise!("vault-in-use").with("who", &by.join(", ")),
        VaultError::Newer => stepwise!("vault-newer"),
        VaultError::Damaged(_) | VaultError::Unsealable => stepwise!("vault-damaged"),
        VaultError::Gone => stepwise!("vault-gone"),
        VaultError::Full(_) => stepwise!("vault-full"),
        VaultError::ReadOnly(_) => stepwise!("vault-read-only"),
        VaultError::Denied { path, owner: Some(owner), .. } => {
            stepwise!("vault-of-other").with("file", &path.display()).with("owner", owner)
        }
        VaultError::Denied { path, owner: None, .. } => stepwise!("vault-denied").with("file", &path.display()),
        VaultError::OtherUser { path, owner } => {
            stepwise!("vault-other-user").with("folder", &path.display()).with("owner", owner)
        }
        VaultError::Folder { source, .. } if is_full(source) => stepwise!("vault-full"),
        VaultError::Folder { source, .. } if source.kind() == ErrorKind::ReadOnlyFilesystem => {
            stepwise!("vault-read-only")
        }
        VaultError::Folder { path, .. } => {
            stepwise!("file-unusable").with("file", &path.display()).with("id", &log::id(error))
        }
        VaultError::Busy(_) => stepwise!("vault-busy"),
        VaultError::VersionConflict | VaultError::AlreadySpent | VaultError::Pragma(_) | VaultError::Sqlite(_) => {
            stepwise!("vault-unexpected").with("id", &log::id(error))
        }
    }
}

/// Explains why the vault's key is not available.
pub fn key(problem: &KeyProblem) -> Explanation {
    match problem {
        KeyProblem::NoSuchSlot { wanted: SlotKind::Keychain } => stepwise!("vault-no-slot-keychain"),
        KeyProblem::NoSuchSlot { wanted: SlotKind::Passphrase } => stepwise!("vault-no-slot-passphrase"),
        KeyProblem::NoSuchSlot { wanted: SlotKind::KeyFile } => stepwise!("vault-no-slot-key-file"),
        KeyProblem::WrongKey { kind: SlotKind::Keychain } => stepwise!("vault-wrong-key-keychain"),
        KeyProblem::WrongKey { kind: SlotKind::Passphrase } => stepwise!("vault-wrong-key-passphrase"),
        KeyProblem::WrongKey { kind: SlotKind::KeyFile } => stepwise!("vault-wrong-key-key-file"),
        KeyProblem::NoSuchSlot { wanted: SlotKind::RecoveryCode } => stepwise!("vault-no-slot-recovery-code"),
        KeyProblem::WrongKey { kind: SlotKind::RecoveryCode } => stepwise!("vault-wrong-key-recovery-code"),
        KeyProblem::RecoveryCode(InvalidRecoveryCode::Length) => Explanation::new("recovery-wrong-length"),
        KeyProblem::RecoveryCode(InvalidRecoveryCode::Mistyped) => Explanation::new("recovery-mistyped"),
        KeyProblem::SlotDamaged { .. } => stepwise!("vault-slot-damaged"),
        KeyProblem::NoMemory => stepwise!("vault-no-memory"),
        KeyProblem::WeakPassphrase(why) => Explanation::new(match why {
            WeakPassphrase::TooShort => "passphrase-too-short",
            WeakPassphrase::Common => "passphrase-common",
            WeakPassphrase::Name => "passphrase-name",
        })
        .then("passphrase-weak-next"),
        KeyProblem::KeyFile { path, fault: FileFault::Guessable } => {
            stepwise!("key-file-guessable").with("file", &path.display())
        }
        KeyProblem::KeyFile { path, fault } | KeyProblem::PassphraseFile { path, fault } => {
            file(fault).with("file", &path.display()).then("key-file-next")
        }
        KeyProblem::PassphraseEmpty => stepwise!("vault-passphrase-empty"),
        KeyProblem::Locked(KeychainRefusal::Unavailable(_)) => stepwise!("vault-locked-unavailable"),
        KeyProblem::Locked(KeychainRefusal::Locked(_)) => stepwise!("vault-locked"),
        KeyProblem::Locked(KeychainRefusal::Cancelled(_)) => stepwise!("vault-locked-cancelled"),
        KeyProblem::Locked(KeychainRefusal::Slow) => stepwise!("vault-locked-slow"),
        KeyProblem::KeyLost => stepwise!("vault-key-lost"),
        KeyProblem::NoKeychain(_) => stepwise!("vault-no-keychain"),
        KeyProblem::EntryExists => stepwise!("vault-entry-exists"),
        KeyProblem::NotKept => stepwise!("vault-not-kept"),
    }
}

fn file(fault: &FileFault) -> Explanation {
    Explanation::new(match fault {
        FileFault::Missing => "key-file-missing",
        FileFault::Folder => "key-file-folder",
        FileFault::Unreadable(_) => "key-file-unreadable",
        FileFault::TooShort => "key-file-too-short",
        FileFault::TooLarge => "key-file-too-large",
        FileFault::Guessable => "key-file-guessable",
        FileFault::Empty => "key-file-empty",
        FileFault::NotText => "key-file-not-text",
    })
}

/// Explains why nothing can be imported.
pub fn import(why: &UnreadableImport) -> Explanation {
    match why {
        UnreadableImport::Empty => Explanation::new("import-empty"),
        UnreadableImport::NotText => Explanation::new("import-not-text"),
        UnreadableImport::OldSheet => Explanation::new("import-old-sheet"),
        UnreadableImport::NotJson { line } => Explanation::new("import-not-json").with("line", line),
        UnreadableImport::NotAnObject => Explanation::new("import-not-an-object"),
        UnreadableImport::NothingRecognised => Explanation::new("import-nothing-known"),
        UnreadableImport::LoneValue => Explanation::new("import-lone-value"),
        UnreadableImport::WrongType { key } => Explanation::new("import-wrong-type").with("key", key),
        UnreadableImport::TooLarge => Explanation::new("import-too-large"),
        UnreadableImport::BotToken => Explanation::new("import-bot-token"),
        UnreadableImport::UserTokens => Explanation::new("import-user-tokens"),
        UnreadableImport::References => Explanation::new("import-references"),
        UnreadableImport::NamesOnly(exporter) => names_only(*exporter),
        UnreadableImport::OutOfUse => Explanation::new("import-out-of-use"),
    }
}

/// Explains that a program exported names without their values.
pub fn names_only(exporter: Exporter) -> Explanation {
    Explanation::new(match exporter {
        Exporter::Postman => "import-names-only-postman",
        Exporter::Bruno => "import-names-only-bruno",
        Exporter::Other => "import-names-only",
    })
}

/// Explains why a recognised value is not imported, and names its key. The place is not part of it.
pub fn left_out(left_out: &LeftOut) -> Explanation {
    let id = match left_out.reason {
        Reason::Previous => "import-left-previous",
        Reason::Inactive => "import-left-inactive",
        Reason::Spent => "import-left-spent",
        Reason::Older => "import-left-older",
        Reason::BotToken => "import-left-bot-token",
        Reason::UserToken => "import-left-user-token",
        Reason::WebhookSecret => "import-left-webhook-secret",
        Reason::OtherService => "import-left-other-service",
        Reason::Rounded => "import-left-rounded",
    };
    Explanation::new(id).with("key", &left_out.field.key())
}

/// Warns that another program refreshes the same tokens.
pub fn other_refresher(refresher: OtherRefresher) -> Explanation {
    Explanation::new(match refresher {
        OtherRefresher::N8n => "import-refresher-n8n",
        OtherRefresher::WordPress => "import-refresher-wordpress",
    })
}

/// Explains why a pair cannot be exported.
pub fn export(why: CannotExport) -> Explanation {
    Explanation::new(match why {
        CannotExport::NoAccessToken => "export-no-access-token",
        CannotExport::NoRefreshToken => "export-no-refresh-token",
        CannotExport::NoPlaceForRefreshToken => "export-curl-refresh-token",
        CannotExport::OddToken => "export-odd-token",
    })
}

/// Explains why a text is not a valid variable name.
pub fn env_name(why: InvalidEnvName) -> Explanation {
    match why {
        InvalidEnvName::Empty => Explanation::new("export-name-empty"),
        InvalidEnvName::TooLong => Explanation::new("export-name-too-long").with("most", &EnvName::MAX_CHARS),
        InvalidEnvName::NotAName => Explanation::new("export-name-not-a-name"),
        InvalidEnvName::Taken => Explanation::new("export-name-taken"),
    }
}

/// Explains a problem in a draft, and names the field it belongs to.
pub fn finding(finding: Finding) -> (DraftField, Explanation) {
    let token_field = |token: TokenBox| match token {
        TokenBox::Refresh => DraftField::RefreshToken,
        TokenBox::Access => DraftField::AccessToken,
    };
    let (field, id) = match finding {
        Finding::NameTooLong => (DraftField::Name, "draft-name-too-long"),
        Finding::NameControl => (DraftField::Name, "draft-name-control"),
        Finding::NameInvisible => (DraftField::Name, "draft-name-invisible"),
        Finding::NameLikeId => (DraftField::Name, "draft-name-like-id"),
        Finding::NameLikeOption => (DraftField::Name, "draft-name-like-option"),
        Finding::AppIdMissing => (DraftField::AppId, "draft-app-id-missing"),
        Finding::AppIdNotDigits => (DraftField::AppId, "draft-app-id-not-digits"),
        Finding::AppIdLooksLikeSecretKey => (DraftField::AppId, "draft-app-id-looks-like-secret-key"),
        Finding::SecretKeyMissing => (DraftField::SecretKey, "draft-secret-key-missing"),
        Finding::SecretKeyHasSpaces | Finding::SecretKeyNotAscii => {
            (DraftField::SecretKey, "draft-secret-key-unusable")
        }
        Finding::SecretKeyIsToken(_) => (DraftField::SecretKey, "draft-secret-key-is-token"),
        Finding::TokenHasSpaces(token) | Finding::TokenNotAscii(token) => (token_field(token), "draft-token-unusable"),
        Finding::SameTokens => (DraftField::RefreshToken, "draft-same-tokens"),
        Finding::RefreshLooksLikeAccess => (DraftField::RefreshToken, "draft-looks-like-access-token"),
        Finding::NoTokens => (DraftField::RefreshToken, "draft-no-token"),
    };
    (field, Explanation::new(id))
}

/// Explains what was trimmed from a field.
pub fn tidied(tidied: Tidied) -> (DraftField, Explanation) {
    (tidied.field, Explanation::new("draft-trimmed").with("count", &tidied.dropped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, explain, load};

    #[test]
    fn every_explanation_has_its_sentence_in_both_languages() {
        let missing = || KeyProblem::KeyFile { path: "/khóa".into(), fault: FileFault::Missing };
        let all = [
            key(&missing()),
            key(&KeyProblem::KeyLost),
            key(&KeyProblem::NoSuchSlot { wanted: SlotKind::KeyFile }),
            vault(&VaultError::NoSuchProfile),
            vault(&VaultError::NoSuchDestination),
            vault(&VaultError::Practice),
            vault(&VaultError::TokenHeld { by: "Cà phê".to_owned() }),
            import(&UnreadableImport::OldSheet),
            import(&UnreadableImport::NotJson { line: 3 }),
            import(&UnreadableImport::WrongType { key: "app_id" }),
            export(CannotExport::NoAccessToken),
            export(CannotExport::NoRefreshToken),
            export(CannotExport::NoPlaceForRefreshToken),
            export(CannotExport::OddToken),
            env_name(InvalidEnvName::Empty),
            env_name(InvalidEnvName::TooLong),
            env_name(InvalidEnvName::NotAName),
            env_name(InvalidEnvName::Taken),
            import(&UnreadableImport::NamesOnly(Exporter::Bruno)),
            other_refresher(OtherRefresher::N8n),
            finding(Finding::AppIdLooksLikeSecretKey).1,
            finding(Finding::RefreshLooksLikeAccess).1,
            tidied(Tidied { field: DraftField::SecretKey, dropped: 2 }).1,
        ];
        for language in [Language::Vietnamese, Language::English] {
            let loader = load(language);
            for explanation in &all {
                let said = explain(loader, explanation);
                assert!(!said.contains("No localization") && !said.contains('{'), "{said}");
            }
        }
    }
}
