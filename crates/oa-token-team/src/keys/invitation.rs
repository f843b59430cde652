//! The file that lets a computer join: made by an admin, opened with a passphrase that is told another way.
//!
//! This module knows the content. `oa_token_vault::sealed_file` seals it under the passphrase, which is generated. All
//! that says what the invitation allows is inside the sealed part; the database's columns only say that it was used.
//! The joiner proves that it has the secret of the file by a code over its public keys, and an admin's computer then
//! signs a roster with it. The admin's record decides the role, not the request.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use oa_token_model::secret::{Secret, SecretBytes};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::chain::{Chain, Pin};
use super::encoding::{Hex, joined};
use super::identity::{Identity, PublicKeys};
use super::roster::{RosterMember, SignedRoster, is_name};
use super::team_key::TeamKey;
use super::{JoinFault, random_bytes, random_id};
use crate::rules::access::{Act, Purpose, may, purposes};
use crate::rules::member::{MemberId, MemberKind, Role};

/// How long an invitation is valid.
pub const LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
const VERSION: u32 = 1;
const PROVEN: &str = "oa-token team join v1";
const SECRET_BYTES: usize = 16;
/// The longest content: addresses, a certificate and three keys.
const MOST_BYTES: usize = 64 * 1024;
/// The most hosts of an address.
const MOST_HOSTS: usize = 4;

/// A text that is wiped when dropped.
type Hidden = Zeroizing<String>;

/// How the database is reached. Nothing else of a connection can be said by an invitation: no socket, no other address
/// for a name, no weaker TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Names or IP addresses, each with its port.
    pub hosts: Vec<(String, u16)>,
    /// The database.
    pub database: String,
    /// The user for this member.
    pub user: String,
    /// Its password.
    pub password: Secret,
    /// The certificates that the server is verified with, as PEM; the system's if `None`.
    pub certificates: Option<String>,
}

/// An invitation.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Identifies it. A UUID.
    pub id: String,
    /// The team's name.
    pub team_name: String,
    /// What the joiner trusts: the team, its creator's key, and a roster.
    pub pin: Pin,
    /// The role of the joiner.
    pub role: Role,
    /// The inviting admin.
    pub admin: MemberId,
    /// The admin's name.
    pub admin_name: String,
    /// Its keys.
    pub admin_keys: PublicKeys,
    /// When it expires.
    pub expires_at: Timestamp,
    /// How the database is reached.
    pub address: Address,
    /// The team keys of the role, so that the joiner can read before an admin's computer has signed for it. May be
    /// empty.
    pub keys: Vec<(Purpose, u32, TeamKey)>,
    secret: SecretBytes,
}

/// What the inviting admin keeps, sealed in its own vault.
#[derive(Debug, Clone)]
pub struct InvitationRecord {
    /// Identifies the invitation.
    pub id: String,
    /// The role that it gives.
    pub role: Role,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The secret of the file.
    pub secret: SecretBytes,
}

/// A request to join. Public: it is written to the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// The invitation.
    pub invitation: String,
    /// The new member.
    pub member: MemberId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: MemberKind,
    /// Its keys.
    pub keys: PublicKeys,
    /// Proves that its sender has the invitation.
    pub proof: Hex<32>,
}

