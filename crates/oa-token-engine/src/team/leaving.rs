//! Who leaves the team or is removed, and what is left to do then.

use std::time::Duration;

use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::is_open;
use oa_token_team::keys::column::ColumnPlace;
use oa_token_team::keys::place::PairPlace;
use oa_token_team::keys::roster::RosterMember;
use oa_token_team::postgres::{OaRecord, RosterChange, SealedApp, SealedPair, Sharing};
use oa_token_team::rules::access::Act;
use oa_token_team::rules::attempt::AttemptRow;
use oa_token_team::rules::member::{MemberId, Role};
use oa_token_team::rules::pair::PairRow;
use oa_token_team::rules::trust::{Codes as _, Trust};
use oa_token_vault::{Vault, VaultError};

use super::apps;
use super::fault::TeamFault;
use super::keeping_up::{active, keep_up, wrapped_for};
use super::loading::{self, Active};
use super::members::{as_admin, unreachable};
use super::rounds;
use super::secrets::TeamSecrets;
use super::sharing;
use super::state::LeaverTask;
use super::stored::Leaver;
use crate::file_lock::{self, ProfileLock};
use crate::{EngineError, Shared};

/// Removes a member: a roster without it, new keys for the others, and everything sealed again. Returns what is left for
/// people to do.
pub(super) async fn remove(shared: &Shared, member: &MemberId) -> Result<(), EngineError> {
    keep_up(shared).await?;
    let active = as_admin(shared, Act::RemoveMember)?;
    let Some(leaver) = active.chain.current().member(member).cloned() else {
        // An earlier call has removed it, and its answer was lost.
        let is_done = active.stored.leavers.iter().any(|leaver| leaver.member == *member);
        return if is_done { Ok(()) } else { Err(TeamFault::NoSuchMember.into()) };
    };
    if *member == *active.me() {
        return Err(TeamFault::LastAdmin.into());
    }
    let (next, made) = active.chain.next(active.me().clone()).without(member);
    let chain = active.chain.clone().then(&next.sign(&active.identity))?;
    let mut team_keys = active.stored.keys()?;
    for (purpose, key) in &made {
        let version = chain.current().key(*purpose).map_or(0, |entry| entry.version);
        team_keys.push((*purpose, version, key.clone()));
    }
    let mut wrapped = Vec::new();
    for other in &chain.current().members {
        wrapped.extend(wrapped_for(&active, &chain, &other.id, other.role, &team_keys)?);
    }
    let tasks = left_to_do(shared, &active, leaver.role).await?;
    // The new keys are kept before anything is sealed with them, and what is left to do before the member is removed: both
    // would be lost with the answer.
    let RosterMember { id, name, kind, role, .. } = leaver;
    let (leaver, keys) = (Leaver { member: id, name, kind, role, removed_at: shared.now(), tasks }, team_keys.clone());
    loading::change(shared, move |stored| {
        for (purpose, version, key) in &keys {
            stored.add_key(*purpose, *version, key);
        }
        stored.leaving.retain(|other| other.member != leaver.member);
        stored.leaving.push(leaver.clone());
        Ok(())
    })
    .await?;
    let signed = chain.signed().last().expect("a chain has at least one roster").clone();
    let change = RosterChange {
        epoch: chain.current().epoch,
        signed: &signed,
        keys: &wrapped,
        added: None,
        removed: Some(member),
        used: None,
    };
    match active.database.publish_roster(change).await {
        Ok(true) => {}
        Ok(false) => return Err(TeamFault::Raced.into()),
        Err(error) => {
            // It may be done although its answer was lost.
            let is_done = error.is_in_doubt() && keep_up(shared).await.is_ok();
            if !is_done || self::active(shared)?.chain.current().member(member).is_some() {
                return Err(error.into());
            }
        }
    }
    keep_up(shared).await?;
    finish(shared).await
}

