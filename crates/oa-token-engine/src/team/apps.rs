//! The `app_id` and `secret_key` of shared OAs: what a person corrects on one computer reaches the others.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use oa_token_model::profile::{AppId, ProfileId};
use oa_token_model::records::{FromTeam, ProfileEdit};
use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::secret::Secret;
use oa_token_team::keys::column::{TeamSealer, version_of};
use oa_token_team::keys::place::secret_place;
use oa_token_team::postgres::{DatabaseError, OaRecord, PlainConfig, Retired, SealedApp};
use oa_token_team::rules::access::{Act, Purpose};
use oa_token_team::rules::app::{AppStep, AppValues, Steering, app_step};
use oa_token_team::rules::member::{MemberId, OaId};
use oa_token_vault::{Vault, VaultError};
use zeroize::Zeroizing;

use super::config::OaConfig;
use super::fault::TeamFault;
use super::keeping_up::{active, keep_up};
use super::loading::{self, Active};
use super::rounds;
use super::secrets::TeamSecrets;
use crate::{EngineError, EngineEvent, Shared};

/// How often the values of an OA are looked at again, if another computer changes them at the same time.
const TRIES: usize = 3;
/// How long a person who has entered something waits until it is published; that goes on without the person.
const PUBLICATION: Duration = Duration::from_secs(2);

/// The app of a shared OA and what else steers it, as the team knows it.
pub(super) struct OaApp {
    pub(super) config: OaConfig,
    pub(super) secret_key: Secret,
}

/// Seals what steers an OA, and its secret key, with the newest keys.
pub(super) fn sealed(active: &Active, oa: &OaId, app: &OaApp) -> Option<(Vec<u8>, Vec<u8>)> {
    let OaApp { config, secret_key } = app;
    let change = config.version.to_le_bytes();
    let place = secret_place(oa, &config.app_id, &change);
    let secret = TeamSecrets::seal(&*active.sealer, place, secret_key.expose().as_bytes())?;
    Some((config.sealed(&*active.sealer, oa)?, secret))
}

/// Opens what steers an OA, and its secret key.
pub(super) fn opened(active: &Active, record: &OaRecord) -> Option<OaApp> {
    let oa = &record.row.id;
    let config = OaConfig::open(&*active.sealer, oa, &record.config)?;
    let change = config.version.to_le_bytes();
    let place = secret_place(oa, &config.app_id, &change);
    let secret = TeamSecrets::open(&*active.sealer, place, &record.secret_key)?;
    let secret_key = Secret::new(std::str::from_utf8(secret.expose()).ok()?);
    Some(OaApp { config, secret_key })
}

/// Repeats in the database's own columns what steers the OAs, where somebody else has changed them. Members that cannot
/// open it, and people, read those.
pub(super) async fn repeat(shared: &Shared, stored: &[OaRecord]) -> Result<(), EngineError> {
    let active = active(shared)?;
    if !active.may(Act::ChangeOas) {
        return Ok(());
    }
    let agreed = active.stored.steering();
    for record in stored {
        let oa = &record.row.id;
        let Some(config) = OaConfig::open(&*active.sealer, oa, &record.config) else { continue };
        let is_former = |agreed: &&Steering| config.version < agreed.version && config.retired != agreed.retired;
        if let Some(agreed) = agreed.get(oa).filter(is_former) {
            // The database has forgotten that the OA was taken out or came back, somebody has put the former values
            // back, or the change did not reach it.
            if let Some(app) = opened(&active, record) {
                write(&active, record, steered(app, *agreed, active.me())).await?;
            }
            continue;
        }
        let plain =
            PlainConfig { app_id: &record.app_id, automatic: record.row.automatic, retired: record.row.is_retired };
        if plain == config.plain() {
            continue;
        }
        let read = SealedApp { config: &record.config, secret_key: &record.secret_key };
        if active.database.change_app(oa, config.plain(), read, read).await? {
            note_altered(shared, &active, oa).await?;
        }
    }
    Ok(())
}

