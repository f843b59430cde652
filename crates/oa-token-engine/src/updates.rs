//! What an update of the program needs of the engine: the manifest, and whether anything is under way.

use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::schedule::NextRefresh;

use crate::{AutoRefresh, Backups, Engine, EngineError, Health, backups};

/// The calls of an update.
#[derive(Clone, Copy)]
pub struct Updates<'a> {
    pub(crate) engine: &'a Engine,
}

/// What is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// OAs with an attempt whose end is not stored.
    pub open_attempts: usize,
    /// In how long the next OA is refreshed automatically; `None` if none is.
    pub due_in: Option<Duration>,
    /// Answers of Zalo that are in a file and not in the vault yet.
    pub answers_waiting: usize,
    /// Whether a backup of the vault was made, or there is no vault.
    pub has_backup: bool,
}

impl Updates<'_> {
    /// Fetches the manifest of the newest release, through the proxy of the settings; `None` if that fails.
    pub async fn manifest(self, address: &str) -> Option<Vec<u8>> {
        self.engine.shared.client().get_manifest(address).await
    }

    /// Makes a backup, and returns what is under way.
    ///
    /// # Errors
    /// The vault cannot be read, for example because it is locked.
    pub async fn under_way(self) -> Result<UnderWay, EngineError> {
        let health = Health { engine: self.engine };
        let answers_waiting = health.answers_waiting().await;
        if !self.engine.environment().vault_file().exists() {
            return Ok(UnderWay { open_attempts: 0, due_in: None, answers_waiting, has_backup: true });
        }
        let schedule = AutoRefresh { engine: self.engine }.schedule().await?;
        let now = self.engine.now();
        let due = schedule.iter().filter_map(|(_, next)| match next {
            NextRefresh::Due => Some(SignedDuration::ZERO),
            NextRefresh::At(at) => Some(at.duration_since(now)),
            NextRefresh::Never(_) => None,
        });
        let due_in = due.min().map(|span| Duration::try_from(span).unwrap_or_default());
        let open_attempts = health.open_attempts().await?.len();
        backups::before_exit(&self.engine.shared).await;
        let has_backup = Backups { engine: self.engine }.newest().await.is_some();
        Ok(UnderWay { open_attempts, due_in, answers_waiting, has_backup })
    }
}
