//! What window and command call about the team.

use std::sync::Arc;
use std::time::Duration;

use oa_token_model::outcome::AttemptResult;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::schedule::NextRefresh;
use oa_token_model::secret::Secret;
use oa_token_team::postgres::ServerCheck;
use oa_token_team::rules::access::Act;
use oa_token_team::rules::attempt::SharedState;
use oa_token_team::rules::member::{MemberId, Role};
use oa_token_team::rules::refresher::LEASE;

use super::fault::TeamFault;
use super::keeping_up::{active, keep_up, show_link};
use super::loading::{self, Active, Live, remember};
use super::logins::{self, InvitedLogin, NewLogin};
use super::members::{self, DatabaseFound, InvitationShown, NewInvitation, NewTeam};
use super::state::{LeaverChecklist, LeaverTask, OpenInvitation, TeamLink, TeamMember, TeamOa, TeamState};
use super::{TeamRefusal, rounds, sharing, watching};
use crate::{Engine, EngineError};

/// The team that shares this computer's OAs.
#[derive(Clone, Copy)]
pub struct Team<'a> {
    pub(crate) engine: &'a Engine,
}

impl Team<'_> {
    /// Returns the team as this computer knows it, without asking the database; `None` if it is in none.
    pub async fn state(self) -> Option<TeamState> {
        let shared = &self.engine.shared;
        loading::reload(shared).await.ok();
        let Some(active) = shared.team.active() else {
            return shared.team.is_unusable().then(unusable);
        };
        let live = shared.team.live();
        let roster = active.chain.current();
        let joining = active.stored.joining.as_ref().map(|joining| joining.role);
        Some(TeamState {
            id: roster.team.clone(),
            name: roster.name.clone(),
            host: active.stored.login().map(|login| login.address.to_string()).unwrap_or_default(),
            me: active.me().clone(),
            role: active.role().or(joining).unwrap_or(Role::Viewer),
            link: live.link.clone(),
            epoch: roster.epoch,
            members: members_of(&active, &live),
            oas: self.oas_of(&active, &live).await,
            invitations: invitations_of(&active),
        })
    }

    async fn oas_of(self, active: &Active, live: &Live) -> Vec<TeamOa> {
        let records = self.engine.profiles().list().await.unwrap_or_default();
        let schedule = self.engine.auto_refresh().schedule_of(&records).await;
        let mut oas = Vec::new();
        for record in &records {
            let id = &record.profile.id;
            let Some(oa) = active.stored.oas.get(id) else { continue };
            let refresher = live.rows.iter().find(|row| row.id == *oa).and_then(|row| row.refresher.clone());
            let next = schedule.iter().find(|(other, _)| other == id).and_then(|(_, next)| match next {
                NextRefresh::Due => Some(self.engine.now()),
                NextRefresh::At(at) => Some(*at),
                NextRefresh::Never(_) => None,
            });
            oas.push(TeamOa {
                profile: id.clone(),
                name: record.profile.name.to_string(),
                is_me: refresher.as_ref() == Some(active.me()),
                refresher: refresher.map(|id| {
                    let name = active.name_of(&id).unwrap_or_default().to_owned();
                    (id, name)
                }),
                next,
                waiting: is_sent_elsewhere(active, id),
            });
        }
        oas
    }

    /// Reports whether an OA is shared.
    pub fn shares(self, oa: &ProfileId) -> bool {
        self.engine.shared.referee_of(oa).is_some()
    }

    /// Asks a database what it holds.
    pub async fn try_database(self, url: &str, password: Option<Secret>) -> Result<DatabaseFound, EngineError> {
        members::try_database(url, password).await
    }

    /// Makes a team with this computer as its admin, and shares these OAs.
    pub async fn create(self, new: NewTeam) -> Result<(), EngineError> {
        members::create(&self.engine.shared, new).await
    }

    /// Makes an invitation: the bytes of a file, and the passphrase that opens it. `name` says for whom.
    pub async fn invite(self, role: Role, name: &str) -> Result<NewInvitation, EngineError> {
        members::invite(&self.engine.shared, role, name, None).await
    }

    /// Makes an invitation that holds another login of the database than this computer's: one that can only join.
    pub async fn invite_with(self, role: Role, name: &str, login: InvitedLogin) -> Result<NewInvitation, EngineError> {
        members::invite(&self.engine.shared, role, name, Some(login)).await
    }

    /// Returns the statements for the database's administrator: what each role may do, and a login for each member, or
    /// for one.
    pub async fn sql(self, only: Option<&MemberId>) -> Result<String, EngineError> {
        loading::reload(&self.engine.shared).await?;
        logins::sql(&self.engine.shared, only)
    }

    /// Changes how this computer gets into the database, once that works.
    pub async fn login(self, new: NewLogin, password: Option<Secret>) -> Result<(), EngineError> {
        logins::change(&self.engine.shared, new, password).await
    }

    /// Withdraws an invitation that was not used yet.
    pub async fn withdraw(self, invitation: &str) -> Result<(), EngineError> {
        members::withdraw(&self.engine.shared, invitation).await
    }

    /// Opens an invitation, to be shown before anything is done with it. Connects to nothing.
    pub async fn read_invitation(self, bytes: Vec<u8>, passphrase: Secret) -> Result<InvitationShown, EngineError> {
        members::read_invitation(bytes, passphrase).await
    }

    /// Joins a team. Returns whether an admin's computer has confirmed it; if not, that follows by itself.
    pub async fn join(self, bytes: Vec<u8>, passphrase: Secret, my_name: &str) -> Result<bool, EngineError> {
        members::join(&self.engine.shared, bytes, passphrase, my_name).await
    }

    /// Returns who will be able to read an OA that is shared, with their roles.
    pub fn readers(self) -> Result<Vec<(String, Role)>, EngineError> {
        let active = active(&self.engine.shared)?;
        Ok(active.chain.current().members.iter().map(|member| (member.name.clone(), member.role)).collect())
    }

    /// Shares OAs. The caller has named who will be able to read them.
    pub async fn add(self, oas: &[ProfileId]) -> Result<(), EngineError> {
        keep_up(&self.engine.shared).await?;
        for id in oas {
            sharing::add(&self.engine.shared, id).await?;
        }
        remember(&self.engine.shared).await?;
        keep_up(&self.engine.shared).await
    }

    /// Takes an OA out of the team: this computer keeps it, and the others stop it.
    pub async fn retire(self, oa: &ProfileId) -> Result<(), EngineError> {
        let shared = &self.engine.shared;
        keep_up(shared).await?;
        let active = active(shared)?;
        if !active.may(Act::ChangeOas) {
            return Err(TeamFault::Role.into());
        }
        let id = active.stored.oas.get(oa).cloned().ok_or(TeamFault::NotShared)?;
        // Everything is here before it is taken out.
        rounds::sync(shared, oa).await?.map_err(|_| members::unreachable())?;
        active.database.retire_oa(&id).await?;
        sharing::forget(shared, std::slice::from_ref(oa)).await
    }

    /// Removes a member, changes the keys, and seals everything again. Returns what is left for people to do.
    pub async fn remove(self, member: &MemberId) -> Result<LeaverChecklist, EngineError> {
        members::remove(&self.engine.shared, member).await?;
        self.checklist(member)
    }

    /// Sends the refresh tokens of the shared OAs, so that those of a removed member end, and ticks what was done.
    pub async fn refresh_after(self, member: &MemberId) -> Result<LeaverChecklist, EngineError> {
        for (task, done) in self.checklist(member)?.tasks {
            let LeaverTask::Refresh(id) = &task else { continue };
            if done {
                continue;
            }
            if let Ok(outcome) = self.engine.refresh().send(id, Trigger::User).await
                && matches!(outcome.result, AttemptResult::Saved(_))
            {
                self.settle(member, &task).await?;
            }
        }
        self.checklist(member)
    }

    /// Returns what is left to do since a member was removed.
    pub fn checklist(self, member: &MemberId) -> Result<LeaverChecklist, EngineError> {
        let active = active(&self.engine.shared)?;
        let leaver = active.stored.leavers.iter().rfind(|leaver| leaver.member == *member);
        let leaver = leaver.ok_or(TeamFault::NoSuchMember)?;
        let (name, tasks) = (leaver.name.clone(), leaver.tasks.clone());
        Ok(LeaverChecklist { member: member.clone(), name, tasks })
    }

    /// Ticks what was done since a member was removed.
    pub async fn settle(self, member: &MemberId, task: &LeaverTask) -> Result<(), EngineError> {
        members::settle(&self.engine.shared, member, task).await
    }

    /// Leaves the team. The shared OAs are stopped here, unless this computer is the last member.
    pub async fn leave(self) -> Result<(), EngineError> {
        members::leave(&self.engine.shared).await
    }

    /// Goes on alone with what is here, because the team is no more. The caller has asked a person: if the team lives,
    /// two computers would refresh the same OAs.
    pub async fn go_on_alone(self) -> Result<(), EngineError> {
        members::go_on_alone(&self.engine.shared).await
    }

    /// Gives the task of refreshing an OA automatically to a member.
    pub async fn set_refresher(self, oa: &ProfileId, member: &MemberId) -> Result<(), EngineError> {
        let shared = &self.engine.shared;
        keep_up(shared).await?;
        let active = active(shared)?;
        if !active.may(Act::ChangeOas) {
            return Err(TeamFault::Role.into());
        }
        let able = active.chain.current().member(member).filter(|member| member.role >= Role::Operator);
        able.ok_or(TeamFault::NoSuchMember)?;
        let id = active.stored.oas.get(oa).ok_or(TeamFault::NotShared)?;
        active.database.give_refresher(id, member, LEASE).await?;
        keep_up(shared).await
    }

    /// Brings this computer and the team to the same knowledge, of one OA or all. Gives up after `limit`: what is here
    /// is used then. Returns whether it was done; true without a team.
    pub async fn catch_up(self, of: Option<&ProfileId>, limit: Duration) -> bool {
        let shared = &self.engine.shared;
        if loading::reload(shared).await.is_err() || shared.team.active().is_none() {
            return !shared.team.is_unusable();
        }
        let work = async {
            keep_up(shared).await?;
            let Some(active) = shared.team.active() else { return Ok(true) };
            let mut is_done = true;
            for id in active.stored.oas.keys().filter(|id| of.is_none_or(|of| of == *id)) {
                is_done &= rounds::sync(shared, id).await?.is_ok();
            }
            show_link(shared);
            remember(shared).await?;
            Ok::<bool, EngineError>(is_done)
        };
        matches!(tokio::time::timeout(limit, work).await, Ok(Ok(true)))
    }

    /// Asks the team's database about itself, for `doctor`; `None` without a team.
    pub async fn server_check(self) -> Result<Option<ServerCheck>, EngineError> {
        loading::reload(&self.engine.shared).await?;
        let Some(active) = self.engine.shared.team.active() else { return Ok(None) };
        Ok(Some(active.database.server_check().await?))
    }

    /// Follows the team while any handle on the engine exists: what others publish, who joins, which OAs this computer
    /// refreshes. Further calls change nothing.
    pub fn watch(self) {
        if !self.engine.shared.team.begins_watch() {
            return;
        }
        let weak = Arc::downgrade(&self.engine.shared);
        let (shared, commands) = (weak.clone(), self.engine.commands.downgrade());
        let engine = move || Some(Engine { shared: shared.upgrade()?, commands: commands.upgrade()? });
        tokio::spawn(watching::run(weak, engine));
    }
}

