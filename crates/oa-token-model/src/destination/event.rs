//! The events that places and alert channels are sent, and their bodies.

use jiff::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{PairMark, Preset, Webhook};
use crate::profile::Profile;
use crate::secret::SecretBytes;
use crate::token::StoredPair;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WebhookEvent {
    /// An OA has a new pair.
    TokenRefreshed,
    /// An OA, or a place of it, has stopped working.
    TokenFailing,
    /// What had stopped works again.
    TokenRecovered,
    /// An OA needs its admin's consent.
    ConsentNeeded,
    /// The user tries the place out.
    Test,
}

impl WebhookEvent {
    /// Returns its name in the body.
    pub fn name(self) -> &'static str {
        match self {
            Self::TokenRefreshed => "oa.token.refreshed",
            Self::TokenFailing => "oa.token.failing",
            Self::TokenRecovered => "oa.token.recovered",
            Self::ConsentNeeded => "oa.consent.needed",
            Self::Test => "oa.test",
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    timestamp: String,
    /// The shared key, for a receiver that sees no headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    /// The id of the message, for the same receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    name: &'a str,
    app_id: &'a str,
    oa_id: Option<&'a str>,
    generation: u32,
    issued_at: Option<String>,
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'a str>,
}

/// Returns the body about an OA's current pair. The access token is in it only if the user chose that for this place,
/// and never in a test.
///
/// # Panics
/// Never: the body is plain JSON.
pub fn body(
    event: WebhookEvent,
    webhook: &Webhook,
    profile: &Profile,
    (stored, id): (&StoredPair, &str),
    now: Timestamp,
) -> SecretBytes {
    let sees_no_headers = webhook.preset == Some(Preset::AppsScript);
    let has_token = webhook.with_token && event == WebhookEvent::TokenRefreshed;
    let access_token = stored.pair.access.as_ref().filter(|_| has_token).map(crate::secret::Secret::expose);
    let body = Body {
        r#type: event.name(),
        timestamp: now.to_string(),
        key: sees_no_headers.then(|| webhook.secret.0.expose()),
        id: sees_no_headers.then_some(id),
        data: Data {
            id: profile.id.as_str(),
            name: profile.name.as_str(),
            app_id: profile.app_id.as_str(),
            oa_id: profile.oa.as_ref().map(|oa| oa.id.as_str()),
            generation: stored.generation.0,
            issued_at: Some(stored.expiry.issued_at.unwrap_or(stored.obtained_at).to_string()),
            expires_at: stored.expiry.access_expires_at.map(|at| at.to_string()),
            access_token,
        },
    };
    let text = Zeroizing::new(serde_json::to_vec(&body).expect("our events are plain JSON"));
    SecretBytes::new(text.to_vec())
}

/// Returns the mark that makes the id of a test unique.
pub fn test_mark(now: Timestamp) -> PairMark {
    PairMark(format!("test.{}", now.as_nanosecond()))
}
