//! Checks whether this computer's clock can be right: against the ledger and, if that disagrees, against Zalo's clock.
//! Also decides by which clock lives are judged.

use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::clock_skew;
use oa_token_model::expiry::SecondLook;
use oa_token_model::origin::Origin;
use oa_token_model::records::ProfileRecord;
use tokio::time::Instant;

use crate::{EngineError, Health, Shared};

/// How long a saved answer waits for Zalo's time before its lives are counted by this computer's clock.
const SECOND_LOOK: Duration = Duration::from_secs(3);

/// Returns whether a token may be spent by this clock. If the ledger holds a later time, either the ledger was written
/// by a clock that ran ahead, which must not stop all sends until that time comes, or this clock is behind. Zalo's time
/// decides.
pub(crate) async fn is_sane(shared: &Shared) -> Result<bool, EngineError> {
    let newest = shared.store.run(|vault| vault.newest_time()).await?;
    if clock_skew::is_sane(shared.now(), newest) {
        return Ok(true);
    }
    if !clock_skew::is_sane(shared.now(), None) {
        return Ok(false);
    }
    let found = shared.client().look(&shared.options.environment.oauth).await;
    // If Zalo answers without a time, nothing contradicts this clock: a ledger time in the year 9998 must not stop all
    // sends.
    Ok(found.is_some_and(|found| found.date.is_none_or(|date| clock_skew::agree(date, shared.now()))))
}

/// Asks the token origin for its time, for at most [`SECOND_LOOK`].
pub(crate) async fn second_look(shared: &Shared, origin: &Origin) -> Option<SecondLook> {
    let found = tokio::time::timeout(SECOND_LOOK, shared.client().look(origin)).await.ok().flatten();
    let date = found.and_then(|found| found.date)?;
    Some(SecondLook { date, seen_at: shared.now() })
}

/// Asks Zalo for its time; `None` if it cannot be reached or sends no time.
async fn at_zalo(shared: &Shared) -> Option<Timestamp> {
    shared.client().look(&shared.options.environment.oauth).await?.date
}

/// How long a network must be stable after a sleep before a token is spent.
const STEADY: Duration = Duration::from_secs(15);
/// The longest time a recovery send waits for that.
const STEADY_PATIENCE: Duration = Duration::from_secs(60);
/// How often the network is checked meanwhile.
const STEADY_LOOK: Duration = Duration::from_secs(5);

/// Waits until Zalo was reachable for [`STEADY`] without a break, at most for [`STEADY_PATIENCE`].
pub(crate) async fn steady_network(shared: &Shared) {
    let (begun, pace) = (Instant::now(), shared.options.timeouts.pace.max(1));
    let mut since = None;
    while begun.elapsed() < STEADY_PATIENCE / pace {
        let is_there = shared.client().look(&shared.options.environment.oauth).await.is_some();
        since = since.filter(|_| is_there).or_else(|| is_there.then(Instant::now));
        if since.is_some_and(|since: Instant| since.elapsed() >= STEADY / pace) {
            return;
        }
        tokio::time::sleep(STEADY_LOOK / pace).await;
    }
}

impl Health<'_> {
    /// Returns whether tokens may be spent by this computer's clock; without a vault there is no ledger to contradict
    /// it.
    pub async fn is_clock_sane(self) -> bool {
        is_sane(&self.engine.shared).await.unwrap_or_else(|_| clock_skew::is_sane(self.engine.now(), None))
    }

    /// Returns the time by which the lives of these profiles are judged: this computer's, or Zalo's if a pair arrived
    /// while the two disagreed. Such a life counts from Zalo's time; by a clock far ahead it would have ended before it
    /// began.
    pub async fn now_for(self, records: &[ProfileRecord]) -> Timestamp {
        let came_by_wrong_clock = |record: &ProfileRecord| {
            let current = &record.current;
            current.expiry.issued_at.is_some_and(|issued_at| !clock_skew::agree(issued_at, current.obtained_at))
        };
        let zalos = if records.iter().any(came_by_wrong_clock) { at_zalo(&self.engine.shared).await } else { None };
        zalos.unwrap_or_else(|| self.engine.now())
    }
}
