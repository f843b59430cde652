//! Compares an OA in a sealed file with the OA of the same id in the vault. Pure.
//!
//! A sealed file may be forged by anyone who gives the user its passphrase, and the id of an OA is not secret. So an OA
//! in the vault keeps its app, its OA, its `secret_key` and its pair until the user accepts the differences.
//!
//! Zalo is not asked which of two pairs is right: the author of the file may hold a token of that same OA, so Zalo's
//! yes would prove too little, and a restore may have no network. Only one thing is accepted without a question: a
//! newer pair from a file that this vault made itself, which its code proves.

use jiff::Timestamp;

use super::{BundleProfile, MadeBy};
use crate::profile::{AppId, OfficialAccount, Profile, ProfileName};
use crate::secret::Secret;
use crate::token::StoredPair;

/// The result of comparing a profile of the file with the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeStatus {
    /// The vault does not have it.
    New,
    /// The vault has it with an older pair.
    Newer,
    /// It was moved away from this vault.
    Back,
    /// The vault has it with this pair or a newer one.
    Known,
    /// Another profile in the vault holds its token.
    Held {
        /// That profile's name.
        by: String,
    },
    /// The vault has it and it differs: the user decides, and until then nothing changes.
    Conflict(Box<Conflict>),
}

impl MergeStatus {
    /// Reports whether it is accepted without a question.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::New | Self::Newer | Self::Back)
    }

    /// Returns what the user has to decide.
    pub fn conflict(&self) -> Option<&Conflict> {
        if let Self::Conflict(conflict) = self { Some(conflict) } else { None }
    }
}

/// Two versions of one OA; only one can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The version in the vault.
    pub here: BundleSide,
    /// The version in the file.
    pub there: BundleSide,
    /// The differences.
    pub differs: Differs,
}

/// The data by which the user recognises an OA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleSide {
    /// Its name.
    pub name: ProfileName,
    /// Its app.
    pub app_id: AppId,
    /// The OA, if it is known.
    pub oa: Option<OfficialAccount>,
    /// When its newest pair was saved.
    pub obtained_at: Timestamp,
}

/// What differs between the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent differences")]
pub struct Differs {
    /// The app.
    pub app_id: bool,
    /// The OA.
    pub oa: bool,
    /// The app's secret key.
    pub secret_key: bool,
    /// The file has a pair that the vault does not have.
    pub pair: bool,
}

impl Differs {
    /// Returns the message ids of what differs.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let all = [
            (self.app_id, "bundle-differs-app"),
            (self.oa, "bundle-differs-oa"),
            (self.secret_key, "bundle-differs-secret-key"),
            (self.pair, "bundle-differs-pair"),
        ];
        all.into_iter().filter_map(|(differs, name)| differs.then_some(name))
    }
}

/// The user's decision about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decision {
    /// The vault keeps its version.
    #[default]
    Keep,
    /// The file's app, secret key and pair replace those in the vault; the vault keeps the old pairs.
    Replace,
}

/// What the vault stores for the id of a profile in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// The profile.
    pub profile: Profile,
    /// The app's secret key; `None` if it was deleted permanently.
    pub secret_key: Option<Secret>,
    /// The stored pairs, the current one first.
    pub kept: Vec<StoredPair>,
    /// It was moved to another computer.
    pub is_moved: bool,
    /// It was deleted and can still be restored.
    pub is_deleted: bool,
}

impl Here {
    /// Compares a profile of the file with the stored one.
    pub fn standing(&self, carried: &BundleProfile, made_by: MadeBy) -> MergeStatus {
        // Without a pair there is nothing to lose.
        let Some(current) = self.kept.first() else { return MergeStatus::New };
        let newest = carried.newest();
        let is_known = self.kept.iter().any(|pair| pair.pair == newest.pair);
        let is_later = self.is_behind(carried);
        let differs = self.differs(carried);
        let conflict = || {
            let here = side(&self.profile, current.obtained_at);
            let there = side(&carried.profile, newest.obtained_at);
            MergeStatus::Conflict(Box::new(Conflict { here, there, differs }))
        };
        let is_ours = made_by == MadeBy::ThisVault;
        match (self.is_deleted, self.is_moved) {
            _ if differs.app_id || differs.oa => conflict(),
            // A deleted profile comes back with the pair it was deleted with, or with a later pair from this vault's
            // own file.
            (true, _) if is_later && (differs.secret_key || !is_ours) => conflict(),
            (true, _) => MergeStatus::New,
            // The other computer made this file. It may return the profile if it knows the secret key and has a later
            // pair. The clocks of two computers differ, so an earlier unknown pair is a question: it may be the newest.
            (false, true) if differs.secret_key || (!is_known && !is_later) => conflict(),
            (false, true) => MergeStatus::Back,
            (false, false) if !is_later => MergeStatus::Known,
            (false, false) if differs.secret_key || !is_ours => conflict(),
            (false, false) => MergeStatus::Newer,
        }
    }

    /// Reports whether the file's pair is later than the current one, and is not among the stored ones.
    pub fn is_behind(&self, carried: &BundleProfile) -> bool {
        let is_later = |current: &StoredPair| carried.newest().obtained_at > current.obtained_at;
        self.brings(carried) && self.kept.first().is_none_or(is_later)
    }

    /// Reports whether the file's pair is useful: the vault does not have it, and no refresh token is lost without
    /// a new one.
    fn brings(&self, carried: &BundleProfile) -> bool {
        let newest = &carried.newest().pair;
        let loses = newest.refresh.is_none() && self.kept.first().is_some_and(|pair| pair.pair.refresh.is_some());
        !loses && self.kept.iter().all(|pair| pair.pair != *newest)
    }

