//! The SQLite file as this process has it open.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use oa_token_model::profile::ProfileId;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::file::{self, version};
use super::in_step::{self, About};
use super::{copy, errors, meta, migrate, schema, slots};
use crate::VaultError;
use crate::keys::{DataKey, Slot};
use crate::seal::Sealer;

/// The vault as a SQLite file, `vault.db` in the data folder.
pub struct SqliteVault {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// Identifies the file (device and inode on Unix) as it was when it was opened.
    pub(super) identity: Option<(u64, u64)>,
    pub(super) id: String,
    pub(super) sealer: Option<Sealer>,
    pub(super) copy: Option<copy::SecondCopy>,
    /// Whether a read transaction, or that of a group of writes, is open.
    pub(super) reading: bool,
    /// What the open group of writes has touched so far.
    pub(super) group: Option<Touched>,
    /// The comparisons of the vault with its copy that are still valid.
    pub(super) compared: in_step::Compared,
    /// Holds the lock that shows other programs that the file is in use.
    _in_use: Option<File>,
}

/// The data changed by a transaction that the second copy also holds.
#[derive(Default)]
pub(super) struct Touched {
    pub(super) profiles: Vec<ProfileId>,
    pub(super) vault: bool,
}

impl Touched {
    pub(super) fn profile(&mut self, id: &ProfileId) {
        self.profiles.push(id.clone());
    }

    pub(super) fn is_any(&self) -> bool {
        self.vault || !self.profiles.is_empty()
    }

    fn add(&mut self, other: Self) {
        self.profiles.extend(other.profiles);
        self.vault |= other.vault;
    }
}

impl SqliteVault {
    /// Opens the vault. Returns `None` if there is none yet.
    ///
    /// # Errors
    /// [`VaultError::Newer`], [`VaultError::Damaged`], [`VaultError::ForeignSchema`], [`VaultError::InUse`], or an
    /// error of the file system. The file is not changed in these cases.
    pub fn open(path: &Path) -> Result<Option<Self>, VaultError> {
        Self::open_file(path).map_err(|error| errors::explained(path, error))
    }

    pub(super) fn open_file(path: &Path) -> Result<Option<Self>, VaultError> {
        match fs::metadata(path) {
            Ok(file) if file.len() == 0 && !file::has_journal(path) => return Ok(None),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(VaultError::of_io(path, source)),
        }
        let mut connection = file::connect(path)?;
        if version(&connection)? == 0 {
            // Tables and their version are written in one transaction, and an aborted creation leaves nothing. Tables
            // without a version, or bytes without tables, therefore mean damage and not a first run.
            let is_left_of_one = file::tables(&connection)? > 0 || fs::metadata(path).is_ok_and(|file| file.len() > 0);
            return if is_left_of_one { Err(VaultError::Damaged(None)) } else { Ok(None) };
        }
        migrate::bring_up_to_date(&mut connection, path)?;
        Ok(Some(Self::with(connection, path)?))
    }

    /// Creates a new vault with its first slot, or opens the one that another process has created meanwhile.
    pub fn create(path: &Path, id: &str, slot: &Slot, key: &DataKey) -> Result<Self, VaultError> {
        file::make_private(path)?;
        let mut connection = file::connect(path)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if version(&transaction)? == 0 {
            transaction.execute_batch(schema::TABLES)?;
            transaction.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
            migrate::versions(&transaction)?;
            meta::set_plain(&transaction, "vault_id", id)?;
            slots::insert(&transaction, slot)?;
            let mut sealer = Sealer::new(id, 1, key);
            sealer.fingerprints_with(*DataKey::random().expose());
            let slots = vec![slot.id.clone()];
            let state = meta::State { revision: 1, slots, has_destinations: true, ..meta::State::default() };
            meta::begin(&transaction, &sealer, &state)?;
            transaction.commit()?;
        } else {
            drop(transaction);
            migrate::bring_up_to_date(&mut connection, path)?;
        }
        file::sync_folder(path)?;
        Self::with(connection, path)
    }

    /// Returns the file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Locks the file against other programs. Returns `None` if another program uses it.
    pub fn alone(path: &Path) -> Option<File> {
        let file = file::use_file(path)?;
        file.try_lock().is_ok().then_some(file)
    }

    /// Wraps an open file of this version, after checking that its schema is the one this version writes.
    pub(super) fn with(connection: Connection, path: &Path) -> Result<Self, VaultError> {
        let read = connection.unchecked_transaction()?;
        file::check_schema(&read)?;
        let id = meta::plain(&read, "vault_id")?.ok_or(VaultError::Damaged(None))?;
        least_writer(&read)?;
        read.finish()?;
        // Best effort: a vault that can be read is opened even if the lock cannot be taken.
        let in_use = file::use_file(path).filter(|file| file.try_lock_shared().is_ok());
        let identity = file::identity(path);
        Ok(Self {
            connection,
            path: path.to_owned(),
            identity,
            id,
            sealer: None,
            copy: None,
            reading: false,
            group: None,
            compared: in_step::Compared::default(),
            _in_use: in_use,
        })
    }

