//! Signs deliveries as Standard Webhooks 1.0.0 says: HMAC-SHA256 over `id.timestamp.body`.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{DestinationId, PairMark, Webhook, WebhookSecret};

/// The headers of a signed delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHeaders {
    /// `webhook-id`: the same at each try.
    pub id: String,
    /// `webhook-timestamp`: seconds since 1970, of this try.
    pub timestamp: String,
    /// `webhook-signature`: one signature for each valid secret, separated by spaces.
    pub signature: String,
}

impl SignedHeaders {
    /// The names of the headers.
    pub const NAMES: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];

    /// Signs a body. The secret before the last change signs too, until its time ends.
    pub fn sign(webhook: &Webhook, id: &str, body: &[u8], now: Timestamp) -> Self {
        let timestamp = now.as_second().to_string();
        let former = webhook.former_secret.as_ref().filter(|(_, until)| now < *until).map(|(secret, _)| secret);
        let signatures: Vec<String> = std::iter::once(&webhook.secret)
            .chain(former)
            .map(|secret| signature(secret, id, &timestamp, body))
            .collect();
        Self { id: id.to_owned(), timestamp, signature: signatures.join(" ") }
    }
}

/// Returns the id of a message about a pair. It is the same at each try, so that a receiver recognises a repetition.
pub fn message_id(place: &DestinationId, event: &str, pair: &PairMark) -> String {
    let mut hash = Sha256::new();
    for part in [place.as_str(), event, pair.0.as_str()] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest = BASE64_STANDARD.encode(&hash.finalize()[..18]);
    format!("msg_{}", digest.replace('+', "-").replace('/', "_"))
}

fn signature(secret: &WebhookSecret, id: &str, timestamp: &str, body: &[u8]) -> String {
    let text = secret.0.expose();
    let key = Zeroizing::new(BASE64_STANDARD.decode(text.strip_prefix("whsec_").unwrap_or(text)).unwrap_or_default());
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC accepts a key of any length");
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::destination::WebhookAddress;
    use crate::secret::Secret;

    fn webhook(secret: &str) -> Webhook {
        Webhook {
            address: WebhookAddress(Secret::new("https://a.vn/x")),
            secret: WebhookSecret(Secret::new(secret)),
            former_secret: None,
            with_token: false,
            with_states: false,
            private_network: false,
            preset: None,
        }
    }

    /// The example of the specification's reference libraries.
    #[test]
    fn a_delivery_is_signed_as_the_specification_says() {
        let webhook = webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let now = Timestamp::from_second(1_614_265_330).unwrap();
        let signed = SignedHeaders::sign(&webhook, "msg_p5jXN8AQM9LWM0D4loKWxJek", br#"{"test": 2432232314}"#, now);
        assert_eq!(signed.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(signed.timestamp, "1614265330");
    }

    #[test]
    fn two_secrets_sign_during_a_change_and_one_after_it() {
        let now = Timestamp::from_second(1_614_265_330).unwrap();
        let mut webhook = webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        webhook.former_secret = Some((WebhookSecret::random(), now + SignedDuration::from_hours(1)));
        let count = |now| SignedHeaders::sign(&webhook, "msg_1", b"{}", now).signature.split(' ').count();
        assert_eq!((count(now), count(now + SignedDuration::from_hours(1))), (2, 1));
    }

    #[test]
    fn a_message_has_one_id_at_each_try_and_another_for_another_pair_or_place() {
        let (place, other) = (DestinationId("a".to_owned()), DestinationId("b".to_owned()));
        let (one, two) = (PairMark("1.a.b".to_owned()), PairMark("2.a.b".to_owned()));
        let id = message_id(&place, "oa.token.refreshed", &one);
        assert_eq!(id, message_id(&place, "oa.token.refreshed", &one));
        assert_ne!(id, message_id(&place, "oa.token.refreshed", &two));
        assert_ne!(id, message_id(&other, "oa.token.refreshed", &one));
        assert!(id.starts_with("msg_") && id.len() == 28);
    }
}
