//! The keys of the HTTP API.

use jiff::Timestamp;
use oa_token_model::api::{ApiKey, ApiKeyId, ApiKeyName, ApiKeyRecord, ApiUse, Scope};
use oa_token_vault::{ApiKeyRing, VaultError};

use crate::{Engine, EngineError, EngineEvent};

/// The keys by which other programs use the HTTP API.
#[derive(Clone, Copy)]
pub struct ApiKeys<'a> {
    pub(crate) engine: &'a Engine,
}

impl ApiKeys<'_> {
    /// Makes a key. Returns it with its record; it is stored nowhere, so it must be shown now.
    pub async fn create(self, name: ApiKeyName, scope: Scope) -> Result<(ApiKey, ApiKeyRecord), EngineError> {
        let now: Timestamp = self.engine.now();
        let (key, id) = (ApiKey::random(), ApiKeyId::random());
        let record = ApiKeyRecord { id, name, scope, created_at: now, used_at: None };
        let added = (key.clone(), record.clone());
        self.engine.shared.store.run(move |vault| vault.add_api_key(&added.0, &added.1)).await?;
        self.engine.shared.changes.note();
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok((key, record))
    }

    /// Lists the keys, oldest first.
    pub async fn list(self) -> Result<Vec<ApiKeyRecord>, EngineError> {
        Ok(self.ring().await?.records().into_iter().cloned().collect())
    }

    /// Reads the keys, to find one by what a program sends.
    pub async fn ring(self) -> Result<ApiKeyRing, EngineError> {
        self.engine.shared.store.run(|vault| vault.api_keys()).await
    }

    /// Removes the key that a person typed: the one with exactly this id, else the one with this name, ignoring case.
    /// Returns whether there was one. A running server refuses it within a second.
    pub async fn remove(self, typed: &str) -> Result<bool, EngineError> {
        let all = self.list().await?;
        let by_id = all.iter().find(|record| record.id.0 == typed.trim());
        let Some(found) = by_id.or_else(|| all.iter().find(|record| record.name.is_named(typed))) else {
            return Ok(false);
        };
        let id = found.id.clone();
        let removed = self.engine.shared.store.run(move |vault| vault.remove_api_key(&id)).await?;
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(removed)
    }

    /// Adds uses of a key, durable when this returns.
    ///
    /// # Errors
    /// [`VaultError::NoSuchProfile`] if the key or the OA was removed meanwhile.
    pub async fn record_use(self, used: ApiUse) -> Result<(), EngineError> {
        let now = self.engine.now();
        let work =
            move |vault: &mut dyn oa_token_vault::Vault| -> Result<(), VaultError> { vault.record_api_use(&used, now) };
        self.engine.shared.store.run(work).await
    }
}
