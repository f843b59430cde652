//! Members of a team. A member is one computer with its vault.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Identifies a member permanently. A UUID as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MemberId(pub String);

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Identifies an OA within its team. A UUID as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OaId(pub String);

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads access tokens. Has nothing to spend.
    Viewer,
    /// Also refreshes: reads refresh tokens and secret keys.
    Operator,
    /// Also invites and removes members.
    Admin,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    /// A server runs all day, so it refreshes before persons do.
    Server,
    /// A person's computer.
    Person,
}

/// A row of the table `member`, as far as the rules need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The member.
    pub id: MemberId,
    /// What it is.
    pub kind: MemberKind,
    /// Its role, as the signed roster says. The database's own column is never believed.
    pub role: Role,
    /// When it last wrote to the database.
    pub last_seen_at: Timestamp,
    /// When it last refreshed any OA.
    pub last_refreshed_at: Option<Timestamp>,
    /// Whether it was removed from the team.
    pub is_revoked: bool,
}

impl MemberRow {
    /// Reports whether it may spend refresh tokens.
    pub fn may_spend(&self) -> bool {
        !self.is_revoked && super::access::may(self.role, super::access::Act::Refresh)
    }
}
