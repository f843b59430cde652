//! A file that holds a profile's export, replaced as a whole after each refresh. `export::stored_choice` reads the user's
//! choice from it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A file, and how the export is written to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileTarget {
    /// The file; replaced as a whole each time.
    pub path: PathBuf,
    /// The format, by its name.
    pub format: String,
    /// Whether the refresh token is included.
    pub with_refresh_token: bool,
    /// Names of the variables in format `env`: access token, its expiry, refresh token.
    pub names: [String; 3],
}
