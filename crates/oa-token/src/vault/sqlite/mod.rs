//! The vault as a sealed SQLite file, with a second copy beside it of the data that must not be lost.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::seal::{Place, Realm, Sealer};
use super::{
    AttemptVersion, DeletedProfile, HistoryEntry, HistoryEvent, NewAttempt, NewPair, OaFacts, ProfileEdit,
    ProfileRecord, ProfileSecrets, ProfileSeed, SettingName, Vault, VaultError,
};
use crate::bundle::{BundleMac, BundleProfile, Decision, MadeBy, MergeStatus};
use crate::destination::{DeliveryReport, Destination};
use crate::keys::{DataKey, Slot};
use crate::origin::Origin;
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId};
use crate::rotation::Attempt;
use crate::rotation::holder::{Hold, Process};
use crate::rotation::late::Arrival;
use crate::rotation::plan::{AttemptId, Entry, Fingerprint};
use crate::secret::{Secret, SecretBytes};
use crate::token::{Generation, StoredPair, TokenPair};

mod answers;
mod apart;
mod attempts;
mod backup;
mod bundles;
mod chain;
mod columns;
mod condense;
mod config;
mod copy;
mod deleted;
mod errors;
mod file;
mod former;
mod history;
mod holds;
mod in_step;
mod meta;
mod migrate;
mod pairs;
mod profiles;
mod reconcile;
mod restored;
mod schema;
mod sends;
mod settings;
mod slots;
mod spent;
mod withdrawn;

pub use file::is_vault_file;

pub(crate) use file::resolved;
use file::version;
use in_step::About;

/// With this many free pages and a journal of `JOURNAL_BYTES` there is room for an answer without a test write: four
/// times the largest answer that is kept.
const FREE_PAGES: u32 = 64;
/// The journal size that this requires.
const JOURNAL_BYTES: u64 = 300 * 1024;
/// Number of bytes that one preflight writes and frees if room is short. It exceeds both limits above, so that the
/// following preflights find enough room.
const RESERVE_BYTES: u32 = 320 * 1024;
/// Runs at every tick of the clock, so each part must be answered by an index. Skips values that are not times before
/// the year 10000: in SQLite, texts compare greater than all numbers.
const NEWEST_TIME: &str = "SELECT max(at) FROM (
    SELECT max(at) AS at FROM event WHERE at < 253402300800000 UNION ALL
    SELECT max(max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0))) FROM attempt
        WHERE max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0)) < 253402300800000 UNION ALL
    SELECT max(obtained_at) FROM pair WHERE obtained_at < 253402300800000)";

/// The vault as a SQLite file, `vault.db` in the data folder.
pub struct SqliteVault {
    connection: Connection,
    path: PathBuf,
    /// Identifies the file (device and inode on Unix) as it was when it was opened.
    identity: Option<(u64, u64)>,
    id: String,
    sealer: Option<Sealer>,
    copy: Option<copy::SecondCopy>,
    /// Whether a read transaction is open.
    reading: bool,
    /// The comparisons of the vault with its copy that are still valid.
    compared: in_step::Compared,
    /// Holds the lock that shows other programs that the file is in use.
    _in_use: Option<File>,
}

/// The data changed by a transaction that the second copy also holds.
#[derive(Default)]
struct Touched {
    profiles: Vec<ProfileId>,
    vault: bool,
}

impl Touched {
    fn profile(&mut self, id: &ProfileId) {
        self.profiles.push(id.clone());
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

    fn open_file(path: &Path) -> Result<Option<Self>, VaultError> {
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
            let state = meta::State { revision: 1, slots: vec![slot.id.clone()], ..meta::State::default() };
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
    fn with(connection: Connection, path: &Path) -> Result<Self, VaultError> {
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
            compared: in_step::Compared::default(),
            _in_use: in_use,
        })
    }

    fn sealer(&self) -> Result<&Sealer, VaultError> {
        self.sealer.as_ref().ok_or(VaultError::Locked)
    }

