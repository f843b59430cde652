//! The lock of one profile, held by one process while an attempt is in flight.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use crate::profile::ProfileId;

/// How often a held lock is tried again: fast enough for a person, slow enough to cost little.
const RETRY: Duration = Duration::from_millis(25);

/// Holds a profile's lock; the system releases it when this is dropped or the process ends.
#[derive(Debug)]
pub(super) struct ProfileLock {
    _file: File,
    /// Whether another holder had it first.
    pub(super) waited: bool,
}

impl ProfileLock {
    /// Marks the lock as one that was waited for.
    pub(super) fn after_waiting(self) -> Self {
        Self { waited: true, ..self }
    }
}

/// Takes a profile's lock, waiting up to `patience`; `None` if it was held all that time.
pub(super) async fn take(folder: &Path, of: &ProfileId, patience: Duration) -> io::Result<Option<ProfileLock>> {
    take_named(folder, of.as_str(), patience).await
}

async fn take_named(folder: &Path, name: &str, patience: Duration) -> io::Result<Option<ProfileLock>> {
    crate::paths::make_folder(folder)?;
    let file = crate::paths::open_private(&folder.join(name), false)?;
    let until = Instant::now() + patience;
    let mut waited = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(ProfileLock { _file: file, waited })),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => return Ok(None),
            Err(TryLockError::WouldBlock) => {
                waited = true;
                tokio::time::sleep(RETRY).await;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}
