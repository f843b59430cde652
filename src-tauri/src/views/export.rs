//! The types of the export.

use oa_token_model::export::{EnvVariable, Format};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The export formats, in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Only the access token.
    Text,
    /// Environment variables.
    Env,
    /// JSON with the expiry time.
    JsonIso,
    /// Zalo's own answer.
    Json,
    /// One row of a spreadsheet.
    Tsv,
    /// A Postman environment.
    PostmanEnvironment,
    /// The cURL call that asks Zalo for the OA.
    Curl,
}

/// The variables' names, as typed; empty means the usual name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EnvNamesInput {
    /// The variable of the access token.
    pub access_token: String,
    /// The variable of the expiry time.
    pub expires_at: String,
    /// The variable of the refresh token.
    pub refresh_token: String,
}

/// What to export, and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportChoice {
    /// The format.
    pub format: ExportFormat,
    /// Whether the refresh token is included: two programs will then compete for it.
    pub with_refresh_token: bool,
    /// The names of the variables of `env`.
    pub names: EnvNamesInput,
}

/// The contents of an export, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportPreview {
    /// The text with every token masked; empty while a name is not valid.
    pub text: String,
    /// The suggested file name.
    pub file_name: String,
    /// The variables whose name is not valid in a shell or is used twice.
    pub wrong: Vec<EnvVariable>,
}

impl From<Format> for ExportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Env => Self::Env,
            Format::JsonIso => Self::JsonIso,
            Format::Json => Self::Json,
            Format::Tsv => Self::Tsv,
            Format::PostmanEnvironment => Self::PostmanEnvironment,
            Format::Curl => Self::Curl,
        }
    }
}
