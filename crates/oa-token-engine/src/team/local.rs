//! What this vault holds of an OA, to be shared.

use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Entry;
use oa_token_model::token::{Generation, StoredPair};
use oa_token_vault::{Reading, Vault, VaultError};

use crate::{EngineError, Shared};

/// What this vault holds of an OA. Its secrets are in memory only as long as they are compared and sealed.
#[derive(Debug, Clone)]
pub struct LocalCopy {
    /// The newest attempts, oldest first.
    pub entries: Vec<Entry>,
    /// The kept pairs, newest first.
    pub pairs: Vec<StoredPair>,
    /// The number of the current pair.
    pub current: Generation,
}

impl LocalCopy {
    /// Returns the copy of an OA that is not here any more: it has nothing to put back.
    pub(super) fn empty() -> Self {
        Self { entries: Vec::new(), pairs: Vec::new(), current: Generation(0) }
    }

    /// Reads it.
    pub(super) async fn read(shared: &Shared, id: &ProfileId) -> Result<Self, EngineError> {
        let of = id.clone();
        let read = move |vault: &mut dyn Vault| {
            vault.settle(Some(&of))?;
            let mut vault = Reading::of(vault, Some(&of));
            let record = vault.record(&of)?.ok_or(VaultError::NoSuchProfile)?;
            if record.altered {
                return Err(VaultError::Altered);
            }
            let (entries, pairs) = (vault.ledger(&of, None)?, vault.generations(&of)?);
            Ok(Self { entries, pairs, current: record.current.generation })
        };
        shared.store.run(read).await
    }

    /// Returns the current pair.
    pub fn current_pair(&self) -> Option<&StoredPair> {
        self.pairs.iter().find(|pair| pair.generation == self.current)
    }
}
