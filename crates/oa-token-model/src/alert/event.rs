//! The body of an alert to a receiver of webhooks: a state, never a token.

use jiff::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::destination::{Preset, Webhook, WebhookEvent};
use crate::profile::Profile;
use crate::secret::SecretBytes;

/// What an alert says.
#[derive(Debug, Clone, Copy)]
pub struct AlertBody<'a> {
    /// What happened.
    pub event: WebhookEvent,
    /// What it is about, such as `consent`, `place` or `clock`; empty in a test.
    pub matter: &'a str,
    /// How bad it is.
    pub level: &'a str,
    /// The OA; `None` if it is about all.
    pub profile: Option<&'a Profile>,
    /// The sentence for a person.
    pub text: &'a str,
    /// The receiver, and the id of the message.
    pub to: (&'a Webhook, &'a str),
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    timestamp: String,
    /// The shared key and the id of the message, for a receiver that sees no headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oa_id: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    matter: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    level: &'a str,
    text: &'a str,
}

/// Returns the body.
///
/// # Panics
/// Never: the body is plain JSON.
pub fn alert_body(alert: AlertBody<'_>, now: Timestamp) -> SecretBytes {
    let AlertBody { event, matter, level, profile, text, to: (webhook, id) } = alert;
    let sees_no_headers = webhook.preset == Some(Preset::AppsScript);
    let data = Data {
        id: profile.map(|profile| profile.id.as_str()),
        name: profile.map(|profile| profile.name.as_str()),
        app_id: profile.map(|profile| profile.app_id.as_str()),
        oa_id: profile.and_then(|profile| profile.oa.as_ref()).map(|oa| oa.id.as_str()),
        matter,
        level,
        text,
    };
    let body = Body {
        r#type: event.name(),
        timestamp: now.to_string(),
        key: sees_no_headers.then(|| webhook.secret.0.expose()),
        id: sees_no_headers.then_some(id),
        data,
    };
    let text = Zeroizing::new(serde_json::to_vec(&body).expect("our events are plain JSON"));
    SecretBytes::new(text.to_vec())
}
