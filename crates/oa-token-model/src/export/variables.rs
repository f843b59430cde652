//! `NAME=value` lines, and the rules for the names.

use std::fmt;

use super::quoting;
use super::{Pair, Token};

/// The variable that a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum EnvVariable {
    /// The access token.
    AccessToken,
    /// The expiry time of the access token.
    ExpiresAt,
    /// The refresh token.
    RefreshToken,
}

/// Why a text is not a valid variable name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEnvName {
    /// It is empty.
    #[error("the name is empty")]
    Empty,
    /// It has more than [`EnvName::MAX_CHARS`] characters.
    #[error("the name is longer than {} characters", EnvName::MAX_CHARS)]
    TooLong,
    /// It begins with a digit, or contains something other than ASCII letters, digits and `_`.
    #[error("the name is not made of letters, digits and underscores")]
    NotAName,
    /// An earlier name is the same, ignoring case: on Windows the two would be one variable.
    #[error("the name is taken")]
    Taken,
}

/// A variable name: `[A-Za-z_][A-Za-z0-9_]*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvName(String);

impl EnvName {
    /// The longest accepted name.
    pub const MAX_CHARS: usize = 100;

    /// Parses a name; surrounding spaces are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidEnvName> {
        let name = text.trim();
        if name.is_empty() {
            return Err(InvalidEnvName::Empty);
        }
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
        if name.starts_with(|char: char| char.is_ascii_digit()) || !name.chars().all(is_name) {
            return Err(InvalidEnvName::NotAName);
        }
        if name.len() > Self::MAX_CHARS {
            return Err(InvalidEnvName::TooLong);
        }
        Ok(Self(name.to_owned()))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EnvName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One of the three names is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("one of the names cannot be used")]
pub struct InvalidEnvNames {
    /// The variable with this name.
    pub variable: EnvVariable,
    /// Why.
    #[source]
    pub why: InvalidEnvName,
}

/// The three variable names; all different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvNames {
    access_token: EnvName,
    expires_at: EnvName,
    refresh_token: EnvName,
}

impl EnvNames {
    /// The default name of the access token.
    pub const ACCESS_TOKEN: &str = "ZALO_OA_ACCESS_TOKEN";
    /// The default name of its expiry time.
    pub const EXPIRES_AT: &str = "ZALO_OA_EXPIRES_AT";
    /// The default name of the refresh token.
    pub const REFRESH_TOKEN: &str = "ZALO_OA_REFRESH_TOKEN";

    /// Parses the three names.
    pub fn parse(access_token: &str, expires_at: &str, refresh_token: &str) -> Result<Self, InvalidEnvNames> {
        let parse = |variable, text: &str, taken: &[&EnvName]| {
            let name = EnvName::parse(text).map_err(|why| InvalidEnvNames { variable, why })?;
            if taken.iter().any(|other| other.0.eq_ignore_ascii_case(&name.0)) {
                return Err(InvalidEnvNames { variable, why: InvalidEnvName::Taken });
            }
            Ok(name)
        };
        let access_token = parse(EnvVariable::AccessToken, access_token, &[])?;
        let expires_at = parse(EnvVariable::ExpiresAt, expires_at, &[&access_token])?;
        let refresh_token = parse(EnvVariable::RefreshToken, refresh_token, &[&access_token, &expires_at])?;
        Ok(Self { access_token, expires_at, refresh_token })
    }

    /// Returns a variable's name.
    pub fn get(&self, variable: EnvVariable) -> &EnvName {
        match variable {
            EnvVariable::AccessToken => &self.access_token,
            EnvVariable::ExpiresAt => &self.expires_at,
            EnvVariable::RefreshToken => &self.refresh_token,
        }
    }
}

impl Default for EnvNames {
    fn default() -> Self {
        let name = |text: &str| EnvName(text.to_owned());
        Self {
            access_token: name(Self::ACCESS_TOKEN),
            expires_at: name(Self::EXPIRES_AT),
            refresh_token: name(Self::REFRESH_TOKEN),
        }
    }
}

/// Writes one line per variable; an unknown time has no line.
pub(super) fn write(pair: &Pair<'_>, names: &EnvNames) -> String {
    let token = |name: &EnvName, token: &Token<'_>| format!("{name}={}\n", quoting::value(token));
    let lines = [
        Some(token(&names.access_token, &pair.access)),
        pair.access_expires_at.as_ref().map(|at| format!("{}={at}\n", names.expires_at)),
        pair.refresh.as_ref().map(|refresh| token(&names.refresh_token, refresh)),
    ];
    lines.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variables_are_checked_singly_and_together() {
        use EnvVariable::{AccessToken, ExpiresAt, RefreshToken};
        let long = "A".repeat(101);
        for (texts, variable, why) in [
            (["", "B", "C"], AccessToken, InvalidEnvName::Empty),
            (["A", " ", "C"], ExpiresAt, InvalidEnvName::Empty),
            (["A", "B", "1C"], RefreshToken, InvalidEnvName::NotAName),
            (["A-B", "B", "C"], AccessToken, InvalidEnvName::NotAName),
            (["A;rm", "B", "C"], AccessToken, InvalidEnvName::NotAName),
            (["KHÓA", "B", "C"], AccessToken, InvalidEnvName::NotAName),
            (["A", &long, "C"], ExpiresAt, InvalidEnvName::TooLong),
            (["A", "A", "C"], ExpiresAt, InvalidEnvName::Taken),
            (["A", "B", "b"], RefreshToken, InvalidEnvName::Taken),
        ] {
            let wanted = Err(InvalidEnvNames { variable, why });
            assert_eq!(EnvNames::parse(texts[0], texts[1], texts[2]), wanted, "{texts:?}");
        }
        let names = EnvNames::parse(" _a1 ", &long[1..], "C").unwrap();
        assert_eq!(names.get(AccessToken).as_str(), "_a1");
        let defaults = EnvNames::parse(EnvNames::ACCESS_TOKEN, EnvNames::EXPIRES_AT, EnvNames::REFRESH_TOKEN);
        assert_eq!(defaults, Ok(EnvNames::default()));
    }
}
