//! The one vault there is: a sealed SQLite file.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::seal::{Place, Sealer};
use super::{
    DeletedProfile, DiaryEvent, DiaryLine, NewAttempt, NewPair, OaFacts, ProfileEdit, ProfileRecord, ProfileSecrets,
    ProfileSeed, Seen, SettingName, Vault, VaultError,
};
use crate::keys::{DataKey, Slot};
use crate::outlet::{Outlet, OutletReport};
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId};
use crate::rotation::Attempt;
use crate::rotation::plan::{AttemptId, Entry, Fingerprint};
use crate::secret::{Secret, SecretBytes};
use crate::token::{Generation, StoredPair, TokenPair};
use crate::transfer::{CarriedProfile, Standing};

mod attempts;
mod backup;
mod carried;
mod columns;
mod deleted;
mod diary;
mod pairs;
mod profiles;
mod schema;
mod sends;
mod settings;
mod slots;
mod withdrawn;

/// How long a call waits for another process to let go of the file, in milliseconds.
const BUSY_TIMEOUT: u32 = 10_000;
/// What one preflight writes and frees: four times the largest answer kept.
const RESERVE_BYTES: u32 = 256 * 1024;
/// Each part is answered by an index: it is asked at each look of the clock.
const NEWEST_TIME: &str = "SELECT max(at) FROM (
    SELECT max(at) AS at FROM event UNION ALL
    SELECT max(max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0))) FROM attempt UNION ALL
    SELECT max(obtained_at) FROM pair)";

/// The vault as a SQLite file, `vault.db` in the data folder.
pub struct SqliteVault {
    connection: Connection,
    path: PathBuf,
    id: String,
    sealer: Option<Sealer>,
    /// Tells other programs that the file is in use.
    _in_use: Option<File>,
}

impl SqliteVault {
    /// Opens the vault; `None` if there is none yet.
    ///
    /// # Errors
    /// [`VaultError::Newer`], [`VaultError::Damaged`], or what the file system says. The file is not touched then.
    pub fn open(path: &Path) -> Result<Option<Self>, VaultError> {
        match fs::metadata(path) {
            Ok(file) if file.len() == 0 && !has_journal(path) => return Ok(None),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(VaultError::Folder { path: path.to_owned(), source }),
        }
        let mut connection = connect(path)?;
        if version(&connection)? == 0 {
            // Tables come with their version in one transaction, and one that was never begun leaves nothing: with tables
            // but no version, or bytes but no tables, this is no first run.
            let is_left_of_one = tables(&connection)? > 0 || fs::metadata(path).is_ok_and(|file| file.len() > 0);
            return if is_left_of_one { Err(VaultError::Damaged(None)) } else { Ok(None) };
        }
        bring_up_to_date(&mut connection)?;
        check_rows(&connection)?;
        Ok(Some(Self::with(connection, path)?))
    }

    /// Makes a new vault with its first slot, or opens the one somebody else made meanwhile.
    pub fn create(path: &Path, id: &str, slot: &Slot) -> Result<Self, VaultError> {
        make_private(path)?;
        let mut connection = connect(path)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if version(&transaction)? == 0 {
            transaction.execute_batch(schema::TABLES)?;
            transaction.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", schema::VERSION)?;
            transaction.execute("INSERT INTO meta (key, value) VALUES ('vault_id', ?1)", [id])?;
            slots::insert(&transaction, slot)?;
            transaction.commit()?;
        } else {
            drop(transaction);
            bring_up_to_date(&mut connection)?;
        }
        sync_folder(path)?;
        Self::with(connection, path)
    }

    /// Gives the file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Holds the file for nobody else to open; `None` while another program uses it.
    pub fn alone(path: &Path) -> Option<File> {
        let file = use_file(path)?;
        file.try_lock().is_ok().then_some(file)
    }

    fn with(connection: Connection, path: &Path) -> Result<Self, VaultError> {
        let id = connection.query_row("SELECT value FROM meta WHERE key = 'vault_id'", [], |row| row.get(0))?;
        // Best effort: a vault that can be read is not refused for want of a lock.
        let in_use = use_file(path).filter(|file| file.try_lock_shared().is_ok());
        Ok(Self { connection, path: path.to_owned(), id, sealer: None, _in_use: in_use })
    }

    fn sealer(&self) -> Result<&Sealer, VaultError> {
        self.sealer.as_ref().ok_or(VaultError::Locked)
    }

    /// Runs a piece of work as one durable transaction that begins with the write lock.
    fn write<T>(&mut self, work: impl FnOnce(&Connection, &Sealer) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let sealer = self.sealer.as_ref().ok_or(VaultError::Locked)?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction, sealer)?;
        transaction.commit()?;
        Ok(done)
    }
}

