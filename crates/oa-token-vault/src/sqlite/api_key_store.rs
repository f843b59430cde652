//! The keys of the HTTP API, as the store shows them.

use jiff::Timestamp;
use oa_token_model::api::{ApiKey, ApiKeyId, ApiKeyRecord, ApiUse};

use super::api_keys;
use super::database::SqliteVault;
use super::in_step::About;
use crate::{ApiKeyRing, ApiKeyStore, VaultError};

impl ApiKeyStore for SqliteVault {
    fn api_keys(&self) -> Result<ApiKeyRing, VaultError> {
        self.read(|connection, sealer| Ok(ApiKeyRing::of(sealer.api_key_macs(), api_keys::all(connection, sealer)?)))
    }

    fn add_api_key(&mut self, key: &ApiKey, record: &ApiKeyRecord) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            api_keys::add(connection, sealer, &sealer.api_key_macs().of(key), record)
        })
    }

    fn remove_api_key(&mut self, id: &ApiKeyId) -> Result<bool, VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            api_keys::remove(connection, sealer, id)
        })
    }

    fn record_api_use(&mut self, used: &ApiUse, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            api_keys::add_use(connection, sealer, used, now)
        })
    }
}