    pub(super) fn sealer(&self) -> Result<&Sealer, VaultError> {
        self.sealer.as_ref().ok_or(VaultError::Locked)
    }

    /// Begins a snapshot for the reads until it is dropped; `None` if they are in an open transaction anyway. Without one,
    /// another program can write between two reads, and what they find together was never in the vault.
    pub(super) fn snapshot(&self) -> Result<Option<Transaction<'_>>, VaultError> {
        let is_open = !self.connection.is_autocommit();
        if is_open { Ok(None) } else { Ok(Some(self.connection.unchecked_transaction()?)) }
    }

    /// Reads with the key, in one snapshot.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection, &Sealer) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let (sealer, _snapshot) = (self.sealer()?, self.snapshot()?);
        work(&self.connection, sealer)
    }

    /// Runs `work` in one durable transaction that begins with the write lock. Then copies what it touched to the
    /// second copy.
    pub(super) fn write<T>(
        &mut self,
        about: &About,
        work: impl FnOnce(&Connection, &Sealer, &mut Touched) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        if let Some(group) = &mut self.group {
            // Dropped without being committed, the savepoint undoes this write alone.
            let savepoint = self.connection.savepoint()?;
            let mut touched = Touched::default();
            let done = work(&savepoint, self.sealer.as_ref().ok_or(VaultError::Locked)?, &mut touched)?;
            savepoint.commit()?;
            group.add(touched);
            return Ok(done);
        }
        self.compare(about)?;
        let sealer = self.sealer.as_ref().ok_or(VaultError::Locked)?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        may_write(&transaction, sealer)?;
        let mut touched = Touched::default();
        let done = work(&transaction, sealer, &mut touched)?;
        if touched.is_any() {
            meta::set_plain(&transaction, "stamp", &stamp())?;
        }
        transaction.commit()?;
        self.mirror(&touched);
        Ok(done)
    }

    /// Begins a transaction in which every [`Self::write`] is undone alone if it fails.
    pub(super) fn begin_group(&mut self) -> Result<(), VaultError> {
        self.compare(&About::All)?;
        let sealer = self.sealer.as_ref().ok_or(VaultError::Locked)?;
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        if let Err(error) = may_write(&self.connection, sealer) {
            self.connection.execute_batch("ROLLBACK").ok();
            return Err(error);
        }
        (self.reading, self.group) = (true, Some(Touched::default()));
        Ok(())
    }

    /// Commits the group and copies what it touched to the second copy, or undoes all of it.
    pub(super) fn end_group(&mut self, keep: bool) -> Result<(), VaultError> {
        let Some(touched) = self.group.take() else { return Ok(()) };
        self.reading = false;
        let ended = if keep {
            let stamped = if touched.is_any() { meta::set_plain(&self.connection, "stamp", &stamp()) } else { Ok(()) };
            stamped.and_then(|()| Ok(self.connection.execute_batch("COMMIT")?))
        } else {
            Ok(())
        };
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").ok();
        }
        if keep && ended.is_ok() {
            self.mirror(&touched);
        }
        ended
    }

    /// Returns the number of OAs in a copy of the vault, or `None` if the copy is not sound. Changes nothing in it.
    pub fn look(path: &Path) -> Option<usize> {
        let connection = file::connect(path).ok()?;
        let known = version(&connection).is_ok_and(|version| (1..=schema::VERSION).contains(&version));
        let sound: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).ok()?;
        let count: i64 =
            connection.query_row("SELECT count(*) FROM profile WHERE deleted_at IS NULL", [], |row| row.get(0)).ok()?;
        (known && sound == "ok").then_some(usize::try_from(count).ok()?)
    }

    /// Marks a copy as the replacement of a damaged vault, which was moved to the name `damaged` beside it.
    pub fn mark_restored(path: &Path, damaged: &str) -> Result<(), VaultError> {
        let connection = file::connect(path)?;
        meta::set_plain(&connection, meta::RESTORED, damaged)
    }
}

/// Refuses to write to a file that a newer version has migrated, or that is now sealed with another key.
pub(super) fn may_write(connection: &Connection, sealer: &Sealer) -> Result<(), VaultError> {
    // A read error is returned as such: a busy file does not mean that a newer program migrated it.
    if least_writer(connection)? > schema::VERSION || version(connection)? > schema::VERSION {
        return Err(VaultError::Newer);
    }
    if meta::epoch(connection)? != sealer.epoch() {
        return Err(VaultError::WrongKey);
    }
    Ok(())
}

/// Returns the oldest version that may write the file. Every file of this version has this entry.
pub(super) fn least_writer(connection: &Connection) -> Result<i32, VaultError> {
    let least = meta::plain(connection, "min_writer_version")?.and_then(|least| least.parse().ok());
    least.ok_or(VaultError::Damaged(None))
}

/// Returns a random stamp that no other state of the vault has.
pub(super) fn stamp() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}
