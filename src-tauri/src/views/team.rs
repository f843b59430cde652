//! The types of a team. No token, key, password or passphrase is in them.

use jiff::Timestamp;
use oa_token_engine::{
    Awaited, InvitationShown, LeaverChecklist, LeaverTask, MemberKind, OpenInvitation, TeamLink, TeamMember, TeamOa,
    TeamRole, TeamState,
};
use oa_token_model::profile::ProfileId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TeamRoleView {
    /// Reads access tokens.
    Viewer,
    /// Also refreshes.
    Operator,
    /// Also invites and removes members.
    Admin,
}

impl From<TeamRole> for TeamRoleView {
    fn from(role: TeamRole) -> Self {
        match role {
            TeamRole::Viewer => Self::Viewer,
            TeamRole::Operator => Self::Operator,
            TeamRole::Admin => Self::Admin,
        }
    }
}

impl From<TeamRoleView> for TeamRole {
    fn from(role: TeamRoleView) -> Self {
        match role {
            TeamRoleView::Viewer => Self::Viewer,
            TeamRoleView::Operator => Self::Operator,
            TeamRoleView::Admin => Self::Admin,
        }
    }
}

/// How this computer stands with the team's database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "state", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum TeamLinkView {
    /// They agree.
    Connected {
        /// When they were last found to.
        agreed_at: String,
    },
    /// The database was not asked yet.
    Connecting,
    /// It does not answer.
    Unreachable {
        /// When that was noticed.
        since: String,
    },
    /// It went back in time, and computers are waited for.
    EpochOpen {
        /// Their names.
        waiting_for: Vec<String>,
    },
    /// An admin's computer has not confirmed this one yet.
    Awaiting {
        /// The admin's name.
        by: String,
    },
    /// The team and this computer do not come together.
    Refused {
        /// The message id of why.
        words: String,
        /// The message id of the next step.
        next: String,
    },
}

impl From<TeamLink> for TeamLinkView {
    fn from(link: TeamLink) -> Self {
        match link {
            TeamLink::Connected { agreed_at } => Self::Connected { agreed_at: agreed_at.to_string() },
            TeamLink::Connecting => Self::Connecting,
            TeamLink::Unreachable { since } => Self::Unreachable { since: since.to_string() },
            TeamLink::EpochOpen { waiting_for } => Self::EpochOpen { waiting_for },
            TeamLink::Awaiting { by } => Self::Awaiting { by },
            TeamLink::Refused { why } => {
                let (words, next) = why.messages();
                Self::Refused { words: words.to_owned(), next: next.to_owned() }
            }
        }
    }
}

/// A member of the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a member, as the page shows them")]
pub struct TeamMemberView {
    /// Identifies it in every call.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is a server.
    pub is_server: bool,
    /// Its role.
    pub role: TeamRoleView,
    /// Whether it is this computer.
    pub is_me: bool,
    /// When it last wrote to the database; null if that is unknown here.
    pub last_seen: Option<String>,
    /// When it was removed; null if it is a member.
    pub removed_at: Option<String>,
    /// How many OAs it refreshes automatically.
    pub refreshes: u32,
    /// Whether its role may refresh.
    pub may_refresh: bool,
    /// Whether something is left to do by hand since it was removed.
    pub checklist_open: bool,
}

impl From<TeamMember> for TeamMemberView {
    fn from(member: TeamMember) -> Self {
        Self {
            id: member.id.to_string(),
            name: member.name,
            is_server: member.kind == MemberKind::Server,
            role: member.role.into(),
            is_me: member.is_me,
            last_seen: member.last_seen.map(text),
            removed_at: member.removed_at.map(text),
            refreshes: u32::try_from(member.refreshes).unwrap_or(u32::MAX),
            may_refresh: member.may_refresh,
            checklist_open: member.checklist_open,
        }
    }
}

/// The computer that an OA waits for: Zalo refused its refresh token, and that computer may hold the new pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamAwaitedView {
    /// The member.
    pub member: String,
    /// Its name.
    pub name: String,
    /// When it last wrote to the database.
    pub last_seen: Option<String>,
    /// When Zalo refused.
    pub since: String,
    /// When the OA waits no longer.
    pub until: String,
}

impl From<Awaited> for TeamAwaitedView {
    fn from(awaited: Awaited) -> Self {
        Self {
            member: awaited.member.to_string(),
            name: awaited.name,
            last_seen: awaited.last_seen.map(text),
            since: text(awaited.since),
            until: text(awaited.until),
        }
    }
}

/// A shared OA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamOaView {
    /// The profile that it is here.
    pub id: String,
    /// Its name here.
    pub name: String,
    /// The member that refreshes it automatically; null if none does.
    pub refresher: Option<String>,
    /// That member's name.
    pub refresher_name: Option<String>,
    /// When it is refreshed next, as this computer reckons.
    pub next_at: Option<String>,
    /// Whether another computer is sending it now.
    pub waiting: bool,
    /// The computer that it waits for; null if it waits for none.
    pub awaited: Option<TeamAwaitedView>,
}

impl From<TeamOa> for TeamOaView {
    fn from(oa: TeamOa) -> Self {
        let (refresher, refresher_name) = oa.refresher.map(|(id, name)| (id.to_string(), name)).unzip();
        let next_at = oa.next.map(text);
        Self {
            id: oa.profile.to_string(),
            name: oa.name,
            refresher,
            refresher_name,
            next_at,
            waiting: oa.waiting,
            awaited: oa.awaited.map(Into::into),
        }
    }
}

