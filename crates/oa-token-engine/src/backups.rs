//! Backups of the vault beside it. The engine makes one shortly after a change and before the process ends, deletes
//! surplus ones, and restores one when the vault is damaged or gone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{VaultError, VaultFile as _, owner};
use tokio::sync::Notify;

use crate::{Engine, EngineError, EngineEvent, Shared, blocking, delivery};

/// How long after the last of several changes a backup is made.
const PAUSE: Duration = Duration::from_secs(2);
/// The shortest time between two backups, over all processes on a home.
const LEAST_BETWEEN: SignedDuration = SignedDuration::from_mins(1);
/// The newest backups that are kept whatever their age.
const NEWEST_KEPT: usize = 3;
/// The number of days for which the newest backup of the day is kept.
const DAYS_KEPT: usize = 7;
/// The format of a backup's name with its time; sorts by time.
const NAME: &str = "vault-%Y%m%dT%H%M%SZ.db";

/// A backup that could replace the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub at: Timestamp,
    /// How many profiles are in it.
    pub profiles: usize,
}

/// Records that there are changes to back up.
#[derive(Default)]
pub(crate) struct Changes {
    waiting: AtomicBool,
    told: Notify,
}

impl Changes {
    /// Records a change that a person could not enter again.
    pub(crate) fn note(&self) {
        self.waiting.store(true, Ordering::Release);
        self.told.notify_one();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Wakes the backup task, so that it notices the engine is gone and ends.
        self.changes.told.notify_one();
    }
}

