//! The file that a profile's export is written to after each refresh, as stored. Pure: `export::stored_choice` reads the
//! user's choice from it, and the engine writes the file.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a profile's export goes after each refresh, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// The file; replaced as a whole each time.
    pub path: PathBuf,
    /// The format, by its name.
    pub format: String,
    /// Whether the refresh token is included.
    pub with_refresh_token: bool,
    /// Names of the variables in format `env`: access token, its expiry, refresh token.
    pub names: [String; 3],
}

/// Result of the last write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// When.
    pub at: Timestamp,
    /// Why it failed; `None` if the file was written.
    pub fault: Option<DeliveryFault>,
}

/// Why the file was not written. The pair is saved in the vault all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFault {
    /// File system error: the folder is missing, the disk is full, or writing is not allowed.
    CannotWrite,
    /// The file belongs to this program, or is not a safe place for a token.
    Refused,
    /// The pair lacks a token that the format needs.
    NoToken,
    /// A token holds a character the format cannot carry.
    OddToken,
    /// This version does not know the stored choice.
    Unknown,
}

impl DeliveryFault {
    /// Returns the message id that explains it.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::CannotWrite => "outlet-cannot-write",
            Self::Refused => "outlet-refused",
            Self::NoToken => "outlet-no-token",
            Self::OddToken => "export-odd-token",
            Self::Unknown => "outlet-unknown",
        }
    }
}
