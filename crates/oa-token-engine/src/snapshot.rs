//! All the vault's data on a profile, read in one step while the profile's lock is held.

use oa_token_model::profile::ProfileId;
use oa_token_model::records::{ProfileRecord, ProfileSecrets};
use oa_token_model::refresh::plan::{AttemptId, Entry, Fingerprint};
use oa_token_model::token::Generation;
use oa_token_vault::{Reading, Vault, VaultError};

use crate::{EngineError, Shared};

/// The vault's data on a profile.
pub(crate) struct ProfileSnapshot {
    pub(crate) record: ProfileRecord,
    pub(crate) secrets: ProfileSecrets,
    /// The fingerprint of the current refresh token.
    pub(crate) token: Option<Fingerprint>,
    /// Whether that token is known to be spent, by an attempt that is not in the ledger any more.
    pub(crate) is_spent: bool,
    pub(crate) credentials: Fingerprint,
    pub(crate) ledger: Vec<Entry>,
    /// Whether all of it is in a second file too.
    pub(crate) has_second_copy: bool,
}

impl ProfileSnapshot {
    /// Reads the data, after checking that the vault is not older than its second copy.
    ///
    /// # Errors
    /// [`VaultError::Altered`] if any of it was changed without the key.
    pub(crate) async fn read(shared: &Shared, id: &ProfileId) -> Result<Self, EngineError> {
        let of = id.clone();
        let read = move |vault: &mut dyn Vault| {
            vault.settle(Some(&of))?;
            let mut vault = Reading::of(vault, Some(&of));
            let record = vault.record(&of)?.ok_or(VaultError::NoSuchProfile)?;
            if record.altered {
                return Err(VaultError::Altered);
            }
            let secrets = vault.secrets(&of)?;
            let token = secrets.current.pair.refresh.as_ref().map(|token| vault.fingerprint(token)).transpose()?;
            let is_spent = token.map(|token| vault.fate_is_spent(token)).transpose()?.unwrap_or_default();
            let credentials = vault.credentials(&record.profile.app_id, &secrets.secret_key)?;
            let ledger = vault.ledger(&of, token)?;
            let has_second_copy = vault.has_second_copy();
            Ok(Self { record, secrets, token, is_spent, credentials, ledger, has_second_copy })
        };
        shared.store.run(read).await
    }

    /// Returns the same data with the pair of this generation as the current one, if it is still stored.
    pub(crate) async fn about(mut self, shared: &Shared, generation: Generation) -> Result<Self, EngineError> {
        if self.secrets.current.generation != generation {
            let of = self.record.profile.id.clone();
            let kept = shared.store.run(move |vault| vault.generations(&of)).await?;
            if let Some(spent) = kept.into_iter().find(|pair| pair.generation == generation) {
                self.secrets.current = spent;
            }
        }
        Ok(self)
    }

    pub(crate) fn entry(&self, id: &AttemptId) -> Option<&Entry> {
        self.ledger.iter().find(|entry| entry.id == *id)
    }
}
