//! Seals bytes with a passphrase, for files that leave this computer. Does not depend on their content.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use oa_token_model::secret::{Secret, SecretBytes};

use super::slot::{Params, SALT_BYTES};
use super::{KeyProblem, passphrase, random_bytes};

const NONCE_BYTES: usize = 24;
/// The salt, then memory in KiB, passes and lanes as four little-endian bytes each.
const COST_BYTES: usize = SALT_BYTES + 12;

/// Maximum cost accepted from a file, because it may come from anywhere: 256 MiB, 4 passes, 4 lanes. Files of this
/// program need a quarter of that memory.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 4;
const MOST_LANES: u32 = 4;

/// Reports whether sealed bytes require more memory or time than allowed, or an invalid cost. Allocates no memory.
pub fn is_too_costly(sealed: &[u8]) -> bool {
    let Some((cost, _)) = sealed.split_first_chunk::<COST_BYTES>() else { return false };
    let [memory_kib, passes, lanes] = numbers(cost);
    let is_cost = argon2::Params::new(memory_kib, passes, lanes, None).is_ok();
    !is_cost || memory_kib > MOST_MEMORY_KIB || passes > MOST_PASSES || lanes > MOST_LANES
}

/// Reads memory in KiB, passes and lanes.
fn numbers(cost: &[u8; COST_BYTES]) -> [u32; 3] {
    let number = |at: usize| cost[at..at + 4].iter().rev().fold(0, |sum, byte| (sum << 8) | u32::from(*byte));
    [number(SALT_BYTES), number(SALT_BYTES + 4), number(SALT_BYTES + 8)]
}

/// Seals bytes. Returns the cost of the passphrase, the nonce and the ciphertext. `about` is authenticated but not
/// contained in the result.
///
/// # Panics
/// If the system gives no random bytes, because nothing can be sealed then.
pub fn seal_under_passphrase(secret: &Secret, about: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyProblem> {
    seal_at_cost(secret, about, plain, &passphrase::new_params())
}

/// Same as [`seal_under_passphrase`], with a cost chosen by the caller, as another program may have used it.
///
/// # Panics
/// As [`seal_under_passphrase`].
pub fn seal_costing(
    secret: &Secret,
    about: &[u8],
    plain: &[u8],
    [memory_kib, passes, lanes]: [u32; 3],
) -> Result<Vec<u8>, KeyProblem> {
    seal_at_cost(secret, about, plain, &Params::Argon2id { salt: random_bytes(), memory_kib, passes, lanes })
}

fn seal_at_cost(secret: &Secret, about: &[u8], plain: &[u8], params: &Params) -> Result<Vec<u8>, KeyProblem> {
    let Params::Argon2id { salt, memory_kib, passes, lanes } = params else { return Err(KeyProblem::NoMemory) };
    let wrapping = passphrase::wrapping_key(secret, params)?;
    let numbers = [*memory_kib, *passes, *lanes].map(u32::to_le_bytes).concat();
    let nonce: [u8; NONCE_BYTES] = random_bytes();
    let cost = [salt.as_slice(), &numbers].concat();
    let sealed = XChaCha20Poly1305::new((&*wrapping).into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &[about, &cost].concat() })
        .expect("a file is far below the cipher's limit of 256 GiB");
    Ok([cost.as_slice(), &nonce, &sealed].concat())
}

/// Opens sealed bytes. Returns `None` if the passphrase, `about` or any byte differs.
///
/// # Errors
/// [`KeyProblem::NoMemory`], also if [`is_too_costly`]. No memory is allocated in that case.
pub fn open_under_passphrase(secret: &Secret, about: &[u8], sealed: &[u8]) -> Result<Option<SecretBytes>, KeyProblem> {
    let Some((cost, rest)) = sealed.split_first_chunk::<COST_BYTES>() else { return Ok(None) };
    let Some((nonce, body)) = rest.split_first_chunk::<NONCE_BYTES>() else { return Ok(None) };
    if is_too_costly(sealed) {
        return Err(KeyProblem::NoMemory);
    }
    let mut salt = [0; SALT_BYTES];
    salt.copy_from_slice(&cost[..SALT_BYTES]);
    let [memory_kib, passes, lanes] = numbers(cost);
    let params = Params::Argon2id { salt, memory_kib, passes, lanes };
    let wrapping = passphrase::wrapping_key(secret, &params)?;
    let opened = XChaCha20Poly1305::new((&*wrapping).into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: &[about, cost].concat() });
    Ok(opened.ok().map(SecretBytes::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_open_only_with_their_passphrase_and_purpose() {
        let secret = Secret::new("FAKE mật khẩu");
        let sealed = seal_under_passphrase(&secret, b"purpose", b"FAKE content").unwrap();
        let opened = |secret: &str, about: &[u8]| {
            open_under_passphrase(&Secret::new(secret), about, &sealed).unwrap().map(|plain| plain.expose().to_vec())
        };
        assert_eq!(opened("FAKE mật khẩu", b"purpose").unwrap(), b"FAKE content");
        assert_eq!(opened("FAKE mật khẩu", b"other"), None);
        assert_eq!(opened("FAKE", b"purpose"), None);
        assert!(!sealed.windows(4).any(|bytes| bytes == b"FAKE"));
    }

    #[test]
    fn an_impossible_cost_is_refused_immediately() {
        let mut sealed = seal_under_passphrase(&Secret::new("FAKE"), b"", b"x").unwrap();
        sealed[SALT_BYTES..SALT_BYTES + 4].fill(0xff);
        assert!(open_under_passphrase(&Secret::new("FAKE"), b"", &sealed).is_err());
        assert!(open_under_passphrase(&Secret::new("FAKE"), b"", &sealed[..30]).unwrap().is_none());
    }
}
