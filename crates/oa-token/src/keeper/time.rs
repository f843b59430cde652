//! Whether this computer's clock can be right: by what the ledger knows, and where that says no, by Zalo's own clock.

use super::{Keeper, KeeperError, Shared};
use crate::clock;
use crate::drift;

/// Tells whether a token may be spent by this clock. A ledger that knows a later time was either kept by a clock that
/// ran ahead, which must not stop all sends until that time comes, or this clock runs behind: Zalo is asked which.
pub(super) async fn is_sane(shared: &Shared) -> Result<bool, KeeperError> {
    let newest = shared.store.run(|vault| vault.newest_time()).await?;
    if clock::is_sane(shared.now(), newest) {
        return Ok(true);
    }
    if !clock::is_sane(shared.now(), None) {
        return Ok(false);
    }
    let found = shared.client().look(&shared.options.environment.oauth).await;
    Ok(found.and_then(|found| found.date).is_some_and(|date| drift::agree(date, shared.now())))
}

impl Keeper {
    /// Tells whether tokens may be spent by this computer's clock; a vault that is not there knows nothing against it.
    pub async fn is_clock_sane(&self) -> bool {
        is_sane(&self.shared).await.unwrap_or_else(|_| clock::is_sane(self.now(), None))
    }
}