    /// Runs `work` in one durable transaction that begins with the write lock. Then copies what it touched to the
    /// second copy.
    fn write<T>(
        &mut self,
        about: &About,
        work: impl FnOnce(&Connection, &Sealer, &mut Touched) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        self.compare(about)?;
        let sealer = self.sealer.as_ref().ok_or(VaultError::Locked)?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        may_write(&transaction, sealer)?;
        let mut touched = Touched::default();
        let done = work(&transaction, sealer, &mut touched)?;
        if touched.vault || !touched.profiles.is_empty() {
            meta::set_plain(&transaction, "stamp", &stamp())?;
        }
        transaction.commit()?;
        self.mirror(&touched);
        Ok(done)
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

impl Vault for SqliteVault {
    fn unlock(&mut self, key: &DataKey) -> Result<(), VaultError> {
        if !meta::is_sealed(&self.connection)? {
            migrate::seals(&mut self.connection, &self.id, key)?;
        }
        let read = self.connection.unchecked_transaction()?;
        let sealer = meta::sealer(&read, &self.id, key)?;
        let restored = meta::plain(&read, meta::RESTORED)?;
        read.finish()?;
        // Must run before the second copy is recreated from the restored file.
        let vouched = restored.as_ref().map(|_| restored::vouched(&self.copy_path(), &sealer)).unwrap_or_default();
        self.sealer = Some(sealer);
        match self.compare(&About::Vault) {
            Ok(()) => restored.map_or(Ok(()), |damaged| self.settle_restored(&damaged, &vouched)),
            // A newer version's file can still be read. A full, read-only or busy disk is reported by the next write.
            Err(VaultError::Newer | VaultError::Full(_) | VaultError::ReadOnly(_) | VaultError::Busy(_)) => Ok(()),
            Err(error) => {
                self.sealer = None;
                Err(error)
            }
        }
    }

    fn lock(&mut self) {
        self.sealer = None;
    }

    fn explained(&self, error: VaultError) -> VaultError {
        errors::explained(&self.path, error)
    }

    fn settle(&mut self, of: Option<&ProfileId>) -> Result<(), VaultError> {
        self.compare(&of.map_or(About::All, |id| About::One(id.clone())))
    }

    fn begin_reading(&mut self, of: Option<&ProfileId>) {
        self.freshen(&of.map_or(About::All, |id| About::One(id.clone())));
        // Best effort: without a transaction each read sees its own snapshot, and each is correct.
        self.reading = self.connection.execute_batch("BEGIN").is_ok();
    }

    fn end_reading(&mut self) {
        if std::mem::take(&mut self.reading) {
            self.connection.execute_batch("ROLLBACK").ok();
        }
    }

    fn may_write(&self) -> Result<(), VaultError> {
        if file::identity(&self.path).is_none() {
            return Err(VaultError::Gone);
        }
        may_write(&self.connection, self.sealer()?)
    }

    fn has_second_copy(&self) -> bool {
        let theirs = self.copy.as_ref().filter(|copy| copy.is_in_place()).and_then(|copy| copy.stamp().ok());
        theirs.is_some_and(|theirs| meta::plain(&self.connection, "stamp").is_ok_and(|ours| ours == theirs))
    }

    fn strangers(&self) -> Result<Vec<String>, VaultError> {
        slots::strangers(&self.connection, self.sealer()?)
    }

    fn faults(&self) -> Result<Vec<super::Fault>, VaultError> {
        reconcile::faults(&self.connection, self.sealer()?)
    }

    fn is_unlocked(&self) -> bool {
        self.sealer.is_some()
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn slots(&self) -> Result<Vec<Slot>, VaultError> {
        slots::all(&self.connection)
    }

    fn add_slot(&mut self, slot: &Slot) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            slots::add(connection, sealer, slot)
        })
    }