/// Says in the history of an OA that is here that somebody else has written to the database.
async fn note_altered(shared: &Shared, active: &Active, oa: &OaId) -> Result<(), EngineError> {
    tracing::warn!(oa = oa.0.as_str(), "what steers an OA in the team's database not believed");
    let of: Vec<ProfileId> =
        active.stored.oas.iter().filter(|(_, shared)| *shared == oa).map(|(profile, _)| profile.clone()).collect();
    let now = shared.now();
    let note = move |vault: &mut dyn Vault| {
        of.iter().try_for_each(|id| match vault.record_team_altered(id, now) {
            Err(VaultError::NoSuchProfile) => Ok(()),
            done => done,
        })
    };
    shared.store.run(note).await?;
    shared.changes.note();
    Ok(())
}

fn steered(app: OaApp, steering: Steering, by: &MemberId) -> OaApp {
    let Steering { version, automatic, retired } = steering;
    OaApp { config: OaConfig { version, by: Some(by.clone()), automatic, retired, ..app.config }, ..app }
}

/// Writes what steers an OA, if the database holds what was read. Returns whether it did.
async fn write(active: &Active, read: &OaRecord, app: OaApp) -> Result<bool, EngineError> {
    let oa = &read.row.id;
    let (config, secret_key) = sealed(active, oa, &app).ok_or(TeamFault::Role)?;
    let new = SealedApp { config: &config, secret_key: &secret_key };
    let read = SealedApp { config: &read.config, secret_key: &read.secret_key };
    Ok(active.database.change_app(oa, app.config.plain(), new, read).await?)
}

/// Takes an OA out of the team. Nothing of it is claimed any more. Refused while another computer may hold its only pair.
pub(super) async fn retire(shared: &Shared, profile: &ProfileId, oa: &OaId) -> Result<(), EngineError> {
    let active = active(shared)?;
    for _ in 0..TRIES {
        let records = active.database.oas().await?;
        let record = records.into_iter().find(|record| record.row.id == *oa).ok_or(DatabaseError::NoOa)?;
        let known = active.stored.steering().get(oa).map_or(0, |agreed| agreed.version);
        let app = match opened(&active, &record) {
            Some(app) => app,
            // No member sealed what is there.
            None => app_here(shared, profile).await?,
        };
        let version = app.config.version.max(known) + 1;
        let app = steered(app, Steering { version, automatic: false, retired: true }, active.me());
        let (config, secret_key) = sealed(&active, oa, &app).ok_or(TeamFault::Role)?;
        let new = SealedApp { config: &config, secret_key: &secret_key };
        let read = SealedApp { config: &record.config, secret_key: &record.secret_key };
        match active.database.retire(oa, app.config.plain(), new, read).await? {
            Retired::Changed => {}
            Retired::Open => return Err(TeamFault::AttemptOpen.into()),
            Retired::Done => {
                let of = oa.clone();
                return loading::change(shared, move |stored| {
                    stored.set_retired(&of, version);
                    Ok(())
                })
                .await;
            }
        }
    }
    Err(TeamFault::Raced.into())
}

/// Returns the app as this vault knows it.
async fn app_here(shared: &Shared, profile: &ProfileId) -> Result<OaApp, EngineError> {
    let of = profile.clone();
    let read = move |vault: &mut dyn Vault| {
        let record = vault.record(&of)?.ok_or(VaultError::NoSuchProfile)?;
        let app_id = record.profile.app_id.as_str().to_owned();
        let config = OaConfig { app_id, version: 0, by: None, automatic: record.automatic, retired: false };
        Ok(OaApp { config, secret_key: vault.secrets(&of)?.secret_key })
    };
    shared.store.run(read).await
}

/// Returns the name of both values that all members that may spend compute alike.
pub(super) fn print(sealer: &TeamSealer, app_id: &str, secret_key: &Secret) -> Option<Fingerprint> {
    let values = Zeroizing::new(format!("{app_id}\n{}", secret_key.expose()));
    sealer.fingerprint("app", values.as_bytes()).ok()
}

/// Publishes what a person has just entered here: corrected apps, and the pairs of these OAs. If the database does not
/// answer, a later round does it.
pub(crate) async fn entered(shared: &Arc<Shared>, pairs: Vec<ProfileId>) {
    if shared.team.active().is_none() {
        return;
    }
    let weak = Arc::downgrade(shared);
    let publishing = tokio::spawn(async move {
        let Some(shared) = weak.upgrade() else { return };
        keep_up(&shared).await.ok();
        for id in &pairs {
            if let Ok(Err(why)) = rounds::sync(&shared, id).await {
                tracing::warn!(oa = id.as_str(), cause = ?why, "pair not published yet");
            }
        }
    });
    // Dropping the handle does not end the task.
    drop(tokio::time::timeout(PUBLICATION, publishing).await);
}

