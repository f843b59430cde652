//! Sealed files: backups that leave this computer, and OAs that move to another.

use std::time::Duration;

use super::{Keeper, KeeperError, KeeperEvent, blocking, lock};
use crate::profile::ProfileId;
use crate::rotation::plan::is_open;
use crate::secret::Secret;
use crate::transfer::{self, Carried, Purpose, Standing};

impl Keeper {
    /// Seals all live OAs that are here into the bytes of a file.
    pub async fn seal_backup(&self, passphrase: Secret) -> Result<Vec<u8>, KeeperError> {
        let profiles = self.shared.store.run(|vault| vault.carry_out(None)).await?;
        self.seal(Carried { purpose: Purpose::Backup, made_at: self.now(), profiles }, passphrase).await
    }

    /// Seals one OA for another computer, hands the bytes to `write`, and stops the OA here once they are written.
    ///
    /// # Errors
    /// [`KeeperError::InFlight`] while an attempt of it is under way or its outcome is open; what `write` says. The OA
    /// goes on here then.
    pub async fn move_away<E: From<KeeperError> + Send + 'static>(
        &self,
        id: &ProfileId,
        passphrase: Secret,
        write: impl FnOnce(Vec<u8>) -> Result<(), E> + Send + 'static,
    ) -> Result<(), E> {
        let record = self.record(id).await?;
        let folder = self.environment().locks_folder();
        // Held until the OA is stopped, so that no token is spent after it was written down.
        let Ok(Some(_lock)) = lock::take(&folder, id, Duration::ZERO).await else {
            return Err(KeeperError::InFlight.into());
        };
        if record.last.is_some_and(|last| is_open(&last.entry.attempt)) {
            return Err(KeeperError::InFlight.into());
        }
        let of = id.clone();
        let profiles = self.shared.store.run(move |vault| vault.carry_out(Some(&of))).await?;
        let bytes = self.seal(Carried { purpose: Purpose::Move, made_at: self.now(), profiles }, passphrase).await?;
        match tokio::task::spawn_blocking(move || write(bytes)).await {
            Ok(written) => written?,
            Err(_) => return Err(KeeperError::Stopped.into()),
        }
        self.set_moved(id, true).await?;
        Ok(())
    }

    /// Takes a moved OA back: it is sent from here again.
    pub async fn take_back(&self, id: &ProfileId) -> Result<(), KeeperError> {
        self.set_moved(id, false).await
    }

    async fn set_moved(&self, id: &ProfileId, moved: bool) -> Result<(), KeeperError> {
        let (of, now) = (id.clone(), self.now());
        self.shared.store.run(move |vault| vault.set_moved(&of, moved, now)).await?;
        self.shared.tell(KeeperEvent::ProfilesChanged);
        Ok(())
    }

    /// Opens the bytes of a sealed file; what it dates in the future counts as of now.
    pub async fn open_sealed(&self, bytes: Vec<u8>, passphrase: Secret) -> Result<Carried, KeeperError> {
        let now = self.now();
        blocking(move || Ok(transfer::open(&bytes, &passphrase)?.capped(now))).await
    }

    /// Tells how each carried OA stands to what is here; all are new where there is no vault yet.
    pub async fn standings(&self, carried: &Carried) -> Result<Vec<Standing>, KeeperError> {
        let profiles = carried.profiles.clone();
        let count = profiles.len();
        let told = self.shared.store.run(move |vault| profiles.iter().map(|each| vault.standing(each)).collect()).await;
        match told {
            Err(KeeperError::NoVault) => Ok(vec![Standing::New; count]),
            other => other,
        }
    }

    /// Takes carried OAs in, as each stands to what is here; gives those that were added or brought up to date. The vault
    /// must be open.
    ///
    /// # Errors
    /// [`KeeperError::InFlight`] while an attempt of one of them is under way; nothing was taken in then.
    pub async fn carry_in(&self, carried: Carried) -> Result<Vec<ProfileId>, KeeperError> {
        let mut locks = Vec::new();
        for each in &carried.profiles {
            match lock::take(&self.environment().locks_folder(), &each.profile.id, Duration::ZERO).await {
                Ok(Some(lock)) => locks.push(lock),
                Ok(None) | Err(_) => return Err(KeeperError::InFlight),
            }
        }
        let mut taken = Vec::new();
        for each in carried.profiles {
            let now = self.now();
            taken.extend(self.shared.store.run(move |vault| vault.carry_in(&each, now)).await?);
        }
        drop(locks);
        self.shared.changes.note();
        self.shared.tell(KeeperEvent::ProfilesChanged);
        Ok(taken)
    }

    async fn seal(&self, carried: Carried, passphrase: Secret) -> Result<Vec<u8>, KeeperError> {
        blocking(move || Ok(transfer::seal(&carried, &passphrase)?)).await
    }
}
