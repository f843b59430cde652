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

/// An automatic refresh that is due this soon is waited for.
const SOON: Duration = Duration::from_secs(5 * 60);

/// What is under way. The program ends for an update, so nothing may be.
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

/// Why an update is not installed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBack {
    /// An attempt is in flight.
    Sending,
    /// A refresh is due soon.
    Due,
    /// An answer is not in the vault yet.
    AnswersWaiting,
    /// There is no backup.
    NoBackup,
}

impl UnderWay {
    /// Returns why an update must wait; `None` if it may be installed now.
    pub fn held_back(&self) -> Option<HeldBack> {
        let Self { open_attempts, due_in, answers_waiting, has_backup } = *self;
        match () {
            () if open_attempts > 0 => Some(HeldBack::Sending),
            () if answers_waiting > 0 => Some(HeldBack::AnswersWaiting),
            () if due_in.is_some_and(|due| due <= SOON) => Some(HeldBack::Due),
            () if !has_backup => Some(HeldBack::NoBackup),
            () => None,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const READY: UnderWay = UnderWay { open_attempts: 0, due_in: None, answers_waiting: 0, has_backup: true };

    #[test]
    fn an_update_waits_for_everything_that_is_under_way() {
        let due = |seconds| UnderWay { due_in: Some(Duration::from_secs(seconds)), ..READY };
        for (under_way, wanted) in [
            (READY, None),
            (due(301), None),
            (due(300), Some(HeldBack::Due)),
            (due(0), Some(HeldBack::Due)),
            (UnderWay { open_attempts: 1, ..READY }, Some(HeldBack::Sending)),
            (UnderWay { answers_waiting: 1, ..READY }, Some(HeldBack::AnswersWaiting)),
            (UnderWay { has_backup: false, ..READY }, Some(HeldBack::NoBackup)),
        ] {
            assert_eq!(under_way.held_back(), wanted, "{under_way:?}");
        }
    }
}