/// Makes backups while the engine exists.
pub(crate) async fn run(shared: Weak<Shared>, changes: Arc<Changes>) {
    loop {
        changes.told.notified().await;
        // Changes in quick succession share one backup.
        while tokio::time::timeout(PAUSE, changes.told.notified()).await.is_ok() {}
        loop {
            let Some(shared) = shared.upgrade() else { return };
            let folder = shared.options.environment.backups_folder();
            let newest = list(&folder).first().map(|(at, _)| *at);
            match until_due(newest, shared.now()) {
                None => {
                    make(&shared).await;
                    break;
                }
                Some(wait) => {
                    drop(shared);
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }
}

/// Makes a backup before the process ends, if there are changes and the last backup is at least a minute old.
pub(crate) async fn before_exit(shared: &Shared) {
    let newest = list(&shared.options.environment.backups_folder()).first().map(|(at, _)| *at);
    if until_due(newest, shared.now()).is_none() {
        make(shared).await;
    }
}

/// Returns how long to wait for the next backup; `None` when it is due. A backup dated in the future causes no wait.
fn until_due(newest: Option<Timestamp>, now: Timestamp) -> Option<Duration> {
    let age = now.duration_since(newest?);
    let wait = LEAST_BETWEEN - age;
    (!age.is_negative() && wait.is_positive()).then(|| wait.unsigned_abs())
}

async fn make(shared: &Shared) {
    if !shared.changes.waiting.swap(false, Ordering::AcqRel) {
        return;
    }
    let (folder, now) = (shared.options.environment.backups_folder(), shared.now());
    let path = folder.join(now.to_zoned(TimeZone::UTC).strftime(NAME).to_string());
    let made = shared.store.run(move |vault| vault.back_up(&path)).await;
    if made.is_err() {
        // `doctor` reports the age of the newest backup; the next change tries again.
        shared.changes.waiting.store(true, Ordering::Release);
        return;
    }
    thin_out(&folder);
}

/// Lists the backups, newest first, by their names.
pub(crate) fn list(folder: &Path) -> Vec<(Timestamp, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries.filter_map(|entry| Some((time_of(&entry.path())?, entry.path()))).collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found
}

fn time_of(path: &Path) -> Option<Timestamp> {
    let name = path.file_name()?.to_str()?;
    let at = jiff::civil::DateTime::strptime(NAME, name).ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn thin_out(folder: &Path) {
    let found = list(folder);
    let times: Vec<Timestamp> = found.iter().map(|(at, _)| *at).collect();
    let kept = kept(&times);
    for (_, path) in found.into_iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, copy)| copy) {
        // A surplus backup does no harm.
        fs::remove_file(path).ok();
    }
}

/// Chooses which backups to keep, newest first: the newest ones, and the newest of each of the last days.
fn kept(times: &[Timestamp]) -> BTreeSet<usize> {
    let mut kept: BTreeSet<usize> = (0..times.len().min(NEWEST_KEPT)).collect();
    let mut days = BTreeSet::new();
    for (index, at) in times.iter().enumerate() {
        if days.insert(at.to_zoned(TimeZone::UTC).date()) && days.len() <= DAYS_KEPT {
            kept.insert(index);
        }
    }
    kept
}

/// Finds the newest intact backup.
fn newest_sound(folder: &Path) -> Option<Backup> {
    let sound = |(at, path): (Timestamp, PathBuf)| Some(Backup { profiles: SqliteVault::look(&path)?, path, at });
    list(folder).into_iter().find_map(sound)
}

/// Finds what a damaged vault is restored from: the newest intact backup, else the second copy of the essential data.
fn source(folder: &Path, recovery: &Path, now: Timestamp) -> Option<Backup> {
    newest_sound(folder).or_else(|| {
        let profiles = SqliteVault::look(recovery).filter(|profiles| *profiles > 0)?;
        Some(Backup { path: recovery.to_owned(), at: now, profiles })
    })
}

/// Returns whether a missing vault existed before: a backup of it exists, intact or not.
pub(crate) fn was_there(folder: &Path, recovery: &Path) -> bool {
    let has_bytes = || fs::metadata(recovery).is_ok_and(|file| file.len() > 0);
    // The second copy of a vault that never had an OA is empty.
    !list(folder).is_empty() || (has_bytes() && SqliteVault::look(recovery) != Some(0))
}

/// Replaces the vault with the backup; the old files are renamed, never deleted.
fn put_in_place(vault: &Path, copy: &Path, now: Timestamp) -> Result<(), VaultError> {
    let failed = |source| VaultError::of_io(vault, source);
    let stamp = now.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    let name = vault.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let damaged = format!("{name}.damaged-{stamp}");
    let bytes = fs::read(copy).map_err(failed)?;
    for ending in ["", "-journal"] {
        let from = vault.with_file_name(format!("{name}{ending}"));
        match fs::rename(from, vault.with_file_name(format!("{damaged}{ending}"))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
            Ok(()) | Err(_) => {}
        }
    }
    oa_token_vault::atomic_file::write(vault, &bytes).map_err(failed)?;
    SqliteVault::mark_restored(vault, &damaged)
}

/// Returns whether the vault must be restored because it is damaged or gone.
///
/// # Errors
/// Any other error that keeps the vault from being used: a backup would not solve it.
fn needs_restore(vault: &Path) -> Result<bool, EngineError> {
    match SqliteVault::open(vault) {
        Ok(Some(vault)) => Ok(!vault.quick_check().is_ok_and(|faults| faults.is_empty())),
        Ok(None) | Err(VaultError::Damaged(_) | VaultError::Gone | VaultError::ForeignSchema | VaultError::Altered) => {
            Ok(true)
        }
        Err(error) => Err(error.into()),
    }
}

/// The automatic copies of the vault.
#[derive(Clone, Copy)]
pub struct Backups<'a> {
    pub(crate) engine: &'a Engine,
}

impl Backups<'_> {
    /// Returns the newest intact backup of the vault; it may be older than the vault's content.
    pub async fn newest(self) -> Option<Backup> {
        let (folder, recovery) =
            (self.engine.environment().backups_folder(), self.engine.environment().recovery_file());
        let now = self.engine.now();
        blocking(move || Ok(source(&folder, &recovery, now))).await.ok().flatten()
    }

    /// Returns whether the vault's file is damaged or gone.
    ///
    /// # Errors
    /// Any other error that keeps the vault from being used: a backup would not solve it.
    pub async fn is_damaged(self) -> Result<bool, EngineError> {
        let vault = oa_token_vault::sqlite::resolved(&self.engine.environment().vault_file());
        blocking(move || needs_restore(&vault)).await
    }

    /// Replaces a damaged or missing vault with the newest intact backup, and opens it without its key. The old files
    /// stay beside it. Once the key is available, the vault takes in what any other file still holds.
    ///
    /// # Errors
    /// [`EngineError::NotDamaged`] if the vault is in order; [`EngineError::NoBackup`] if there is no backup;
    /// [`EngineError::InFlight`] while another process uses the vault; any other error that keeps the vault from being
    /// used.
    pub async fn restore(self) -> Result<Backup, EngineError> {
        let home = &self.engine.environment().home;
        if let Some(owner) = owner::shut_out_by_us(home) {
            return Err(VaultError::OtherUser { path: home.clone(), owner }.into());
        }
        let is_altered = self.engine.health().faults().await.is_ok_and(|faults| !faults.is_empty());
        if !is_altered && !self.is_damaged().await? {
            return Err(EngineError::NotDamaged);
        }
        let vault = oa_token_vault::sqlite::resolved(&self.engine.environment().vault_file());
        let backup = self.newest().await.ok_or(EngineError::NoBackup)?;
        let (copy, now) = (backup.path.clone(), self.engine.now());
        self.engine.shared.store.take();
        blocking(move || {
            let _alone = SqliteVault::alone(&vault).ok_or(EngineError::InFlight)?;
            Ok(put_in_place(&vault, &copy, now)?)
        })
        .await?;
        self.engine.open().await?;
        delivery::deliver_all(&self.engine.shared);
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(backup)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_copy_is_due_a_minute_after_the_last_one_and_copies_from_the_future_are_ignored() {
        let now = at("2026-11-23T07:00:00Z");
        for (newest, wait) in [
            (None, None),
            (Some("2026-11-23T06:59:00Z"), None),
            (Some("2026-11-23T06:59:30Z"), Some(30)),
            (Some("2026-11-23T07:00:00Z"), Some(60)),
            (Some("2026-11-23T07:30:00Z"), None),
        ] {
            assert_eq!(until_due(newest.map(at), now), wait.map(Duration::from_secs), "{newest:?}");
        }
    }

    #[test]
    fn the_newest_three_and_one_of_each_of_seven_days_are_kept() {
        let mut times: Vec<Timestamp> = Vec::new();
        for day in (1..=20).rev() {
            for hour in [20, 10, 5] {
                times.push(at(&format!("2026-11-{day:02}T{hour:02}:00:00Z")));
            }
        }
        let kept: Vec<Timestamp> = kept(&times).into_iter().map(|index| times[index]).collect();
        assert_eq!(kept[..3], times[..3]);
        assert_eq!(kept.len(), 3 + 6, "three of the first day, one of each of six more");
        assert!(kept[3..].iter().all(|at| at.to_string().contains("T20:00:00")));
    }

    #[test]
    fn the_time_is_in_the_name_and_other_files_are_ignored() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["vault-20261123T070000Z.db", "vault-20261122T235959Z.db", "vault.db", ".backup-x", "notes.txt"] {
            oa_token_vault::atomic_file::write(&folder.path().join(name), b"").unwrap();
        }
        let times: Vec<String> = list(folder.path()).iter().map(|(at, _)| at.to_string()).collect();
        assert_eq!(times, ["2026-11-23T07:00:00Z", "2026-11-22T23:59:59Z"]);
        assert_eq!(newest_sound(folder.path()), None, "an empty file is not a vault");
    }
}
