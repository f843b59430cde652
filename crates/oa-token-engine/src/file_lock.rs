//! The lock of one profile, held by one process while an attempt is in flight.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use oa_token_model::profile::ProfileId;
use tokio::time::Instant;

/// How often a held lock is tried again: fast enough for a person, slow enough to cost little.
const RETRY: Duration = Duration::from_millis(25);

/// Holds a profile's lock; the system releases it when this is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct ProfileLock {
    _file: File,
    /// Whether another holder had it first.
    pub(crate) waited: bool,
}

impl ProfileLock {
    /// Marks the lock as one that was waited for.
    pub(crate) fn after_waiting(self) -> Self {
        Self { waited: true, ..self }
    }
}

/// Takes a profile's lock, waiting up to `patience`; `None` if it was held all that time.
pub(crate) async fn take(folder: &Path, of: &ProfileId, patience: Duration) -> io::Result<Option<ProfileLock>> {
    take_named(folder, of.as_str(), patience).await
}

async fn take_named(folder: &Path, name: &str, patience: Duration) -> io::Result<Option<ProfileLock>> {
    oa_token_vault::private_file::make_folder(folder)?;
    let file = oa_token_vault::private_file::open_private(&folder.join(name), false)?;
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
