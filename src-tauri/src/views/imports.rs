//! The types of the import.

use oa_token_import::ColumnMeaning;
use oa_token_import::draft::DraftField;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{DraftCheck, ProfileRow};
use crate::error::CommandError;

/// The OAs recognised in a pasted text or a file. The values stay in Rust until they are saved or dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// The names of the files; empty if it was a text.
    pub files: Vec<String>,
    /// The recognised OAs, at least one.
    pub drafts: Vec<ImportDraft>,
    /// Recognised values that are not imported.
    pub left_out: Vec<LeftOutView>,
    /// The columns of the table that was read; empty if it was no table, or several.
    pub columns: Vec<ColumnView>,
    /// The message id of the warning that another program refreshes these tokens; null if none does.
    pub refresher: Option<String>,
}

/// A column of a table with one OA a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ColumnView {
    /// Its title; empty if it has none.
    pub title: String,
    /// Its first value, or the last four characters of one that may be secret; null if it is empty.
    pub shown: Option<String>,
    /// What it is read as.
    pub meaning: ColumnMeaning,
}

/// A recognised value that is not imported, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutView {
    /// The message id of the reason.
    pub words: String,
    /// The key, in Zalo's spelling.
    pub key: String,
    /// Its file, if several were read.
    pub file: Option<String>,
    /// Its line in the text or file.
    pub line: String,
    /// Its last four characters.
    pub shown: String,
}

/// Several values for one field of a recognised OA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportChoices {
    /// The field.
    pub field: DraftField,
    /// The number of the chosen value; null until the user chose.
    pub picked: Option<u32>,
    /// The values, at least two.
    pub candidates: Vec<ImportCandidate>,
}

/// One of several values for a field, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportCandidate {
    /// The key as the text or file writes it.
    pub key: String,
    /// Its file; null for a text.
    pub file: Option<String>,
    /// Its line.
    pub line: String,
    /// An app's id, or the last four characters of any other value.
    pub shown: String,
}

/// One recognised OA, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportDraft {
    /// The file it was read from; null for a text.
    pub file: Option<String>,
    /// The line of its first value; null if it has none.
    pub line: Option<String>,
    /// Its name; empty if none was found.
    pub name: String,
    /// The app's id as found; empty if none was.
    pub app_id: String,
    /// The last four characters of the secret key; null if there is none.
    pub secret_key: Option<String>,
    /// The last four characters of the refresh token; null if there is none.
    pub refresh_token: Option<String>,
    /// The last four characters of the access token; null if there is none.
    pub access_token: Option<String>,
    /// The findings about it.
    pub check: DraftCheck,
    /// The id of the profile that already has this name.
    pub same_name: Option<String>,
    /// The group that its row of a table names; null if it names none.
    pub group: Option<String>,
    /// Fields for which the text or file has several values.
    pub choices: Vec<ImportChoices>,
    /// The message id of why values are missing although the file names them; null if that is not so.
    pub names_only: Option<String>,
}

/// A correction of a recognised OA; null keeps the value.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportEdit {
    /// The name.
    pub name: Option<String>,
    /// The app's id.
    pub app_id: Option<String>,
    /// The secret key.
    pub secret_key: Option<String>,
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// The access token.
    pub access_token: Option<String>,
}

/// A recognised OA with its corrections.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CorrectedDraft {
    /// Its number among the recognised ones, from 0.
    pub draft: u32,
    /// The corrections.
    pub edit: ImportEdit,
}

/// What to do with one recognised OA; one for each, in order.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportChoice {
    /// The corrections.
    pub edit: ImportEdit,
    /// Whether to save it.
    pub take: bool,
    /// Whether a profile of the same name gets the pair as its newest; its old pairs are kept.
    pub replace: bool,
}

/// The result for one recognised OA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportSaved {
    /// Its name.
    pub name: String,
    /// Its profile, if it was saved.
    pub row: Option<ProfileRow>,
    /// Why it was not saved; it keeps waiting.
    pub failure: Option<CommandError>,
}