/// An invitation that was not used yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamInvitationView {
    /// Identifies it in every call.
    pub id: String,
    /// The role that it gives.
    pub role: TeamRoleView,
    /// For whom it was made.
    pub name: String,
    /// When it ends.
    pub expires_at: String,
}

impl From<OpenInvitation> for TeamInvitationView {
    fn from(open: OpenInvitation) -> Self {
        Self { id: open.id, role: open.role.into(), name: open.name, expires_at: open.expires_at.to_string() }
    }
}

/// The team, as this computer knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamView {
    /// Its name.
    pub name: String,
    /// Where its database is, without the login.
    pub host: String,
    /// What this computer may do.
    pub role: TeamRoleView,
    /// Whether inviting and removing members is offered.
    pub may_manage: bool,
    /// Whether sharing OAs and choosing who refreshes them is offered.
    pub may_share: bool,
    /// Whether saying that a computer will not come back is offered.
    pub may_declare_gone: bool,
    /// How it stands with the database.
    pub link: TeamLinkView,
    /// The members, and those who left.
    pub members: Vec<TeamMemberView>,
    /// The shared OAs.
    pub oas: Vec<TeamOaView>,
    /// The invitations made on this computer and not used yet.
    pub invitations: Vec<TeamInvitationView>,
}

impl From<TeamState> for TeamView {
    fn from(state: TeamState) -> Self {
        Self {
            name: state.name,
            host: state.host,
            role: state.role.into(),
            may_manage: state.may_manage,
            may_share: state.may_share,
            may_declare_gone: state.may_declare_gone,
            link: state.link.into(),
            members: state.members.into_iter().map(Into::into).collect(),
            oas: state.oas.into_iter().map(Into::into).collect(),
            invitations: state.invitations.into_iter().map(Into::into).collect(),
        }
    }
}

/// Who will be able to read what is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamReader {
    /// The member's name.
    pub name: String,
    /// Its role.
    pub role: TeamRoleView,
}

/// Where a team's database is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamDatabaseInput {
    /// The server's name or address.
    pub host: String,
    /// Its port; empty for the usual one.
    pub port: String,
    /// The database's name.
    pub database: String,
    /// The login.
    pub user: String,
}

/// A team to be made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamInput {
    /// The team's name.
    pub name: String,
    /// The name of this computer in it.
    pub my_name: String,
    /// Where its database is.
    pub database: TeamDatabaseInput,
    /// The OAs to share from the start.
    pub ids: Vec<String>,
}

/// A saved invitation. `reveal_secret` returns its passphrase until it is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvitationSaved {
    /// The file's name.
    pub file: String,
    /// A short code of this computer's keys, which the computer that joins shows too.
    pub by_key: String,
    /// When it ends.
    pub expires_at: String,
}

/// What an invitation says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvitationView {
    /// The team's name.
    pub team: String,
    /// The role that it gives.
    pub role: TeamRoleView,
    /// Where the database is.
    pub host: String,
    /// The name of the admin who made it.
    pub by: String,
    /// A short code of the admin's keys.
    pub by_key: String,
    /// When it ends.
    pub expires_at: String,
}

impl From<InvitationShown> for InvitationView {
    fn from(shown: InvitationShown) -> Self {
        Self {
            team: shown.team,
            role: shown.role.into(),
            host: shown.host,
            by: shown.by,
            by_key: shown.by_key,
            expires_at: shown.expires_at.to_string(),
        }
    }
}

/// One thing to do after a member was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum TeamTask {
    /// Refresh an OA.
    Refresh {
        /// The profile's id.
        id: String,
    },
    /// Make a new secret key of an app.
    SecretKey {
        /// The app's id.
        app_id: String,
    },
    /// Change the password of the database.
    DatabasePassword,
}

impl From<LeaverTask> for TeamTask {
    fn from(task: LeaverTask) -> Self {
        match task {
            LeaverTask::Refresh(id) => Self::Refresh { id: id.to_string() },
            LeaverTask::SecretKey(app_id) => Self::SecretKey { app_id },
            LeaverTask::DatabasePassword => Self::DatabasePassword,
        }
    }
}

impl TeamTask {
    /// Returns the engine's task; `None` if the profile's id is none.
    pub(crate) fn task(self) -> Option<LeaverTask> {
        match self {
            Self::Refresh { id } => ProfileId::parse(&id).ok().map(LeaverTask::Refresh),
            Self::SecretKey { app_id } => Some(LeaverTask::SecretKey(app_id)),
            Self::DatabasePassword => Some(LeaverTask::DatabasePassword),
        }
    }
}

/// One line of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamTaskView {
    /// What is to be done.
    pub task: TeamTask,
    /// Whether it is done.
    pub done: bool,
}

/// What is left to do since a member was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamChecklist {
    /// The member.
    pub member: String,
    /// Its name.
    pub name: String,
    /// The tasks.
    pub tasks: Vec<TeamTaskView>,
}

impl From<LeaverChecklist> for TeamChecklist {
    fn from(list: LeaverChecklist) -> Self {
        let tasks = list.tasks.into_iter().map(|(task, done)| TeamTaskView { task: task.into(), done }).collect();
        Self { member: list.member.to_string(), name: list.name, tasks }
    }
}

fn text(at: Timestamp) -> String {
    at.to_string()
}
