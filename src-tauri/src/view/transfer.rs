//! Backup files, and moving an OA to another computer.

use serde::Serialize;
use specta::Type;

/// What a sealed file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CarriedKind {
    /// A backup: the OAs go on where it was made.
    Backup,
    /// A move: the OA was stopped where it was made.
    Move,
}

/// How an OA in a file stands to what is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CarriedStanding {
    /// It is not here: it will be added.
    New,
    /// It is here with an older pair: the newer pair of the file is added, the old ones stay.
    Newer,
    /// It was moved away from here: it comes back with the pair of the file.
    Back,
    /// It is here with this pair or a newer one: nothing changes.
    Known,
    /// Another OA here holds its token: it is left out.
    Held,
    /// It is here and differs: it stays as it is here, unless the user takes the file's side.
    Conflict,
}

/// One side of an OA that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictSide {
    /// Its name.
    pub name: String,
    /// Its app.
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
    /// What is here.
    pub here: ConflictSide,
    /// What the file brings.
    pub there: ConflictSide,
    /// What differs, as message ids.
    pub differs: Vec<String>,
}

/// One OA in a sealed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CarriedRow {
    /// Its id, to say yes by.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number of its newest pair.
    pub generation: u32,
    /// When that pair was saved where it comes from.
    pub obtained_at: String,
    /// How it stands to what is here.
    pub standing: CarriedStanding,
    /// Whether it refreshed by itself where it comes from.
    pub automatic: bool,
    /// What the user decides on, where it differs.
    pub conflict: Option<ConflictView>,
}

/// What a sealed file holds, once its passphrase was given. No secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CarriedView {
    /// The file's name.
    pub file: String,
    /// What it is for.
    pub kind: CarriedKind,
    /// When it was made.
    pub made_at: String,
    /// The OAs in it.
    pub rows: Vec<CarriedRow>,
}
