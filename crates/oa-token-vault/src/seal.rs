//! Seals single values and authenticates rows. Values use XChaCha20-Poly1305 with a random nonce and the value's place
//! as associated data. Rows use HMAC-SHA256 over their content.
//!
//! A value opens only where it was sealed: in its vault, table, row and column, under its key epoch, and with the same
//! context, such as the app and the attempt that its tokens belong to. Live and practice values have separate keys.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use oa_token_model::api::ApiKey;
use oa_token_model::bundle::BundleMac;
use oa_token_model::profile::ProfileKind;
use oa_token_model::refresh::plan::Fingerprint;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::VaultError;
use crate::keys::DataKey;

/// The format of a sealed value, its first byte.
const FORMAT: u8 = 2;
/// The format of values up to schema version 7, which were bound to their place only.
const FORMAT_1: u8 = 1;
const NONCE_BYTES: usize = 24;
/// First part of the associated data. Prevents using a value that the same key sealed for another purpose.
const PURPOSE: &str = "oa-token seal v2";

/// The authentication code of a row. 32 bytes, HMAC-SHA256.
pub type RowMac = [u8; 32];

/// Which key seals a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Realm {
    /// Data that controls the vault: configurations, settings, the list of slots.
    Vault,
    /// Secrets of OAs of this kind. If the kind is changed in the file, nothing opens.
    Of(ProfileKind),
}

/// Where a sealed value is stored. A value that was moved elsewhere does not open.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Which key seals it.
    pub realm: Realm,
    /// The table.
    pub table: &'static str,
    /// The row's identity.
    pub row: &'a str,
    /// The column.
    pub column: &'static str,
    /// Further values that must be equal when it is opened.
    pub context: &'a [&'a str],
}

/// The keys derived from the vault's data key: for sealing, for fingerprints, for row authentication.
pub struct Sealer {
    vault_id: String,
    epoch: u32,
    vault: XChaCha20Poly1305,
    live: XChaCha20Poly1305,
    practice: XChaCha20Poly1305,
    /// Opens values sealed by schema versions up to 7.
    version_1: XChaCha20Poly1305,
    rows: Zeroizing<[u8; 32]>,
    bundles: Zeroizing<[u8; 32]>,
    api_keys: Zeroizing<[u8; 32]>,
    fingerprint_key: Zeroizing<[u8; 32]>,
}

impl Sealer {
    /// Derives the keys from the data key of this vault. Until [`Self::fingerprints_with`] is called, the fingerprint
    /// key is the one that schema versions up to 7 derived.
    ///
    /// # Panics
    /// Never: HKDF yields 32 bytes for any key.
    pub fn new(vault_id: &str, epoch: u32, key: &DataKey) -> Self {
        let root = Hkdf::<Sha256>::new(Some(vault_id.as_bytes()), key.expose());
        let derive = |info: &[u8]| {
            let mut derived = Zeroizing::new([0_u8; 32]);
            root.expand(info, derived.as_mut_slice()).expect("32 bytes are less than HKDF's limit of 8160");
            derived
        };
        let cipher =
            |info: &[u8]| XChaCha20Poly1305::new_from_slice(derive(info).as_slice()).expect("the key has 32 bytes");
        Self {
            vault_id: vault_id.to_owned(),
            epoch,
            vault: cipher(b"oa-token seal vault v2"),
            live: cipher(b"oa-token seal live v2"),
            practice: cipher(b"oa-token seal practice v2"),
            version_1: cipher(b"oa-token seal v1"),
            rows: derive(b"oa-token rows v1"),
            bundles: derive(b"oa-token bundles v1"),
            api_keys: derive(b"oa-token api keys v1"),
            fingerprint_key: derive(b"oa-token fingerprint v1"),
        }
    }

    /// Sets the vault's own fingerprint key. It stays the same when the data key changes.
    pub fn fingerprints_with(&mut self, key: [u8; 32]) {
        self.fingerprint_key = Zeroizing::new(key);
    }

