//! A slot: the data key, wrapped with another key. Does not depend on where wrapping keys come from.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{DataKey, WrappingKey, random_bytes};

/// The nonce length of XChaCha20-Poly1305. Long enough for random nonces.
const NONCE_BYTES: usize = 24;
/// Salts are 16 bytes, as RFC 9106 recommends for Argon2.
pub(super) const SALT_BYTES: usize = 16;
/// First part of the associated data. Prevents using a wrapped key as another value sealed with the same key.
const PURPOSE: &str = "oa-token slot v1";

/// Where a slot's wrapping key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "page", derive(specta::Type))]
pub enum SlotKind {
    /// The keychain of the operating system.
    Keychain,
    /// A passphrase, through Argon2id.
    Passphrase,
    /// A file's content, through HKDF-SHA256.
    KeyFile,
    /// 128 random bits that a person wrote down, through HKDF-SHA256.
    RecoveryCode,
}

impl SlotKind {
    /// Returns the name of the kind that the vault stores. Wrapped keys are bound to it, so it must never change.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::Passphrase => "passphrase",
            Self::KeyFile => "key_file",
            Self::RecoveryCode => "recovery_code",
        }
    }
}

impl fmt::Display for SlotKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keychain => "keychain",
            Self::Passphrase => "passphrase",
            Self::KeyFile => "key file",
            Self::RecoveryCode => "recovery code",
        })
    }
}

/// One way to open a vault, as the vault's slot table stores it. Useless without the wrapping key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Identifies the slot; a UUID in text form.
    pub id: String,
    /// Where the wrapping key comes from.
    pub kind: SlotKind,
    /// How the wrapping key is derived: JSON with salt and cost.
    pub params: String,
    /// A 24-byte nonce, then the data key encrypted with XChaCha20-Poly1305. Associated data: vault id, slot id, kind.
    pub wrapped: Vec<u8>,
    /// When the slot was created.
    pub created_at: Timestamp,
}

/// How a wrapping key is derived: the content of [`Slot::params`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kdf", rename_all = "kebab-case")]
pub(super) enum Params {
    /// The keychain entry is the wrapping key itself.
    None,
    /// HKDF over the file's content or the recovery code.
    HkdfSha256 {
        /// Random, one per slot.
        salt: [u8; SALT_BYTES],
    },
    /// Argon2id over the passphrase.
    Argon2id {
        /// Random, one per slot.
        salt: [u8; SALT_BYTES],
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over the memory.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
}

impl Slot {
    /// Wraps the data key into a new slot.
    pub(super) fn seal(
        vault_id: &str,
        kind: SlotKind,
        params: &Params,
        wrapping: &WrappingKey,
        key: &DataKey,
        now: Timestamp,
    ) -> Self {
        let id = Uuid::new_v4().to_string();
        let nonce: [u8; NONCE_BYTES] = random_bytes();
        let sealed = XChaCha20Poly1305::new((&**wrapping).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: key.expose(), aad: &associated(vault_id, &id, kind) })
            .expect("32 bytes are far below the cipher's limit of 256 GiB");
        let params = serde_json::to_string(params).expect("numbers and fixed keys always become JSON");
        Self { id, kind, params, wrapped: [&nonce[..], &sealed].concat(), created_at: now }
    }

    /// Unwraps the data key. Returns `None` if the wrapping key, the slot's row or the vault differs from the one it
    /// was made with.
    pub(super) fn unseal(&self, vault_id: &str, wrapping: &WrappingKey) -> Option<DataKey> {
        let (nonce, sealed) = self.wrapped.split_first_chunk::<NONCE_BYTES>()?;
        let aad = associated(vault_id, &self.id, self.kind);
        let key = XChaCha20Poly1305::new((&**wrapping).into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &aad })
            .map(Zeroizing::new)
            .ok()?;
        DataKey::from_slice(&key)
    }

    /// Parses the parameters. Returns `None` if no version writes such parameters.
    pub(super) fn read_params(&self) -> Option<Params> {
        serde_json::from_str(&self.params).ok()
    }
}

