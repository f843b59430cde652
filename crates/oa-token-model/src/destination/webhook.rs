//! A receiver of webhooks.

use getrandom::fill;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// A receiver of webhooks, with its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Where events are posted to.
    pub address: WebhookAddress,
    /// Signs each delivery.
    pub secret: WebhookSecret,
    /// The secret before it, and until when deliveries are signed with it too.
    pub former_secret: Option<(WebhookSecret, Timestamp)>,
    /// Whether the access token is in the body.
    pub with_token: bool,
    /// Whether it also gets the OA's states: refreshing fails, an admin must give consent, all is well again.
    pub with_states: bool,
    /// Whether the address may be in a private network. A literal private address is always allowed.
    pub private_network: bool,
    /// The kind of receiver that the user chose.
    pub preset: Option<Preset>,
}

/// Receivers with ready instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "page", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// n8n.
    N8n,
    /// Make.
    Make,
    /// `WordPress`, in PHP.
    WordPress,
    /// A program in Node.
    Node,
    /// A program in Python.
    Python,
    /// A Google sheet with an Apps Script, which sees no headers and answers with a redirect.
    AppsScript,
}

/// The address of a receiver. A secret: everyone who knows it can post to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookAddress(pub Secret);

/// The secret that signs deliveries: `whsec_` and 32 random bytes in base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecret(pub Secret);

impl WebhookSecret {
    /// Makes a new secret.
    ///
    /// # Panics
    /// If the system has no random bytes. Every supported system has them after startup.
    pub fn random() -> Self {
        use base64::Engine as _;
        let mut bytes = Zeroizing::new([0_u8; 32]);
        fill(bytes.as_mut_slice()).expect("the system provides random bytes");
        let text = Zeroizing::new(base64::prelude::BASE64_STANDARD.encode(bytes.as_slice()));
        Self(Secret::new(format!("whsec_{}", text.as_str())))
    }
}

impl WebhookAddress {
    /// Returns what may be shown of it: the host, with the port if it is not the usual one, and the last four characters.
    pub fn shown(&self) -> String {
        let Ok(url) = url::Url::parse(self.0.expose()) else { return String::new() };
        let host = url.host_str().unwrap_or_default();
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let end = if url.path().len() > 1 || url.query().is_some() { self.0.last_four() } else { "" };
        if end.is_empty() { format!("{host}{port}") } else { format!("{host}{port} …{end}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_its_host_and_its_end_only() {
        for (address, shown) in [
            ("https://n8n.example.com/webhook/FAKE_5d1c0a7e", "n8n.example.com …0a7e"),
            ("http://127.0.0.1:5678/webhook/FAKE_5d1c0a7e", "127.0.0.1:5678 …0a7e"),
            ("https://example.com/", "example.com"),
            ("https://a.vn/x", "a.vn"),
        ] {
            assert_eq!(WebhookAddress(Secret::new(address)).shown(), shown);
        }
    }

    #[test]
    fn a_secret_has_32_random_bytes_and_is_not_shown() {
        let (one, other) = (WebhookSecret::random(), WebhookSecret::random());
        assert_ne!(one, other);
        assert_eq!(one.0.expose().len(), "whsec_".len() + 44);
        assert!(!format!("{one:?}").contains("whsec_"));
    }
}