#[derive(Deserialize)]
struct OfVersion {
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContentV1 {
    version: u32,
    id: String,
    team_name: String,
    pin: Pin,
    role: Role,
    admin: MemberId,
    admin_name: String,
    admin_keys: PublicKeys,
    expires_at: Timestamp,
    hosts: Vec<(String, u16)>,
    database: String,
    user: String,
    password: Hidden,
    certificates: Option<String>,
    keys: Vec<KeyV1>,
    secret: Hidden,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyV1 {
    purpose: Purpose,
    version: u32,
    key: Hidden,
}

impl Invitation {
    /// Makes an invitation into the newest roster. Of `keys`, only those of the role are put into it.
    ///
    /// # Errors
    /// [`JoinFault::NotAnInvitation`] if the inviting member is not an admin, [`JoinFault::Address`].
    ///
    /// # Panics
    /// If the system gives no random bytes.
    pub fn new(
        chain: &Chain,
        admin: &MemberId,
        role: Role,
        address: Address,
        keys: impl IntoIterator<Item = (Purpose, u32, TeamKey)>,
        now: Timestamp,
    ) -> Result<(Self, InvitationRecord), JoinFault> {
        let roster = chain.current();
        let inviting = roster.member(admin).filter(|member| may(member.role, Act::Invite));
        let inviting = inviting.ok_or(JoinFault::NotAnInvitation)?;
        let (admin_keys, admin_name) = (inviting.keys, inviting.name.clone());
        if !address.is_allowed() {
            return Err(JoinFault::Address);
        }
        let secret = SecretBytes::new(random_bytes::<SECRET_BYTES>().to_vec());
        let expires_at = now.saturating_add(LIFE).unwrap_or(Timestamp::MAX);
        let keys = keys.into_iter().filter(|(purpose, _, _)| purposes(role).contains(purpose)).collect();
        let made = Self {
            id: random_id(),
            team_name: roster.name.clone(),
            pin: chain.pin(),
            role,
            admin: admin.clone(),
            admin_name,
            admin_keys,
            expires_at,
            address,
            keys,
            secret,
        };
        let record = InvitationRecord { id: made.id.clone(), role, expires_at, secret: made.secret.clone() };
        Ok((made, record))
    }

    /// Returns the content to be sealed under a generated passphrase.
    ///
    /// # Panics
    /// Never: the content is plain data.
    pub fn to_bytes(&self) -> SecretBytes {
        let hidden = |bytes: &[u8]| Zeroizing::new(to_digits(bytes));
        let keys = self.keys.iter();
        let content = ContentV1 {
            version: VERSION,
            id: self.id.clone(),
            team_name: self.team_name.clone(),
            pin: self.pin.clone(),
            role: self.role,
            admin: self.admin.clone(),
            admin_name: self.admin_name.clone(),
            admin_keys: self.admin_keys,
            expires_at: self.expires_at,
            hosts: self.address.hosts.clone(),
            database: self.address.database.clone(),
            user: self.address.user.clone(),
            password: Zeroizing::new(self.address.password.expose().to_owned()),
            certificates: self.address.certificates.clone(),
            keys: keys
                .map(|(purpose, version, key)| KeyV1 {
                    purpose: *purpose,
                    version: *version,
                    key: hidden(key.expose()),
                })
                .collect(),
            secret: hidden(self.secret.expose()),
        };
        // Full capacity from the start: a growing buffer would leave unwiped copies.
        let mut bytes = Vec::with_capacity(MOST_BYTES);
        serde_json::to_writer(&mut bytes, &content).expect("plain data can be written as JSON");
        SecretBytes::new(bytes)
    }

    /// Reads the content of an opened file. It comes from somebody: nothing of it is used before the person has seen
    /// team, host and key.
    ///
    /// # Errors
    /// [`JoinFault::NotAnInvitation`], [`JoinFault::Newer`] or [`JoinFault::Address`].
    pub fn read(bytes: &SecretBytes) -> Result<Self, JoinFault> {
        const NONE: JoinFault = JoinFault::NotAnInvitation;
        if bytes.len() > MOST_BYTES {
            return Err(NONE);
        }
        let of: OfVersion = serde_json::from_slice(bytes.expose()).map_err(|_| NONE)?;
        if of.version > VERSION {
            return Err(JoinFault::Newer);
        }
        let content: ContentV1 = serde_json::from_slice(bytes.expose()).map_err(|_| NONE)?;
        let key = |key: &KeyV1| {
            let bytes = Zeroizing::new(from_digits::<32>(&key.key)?);
            Some((key.purpose, key.version, TeamKey::from_slice(bytes.as_slice())?))
        };
        let keys: Vec<_> = content.keys.iter().map(key).collect::<Option<_>>().ok_or(NONE)?;
        let secret = SecretBytes::new(from_digits::<SECRET_BYTES>(&content.secret).ok_or(NONE)?.to_vec());
        let is_of_role = keys.iter().all(|(purpose, _, _)| purposes(content.role).contains(purpose));
        if !is_of_role
            || !is_name(&content.team_name)
            || !is_name(&content.admin_name)
            || !content.admin_keys.are_usable()
        {
            return Err(NONE);
        }
        let address = Address {
            hosts: content.hosts,
            database: content.database,
            user: content.user,
            password: Secret::new(content.password.as_str()),
            certificates: content.certificates,
        };
        if !address.is_allowed() {
            return Err(JoinFault::Address);
        }
        Ok(Self {
            id: content.id,
            team_name: content.team_name,
            pin: content.pin,
            role: content.role,
            admin: content.admin,
            admin_name: content.admin_name,
            admin_keys: content.admin_keys,
            expires_at: content.expires_at,
            address,
            keys,
            secret,
        })
    }

    /// Verifies the rosters that the database shows against what the file says.
    ///
    /// # Errors
    /// [`JoinFault::Expired`] by the database's clock, or the fault of the rosters.
    pub fn verify(&self, rosters: &[SignedRoster], now: Timestamp) -> Result<Chain, JoinFault> {
        if now >= self.expires_at {
            return Err(JoinFault::Expired);
        }
        let chain = Chain::verify(rosters, Some(&self.pin))?;
        let inviting = chain.admin_at(self.pin.epoch, &self.admin);
        let is_theirs = inviting.is_some_and(|admin| admin.keys == self.admin_keys);
        if is_theirs { Ok(chain) } else { Err(super::RosterFault::Forged.into()) }
    }

    /// Makes the request of a computer that joins.
    ///
    /// # Panics
    /// If the system gives no random bytes.
    pub fn request(&self, identity: &Identity, name: String, kind: MemberKind) -> JoinRequest {
        let mut request = JoinRequest {
            invitation: self.id.clone(),
            member: MemberId(random_id()),
            name,
            kind,
            keys: identity.public(),
            proof: Hex([0; 32]),
        };
        request.proof = Hex(request.mac(&self.pin.team, &self.secret).finalize().into_bytes().into());
        request
    }
}

impl InvitationRecord {
    /// Checks a request on an admin's computer, and returns the member that the next roster gets.
    ///
    /// # Errors
    /// The reason why it is refused.
    pub fn admit(
        &self,
        request: &JoinRequest,
        chain: &Chain,
        is_used: bool,
        now: Timestamp,
    ) -> Result<RosterMember, JoinFault> {
        let roster = chain.current();
        if request.mac(&roster.team, &self.secret).verify_slice(&request.proof.0).is_err()
            || request.invitation != self.id
        {
            return Err(JoinFault::NoProof);
        }
        if is_used {
            return Err(JoinFault::Used);
        }
        if now >= self.expires_at {
            return Err(JoinFault::Expired);
        }
        let is_usable = request.keys.are_usable() && is_name(&request.name);
        if !is_usable {
            return Err(JoinFault::NotAnInvitation);
        }
        let is_taken = roster.members.iter().any(|member| {
            member.id == request.member
                || member.keys.signing == request.keys.signing
                || member.keys.exchange == request.keys.exchange
        });
        if is_taken {
            return Err(JoinFault::AlreadyMember);
        }
        Ok(RosterMember {
            id: request.member.clone(),
            name: request.name.clone(),
            kind: request.kind,
            role: self.role,
            keys: request.keys,
        })
    }
}

impl JoinRequest {
    fn mac(&self, team: &str, secret: &SecretBytes) -> Hmac<Sha256> {
        let kind: &[u8] = match self.kind {
            MemberKind::Server => b"server",
            MemberKind::Person => b"person",
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose()).expect("HMAC accepts a key of any length");
        mac.update(&joined(
            PROVEN,
            &[
                team.as_bytes(),
                self.invitation.as_bytes(),
                self.member.0.as_bytes(),
                self.name.as_bytes(),
                kind,
                &self.keys.signing.0,
                &self.keys.exchange.0,
            ],
        ));
        mac
    }
}

impl Address {
    /// Reports whether an invitation may name it: host names or IP addresses only, so no socket and no second address;
    /// no control characters anywhere.
    pub fn is_allowed(&self) -> bool {
        let is_host = |(host, port): &(String, u16)| {
            let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':' | '_');
            let begins = host.starts_with(|char: char| char.is_ascii_alphanumeric() || char == ':');
            begins && host.len() <= 253 && host.chars().all(is_plain) && *port > 0
        };
        let is_word = |text: &str| {
            !text.is_empty() && text.len() <= 63 && !text.chars().any(|char| char.is_control() || char.is_whitespace())
        };
        let is_secret = self.password.expose().bytes().all(|byte| !byte.is_ascii_control());
        (1..=MOST_HOSTS).contains(&self.hosts.len())
            && self.hosts.iter().all(is_host)
            && is_word(&self.database)
            && is_word(&self.user)
            && is_secret
    }
}

fn to_digits(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
        }
    }
    text
}

fn from_digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    Hex::parse(text).map(|bytes: Hex<N>| bytes.0)
}