    fn differs(&self, carried: &BundleProfile) -> Differs {
        let (here, there) = (&self.profile, &carried.profile);
        // An OA that was never checked with Zalo matches any OA.
        let oa = matches!((&here.oa, &there.oa), (Some(here), Some(there)) if here.id != there.id);
        let secret_key = self.secret_key.as_ref().is_some_and(|key| *key != carried.secret_key);
        Differs { app_id: here.app_id != there.app_id, oa, secret_key, pair: self.brings(carried) }
    }
}

fn side(profile: &Profile, obtained_at: Timestamp) -> BundleSide {
    BundleSide { name: profile.name.clone(), app_id: profile.app_id.clone(), oa: profile.oa.clone(), obtained_at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{ProfileId, ProfileKind};
    use crate::token::{Expiry, Generation, Source, TokenPair};

    fn profile(app_id: &str, oa: Option<&str>) -> Profile {
        Profile {
            id: ProfileId::numbered(1),
            name: ProfileName::parse("shop").unwrap(),
            app_id: AppId::parse(app_id).unwrap(),
            kind: ProfileKind::Live,
            oa: oa.map(|id| OfficialAccount { id: id.to_owned(), name: "Shop".to_owned() }),
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn pair(token: &str, at: i64) -> StoredPair {
        StoredPair {
            generation: Generation(1),
            source: Source::Import,
            pair: TokenPair { access: None, refresh: Some(Secret::new(token)) },
            expiry: Expiry::default(),
            obtained_at: Timestamp::from_second(at).unwrap(),
            unconfirmed: false,
            answer: None,
        }
    }

    fn here() -> Here {
        Here {
            profile: profile("111", Some("9")),
            secret_key: Some(Secret::new("FAKE_KEY")),
            kept: vec![pair("FAKE_RT_here", 100)],
            is_moved: false,
            is_deleted: false,
        }
    }

    fn carried(app_id: &str, oa: Option<&str>, key: &str, token: &str, at: i64) -> BundleProfile {
        let (profile, secret_key) = (profile(app_id, oa), Secret::new(key));
        BundleProfile { profile, secret_key, automatic: false, pairs: vec![pair(token, at)], spends: Vec::new() }
    }

    /// Checks the result for an OA that is here, moved away or deleted, with a file from elsewhere and from this vault.
    fn check(carried: &BundleProfile, wanted: [&str; 6]) {
        let states = [(false, false), (true, false), (false, true)];
        let seen = states.into_iter().flat_map(|(is_moved, is_deleted)| {
            let here = Here { is_moved, is_deleted, ..here() };
            [MadeBy::Elsewhere, MadeBy::ThisVault].map(|made_by| match here.standing(carried, made_by) {
                MergeStatus::New => "new",
                MergeStatus::Newer => "newer",
                MergeStatus::Back => "back",
                MergeStatus::Known => "known",
                MergeStatus::Held { .. } => "held",
                MergeStatus::Conflict(_) => "conflict",
            })
        });
        assert_eq!(seen.collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn another_app_or_oa_is_always_a_question() {
        for at in [50, 200] {
            check(&carried("222", Some("9"), "FAKE_KEY", "FAKE_RT_there", at), ["conflict"; 6]);
            check(&carried("111", Some("8"), "FAKE_KEY", "FAKE_RT_there", at), ["conflict"; 6]);
            check(&carried("222", Some("9"), "FAKE_KEY", "FAKE_RT_here", at), ["conflict"; 6]);
        }
    }

    #[test]
    fn a_newer_pair_is_taken_only_from_this_vault_and_never_with_another_key() {
        let later = |key, oa| carried("111", oa, key, "FAKE_RT_there", 200);
        let asked = ["conflict", "newer", "back", "back", "conflict", "new"];
        check(&later("FAKE_KEY", Some("9")), asked);
        check(&later("FAKE_KEY", None), asked);
        check(&later("FAKE_OTHER", Some("9")), ["conflict"; 6]);
    }

    #[test]
    fn a_pair_that_is_not_newer_changes_nothing() {
        let earlier = |key| carried("111", Some("9"), key, "FAKE_RT_there", 50);
        check(&earlier("FAKE_KEY"), ["known", "known", "conflict", "conflict", "new", "new"]);
        check(&earlier("FAKE_OTHER"), ["known", "known", "conflict", "conflict", "new", "new"]);
        let same = |key| carried("111", Some("9"), key, "FAKE_RT_here", 200);
        check(&same("FAKE_KEY"), ["known", "known", "back", "back", "new", "new"]);
        check(&same("FAKE_OTHER"), ["known", "known", "conflict", "conflict", "new", "new"]);
    }

    #[test]
    fn a_conflict_has_both_sides_and_the_differences() {
        let standing = here().standing(&carried("222", None, "FAKE_OTHER", "FAKE_RT_there", 200), MadeBy::Elsewhere);
        let conflict = standing.conflict().unwrap();
        assert_eq!((conflict.here.app_id.as_str(), conflict.there.app_id.as_str()), ("111", "222"));
        assert_eq!(conflict.differs, Differs { app_id: true, oa: false, secret_key: true, pair: true });
        let other = here().standing(&carried("111", Some("8"), "FAKE_KEY", "FAKE_RT_there", 200), MadeBy::Elsewhere);
        assert!(other.conflict().unwrap().differs.oa, "a known OA, and another one");
    }

    #[test]
    fn an_oa_without_pairs_counts_as_new() {
        let gone = Here { kept: Vec::new(), secret_key: None, is_deleted: true, ..here() };
        let standing = gone.standing(&carried("222", None, "FAKE_OTHER", "FAKE_RT", 1), MadeBy::Elsewhere);
        assert_eq!(standing, MergeStatus::New);
    }
}