/// Finishes the removals that were begun here: once the roster names a member no more, everything is sealed again, and what
/// is left for people to do is shown.
pub(super) async fn finish(shared: &Shared) -> Result<(), EngineError> {
    let active = active(shared)?;
    let is_out = |leaver: &Leaver| active.chain.current().member(&leaver.member).is_none();
    let done: Vec<MemberId> =
        active.stored.leaving.iter().filter(|leaver| is_out(leaver)).map(|leaver| leaver.member.clone()).collect();
    if done.is_empty() {
        return Ok(());
    }
    seal_again(shared).await?;
    loading::change(shared, move |stored| {
        let (out, staying) = stored.leaving.drain(..).partition(|leaver| done.contains(&leaver.member));
        stored.leaving = staying;
        stored.leavers.extend::<Vec<_>>(out);
        Ok(())
    })
    .await
}

async fn left_to_do(shared: &Shared, active: &Active, role: Role) -> Result<Vec<(LeaverTask, bool)>, EngineError> {
    let mut tasks: Vec<(LeaverTask, bool)> =
        active.stored.oas.keys().map(|id| (LeaverTask::Refresh(id.clone()), false)).collect();
    if role >= Role::Operator {
        let ids: Vec<ProfileId> = active.stored.oas.keys().cloned().collect();
        let read = move |vault: &mut dyn Vault| {
            let mut apps = std::collections::BTreeSet::new();
            for id in &ids {
                apps.extend(vault.record(id)?.map(|record| record.profile.app_id.to_string()));
            }
            Ok(apps)
        };
        tasks.extend(shared.store.run(read).await?.into_iter().map(|app| (LeaverTask::SecretKey(app), false)));
    }
    tasks.push((LeaverTask::DatabasePassword, false));
    Ok(tasks)
}

/// How often the values of an OA are read again because another computer has changed them meanwhile.
const TRIES: usize = 3;

