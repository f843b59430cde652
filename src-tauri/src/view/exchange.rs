//! What crosses for import and export.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{DraftCheck, ProfileRow};
use crate::error::CommandError;

/// The formats a pair can be handed on in, in the order they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// The access token alone.
    Text,
    /// Variables of an environment.
    Env,
    /// JSON with the time of its end.
    JsonIso,
    /// Zalo's own answer.
    Json,
    /// One line of a spreadsheet.
    Tsv,
    /// A Postman environment.
    PostmanEnvironment,
    /// The call that asks who the OA is.
    Curl,
}

/// The variables of the format `env`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EnvVariable {
    /// The access token's.
    AccessToken,
    /// The end's.
    ExpiresAt,
    /// The refresh token's.
    RefreshToken,
}

/// The names of the variables, as typed; empty stands for the usual name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EnvNamesInput {
    /// The access token's.
    pub access_token: String,
    /// The end's.
    pub expires_at: String,
    /// The refresh token's.
    pub refresh_token: String,
}

/// What is to be handed on, and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportChoice {
    /// The format.
    pub format: ExportFormat,
    /// Whether the refresh token goes along: two tools will compete for it.
    pub with_refresh_token: bool,
    /// The names of the variables of `env`.
    pub names: EnvNamesInput,
}

/// What an export would hold, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportPreview {
    /// The text with every token masked; empty while a name is wrong.
    pub text: String,
    /// The file name that will be suggested.
    pub file_name: String,
    /// The variables whose names no shell takes, or that two have in common.
    pub wrong: Vec<EnvVariable>,
}

/// What was recognised in a pasted text or a file. The values wait in Rust until they are saved or dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// The file's name, if it was a file.
    pub file: Option<String>,
    /// What was found, at least one.
    pub drafts: Vec<ImportDraft>,
}

/// One OA as recognised, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportDraft {
    /// Its name; empty when none was found.
    pub name: String,
    /// The app's id as found; empty when none was.
    pub app_id: String,
    /// The last four characters of the secret key; null when there is none.
    pub secret_key: Option<String>,
    /// The last four characters of the refresh token; null when there is none.
    pub refresh_token: Option<String>,
    /// The last four characters of the access token; null when there is none.
    pub access_token: Option<String>,
    /// What is wrong or odd with it.
    pub check: DraftCheck,
    /// The profile that has this name already, by its id.
    pub same_name: Option<String>,
}

/// A correction of a recognised value; null leaves it.
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

/// What is to become of one recognised OA; one for each, in order.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportChoice {
    /// What was corrected.
    pub edit: ImportEdit,
    /// Whether it is to be saved.
    pub take: bool,
    /// Whether a profile of the same name gets the pair as its newest; its old pairs are kept.
    pub replace: bool,
}

/// What became of one recognised OA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportSaved {
    /// Its name.
    pub name: String,
    /// Its profile, if it was saved.
    pub row: Option<ProfileRow>,
    /// Why it was not; it still waits then.
    pub failure: Option<CommandError>,
}

/// The file an OA's export is written to after each refresh.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutletView {
    /// Where it is.
    pub file: String,
    /// When it was last written, or tried; null before the first time.
    pub at: Option<String>,
    /// The message id of why that failed; null if the file is written.
    pub fault: Option<String>,
}
