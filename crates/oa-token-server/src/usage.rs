//! Counts what was handed out: the first use of a key on an OA and the sums of days are written to the history. Nothing
//! is handed out before its first use of the day is durable.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use oa_token_engine::{Engine, EngineError};
use oa_token_model::api::{ApiKeyId, ApiUse, day_of};
use oa_token_model::profile::ProfileId;
use oa_token_model::token::Generation;

use crate::guard::Peer;

/// Uses that are not written yet, by key and OA.
#[derive(Default)]
pub(crate) struct Usage(Mutex<HashMap<(ApiKeyId, ProfileId), Today>>);

#[derive(Clone, Copy)]
struct Today {
    day: Date,
    /// Uses since the last time they were written.
    count: u64,
    generation: Generation,
    peer: Peer,
}

impl Usage {
    /// Counts one use.
    ///
    /// # Errors
    /// Why the first use of the day cannot be written. Then nothing must be handed out.
    pub(crate) async fn note(
        &self,
        engine: &Engine,
        key: &ApiKeyId,
        oa: &ProfileId,
        (peer, generation): (Peer, Generation),
    ) -> Result<(), EngineError> {
        let day = day_of(engine.now());
        let id = (key.clone(), oa.clone());
        let before = {
            let mut all = self.locked();
            match all.get_mut(&id) {
                Some(today) if today.day == day => {
                    today.count += 1;
                    (today.generation, today.peer) = (generation, peer);
                    return Ok(());
                }
                other => other.map(|before| *before),
            }
        };
        if let Some(before) = before.filter(|before| before.count > 0) {
            engine.api_keys().record_use(written(&id, before)).await?;
        }
        engine.api_keys().record_use(written(&id, Today { day, count: 1, generation, peer })).await?;
        self.locked().insert(id, Today { day, count: 0, generation, peer });
        Ok(())
    }

    /// Writes what was counted. What cannot be written now is written later.
    pub(crate) async fn flush(&self, engine: &Engine) {
        let counted: Vec<_> = self.locked().iter().map(|(id, today)| (id.clone(), *today)).collect();
        for (id, today) in counted.into_iter().filter(|(_, today)| today.count > 0) {
            if engine.api_keys().record_use(written(&id, today)).await.is_ok()
                && let Some(now) = self.locked().get_mut(&id)
            {
                now.count = now.count.saturating_sub(today.count);
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<(ApiKeyId, ProfileId), Today>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn written((key, oa): &(ApiKeyId, ProfileId), today: Today) -> ApiUse {
    ApiUse {
        key: key.clone(),
        oa: oa.clone(),
        day: today.day,
        count: today.count,
        peer: today.peer.name(),
        generation: today.generation,
    }
}
