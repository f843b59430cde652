//! Seeds, edits and drafts of profiles, each of the one app.

use oa_token_model::profile::{AppId, ProfileKind, ProfileName};
use oa_token_model::records::{ProfileEdit, ProfileSeed};
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use serde_json::json;

use crate::values::{APP_ID, SECRET_KEY};

/// Returns a pair of these tokens.
pub fn pair(access: Option<&str>, refresh: Option<&str>) -> TokenPair {
    TokenPair { access: access.map(Secret::new), refresh: refresh.map(Secret::new) }
}

/// Returns a live profile with this refresh token.
///
/// # Panics
/// If no profile can have this name.
pub fn seed(name: &str, refresh_token: &str) -> ProfileSeed {
    ProfileSeed {
        name: ProfileName::parse(name).expect("a test names its profile as a user may"),
        app_id: AppId::parse(APP_ID).expect("the app has an id of digits"),
        kind: ProfileKind::Live,
        secret_key: Secret::new(SECRET_KEY),
        pair: pair(None, Some(refresh_token)),
    }
}

/// Returns the edit that pastes a pair.
pub fn with_pair(pair: TokenPair) -> ProfileEdit {
    ProfileEdit { pair: Some(pair), ..ProfileEdit::default() }
}

/// Returns the edit that changes the secret key.
pub fn with_secret_key(secret_key: &str) -> ProfileEdit {
    ProfileEdit { secret_key: Some(Secret::new(secret_key)), ..ProfileEdit::default() }
}

/// Returns the three values of Zalo's tutorial and a name, as plain JSON.
pub fn draft(name: &str, refresh_token: &str) -> String {
    json!({"name": name, "app_id": APP_ID, "secret_key": SECRET_KEY, "refresh_token": refresh_token}).to_string()
}
