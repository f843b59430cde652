//! OAs on their way into the team, from it, and out of it.

use std::collections::HashSet;
use std::time::Duration;

use oa_token_model::profile::{AppId, ProfileId, ProfileKind, ProfileName};
use oa_token_model::records::{ProfileRecord, ProfileSecrets, ProfileSeed};
use oa_token_model::refresh::plan::{Fingerprint, is_open};
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use oa_token_team::postgres::{NewOa, OaRecord};
use oa_token_team::rules::access::Act;
use oa_token_team::rules::member::{OaId, Role};
use oa_token_team::rules::refresher::LEASE;
use oa_token_vault::{Vault, VaultError};

use super::apps::{OaApp, opened, print as app_print, sealed};
use super::config::OaConfig;
use super::fault::TeamFault;
use super::keeping_up::active;
use super::loading::{self, Active};
use super::members::unreachable;
use super::rounds;
use super::secrets::TeamSecrets as _;
use crate::{EngineError, EngineEvent, Shared, file_lock};

/// Shares an OA of this computer with the team. Holds its lock, so that nothing is sent meanwhile.
pub(super) async fn add(shared: &Shared, id: &ProfileId) -> Result<(), EngineError> {
    let active = active(shared)?;
    if !active.may(Act::ChangeOas) {
        return Err(TeamFault::Role.into());
    }
    if active.stored.oas.contains_key(id) {
        return Ok(());
    }
    let Ok(Some(_lock)) = file_lock::take(&shared.options.environment.locks_folder(), id, Duration::ZERO).await else {
        return Err(EngineError::InFlight);
    };
    let (record, secrets, prints) = read(shared, &active, id).await?;
    fit(&record)?;
    let team = active.believed(active.database.oas().await?);
    let is_shared = |oa: &OaId| team.iter().any(|other| other.row.id == *oa && !other.row.is_retired);
    let oa = match active.database.oas_of(&prints).await?.into_iter().find(is_shared) {
        // Another computer has brought the same OA.
        Some(oa) => oa,
        None => put(shared, &active, &team, (&record, &secrets)).await?,
    };
    let (of, to) = (id.clone(), oa.clone());
    loading::change(shared, move |stored| {
        stored.oas.insert(of.clone(), to.clone());
        Ok(())
    })
    .await?;
    rounds::sync(shared, id).await?.map_err(|_| unreachable())?;
    if record.automatic {
        let row = active.database.oas().await?.into_iter().find(|row| row.row.id == oa);
        if let Some(row) = row.filter(|row| row.row.refresher.is_none()) {
            active.database.take_refresher(&oa, active.me(), row.row.term, LEASE).await?;
        }
    }
    shared.emit(EngineEvent::ProfileChanged(id.clone()));
    Ok(())
}

/// Refuses an OA that this computer may not send, or whose outcome is open.
fn fit(record: &ProfileRecord) -> Result<(), EngineError> {
    if record.altered {
        return Err(VaultError::Altered.into());
    }
    if record.profile.kind == ProfileKind::Practice {
        return Err(VaultError::Practice.into());
    }
    if record.last.as_ref().is_some_and(|last| is_open(&last.entry.attempt)) {
        return Err(EngineError::InFlight);
    }
    if record.moved_at.is_some() || record.old_copy { Err(TeamFault::Unfit.into()) } else { Ok(()) }
}

type OaHere = (ProfileRecord, ProfileSecrets, Vec<Fingerprint>);

async fn read(shared: &Shared, active: &Active, id: &ProfileId) -> Result<OaHere, EngineError> {
    let (of, sealer) = (id.clone(), std::sync::Arc::clone(&active.sealer));
    let read = move |vault: &mut dyn Vault| {
        vault.settle(Some(&of))?;
        let record = vault.record(&of)?.ok_or(VaultError::NoSuchProfile)?;
        let tokens = vault.generations(&of)?.into_iter().filter_map(|pair| pair.pair.refresh);
        let prints = tokens.filter_map(|token| sealer.print(&token)).collect();
        Ok((record, vault.secrets(&of)?, prints))
    };
    shared.store.run(read).await
}

/// Writes an OA that the team does not share into the database.
async fn put(
    shared: &Shared,
    active: &Active,
    team: &[OaRecord],
    (record, secrets): (&ProfileRecord, &ProfileSecrets),
) -> Result<OaId, EngineError> {
    let id = &record.profile.id;
    // The id of the profile, so that a second try after a crash finds the first.
    let oa = OaId(id.to_string());
    let app_id = record.profile.app_id.as_str();
    // It may have been shared and taken out before.
    let before = team.iter().find(|other| other.row.id == oa);
    let config = before.and_then(|other| OaConfig::open(&*active.sealer, &oa, &other.config));
    let known = active.stored.steering().get(&oa).map(|steering| steering.version);
    let version = config.map(|config| config.version).max(known).map_or(0, |version| version + 1);
    let by = (version > 0).then(|| active.me().clone());
    let config = OaConfig { app_id: app_id.to_owned(), version, by, automatic: record.automatic, retired: false };
    let app = OaApp { config, secret_key: secrets.secret_key.clone() };
    let (config, secret_key) = sealed(active, &oa, &app).ok_or(TeamFault::Role)?;
    if before.is_some() {
        come_back(shared, active, id, &oa, &app).await?;
    }
    let new = NewOa {
        id: oa.clone(),
        name: record.profile.name.to_string(),
        app_id: app_id.to_owned(),
        config,
        secret_key,
        automatic: record.automatic,
    };
    active.database.add_oa(&new).await?;
    Ok(oa)
}

