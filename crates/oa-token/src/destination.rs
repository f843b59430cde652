//! An outlet: the file that a profile's export is written to after each refresh, as it is kept. Pure; `exchange::outlet`
//! reads what was chosen out of it, the engine writes it.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a profile's export goes after each refresh, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// The file, replaced whole each time.
    pub path: PathBuf,
    /// The format, by its name.
    pub format: String,
    /// Whether the refresh token goes along.
    pub with_refresh_token: bool,
    /// What the variables of `env` are called: access token, its end, refresh token.
    pub names: [String; 3],
}

/// How the last writing of an outlet went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// When.
    pub at: Timestamp,
    /// Why it failed; `None` if the file is written.
    pub fault: Option<DeliveryFault>,
}

/// Why an outlet was not written. The pair is saved all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFault {
    /// The file system says no: the folder is gone, the disk full, writing forbidden.
    CannotWrite,
    /// The file belongs to this program, or is no place for a token.
    Refused,
    /// The pair lacks a token that is to be written.
    NoToken,
    /// A token holds a character the format cannot carry.
    OddToken,
    /// What was chosen is not known to this version.
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
