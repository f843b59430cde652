//! The `app_id` and `secret_key` of shared OAs: what a person corrects on one computer reaches the others.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use oa_token_model::profile::{AppId, ProfileId};
use oa_token_model::records::{FromTeam, ProfileEdit};
use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::secret::Secret;
use oa_token_team::keys::column::TeamSealer;
use oa_token_team::postgres::{OaRecord, SealedApp};
use oa_token_team::rules::access::SealedPart;
use oa_token_team::rules::app::{AppStep, AppValues, app_step};
use oa_token_team::rules::member::{MemberId, OaId};
use oa_token_vault::{Vault, VaultError};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::fault::TeamFault;
use super::keeping_up::{active, keep_up};
use super::loading::{self, Active};
use super::secrets::TeamSecrets;
use crate::{EngineError, EngineEvent, Shared};

/// How often the values of an OA are looked at again, if another computer changes them at the same time.
const TRIES: usize = 3;
/// How long a person who has corrected a value waits until it is published; that goes on without the person.
const PUBLICATION: Duration = Duration::from_secs(2);

/// What steers a send of a shared OA. Sealed: the database's own columns are not believed.
#[derive(Serialize, Deserialize)]
struct OaConfig {
    app_id: String,
    /// Counts the changes of app and secret key.
    #[serde(default)]
    version: u64,
    /// The member that made the last one.
    #[serde(default)]
    by: Option<MemberId>,
}

/// The app of a shared OA, as the team knows it.
pub(super) struct OaApp {
    pub(super) app_id: String,
    pub(super) secret_key: Secret,
    version: u64,
    by: Option<MemberId>,
}

impl OaApp {
    /// Returns the app of an OA that joins the team.
    pub(super) fn first(app_id: &str, secret_key: Secret) -> Self {
        Self { app_id: app_id.to_owned(), secret_key, version: 0, by: None }
    }
}

fn config_place(oa: &OaId) -> String {
    format!("oa {}", oa.0)
}

/// The secret key belongs to this app of this OA, and to this change: an older one does not open in its place.
fn secret_place(oa: &OaId, app_id: &str, version: u64) -> String {
    match version {
        0 => format!("oa {} app {app_id}", oa.0),
        _ => format!("oa {} app {app_id} change {version}", oa.0),
    }
}

/// Seals what steers an OA, and its secret key, with the newest keys.
pub(super) fn sealed(active: &Active, oa: &OaId, app: &OaApp) -> Option<(Vec<u8>, Vec<u8>)> {
    let OaApp { app_id, secret_key, version, by } = app;
    let config = OaConfig { app_id: app_id.clone(), version: *version, by: by.clone() };
    let config = serde_json::to_vec(&config).ok()?;
    let config = TeamSecrets::seal(&*active.sealer, SealedPart::Config, &config_place(oa), &config)?;
    let place = secret_place(oa, app_id, *version);
    let secret = TeamSecrets::seal(&*active.sealer, SealedPart::SecretKey, &place, secret_key.expose().as_bytes())?;
    Some((config, secret))
}

/// Opens what steers an OA, and its secret key.
pub(super) fn opened(active: &Active, record: &OaRecord) -> Option<OaApp> {
    let oa = &record.row.id;
    let config = TeamSecrets::open(&*active.sealer, SealedPart::Config, &config_place(oa), &record.config)?;
    let OaConfig { app_id, version, by } = serde_json::from_slice(config.expose()).ok()?;
    let place = secret_place(oa, &app_id, version);
    let secret = TeamSecrets::open(&*active.sealer, SealedPart::SecretKey, &place, &record.secret_key)?;
    let secret_key = Secret::new(std::str::from_utf8(secret.expose()).ok()?);
    Some(OaApp { app_id, secret_key, version, by })
}

/// Returns the name of both values that all members that may spend compute alike.
fn print(sealer: &TeamSealer, app_id: &str, secret_key: &Secret) -> Option<Fingerprint> {
    let values = Zeroizing::new(format!("{app_id}\n{}", secret_key.expose()));
    sealer.fingerprint("app", values.as_bytes()).ok()
}

/// Publishes what a person has just corrected here. If the database does not answer, a later round does it.
pub(crate) async fn correct(shared: &Arc<Shared>) {
    if shared.team.active().is_none() {
        return;
    }
    let weak = Arc::downgrade(shared);
    let publishing = tokio::spawn(async move {
        if let Some(shared) = weak.upgrade() {
            keep_up(&shared).await.ok();
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
        let newest = active.database.oas().await?;
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
    let (Some(role), Some(app)) = (active.role(), opened(&active, record)) else { return Ok(true) };
    let Some(print) = print(&active.sealer, &app.app_id, &app.secret_key) else { return Ok(true) };
    let oa = &record.row.id;
    let team = AppValues { version: app.version, print };
    let agreed = match app_step(role, here, active.stored.app(oa), team) {
        AppStep::Keep => return Ok(true),
        AppStep::Agree => team,
        AppStep::Publish { version } => {
            if !publish(shared, &active, profile, record, (here, version)).await? {
                return Ok(false);
            }
            AppValues { version, print: here }
        }
        AppStep::Adopt { over } => {
            if !adopt(shared, &active, profile, (here, app), over).await? {
                return Ok(false);
            }
            team
        }
    };
    let of = oa.clone();
    loading::change(shared, move |stored| {
        stored.set_app(&of, agreed);
        Ok(())
    })
    .await?;
    Ok(true)
}

/// Writes the values of this computer into the database, if neither side has changed since.
async fn publish(
    shared: &Shared,
    active: &Active,
    profile: &ProfileId,
    record: &OaRecord,
    (here, version): (Fingerprint, u64),
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
    let app = OaApp { app_id, secret_key, version, by: Some(active.me().clone()) };
    let (config, secret_key) = sealed(active, &record.row.id, &app).ok_or(TeamFault::Role)?;
    let new = SealedApp { config: &config, secret_key: &secret_key };
    let before = SealedApp { config: &record.config, secret_key: &record.secret_key };
    let is_published = active.database.change_app(&record.row.id, &app.app_id, new, before).await?;
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
    let Ok(app_id) = AppId::parse(&app.app_id) else { return Ok(true) };
    let by = app.by.as_ref().and_then(|by| active.name_of(by)).unwrap_or_default().to_owned();
    let edit = ProfileEdit {
        app_id: Some(app_id),
        secret_key: Some(app.secret_key),
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