/// A team that cannot be read from the vault.
fn unusable() -> TeamState {
    TeamState {
        id: String::new(),
        name: String::new(),
        host: String::new(),
        me: MemberId(String::new()),
        role: Role::Viewer,
        link: TeamLink::Refused { why: TeamRefusal::Vault },
        epoch: 0,
        members: Vec::new(),
        oas: Vec::new(),
        invitations: Vec::new(),
    }
}

fn invitations_of(active: &Active) -> Vec<OpenInvitation> {
    let kept = active.stored.invitations().unwrap_or_default();
    let open = kept.into_iter().map(|(record, name)| OpenInvitation {
        id: record.id,
        role: record.role,
        name,
        expires_at: record.expires_at,
    });
    open.collect()
}

fn members_of(active: &Active, live: &Live) -> Vec<TeamMember> {
    let note = |id: &MemberId| live.notes.iter().find(|note| note.id == *id);
    let is_open = |id: &MemberId| {
        active.stored.leavers.iter().any(|leaver| leaver.member == *id && leaver.tasks.iter().any(|(_, done)| !done))
    };
    let current = active.chain.current().members.iter().map(|member| TeamMember {
        id: member.id.clone(),
        name: member.name.clone(),
        kind: member.kind,
        role: member.role,
        is_me: member.id == *active.me(),
        last_seen: note(&member.id).map(|note| note.last_seen_at),
        removed_at: None,
        refreshes: live.rows.iter().filter(|row| row.refresher.as_ref() == Some(&member.id)).count(),
        checklist_open: false,
    });
    // Those who left, as the rosters named them last.
    let left = active.stored.leavers.iter().map(|leaver| TeamMember {
        id: leaver.member.clone(),
        name: leaver.name.clone(),
        kind: leaver.kind,
        role: leaver.role,
        is_me: false,
        last_seen: note(&leaver.member).map(|note| note.last_seen_at),
        removed_at: Some(leaver.removed_at),
        refreshes: 0,
        checklist_open: is_open(&leaver.member),
    });
    current.chain(left).collect()
}

/// Reports whether another computer is sending an OA's token, as far as the last look says.
fn is_sent_elsewhere(active: &Active, id: &ProfileId) -> bool {
    let Some(look) = active.referee.last_look(id) else { return false };
    let is_theirs = |row: &&oa_token_team::rules::attempt::AttemptRow| {
        row.state == SharedState::Claimed && !row.released && row.holder != *active.me() && look.now < row.deadline
    };
    look.shared.attempts.iter().any(|row| is_theirs(&row))
}
