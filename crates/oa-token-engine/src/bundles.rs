//! Sealed files: backups that leave this computer, and OAs that move to another computer.

use std::time::Duration;

use oa_token_model::bundle::{self, Bundle, BundlePurpose, Decision, MadeBy, MergeStatus};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::is_open;
use oa_token_model::secret::Secret;
use oa_token_vault::{Vault, Writing, sealed_file};

use crate::{Engine, EngineError, EngineEvent, TeamFault, blocking, delivery, file_lock};

/// Sealed files: backup, and moving an OA to another computer.
#[derive(Clone, Copy)]
pub struct Bundles<'a> {
    pub(crate) engine: &'a Engine,
}

impl Bundles<'_> {
    /// Seals all live OAs of this vault into the bytes of a file.
    pub async fn export(self, passphrase: Secret) -> Result<Vec<u8>, EngineError> {
        let profiles = self.engine.shared.store.run(|vault| vault.export_bundle(None)).await?;
        self.seal(Bundle { purpose: BundlePurpose::Backup, made_at: self.engine.now(), profiles }, passphrase).await
    }

    /// Seals OAs for another computer, stops all of them here in one transaction, and passes the bytes to `write`. A
    /// program that ends in between leaves OAs that are stopped and can be taken back, never OAs that two computers
    /// refresh.
    ///
    /// # Errors
    /// [`EngineError::InFlight`] while an attempt of one is in flight or its outcome is open; [`TeamFault::StillShared`] for
    /// an OA of the team; any error of `write`. All of them are then active here again.
    pub async fn move_away<E: From<EngineError> + Send + 'static>(
        &self,
        ids: &[ProfileId],
        passphrase: Secret,
        write: impl FnOnce(Vec<u8>) -> Result<(), E> + Send + 'static,
    ) -> Result<(), E> {
        let folder = self.engine.environment().locks_folder();
        crate::team::reload(&self.engine.shared).await?;
        if ids.iter().any(|id| self.engine.team().shares(id)) {
            return Err(EngineError::from(TeamFault::StillShared).into());
        }
        // Held until the OAs are stopped, so that no token is spent after it was written to the file.
        let mut locks = Vec::with_capacity(ids.len());
        for id in ids {
            let record = self.engine.profiles().get(id).await?;
            let Ok(Some(lock)) = file_lock::take(&folder, id, Duration::ZERO).await else {
                return Err(EngineError::InFlight.into());
            };
            locks.push(lock);
            if record.last.is_some_and(|last| is_open(&last.entry.attempt)) {
                return Err(EngineError::InFlight.into());
            }
        }
        let mut profiles = Vec::with_capacity(ids.len());
        for id in ids {
            let of = id.clone();
            profiles.extend(self.engine.shared.store.run(move |vault| vault.export_bundle(Some(&of))).await?);
        }
        let bytes = self
            .seal(Bundle { purpose: BundlePurpose::Move, made_at: self.engine.now(), profiles }, passphrase)
            .await?;
        self.set_moved(ids, true).await?;
        let written = match tokio::task::spawn_blocking(move || write(bytes)).await {
            Ok(written) => written,
            Err(_) => Err(EngineError::Stopped.into()),
        };
        if written.is_err() {
            self.set_moved(ids, false).await?;
        }
        drop(locks);
        written
    }

    /// Takes a moved OA back: this computer refreshes it again.
    pub async fn take_back(self, id: &ProfileId) -> Result<(), EngineError> {
        self.set_moved(std::slice::from_ref(id), false).await
    }

    async fn set_moved(self, ids: &[ProfileId], moved: bool) -> Result<(), EngineError> {
        let (ids, now) = (ids.to_vec(), self.engine.now());
        let work = move |vault: &mut dyn Vault| {
            let mut vault = Writing::of(vault)?;
            ids.iter().try_for_each(|id| vault.set_moved(id, moved, now))?;
            vault.keep()
        };
        self.engine.shared.store.run(work).await?;
        delivery::deliver_all(&self.engine.shared);
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }

    /// Opens the bytes of a sealed file, and returns whether this vault made it. A locked or missing vault did not.
    /// Times after the file was made, or in the future, are capped.
    pub async fn open(self, bytes: Vec<u8>, passphrase: Secret) -> Result<(Bundle, MadeBy), EngineError> {
        let (carried, mac) = blocking(move || Ok(sealed_file::open(&bytes, &passphrase)?)).await?;
        let made_by = match mac {
            Some(mac) => {
                let content = bundle::content(&carried);
                let is_ours =
                    self.engine.shared.store.run(move |vault| vault.made_bundle(content.expose(), &mac)).await;
                if is_ours.unwrap_or(false) { MadeBy::ThisVault } else { MadeBy::Elsewhere }
            }
            None => MadeBy::Elsewhere,
        };
        Ok((carried.capped(self.engine.now()), made_by))
    }

    /// Returns how each OA in the file compares to this vault; all are new if there is no vault yet.
    pub async fn merge_statuses(self, carried: &Bundle, made_by: MadeBy) -> Result<Vec<MergeStatus>, EngineError> {
        let profiles = carried.profiles.clone();
        let count = profiles.len();
        let judge = move |vault: &mut dyn Vault| profiles.iter().map(|each| vault.standing(each, made_by)).collect();
        match self.engine.shared.store.run(judge).await {
            Err(EngineError::NoVault) => Ok(vec![MergeStatus::New; count]),
            other => other,
        }
    }

    /// Imports the OAs of a file, depending on how each compares to this vault; returns those that were added or
    /// updated. An OA that differs is skipped, unless it is in `replace`, which a person confirmed. The vault must be
    /// open.
    ///
    /// # Errors
    /// [`EngineError::InFlight`] while an attempt of one of them is in flight; nothing was imported then.
    pub async fn import(
        self,
        carried: Bundle,
        made_by: MadeBy,
        replace: &[ProfileId],
    ) -> Result<Vec<ProfileId>, EngineError> {
        let mut locks = Vec::new();
        for each in &carried.profiles {
            match file_lock::take(&self.engine.environment().locks_folder(), &each.profile.id, Duration::ZERO).await {
                Ok(Some(lock)) => locks.push(lock),
                Ok(None) | Err(_) => return Err(EngineError::InFlight),
            }
        }
        let mut taken = Vec::new();
        for each in carried.profiles {
            let now = self.engine.now();
            let decision = if replace.contains(&each.profile.id) { Decision::Replace } else { Decision::Keep };
            let take = move |vault: &mut dyn Vault| vault.import_bundle(&each, made_by, decision, now);
            taken.extend(self.engine.shared.store.run(take).await?);
        }
        drop(locks);
        self.engine.shared.changes.note();
        delivery::deliver_all(&self.engine.shared);
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(taken)
    }

    async fn seal(self, carried: Bundle, passphrase: Secret) -> Result<Vec<u8>, EngineError> {
        self.engine.protection().check_new_passphrase(&passphrase).await?;
        let content = bundle::content(&carried);
        let mac = self.engine.shared.store.run(move |vault| vault.bundle_mac(content.expose())).await?;
        blocking(move || Ok(sealed_file::seal(&carried, Some(&mac), &passphrase)?)).await
    }
}