impl Vault for SqliteVault {
    fn unlock(&mut self, key: &DataKey) -> Result<(), VaultError> {
        self.sealer = Some(Sealer::new(&self.id, key));
        Ok(())
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
        self.write(|connection, _| slots::insert(connection, slot))
    }

    fn remove_slot(&mut self, id: &str) -> Result<bool, VaultError> {
        self.write(|connection, _| slots::remove(connection, id))
    }

    fn replace_slots(&mut self, slot: &Slot) -> Result<(), VaultError> {
        self.write(|connection, _| slots::replace(connection, slot))
    }

    fn back_up(&self, to: &Path) -> Result<(), VaultError> {
        backup::write(&self.connection, to)
    }

    fn profiles(&self) -> Result<Vec<ProfileRecord>, VaultError> {
        profiles::all(&self.connection)
    }

    fn find(&self, name_or_id: &str) -> Result<Option<ProfileRecord>, VaultError> {
        profiles::find(&self.connection, name_or_id)
    }

    fn sends(&self, of: Option<&ProfileId>, since: Timestamp) -> Result<Vec<(ProfileId, Timestamp)>, VaultError> {
        sends::since(&self.connection, of, since)
    }

    fn create(&mut self, seed: &ProfileSeed, now: Timestamp) -> Result<Profile, VaultError> {
        self.write(|connection, sealer| {
            let profile = profiles::insert(connection, sealer, seed, now)?;
            diary::add(connection, &profile.id, &DiaryEvent::Imported, now)?;
            Ok(profile)
        })
    }

    fn edit(&mut self, id: &ProfileId, edit: &ProfileEdit, now: Timestamp) -> Result<Option<Generation>, VaultError> {
        self.write(|connection, sealer| {
            profiles::refuse_in_practice(connection, id, edit)?;
            profiles::update(connection, sealer, id, edit)?;
            let replaced = match &edit.pair {
                Some(pair) => pairs::replace(connection, sealer, id, pair, now)?,
                None => None,
            };
            let event = replaced.map_or(DiaryEvent::Edited, |generation| DiaryEvent::Replaced { generation });
            diary::add(connection, id, &event, now)?;
            Ok(replaced)
        })
    }

    fn held_by(&self, of: Option<&ProfileId>, pair: &TokenPair) -> Result<Option<String>, VaultError> {
        pairs::held_by(&self.connection, self.sealer()?, of, pair)
    }

    fn set_automatic(&mut self, id: &ProfileId, automatic: bool, now: Timestamp) -> Result<(), VaultError> {
        self.write(|connection, _| {
            let event = if automatic { DiaryEvent::AutomaticOn } else { DiaryEvent::AutomaticOff };
            // Nothing to tell where nothing changed.
            if profiles::set_automatic(connection, id, automatic)? {
                diary::add(connection, id, &event, now)
            } else {
                Ok(())
            }
        })
    }

    fn set_outlet(&mut self, id: &ProfileId, outlet: Option<&Outlet>) -> Result<(), VaultError> {
        self.write(|connection, _| profiles::set_outlet(connection, id, outlet))
    }

    fn note_outlet(&mut self, id: &ProfileId, report: &OutletReport) -> Result<(), VaultError> {
        self.write(|connection, _| profiles::note_outlet(connection, id, report))
    }

    fn set_callback(&mut self, id: &ProfileId, callback: &str) -> Result<(), VaultError> {
        self.write(|connection, _| profiles::set_callback(connection, id, callback))
    }

    fn set_oa(&mut self, id: &ProfileId, oa: &OfficialAccount, facts: &OaFacts) -> Result<(), VaultError> {
        self.write(|connection, _| profiles::set_oa(connection, id, oa, facts))
    }

    fn delete(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
        self.write(|connection, _| {
            deleted::delete(connection, id, now)?;
            diary::add(connection, id, &DiaryEvent::Deleted, now)
        })
    }

    fn deleted(&self) -> Result<Vec<DeletedProfile>, VaultError> {
        deleted::all(&self.connection)
    }

    fn restore(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
        self.write(|connection, sealer| {
            deleted::restore(connection, sealer, id)?;
            diary::add(connection, id, &DiaryEvent::Restored, now)
        })
    }

    fn forget_deleted(&mut self, before: Timestamp) -> Result<usize, VaultError> {
        // Most starts have nothing to forget, and then write nothing.
        if deleted::is_any(&self.connection, before)? {
            self.write(|connection, _| deleted::forget(connection, before))
        } else {
            Ok(0)
        }
    }

    fn set_moved(&mut self, id: &ProfileId, moved: bool, now: Timestamp) -> Result<(), VaultError> {
        self.write(|connection, _| {
            carried::set_moved(connection, id, moved.then_some(now))?;
            let event = if moved { DiaryEvent::MovedAway } else { DiaryEvent::TakenBack };
            diary::add(connection, id, &event, now)
        })
    }

