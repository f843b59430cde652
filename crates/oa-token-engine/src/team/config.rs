//! What steers a shared OA. It is sealed: the database's own columns repeat it, and are not believed.

use std::collections::HashMap;

use oa_token_team::keys::place::config_place;
use oa_token_team::postgres::{OaRecord, PlainConfig};
use oa_token_team::rules::app::{Steering, steering};
use oa_token_team::rules::member::{MemberId, OaId, Role};
use serde::{Deserialize, Serialize};

use super::secrets::TeamSecrets;

/// What steers a send.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OaConfig {
    pub(super) app_id: String,
    /// Counts the changes of all of it and of the secret key.
    #[serde(default)]
    pub(super) version: u64,
    /// The member that made the last one.
    #[serde(default)]
    pub(super) by: Option<MemberId>,
    pub(super) automatic: bool,
    pub(super) retired: bool,
}

impl OaConfig {
    /// Seals it with the newest key.
    pub(super) fn sealed(&self, secrets: &dyn TeamSecrets, oa: &OaId) -> Option<Vec<u8>> {
        secrets.seal(config_place(oa), &serde_json::to_vec(self).ok()?)
    }

    /// Opens it; `None` if no member sealed it, or this one lacks the key.
    pub(super) fn open(secrets: &dyn TeamSecrets, oa: &OaId, sealed: &[u8]) -> Option<Self> {
        serde_json::from_slice(secrets.open(config_place(oa), sealed)?.expose()).ok()
    }

    pub(super) fn steering(&self) -> Steering {
        Steering { version: self.version, automatic: self.automatic, retired: self.retired }
    }

    /// Returns what the database's own columns repeat of it.
    pub(super) fn plain(&self) -> PlainConfig<'_> {
        PlainConfig { app_id: &self.app_id, automatic: self.automatic, retired: self.retired }
    }
}

/// Puts into OAs as they were read what steers them. A viewer cannot open that, and sends nothing.
pub(super) fn believed(
    mut records: Vec<OaRecord>,
    role: Option<Role>,
    secrets: &dyn TeamSecrets,
    agreed: &HashMap<OaId, Steering>,
) -> Vec<OaRecord> {
    if role.is_none_or(|role| role < Role::Operator) {
        return records;
    }
    for record in &mut records {
        let sealed = OaConfig::open(secrets, &record.row.id, &record.config).map(|config| config.steering());
        let steering = steering(sealed, agreed.get(&record.row.id).copied());
        (record.row.automatic, record.row.is_retired) = (steering.automatic, steering.retired);
    }
    records
}
