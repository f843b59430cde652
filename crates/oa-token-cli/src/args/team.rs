//! Arguments of `oa-token team`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use oa_token_engine::TeamRole;

use crate::completion::{files, names};

/// `oa-token team`.
#[derive(Debug, Subcommand)]
pub(crate) enum TeamCall {
    /// Makes a team.
    Create(TeamCreate),
    /// Prints how this computer stands with its team.
    Status,
    /// Makes an invitation.
    Invite(TeamInvite),
    /// Joins a team.
    Join(TeamJoin),
    /// Shares OAs.
    Add {
        /// The profiles.
        #[arg(value_name = "NAME", required = true, add = names())]
        names: Vec<String>,
    },
    /// Lists the members.
    List,
    /// Removes a member.
    Remove {
        /// The member's name or id.
        #[arg(value_name = "MEMBER")]
        member: String,
    },
    /// Says that a computer will not come back.
    Gone {
        /// The member's name or id.
        #[arg(value_name = "MEMBER")]
        member: String,
    },
    /// Prints what gives each member a login of its own.
    Sql(TeamSql),
    /// Changes how this computer gets into the database.
    Login(TeamLogin),
    /// Leaves the team.
    Leave {
        /// The team is no more: goes on alone with its OAs.
        #[arg(long)]
        go_on_alone: bool,
        /// Leaves also if the team cannot get what only this computer has.
        #[arg(long, conflicts_with = "go_on_alone")]
        anyway: bool,
    },
}

/// `oa-token team create`.
#[derive(Debug, Args)]
pub(crate) struct TeamCreate {
    /// The address of the database, without a password.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) database: Option<String>,
    /// The team's name.
    #[arg(long, value_name = "TEAM")]
    pub(crate) name: String,
    /// The name of this computer in the team.
    #[arg(long, value_name = "MEMBER")]
    pub(crate) computer: Option<String>,
}

/// `oa-token team invite`.
#[derive(Debug, Args)]
pub(crate) struct TeamInvite {
    /// What the new member may do.
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: RoleName,
    /// The file to write.
    #[arg(short, long, value_name = "FILE", add = files())]
    pub(crate) output: PathBuf,
    /// The file to write the passphrase to, instead of printing it.
    #[arg(long, value_name = "FILE", add = files())]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// The login of the database that it holds, instead of this computer's.
    #[arg(long, value_name = "LOGIN")]
    pub(crate) login: Option<String>,
}

/// `oa-token team sql`.
#[derive(Debug, Args)]
pub(crate) struct TeamSql {
    /// Only this member: its name or id.
    #[arg(long, value_name = "MEMBER")]
    pub(crate) member: Option<String>,
}

/// `oa-token team login`.
#[derive(Debug, Args)]
pub(crate) struct TeamLogin {
    /// The address of the database, without a password.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "own")]
    pub(crate) database: Option<String>,
    /// With the login that has this computer's id as its name.
    #[arg(long)]
    pub(crate) own: bool,
}

/// `oa-token team join`.
#[derive(Debug, Args)]
pub(crate) struct TeamJoin {
    /// The invitation.
    #[arg(value_name = "FILE", add = files())]
    pub(crate) file: PathBuf,
    /// The name of this computer in the team.
    #[arg(long, value_name = "MEMBER")]
    pub(crate) computer: Option<String>,
    /// A file with the passphrase in its first line.
    #[arg(long, value_name = "FILE", add = files())]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// The roles of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// Reads access tokens.
    Viewer,
    /// Also refreshes.
    Operator,
    /// Also invites and removes members.
    Admin,
}

impl From<RoleName> for TeamRole {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Viewer => Self::Viewer,
            RoleName::Operator => Self::Operator,
            RoleName::Admin => Self::Admin,
        }
    }
}
