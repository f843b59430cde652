//! Seals single values: XChaCha20-Poly1305, a random nonce each, the value's place as associated data.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::VaultError;
use crate::keys::DataKey;
use crate::rotation::plan::Fingerprint;

/// The format of a sealed value, its first byte.
const FORMAT: u8 = 1;
const NONCE_BYTES: usize = 24;

/// Where a sealed value stands; a value moved elsewhere does not open.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The row's identity.
    pub row: &'a str,
    /// The column.
    pub column: &'static str,
}

/// The vault's key in its two uses: to seal, and to fingerprint.
pub struct Sealer {
    vault_id: String,
    cipher: XChaCha20Poly1305,
    fingerprint_key: Zeroizing<[u8; 32]>,
}

impl Sealer {
    /// Derives the two keys from the data key of this vault.
    ///
    /// # Panics
    /// Never: HKDF gives 32 bytes for any key.
    pub fn new(vault_id: &str, key: &DataKey) -> Self {
        let root = Hkdf::<Sha256>::new(Some(vault_id.as_bytes()), key.expose());
        let derive = |info: &[u8]| {
            let mut derived = Zeroizing::new([0_u8; 32]);
            root.expand(info, derived.as_mut_slice()).expect("32 bytes are less than HKDF's limit of 8160");
            derived
        };
        let sealing = derive(b"oa-token seal v1");
        Self {
            vault_id: vault_id.to_owned(),
            cipher: XChaCha20Poly1305::new_from_slice(sealing.as_slice()).expect("the key has 32 bytes"),
            fingerprint_key: derive(b"oa-token fingerprint v1"),
        }
    }

    /// Seals bytes for one place. Gives the format's byte, the nonce and the ciphertext.
    ///
    /// # Panics
    /// If the system has no random bytes, which no supported system lacks after its start.
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).expect("the system gives random bytes");
        let data = self.associated_data(place);
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: data.as_bytes() })
            .expect("a value is far below the cipher's limit of 256 GiB");
        [&[FORMAT], nonce.as_slice(), sealed.as_slice()].concat()
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if it is damaged, was sealed for another place, or by another key.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (format, rest) = sealed.split_first().ok_or(VaultError::Unsealable)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Unsealable)?;
        if *format != FORMAT {
            return Err(VaultError::Unsealable);
        }
        let data = self.associated_data(place);
        self.cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: data.as_bytes() })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Unsealable)
    }

    /// Gives the keyed hash of a value of one sort; different sorts never meet.
    ///
    /// # Panics
    /// Never: HMAC takes a key of any length.
    pub fn fingerprint(&self, sort: &str, value: &[u8]) -> Fingerprint {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.fingerprint_key.as_slice()).expect("HMAC takes a key of any length");
        mac.update(sort.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        Fingerprint(mac.finalize().into_bytes().into())
    }

    fn associated_data(&self, place: Place<'_>) -> String {
        format!("{}|{}|{}|{}", self.vault_id, place.table, place.row, place.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> = Place { table: "pair", row: "a#1", column: "access" };

    #[test]
    fn what_is_sealed_opens_only_in_its_place_by_its_key() {
        let key = DataKey::random();
        let sealer = Sealer::new("v1", &key);
        let hidden = sealer.seal(PLACE, b"FAKE_AT");
        assert_eq!(sealer.open(PLACE, &hidden).unwrap().as_slice(), b"FAKE_AT");
        assert!(sealer.open(Place { row: "b#1", ..PLACE }, &hidden).is_err(), "another row");
        assert!(sealer.open(Place { column: "refresh", ..PLACE }, &hidden).is_err(), "another column");
        assert!(Sealer::new("v2", &key).open(PLACE, &hidden).is_err(), "another vault");
        assert!(Sealer::new("v1", &DataKey::random()).open(PLACE, &hidden).is_err(), "another key");
    }

    #[test]
    fn a_flipped_bit_or_a_cut_never_opens() {
        let sealer = Sealer::new("v1", &DataKey::random());
        let hidden = sealer.seal(PLACE, b"FAKE_AT");
        for at in 0..hidden.len() {
            let mut bad = hidden.clone();
            bad[at] ^= 1;
            assert!(sealer.open(PLACE, &bad).is_err(), "byte {at}");
            assert!(sealer.open(PLACE, &hidden[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn fingerprints_tell_equal_from_different_and_keep_sorts_apart() {
        let sealer = Sealer::new("v1", &DataKey::random());
        assert_eq!(sealer.fingerprint("token", b"a"), sealer.fingerprint("token", b"a"));
        assert_ne!(sealer.fingerprint("token", b"a"), sealer.fingerprint("token", b"b"));
        assert_ne!(sealer.fingerprint("token", b"a"), sealer.fingerprint("credentials", b"a"));
    }
}
