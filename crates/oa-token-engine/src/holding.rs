//! The holder of an attempt: its lock file, its heartbeat, and waiting for another holder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::refresh::AttemptState;
use oa_token_model::refresh::holder::{self, BEAT, Hold, LockFile, Look, Presence, Process};
use oa_token_model::refresh::plan::{AttemptId, Entry, is_open};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::{EngineError, Shared};

/// How often a row that another process holds is checked.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Identifies this process, as in the rows it holds.
pub(crate) fn this_process(shared: &Shared) -> Process {
    let computer = &shared.options.host;
    Process {
        machine: computer.id().unwrap_or_default(),
        boot: computer.boot().unwrap_or_default(),
        number: std::process::id(),
        token: shared.token.clone(),
    }
}

/// Holds an attempt while this value exists. Other processes see its lock file, or its heartbeat where locks are not
/// shared.
pub(crate) struct Holding {
    /// The lock file; the system unlocks it when the process ends, for whatever reason. `None` where locks do not work:
    /// a file that every process can lock would suggest that the holder is gone.
    lock: Option<(PathBuf, File)>,
    beats: JoinHandle<()>,
}

impl Holding {
    /// Starts to hold a new attempt, before its row is written. Fails with [`io::ErrorKind::WouldBlock`] while another
    /// process holds its lock file.
    pub(crate) fn begin(shared: &Shared, id: &AttemptId) -> io::Result<Self> {
        let path = lock_path(shared, id)?;
        let lock = match oa_token_vault::private_file::open_private(&path, true) {
            // The row of an attempt that is taken over here can have been lost, and its file left.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                oa_token_vault::private_file::open_private(&path, false)?
            }
            opened => opened?,
        };
        let lock = match lock.try_lock() {
            Ok(()) if keeps_out(&path) => Some((path, lock)),
            Err(held @ TryLockError::WouldBlock) => return Err(held.into()),
            Ok(()) | Err(TryLockError::Error(_)) => {
                fs::remove_file(&path)?;
                None
            }
        };
        Ok(Self { lock, beats: beat(shared, id) })
    }

    /// Takes over an attempt whose holder is gone.
    pub(crate) async fn take_over(shared: &Shared, id: &AttemptId) -> Result<Option<Self>, EngineError> {
        let Ok(path) = lock_path(shared, id) else { return Ok(None) };
        let opened = oa_token_vault::private_file::open_private(&path, false);
        let Ok(lock) = opened else { return Ok(None) };
        if lock.try_lock().is_err() {
            return Ok(None);
        }
        let (of, by, now) = (id.clone(), this_process(shared), shared.now());
        shared.store.run(move |vault| vault.take_hold(&of, &by, now)).await?;
        Ok(Some(Self { lock: Some((path, lock)), beats: beat(shared, id) }))
    }

    /// Releases an attempt that has ended.
    pub(crate) fn end(self) {
        if let Some((path, _)) = &self.lock {
            // If this fails, an unlocked file stays beside a final row, which no process checks.
            fs::remove_file(path).ok();
        }
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.beats.abort();
    }
}

fn lock_path(shared: &Shared, id: &AttemptId) -> io::Result<PathBuf> {
    let folder = shared.options.environment.locks_folder();
    oa_token_vault::private_file::make_folder(&folder)?;
    Ok(folder.join(&id.0))
}

/// Updates the heartbeat of an attempt's row until the task is aborted or the row belongs to another process.
fn beat(shared: &Shared, id: &AttemptId) -> JoinHandle<()> {
    let (store, clock, by, id) = (shared.store.clone(), shared.options.clock.clone(), this_process(shared), id.clone());
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(BEAT).await;
            let (of, by, now) = (id.clone(), by.clone(), clock.now());
            if matches!(store.run(move |vault| vault.beat(&of, &by, now)).await, Ok(false)) {
                return;
            }
        }
    })
}

/// The result of waiting for a holder.
pub(crate) enum Waited {
    /// The holder is gone, or there was none: the attempt can be recovered.
    Free,
    /// The holder has continued its attempt meanwhile: read everything again.
    Moved,
    /// The holder is still there at the end of the wait.
    Held(Option<Hold>),
}

/// Waits for the holder of an open attempt, at most until `until`.
pub(crate) async fn wait(shared: &Shared, entry: &Entry, until: Instant) -> Result<Waited, EngineError> {
    let begun = Instant::now();
    let mut first: Option<Hold> = None;
    let mut since = begun;
    loop {
        let (id, of) = (entry.id.clone(), entry.id.clone());
        let (seen, hold) = shared.store.run(move |vault| Ok((vault.attempt_version(&id)?, vault.hold(&of)?))).await?;
        let is_same =
            seen.is_some_and(|(state, sends)| state == entry.attempt.state.name() && sends == entry.attempt.sends);
        if !is_same {
            return Ok(Waited::Moved);
        }
        if hold.is_none() && matches!(entry.attempt.state, AttemptState::Unknown(_)) {
            // No process waits to send it once more.
            return Ok(Waited::Free);
        }
        if hold != first {
            (first, since) = (hold.clone(), Instant::now());
        }
        let watched = SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::MAX);
        if holder::presence(&look(shared, entry, hold.as_ref(), watched)) == Presence::Gone {
            return Ok(Waited::Free);
        }
        if Instant::now() >= until {
            return Ok(Waited::Held(hold));
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Returns whether another process may be carrying out this entry at the moment.
pub(crate) fn may_be_held(entry: &Entry) -> bool {
    is_open(&entry.attempt)
}

fn look(shared: &Shared, entry: &Entry, hold: Option<&Hold>, watched: SignedDuration) -> Look {
    let us = this_process(shared);
    let folder = shared.options.environment.locks_folder();
    // A row without a holder counts as old as its last send.
    let beat_at = hold.map_or(entry.attempt.sent_at.unwrap_or(entry.attempt.prepared_at), |hold| hold.beat_at);
    let by = hold.map(|hold| &hold.by);
    let same = |ours: &str, theirs: &str| !ours.is_empty() && ours == theirs;
    let is_unknown = by.is_none_or(|by| by.boot.is_empty()) || us.boot.is_empty();
    Look {
        file: lock_file(&folder, &entry.id),
        same_machine: by.is_some_and(|by| same(&us.machine, &by.machine)),
        same_boot: is_unknown || by.is_some_and(|by| same(&us.boot, &by.boot)),
        silence: shared.now().duration_since(beat_at),
        watched,
    }
}

/// Checks an attempt's lock file.
fn lock_file(folder: &Path, id: &AttemptId) -> LockFile {
    let Ok(file) = OpenOptions::new().write(true).open(folder.join(&id.0)) else { return LockFile::Absent };
    match file.try_lock() {
        Ok(()) => {
            drop(file.unlock());
            LockFile::Free { locks_work: locks_work(folder) }
        }
        Err(TryLockError::WouldBlock) => LockFile::Held,
        Err(TryLockError::Error(_)) => LockFile::Free { locks_work: false },
    }
}

/// Returns whether file locks work here: of two handles on a new file, the second must not get the lock.
pub(crate) fn locks_work(folder: &Path) -> bool {
    let Ok(file) = tempfile::NamedTempFile::new_in(folder) else { return false };
    file.as_file().try_lock().is_ok() && keeps_out(file.path())
}

/// Returns whether a second handle cannot lock a file that is locked.
fn keeps_out(path: &Path) -> bool {
    let second = OpenOptions::new().write(true).open(path);
    second.is_ok_and(|second| matches!(second.try_lock(), Err(TryLockError::WouldBlock)))
}