/// Brings the apps of the shared OAs and the team to the same values.
pub(super) async fn level(shared: &Shared, records: &[OaRecord]) -> Result<(), EngineError> {
    let active = active(shared)?;
    let shared_here: HashMap<OaId, ProfileId> =
        active.stored.oas.iter().map(|(profile, oa)| (oa.clone(), profile.clone())).collect();
    let of = |record: &OaRecord| shared_here.get(&record.row.id).filter(|_| !record.row.is_retired).cloned();
    let mut open: Vec<(ProfileId, OaRecord)> =
        records.iter().filter_map(|record| Some((of(record)?, record.clone()))).collect();
    for _ in 0..TRIES {
        let here = values_here(shared, &active, open.iter().map(|(profile, _)| profile.clone()).collect()).await?;
        let mut raced = Vec::new();
        for (profile, record) in open {
            let Some(print) = here.get(&profile) else { continue };
            if !level_one(shared, &profile, &record, *print).await? {
                raced.push((profile, record.row.id));
            }
        }
        if raced.is_empty() {
            return Ok(());
        }
        let newest = active.believed(active.database.oas().await?);
        let again = |(profile, oa): (ProfileId, OaId)| {
            newest.iter().find(|record| record.row.id == oa && !record.row.is_retired).map(|row| (profile, row.clone()))
        };
        open = raced.into_iter().filter_map(again).collect();
    }
    // The next round goes on.
    Ok(())
}

/// Reads the names of the values that this vault holds. OAs that are not here any more, or were changed in the file, have
/// none.
async fn values_here(
    shared: &Shared,
    active: &Active,
    ids: Vec<ProfileId>,
) -> Result<HashMap<ProfileId, Fingerprint>, EngineError> {
    let sealer = Arc::clone(&active.sealer);
    let read = move |vault: &mut dyn Vault| {
        let mut prints = HashMap::new();
        for id in ids {
            if let Some(print) = print_here(vault, &sealer, &id)? {
                prints.insert(id, print);
            }
        }
        Ok(prints)
    };
    shared.store.run(read).await
}

