//! Secret columns, codes of rows, and fingerprints of tokens.
//!
//! A value opens only where it was sealed, and only with what it was sealed with: its pair's attempt and member, its
//! app, its generation. Values for using and for spending have separate keys.

use std::collections::BTreeMap;

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::secret::SecretBytes;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::chain::Chain;
use super::encoding::joined;
use super::team_key::TeamKey;
use super::{KeyFault, random_bytes};
use crate::rules::access::{Purpose, SealedPart, sealed_for};

const FORMAT: u8 = 1;
const NONCE_BYTES: usize = 24;
const PLACED: &str = "oa-token team seal v1";
const ROW: &str = "oa-token team row v1";

/// Where a sealed value is stored, and what it belongs to. Parts that a table does not have are empty.
#[derive(Debug, Clone, Copy)]
pub struct ColumnPlace<'a> {
    /// What the value is: decides which key seals it.
    pub part: SealedPart,
    /// The table.
    pub table: &'a str,
    /// The row's identity.
    pub row: &'a str,
    /// The column.
    pub column: &'a str,
    /// The number of the pair.
    pub generation: u32,
    /// What brought the pair.
    pub attempt: &'a str,
    /// The member that published it.
    pub member: &'a str,
    /// The app whose value it is.
    pub app_id: &'a str,
    /// What else of the row it belongs to.
    pub beside: &'a [u8],
}

/// The code of a row: HMAC-SHA256.
pub type RowCode = [u8; 32];

/// The team keys that a member holds.
pub struct TeamSealer {
    team: String,
    /// The version to seal with, by purpose.
    current: BTreeMap<Purpose, u32>,
    keys: BTreeMap<(Purpose, u32), TeamKey>,
}

impl TeamSealer {
    /// Takes a member's keys. Keys that no roster commits to are left out; values are sealed with the versions of the
    /// newest roster only.
    pub fn new(chain: &Chain, keys: impl IntoIterator<Item = (Purpose, u32, TeamKey)>) -> Self {
        let roster = chain.current();
        let is_committed = |purpose, version, key: &TeamKey| {
            chain.commitment(purpose, version).is_some_and(|entry| entry.commitment == key.commitment())
        };
        let keys = keys
            .into_iter()
            .filter(|(purpose, version, key)| is_committed(*purpose, *version, key))
            .map(|(purpose, version, key)| ((purpose, version), key))
            .collect();
        let current = roster.keys.iter().map(|entry| (entry.purpose, entry.version)).collect();
        Self { team: roster.team.clone(), current, keys }
    }

    /// Returns the version that values of a purpose are sealed with.
    pub fn version(&self, purpose: Purpose) -> Option<u32> {
        self.current.get(&purpose).copied()
    }

    /// Reports whether this member has the key that values of a purpose are sealed with.
    pub fn has_newest(&self, purpose: Purpose) -> bool {
        self.newest(purpose).is_ok()
    }

    fn key(&self, purpose: Purpose, version: u32) -> Result<&TeamKey, KeyFault> {
        self.keys.get(&(purpose, version)).ok_or(KeyFault::NoKey { purpose, version })
    }

    fn newest(&self, purpose: Purpose) -> Result<(u32, &TeamKey), KeyFault> {
        let version = self.version(purpose).unwrap_or(0);
        self.key(purpose, version).map(|key| (version, key))
    }