/// Returns the associated data that binds a wrapped key to its row. Each part is prefixed with its length, so that no
/// two rows give the same bytes.
fn associated(vault_id: &str, slot_id: &str, kind: SlotKind) -> Vec<u8> {
    let parts = [PURPOSE, vault_id, slot_id, kind.as_str()];
    parts.iter().flat_map(|part| [&(part.len() as u64).to_le_bytes()[..], part.as_bytes()].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(key: &DataKey, wrapping: &WrappingKey) -> Slot {
        Slot::seal("vault-a", SlotKind::Keychain, &Params::None, wrapping, key, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_wrapped_key_opens_only_in_its_own_row_and_vault() {
        let (key, wrapping) = (DataKey::random(), WrappingKey::new(random_bytes()));
        let slot = sealed(&key, &wrapping);
        assert_eq!(slot.unseal("vault-a", &wrapping).unwrap().expose(), key.expose());

        assert!(slot.unseal("vault-b", &wrapping).is_none(), "another vault");
        assert!(slot.unseal("vault-a", &WrappingKey::new(random_bytes())).is_none(), "another wrapping key");
        assert!(Slot { id: sealed(&key, &wrapping).id, ..slot.clone() }.unseal("vault-a", &wrapping).is_none());
        for kind in [SlotKind::KeyFile, SlotKind::Passphrase] {
            assert!(Slot { kind, ..slot.clone() }.unseal("vault-a", &wrapping).is_none(), "{kind}");
        }
        let moved = Slot { id: format!("a{}", slot.id), ..slot.clone() };
        assert!(moved.unseal("vault-", &wrapping).is_none(), "ids run together are not the same ids");
    }

    #[test]
    fn a_flipped_or_missing_byte_anywhere_opens_nothing() {
        let (key, wrapping) = (DataKey::random(), WrappingKey::new(random_bytes()));
        let slot = sealed(&key, &wrapping);
        assert_eq!(slot.wrapped.len(), NONCE_BYTES + 32 + 16);
        for at in 0..slot.wrapped.len() {
            let mut flipped = slot.clone();
            flipped.wrapped[at] ^= 1;
            assert!(flipped.unseal("vault-a", &wrapping).is_none(), "byte {at} flipped");
            let cut = Slot { wrapped: slot.wrapped[..at].to_vec(), ..slot.clone() };
            assert!(cut.unseal("vault-a", &wrapping).is_none(), "cut to {at} bytes");
        }
    }

    #[test]
    fn the_same_key_is_wrapped_differently_each_time() {
        let (key, wrapping) = (DataKey::random(), WrappingKey::new(random_bytes()));
        let (one, two) = (sealed(&key, &wrapping), sealed(&key, &wrapping));
        assert_ne!(one.wrapped[..NONCE_BYTES], two.wrapped[..NONCE_BYTES]);
        assert_ne!(one.wrapped[NONCE_BYTES..], two.wrapped[NONCE_BYTES..]);
    }

    #[test]
    fn a_wrapped_key_does_not_show_in_the_slot() {
        let (key, wrapping) = (DataKey::random(), WrappingKey::new(random_bytes()));
        let slot = sealed(&key, &wrapping);
        assert!(!slot.wrapped.windows(8).any(|bytes| bytes == &key.expose()[..8]));
        assert_eq!(format!("{key:?}"), "DataKey(…)");
    }

    #[test]
    fn stored_names_of_kinds_and_parameters_stay_as_they_are() {
        for (kind, name) in [
            (SlotKind::Keychain, "keychain"),
            (SlotKind::Passphrase, "passphrase"),
            (SlotKind::KeyFile, "key_file"),
            (SlotKind::RecoveryCode, "recovery_code"),
        ] {
            assert_eq!(kind.as_str(), name);
            assert_eq!(serde_json::to_value(kind).unwrap(), name);
        }
        for (params, json) in [
            (Params::None, r#"{"kdf":"none"}"#),
            (Params::HkdfSha256 { salt: [1; 16] }, r#"{"kdf":"hkdf-sha256","salt":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}"#),
            (
                Params::Argon2id { salt: [2; 16], memory_kib: 65536, passes: 3, lanes: 1 },
                r#"{"kdf":"argon2id","salt":[2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2],"memory_kib":65536,"passes":3,"lanes":1}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&params).unwrap(), json);
            assert_eq!(serde_json::from_str::<Params>(json).unwrap(), params);
        }
    }
}
