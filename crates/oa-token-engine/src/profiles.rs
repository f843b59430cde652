//! Creating, changing and deleting profiles.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use oa_token_import::draft::{Draft, NewProfile, tidy};
use oa_token_model::profile::{Profile, ProfileId, ProfileKind, ProfileName, name_key};
use oa_token_model::records::{DeletedProfile, HistoryEntry, ProfileEdit, ProfileRecord, ProfileSecrets, ProfileSeed};
use oa_token_model::refresh::plan::{AttemptId, Entry, Fingerprint};
use oa_token_model::secret::Secret;
use oa_token_model::status::{SendPolicy, send_policy};
use oa_token_model::token::{Generation, StoredPair, TokenPair};
use oa_token_vault::{Reading, Vault, VaultError, Writing};

use crate::pages::{self, a_day_before};
use crate::{Engine, EngineError, EngineEvent, delivery, file_lock, team};

/// How a draft conflicts with existing profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftConflicts {
    /// The profile that already has the draft's name.
    pub same_name: Option<ProfileId>,
    /// The name of another profile that holds one of its tokens.
    pub held_by: Option<String>,
}

/// The profiles: list, read, create, change, delete.
#[derive(Clone, Copy)]
pub struct Profiles<'a> {
    pub(crate) engine: &'a Engine,
}