    fn carry_out(&self, of: Option<&ProfileId>) -> Result<Vec<CarriedProfile>, VaultError> {
        carried::read(&self.connection, self.sealer()?, of)
    }

    fn standing(&self, carried: &CarriedProfile) -> Result<Standing, VaultError> {
        carried::standing(&self.connection, self.sealer()?, carried)
    }

    fn carry_in(&mut self, carried: &CarriedProfile, now: Timestamp) -> Result<Option<ProfileId>, VaultError> {
        self.write(|connection, sealer| {
            let Some(generation) = carried::take(connection, sealer, carried, now)? else { return Ok(None) };
            diary::add(connection, &carried.profile.id, &DiaryEvent::CarriedIn { generation }, now)?;
            Ok(Some(carried.profile.id.clone()))
        })
    }

    fn setting(&self, name: SettingName) -> Result<Option<Secret>, VaultError> {
        settings::read(&self.connection, self.sealer()?, name)
    }

    fn set_setting(&mut self, name: SettingName, value: Option<&Secret>) -> Result<(), VaultError> {
        self.write(|connection, sealer| settings::write(connection, sealer, name, value))
    }

    fn secrets(&self, id: &ProfileId) -> Result<ProfileSecrets, VaultError> {
        let sealer = self.sealer()?;
        let secret_key = profiles::secret_key(&self.connection, sealer, id)?;
        let current = pairs::current(&self.connection, sealer, id)?;
        Ok(ProfileSecrets { secret_key, current })
    }

    fn generations(&self, id: &ProfileId) -> Result<Vec<StoredPair>, VaultError> {
        pairs::kept(&self.connection, self.sealer()?, id)
    }

    fn fingerprint(&self, secret: &Secret) -> Result<Fingerprint, VaultError> {
        Ok(pairs::print(self.sealer()?, secret))
    }

    fn credentials(&self, app_id: &AppId, secret_key: &Secret) -> Result<Fingerprint, VaultError> {
        Ok(profiles::credentials(self.sealer()?, app_id, secret_key))
    }

    fn ledger(&self, id: &ProfileId, token: Option<Fingerprint>) -> Result<Vec<Entry>, VaultError> {
        attempts::ledger(&self.connection, self.sealer()?, id, token)
    }

    fn attempt(&self, id: &AttemptId) -> Result<Option<Entry>, VaultError> {
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
        // Random, so that no file system stores it smaller than an answer.
        self.write(|connection, _| {
            connection.execute("INSERT INTO reserve (bytes) VALUES (randomblob(?1))", [RESERVE_BYTES])?;
            Ok(())
        })?;
        // Freeing overwrites the pages (secure_delete), so the journal has grown to the same size too.
        self.write(|connection, _| {
            connection.execute("DELETE FROM reserve", [])?;
            Ok(())
        })
    }

    fn begin_attempt(&mut self, entry: &NewAttempt, release: Option<&AttemptId>) -> Result<(), VaultError> {
        self.write(|connection, sealer| {
            if let Some(old) = release {
                attempts::release(connection, old)?;
            }
            attempts::insert(connection, sealer, entry)
        })
    }

    fn write_attempt(
        &mut self,
        id: &AttemptId,
        was: &Seen,
        attempt: &Attempt,
        credentials: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        self.write(|connection, sealer| {
            attempts::update(connection, sealer, id, was, attempt, credentials)?;
            diary::add_attempt(connection, id, attempt, None, now)?;
            withdrawn::by(connection, id, attempt, now)
        })
    }

    fn seen(&self, id: &AttemptId) -> Result<Option<(String, u32)>, VaultError> {
        attempts::seen(&self.connection, id)
    }

    fn drop_attempt(&mut self, id: &AttemptId) -> Result<(), VaultError> {
        self.write(|connection, _| attempts::remove(connection, id))
    }

    fn save_pair(
        &mut self,
        id: &AttemptId,
        was: &Seen,
        attempt: &Attempt,
        new: &NewPair,
        now: Timestamp,
    ) -> Result<Generation, VaultError> {
        self.write(|connection, sealer| {
            attempts::update(connection, sealer, id, was, attempt, None)?;
            let generation = attempts::keep_pair(connection, sealer, id, attempt, new, now)?;
            diary::add_attempt(connection, id, attempt, Some(generation), now)?;
            Ok(generation)
        })
    }

    fn seal_aside(&self, id: &AttemptId, plain: &SecretBytes) -> Result<Vec<u8>, VaultError> {
        Ok(self.sealer()?.seal(aside(id), plain.expose()))
    }

    fn open_aside(&self, id: &AttemptId, sealed: &[u8]) -> Result<SecretBytes, VaultError> {
        Ok(SecretBytes::new(self.sealer()?.open(aside(id), sealed)?.to_vec()))
    }

