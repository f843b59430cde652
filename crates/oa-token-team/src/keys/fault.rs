//! Why keys, rosters and invitations are refused.

use crate::rules::access::Purpose;

/// Why a roster is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterFault {
    /// There is none.
    #[error("the team has no roster")]
    Missing,
    /// It cannot be parsed, or its content contradicts itself.
    #[error("the roster cannot be read")]
    Unreadable,
    /// It is of another team, or begins with another creator than the one pinned at the join.
    #[error("the roster is of another team")]
    OtherTeam,
    /// The signature is wrong, or is not by an admin of the roster before.
    #[error("the roster is not signed by an admin")]
    Forged,
    /// It does not continue the roster before.
    #[error("the roster does not continue the one before")]
    Broken,
    /// It differs from one that this computer has verified.
    #[error("the roster contradicts one that was verified here")]
    Contradicts,
    /// It is older than one that this computer has verified: nothing is sealed for it.
    #[error("the roster is of epoch {shown}, and this computer has verified epoch {known}")]
    Older {
        /// Its epoch.
        shown: u64,
        /// The highest verified epoch.
        known: u64,
    },
}

/// Why a team key or a sealed value is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The member is not in the roster, or its role does not get this key.
    #[error("this member does not get the key for {}", .0.name())]
    NotEntitled(Purpose),
    /// The signature of the wrapped key is wrong, or is not by an admin.
    #[error("the wrapped key is not signed by an admin")]
    Forged,
    /// It is wrapped for another member or key, or is damaged.
    #[error("the wrapped key does not open")]
    DoesNotOpen,
    /// No roster commits to this key.
    #[error("no roster commits to this key")]
    NotCommitted,
    /// The member's public key is of no use: it would make a secret that everybody knows.
    #[error("the public key is of no use")]
    WeakPublicKey,
    /// This member has no key of this purpose and version.
    #[error("there is no key for {} of version {version}", .purpose.name())]
    NoKey {
        /// The purpose.
        purpose: Purpose,
        /// The version.
        version: u32,
    },
    /// The value is damaged, or was sealed for another place.
    #[error("the value does not open in this place")]
    Unsealable,
}

/// Why an invitation or a request to join is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinFault {
    /// The content of the file is none of an invitation.
    #[error("it is no invitation")]
    NotAnInvitation,
    /// A newer version made it.
    #[error("a newer version made it")]
    Newer,
    /// It has expired.
    #[error("the invitation has expired")]
    Expired,
    /// Somebody has joined with it.
    #[error("the invitation was used")]
    Used,
    /// The address names something that an invitation must not name.
    #[error("the address of the database is not allowed")]
    Address,
    /// The request does not prove that its sender has the invitation.
    #[error("the request does not come from the invited computer")]
    NoProof,
    /// A member has this id or one of these keys.
    #[error("a member of the team has these keys")]
    AlreadyMember,
    /// The roster is wrong.
    #[error(transparent)]
    Roster(#[from] RosterFault),
}
