//! Work that several concerns share.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_vault::keys::{self, KeySource, Keychain};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{DELETED_KEPT, Vault, VaultError, VaultFile as _};

use crate::{EngineError, faults};

/// Runs blocking work away from the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    // `spawn_blocking` panics if the system cannot start a thread and the pool has none yet.
    let begun = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| tokio::task::spawn_blocking(work)));
    let done = match begun {
        Ok(begun) => begun.await.unwrap_or(Err(EngineError::Stopped)),
        Err(_) => Err(EngineError::Stopped),
    };
    done.map_err(faults::noted)
}

pub(crate) fn stopped() -> Arc<EngineError> {
    Arc::new(EngineError::Stopped)
}

/// Deletes for good what was deleted long ago. Uses the earlier of the clock and the ledger's newest time, so that a
/// clock that jumped ahead does not destroy a token. A vault without activity therefore keeps deleted items longer.
pub(crate) fn purge_deleted(vault: &mut dyn Vault, now: Timestamp) -> Result<usize, VaultError> {
    let Some(newest) = vault.newest_time()? else { return Ok(0) };
    vault.forget_deleted(now.min(newest).saturating_sub(DELETED_KEPT).unwrap_or(Timestamp::MIN))
}

/// Creates a vault's key, its first slot and its file.
pub(crate) fn create(
    path: &Path,
    from: &KeySource,
    keychain: &dyn Keychain,
    now: Timestamp,
    names: &[String],
) -> Result<SqliteVault, EngineError> {
    let id = ProfileId::random().to_string();
    let created = keys::create(&id, from, keychain, now, names)?;
    let vault = SqliteVault::create(path, &id, &created.slot, &created.key)?;
    if vault.id() != id && *from == KeySource::Keychain {
        // Another process created the vault first: the key just created opens nothing.
        drop(keychain.delete(&id));
    }
    Ok(vault)
}