fn print_here(vault: &mut dyn Vault, sealer: &TeamSealer, id: &ProfileId) -> Result<Option<Fingerprint>, VaultError> {
    let record = vault.record(id)?.filter(|record| !record.altered && record.moved_at.is_none());
    let Some(record) = record else { return Ok(None) };
    match vault.secrets(id) {
        Ok(secrets) => Ok(print(sealer, record.profile.app_id.as_str(), &secrets.secret_key)),
        Err(VaultError::NoSuchProfile | VaultError::Altered) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Levels one OA. Returns false if either side was changed meanwhile.
async fn level_one(
    shared: &Shared,
    profile: &ProfileId,
    record: &OaRecord,
    here: Fingerprint,
) -> Result<bool, EngineError> {
    let active = active(shared)?;
    let Some(role) = active.role().filter(|_| active.may(Act::ChangeOas)) else { return Ok(true) };
    let oa = &record.row.id;
    let known = active.stored.steering().get(oa).copied();
    let Some(app) = opened(&active, record) else {
        return restore(shared, &active, profile, record, (here, known)).await;
    };
    let Some(print) = print(&active.sealer, &app.config.app_id, &app.secret_key) else { return Ok(true) };
    let steering = app.config.steering();
    let team = AppValues { version: steering.version, print };
    let (print, steering) = match app_step(role, here, active.stored.app(oa), team) {
        AppStep::Keep => return Ok(true),
        AppStep::Agree => (print, steering),
        AppStep::Publish { version } => {
            let automatic = known.filter(|known| known.version > steering.version).unwrap_or(steering).automatic;
            let new = Steering { version, automatic, retired: false };
            if !publish(shared, &active, profile, record, (here, new)).await? {
                return Ok(false);
            }
            (here, new)
        }
        AppStep::Adopt { over } => {
            if !adopt(shared, &active, profile, (here, app), over).await? {
                return Ok(false);
            }
            (print, steering)
        }
    };
    let of = oa.clone();
    loading::change(shared, move |stored| {
        stored.set_app(&of, print, steering);
        Ok(())
    })
    .await?;
    Ok(true)
}

/// Writes the values of this computer over those that no member sealed, if it has seen no newer ones. Returns false if
/// either side was changed meanwhile.
async fn restore(
    shared: &Shared,
    active: &Active,
    profile: &ProfileId,
    record: &OaRecord,
    (here, known): (Fingerprint, Option<Steering>),
) -> Result<bool, EngineError> {
    let oa = &record.row.id;
    let newest = active.sealer.version(Purpose::Spend);
    let is_later = [&record.config, &record.secret_key].into_iter().any(|sealed| version_of(sealed) > newest);
    let shown = OaConfig::open(&*active.sealer, oa, &record.config).map_or(0, |config| config.version);
    let Some(known) = known.filter(|known| !is_later && active.may(Act::ChangeOas) && shown <= known.version) else {
        tracing::warn!(oa = oa.0.as_str(), "what steers a shared OA does not open");
        return Ok(true);
    };
    let new = Steering { version: known.version + 1, ..known };
    if !publish(shared, active, profile, record, (here, new)).await? {
        return Ok(false);
    }
    let of = oa.clone();
    loading::change(shared, move |stored| {
        stored.set_app(&of, here, new);
        Ok(())
    })
    .await?;
    note_altered(shared, active, oa).await?;
    Ok(true)
}

/// Writes the values of this computer into the database, if neither side has changed since.
async fn publish(
    shared: &Shared,
    active: &Active,
    profile: &ProfileId,
    record: &OaRecord,
    (here, new): (Fingerprint, Steering),
) -> Result<bool, EngineError> {
    let (of, sealer) = (profile.clone(), Arc::clone(&active.sealer));
    let read = move |vault: &mut dyn Vault| {
        let record = vault.record(&of)?.ok_or(VaultError::NoSuchProfile)?;
        let secret_key = vault.secrets(&of)?.secret_key;
        let app_id = record.profile.app_id.as_str().to_owned();
        let is_same = print(&sealer, &app_id, &secret_key) == Some(here);
        Ok(is_same.then_some((app_id, secret_key)))
    };
    let Some((app_id, secret_key)) = shared.store.run(read).await? else { return Ok(false) };
    let Steering { version, automatic, retired } = new;
    let config = OaConfig { app_id, version, by: Some(active.me().clone()), automatic, retired };
    let is_published = write(active, record, OaApp { config, secret_key }).await?;
    tracing::info!(oa = profile.as_str(), is_published, "app changed here");
    Ok(is_published)
}

/// Writes the team's values into this vault, unless a person has changed those here since.
async fn adopt(
    shared: &Shared,
    active: &Active,
    profile: &ProfileId,
    (here, app): (Fingerprint, OaApp),
    over: bool,
) -> Result<bool, EngineError> {
    let OaApp { config, secret_key } = app;
    let Ok(app_id) = AppId::parse(&config.app_id) else { return Ok(true) };
    let by = config.by.as_ref().and_then(|by| active.name_of(by)).unwrap_or_default().to_owned();
    let edit = ProfileEdit {
        app_id: Some(app_id),
        secret_key: Some(secret_key),
        from_team: Some(FromTeam { by, over }),
        ..ProfileEdit::default()
    };
    let (of, sealer, now) = (profile.clone(), Arc::clone(&active.sealer), shared.now());
    let write = move |vault: &mut dyn Vault| {
        vault.begin_writing()?;
        let done = print_here(vault, &sealer, &of).and_then(|print| match print {
            Some(print) if print == here => vault.edit(&of, &edit, now).map(|_| true),
            Some(_) | None => Ok(false),
        });
        vault.end_writing(done.is_ok())?;
        done
    };
    let is_adopted = shared.store.run(write).await?;
    if is_adopted {
        shared.changes.note();
        shared.emit(EngineEvent::ProfileChanged(profile.clone()));
    }
    Ok(is_adopted)
}
