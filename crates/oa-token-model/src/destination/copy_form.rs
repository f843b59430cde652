//! In which form a token is copied for a place where the user pastes it.

use serde::{Deserialize, Serialize};

use crate::export::{Choice, EnvNames, Format};

/// What the place wants pasted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "page", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CopyForm {
    /// The access token alone.
    #[default]
    AccessToken,
    /// A JSON object with the access token and its expiry time.
    Json,
    /// A row of a spreadsheet.
    Row,
}

impl CopyForm {
    /// Returns the export that is copied. It never holds the refresh token.
    pub fn choice(self) -> Choice {
        let format = match self {
            Self::AccessToken => Format::Text,
            Self::Json => Format::JsonIso,
            Self::Row => Format::Tsv,
        };
        Choice { format, with_refresh_token: false, names: EnvNames::default() }
    }
}
