//! A Postman environment. Never contains `secret_key`, unlike most environments that people make manually.

use serde_json::{Value, json};
use uuid::Uuid;

use super::json::pretty;
use super::{ACCESS, Pair, REFRESH};
use crate::profile::Profile;

/// The key of the access token's expiry time.
const EXPIRES_AT: &str = "access_token_expires_at";

/// Writes an environment named after the profile. Its id is random: with the profile's own id, a recipient could forge
/// a sealed file for this OA.
pub(super) fn write(profile: &Profile, pair: &Pair<'_>) -> String {
    let row = |key: &str, value: &str, kind: &str| json!({"key": key, "value": value, "type": kind, "enabled": true});
    let rows = [
        Some(row(ACCESS, pair.access.shown(), "secret")),
        pair.access_expires_at.as_ref().map(|at| row(EXPIRES_AT, at, "default")),
        pair.refresh.as_ref().map(|refresh| row(REFRESH, refresh.shown(), "secret")),
    ];
    pretty(&json!({
        "id": Uuid::new_v4().to_string(),
        "name": profile.name.as_str(),
        "values": rows.into_iter().flatten().collect::<Vec<Value>>(),
        "_postman_variable_scope": "environment",
    }))
}