    /// Returns the fingerprint key, to be sealed into the vault.
    pub fn fingerprint_key(&self) -> &[u8; 32] {
        &self.fingerprint_key
    }

    /// Returns the key epoch that this sealer seals for.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Seals bytes for one place. Returns the format byte, the nonce and the ciphertext.
    ///
    /// # Panics
    /// If the system has no random bytes. Every supported system has them after startup.
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).expect("the system provides random bytes");
        let data = self.associated_data(place);
        let sealed = self
            .cipher(place.realm)
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &data })
            .expect("a value is far below the cipher's limit of 256 GiB");
        [&[FORMAT], nonce.as_slice(), sealed.as_slice()].concat()
    }

    /// Opens a value that was sealed for this place.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if it is damaged, or was sealed for another place or context or with another key.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let data = self.associated_data(place);
        open(self.cipher(place.realm), FORMAT, &data, sealed)
    }

    /// Opens a value that schema version 7 or older sealed for this table, row and column.
    ///
    /// # Errors
    /// As [`Self::open`], and also for a value in the current format.
    pub fn open_version_1(
        &self,
        table: &str,
        row: &str,
        column: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let data = format!("{}|{table}|{row}|{column}", self.vault_id);
        open(&self.version_1, FORMAT_1, data.as_bytes(), sealed)
    }

    /// Returns the keyed hash of a value of one sort. Equal values of different sorts have different fingerprints.
    ///
    /// # Panics
    /// Never: HMAC accepts a key of any length.
    pub fn fingerprint(&self, sort: &str, value: &[u8]) -> Fingerprint {
        let mut mac = hmac(&self.fingerprint_key);
        mac.update(sort.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        Fingerprint(mac.finalize().into_bytes().into())
    }

    /// Returns the MAC of a table row over each of its parts. Where rows form a chain, it includes the MAC of the
    /// previous row.
    pub fn row_mac(&self, table: &str, parts: &[&[u8]], before: Option<&RowMac>) -> RowMac {
        let mut mac = hmac(&self.rows);
        let head = [self.vault_id.as_bytes(), &self.epoch.to_le_bytes(), table.as_bytes()];
        let before = before.map_or(&[][..], |before| before.as_slice());
        for part in head.into_iter().chain(parts.iter().copied()).chain([before]) {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Returns the MAC that identifies a bundle's content as made by this vault.
    pub fn bundle_mac(&self, content: &[u8]) -> BundleMac {
        let mut mac = hmac(&self.bundles);
        mac.update(content);
        mac.finalize().into_bytes().into()
    }

    /// Reports whether this vault made the MAC of that content.
    pub fn made_bundle(&self, content: &[u8], code: &BundleMac) -> bool {
        let mut mac = hmac(&self.bundles);
        mac.update(content);
        mac.verify_slice(code).is_ok()
    }

    /// Returns the key that API keys are authenticated with.
    pub fn api_key_macs(&self) -> ApiKeyMacs {
        ApiKeyMacs(self.api_keys.clone())
    }

    fn cipher(&self, realm: Realm) -> &XChaCha20Poly1305 {
        match realm {
            Realm::Vault => &self.vault,
            Realm::Of(ProfileKind::Live) => &self.live,
            Realm::Of(ProfileKind::Practice) => &self.practice,
        }
    }

    /// Returns the place's parts, each prefixed with its length, so that no two places give the same bytes.
    fn associated_data(&self, place: Place<'_>) -> Vec<u8> {
        let epoch = self.epoch.to_string();
        let fixed = [PURPOSE, &self.vault_id, &epoch, place.table, place.row, place.column];
        let mut data = Vec::with_capacity(256);
        for part in fixed.into_iter().chain(place.context.iter().copied()) {
            data.extend_from_slice(&(part.len() as u64).to_le_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }
}

/// Makes the MACs by which API keys are known. Write access to the vault's file is not enough to make one.
#[derive(Clone)]
pub struct ApiKeyMacs(Zeroizing<[u8; 32]>);

impl ApiKeyMacs {
    /// Returns the MAC of a key.
    pub fn of(&self, key: &ApiKey) -> RowMac {
        let mut mac = hmac(&self.0);
        mac.update(key.expose().as_bytes());
        mac.finalize().into_bytes().into()
    }
}

fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC accepts a key of any length")
}

fn open(cipher: &XChaCha20Poly1305, format: u8, data: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (found, rest) = sealed.split_first().ok_or(VaultError::Unsealable)?;
    let (nonce, body) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Unsealable)?;
    if *found != format {
        return Err(VaultError::Unsealable);
    }
    cipher
        .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: data })
        .map(Zeroizing::new)
        .map_err(|_| VaultError::Unsealable)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: Realm = Realm::Of(ProfileKind::Live);
    const PLACE: Place<'static> =
        Place { realm: LIVE, table: "pair", row: "a#1", column: "access", context: &["attempt-1"] };

    #[test]
    fn a_sealed_value_opens_only_in_its_place_with_its_key() {
        let key = DataKey::random();
        let sealer = Sealer::new("v1", 1, &key);
        let hidden = sealer.seal(PLACE, b"FAKE_AT");
        assert_eq!(sealer.open(PLACE, &hidden).unwrap().as_slice(), b"FAKE_AT");
        for (what, place) in [
            ("another row", Place { row: "b#1", ..PLACE }),
            ("another column", Place { column: "refresh", ..PLACE }),
            ("the other kind", Place { realm: Realm::Of(ProfileKind::Practice), ..PLACE }),
            ("the vault's own", Place { realm: Realm::Vault, ..PLACE }),
            ("another attempt", Place { context: &["attempt-2"], ..PLACE }),
            ("parts run together", Place { row: "a#1access", column: "", ..PLACE }),
            ("no context", Place { context: &[], ..PLACE }),
        ] {
            assert!(sealer.open(place, &hidden).is_err(), "{what}");
        }
        assert!(Sealer::new("v2", 1, &key).open(PLACE, &hidden).is_err(), "another vault");
        assert!(Sealer::new("v1", 2, &key).open(PLACE, &hidden).is_err(), "another epoch");
        assert!(Sealer::new("v1", 1, &DataKey::random()).open(PLACE, &hidden).is_err(), "another key");
        assert!(sealer.open_version_1("pair", "a#1", "access", &hidden).is_err(), "no value of version 7");
    }

    #[test]
    fn a_flipped_bit_or_a_cut_never_opens() {
        let sealer = Sealer::new("v1", 1, &DataKey::random());
        let hidden = sealer.seal(PLACE, b"FAKE_AT");
        for at in 0..hidden.len() {
            let mut bad = hidden.clone();
            bad[at] ^= 1;
            assert!(sealer.open(PLACE, &bad).is_err(), "byte {at}");
            assert!(sealer.open(PLACE, &hidden[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn fingerprints_distinguish_values_and_kinds() {
        let mut sealer = Sealer::new("v1", 1, &DataKey::random());
        let before = sealer.fingerprint("token", b"a");
        assert_eq!(before, sealer.fingerprint("token", b"a"));
        assert_ne!(before, sealer.fingerprint("token", b"b"));
        assert_ne!(before, sealer.fingerprint("credentials", b"a"));
        sealer.fingerprints_with([7; 32]);
        assert_ne!(before, sealer.fingerprint("token", b"a"), "the vault's own key");
    }

    #[test]
    fn a_row_is_authenticated_by_its_parts_table_and_predecessor() {
        let sealer = Sealer::new("v1", 1, &DataKey::random());
        let mac = sealer.row_mac("attempt", &[b"ab", b"c"], None);
        assert_eq!(mac, sealer.row_mac("attempt", &[b"ab", b"c"], None));
        for (what, other) in [
            ("parts run together", sealer.row_mac("attempt", &[b"a", b"bc"], None)),
            ("another table", sealer.row_mac("pair", &[b"ab", b"c"], None)),
            ("another row before", sealer.row_mac("attempt", &[b"ab", b"c"], Some(&[0; 32]))),
        ] {
            assert_ne!(mac, other, "{what}");
        }
    }
}
