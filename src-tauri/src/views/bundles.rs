//! Backup files, and moving an OA to another computer.

use oa_token_model::bundle::BundlePurpose;
use serde::Serialize;
use specta::Type;

/// How an OA in a file compares with this vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MergeStatusView {
    /// It is not here: it will be added.
    New,
    /// It is here with an older pair: the file's newer pair is added, the old ones stay.
    Newer,
    /// It was moved away from here: it returns with the file's pair.
    Back,
    /// It is here with this pair or a newer one: nothing changes.
    Known,
    /// Another OA here holds its token: it is skipped.
    Held,
    /// It is here and differs: it stays as it is, unless the user chooses the file's values.
    Conflict,
}

/// One side of an OA that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictSide {
    /// Its name.
    pub name: String,
    /// Its app id.
    pub app_id: String,
    /// Zalo's id of the OA, if it is known.
    pub oa_id: Option<String>,
    /// When its newest pair was saved.
    pub obtained_at: String,
}

/// Both sides of an OA that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictView {
    /// The values here.
    pub here: ConflictSide,
    /// The values in the file.
    pub there: ConflictSide,
    /// What differs, as message ids.
    pub differs: Vec<String>,
}

/// One OA in a sealed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BundleRow {
    /// Its id, by which the user's choice names it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number of its newest pair.
    pub generation: u32,
    /// When that pair was saved on the original computer.
    pub obtained_at: String,
    /// How it compares with this vault.
    pub standing: MergeStatusView,
    /// Whether it refreshed automatically on the original computer.
    pub automatic: bool,
    /// The differences that the user decides on, if there are any.
    pub conflict: Option<ConflictView>,
}

/// The contents of a sealed file, once its passphrase was given. No secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BundleView {
    /// The file's name.
    pub file: String,
    /// Its purpose.
    pub kind: BundlePurpose,
    /// When it was created.
    pub made_at: String,
    /// The OAs in it.
    pub rows: Vec<BundleRow>,
}