impl Profiles<'_> {
    /// Creates a profile.
    pub async fn create(self, seed: ProfileSeed) -> Result<Profile, EngineError> {
        let now = self.engine.now();
        let profile = self.engine.shared.store.run(move |vault| vault.create(&seed, now)).await?;
        self.engine.shared.changes.note();
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(profile)
    }

    /// Creates a live profile from a checked draft; without a name it gets a generated one.
    pub async fn create_named(self, new: NewProfile) -> Result<Profile, EngineError> {
        let NewProfile { name, app_id, secret_key, pair } = new;
        let name = match name {
            Some(name) => name,
            None => ProfileName::fallback(&app_id, &self.taken_names().await?),
        };
        self.create(ProfileSeed { name, app_id, kind: ProfileKind::Live, secret_key, pair }).await
    }

    /// Creates a practice profile from practice Zalo's data; adds a number to a name that is taken.
    pub async fn create_practice(self, new: NewProfile) -> Result<Profile, EngineError> {
        let NewProfile { name, app_id, secret_key, pair } = new;
        let taken = self.taken_names().await?;
        let name = name.map_or_else(|| ProfileName::fallback(&app_id, &taken), |name| name.or_numbered(&taken));
        self.create(ProfileSeed { name, app_id, kind: ProfileKind::Practice, secret_key, pair }).await
    }

    pub(crate) async fn taken_names(self) -> Result<HashSet<String>, EngineError> {
        Ok(self.list().await?.iter().map(|record| record.profile.name.key()).collect())
    }

    /// Changes a profile; a new pair becomes a generation, and the old ones are kept.
    pub async fn edit(self, id: &ProfileId, edit: ProfileEdit) -> Result<Option<Generation>, EngineError> {
        let (of, now) = (id.clone(), self.engine.now());
        let is_app = edit.app_id.is_some() || edit.secret_key.is_some();
        let generation = self.engine.shared.store.run(move |vault| vault.edit(&of, &edit, now)).await?;
        self.engine.shared.changes.note();
        if generation.is_some() {
            drop(delivery::deliver(&self.engine.shared, id));
        }
        self.engine.shared.emit(EngineEvent::ProfileChanged(id.clone()));
        if is_app || generation.is_some() {
            let pairs = generation.map(|_| id.clone()).into_iter().collect();
            team::entered(&self.engine.shared, pairs).await;
        }
        Ok(generation)
    }

    /// Writes a draft into a profile: its app, its secret key, its pair as the newest, and its name, if it has one.
    pub async fn import_onto(self, id: &ProfileId, new: NewProfile) -> Result<(), EngineError> {
        self.edit(id, replacing(new)).await.map(drop)
    }

    /// Creates live profiles from checked drafts, in one transaction: all of them are durable when this returns. Where
    /// the name is in use and `replace` is set, the profile with this name gets the draft's pair as its newest
    /// instead. Returns one result for each, in order: without `replace`, a name in use is [`VaultError::NameTaken`].
    ///
    /// With `all`, one that fails prevents all of them, and the others' results have no effect.
    pub async fn import(
        self,
        news: Vec<(NewProfile, bool)>,
        all: bool,
    ) -> Result<Vec<Result<ProfileId, VaultError>>, EngineError> {
        let now = self.engine.now();
        let work = move |vault: &mut dyn Vault| {
            let mut vault = Writing::of(vault)?;
            let mut taken: Option<HashSet<String>> = None;
            let mut ends = Vec::with_capacity(news.len());
            for (new, replace) in news {
                let end = import_one(&mut *vault, new, replace, now, &mut taken);
                let is_failed = end.is_err();
                ends.push(end);
                if all && is_failed {
                    return Ok(ends);
                }
            }
            vault.keep().map(|()| ends)
        };
        let ends = self.engine.shared.store.run(work).await?;
        self.engine.shared.changes.note();
        delivery::deliver_all(&self.engine.shared);
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        let pairs = ends.iter().flatten().cloned().collect();
        team::entered(&self.engine.shared, pairs).await;
        Ok(ends)
    }

    /// Returns how drafts conflict with existing profiles; one for each, in order.
    pub async fn draft_conflicts(self, drafts: &[Draft]) -> Result<Vec<DraftConflicts>, EngineError> {
        let sought = |draft: &Draft| {
            let (draft, _) = tidy(draft.clone());
            (draft.name.as_deref().map(name_key), draft.pair())
        };
        let sought: Vec<(Option<String>, TokenPair)> = drafts.iter().map(sought).collect();
        let count = sought.len();
        let work = move |vault: &mut dyn Vault| {
            let vault = Reading::of(vault, None);
            let of = |(name, pair): (Option<String>, TokenPair)| {
                let same_name = name.map(|name| vault.named(&name)).transpose()?.flatten();
                // The profile it would replace may hold the same token. While the vault is locked, this is unknown.
                let held_by = vault.held_by(same_name.as_ref(), &pair).ok().flatten();
                Ok(DraftConflicts { same_name, held_by })
            };
            sought.into_iter().map(of).collect()
        };
        match self.engine.shared.store.run(work).await {
            Err(EngineError::NoVault) => Ok(vec![DraftConflicts::default(); count]),
            other => other,
        }
    }

    /// Returns the name of a profile whose valid pair shares a token with this one; `None` while the vault is locked.
    pub async fn held_by(self, of: Option<ProfileId>, pair: TokenPair) -> Option<String> {
        self.engine.shared.store.run(move |vault| vault.held_by(of.as_ref(), &pair)).await.ok().flatten()
    }

    /// Deletes a profile; it can be restored for [`oa_token_vault::DELETED_KEPT`].
    ///
    /// # Errors
    /// [`EngineError::InFlight`] while an attempt of it is in flight, in this process or another one.
    pub async fn delete(self, id: &ProfileId) -> Result<(), EngineError> {
        let record = self.get(id).await?;
        let folder = self.engine.environment().locks_folder();
        // Held until the row is written, so that no attempt starts in between.
        let Ok(Some(_lock)) = file_lock::take(&folder, &record.profile.id, Duration::ZERO).await else {
            return Err(EngineError::InFlight);
        };
        let (of, now) = (record.profile.id, self.engine.now());
        self.engine.shared.store.run(move |vault| vault.delete(&of, now)).await?;
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }

    /// Lists the profiles that can be restored, newest first.
    pub async fn trash(self) -> Result<Vec<DeletedProfile>, EngineError> {
        match self.engine.shared.store.run(|vault| vault.deleted()).await {
            Err(EngineError::NoVault) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Restores a deleted profile, with its pairs and its history.
    pub async fn restore(self, id: &ProfileId) -> Result<(), EngineError> {
        let (of, now) = (id.clone(), self.engine.now());
        self.engine.shared.store.run(move |vault| vault.restore(&of, now)).await?;
        drop(delivery::deliver(&self.engine.shared, id));
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }

    /// Lists all profiles, oldest first; empty before the first run.
    pub async fn list(self) -> Result<Vec<ProfileRecord>, EngineError> {
        let since = a_day_before(self.engine.now());
        let read = move |vault: &mut dyn Vault| pages::all(&mut *Reading::of(vault, None), since);
        match self.engine.shared.store.run(read).await {
            Err(EngineError::NoVault) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Reads a profile.
    pub async fn get(self, id: &ProfileId) -> Result<ProfileRecord, EngineError> {
        let (of, since) = (id.clone(), a_day_before(self.engine.now()));
        let read = move |vault: &mut dyn Vault| {
            let mut vault = Reading::of(vault, Some(&of));
            let Some(mut record) = vault.record(&of)? else { return Ok(None) };
            record.sends = vault.sends(Some(&of), since)?.into_iter().map(|(_, at)| at).collect();
            Ok(Some(record))
        };
        match self.engine.shared.store.run(read).await {
            Ok(Some(record)) => Ok(record),
            Ok(None) | Err(EngineError::NoVault) => Err(VaultError::NoSuchProfile.into()),
            Err(error) => Err(error),
        }
    }

    /// Finds the profile a person typed: the one with exactly this id, else the one with this name, ignoring case. Only
    /// for user input; the rest of the code identifies profiles by id.
    pub async fn resolve(self, typed: &str) -> Result<ProfileRecord, EngineError> {
        if let Ok(id) = ProfileId::parse(typed.trim()) {
            match self.get(&id).await {
                Err(EngineError::Vault(VaultError::NoSuchProfile)) => {}
                found => return found,
            }
        }
        let found = match self.named(typed).await? {
            Some(id) => Some(self.get(&id).await?),
            None => None,
        };
        match found {
            Some(record) if record.profile.name.key() == name_key(typed) => Ok(record),
            // Not found, or an index points to another row or to no row.
            other => match self.engine.shared.store.run(|vault| vault.check_rows()).await {
                Ok(()) | Err(EngineError::NoVault) => other.ok_or_else(|| VaultError::NoSuchProfile.into()),
                Err(error) => Err(error),
            },
        }
    }

    /// Finds the profile with this name, ignoring case; does not accept an id.
    pub async fn named(self, name: &str) -> Result<Option<ProfileId>, EngineError> {
        let name = name.to_owned();
        match self.engine.shared.store.run(move |vault| vault.named(&name)).await {
            Err(EngineError::NoVault) => Ok(None),
            other => other,
        }
    }

    /// Returns the fingerprint of the credentials a profile would be sent with.
    pub async fn credentials(self, profile: &Profile, secret_key: &Secret) -> Result<Fingerprint, EngineError> {
        let (app_id, secret_key) = (profile.app_id.clone(), secret_key.clone());
        self.engine.shared.store.run(move |vault| vault.credentials(&app_id, &secret_key)).await
    }

    /// Returns what pressing "Gửi" does at the moment.
    pub fn send_policy(self, record: &ProfileRecord) -> SendPolicy {
        send_policy(record, self.engine.now())
    }

    /// Reads a profile's secrets.
    pub async fn secrets(self, id: &ProfileId) -> Result<ProfileSecrets, EngineError> {
        let of = id.clone();
        self.engine.shared.store.run(move |vault| vault.secrets(&of)).await
    }

    /// Reads the stored pairs of a profile, newest first.
    pub async fn generations(self, id: &ProfileId) -> Result<Vec<StoredPair>, EngineError> {
        let of = id.clone();
        self.engine.shared.store.run(move |vault| vault.generations(&of)).await
    }

    /// Reads one attempt of a profile with its answer; `None` if the profile has no such attempt.
    pub async fn attempt(self, of: &ProfileId, id: &AttemptId) -> Result<Option<Entry>, EngineError> {
        let (of, id) = (of.clone(), id.clone());
        let entry = self.engine.shared.store.run(move |vault| vault.attempt(&id)).await?;
        Ok(entry.filter(|entry| entry.profile == of))
    }

    /// Reads the history, newest first, of one profile or of all.
    pub async fn history(self, of: Option<ProfileId>, at_most: u32) -> Result<Vec<HistoryEntry>, EngineError> {
        match self.engine.shared.store.run(move |vault| vault.history(of.as_ref(), at_most)).await {
            Err(EngineError::NoVault) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Records that the current pair is the valid one, although it may be older than a pair elsewhere.
    pub async fn accept_copy(self, id: &ProfileId) -> Result<(), EngineError> {
        let record = self.get(id).await?;
        let (of, pair, now) = (id.clone(), record.current.generation, self.engine.now());
        self.engine.shared.store.run(move |vault| vault.choose_pair(&of, pair, now)).await?;
        drop(delivery::deliver(&self.engine.shared, id));
        self.engine.shared.emit(EngineEvent::ProfileChanged(id.clone()));
        Ok(())
    }
}

fn import_one(
    vault: &mut dyn Vault,
    new: NewProfile,
    replace: bool,
    now: Timestamp,
    taken: &mut Option<HashSet<String>>,
) -> Result<ProfileId, VaultError> {
    let existing = match &new.name {
        Some(name) => vault.named(name.as_str())?,
        None => None,
    };
    match existing {
        Some(_) if !replace => return Err(VaultError::NameTaken),
        Some(id) => return vault.edit(&id, &replacing(new), now).map(|_| id),
        None => {}
    }
    let NewProfile { name, app_id, secret_key, pair } = new;
    let name = match name {
        Some(name) => name,
        None => ProfileName::fallback(&app_id, known_names(vault, taken)?),
    };
    let seed = ProfileSeed { name, app_id, kind: ProfileKind::Live, secret_key, pair };
    let created = vault.create(&seed, now)?;
    if let Some(taken) = taken {
        taken.insert(created.name.key());
    }
    Ok(created.id)
}

/// Reads the names in use, once.
fn known_names<'a>(
    vault: &mut dyn Vault,
    taken: &'a mut Option<HashSet<String>>,
) -> Result<&'a HashSet<String>, VaultError> {
    if taken.is_none() {
        *taken = Some(vault.profiles()?.iter().map(|record| record.profile.name.key()).collect());
    }
    Ok(taken.get_or_insert_default())
}

fn replacing(new: NewProfile) -> ProfileEdit {
    let NewProfile { name, app_id, secret_key, pair } = new;
    // Without a token, the pair that is here stays.
    let pair = Some(pair).filter(|pair| *pair != TokenPair::default());
    ProfileEdit { name, app_id: Some(app_id), secret_key: Some(secret_key), oa: None, pair, from_team: None }
}
