//! A key of the team, and its commitment.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::encoding::Hex;
use super::random_bytes;

/// A team key: 32 random bytes, wiped when dropped, redacted in `Debug`.
#[derive(Clone)]
pub struct TeamKey(Box<Zeroizing<[u8; 32]>>);

impl TeamKey {
    /// Creates a new key.
    ///
    /// # Panics
    /// If the system gives no random bytes.
    pub fn random() -> Self {
        Self(Box::new(Zeroizing::new(random_bytes())))
    }

    /// Reads a key that was sealed.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Box::new(Zeroizing::new([0; 32]));
        key.copy_from_slice(bytes.first_chunk::<32>().filter(|_| bytes.len() == 32)?);
        Some(Self(key))
    }

    /// Returns the bytes. Callers must keep them out of logs, errors and files.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the commitment: it names this key and reveals nothing of it. The seal alone does not say with which key
    /// it was made, so members with different keys could read different values.
    ///
    /// # Panics
    /// Never: HMAC accepts a key of any length.
    pub fn commitment(&self) -> Hex<32> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.expose()).expect("HMAC accepts a key of any length");
        mac.update(b"commit");
        Hex(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for TeamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TeamKey(…)")
    }
}
