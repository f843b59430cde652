//! Why something about a team was not done.

use oa_token_team::keys::{JoinFault, KeyFault, RosterFault};
use oa_token_team::postgres::{AddressError, DatabaseError};

/// The ids of a sentence and its next step.
macro_rules! said {
    ($id:literal) => {
        ($id, concat!($id, "-next"))
    };
}

/// Why something about a team was not done.
#[derive(Debug, thiserror::Error)]
pub enum TeamFault {
    /// This computer is in no team.
    #[error("this computer is in no team")]
    NotInTeam,
    /// This computer is in a team.
    #[error("this computer is in a team already")]
    AlreadyInTeam,
    /// The database holds a team.
    #[error("the database holds a team already")]
    DatabaseTaken,
    /// The role of this computer does not allow it.
    #[error("the role of this computer does not allow it")]
    Role,
    /// The name is empty, too long or cannot be shown.
    #[error("the name cannot be used")]
    Name,
    /// There is no such member.
    #[error("there is no such member")]
    NoSuchMember,
    /// The team would have no admin.
    #[error("the team would have no admin")]
    LastAdmin,
    /// The OA is not shared.
    #[error("the OA is not shared")]
    NotShared,
    /// The end of an attempt is open: a computer of the team may hold the only pair of the OA.
    #[error("the end of an attempt is open")]
    AttemptOpen,
    /// The OA is shared: another computer that gets it would send its tokens unasked.
    #[error("the OA is shared with the team")]
    StillShared,
    /// The OA cannot be shared as it is: it was moved away, or its pair may be old.
    #[error("the OA cannot be shared as it is")]
    Unfit,
    /// The address is not one of a database.
    #[error("the address cannot be used")]
    Address(#[from] AddressError),
    /// An invitation cannot name the address of this team's database: only this computer reaches it.
    #[error("other computers cannot reach the address")]
    LocalAddress,
    /// The database was of no help.
    #[error("the database was of no help")]
    Database(#[from] DatabaseError),
    /// The invitation cannot be used.
    #[error("the invitation cannot be used")]
    Invitation(#[from] JoinFault),
    /// The signed list of members is wrong.
    #[error("the signed list of members is wrong")]
    Roster(#[from] RosterFault),
    /// A key of the team is wrong or missing.
    #[error("a key of the team is wrong or missing")]
    Key(#[from] KeyFault),
    /// Another admin changed the members at the same time.
    #[error("another admin changed the members at the same time")]
    Raced,
    /// What the vault stores about the team cannot be read.
    #[error("what is stored about the team cannot be read")]
    Unreadable,
}

impl TeamFault {
    /// Returns the ids of the sentence that says so and of the next step.
    pub fn messages(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotInTeam => said!("team-none"),
            Self::AlreadyInTeam => said!("team-already-in"),
            Self::DatabaseTaken => said!("team-database-taken"),
            Self::Role => said!("team-role"),
            Self::Name => said!("team-name-invalid"),
            Self::NoSuchMember => said!("team-no-such-member"),
            Self::LastAdmin => said!("team-last-admin"),
            Self::NotShared => said!("team-not-shared"),
            Self::AttemptOpen => said!("team-attempt-open"),
            Self::StillShared => said!("team-still-shared"),
            Self::Unfit => said!("team-unfit"),
            Self::Address(AddressError::Form) => said!("team-address-form"),
            Self::Address(AddressError::Password) => said!("team-address-password"),
            Self::Address(AddressError::Option) => said!("team-address-option"),
            Self::LocalAddress => said!("team-address-local"),
            Self::Database(error) => database(error),
            Self::Invitation(JoinFault::NotAnInvitation | JoinFault::NoProof) => said!("team-invitation-wrong"),
            Self::Invitation(JoinFault::Newer) => said!("team-invitation-newer"),
            Self::Invitation(JoinFault::Expired) => said!("team-invitation-expired"),
            Self::Invitation(JoinFault::Used | JoinFault::AlreadyMember) => said!("team-invitation-used"),
            Self::Invitation(JoinFault::Address) => said!("team-invitation-address"),
            Self::Invitation(JoinFault::Roster(_)) | Self::Roster(_) | Self::Key(_) => said!("team-roster-wrong"),
            Self::Raced => said!("team-raced"),
            Self::Unreadable => said!("team-unreadable"),
        }
    }

    /// Reports whether the database was not reached, so that nothing was done.
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::Database(DatabaseError::Unreachable(_) | DatabaseError::ReadOnly | DatabaseError::NotReplicated)
        )
    }

    /// Reports whether the database does not let this computer in any more, or does not hold its team.
    pub(super) fn is_shut_out(&self) -> bool {
        let Self::Database(error) = self else { return false };
        matches!(error, DatabaseError::Login | DatabaseError::NoTeam | DatabaseError::OtherTeam) || error.is_forbidden()
    }
}

fn database(error: &DatabaseError) -> (&'static str, &'static str) {
    match error {
        DatabaseError::Unreachable(_) => said!("team-database-unreachable"),
        DatabaseError::ReadOnly => said!("team-database-read-only"),
        DatabaseError::Login => said!("team-database-login"),
        DatabaseError::Insecure => said!("team-database-insecure"),
        DatabaseError::NotReplicated => said!("team-database-not-replicated"),
        DatabaseError::Newer => said!("team-database-newer"),
        DatabaseError::OtherTeam => said!("team-database-other"),
        DatabaseError::NoTeam | DatabaseError::NoOa => said!("team-database-empty"),
        DatabaseError::Refused(_) if error.is_forbidden() => said!("team-database-forbidden"),
        DatabaseError::Refused(_) => said!("team-database-refused"),
        DatabaseError::Unreadable => said!("team-database-unreadable"),
    }
}

/// Why the team and this computer do not come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamRefusal {
    /// The database refuses the login, or asks for the password in a form that is not given.
    Login,
    /// The database lets this login in, and does not let it read the team.
    Forbidden,
    /// The connection would not be secure.
    Insecure,
    /// The database holds no team, or a newer version's.
    NoTeam,
    /// The database is another team's.
    OtherTeam,
    /// A newer version has changed the database.
    Newer,
    /// The list of members is not signed as it must be.
    Roster,
    /// This computer was removed from the team.
    Removed,
    /// What the vault stores about the team was changed.
    Vault,
}

impl TeamRefusal {
    /// Returns why, if an error of the database is more than silence.
    pub(super) fn of(error: &DatabaseError) -> Option<Self> {
        match error {
            DatabaseError::Login => Some(Self::Login),
            DatabaseError::Insecure => Some(Self::Insecure),
            DatabaseError::NoTeam => Some(Self::NoTeam),
            DatabaseError::OtherTeam => Some(Self::OtherTeam),
            DatabaseError::Newer => Some(Self::Newer),
            DatabaseError::Refused(_) => error.is_forbidden().then_some(Self::Forbidden),
            DatabaseError::Unreachable(_)
            | DatabaseError::ReadOnly
            | DatabaseError::NotReplicated
            | DatabaseError::NoOa
            | DatabaseError::Unreadable => None,
        }
    }

    /// Returns the ids of the sentence that says so and of the next step.
    pub fn messages(self) -> (&'static str, &'static str) {
        match self {
            Self::Login => said!("team-database-login"),
            Self::Forbidden => said!("team-database-forbidden"),
            Self::Insecure => said!("team-database-insecure"),
            Self::NoTeam => said!("team-database-empty"),
            Self::OtherTeam => said!("team-database-other"),
            Self::Newer => said!("team-database-newer"),
            Self::Roster => said!("team-roster-wrong"),
            Self::Removed => said!("team-removed"),
            Self::Vault => said!("team-unreadable"),
        }
    }
}

/// Lets `?` lead from a cause to an error of the engine.
macro_rules! causes {
    ($($cause:ty),*) => {
        $(impl From<$cause> for crate::EngineError {
            fn from(cause: $cause) -> Self {
                TeamFault::from(cause).into()
            }
        })*
    };
}

causes!(AddressError, DatabaseError, JoinFault, RosterFault, KeyFault);
