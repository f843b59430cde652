//! Which OAs an API key may use, for what, and until when.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Problem, Refusal};
use crate::profile::{InvalidProfile, ProfileId, ProfileName, name_key};
use crate::token::Generation;

/// Something a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read the state of its OAs.
    Status,
    /// Read their access tokens.
    Token,
    /// Spend their refresh tokens.
    Refresh,
}

/// The text names no permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no permission")]
pub struct UnknownPermission;

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 3] = [Self::Status, Self::Token, Self::Refresh];

    /// Returns the name that the command and its JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Token => "token",
            Self::Refresh => "refresh",
        }
    }
}

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.into_iter().find(|permission| permission.name() == text).ok_or(UnknownPermission)
    }
}

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The OAs it may use.
    pub oas: BTreeSet<ProfileId>,
    /// For what.
    pub can: BTreeSet<Permission>,
    /// When it ends; `None` for a key that does not.
    pub expires_at: Option<Timestamp>,
}

impl Scope {
    /// Reports whether the key has ended.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }

    /// Checks that the key has not ended and has this permission.
    ///
    /// # Errors
    /// [`Problem::KeyExpired`] or [`Problem::Forbidden`].
    pub fn allows(&self, permission: Permission, now: Timestamp) -> Result<(), Refusal> {
        if self.is_expired(now) {
            return Err(Problem::KeyExpired.into());
        }
        if self.can.contains(&permission) { Ok(()) } else { Err(Problem::Forbidden.into()) }
    }

    /// Checks that the key may use this OA. An OA of others looks like one that does not exist, so that names cannot be
    /// tried.
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    pub fn covers(&self, oa: &ProfileId) -> Result<(), Refusal> {
        if self.oas.contains(oa) { Ok(()) } else { Err(Problem::NotFound.into()) }
    }
}

/// Identifies a key permanently. A UUID as text; no secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ApiKeyId(pub String);

impl ApiKeyId {
    /// Makes a new, random id.
    pub fn random() -> Self {
        Self(Uuid::new_v4().to_string())
    }
}

impl fmt::Display for ApiKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a key: which program uses it. Like the name of an OA, unique ignoring case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyName(String);

/// The text cannot be the name of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no name of an API key")]
pub struct InvalidApiKeyName(#[from] InvalidProfile);

impl ApiKeyName {
    /// Parses a name.
    ///
    /// # Errors
    /// [`InvalidApiKeyName`] for what an OA cannot be named either.
    pub fn parse(text: &str) -> Result<Self, InvalidApiKeyName> {
        Ok(Self(ProfileName::parse(text)?.to_string()))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reports whether a typed text means this name.
    pub fn is_named(&self, typed: &str) -> bool {
        name_key(&self.0) == name_key(typed)
    }
}

impl fmt::Display for ApiKeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key as the vault keeps it, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyRecord {
    /// Its id.
    pub id: ApiKeyId,
    /// Its name.
    pub name: ApiKeyName,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute; `None` if never.
    pub used_at: Option<Timestamp>,
}

/// Access tokens of one OA that one key got on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUse {
    /// The key.
    pub key: ApiKeyId,
    /// The OA.
    pub oa: ProfileId,
    /// The day, in Vietnam.
    pub day: Date,
    /// How many times.
    pub count: u64,
    /// Where the last request came from: an address, or `socket`.
    pub peer: String,
    /// The pair of the last request.
    pub generation: Generation,
}

/// Returns the day in Vietnam.
pub fn day_of(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::fixed(offset(7))).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_key_may_do_what_it_was_made_for_and_until_it_ends() {
        let scope = Scope {
            oas: [ProfileId::numbered(1)].into(),
            can: [Permission::Status, Permission::Token].into(),
            expires_at: Some(at("2026-12-01T00:00:00Z")),
        };
        let before = at("2026-11-30T23:59:59Z");
        assert_eq!(scope.allows(Permission::Token, before), Ok(()));
        assert_eq!(scope.allows(Permission::Refresh, before), Err(Problem::Forbidden.into()));
        for ended in ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"] {
            assert_eq!(scope.allows(Permission::Token, at(ended)), Err(Problem::KeyExpired.into()), "{ended}");
        }
        let endless = Scope { expires_at: None, ..scope.clone() };
        assert_eq!(endless.allows(Permission::Status, Timestamp::MAX), Ok(()));
        assert_eq!(scope.covers(&ProfileId::numbered(1)), Ok(()));
        assert_eq!(scope.covers(&ProfileId::numbered(2)), Err(Problem::NotFound.into()));
    }

    #[test]
    fn a_day_begins_at_midnight_in_vietnam() {
        assert_eq!(day_of(at("2026-11-30T16:59:59Z")).to_string(), "2026-11-30");
        assert_eq!(day_of(at("2026-11-30T17:00:00Z")).to_string(), "2026-12-01");
    }

    #[test]
    fn permissions_have_the_names_of_the_command() {
        for permission in Permission::ALL {
            assert_eq!(permission.name().parse(), Ok(permission));
            assert_eq!(serde_json::to_value(permission).unwrap(), permission.name());
        }
        assert_eq!("admin".parse::<Permission>(), Err(UnknownPermission));
    }

    #[test]
    fn a_name_is_found_in_any_case() {
        let name = ApiKeyName::parse(" n8n Ở nhà ").unwrap();
        assert!(name.is_named("N8N ở NHÀ"));
        assert!(!name.is_named("n8n"));
        assert!(ApiKeyName::parse("\u{202e}x").is_err() && ApiKeyName::parse("-x").is_err());
    }
}
