//! Converts between the user's choice for an export and the stored destination.

use std::path::PathBuf;

use super::{CannotExport, Choice, EnvNames, EnvVariable};
use crate::destination::{DeliveryFault, FileTarget};

/// Makes a destination from the user's choice.
pub fn file_target(path: PathBuf, choice: &Choice) -> FileTarget {
    let name = |variable| choice.names.get(variable).to_string();
    FileTarget {
        path,
        format: choice.format.name().to_owned(),
        with_refresh_token: choice.with_refresh_token,
        names: [EnvVariable::AccessToken, EnvVariable::ExpiresAt, EnvVariable::RefreshToken].map(name),
    }
}

/// Returns the choice stored in a destination; `None` if a newer version stored it.
pub fn choice_of(destination: &FileTarget) -> Option<Choice> {
    let [access, expires, refresh] = &destination.names;
    Some(Choice {
        format: destination.format.parse().ok()?,
        with_refresh_token: destination.with_refresh_token,
        names: EnvNames::parse(access, expires, refresh).ok()?,
    })
}

impl From<CannotExport> for DeliveryFault {
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
    use crate::export::Format;

    #[test]
    fn a_saved_choice_is_restored_and_an_unknown_format_is_detected() {
        let names = EnvNames::parse("A", "B", "C").unwrap();
        for format in Format::ALL {
            let choice = Choice { format, with_refresh_token: true, names: names.clone() };
            let destination = file_target(PathBuf::from("/tmp/x.env"), &choice);
            let again: FileTarget = serde_json::from_str(&serde_json::to_string(&destination).unwrap()).unwrap();
            assert_eq!(choice_of(&again), Some(choice));
        }
        let newer = r#"{"path":"x","format":"yaml","with_refresh_token":false,"names":["A","B","C"]}"#;
        assert_eq!(choice_of(&serde_json::from_str(newer).unwrap()), None);
    }
}
