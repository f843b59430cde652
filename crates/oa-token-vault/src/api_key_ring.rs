//! The API keys of a vault, in memory: found by the key that a program sends.

use std::collections::HashMap;
use std::fmt;

use oa_token_model::api::{ApiKey, ApiKeyId, ApiKeyRecord};

use crate::seal::{ApiKeyMacs, RowMac};

/// The keys that are not removed. A key is found by its MAC, so that the time this takes says nothing about other keys.
pub struct ApiKeyRing {
    macs: ApiKeyMacs,
    keys: HashMap<RowMac, ApiKeyRecord>,
}

impl ApiKeyRing {
    /// Makes a ring of these keys.
    pub(crate) fn of(macs: ApiKeyMacs, keys: impl IntoIterator<Item = (RowMac, ApiKeyRecord)>) -> Self {
        Self { macs, keys: keys.into_iter().collect() }
    }

    /// Finds a key. It may have ended.
    pub fn find(&self, key: &ApiKey) -> Option<&ApiKeyRecord> {
        self.keys.get(&self.macs.of(key))
    }

    /// Finds a key by its id.
    pub fn get(&self, id: &ApiKeyId) -> Option<&ApiKeyRecord> {
        self.keys.values().find(|record| record.id == *id)
    }

    /// Returns the keys, oldest first.
    pub fn records(&self) -> Vec<&ApiKeyRecord> {
        let mut all: Vec<&ApiKeyRecord> = self.keys.values().collect();
        all.sort_by_key(|record| (record.created_at, &record.id));
        all
    }
}

impl fmt::Debug for ApiKeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKeyRing({} keys)", self.keys.len())
    }
}
