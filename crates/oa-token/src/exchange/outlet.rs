//! An outlet: the file that a profile's export is written to after each refresh. Pure; the keeper writes it.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::export::{CannotExport, Choice, EnvNames, EnvVariable};

/// Where a profile's export goes after each refresh, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// The file, replaced whole each time.
    pub path: PathBuf,
    /// The format, by its name.
    format: String,
    /// Whether the refresh token goes along.
    with_refresh_token: bool,
    /// What the variables of `env` are called: access token, its end, refresh token.
    names: [String; 3],
}

impl Outlet {
    /// Makes one of what a person chose.
    pub fn new(path: PathBuf, choice: &Choice) -> Self {
        let name = |variable| choice.names.get(variable).to_string();
        Self {
            path,
            format: choice.format.name().to_owned(),
            with_refresh_token: choice.with_refresh_token,
            names: [EnvVariable::AccessToken, EnvVariable::ExpiresAt, EnvVariable::RefreshToken].map(name),
        }
    }

    /// Gives how it is written; `None` if a newer version wrote it.
    pub fn choice(&self) -> Option<Choice> {
        let [access, expires, refresh] = &self.names;
        Some(Choice {
            format: self.format.parse().ok()?,
            with_refresh_token: self.with_refresh_token,
            names: EnvNames::parse(access, expires, refresh).ok()?,
        })
    }
}

/// How the last writing of an outlet went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletReport {
    /// When.
    pub at: Timestamp,
    /// Why it failed; `None` if the file is written.
    pub fault: Option<OutletFault>,
}

/// Why an outlet was not written. The pair is saved all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutletFault {
    /// The file system says no: the folder is gone, the disk full, writing forbidden.
    CannotWrite,
    /// The pair lacks a token that is to be written.
    NoToken,
    /// A token holds a character the format cannot carry.
    OddToken,
    /// What was chosen is not known to this version.
    Unknown,
}

impl OutletFault {
    /// Gives the message id that explains it.
    pub fn words(self) -> &'static str {
        match self {
            Self::CannotWrite => "outlet-cannot-write",
            Self::NoToken => "outlet-no-token",
            Self::OddToken => "export-odd-token",
            Self::Unknown => "outlet-unknown",
        }
    }
}

impl From<CannotExport> for OutletFault {
    fn from(why: CannotExport) -> Self {
        match why {
            CannotExport::NoAccessToken | CannotExport::NoRefreshToken => Self::NoToken,
            CannotExport::NoPlaceForRefreshToken => Self::Unknown,
            CannotExport::OddToken => Self::OddToken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::export::Format;

    #[test]
    fn what_was_chosen_comes_back_and_what_is_not_known_is_said() {
        let names = EnvNames::parse("A", "B", "C").unwrap();
        for format in Format::ALL {
            let choice = Choice { format, with_refresh_token: true, names: names.clone() };
            let outlet = Outlet::new(PathBuf::from("/tmp/x.env"), &choice);
            let again: Outlet = serde_json::from_str(&serde_json::to_string(&outlet).unwrap()).unwrap();
            assert_eq!(again.choice(), Some(choice));
        }
        let newer = r#"{"path":"x","format":"yaml","with_refresh_token":false,"names":["A","B","C"]}"#;
        assert_eq!(serde_json::from_str::<Outlet>(newer).unwrap().choice(), None);
    }
}