/// Prepares that the others go on with an OA that was taken out: first the team has the pairs that it got meanwhile, then
/// this computer asks the referee. If the rest fails, the next round does it.
async fn come_back(
    shared: &Shared,
    active: &Active,
    id: &ProfileId,
    oa: &OaId,
    app: &OaApp,
) -> Result<(), EngineError> {
    let referee = active.referee.with_oa(id, oa);
    rounds::sync_through(shared, &referee, id).await?.map_err(|_| unreachable())?;
    let print = app_print(&active.sealer, &app.config.app_id, &app.secret_key).ok_or(TeamFault::Role)?;
    let (of, to, steering) = (id.clone(), oa.clone(), app.config.steering());
    loading::change(shared, move |stored| {
        stored.oas.insert(of.clone(), to.clone());
        stored.set_app(&to, print, steering);
        Ok(())
    })
    .await
}

/// Brings OAs that the team has and this computer lacks into the vault, and stops those that were taken out of the team.
pub(super) async fn take_over(shared: &Shared, records: &[OaRecord]) -> Result<(), EngineError> {
    let active = active(shared)?;
    let known: HashSet<&OaId> = active.stored.oas.values().collect();
    for record in records.iter().filter(|record| !record.row.is_retired && !known.contains(&record.row.id)) {
        // Nothing was published of it yet.
        if record.row.current.is_none() {
            continue;
        }
        take_in(shared, &active, record).await?;
    }
    let (mut stopped, mut kept) = (Vec::new(), Vec::new());
    for (id, oa) in &active.stored.oas {
        let Some(record) = records.iter().find(|record| record.row.is_retired && record.row.id == *oa) else {
            continue;
        };
        let config = OaConfig::open(&*active.sealer, oa, &record.config);
        let version = config.as_ref().map_or(u64::MAX, |config| config.version);
        // It came back since that was read.
        if active.stored.app(oa).is_some_and(|agreed| agreed.version > version) {
            continue;
        }
        if config.is_some_and(|config| config.by.as_ref() == Some(active.me())) {
            kept.push((id.clone(), oa.clone(), version));
        // The team gets what only this computer has. If it does not answer, the next round stops the OA.
        } else if !matches!(rounds::sync(shared, id).await, Ok(Err(_))) {
            stopped.push((id.clone(), oa.clone()));
        }
    }
    if !kept.is_empty() {
        keep(shared, kept).await?;
    }
    if !stopped.is_empty() {
        let ids: Vec<ProfileId> = stopped.iter().map(|(id, _)| id.clone()).collect();
        stop(shared, &ids).await?;
        remember_retired(shared, &active, records, stopped).await?;
    }
    Ok(())
}

/// Goes on alone with OAs that this computer has taken out of the team by these changes. The answer was lost, or another
/// program of this computer is about to do the same.
async fn keep(shared: &Shared, kept: Vec<(ProfileId, OaId, u64)>) -> Result<(), EngineError> {
    loading::change(shared, move |stored| {
        for (id, oa, version) in &kept {
            if stored.app(oa).is_none_or(|agreed| agreed.version <= *version) {
                stored.oas.remove(id);
                stored.set_retired(oa, *version);
            }
        }
        Ok(())
    })
    .await?;
    shared.emit(EngineEvent::ProfilesChanged);
    Ok(())
}

/// Stores which OAs were taken out of the team, and which profiles they were here: an older configuration, put back into the
/// database, does not share them again.
async fn remember_retired(
    shared: &Shared,
    active: &Active,
    records: &[OaRecord],
    here: Vec<(ProfileId, OaId)>,
) -> Result<(), EngineError> {
    let version = |record: &OaRecord| {
        let config = OaConfig::open(&*active.sealer, &record.row.id, &record.config)?;
        Some((record.row.id.clone(), config.version))
    };
    let gone: Vec<(OaId, u64)> = records.iter().filter(|record| record.row.is_retired).filter_map(version).collect();
    loading::change(shared, move |stored| {
        for (oa, version) in &gone {
            stored.set_retired(oa, *version);
        }
        stored.former.extend(here.iter().map(|(id, oa)| (oa.clone(), id.clone())));
        Ok(())
    })
    .await
}

