//! Why the engine cannot do what was requested.

use oa_token_model::authorization::InvalidCallback;
use oa_token_vault::VaultError;
use oa_token_vault::keys::KeyProblem;
use oa_token_vault::sealed_file::SealedFileFault;

/// Why the engine cannot do what was requested.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no vault yet.
    #[error("there is no vault yet")]
    NoVault,
    /// The vault's key cannot be obtained.
    #[error("the vault's key is not available")]
    Key(#[from] KeyProblem),
    /// The vault refuses the operation.
    #[error("the vault refuses the operation")]
    Vault(#[from] VaultError),
    /// The app cannot be locked, or its passphrase cannot be removed: nothing else would open it.
    #[error("nothing else would open the vault")]
    NoPassphrase,
    /// The action is irreversible, and the passphrase was not typed in the last minutes.
    #[error("the passphrase is asked for once more")]
    NeedsPassphrase,
    /// The typed group of the recovery code is wrong.
    #[error("the group of the recovery code does not match")]
    WrongGroup,
    /// There is no intact backup.
    #[error("there is no backup")]
    NoBackup,
    /// The vault is in order: replacing it with an older copy would lose changes.
    #[error("the vault is not damaged")]
    NotDamaged,
    /// The slot that opened the vault was removed from it, or never added to it.
    #[error("the slot that opened the vault was removed")]
    StrangeSlot,
    /// The slot cannot be removed before another one was shown to open the vault.
    #[error("no other way was shown to open the vault")]
    NothingElseOpens,
    /// The callback address cannot be used for a consent request.
    #[error("the callback address cannot be asked with")]
    Callback(#[from] InvalidCallback),
    /// A sealed file cannot be opened or created.
    #[error("the sealed file cannot be used")]
    Sealed(#[from] SealedFileFault),
    /// Something about the team was not done.
    #[error("something about the team was not done")]
    Team(#[from] crate::TeamFault),
    /// Practice Zalo is not available.
    #[error("practice Zalo is not available")]
    NoPractice,
    /// An attempt is in flight, in this process or another one.
    #[error("an attempt is in flight")]
    InFlight,
    /// The HTTP client cannot be created.
    #[error("the HTTP client cannot be made")]
    Client(#[from] crate::zalo_client::ClientError),
    /// The system cannot start a thread for the vault's work.
    #[error("no thread can be started")]
    NoThread(#[source] std::io::Error),
    /// The engine has ended, or one of its tasks has panicked.
    #[error("the engine has ended")]
    Stopped,
}
