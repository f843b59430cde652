//! Ways into the vault, the app lock, the recovery code, backups.

use oa_token_vault::keys::SlotKind;
use serde::Serialize;
use specta::Type;

/// A backup that can replace the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    /// When it was made.
    pub at: String,
    /// How many OAs it holds.
    pub profiles: u32,
}

/// One way into the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SlotRow {
    /// Where the key comes from.
    pub kind: SlotKind,
    /// When it was made.
    pub created_at: String,
}

/// How the vault is protected.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each shown separately")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProtectionView {
    /// The ways in, oldest first.
    pub slots: Vec<SlotRow>,
    /// Whether a passphrase opens it: only then the app can be locked.
    pub has_passphrase: bool,
    /// Whether the passphrase may be removed: something else opens the vault at a start.
    pub passphrase_removable: bool,
    /// Whether there is a recovery code.
    pub has_recovery_code: bool,
    /// After how many minutes without activity the app locks; 0 for never. It also locks when the computer sleeps.
    pub lock_after_minutes: u32,
    /// Whether this vault was copied here from another computer; this copy does not refresh automatically.
    pub copied_here: bool,
    /// Whether the user answered that the other computer continues: then the question is not asked again.
    pub copied_answered: bool,
    /// The newest backup, if there is one.
    pub backup: Option<BackupView>,
}

/// A new recovery code before it is confirmed; `reveal_secret` returns the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryTask {
    /// How many groups of four letters it has.
    pub groups: u32,
    /// Which group the user must type, from 1, to prove that the code was written down.
    pub asks: u32,
}

/// One of the stored pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GenerationRow {
    /// Its number.
    pub generation: u32,
    /// Whether it is the current one.
    pub current: bool,
    /// Whether it was pasted or imported; otherwise it came in an answer of Zalo.
    pub imported: bool,
    /// When it was saved here.
    pub obtained_at: String,
    /// When its access token expires, if known.
    pub access_expires_at: Option<String>,
    /// The last four characters of its access token; null if it has none.
    pub access_shown: Option<String>,
    /// The last four characters of its refresh token; null if it has none.
    pub refresh_shown: Option<String>,
    /// Whether the answer that contained it was unusual.
    pub unconfirmed: bool,
}
