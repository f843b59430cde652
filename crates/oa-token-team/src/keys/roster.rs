//! The signed list of members and keys.

use oa_token_model::printable::steers_text;
use serde::{Deserialize, Serialize};

use super::RosterFault;
use super::encoding::{Hex, hash, joined};
use super::identity::{Identity, PublicKeys};
use super::team_key::TeamKey;
use crate::rules::access::Purpose;
use crate::rules::member::{MemberId, MemberKind, Role};

/// What the signature of a roster begins with.
const SIGNED: &str = "oa-token team roster v1";
/// The longest name of a member or team, in characters.
pub const MOST_NAME: usize = 60;
/// The most members of a roster: far more than computers of a shop.
const MOST_MEMBERS: usize = 200;
/// The largest document that is parsed.
const MOST_BYTES: usize = 256 * 1024;

/// A member, as the roster lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterMember {
    /// The member.
    pub id: MemberId,
    /// Its name. At most [`MOST_NAME`] characters, none of which steers a terminal.
    pub name: String,
    /// What it is.
    pub kind: MemberKind,
    /// Its role.
    pub role: Role,
    /// Its keys. They never change: a computer with new keys is a new member.
    pub keys: PublicKeys,
}

/// The current version of a team key, and its commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyCommitment {
    /// What the key is for.
    pub purpose: Purpose,
    /// Its version, from 1.
    pub version: u32,
    /// [`TeamKey::commitment`].
    pub commitment: Hex<32>,
}

/// A roster: members and keys from one epoch on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The format: 1.
    version: u32,
    /// The team.
    pub team: String,
    /// The team's name.
    pub name: String,
    /// Counts the rosters of the team, from 1.
    pub epoch: u64,
    /// The hash of the roster before; zeros in the first.
    pub before: Hex<32>,
    /// The members.
    pub members: Vec<RosterMember>,
    /// The current keys: one of each purpose.
    pub keys: Vec<KeyCommitment>,
    /// Who signs. An admin of the roster before; in the first, the creator.
    pub signer: MemberId,
}

/// A roster as it is stored: the exact bytes that were signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRoster {
    /// The roster as JSON.
    pub document: Vec<u8>,
    /// The signature over it.
    pub signature: Hex<64>,
}

impl SignedRoster {
    /// Returns the hash that the next roster names.
    pub fn hash(&self) -> Hex<32> {
        Hex(hash(&joined(SIGNED, &[&self.document, &self.signature.0])))
    }

    /// Reads the roster. Does not verify the signature: [`super::chain::Chain`] does.
    pub(super) fn parse(&self) -> Result<Roster, RosterFault> {
        if self.document.len() > MOST_BYTES {
            return Err(RosterFault::Unreadable);
        }
        let roster: Roster = serde_json::from_slice(&self.document).map_err(|_| RosterFault::Unreadable)?;
        if roster.is_sound() { Ok(roster) } else { Err(RosterFault::Unreadable) }
    }

    pub(super) fn is_signed_by(&self, keys: &PublicKeys) -> bool {
        keys.verifies(&joined(SIGNED, &[&self.document]), &self.signature)
    }
}

impl Roster {
    /// Makes the first roster of a new team, with its creator as the only member and an admin. Returns it with the keys
    /// that it commits to.
    pub fn first(team: String, name: String, creator: RosterMember) -> (Self, [(Purpose, TeamKey); 3]) {
        let keys = Purpose::ALL.map(|purpose| (purpose, TeamKey::random()));
        let commitments = keys.iter().map(|(purpose, key)| commitment(*purpose, 1, key)).collect();
        let signer = creator.id.clone();
        let creator = RosterMember { role: Role::Admin, ..creator };
        let roster = Self {
            version: 1,
            team,
            name,
            epoch: 1,
            before: Hex([0; 32]),
            members: vec![creator],
            keys: commitments,
            signer,
        };
        (roster, keys)
    }

    /// Makes the roster after this one, with the same members and keys, to be changed and signed by `signer`.
    #[must_use]
    pub fn next(&self, hash: Hex<32>, signer: MemberId) -> Self {
        Self { epoch: self.epoch + 1, before: hash, signer, ..self.clone() }
    }

    /// Adds a member, or changes the role of one.
    #[must_use]
    pub fn with(mut self, member: RosterMember) -> Self {
        self.members.retain(|other| other.id != member.id);
        self.members.push(member);
        self
    }

    /// Removes a member and replaces the keys that it held, but the one for fingerprints. Returns the new keys.
    #[must_use]
    pub fn without(mut self, member: &MemberId) -> (Self, Vec<(Purpose, TeamKey)>) {
        self.members.retain(|other| other.id != *member);
        self.rotated()
    }

    /// Replaces the keys for using and spending. The key for fingerprints is never replaced: spent tokens are known by
    /// it.
    #[must_use]
    pub fn rotated(mut self) -> (Self, Vec<(Purpose, TeamKey)>) {
        let mut made = Vec::new();
        for entry in self.keys.iter_mut().filter(|entry| entry.purpose != Purpose::Print) {
            let key = TeamKey::random();
            *entry = commitment(entry.purpose, entry.version + 1, &key);
            made.push((entry.purpose, key));
        }
        (self, made)
    }

    /// Signs the roster.
    ///
    /// # Panics
    /// Never: a roster is plain data.
    pub fn sign(&self, signer: &Identity) -> SignedRoster {
        let document = serde_json::to_vec(self).expect("plain data can be written as JSON");
        let signature = signer.sign(&joined(SIGNED, &[&document]));
        SignedRoster { document, signature }
    }

    /// Returns a member.
    pub fn member(&self, id: &MemberId) -> Option<&RosterMember> {
        self.members.iter().find(|member| member.id == *id)
    }

    /// Returns the current version and commitment of a key.
    pub fn key(&self, purpose: Purpose) -> Option<&KeyCommitment> {
        self.keys.iter().find(|entry| entry.purpose == purpose)
    }

    /// Reports whether the content can be one of a roster: no id or key twice, an admin, one key of each purpose, names
    /// that can be shown.
    fn is_sound(&self) -> bool {
        let is_distinct = self.members.iter().enumerate().all(|(at, member)| {
            self.members[..at].iter().all(|other| {
                other.id != member.id
                    && other.keys.signing != member.keys.signing
                    && other.keys.exchange != member.keys.exchange
            })
        });
        let has_each = Purpose::ALL.iter().all(|purpose| self.key(*purpose).is_some_and(|entry| entry.version > 0));
        let is_usable = |member: &RosterMember| member.keys.are_usable() && is_name(&member.name);
        self.version == 1
            && self.epoch > 0
            && self.keys.len() == Purpose::ALL.len()
            && has_each
            && self.members.len() <= MOST_MEMBERS
            && self.members.iter().any(|member| member.role == Role::Admin)
            && self.members.iter().all(is_usable)
            && is_distinct
            && is_name(&self.name)
    }
}

/// Reports whether a name of a member or team can be shown.
pub fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= MOST_NAME && !name.chars().any(steers_text)
}

fn commitment(purpose: Purpose, version: u32, key: &TeamKey) -> KeyCommitment {
    KeyCommitment { purpose, version, commitment: key.commitment() }
}
