//! Refreshes, and what is in flight.

use std::sync::Arc;

use oa_token_model::outcome::Outcome;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::token::Generation;
use tokio::sync::oneshot;

use crate::attempt::{self, About};
use crate::work::stopped;
use crate::{Engine, EngineError, backups, dispatcher, strays};

/// Sends refresh tokens, and finishes what earlier processes began.
#[derive(Clone, Copy)]
pub struct Refresh<'a> {
    pub(crate) engine: &'a Engine,
}

impl Refresh<'_> {
    /// Refreshes a profile. A second request for the same profile gets the outcome of the first.
    pub async fn send(self, id: &ProfileId, by: Trigger) -> Result<Outcome, Arc<EngineError>> {
        self.request(id, by, None).await
    }

    /// Refreshes a profile after a click on this pair. Sends nothing if another pair has replaced it meanwhile: the
    /// user did not agree to spend that one.
    pub async fn send_pair(self, id: &ProfileId, pair: Generation) -> Result<Outcome, Arc<EngineError>> {
        self.request(id, Trigger::User, Some(pair)).await
    }

    /// Refreshes a profile because a program asked for this pair to be replaced. Sends nothing if another pair has
    /// replaced it meanwhile, and nothing that only a person may send again.
    pub async fn replace_pair(self, id: &ProfileId, pair: Generation) -> Result<Outcome, Arc<EngineError>> {
        self.request(id, Trigger::Automatic, Some(pair)).await
    }

    async fn current_generation(self, id: &ProfileId) -> Option<Generation> {
        attempt::find(&self.engine.shared, id).await.ok().map(|record| record.current.generation)
    }

    async fn request(self, id: &ProfileId, by: Trigger, pair: Option<Generation>) -> Result<Outcome, Arc<EngineError>> {
        let (reply, outcome) = oneshot::channel();
        let about = About { by, pair };
        // The attempt itself reports a profile that cannot be read.
        let seen = match by {
            Trigger::User if pair.is_none() => self.current_generation(id).await,
            Trigger::User | Trigger::Automatic | Trigger::Recovery => None,
        };
        let request = dispatcher::Command::Refresh { id: id.clone(), about, seen, reply };
        self.engine.commands.send(request).await.map_err(|_| stopped())?;
        outcome.await.map_err(|_| stopped())?
    }

    /// Completes the attempts that ended processes left open.
    pub async fn recover(self) -> Result<(), Arc<EngineError>> {
        strays::take_in(&self.engine.shared).await;
        let open = match self.engine.shared.store.run(|vault| vault.profiles_with_open_attempts()).await {
            Err(EngineError::NoVault) => return Ok(()),
            other => other.map_err(Arc::new)?,
        };
        let mut result = Ok(());
        for id in open {
            // A failed profile does not stop the next one.
            let repaired = self.send(&id, Trigger::Recovery).await;
            result = result.and(repaired.map(drop));
        }
        result
    }

    /// Returns the profiles with an attempt in flight in this process.
    pub async fn in_flight(self) -> Vec<ProfileId> {
        let (reply, list) = oneshot::channel();
        if self.engine.commands.send(dispatcher::Command::InFlight { reply }).await.is_err() {
            return Vec::new();
        }
        list.await.unwrap_or_default()
    }

    /// Waits until no attempt is in flight, and the new pairs are delivered or delivery was given up. The process may
    /// end then.
    pub async fn drain(self) {
        let (reply, done) = oneshot::channel();
        if self.engine.commands.send(dispatcher::Command::Drain { reply }).await.is_ok() {
            // An error means that the owner task has ended, so nothing is in flight.
            drop(done.await);
        }
        self.engine.shared.deliveries.settled().await;
        self.engine.shared.alerts.settled().await;
        backups::before_exit(&self.engine.shared).await;
    }
}
