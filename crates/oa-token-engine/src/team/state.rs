//! What front ends show of a team: states and names, never a secret.

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_team::rules::member::{MemberId, MemberKind, Role};

use super::fault::TeamRefusal;

/// A team, as this computer knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamState {
    /// Identifies the team.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where its database is: hosts and database, without the login.
    pub host: String,
    /// This computer as a member.
    pub me: MemberId,
    /// What this computer may do.
    pub role: Role,
    /// Whether it may invite and remove members.
    pub may_manage: bool,
    /// Whether it may share OAs, take them out, and give the task of refreshing to a member.
    pub may_share: bool,
    /// Whether it may say that a computer will not come back.
    pub may_declare_gone: bool,
    /// How it stands with the database.
    pub link: TeamLink,
    /// Counts the rosters: it rises whenever somebody joins or leaves.
    pub epoch: u64,
    /// The members, and those who left, oldest first.
    pub members: Vec<TeamMember>,
    /// The shared OAs.
    pub oas: Vec<TeamOa>,
    /// The invitations made on this computer and not used yet.
    pub invitations: Vec<OpenInvitation>,
}

/// How this computer stands with the team's database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamLink {
    /// They agree.
    Connected {
        /// Since when, at least.
        agreed_at: Timestamp,
    },
    /// The database was not asked yet.
    Connecting,
    /// It does not answer: nothing is sent, and what is here is still handed out.
    Unreachable {
        /// When it was noticed.
        since: Timestamp,
    },
    /// It went back in time, and computers are waited for.
    EpochOpen {
        /// Their names.
        waiting_for: Vec<String>,
    },
    /// This computer has joined, and an admin's computer has not confirmed that yet: it reads and does not send.
    Awaiting {
        /// The name of the admin.
        by: String,
    },
    /// The team and this computer do not come together.
    Refused {
        /// Why.
        why: TeamRefusal,
    },
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// The member.
    pub id: MemberId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: MemberKind,
    /// Its role.
    pub role: Role,
    /// Whether it is this computer.
    pub is_me: bool,
    /// When it last wrote to the database; `None` if that is unknown here.
    pub last_seen: Option<Timestamp>,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
    /// How many OAs it refreshes automatically.
    pub refreshes: usize,
    /// Whether its role may refresh.
    pub may_refresh: bool,
    /// Whether something is left to do by hand since it was removed.
    pub checklist_open: bool,
}

/// A shared OA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamOa {
    /// The profile that it is here.
    pub profile: ProfileId,
    /// Its name here.
    pub name: String,
    /// The member that refreshes it automatically, and its name.
    pub refresher: Option<(MemberId, String)>,
    /// Whether that is this computer.
    pub is_me: bool,
    /// When it is refreshed next, as this computer reckons.
    pub next: Option<Timestamp>,
    /// Whether another computer is sending it now.
    pub waiting: bool,
    /// The computer that it waits for.
    pub awaited: Option<Awaited>,
}

/// Zalo called a refresh token invalid, and this computer may hold the pair that it was spent for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// The member.
    pub member: MemberId,
    /// Its name.
    pub name: String,
    /// When it last wrote to the database; `None` if that is unknown here.
    pub last_seen: Option<Timestamp>,
    /// When Zalo said it.
    pub since: Timestamp,
    /// When the verdict is final, whether or not the computer is back.
    pub until: Timestamp,
}

/// An invitation that was not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Identifies it.
    pub id: String,
    /// The role that it gives.
    pub role: Role,
    /// For whom it was made, as typed; may be empty.
    pub name: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// One thing that only people can do after a member was removed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaverTask {
    /// Refresh an OA, so that the tokens of the leaver end.
    Refresh(ProfileId),
    /// Make a new secret key of an app at developers.zalo.me.
    SecretKey(String),
    /// Change the password of the database.
    DatabasePassword,
}

/// A removed member, and what is left to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaverChecklist {
    /// The member.
    pub member: MemberId,
    /// Its name.
    pub name: String,
    /// The tasks, and whether each is done.
    pub tasks: Vec<(LeaverTask, bool)>,
}