    /// Seals a value for one place. Returns the format, the key's version, the nonce and the ciphertext.
    ///
    /// # Errors
    /// [`KeyFault::NoKey`] if this member does not have the current key.
    ///
    /// # Panics
    /// If the system gives no random bytes.
    pub fn seal(&self, place: ColumnPlace<'_>, plain: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let (version, key) = self.newest(sealed_for(place.part))?;
        let nonce: [u8; NONCE_BYTES] = random_bytes();
        let data = self.associated_data(place, version);
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &data })
            .expect("a value is far below the cipher's limit of 256 GiB");
        Ok([&[FORMAT], version.to_le_bytes().as_slice(), &nonce, &sealed].concat())
    }

    /// Opens a value that was sealed for this place, with any version that this member holds.
    ///
    /// # Errors
    /// [`KeyFault::NoKey`] or [`KeyFault::Unsealable`].
    pub fn open(&self, place: ColumnPlace<'_>, sealed: &[u8]) -> Result<SecretBytes, KeyFault> {
        let version = version_of(sealed).ok_or(KeyFault::Unsealable)?;
        let key = self.key(sealed_for(place.part), version)?;
        let (nonce, body) = sealed[5..].split_first_chunk::<NONCE_BYTES>().ok_or(KeyFault::Unsealable)?;
        let data = self.associated_data(place, version);
        let opened = cipher(key).decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: &data });
        opened.map(SecretBytes::new).map_err(|_| KeyFault::Unsealable)
    }

    fn associated_data(&self, place: ColumnPlace<'_>, version: u32) -> Vec<u8> {
        let purpose = sealed_for(place.part);
        joined(
            PLACED,
            &[
                self.team.as_bytes(),
                purpose.name().as_bytes(),
                &version.to_le_bytes(),
                place.table.as_bytes(),
                place.row.as_bytes(),
                place.column.as_bytes(),
                &place.generation.to_le_bytes(),
                place.attempt.as_bytes(),
                place.member.as_bytes(),
                place.app_id.as_bytes(),
                place.beside,
            ],
        )
    }

    /// Returns the code of a row over each of its parts. Only members that may spend can make it, so an end of an attempt
    /// that the database's owner wrote is not believed.
    ///
    /// # Errors
    /// [`KeyFault::NoKey`].
    pub fn row_code(&self, table: &str, parts: &[&[u8]]) -> Result<(u32, RowCode), KeyFault> {
        let (version, key) = self.newest(Purpose::Spend)?;
        Ok((version, self.row_mac(key, table, parts).finalize().into_bytes().into()))
    }

    /// Reports whether a code is one of this row.
    ///
    /// # Errors
    /// [`KeyFault::NoKey`].
    pub fn verifies_row(&self, table: &str, parts: &[&[u8]], version: u32, code: &RowCode) -> Result<bool, KeyFault> {
        let key = self.key(Purpose::Spend, version)?;
        Ok(self.row_mac(key, table, parts).verify_slice(code).is_ok())
    }

    fn row_mac(&self, key: &TeamKey, table: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let head: [&[u8]; 2] = [self.team.as_bytes(), table.as_bytes()];
        let mut mac = hmac(&derived(key, b"rows v1"));
        mac.update(&joined(ROW, &[&head, parts].concat()));
        mac
    }

    /// Returns the keyed hash of a value of one sort, the same for all members that may spend.
    ///
    /// # Errors
    /// [`KeyFault::NoKey`]: a viewer cannot name a token.
    pub fn fingerprint(&self, sort: &str, value: &[u8]) -> Result<Fingerprint, KeyFault> {
        let (_, key) = self.newest(Purpose::Print)?;
        let mut mac = hmac(&derived(key, b"fingerprint v1"));
        mac.update(&joined(sort, &[value]));
        Ok(Fingerprint(mac.finalize().into_bytes().into()))
    }
}

impl std::fmt::Debug for TeamSealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TeamSealer({} keys)", self.keys.len())
    }
}

/// Returns the version of the key that a value was sealed with.
pub fn version_of(sealed: &[u8]) -> Option<u32> {
    let (format, rest) = sealed.split_first()?;
    let version = rest.first_chunk::<4>().filter(|_| *format == FORMAT)?;
    Some(u32::from_le_bytes(*version))
}

fn derived(key: &TeamKey, info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut derived = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, key.expose())
        .expand(info, derived.as_mut_slice())
        .expect("32 bytes are less than HKDF's limit of 8160");
    derived
}

fn cipher(key: &TeamKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*derived(key, b"seal v1")).into())
}

fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC accepts a key of any length")
}
