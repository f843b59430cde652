//! Ways into the vault, the app lock, the recovery code, backups.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A way out of a vault that is shut, or into one that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UnlockWay {
    /// Try again: the keychain may be open now.
    Retry,
    /// Type the passphrase.
    Passphrase,
    /// Type the recovery code.
    RecoveryCode,
    /// First run without a keychain: choose a passphrase.
    NewPassphrase,
    /// Put the newest backup in the file's place.
    Backup,
}

/// A backup that could be put in the vault's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    /// When it was made.
    pub at: String,
    /// How many OAs are in it.
    pub profiles: u32,
}

/// Where a slot's key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SlotKindView {
    /// The keychain of the operating system.
    Keychain,
    /// A passphrase.
    Passphrase,
    /// A key file.
    KeyFile,
    /// The recovery code.
    RecoveryCode,
}

/// One way into the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SlotRow {
    /// Where the key comes from.
    pub kind: SlotKindView,
    /// When it was made.
    pub created_at: String,
}

/// How the vault is protected.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each shown by itself")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProtectionView {
    /// The ways in, oldest first.
    pub slots: Vec<SlotRow>,
    /// Whether a passphrase opens it: then the app can be locked.
    pub has_passphrase: bool,
    /// Whether the passphrase may be taken away: something else opens the vault at a start.
    pub passphrase_removable: bool,
    /// Whether there is a recovery code.
    pub has_recovery_code: bool,
    /// Whether it is time to offer one: a refresh was saved, and there is none.
    pub offers_recovery_code: bool,
    /// After how many minutes without a touch the app locks; 0 for never. Also when the computer sleeps.
    pub lock_after_minutes: u32,
    /// Whether this vault was copied here from another computer, and this one does not refresh by itself.
    pub copied_here: bool,
    /// Whether a person has said that the other one goes on: then nobody asks again.
    pub copied_answered: bool,
    /// The newest backup, if there is one.
    pub backup: Option<BackupView>,
}

/// A recovery code about to be made; the code itself is shown by `reveal_secret`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryTask {
    /// How many groups of four letters it has.
    pub groups: u32,
    /// Which of them is to be typed, from 1, to show that it was written down.
    pub asks: u32,
}

/// One of the pairs that are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GenerationRow {
    /// Its number.
    pub generation: u32,
    /// Whether it is the current one.
    pub current: bool,
    /// Whether it was pasted or imported; else an answer of Zalo's brought it.
    pub imported: bool,
    /// When it was saved here.
    pub obtained_at: String,
    /// When its access token ends, if known.
    pub access_expires_at: Option<String>,
    /// The last four characters of its access token; null if it has none.
    pub access_shown: Option<String>,
    /// The last four characters of its refresh token; null if it has none.
    pub refresh_shown: Option<String>,
    /// Whether the answer that brought it was odd.
    pub unconfirmed: bool,
}
