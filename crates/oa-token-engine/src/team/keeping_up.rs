//! Keeps this computer up with its team: the rosters, the keys, who joins, which OAs are shared.

use oa_token_team::keys::chain::Chain;
use oa_token_team::keys::invitation::{InvitationRecord, JoinRequest};
use oa_token_team::keys::roster::KeyCommitment;
use oa_token_team::keys::team_key::TeamKey;
use oa_token_team::keys::wrap::{WrappedKey, unwrap, wrap};
use oa_token_team::postgres::RosterChange;
use oa_token_team::rules::access::{Act, Purpose, purposes};
use oa_token_team::rules::epoch::awaited;
use oa_token_team::rules::member::{MemberId, Role};

use super::apps;
use super::fault::{TeamFault, TeamRefusal};
use super::leaving;
use super::loading::{self, Active, show, show_fault};
use super::members;
use super::sharing;
use super::state::TeamLink;
use crate::{EngineError, Shared};

/// Reads what is new of the team, and answers who wants to join. Shows how it went.
pub(super) async fn keep_up(shared: &Shared) -> Result<(), EngineError> {
    let done = all(shared).await;
    shared.team.note_kept_up();
    if let Err(EngineError::Team(fault)) = &done {
        show_fault(shared, fault, shared.now());
    }
    done
}

async fn all(shared: &Shared) -> Result<(), EngineError> {
    loading::reload(shared).await?;
    follow_rosters(shared).await?;
    members::ask_again(shared).await?;
    let active = active(shared)?;
    let role = active.role();
    if active.may(Act::Invite) {
        admit_all(shared).await?;
    }
    if let Err(error) = leaving::finish(shared).await {
        tracing::warn!(cause = crate::log::cause(&error), "removal not finished yet");
    }
    // Answering may have changed the members.
    let active = self::active(shared)?;
    let notes = active.database.members().await?;
    let stored = active.database.oas().await?;
    apps::repeat(shared, &stored).await?;
    let records = active.believed(stored);
    let rows = records.iter().map(|record| record.row.clone()).collect();
    if role.is_some() {
        sharing::take_over(shared, &records).await?;
        apps::level(shared, &records).await?;
    }
    show(shared, |live| (live.notes, live.rows) = (notes, rows));
    show_link(shared);
    Ok(())
}

/// Returns the team.
pub(super) fn active(shared: &Shared) -> Result<std::sync::Arc<Active>, TeamFault> {
    match shared.team.active() {
        Some(active) => Ok(active),
        None if shared.team.is_unusable() => Err(TeamFault::Unreadable),
        None => Err(TeamFault::NotInTeam),
    }
}

/// Shows how this computer stands with a database that has just answered.
pub(super) fn show_link(shared: &Shared) {
    let Some(active) = shared.team.active() else { return };
    let link = match (active.role(), &active.stored.joining) {
        (Some(_), _) => match waiting_for(&active) {
            names if names.is_empty() => TeamLink::Connected { agreed_at: shared.now() },
            names => TeamLink::EpochOpen { waiting_for: names },
        },
        (None, Some(joining)) => TeamLink::Awaiting { by: joining.by.clone() },
        (None, None) => TeamLink::Refused { why: TeamRefusal::Removed },
    };
    if matches!(shared.team.live().link, TeamLink::Unreachable { .. }) {
        // Who follows the team waits to try again, and would hear nothing until then.
        shared.team.changed.notify_waiters();
    }
    show(shared, |live| match (&live.link, &link) {
        // The time alone is no news.
        (TeamLink::Connected { .. }, TeamLink::Connected { .. }) => {}
        (_, _) => live.link = link,
    });
}

/// Returns the names of the members that are waited for since the database went back.
fn waiting_for(active: &Active) -> Vec<String> {
    let looks = active.stored.oas.keys().filter_map(|id| active.referee.last_look(id));
    let Some(newest) = looks.max_by_key(|look| look.now) else { return Vec::new() };
    let Some((row, checked_in)) = &newest.epoch else { return Vec::new() };
    if row.is_closed {
        return Vec::new();
    }
    let waits = awaited(row, &newest.members, checked_in);
    waits.iter().filter_map(|id| active.name_of(id)).map(str::to_owned).collect()
}

