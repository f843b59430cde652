//! Keeps the vault in step: checks that it is the file at its path, and that it is not older than its second copy.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::refresh::plan::AttemptId;
use rusqlite::Connection;

use super::database::Touched;
use super::{SqliteVault, columns, config, copy, file, meta, migrate, reconcile, resolved, restored};
use crate::VaultError;

/// The scope of a transaction. This much of the two files is compared before it.
pub(super) enum About {
    /// The vault as a whole, and no OA.
    Vault,
    /// One OA.
    One(ProfileId),
    /// All OAs.
    All,
}

impl About {
    /// Returns the OA of an attempt.
    pub(super) fn attempt(vault: &Connection, id: &AttemptId) -> Self {
        let sql = "SELECT profile FROM attempt WHERE id = ?1";
        let find = |statement: &mut rusqlite::CachedStatement<'_>| {
            statement.query_row([&id.0], |row| columns::id(row, "profile"))
        };
        vault.prepare_cached(sql).and_then(|mut statement| find(&mut statement)).map_or(Self::Vault, Self::One)
    }
}

/// The parts of both files that were found equal. Valid until another connection writes to one of them.
#[derive(Default)]
pub(super) struct Compared {
    versions: Option<(i64, i64)>,
    all: bool,
    ones: BTreeSet<ProfileId>,
    /// Whether bringing the two in step failed. Reads do not try again then.
    in_vain: bool,
}

impl Compared {
    fn knows(&self, about: &About) -> bool {
        self.all
            || match about {
                About::Vault => true,
                About::One(id) => self.ones.contains(id),
                About::All => false,
            }
    }

    fn note(&mut self, about: &About) {
        match about {
            About::Vault => {}
            About::One(id) => drop(self.ones.insert(id.clone())),
            About::All => self.all = true,
        }
    }
}

impl SqliteVault {
    /// Copies the touched data. If that fails, the copy keeps its old stamp and so is reported as behind.
    pub(super) fn mirror(&mut self, touched: &Touched) {
        if !touched.is_any() {
            return;
        }
        let (Some(copy), Ok(sealer)) = (&mut self.copy, self.sealer.as_ref().ok_or(())) else { return };
        let is_live = |id: &&ProfileId| {
            config::read(&self.connection, sealer, id).is_ok_and(|config| config.kind == ProfileKind::Live)
        };
        let ids: Vec<ProfileId> = touched.profiles.iter().filter(is_live).cloned().collect();
        // The old stamp shows that the copy is behind.
        if copy.mirror(&self.connection, &ids).is_err() {
            self.compared = Compared::default();
        }
    }

    /// Tries to bring the vault up to date before a read. If that fails, the read uses the data that is there.
    pub(super) fn freshen(&mut self, about: &About) {
        // The next write reports the error.
        if !self.reading && !self.compared.in_vain && self.compare(about).is_err() {
            self.compared.in_vain = true;
        }
    }

    /// Checks that the vault is the file at its path, and brings it in step with its second copy if they differ.
    pub(super) fn compare(&mut self, about: &About) -> Result<(), VaultError> {
        if self.sealer.is_none() {
            return Err(VaultError::Locked);
        }
        if file::identity(&self.path) != self.identity {
            self.reopen()?;
        }
        if self.copy.as_ref().is_none_or(|copy| !copy.is_in_place()) {
            self.copy = copy::SecondCopy::open(&self.copy_path(), &self.id).ok();
            self.compared = Compared::default();
        }
        let Some(copy) = &self.copy else { return Ok(()) };
        let now = copy::versions(&self.connection, &copy.connection);
        let is_news = now.is_none() || now != self.compared.versions;
        if !is_news && self.compared.knows(about) {
            return Ok(());
        }
        // The stamp is not sealed, and somebody who puts old rows back can keep it. So the sealed values are compared
        // too.
        let (ours, theirs) = (self.connection.unchecked_transaction()?, copy.connection.unchecked_transaction()?);
        let is_same = copy::has_same_stamp(&ours, &theirs)
            && copy::has_same_state(&ours, &theirs)
            && copy::differing(&ours, &theirs, about).is_ok_and(|found| found.is_empty());
        drop((ours, theirs));
        if is_news {
            self.compared = Compared { versions: now, ..Compared::default() };
        }
        if !is_same {
            return self.reconcile(about);
        }
        self.compared.note(about);
        Ok(())
    }

    fn reconcile(&mut self, about: &About) -> Result<(), VaultError> {
        let (Some(copy), Some(sealer)) = (&mut self.copy, &self.sealer) else { return Ok(()) };
        match reconcile::run(&mut self.connection, copy, sealer, about) {
            // If the copy cannot be written, the vault works without it. The user is told that there is only one copy.
            Err(reconcile::Fault::Copy) => {
                self.compared.in_vain = true;
                Ok(())
            }
            Err(reconcile::Fault::Vault(error)) => Err(error),
            Ok(()) => {
                self.compared.note(about);
                Ok(())
            }
        }
    }

    /// Finishes a restore once the key is available: merges what the damaged file still holds, and marks pairs that no
    /// other file confirms as old copies.
    pub(super) fn settle_restored(
        &mut self,
        damaged: &str,
        (vouched, has_state): &(BTreeSet<ProfileId>, bool),
    ) -> Result<(), VaultError> {
        // The name is not authenticated, so only a file beside the vault is opened.
        let damaged = resolved(&self.path).with_file_name(Path::new(damaged).file_name().unwrap_or_default());
        let sealer = self.sealer.as_ref().ok_or(VaultError::Locked)?;
        let touched = restored::settle(&mut self.connection, vouched, *has_state, &damaged, sealer)?;
        self.mirror(&Touched { profiles: touched, vault: true });
        Ok(())
    }

    /// Makes the files of version 8 places, at the first unlock.
    pub(super) fn migrate_outlets(&mut self, is_confirmed: &dyn Fn(&ProfileId) -> bool) -> Result<(), VaultError> {
        if meta::read(&self.connection, self.sealer()?)?.has_destinations {
            return Ok(());
        }
        // All OAs: the second copy may know a newer file of one.
        self.write(&About::All, |connection, sealer, touched| {
            if !meta::read(connection, sealer)?.has_destinations {
                touched.profiles = migrate::outlets(connection, sealer, is_confirmed)?;
                touched.vault = true;
            }
            Ok(())
        })
    }

    /// Opens the file now at the vault's path, because the opened file was moved away or replaced.
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
