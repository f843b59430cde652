//! Creating, changing and deleting profiles.

use std::time::Duration;

use super::{Engine, EngineError, EngineEvent, file_lock};
use crate::exchange::draft::{Draft, NewProfile, tidy};
use crate::profile::{Profile, ProfileId, ProfileKind, ProfileName, name_key};
use crate::token::{Generation, TokenPair};
use crate::vault::{DeletedProfile, ProfileEdit, ProfileSeed, VaultError};

/// How a draft conflicts with existing profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftConflicts {
    /// The profile that already has the draft's name.
    pub same_name: Option<ProfileId>,
    /// The name of another profile that holds one of its tokens.
    pub held_by: Option<String>,
}

impl Engine {
    /// Creates a profile.
    pub async fn create(&self, seed: ProfileSeed) -> Result<Profile, EngineError> {
        let now = self.now();
        let profile = self.shared.store.run(move |vault| vault.create(&seed, now)).await?;
        self.shared.changes.note();
        self.shared.emit(EngineEvent::ProfilesChanged);
        Ok(profile)
    }

    /// Creates a live profile from a checked draft; without a name it gets a generated one.
    pub async fn create_named(&self, new: NewProfile) -> Result<Profile, EngineError> {
        let NewProfile { name, app_id, secret_key, pair } = new;
        let name = match name {
            Some(name) => name,
            None => ProfileName::fallback(&app_id, &self.taken_names().await?),
        };
        self.create(ProfileSeed { name, app_id, kind: ProfileKind::Live, secret_key, pair }).await
    }

    /// Creates a practice profile from practice Zalo's data; adds a number to a name that is taken.
    pub async fn create_practice(&self, new: NewProfile) -> Result<Profile, EngineError> {
        let NewProfile { name, app_id, secret_key, pair } = new;
        let taken = self.taken_names().await?;
        let name = name.map_or_else(|| ProfileName::fallback(&app_id, &taken), |name| name.or_numbered(&taken));
        self.create(ProfileSeed { name, app_id, kind: ProfileKind::Practice, secret_key, pair }).await
    }

    pub(super) async fn taken_names(&self) -> Result<Vec<String>, EngineError> {
        Ok(self.profiles().await?.iter().map(|record| record.profile.name.key()).collect())
    }

    /// Changes a profile; a new pair becomes a generation, and the old ones are kept.
    pub async fn edit(&self, id: &ProfileId, edit: ProfileEdit) -> Result<Option<Generation>, EngineError> {
        let (of, now) = (id.clone(), self.now());
        let generation = self.shared.store.run(move |vault| vault.edit(&of, &edit, now)).await?;
        self.shared.changes.note();
        self.shared.emit(EngineEvent::ProfileChanged(id.clone()));
        Ok(generation)
    }

    /// Writes a draft into a profile: its app, its secret key, its pair as the newest, and its name, if it has one.
    pub async fn import_or_replace(&self, id: &ProfileId, new: NewProfile) -> Result<(), EngineError> {
        let NewProfile { name, app_id, secret_key, pair } = new;
        let (app_id, secret_key, pair) = (Some(app_id), Some(secret_key), Some(pair));
        let edit = ProfileEdit { name, app_id, secret_key, oa: None, pair };
        self.edit(id, edit).await.map(drop)
    }

    /// Creates a profile from a checked draft. If its name is in use and `replace` is true, the profile with this name
    /// gets the draft's pair as its newest instead.
    ///
    /// # Errors
    /// [`VaultError::NameTaken`] if the name is in use and `replace` is false.
    pub async fn create_or_replace(&self, new: NewProfile, replace: bool) -> Result<ProfileId, EngineError> {
        let existing = match &new.name {
            Some(name) => self.named(name.as_str()).await?,
            None => None,
        };
        match existing {
            None => Ok(self.create_named(new).await?.id),
            Some(_) if !replace => Err(VaultError::NameTaken.into()),
            Some(id) => self.import_or_replace(&id, new).await.map(|()| id),
        }
    }

    /// Returns how a draft conflicts with existing profiles.
    pub async fn draft_conflicts(&self, draft: &Draft) -> Result<DraftConflicts, EngineError> {
        let (draft, _) = tidy(draft.clone());
        let name = draft.name.as_deref().map(name_key);
        let records = self.profiles().await?;
        let same_name = records.into_iter().map(|record| record.profile).find(|p| Some(p.name.key()) == name);
        let same_name = same_name.map(|profile| profile.id);
        // The profile it would replace may hold the same token.
        let held_by = self.held_by(same_name.clone(), draft.pair()).await;
        Ok(DraftConflicts { same_name, held_by })
    }

    /// Returns the name of a profile whose valid pair shares a token with this one; `None` while the vault is locked.
    pub async fn held_by(&self, of: Option<ProfileId>, pair: TokenPair) -> Option<String> {
        self.shared.store.run(move |vault| vault.held_by(of.as_ref(), &pair)).await.ok().flatten()
    }

    /// Deletes a profile; it can be restored for [`crate::vault::DELETED_KEPT`].
    ///
    /// # Errors
    /// [`EngineError::InFlight`] while an attempt of it is in flight, in this process or another one.
    pub async fn delete(&self, id: &ProfileId) -> Result<(), EngineError> {
        let record = self.record(id).await?;
        let folder = self.environment().locks_folder();
        // Held until the row is written, so that no attempt starts in between.
        let Ok(Some(_lock)) = file_lock::take(&folder, &record.profile.id, Duration::ZERO).await else {
            return Err(EngineError::InFlight);
        };
        let (of, now) = (record.profile.id, self.now());
        self.shared.store.run(move |vault| vault.delete(&of, now)).await?;
        self.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }

    /// Lists the profiles that can be restored, newest first.
    pub async fn trash(&self) -> Result<Vec<DeletedProfile>, EngineError> {
        match self.shared.store.run(|vault| vault.deleted()).await {
            Err(EngineError::NoVault) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Restores a deleted profile, with its pairs and its diary.
    pub async fn restore(&self, id: &ProfileId) -> Result<(), EngineError> {
        let (of, now) = (id.clone(), self.now());
        self.shared.store.run(move |vault| vault.restore(&of, now)).await?;
        self.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }
}