/// Reads and verifies newer rosters, and takes the keys that they commit to. Puts back what the database has lost.
async fn follow_rosters(shared: &Shared) -> Result<(), EngineError> {
    let active = active(shared)?;
    let known = active.chain.current().epoch;
    let (newer, newest) = active.database.rosters(known).await?;
    if newest < known && active.may(Act::PutBack) {
        let lost = (1..).zip(active.chain.signed().iter().cloned()).filter(|(epoch, _)| *epoch > newest);
        let roster = active.chain.current();
        let mut wrapped = Vec::new();
        if active.role() == Some(Role::Admin) {
            let held = active.stored.keys()?;
            for member in &roster.members {
                wrapped.extend(wrapped_for(&active, &active.chain, &member.id, member.role, &held)?);
            }
        }
        match active.database.put_back_rosters(&lost.collect::<Vec<_>>(), &roster.members, &wrapped).await {
            // With logins of their own only admins write it.
            Err(error) if error.is_forbidden() => tracing::warn!("rosters not put back: left to an admin"),
            done => done?,
        }
    }
    let mut chain = active.chain.clone();
    for roster in &newer {
        chain = chain.then(roster)?;
    }
    let keys = missing_keys(&active, &chain).await?;
    if newer.is_empty() && keys.is_empty() {
        return Ok(());
    }
    loading::change(shared, move |stored| {
        // Another program of this computer may have been first.
        if chain.current().epoch > stored.epoch() {
            stored.set_chain(&chain);
        }
        if chain.current().member(&stored.me).is_some() {
            stored.joining = None;
        }
        for (purpose, version, key) in &keys {
            stored.add_key(*purpose, *version, key);
        }
        Ok(())
    })
    .await
}

/// A team key with its purpose and version.
type HeldKey = (Purpose, u32, TeamKey);

/// Reports whether a key is the one that a roster commits to. A removal that failed has left another one of its version.
fn is_of(entry: &KeyCommitment, (purpose, version, key): &HeldKey) -> bool {
    (entry.purpose, entry.version, entry.commitment) == (*purpose, *version, key.commitment())
}

/// Reads the keys of this computer's role that it lacks.
async fn missing_keys(active: &Active, chain: &Chain) -> Result<Vec<HeldKey>, EngineError> {
    let roster = chain.current();
    let Some(me) = roster.member(active.me()) else { return Ok(Vec::new()) };
    let held = active.stored.keys()?;
    let holds = |entry: &KeyCommitment| held.iter().any(|key| is_of(entry, key));
    let lacks = |purpose: &Purpose| roster.key(*purpose).is_some_and(|entry| !holds(entry));
    if !purposes(me.role).iter().any(lacks) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for row in active.database.team_keys(active.me()).await? {
        if chain.commitment(row.purpose, row.version).is_some_and(holds) {
            continue;
        }
        match unwrap(chain, &row, active.me(), &active.identity) {
            Ok(key) => found.push((row.purpose, row.version, key)),
            // Anybody who writes the table can put one there. It is not used.
            Err(fault) => tracing::warn!(cause = crate::log::cause(&fault), "team key refused"),
        }
    }
    Ok(found)
}

/// Answers the computers that want to join with an invitation of this one.
async fn admit_all(shared: &Shared) -> Result<(), EngineError> {
    let active = active(shared)?;
    let invitations = active.stored.invitations()?;
    if invitations.is_empty() {
        return Ok(());
    }
    for (id, request) in active.database.join_requests().await? {
        let Some((record, _)) = invitations.iter().find(|(record, _)| record.id == id) else { continue };
        let Ok(request) = serde_json::from_slice::<JoinRequest>(&request) else { continue };
        match admit(shared, record, &request).await {
            Err(EngineError::Team(TeamFault::Invitation(fault))) => {
                tracing::warn!(cause = crate::log::cause(&fault), "request to join refused");
            }
            done => done?,
        }
    }
    Ok(())
}

async fn admit(shared: &Shared, record: &InvitationRecord, request: &JoinRequest) -> Result<(), EngineError> {
    let active = active(shared)?;
    let now = active.database.now().await?;
    let member = record.admit(request, &active.chain, false, now)?;
    let next = active.chain.next(active.me().clone()).with(member.clone());
    let chain = active.chain.clone().then(&next.sign(&active.identity))?;
    let keys = wrapped_for(&active, &chain, &member.id, member.role, &active.stored.keys()?)?;
    let signed = chain.signed().last().expect("a chain has at least one roster").clone();
    let change = RosterChange {
        epoch: chain.current().epoch,
        signed: &signed,
        keys: &keys,
        added: Some(&member),
        removed: None,
        used: Some(&record.id),
    };
    // Another admin has changed the members meanwhile: the next round answers.
    if !active.database.publish_roster(change).await? {
        return Ok(());
    }
    tracing::info!(member = member.id.0.as_str(), "member added");
    let used = record.id.clone();
    loading::change(shared, move |stored| {
        stored.set_chain(&chain);
        stored.drop_invitation(&used);
        Ok(())
    })
    .await
}

/// Wraps the current keys of a role for a member of the newest roster.
pub(super) fn wrapped_for(
    active: &Active,
    chain: &Chain,
    member: &MemberId,
    role: Role,
    keys: &[HeldKey],
) -> Result<Vec<WrappedKey>, TeamFault> {
    let signer = (active.me(), &active.identity);
    let mut wrapped = Vec::new();
    for purpose in purposes(role) {
        let entry = chain.current().key(*purpose).ok_or(TeamFault::Unreadable)?;
        let (_, _, key) = keys.iter().find(|key| is_of(entry, key)).ok_or(TeamFault::Unreadable)?;
        wrapped.push(wrap(chain, *purpose, key, member, signer)?);
    }
    Ok(wrapped)
}