    fn diary(&self, of: Option<&ProfileId>, at_most: u32) -> Result<Vec<DiaryLine>, VaultError> {
        diary::read(&self.connection, of, at_most)
    }

    fn data_version(&self) -> Result<i64, VaultError> {
        Ok(self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    fn quick_check(&self) -> Result<Vec<String>, VaultError> {
        let mut statement = self.connection.prepare("PRAGMA quick_check")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }
}

/// Opens the file whose lock tells that the vault is in use.
fn use_file(path: &Path) -> Option<File> {
    let folder = path.parent()?.join("locks");
    crate::home::make_folder(&folder).ok()?;
    OpenOptions::new().create(true).write(true).truncate(false).open(folder.join("vault")).ok()
}

fn aside(id: &AttemptId) -> Place<'_> {
    Place { table: "inflight", row: &id.0, column: "answer" }
}

/// Opens the file for reading and writing and sets what makes it durable, each setting read back.
fn connect(path: &Path) -> Result<Connection, VaultError> {
    // Read-write always: after a crash a read-only connection fails on the hot journal.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_TIMEOUT.into()))?;
    let application_id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if tables(&connection)? > 0 && application_id != schema::APPLICATION_ID {
        return Err(VaultError::Damaged(None)); // A database, and not ours.
    }
    if version(&connection)? > schema::VERSION {
        return Err(VaultError::Newer);
    }
    set(&connection, "journal_mode", "PERSIST", "persist")?;
    set(&connection, "synchronous", "EXTRA", "3")?;
    set(&connection, "secure_delete", "ON", "1")?;
    set(&connection, "foreign_keys", "ON", "1")?;
    read_back(&connection, "busy_timeout", &BUSY_TIMEOUT.to_string())?;
    Ok(connection)
}

fn set(connection: &Connection, name: &'static str, value: &str, wanted: &str) -> Result<(), VaultError> {
    connection.pragma_update(None, name, value)?;
    read_back(connection, name, wanted)
}

fn read_back(connection: &Connection, name: &'static str, wanted: &str) -> Result<(), VaultError> {
    let got: rusqlite::types::Value = connection.pragma_query_value(None, name, |row| row.get(0))?;
    let got = match got {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Null | rusqlite::types::Value::Real(_) | rusqlite::types::Value::Blob(_) => {
            String::new()
        }
    };
    if got == wanted { Ok(()) } else { Err(VaultError::Pragma(name)) }
}

fn tables(connection: &Connection) -> Result<u32, VaultError> {
    Ok(connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?)
}

/// Refuses a file whose rows and indexes tell different things: one changed byte can hide a profile, or the newest pair
/// behind the one before, and no seal notices a row that is not there. The two tables that are asked at each start, and
/// not the whole file: that check is left to `doctor`.
fn check_rows(connection: &Connection) -> Result<(), VaultError> {
    for table in ["profile", "pair"] {
        let said: String = connection.query_row(&format!("PRAGMA integrity_check({table})"), [], |row| row.get(0))?;
        if said != "ok" {
            return Err(VaultError::Damaged(None));
        }
    }
    Ok(())
}

/// Gives the file's schema version; 0 for a file without tables.
fn version(connection: &Connection) -> Result<i32, VaultError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Leads an older file to this version, one step after the other, in one transaction.
fn bring_up_to_date(connection: &mut Connection) -> Result<(), VaultError> {
    if version(connection)? >= schema::VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again: another process may have been quicker.
    let from = usize::try_from(version(&transaction)?).map_err(|_| VaultError::Damaged(None))?;
    for step in schema::STEPS.iter().skip(from.saturating_sub(1)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", schema::VERSION)?;
    Ok(transaction.commit()?)
}

fn has_journal(path: &Path) -> bool {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    Path::new(&journal).exists()
}

/// Makes the folder (0700) and an empty file (0600) before SQLite sees them.
fn make_private(path: &Path) -> Result<(), VaultError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let failed = |source| VaultError::Folder { path: folder.to_owned(), source };
    crate::home::make_folder(folder).map_err(failed)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(failed)?.sync_all().map_err(failed)
}

/// Makes the new file's name durable.
fn sync_folder(path: &Path) -> Result<(), VaultError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    if cfg!(windows) {
        return Ok(()); // Windows has no such call for folders.
    }
    let synced = File::open(folder).and_then(|file| file.sync_all());
    synced.map_err(|source| VaultError::Folder { path: folder.to_owned(), source })
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Full(error),
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => Self::ReadOnly(error),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy(error),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(Some(error)),
            _ => Self::Sqlite(error),
        }
    }
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
            assert!(plan.iter().any(|line| line.starts_with("SEARCH") && line.ends_with(index)), "{index}: {plan:?}");
        }
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:?}");
    }
}
