//! A member's two key pairs: Ed25519 to sign, X25519 to receive team keys.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use oa_token_model::secret::SecretBytes;
use serde::{Deserialize, Serialize};
use x25519_dalek::{PublicKey, SharedSecret, StaticSecret};
use zeroize::Zeroizing;

use super::encoding::{Hex, hash, joined};
use super::{KeyFault, random_bytes};

/// The first byte of a stored identity.
const FORMAT: u8 = 1;

/// A member's public keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicKeys {
    /// Verifies its signatures: Ed25519.
    pub signing: Hex<32>,
    /// Wraps keys for it: X25519.
    pub exchange: Hex<32>,
}

impl PublicKeys {
    /// Verifies a signature. Weak keys and unusual encodings never verify.
    pub(super) fn verifies(&self, message: &[u8], signature: &Hex<64>) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&self.signing.0) else { return false };
        key.verify_strict(message, &Signature::from_bytes(&signature.0)).is_ok()
    }

    /// Reports whether both keys are usable: no point of small order, from which every secret would be known.
    pub fn are_usable(&self) -> bool {
        let is_signing_usable = VerifyingKey::from_bytes(&self.signing.0).is_ok_and(|key| !key.is_weak());
        let probe = StaticSecret::from([0x5a; 32]).diffie_hellman(&PublicKey::from(self.exchange.0));
        is_signing_usable && probe.was_contributory()
    }

    /// Returns a short text to compare two copies by eye: 80 bits in groups of four digits.
    pub fn short_text(&self) -> String {
        let digest = hash(&joined("oa-token team public keys v1", &[&self.signing.0, &self.exchange.0]));
        let digits = Hex(digest).to_text();
        (0..5).map(|group| &digits[group * 4..group * 4 + 4]).collect::<Vec<_>>().join(" ")
    }
}

/// A member's secret keys: wiped when dropped, redacted in `Debug`. The caller keeps them sealed in its vault.
pub struct Identity {
    signing: Box<SigningKey>,
    exchange: Box<StaticSecret>,
}

impl Identity {
    /// Creates new keys.
    ///
    /// # Panics
    /// If the system gives no random bytes.
    pub fn random() -> Self {
        let (signing, exchange) = (Zeroizing::new(random_bytes()), Zeroizing::new(random_bytes()));
        Self::of(&signing, &exchange)
    }

    fn of(signing: &[u8; 32], exchange: &[u8; 32]) -> Self {
        Self { signing: Box::new(SigningKey::from_bytes(signing)), exchange: Box::new(StaticSecret::from(*exchange)) }
    }

    /// Returns the keys as bytes to be sealed.
    pub fn to_bytes(&self) -> SecretBytes {
        let mut bytes = Vec::with_capacity(65);
        bytes.push(FORMAT);
        bytes.extend_from_slice(self.signing.as_bytes());
        bytes.extend_from_slice(self.exchange.as_bytes());
        SecretBytes::new(bytes)
    }

    /// Reads stored keys.
    pub fn from_bytes(bytes: &SecretBytes) -> Option<Self> {
        let (format, keys) = bytes.expose().split_first()?;
        let (signing, exchange) = keys.split_first_chunk::<32>()?;
        let exchange = exchange.first_chunk::<32>().filter(|_| keys.len() == 64 && *format == FORMAT)?;
        Some(Self::of(signing, exchange))
    }

    /// Returns the public keys.
    pub fn public(&self) -> PublicKeys {
        PublicKeys {
            signing: Hex(self.signing.verifying_key().to_bytes()),
            exchange: Hex(PublicKey::from(&*self.exchange).to_bytes()),
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Hex<64> {
        Hex(self.signing.sign(message).to_bytes())
    }

    /// Returns the secret shared with the owner of a public key.
    pub(super) fn agree(&self, other: &Hex<32>) -> Result<SharedSecret, KeyFault> {
        agree(&self.exchange, other)
    }
}

/// Returns the shared secret of two keys, unless the public one is of small order.
pub(super) fn agree(secret: &StaticSecret, other: &Hex<32>) -> Result<SharedSecret, KeyFault> {
    let shared = secret.diffie_hellman(&PublicKey::from(other.0));
    if shared.was_contributory() { Ok(shared) } else { Err(KeyFault::WeakPublicKey) }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_keys_are_the_same_keys() {
        let identity = Identity::random();
        let again = Identity::from_bytes(&identity.to_bytes()).unwrap();
        assert_eq!(again.public(), identity.public());
        assert!(identity.public().are_usable());
        let signature = again.sign(b"message");
        assert!(identity.public().verifies(b"message", &signature));
        assert!(!identity.public().verifies(b"messagE", &signature));
        assert!(!Identity::random().public().verifies(b"message", &signature));
        for cut in [0, 1, 64] {
            let cut = SecretBytes::new(identity.to_bytes().expose()[..cut].to_vec());
            assert!(Identity::from_bytes(&cut).is_none());
        }
    }

    #[test]
    fn keys_of_small_order_are_refused() {
        let good = Identity::random();
        let mut one = [0; 32];
        one[0] = 1;
        for weak in [[0; 32], one] {
            let public = PublicKeys { exchange: Hex(weak), ..good.public() };
            assert!(!public.are_usable());
            assert_eq!(good.agree(&Hex(weak)).err(), Some(KeyFault::WeakPublicKey));
        }
        assert!(!PublicKeys { signing: Hex(one), ..good.public() }.are_usable());
    }

    #[test]
    fn secret_keys_are_not_shown() {
        assert_eq!(format!("{:?}", Identity::random()), "Identity(…)");
    }
}
