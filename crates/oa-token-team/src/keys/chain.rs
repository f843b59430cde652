//! Rosters from the first one: who signed each, and that none was left out or put back.

use super::RosterFault;
use super::encoding::Hex;
use super::roster::{KeyCommitment, Roster, RosterMember, SignedRoster};
use crate::rules::access::Purpose;
use crate::rules::member::{MemberId, Role};

/// What a member trusts from its join on. It persists the newest pin, and never accepts less for sealing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The team.
    pub team: String,
    /// The creator's signing key, which the first roster is signed with.
    pub root: Hex<32>,
    /// The epoch of a roster that was verified.
    pub epoch: u64,
    /// Its hash.
    pub hash: Hex<32>,
}

/// A verified chain of rosters, oldest first. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    rosters: Vec<Roster>,
    signed: Vec<SignedRoster>,
}

impl Chain {
    /// Verifies rosters from the first of the team to the newest. The chain of a new team has no pin yet.
    ///
    /// # Errors
    /// [`RosterFault::Older`] if the chain is sound and ends before the pin: the database went back, or shows old
    /// rosters again. The caller goes on with its own copy, and plays it back.
    pub fn verify(signed: &[SignedRoster], pin: Option<&Pin>) -> Result<Self, RosterFault> {
        let (first, rest) = signed.split_first().ok_or(RosterFault::Missing)?;
        let mut chain = Self { rosters: vec![verify_first(first, pin)?], signed: vec![first.clone()] };
        for next in rest {
            chain = chain.then(next)?;
        }
        let Some(pin) = pin else { return Ok(chain) };
        let at = usize::try_from(pin.epoch.saturating_sub(1)).unwrap_or(usize::MAX);
        match chain.signed.get(at) {
            Some(pinned) if pinned.hash() == pin.hash => Ok(chain),
            Some(_) => Err(RosterFault::Contradicts),
            None => Err(RosterFault::Older { shown: chain.current().epoch, known: pin.epoch }),
        }
    }

    /// Adds the next roster.
    ///
    /// # Errors
    /// The reason why it is not the next one.
    pub fn then(mut self, next: &SignedRoster) -> Result<Self, RosterFault> {
        let roster = next.parse()?;
        let before = self.current();
        if roster.team != before.team {
            return Err(RosterFault::OtherTeam);
        }
        if roster.epoch != before.epoch + 1 || roster.before != self.newest().hash() {
            return Err(RosterFault::Broken);
        }
        let signer = before.member(&roster.signer).filter(|member| member.role == Role::Admin);
        if !signer.is_some_and(|signer| next.is_signed_by(&signer.keys)) {
            return Err(RosterFault::Forged);
        }
        if !continues(before, &roster) {
            return Err(RosterFault::Broken);
        }
        self.rosters.push(roster);
        self.signed.push(next.clone());
        Ok(self)
    }

    /// Returns the newest roster: the only one that values are sealed for.
    ///
    /// # Panics
    /// Never: a chain has at least one roster.
    pub fn current(&self) -> &Roster {
        self.rosters.last().expect("a chain begins with its first roster")
    }

    fn newest(&self) -> &SignedRoster {
        self.signed.last().expect("a chain begins with its first roster")
    }

    /// Returns the members that were removed, as the rosters named them last.
    pub fn former(&self) -> Vec<&RosterMember> {
        let mut former: Vec<&RosterMember> = Vec::new();
        for member in self.rosters.iter().rev().flat_map(|roster| &roster.members) {
            let is_known = self.current().member(&member.id).is_some();
            if !is_known && former.iter().all(|other| other.id != member.id) {
                former.push(member);
            }
        }
        former
    }

    /// Returns all rosters as they are stored, oldest first, to be kept and played back.
    pub fn signed(&self) -> &[SignedRoster] {
        &self.signed
    }

    /// Returns what the member trusts from now on.
    pub fn pin(&self) -> Pin {
        let current = self.current();
        let root = self.rosters[0].member(&self.rosters[0].signer).map_or(Hex([0; 32]), |creator| creator.keys.signing);
        Pin { team: current.team.clone(), root, epoch: current.epoch, hash: self.newest().hash() }
    }

    /// Makes the roster after the newest, to be changed and signed by `signer`.
    #[must_use]
    pub fn next(&self, signer: MemberId) -> Roster {
        self.current().next(self.newest().hash(), signer)
    }

    /// Returns an admin of one epoch.
    pub(super) fn admin_at(&self, epoch: u64, id: &MemberId) -> Option<&RosterMember> {
        let roster = self.rosters.iter().find(|roster| roster.epoch == epoch)?;
        roster.member(id).filter(|member| member.role == Role::Admin)
    }

    /// Returns what the rosters commit to for one version of a key.
    pub fn commitment(&self, purpose: Purpose, version: u32) -> Option<&KeyCommitment> {
        let of_it = |roster: &&Roster| roster.key(purpose).is_some_and(|entry| entry.version == version);
        self.rosters.iter().find(of_it).and_then(|roster| roster.key(purpose))
    }
}

fn verify_first(first: &SignedRoster, pin: Option<&Pin>) -> Result<Roster, RosterFault> {
    let roster = first.parse()?;
    let creator = roster.member(&roster.signer).filter(|member| member.role == Role::Admin).cloned();
    let creator = creator.ok_or(RosterFault::Forged)?;
    if pin.is_some_and(|pin| pin.team != roster.team || pin.root != creator.keys.signing) {
        return Err(RosterFault::OtherTeam);
    }
    let is_first = roster.epoch == 1 && roster.before == Hex([0; 32]) && roster.members.len() == 1;
    if !is_first {
        return Err(RosterFault::Broken);
    }
    if first.is_signed_by(&creator.keys) { Ok(roster) } else { Err(RosterFault::Forged) }
}

/// Reports whether a roster keeps what no roster may change: a member's keys, and the order of a key's versions. The
/// key for fingerprints stays the same.
fn continues(before: &Roster, after: &Roster) -> bool {
    let keeps_keys = after.members.iter().all(|member| {
        before.members.iter().all(|other| {
            let is_same = other.id == member.id;
            let has_its_key = other.keys.signing == member.keys.signing || other.keys.exchange == member.keys.exchange;
            if is_same { other.keys == member.keys } else { !has_its_key }
        })
    });
    let is_later = |entry: &KeyCommitment| {
        before.key(entry.purpose).is_some_and(|old| match entry.version.cmp(&old.version) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => entry == old,
            std::cmp::Ordering::Greater => {
                entry.purpose != Purpose::Print
                    && entry.version == old.version + 1
                    && entry.commitment != old.commitment
            }
        })
    };
    keeps_keys && after.keys.iter().all(is_later)
}
