//! Step-up authentication: what cannot be taken back asks for the passphrase once more.
//!
//! A new recovery code, a sealed file, a file with the refresh token, a look at `secret_key` and the end of the passphrase
//! itself: whoever finds the window open and unlocked must not get any of them. A passphrase that was typed counts for a
//! few minutes ([`super::Timeouts::step_up`]), and no longer than the app stays unlocked and the computer awake.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Engine, EngineError};
use crate::keys::{KeySource, RecoveryCode, SlotKind};
use crate::secret::Secret;

/// When somebody last proved to be the owner.
#[derive(Default)]
pub(super) struct StepUp(Mutex<Option<Instant>>);

impl StepUp {
    pub(super) fn note(&self) {
        *self.proven() = Some(Instant::now());
    }

    pub(super) fn forget(&self) {
        *self.proven() = None;
    }

    fn counts(&self, valid: Duration) -> bool {
        self.proven().is_some_and(|at| at.elapsed() < valid)
    }

    fn proven(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// Fails unless the owner proved to be there within the last minutes. Without a passphrase there is nothing to ask
    /// for; one that lies in a file for this program is no person's to type.
    ///
    /// # Errors
    /// [`EngineError::NeedsPassphrase`].
    pub async fn require_step_up(&self) -> Result<(), EngineError> {
        let in_file = matches!(self.environment().key, KeySource::PassphraseFile(_));
        let counts = self.shared.step_up.counts(self.shared.options.timeouts.step_up);
        if in_file || counts || !self.has_slot(SlotKind::Passphrase).await? {
            return Ok(());
        }
        Err(EngineError::NeedsPassphrase)
    }

    /// Takes the passphrase that [`Self::require_step_up`] asks for, or the recovery code of who forgot it.
    ///
    /// # Errors
    /// [`EngineError::Key`] if it opens no slot of the vault.
    pub async fn step_up(&self, typed: Secret) -> Result<(), EngineError> {
        let is_code = RecoveryCode::parse(&typed).is_ok() && self.has_slot(SlotKind::RecoveryCode).await?;
        let by = if is_code { KeySource::RecoveryCode(typed) } else { KeySource::Passphrase(typed) };
        self.proves_owner(by).await?;
        self.shared.step_up.note();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_counts_for_its_time_and_no_longer_than_the_app_stays_unlocked() {
        let (step_up, long) = (StepUp::default(), Duration::from_secs(300));
        assert!(!step_up.counts(long), "nobody has typed anything");
        step_up.note();
        assert!(step_up.counts(long));
        assert!(!step_up.counts(Duration::ZERO), "its time is over");
        step_up.forget();
        assert!(!step_up.counts(long));
    }
}
