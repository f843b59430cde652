//! What front ends show of the team, from what this computer stores and last saw.

use oa_token_model::profile::ProfileId;
use oa_token_model::schedule::NextRefresh;
use oa_token_team::rules::access::{Act, may};
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::member::{MemberId, Role};
use oa_token_team::rules::provisional::PATIENCE;

use super::TeamRefusal;
use super::loading::{self, Active, Live};
use super::state::{Awaited, OpenInvitation, TeamLink, TeamMember, TeamOa, TeamState};
use crate::Engine;

/// Returns the team as this computer knows it, without asking the database; `None` if it is in none.
pub(super) async fn state(engine: &Engine) -> Option<TeamState> {
    let shared = &engine.shared;
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
        may_manage: active.may(Act::Invite) && active.may(Act::RemoveMember),
        may_share: active.may(Act::ChangeOas),
        may_declare_gone: active.may(Act::DeclareGone),
        link: live.link.clone(),
        epoch: roster.epoch,
        members: members_of(&active, &live),
        oas: oas_of(engine, &active, &live).await,
        invitations: invitations_of(&active),
    })
}

async fn oas_of(engine: &Engine, active: &Active, live: &Live) -> Vec<TeamOa> {
    let records = engine.profiles().list().await.unwrap_or_default();
    let schedule = engine.auto_refresh().schedule_of(&records).await;
    let mut oas = Vec::new();
    for record in &records {
        let id = &record.profile.id;
        let Some(oa) = active.stored.oas.get(id) else { continue };
        let refresher = live.rows.iter().find(|row| row.id == *oa).and_then(|row| row.refresher.clone());
        let next = schedule.iter().find(|(other, _)| other == id).and_then(|(_, next)| match next {
            NextRefresh::Due => Some(engine.now()),
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
            awaited: awaited(active, live, id),
        });
    }
    oas
}

/// A team that cannot be read from the vault.
fn unusable() -> TeamState {
    TeamState {
        id: String::new(),
        name: String::new(),
        host: String::new(),
        me: MemberId(String::new()),
        role: Role::Viewer,
        may_manage: false,
        may_share: false,
        may_declare_gone: false,
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
        may_refresh: may(member.role, Act::Refresh),
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
        may_refresh: false,
        checklist_open: is_open(&leaver.member),
    });
    current.chain(left).collect()
}

/// Reports whether another computer is sending an OA's token, as far as the last look says.
fn is_sent_elsewhere(active: &Active, id: &ProfileId) -> bool {
    let Some(look) = active.referee.last_look(id) else { return false };
    let is_theirs = |row: &&AttemptRow| {
        row.state == SharedState::Claimed && !row.released && row.holder != *active.me() && look.now < row.deadline
    };
    look.shared.attempts.iter().any(|row| is_theirs(&row))
}

/// Returns the first member that an OA waits for, as far as the last look says.
fn awaited(active: &Active, live: &Live, id: &ProfileId) -> Option<Awaited> {
    let look = active.referee.last_look(id)?;
    let current = look.shared.oa.current.as_ref()?;
    let token = look.shared.pairs.iter().find(|pair| pair.brought == *current)?.refresh?;
    let is_it =
        |row: &&AttemptRow| row.state == SharedState::DeadProvisional && !row.released && row.fingerprint == token;
    let row = look.shared.attempts.iter().rfind(is_it)?;
    let (member, since) = (row.awaits.first()?, row.dead_at?);
    Some(Awaited {
        member: member.clone(),
        name: active.name_of(member).unwrap_or_default().to_owned(),
        last_seen: live.notes.iter().find(|note| note.id == *member).map(|note| note.last_seen_at),
        since,
        until: since.saturating_add(PATIENCE).unwrap_or(since),
    })
}