    fn remove_slot(&mut self, id: &str) -> Result<bool, VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            slots::remove(connection, sealer, id)
        })
    }

    fn replace_slots(&mut self, slot: &Slot) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            slots::replace(connection, sealer, slot)
        })
    }

    fn back_up(&self, to: &Path) -> Result<(), VaultError> {
        backup::write(&self.connection, to)
    }

    fn profiles(&mut self) -> Result<Vec<ProfileRecord>, VaultError> {
        self.freshen(&About::All);
        profiles::all(&self.connection, self.sealer.as_ref())
    }

    fn record(&mut self, id: &ProfileId) -> Result<Option<ProfileRecord>, VaultError> {
        self.freshen(&About::One(id.clone()));
        profiles::one(&self.connection, self.sealer.as_ref(), id)
    }

    fn named(&self, name: &str) -> Result<Option<ProfileId>, VaultError> {
        profiles::named(&self.connection, name)
    }

    fn sends(&self, of: Option<&ProfileId>, since: Timestamp) -> Result<Vec<(ProfileId, Timestamp)>, VaultError> {
        sends::since(&self.connection, of, since)
    }

    fn create(&mut self, seed: &ProfileSeed, now: Timestamp) -> Result<Profile, VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            let profile = profiles::insert(connection, sealer, seed, now)?;
            touched.profile(&profile.id);
            history::add(connection, &profile.id, &HistoryEvent::Imported, now)?;
            Ok(profile)
        })
    }

    fn edit(&mut self, id: &ProfileId, edit: &ProfileEdit, now: Timestamp) -> Result<Option<Generation>, VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            let mut config = profiles::update(connection, sealer, id, edit)?;
            let replaced = match &edit.pair {
                Some(pair) => pairs::replace(connection, sealer, id, &mut config, pair, now)?,
                None => None,
            };
            config::write(connection, sealer, id, &config)?;
            let event = replaced.map_or(HistoryEvent::Edited, |generation| HistoryEvent::Replaced { generation });
            history::add(connection, id, &event, now)?;
            Ok(replaced)
        })
    }

    fn held_by(&self, of: Option<&ProfileId>, pair: &TokenPair) -> Result<Option<String>, VaultError> {
        pairs::held_by(&self.connection, self.sealer()?, of, pair)
    }

    fn set_automatic(&mut self, id: &ProfileId, automatic: bool, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            let event = if automatic { HistoryEvent::AutomaticOn } else { HistoryEvent::AutomaticOff };
            // Writes no diary entry if nothing changed.
            if profiles::set_automatic(connection, sealer, id, automatic)? {
                history::add(connection, id, &event, now)
            } else {
                Ok(())
            }
        })
    }

    fn set_destination(&mut self, id: &ProfileId, outlet: Option<&Destination>) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            profiles::set_outlet(connection, sealer, id, outlet)
        })
    }

    fn record_delivery(&mut self, id: &ProfileId, report: &DeliveryReport) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, _, _| profiles::record_delivery(connection, id, report))
    }

    fn set_callback(&mut self, id: &ProfileId, callback: &str) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            profiles::set_callback(connection, sealer, id, callback)
        })
    }

    fn set_oa(&mut self, id: &ProfileId, oa: &OfficialAccount, facts: &OaFacts) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            profiles::set_oa(connection, sealer, id, oa, facts)
        })
    }

    fn delete(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            deleted::delete(connection, sealer, id, now)?;
            history::add(connection, id, &HistoryEvent::Deleted, now)
        })
    }

    fn deleted(&self) -> Result<Vec<DeletedProfile>, VaultError> {
        deleted::all(&self.connection)
    }

    fn restore(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            deleted::restore(connection, sealer, id)?;
            history::add(connection, id, &HistoryEvent::Restored, now)
        })
    }

    fn forget_deleted(&mut self, before: Timestamp) -> Result<usize, VaultError> {
        // At most starts nothing has to be erased, and then nothing is written.
        if deleted::is_any(&self.connection, before)? {
            self.write(&About::All, |connection, sealer, touched| {
                let gone = deleted::forget(connection, sealer, before)?;
                touched.profiles.extend(gone.iter().cloned());
                Ok(gone.len())
            })
        } else {
            Ok(0)
        }
    }

    fn set_moved(&mut self, id: &ProfileId, moved: bool, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            bundles::set_moved(connection, sealer, id, moved.then_some(now))?;
            let event = if moved { HistoryEvent::MovedAway } else { HistoryEvent::TakenBack };
            history::add(connection, id, &event, now)
        })
    }

    fn export_bundle(&mut self, of: Option<&ProfileId>) -> Result<Vec<BundleProfile>, VaultError> {
        self.freshen(&of.map_or(About::All, |id| About::One(id.clone())));
        bundles::read(&self.connection, self.sealer()?, of)
    }

    fn standing(&mut self, carried: &BundleProfile, made_by: MadeBy) -> Result<MergeStatus, VaultError> {
        self.freshen(&About::One(carried.profile.id.clone()));
        bundles::standing(&self.connection, self.sealer()?, carried, made_by)
    }

    fn import_bundle(
        &mut self,
        carried: &BundleProfile,
        made_by: MadeBy,
        decision: Decision,
        now: Timestamp,
    ) -> Result<Option<ProfileId>, VaultError> {
        self.write(&About::One(carried.profile.id.clone()), |connection, sealer, touched| {
            touched.profile(&carried.profile.id);
            let taken = bundles::take(connection, sealer, carried, (made_by, decision), now)?;
            let Some(event) = taken else { return Ok(None) };
            history::add(connection, &carried.profile.id, &event, now)?;
            Ok(Some(carried.profile.id.clone()))
        })
    }

    fn former_secret_keys(&mut self, id: &ProfileId) -> Result<Vec<Secret>, VaultError> {
        self.freshen(&About::One(id.clone()));
        former::secret_keys(self.sealer()?, id, &config::read(&self.connection, self.sealer()?, id)?)
    }

    fn bundle_mac(&self, content: &[u8]) -> Result<BundleMac, VaultError> {
        Ok(self.sealer()?.bundle_mac(content))
    }

    fn made_bundle(&self, content: &[u8], mac: &BundleMac) -> Result<bool, VaultError> {
        Ok(self.sealer()?.made_bundle(content, mac))
    }

    fn setting(&self, name: SettingName) -> Result<Option<Secret>, VaultError> {
        settings::read(&self.connection, self.sealer()?, name)
    }

    fn set_setting(&mut self, name: SettingName, value: Option<&Secret>) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            settings::write(connection, sealer, name, value)
        })
    }

    fn secrets(&mut self, id: &ProfileId) -> Result<ProfileSecrets, VaultError> {
        self.freshen(&About::One(id.clone()));
        let sealer = self.sealer()?;
        let config = config::read(&self.connection, sealer, id)?;
        let secret_key = profiles::secret_key(&self.connection, sealer, id, &config)?;
        let current = pairs::current(&self.connection, sealer, id, &config)?;
        Ok(ProfileSecrets { secret_key, current })
    }

    fn generations(&mut self, id: &ProfileId) -> Result<Vec<StoredPair>, VaultError> {
        self.freshen(&About::One(id.clone()));
        let sealer = self.sealer()?;
        match config::read(&self.connection, sealer, id) {
            Ok(config) => pairs::kept(&self.connection, sealer, id, &config),
            Err(VaultError::NoSuchProfile) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    fn fingerprint(&self, secret: &Secret) -> Result<Fingerprint, VaultError> {
        Ok(pairs::print(self.sealer()?, secret))
    }

    fn credentials(&self, app_id: &AppId, secret_key: &Secret) -> Result<Fingerprint, VaultError> {
        Ok(profiles::credentials(self.sealer()?, app_id, secret_key))
    }

    fn ledger(&mut self, id: &ProfileId, token: Option<Fingerprint>) -> Result<Vec<Entry>, VaultError> {
        self.freshen(&About::One(id.clone()));
        let sealer = self.sealer()?;
        let config = config::read(&self.connection, sealer, id)?;
        attempts::ledger(&self.connection, sealer, id, &config, token)
    }

    fn attempt(&mut self, id: &AttemptId) -> Result<Option<Entry>, VaultError> {
        self.freshen(&About::attempt(&self.connection, id));
        attempts::one(&self.connection, self.sealer()?, id)
    }

    fn profiles_with_open_attempts(&self) -> Result<Vec<ProfileId>, VaultError> {
        attempts::profiles_with_open(&self.connection)
    }

    fn newest_time(&self) -> Result<Option<Timestamp>, VaultError> {
        let newest: Option<i64> = self.connection.query_row(NEWEST_TIME, [], |row| row.get(0))?;
        Ok(newest.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    fn reserve(&mut self) -> Result<(), VaultError> {
        let free: u32 = self.connection.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
        let mut journal = resolved(&self.path).into_os_string();
        journal.push("-journal");
        let has_journal = fs::metadata(journal).is_ok_and(|file| file.len() >= JOURNAL_BYTES);
        if free >= FREE_PAGES && has_journal {
            return Ok(());
        }
        // Random, so that a compressing file system cannot store it in less space than an answer.
        self.write(&About::Vault, |connection, _, _| {
            connection.execute("INSERT INTO reserve (bytes) VALUES (randomblob(?1))", [RESERVE_BYTES])?;
            Ok(())
        })?;
        // `secure_delete` overwrites the freed pages, so the journal also grows to this size.
        self.write(&About::Vault, |connection, _, _| {
            connection.execute("DELETE FROM reserve", [])?;
            Ok(())
        })
    }

    fn begin_attempt(
        &mut self,
        entry: &NewAttempt,
        release: Option<&AttemptId>,
        by: &Process,
    ) -> Result<(), VaultError> {
        self.write(&About::One(entry.profile.clone()), |connection, sealer, touched| {
            touched.profile(&entry.profile);
            if let Some(old) = release {
                attempts::release(connection, sealer, old)?;
            }
            attempts::insert(connection, sealer, entry)?;
            holds::take(connection, sealer, &entry.id.0, by, entry.attempt.prepared_at)
        })
    }

    fn write_attempt(
        &mut self,
        id: &AttemptId,
        was: &AttemptVersion,
        attempt: &Attempt,
        credentials: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, touched| {
            let of = attempts::update(connection, sealer, id, was, attempt, credentials)?;
            // An answer that is not processed yet is not copied: the vault and the spool hold it.
            if attempt.state != crate::rotation::AttemptState::Responded {
                touched.profile(&of);
            }
            history::add_attempt(connection, id, attempt, None, now)?;
            withdrawn::by(connection, sealer, id, attempt, now)
        })
    }

    fn attempt_version(&self, id: &AttemptId) -> Result<Option<(String, u32)>, VaultError> {
        attempts::seen(&self.connection, id)
    }

    fn has_answer(&self, id: &AttemptId, send: u32) -> Result<bool, VaultError> {
        answers::has(&self.connection, id, send)
    }

    fn take_in(&mut self, answered: &NewAttempt, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(answered.profile.clone()), |connection, sealer, touched| {
            touched.profile(&answered.profile);
            attempts::take_in(connection, sealer, answered, now)
        })
    }

    fn drop_attempt(&mut self, id: &AttemptId) -> Result<(), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, touched| {
            touched.profiles.extend(attempts::remove(connection, sealer, id)?);
            Ok(())
        })
    }

    fn save_pair(
        &mut self,
        id: &AttemptId,
        was: Option<&AttemptVersion>,
        attempt: &Attempt,
        new: &NewPair,
        now: Timestamp,
    ) -> Result<(Generation, Arrival), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, touched| {
            let (of, generation, arrival) = attempts::save(connection, sealer, id, was, attempt, new, now)?;
            condense::run(connection, sealer, &of, now)?;
            touched.profile(&of);
            history::add_attempt(connection, id, attempt, Some(generation), now)?;
            Ok((generation, arrival))
        })
    }

    fn end_access(&mut self, id: &ProfileId, generation: Generation, at: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            pairs::end_access(connection, sealer, id, generation, at)
        })
    }

    fn record_elsewhere(&mut self, id: &AttemptId, origin: &Origin, now: Timestamp) -> Result<(), VaultError> {
        let about = About::attempt(&self.connection, id);
        self.write(&about, |connection, _, touched| {
            touched.profile(&history::add_elsewhere(connection, id, origin, now)?);
            Ok(())
        })
    }

    fn choose_pair(&mut self, id: &ProfileId, generation: Generation, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            pairs::choose(connection, sealer, id, generation)?;
            history::add(connection, id, &HistoryEvent::CopySettled, now)
        })
    }

    fn is_recorded(&self, token: Fingerprint) -> Result<bool, VaultError> {
        Ok(spent::fate(&self.connection, self.sealer()?, token)?.is_some())
    }

    fn fate_is_spent(&self, token: Fingerprint) -> Result<bool, VaultError> {
        Ok(spent::fate(&self.connection, self.sealer()?, token)? == Some(spent::Fate::Spent))
    }

    fn hold(&self, id: &AttemptId) -> Result<Option<Hold>, VaultError> {
        holds::read(&self.connection, self.sealer()?, &id.0)
    }

    fn take_hold(&mut self, id: &AttemptId, by: &Process, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, _| {
            holds::take(connection, sealer, &id.0, by, now)
        })
    }

    fn beat(&mut self, id: &AttemptId, by: &Process, now: Timestamp) -> Result<bool, VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, _| {
            holds::beat(connection, sealer, &id.0, by, now)
        })
    }

    fn end_hold(&mut self, id: &AttemptId) -> Result<(), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, _, _| holds::end(connection, &id.0))
    }

    fn schedule_holder(&self) -> Result<Option<Hold>, VaultError> {
        holds::read(&self.connection, self.sealer()?, holds::SCHEDULE)
    }

    fn take_schedule(&mut self, by: &Process, is_gone: bool, now: Timestamp) -> Result<bool, VaultError> {
        self.write(&About::Vault, |connection, sealer, _| holds::take_schedule(connection, sealer, by, is_gone, now))
    }

    fn release_schedule(&mut self, by: &Process) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, _, _| holds::release(connection, holds::SCHEDULE, &by.token))
    }

    fn seal_spooled(&self, id: &AttemptId, plain: &SecretBytes) -> Result<Vec<u8>, VaultError> {
        Ok(self.sealer()?.seal(spool_place(id), plain.expose()))
    }

    fn open_spooled(&self, id: &AttemptId, hidden: &[u8]) -> Result<SecretBytes, VaultError> {
        let sealer = self.sealer()?;
        // An answer that an older version sealed is accepted too.
        let plain = sealer
            .open(spool_place(id), hidden)
            .or_else(|_| sealer.open_version_1("inflight", &id.0, "answer", hidden))?;
        Ok(SecretBytes::new(plain.to_vec()))
    }

    fn diary(&self, of: Option<&ProfileId>, at_most: u32) -> Result<Vec<HistoryEntry>, VaultError> {
        history::read(&self.connection, of, at_most)
    }

    fn data_version(&self) -> Result<i64, VaultError> {
        Ok(self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    fn quick_check(&self) -> Result<Vec<String>, VaultError> {
        let mut statement = self.connection.prepare("PRAGMA quick_check")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut faults: Vec<String> = lines.into_iter().filter(|line| line != "ok").collect();
        match self.check_rows() {
            Err(VaultError::Damaged(_)) => faults.push("rows and indexes tell different things".to_owned()),
            other => other?,
        }
        Ok(faults)
    }

    fn check_rows(&self) -> Result<(), VaultError> {
        file::check_rows(&self.connection)
    }
}

fn spool_place(id: &AttemptId) -> Place<'_> {
    Place { realm: Realm::Vault, table: "inflight", row: &id.0, column: "answer", context: &[] }
}

/// Refuses to write to a file that a newer version has migrated, or that is now sealed with another key.
fn may_write(connection: &Connection, sealer: &Sealer) -> Result<(), VaultError> {
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
fn least_writer(connection: &Connection) -> Result<i32, VaultError> {
    let least = meta::plain(connection, "min_writer_version")?.and_then(|least| least.parse().ok());
    least.ok_or(VaultError::Damaged(None))
}

/// Returns a random stamp that no other state of the vault has.
fn stamp() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_time_is_found_without_reading_years_of_rows() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(schema::TABLES).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {NEWEST_TIME}")).unwrap();
        let plan = statement.query_map([], |row| row.get::<_, String>("detail")).unwrap();
        let plan: Vec<String> = plan.collect::<Result<_, _>>().unwrap();
        for index in ["event_time", "attempt_time", "pair_time"] {
            assert!(plan.iter().any(|line| line.starts_with("SEARCH") && line.contains(index)), "{index}: {plan:?}");
        }
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:?}");
    }
}
