//! A team key, wrapped for one member and signed by an admin.
//!
//! Ephemeral X25519, HKDF-SHA256, XChaCha20-Poly1305. Everything that says which key it is and for whom is part of the
//! derived key, and signed.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use x25519_dalek::{PublicKey, SharedSecret, StaticSecret};
use zeroize::Zeroizing;

use super::chain::Chain;
use super::encoding::{Hex, hash, joined};
use super::identity::{Identity, agree};
use super::team_key::TeamKey;
use super::{KeyFault, random_bytes};
use crate::rules::access::{Purpose, purposes};
use crate::rules::member::MemberId;

const DERIVED: &str = "oa-token team key wrap v1";
const SIGNED: &str = "oa-token team key row v1";
const NONCE_BYTES: usize = 24;

/// A row of the table `team_key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    /// What the key is for.
    pub purpose: Purpose,
    /// Its version.
    pub version: u32,
    /// The epoch of the roster in which the signer is an admin.
    pub epoch: u64,
    /// The member that it is wrapped for.
    pub member: MemberId,
    /// The ephemeral public key, the nonce and the ciphertext.
    pub wrapped: Vec<u8>,
    /// The admin that signed.
    pub signer: MemberId,
    /// The signature.
    pub signature: Hex<64>,
}

/// What a wrapped key is bound to.
struct Bound<'a> {
    team: &'a str,
    purpose: Purpose,
    version: u32,
    epoch: u64,
    member: &'a MemberId,
}

impl Bound<'_> {
    fn joined(&self, purpose: &str, more: &[&[u8]]) -> Vec<u8> {
        let (version, epoch) = (self.version.to_le_bytes(), self.epoch.to_le_bytes());
        let fixed: [&[u8]; 5] =
            [self.team.as_bytes(), self.purpose.name().as_bytes(), &version, &epoch, self.member.0.as_bytes()];
        joined(purpose, &[&fixed, more].concat())
    }

    fn cipher(&self, shared: &SharedSecret, ephemeral: &Hex<32>, theirs: &Hex<32>) -> XChaCha20Poly1305 {
        let mut key = Zeroizing::new([0; 32]);
        let info = self.joined(DERIVED, &[&ephemeral.0, &theirs.0]);
        Hkdf::<Sha256>::new(None, shared.as_bytes())
            .expand(&info, key.as_mut_slice())
            .expect("32 bytes are less than HKDF's limit of 8160");
        XChaCha20Poly1305::new((&*key).into())
    }

    fn signed(&self, wrapped: &[u8]) -> Vec<u8> {
        self.joined(SIGNED, &[&hash(wrapped)])
    }
}

/// Wraps the current version of a team key for a member of the newest roster.
///
/// # Errors
/// [`KeyFault::NotEntitled`] if the member's role does not get this key, [`KeyFault::NotCommitted`] if the roster does
/// not name this very key, [`KeyFault::Forged`] if `signer` is not an admin, [`KeyFault::WeakPublicKey`].
///
/// # Panics
/// If the system gives no random bytes.
pub fn wrap(
    chain: &Chain,
    purpose: Purpose,
    key: &TeamKey,
    member: &MemberId,
    (signer, identity): (&MemberId, &Identity),
) -> Result<WrappedKey, KeyFault> {
    let roster = chain.current();
    let entitled = roster.member(member).filter(|member| purposes(member.role).contains(&purpose));
    let theirs = entitled.ok_or(KeyFault::NotEntitled(purpose))?.keys.exchange;
    let committed = roster.key(purpose).filter(|entry| entry.commitment == key.commitment());
    let version = committed.ok_or(KeyFault::NotCommitted)?.version;
    let admin = chain.admin_at(roster.epoch, signer).filter(|admin| admin.keys == identity.public());
    admin.ok_or(KeyFault::Forged)?;

    let bound = Bound { team: &roster.team, purpose, version, epoch: roster.epoch, member };
    let secret = StaticSecret::from(*Zeroizing::new(random_bytes::<32>()));
    let ephemeral = Hex(PublicKey::from(&secret).to_bytes());
    let nonce: [u8; NONCE_BYTES] = random_bytes();
    let cipher = bound.cipher(&agree(&secret, &theirs)?, &ephemeral, &theirs);
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: key.expose(), aad: &[] })
        .expect("a key is far below the cipher's limit of 256 GiB");
    let wrapped = [ephemeral.0.as_slice(), &nonce, &sealed].concat();
    let signature = identity.sign(&bound.signed(&wrapped));
    Ok(WrappedKey {
        purpose,
        version,
        epoch: roster.epoch,
        member: member.clone(),
        wrapped,
        signer: signer.clone(),
        signature,
    })
}

/// Opens a wrapped key, and verifies who signed it and that a roster commits to it.
///
/// # Errors
/// The reason why it is not used.
pub fn unwrap(chain: &Chain, row: &WrappedKey, me: &MemberId, identity: &Identity) -> Result<TeamKey, KeyFault> {
    let (purpose, version, epoch) = (row.purpose, row.version, row.epoch);
    let bound = Bound { team: &chain.current().team, purpose, version, epoch, member: me };
    let signer = chain.admin_at(epoch, &row.signer).ok_or(KeyFault::Forged)?;
    if row.member != *me || !signer.keys.verifies(&bound.signed(&row.wrapped), &row.signature) {
        return Err(KeyFault::Forged);
    }
    let (ephemeral, rest) = row.wrapped.split_first_chunk::<32>().ok_or(KeyFault::DoesNotOpen)?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(KeyFault::DoesNotOpen)?;
    let ephemeral = Hex(*ephemeral);
    let cipher = bound.cipher(&identity.agree(&ephemeral)?, &ephemeral, &identity.public().exchange);
    let opened = cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &[] });
    let opened = Zeroizing::new(opened.map_err(|_| KeyFault::DoesNotOpen)?);
    let key = TeamKey::from_slice(&opened).ok_or(KeyFault::DoesNotOpen)?;
    let committed = chain.commitment(purpose, version).ok_or(KeyFault::NotCommitted)?;
    if committed.commitment == key.commitment() { Ok(key) } else { Err(KeyFault::NotCommitted) }
}
