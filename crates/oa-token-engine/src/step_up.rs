//! Step-up authentication: irreversible actions ask for the passphrase once more.
//!
//! This covers a new recovery code, a sealed file, a file with the refresh token, showing `secret_key`, and removing
//! the passphrase: a person who finds the window open and unlocked must not get any of them. A typed passphrase counts
//! for a few minutes ([`crate::Timeouts::step_up`]), and only while the app stays unlocked and the computer awake.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use oa_token_model::secret::Secret;
use oa_token_vault::keys::{KeySource, RecoveryCode, SlotKind};

use crate::{EngineError, Protection};

/// When a person last proved to be the owner.
#[derive(Default)]
pub(crate) struct StepUp(Mutex<Option<Instant>>);

impl StepUp {
    pub(crate) fn note(&self) {
        *self.proven() = Some(Instant::now());
    }

    pub(crate) fn forget(&self) {
        *self.proven() = None;
    }

    fn counts(&self, valid: Duration) -> bool {
        self.proven().is_some_and(|at| at.elapsed() < valid)
    }

    fn proven(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Protection<'_> {
    /// Fails unless the owner typed the passphrase within the last minutes. Succeeds without a passphrase, and if the
    /// passphrase is in a file for this program, because no person types it then.
    ///
    /// # Errors
    /// [`EngineError::NeedsPassphrase`].
    pub async fn require_step_up(self) -> Result<(), EngineError> {
        let in_file = matches!(self.engine.environment().key, KeySource::PassphraseFile(_));
        let counts = self.engine.shared.step_up.counts(self.engine.shared.options.timeouts.step_up);
        if in_file || counts || !self.has_slot(SlotKind::Passphrase).await? {
            return Ok(());
        }
        Err(EngineError::NeedsPassphrase)
    }

    /// Takes the passphrase that [`Self::require_step_up`] asks for, or the recovery code if the passphrase is
    /// forgotten.
    ///
    /// # Errors
    /// [`EngineError::Key`] if it opens no slot of the vault.
    pub async fn step_up(self, typed: Secret) -> Result<(), EngineError> {
        let is_code = RecoveryCode::parse(&typed).is_ok() && self.has_slot(SlotKind::RecoveryCode).await?;
        let by = if is_code { KeySource::RecoveryCode(typed) } else { KeySource::Passphrase(typed) };
        self.proves_owner(by).await?;
        self.engine.shared.step_up.note();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_up_is_valid_for_its_time_and_only_until_the_app_locks() {
        let (step_up, long) = (StepUp::default(), Duration::from_secs(300));
        assert!(!step_up.counts(long), "no passphrase was typed yet");
        step_up.note();
        assert!(step_up.counts(long));
        assert!(!step_up.counts(Duration::ZERO), "the step-up has expired");
        step_up.forget();
        assert!(!step_up.counts(long));
    }
}
