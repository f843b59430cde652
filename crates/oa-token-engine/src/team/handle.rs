//! What window and command call about the team.

use std::sync::Arc;
use std::time::Duration;

use oa_token_model::outcome::AttemptResult;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_team::postgres::ServerCheck;
use oa_token_team::rules::access::Act;
use oa_token_team::rules::member::{MemberId, Role};
use oa_token_team::rules::refresher::LEASE;

use super::fault::TeamFault;
use super::keeping_up::{active, keep_up, show_link};
use super::loading::{self, remember};
use super::logins::{self, InvitedLogin, NewLogin};
use super::members::{self, DatabaseFound, InvitationShown, NewInvitation, NewTeam};
use super::state::{LeaverChecklist, LeaverTask, TeamState};
use super::{apps, leaving, rounds, sharing, showing, watching};
use crate::{Engine, EngineError, EngineEvent};

/// The team that shares this computer's OAs.
#[derive(Clone, Copy)]
pub struct Team<'a> {
    pub(crate) engine: &'a Engine,
}

impl Team<'_> {
    /// Returns the team as this computer knows it, without asking the database; `None` if it is in none.
    pub async fn state(self) -> Option<TeamState> {
        showing::state(self.engine).await
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
        apps::retire(shared, oa, &id).await?;
        sharing::forget(shared, std::slice::from_ref(oa)).await
    }

    /// Says that a member will not come back: OAs that wait for it do so no longer.
    pub async fn declare_gone(self, member: &MemberId) -> Result<(), EngineError> {
        let shared = &self.engine.shared;
        loading::reload(shared).await?;
        let active = active(shared)?;
        if !active.may(Act::DeclareGone) {
            return Err(TeamFault::Role.into());
        }
        for id in active.stored.oas.keys() {
            rounds::declare_gone(shared, &active.referee, id, member).await?;
        }
        shared.emit(EngineEvent::TeamChanged);
        Ok(())
    }

    /// Removes a member, changes the keys, and seals everything again. Returns what is left for people to do.
    pub async fn remove(self, member: &MemberId) -> Result<LeaverChecklist, EngineError> {
        leaving::remove(&self.engine.shared, member).await?;
        self.checklist(member)
    }

    /// Sends the refresh tokens of the shared OAs, so that those of a removed member end, and ticks what was done.
    pub async fn refresh_after(self, member: &MemberId) -> Result<LeaverChecklist, EngineError> {
        for (task, done) in self.checklist(member)?.tasks {
            let LeaverTask::Refresh(id) = &task else { continue };
            if done {
                continue;
            }
            // What the others refreshed before is heard of first: it would count as the outcome of this send, and the
            // leaver may hold that token.
            if !matches!(rounds::sync(&self.engine.shared, id).await, Ok(Ok(_))) {
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
        leaving::settle(&self.engine.shared, member, task).await
    }

    /// Leaves the team. The shared OAs are stopped here, unless this computer is the last member. Refused while the team
    /// cannot get what only this computer has.
    pub async fn leave(self) -> Result<(), EngineError> {
        leaving::leave(&self.engine.shared, false).await
    }

    /// Leaves the team although it may not get what only this computer has. The caller has asked a person.
    pub async fn leave_anyway(self) -> Result<(), EngineError> {
        leaving::leave(&self.engine.shared, true).await
    }

    /// Goes on alone with what is here, because the team is no more. The caller has asked a person: if the team lives,
    /// two computers would refresh the same OAs.
    pub async fn go_on_alone(self) -> Result<(), EngineError> {
        leaving::go_on_alone(&self.engine.shared).await
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
