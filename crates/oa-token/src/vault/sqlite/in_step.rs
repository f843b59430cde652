//! The vault and its files: it is the one under its name, and no older than its second copy.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{SqliteVault, Touched, config, copy, file, meta, reconcile, resolved, restored};
use crate::profile::{ProfileId, ProfileKind};
use crate::vault::VaultError;

impl SqliteVault {
    /// Copies what was touched. A copy that cannot be written is behind from then on, and told to be.
    pub(super) fn mirror(&mut self, touched: &Touched) {
        if !touched.vault && touched.profiles.is_empty() {
            return;
        }
        let (Some(copy), Ok(sealer)) = (&mut self.copy, self.sealer.as_ref().ok_or(())) else { return };
        let is_live = |id: &&ProfileId| {
            config::read(&self.connection, sealer, id).is_ok_and(|config| config.kind == ProfileKind::Live)
        };
        let ids: Vec<ProfileId> = touched.profiles.iter().filter(is_live).cloned().collect();
        // Told by its stamp, which stays behind.
        copy.mirror(&self.connection, &ids).ok();
    }

    /// Sees to it that the vault is the file under its name, and no older than its second copy.
    pub(super) fn compare(&mut self) -> Result<(), VaultError> {
        if self.sealer.is_none() {
            return Err(VaultError::Locked);
        }
        if file::identity(&self.path) != self.identity {
            self.reopen()?;
        }
        if self.copy.as_ref().is_none_or(|copy| !copy.is_in_place()) {
            self.copy = copy::SecondCopy::open(&self.copy_path(), &self.id).ok();
            self.compared = None;
        }
        let (Some(copy), Ok(sealer)) = (&mut self.copy, self.sealer.as_ref().ok_or(VaultError::Locked)) else {
            return Ok(());
        };
        let ours = meta::plain(&self.connection, "stamp")?;
        let in_step = copy.stamp().is_ok_and(|theirs| theirs == ours && ours.is_some());
        // A stamp is in the clear: whoever puts rows back leaves it as it is. So what it stands for is compared too,
        // whenever somebody else has written to either file.
        let now = copy::versions(&self.connection, &copy.connection);
        if in_step && now.is_some() && now == self.compared {
            return Ok(());
        }
        if !in_step || !copy.says_the_same(&self.connection) {
            match reconcile::run(&mut self.connection, copy, sealer) {
                // Without a copy that can be written the vault goes on alone; it is told to have one copy only.
                Err(reconcile::Fault::Copy) => return Ok(()),
                Err(reconcile::Fault::Vault(error)) => return Err(error),
                Ok(()) => {}
            }
        }
        self.compared = now;
        Ok(())
    }

    /// Finishes a restore with the key at hand: what the damaged file still holds is taken in, and pairs that no other file
    /// vouches for are marked as old copies.
    pub(super) fn settle_restored(&mut self, damaged: &str, vouched: &BTreeSet<ProfileId>) -> Result<(), VaultError> {
        // The name is in the clear: nothing but a file beside the vault is looked at.
        let damaged = resolved(&self.path).with_file_name(Path::new(damaged).file_name().unwrap_or_default());
        let sealer = self.sealer.as_ref().ok_or(VaultError::Locked)?;
        let touched = restored::settle(&mut self.connection, vouched, &damaged, sealer)?;
        self.mirror(&Touched { profiles: touched, vault: true });
        Ok(())
    }

    /// Opens the file that is under the vault's name now: the one that was opened was moved away or replaced.
    pub(super) fn reopen(&mut self) -> Result<(), VaultError> {
        let mut other = Self::open(&self.path)?.ok_or(VaultError::Gone)?;
        let sealer = self.sealer.take().ok_or(VaultError::Locked)?;
        if other.id != self.id || meta::check(&other.connection, &sealer).is_err() {
            self.sealer = Some(sealer);
            return Err(VaultError::Replaced);
        }
        other.sealer = Some(sealer);
        *self = other;
        Ok(())
    }

    pub(super) fn copy_path(&self) -> PathBuf {
        resolved(&self.path).with_file_name("recovery.db")
    }
}
