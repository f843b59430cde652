//! Waiting requests per key, failed keys per address, tries to refresh per OA.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use oa_token_model::api::ApiKeyId;
use oa_token_model::outcome::AttemptResult;
use oa_token_model::profile::ProfileId;
use tokio::time::Instant;

use crate::guard::Peer;

/// How many requests of one key may wait for a new pair at once.
const WAITS_PER_KEY: usize = 4;
/// How many wrong keys an address may send in [`FAILURE_SPAN`] until it is told to stop. Right keys work all the same.
const FAILURES_PER_SPAN: u32 = 20;
const FAILURE_SPAN: Duration = Duration::from_secs(60);
/// How many addresses are remembered; beyond that all are forgotten, so that memory stays small.
const MOST_ADDRESSES: usize = 1024;
/// How long a failed refresh that a request for a token began is not repeated, whichever key asks.
const TRY_AGAIN: Duration = Duration::from_secs(30);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts the waiting requests of each key.
#[derive(Clone, Default)]
pub(crate) struct Waits(Arc<Mutex<HashMap<ApiKeyId, usize>>>);

/// One waiting request.
pub(crate) struct Wait {
    waits: Waits,
    key: ApiKeyId,
}

impl Waits {
    /// Lets a request of this key wait; `None` if too many do.
    pub(crate) fn begin(&self, key: &ApiKeyId) -> Option<Wait> {
        let mut all = locked(&self.0);
        let count = all.entry(key.clone()).or_default();
        if *count >= WAITS_PER_KEY {
            return None;
        }
        *count += 1;
        Some(Wait { waits: self.clone(), key: key.clone() })
    }

    /// Returns how many requests wait.
    pub(crate) fn count(&self) -> usize {
        locked(&self.0).values().sum()
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        let mut all = locked(&self.waits.0);
        if let Some(count) = all.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.key);
            }
        }
    }
}

/// Counts the wrong keys of each address.
#[derive(Default)]
pub(crate) struct FailedKeys(Mutex<HashMap<Peer, (Instant, u32)>>);

impl FailedKeys {
    /// Counts a wrong key; reports whether there were too many.
    pub(crate) fn is_one_too_many(&self, from: Peer) -> bool {
        let (mut all, now) = (locked(&self.0), Instant::now());
        if all.len() >= MOST_ADDRESSES {
            all.clear();
        }
        let (since, count) = all.entry(from).or_insert((now, 0));
        if now.duration_since(*since) >= FAILURE_SPAN {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count > FAILURES_PER_SPAN
    }
}

/// Remembers what came of the refreshes that requests for tokens began.
#[derive(Default)]
pub(crate) struct Tries(Mutex<HashMap<ProfileId, (Instant, AttemptResult)>>);

impl Tries {
    /// Returns the result of a try that is too recent to be repeated.
    pub(crate) fn recent(&self, oa: &ProfileId) -> Option<AttemptResult> {
        let mut all = locked(&self.0);
        let (at, found) = all.get(oa)?;
        if at.elapsed() < TRY_AGAIN {
            return Some(found.clone());
        }
        all.remove(oa);
        None
    }

    /// Remembers a result that brought no pair.
    pub(crate) fn note(&self, oa: &ProfileId, result: AttemptResult) {
        locked(&self.0).insert(oa.clone(), (Instant::now(), result));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_requests_of_a_key_may_wait_and_a_fifth_once_one_has_ended() {
        let (waits, key, other) = (Waits::default(), ApiKeyId("a".to_owned()), ApiKeyId("b".to_owned()));
        let mut waiting: Vec<Wait> = (0..4).map(|_| waits.begin(&key).unwrap()).collect();
        assert!(waits.begin(&key).is_none());
        let others = waits.begin(&other);
        assert!(others.is_some());
        waiting.pop();
        assert!(waits.begin(&key).is_some(), "it has ended again");
        assert_eq!(waits.count(), 4);
        drop((waiting, others));
        assert_eq!(waits.count(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_is_told_to_stop_after_twenty_wrong_keys_in_a_minute() {
        let (failed, here) = (FailedKeys::default(), Peer::Local);
        assert!((0..20).all(|_| !failed.is_one_too_many(here)));
        assert!(failed.is_one_too_many(here));
        assert!(!failed.is_one_too_many(Peer::Network([10, 0, 0, 1].into())));
        tokio::time::advance(FAILURE_SPAN).await;
        assert!(!failed.is_one_too_many(here));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_refresh_is_not_repeated_for_a_while() {
        let (tries, oa) = (Tries::default(), ProfileId::numbered(1));
        assert!(tries.recent(&oa).is_none());
        tries.note(&oa, AttemptResult::Busy);
        assert_eq!(tries.recent(&oa), Some(AttemptResult::Busy));
        assert!(tries.recent(&ProfileId::numbered(2)).is_none());
        tokio::time::advance(TRY_AGAIN).await;
        assert!(tries.recent(&oa).is_none());
    }
}