/// Stops OAs here: another computer goes on with them. They can be taken back.
pub(super) async fn stop(shared: &Shared, ids: &[ProfileId]) -> Result<(), EngineError> {
    let (of, now) = (ids.to_vec(), shared.now());
    let write = move |vault: &mut dyn Vault| {
        of.iter().try_for_each(|id| match vault.set_moved(id, true, now) {
            Err(VaultError::NoSuchProfile) => Ok(()),
            done => done,
        })
    };
    // Stopped first: an OA that is in no team any more and not stopped would be sent by two computers.
    shared.store.run(write).await?;
    forget(shared, ids).await?;
    shared.emit(EngineEvent::ProfilesChanged);
    Ok(())
}

/// Forgets that OAs are shared.
pub(super) async fn forget(shared: &Shared, ids: &[ProfileId]) -> Result<(), EngineError> {
    let of = ids.to_vec();
    loading::change(shared, move |stored| {
        stored.oas.retain(|profile, _| !of.contains(profile));
        Ok(())
    })
    .await
}

/// Makes the profile of a shared OA, or finds the one that holds one of its tokens.
async fn take_in(shared: &Shared, active: &Active, record: &OaRecord) -> Result<(), EngineError> {
    let oa = record.row.id.clone();
    let is_viewer = active.role() == Some(Role::Viewer);
    // A viewer holds no secret key. The app's id is no secret, and nothing is sent with it.
    let (app_id, secret_key) = match opened(active, record) {
        Some(app) => (app.config.app_id, app.secret_key),
        None if is_viewer => (record.app_id.clone(), Secret::new("")),
        None => {
            tracing::warn!(oa = oa.0.as_str(), "shared OA does not open");
            return Ok(());
        }
    };
    let Ok(app_id) = AppId::parse(&app_id) else { return Ok(()) };
    let here = match former_here(shared, active, &oa).await? {
        Some(former) => Some(former),
        None => same_here(shared, active, &oa, &app_id).await?,
    };
    let was_stopped = here.as_ref().is_some_and(|here| here.moved_at.is_some());
    let profile = match here {
        Some(here) => here.profile.id,
        None => create(shared, record, app_id, secret_key).await?,
    };
    let (of, back, now) = (profile.clone(), profile.clone(), shared.now());
    // It goes on here only as an OA of the team.
    let go_on = move |vault: &mut dyn Vault| if was_stopped { vault.set_moved(&back, false, now) } else { Ok(()) };
    loading::change_with(shared, go_on, move |stored| {
        stored.oas.insert(of.clone(), oa.clone());
        stored.former.remove(&oa);
        Ok(())
    })
    .await?;
    // If it fails, the next round tries again.
    rounds::sync(shared, &profile).await?.ok();
    shared.emit(EngineEvent::ProfilesChanged);
    Ok(())
}

/// Returns the profile that an OA was here before it was taken out of the team.
async fn former_here(shared: &Shared, active: &Active, oa: &OaId) -> Result<Option<ProfileRecord>, EngineError> {
    let Some(of) = active.stored.former.get(oa).cloned() else { return Ok(None) };
    let read = move |vault: &mut dyn Vault| Ok(vault.record(&of)?.filter(|record| !record.altered));
    shared.store.run(read).await
}

/// Returns the profile here that holds a token of a shared OA.
async fn same_here(
    shared: &Shared,
    active: &Active,
    oa: &OaId,
    app_id: &AppId,
) -> Result<Option<ProfileRecord>, EngineError> {
    let (app, sealer) = (app_id.clone(), std::sync::Arc::clone(&active.sealer));
    let mapped: HashSet<ProfileId> = active.stored.oas.keys().cloned().collect();
    let read = move |vault: &mut dyn Vault| {
        let mut found = Vec::new();
        for record in vault.profiles()? {
            let is_like_it = record.profile.app_id == app && record.profile.kind == ProfileKind::Live;
            if !is_like_it || record.altered || mapped.contains(&record.profile.id) {
                continue;
            }
            let tokens = vault.generations(&record.profile.id)?.into_iter().filter_map(|pair| pair.pair.refresh);
            let prints: Vec<Fingerprint> = tokens.filter_map(|token| sealer.print(&token)).collect();
            found.push((record, prints));
        }
        Ok(found)
    };
    for (record, prints) in shared.store.run(read).await? {
        if !prints.is_empty() && active.database.oas_of(&prints).await?.contains(oa) {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

async fn create(
    shared: &Shared,
    record: &OaRecord,
    app_id: AppId,
    secret_key: Secret,
) -> Result<ProfileId, EngineError> {
    let (name, now) = (record.name.clone(), shared.now());
    let write = move |vault: &mut dyn Vault| {
        let taken: HashSet<String> = vault.profiles()?.iter().map(|record| record.profile.name.key()).collect();
        let name = ProfileName::parse(&name).unwrap_or_else(|_| ProfileName::fallback(&app_id, &taken));
        let seed = ProfileSeed {
            name: name.or_numbered(&taken),
            app_id,
            kind: ProfileKind::Live,
            secret_key,
            // It comes with its ends, by the sync that follows.
            pair: TokenPair { access: None, refresh: None },
        };
        vault.create(&seed, now).map(|profile| profile.id)
    };
    let id = shared.store.run(write).await?;
    shared.changes.note();
    Ok(id)
}
