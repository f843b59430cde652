//! What each role may read and do.
//!
//! Reading is enforced by keys: a member gets the team keys of [`purposes`] and no others. Acting is enforced by the
//! database's grants where it allows them; every member checks it before it asks.

use serde::{Deserialize, Serialize};

use super::member::Role;

/// What a team key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Opens access tokens.
    Use,
    /// Opens refresh tokens, secret keys and what steers a send.
    Spend,
    /// Makes the fingerprints of tokens. Never rotated.
    Print,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 3] = [Self::Use, Self::Spend, Self::Print];

    /// Returns the name that it is stored by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::Spend => "spend",
            Self::Print => "print",
        }
    }
}

/// A sealed value of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SealedPart {
    /// The access token of a pair.
    AccessToken,
    /// The refresh token of a pair.
    RefreshToken,
    /// The secret key of an app.
    SecretKey,
    /// What steers a send: `app_id`, kind, home, automatic, retired.
    Config,
}

/// Something a member does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Copies, exports or hands out an access token.
    UseToken,
    /// Claims and sends a refresh token, pastes a pair, exchanges a code.
    Refresh,
    /// Adds an OA to the team or retires one.
    ChangeOas,
    /// Invites a member.
    Invite,
    /// Removes another member and changes the keys.
    RemoveMember,
    /// Declares that a computer will not come back: no OA waits for it then.
    DeclareGone,
    /// Puts back what a database that went back has lost: opens an epoch, checks in, and closes it. A viewer has nothing
    /// to put back, and an epoch does not wait for it.
    PutBack,
}

/// Returns the purposes whose team keys a role gets.
pub fn purposes(role: Role) -> &'static [Purpose] {
    match role {
        Role::Viewer => &[Purpose::Use],
        Role::Operator | Role::Admin => &Purpose::ALL,
    }
}

/// Returns the purpose of the team key that seals a value.
pub fn sealed_for(part: SealedPart) -> Purpose {
    match part {
        SealedPart::AccessToken => Purpose::Use,
        SealedPart::RefreshToken | SealedPart::SecretKey | SealedPart::Config => Purpose::Spend,
    }
}

/// Reports whether a role can open a value.
pub fn may_read(role: Role, part: SealedPart) -> bool {
    purposes(role).contains(&sealed_for(part))
}

/// Reports whether a role may do something.
pub fn may(role: Role, act: Act) -> bool {
    let least = match act {
        Act::UseToken => Role::Viewer,
        Act::Refresh | Act::ChangeOas | Act::DeclareGone | Act::PutBack => Role::Operator,
        Act::Invite | Act::RemoveMember => Role::Admin,
    };
    role >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_reads_access_tokens_only() {
        for part in [SealedPart::RefreshToken, SealedPart::SecretKey, SealedPart::Config] {
            assert!(!may_read(Role::Viewer, part), "{part:?}");
            assert!(may_read(Role::Operator, part) && may_read(Role::Admin, part), "{part:?}");
        }
        assert!(may_read(Role::Viewer, SealedPart::AccessToken));
        assert!(!purposes(Role::Viewer).contains(&Purpose::Print), "a viewer cannot name a token");
    }

    #[test]
    fn each_role_may_do_what_the_lower_one_may() {
        let counts = |role| {
            let all = [
                Act::UseToken,
                Act::Refresh,
                Act::ChangeOas,
                Act::Invite,
                Act::RemoveMember,
                Act::DeclareGone,
                Act::PutBack,
            ];
            all.into_iter().filter(|act| may(role, *act)).count()
        };
        assert_eq!([counts(Role::Viewer), counts(Role::Operator), counts(Role::Admin)], [1, 5, 7]);
        assert!(!may(Role::Operator, Act::Invite));
    }
}