/// Seals what the database holds with the newest keys, so that a former key opens nothing any more.
async fn seal_again(shared: &Shared) -> Result<(), EngineError> {
    let active = active(shared)?;
    let mut records = active.database.oas().await?;
    for _ in 0..TRIES {
        let mut changed = Vec::new();
        for record in records {
            if !seal_one_again(&active, &record).await? {
                changed.push(record.row.id);
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        records = active.database.oas().await?;
        records.retain(|record| changed.contains(&record.row.id));
    }
    Err(TeamFault::Raced.into())
}

/// Returns whether the values were still as they had been read.
async fn seal_one_again(active: &Active, record: &OaRecord) -> Result<bool, EngineError> {
    let Some(app) = apps::opened(active, record) else { return Ok(true) };
    let oa = &record.row.id;
    let (config, secret_key) = apps::sealed(active, oa, &app).ok_or(TeamFault::Unreadable)?;
    let reading = Sharing {
        me: active.me().clone(),
        oa: oa.clone(),
        local: None,
        sealed: std::collections::HashMap::new(),
        gone: Vec::new(),
        removed: Vec::new(),
        roles: active.chain.current().members.iter().map(|member| (member.id.clone(), member.role)).collect(),
        codes: std::sync::Arc::clone(&active.sealer) as _,
    };
    let share = active.database.share(&reading).await?;
    let again = |place: ColumnPlace<'_>, sealed: &Option<Vec<u8>>| {
        let plain = TeamSecrets::open(&*active.sealer, place, sealed.as_ref()?)?;
        TeamSecrets::seal(&*active.sealer, place, plain.expose())
    };
    let resealed = |row: &PairRow| {
        let (place, sealed) = (PairPlace::new(oa, row), share.sealed.get(&row.brought)?);
        let access = again(place.access(), &sealed.access);
        let refresh = again(place.refresh(), &sealed.refresh);
        // A value that does not open stays as it is.
        let is_whole = access.is_some() == sealed.access.is_some() && refresh.is_some() == sealed.refresh.is_some();
        is_whole.then(|| (row.brought.clone(), SealedPair { access, refresh }))
    };
    let pairs: Vec<_> = share.shared.pairs.iter().filter_map(resealed).collect();
    let again = |row: &AttemptRow| {
        let code = share.codes.get(&row.id)?;
        // One that was never right stays as it is.
        let is_former = active.sealer.trust(row, Some(code)) == Trust::Former;
        is_former.then(|| Some((row.id.clone(), active.sealer.code(row)?, code.clone())))?
    };
    let codes: Vec<_> = share.shared.attempts.iter().filter_map(again).collect();
    let new = SealedApp { config: &config, secret_key: &secret_key };
    let read = SealedApp { config: &record.config, secret_key: &record.secret_key };
    Ok(active.database.reseal(oa, new, read, &pairs, &codes).await?)
}

/// Leaves the team: this computer publishes what only it has and stops its OAs, unless it is the last member. An admin
/// removes it on another computer. `anyway`: also if the team cannot get what only this computer has.
pub(super) async fn leave(shared: &Shared, anyway: bool) -> Result<(), EngineError> {
    loading::reload(shared).await?;
    let active = active(shared)?;
    let roster = active.chain.current();
    let others = roster.members.iter().filter(|member| member.id != *active.me());
    let is_last_admin = active.role() == Some(Role::Admin) && others.clone().all(|member| member.role != Role::Admin);
    if others.count() > 0 {
        if is_last_admin {
            return Err(TeamFault::LastAdmin.into());
        }
        let mut locks = Vec::new();
        match hand_over(shared, &mut locks).await {
            Err(_) if anyway => {}
            // The team does not let this computer in any more, so it takes nothing from it.
            Err(EngineError::Team(fault)) if fault.is_shut_out() => {}
            done => done?,
        }
        // Keeping up may have changed them.
        let ids: Vec<ProfileId> = self::active(shared)?.stored.oas.keys().cloned().collect();
        sharing::stop(shared, &ids).await?;
    }
    loading::end(shared).await
}

/// Publishes what only this computer has of the shared OAs. Refused while an attempt of one is open. The locks keep
/// further ones from being made.
async fn hand_over(shared: &Shared, locks: &mut Vec<ProfileLock>) -> Result<(), EngineError> {
    let has_any = || Ok::<bool, TeamFault>(active(shared)?.may(Act::PutBack));
    if !has_any()? {
        return Ok(());
    }
    keep_up(shared).await?;
    if !has_any()? {
        return Ok(());
    }
    let active = active(shared)?;
    let folder = shared.options.environment.locks_folder();
    for id in active.stored.oas.keys() {
        let Ok(Some(lock)) = file_lock::take(&folder, id, Duration::ZERO).await else {
            return Err(TeamFault::AttemptOpen.into());
        };
        locks.push(lock);
        match rounds::sync(shared, id).await {
            // Somebody has changed it in the vault's file. Nothing of it is shared or sent.
            Err(EngineError::Vault(VaultError::Altered)) => continue,
            synced => synced?.map_err(|_| unreachable())?,
        };
        let of = id.clone();
        let record = shared.store.run(move |vault: &mut dyn Vault| vault.record(&of)).await?;
        if record.and_then(|record| record.last).is_some_and(|last| is_open(&last.entry.attempt)) {
            return Err(TeamFault::AttemptOpen.into());
        }
    }
    Ok(())
}

/// Goes on alone with what is here: the team is no more. The caller has asked a person.
pub(super) async fn go_on_alone(shared: &Shared) -> Result<(), EngineError> {
    loading::reload(shared).await?;
    if shared.team.active().is_none() && !shared.team.is_unusable() {
        return Err(TeamFault::NotInTeam.into());
    }
    loading::end(shared).await
}

/// Ticks what was done after a member was removed.
pub(super) async fn settle(shared: &Shared, member: &MemberId, task: &LeaverTask) -> Result<(), EngineError> {
    let (of, what) = (member.clone(), task.clone());
    loading::change(shared, move |stored| {
        for leaver in stored.leavers.iter_mut().filter(|leaver| leaver.member == of) {
            for (task, done) in &mut leaver.tasks {
                *done = *done || *task == what;
            }
        }
        Ok(())
    })
    .await
}
