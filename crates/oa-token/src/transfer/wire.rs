//! The JSON inside a sealed file, version 1. Read by every later version; never changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Carried, CarriedProfile, CarriedSpend, Purpose};
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId, ProfileKind, ProfileName};
use crate::secret::{Secret, SecretBytes};
use crate::token::{Generation, Lives, Source, StoredPair, TokenPair};

/// A text that is wiped when dropped.
type Hidden = Zeroizing<String>;

#[derive(Serialize, Deserialize)]
#[serde(tag = "version")]
enum Versioned {
    #[serde(rename = "1")]
    V1(FileV1),
}

#[derive(Serialize, Deserialize)]
struct FileV1 {
    purpose: Purpose,
    made_at: Timestamp,
    profiles: Vec<ProfileV1>,
}

#[derive(Serialize, Deserialize)]
struct ProfileV1 {
    id: ProfileId,
    name: String,
    app_id: String,
    secret_key: Hidden,
    oa: Option<(String, String)>,
    created_at: Timestamp,
    pairs: Vec<PairV1>,
    spends: Vec<CarriedSpend>,
}

#[derive(Serialize, Deserialize)]
struct PairV1 {
    generation: Generation,
    source: Source,
    access_token: Option<Hidden>,
    refresh_token: Option<Hidden>,
    issued_at: Option<Timestamp>,
    access_expires_at: Option<Timestamp>,
    refresh_expires_at: Option<Timestamp>,
    obtained_at: Timestamp,
    unconfirmed: bool,
    /// Zalo's answer as received, where it is text; else it is left out.
    answer: Option<Hidden>,
}

/// Writes what is carried as JSON.
pub(super) fn write(carried: &Carried) -> SecretBytes {
    let profiles = carried.profiles.iter().map(ProfileV1::of).collect();
    let file = Versioned::V1(FileV1 { purpose: carried.purpose, made_at: carried.made_at, profiles });
    SecretBytes::new(serde_json::to_vec(&file).expect("texts, numbers and fixed keys always become JSON"))
}

/// Reads it again; `None` when it is not what any version up to this one wrote.
pub(super) fn read(bytes: &[u8]) -> Option<Carried> {
    let Versioned::V1(file) = serde_json::from_slice(bytes).ok()?;
    let profiles = file.profiles.into_iter().map(ProfileV1::into_carried).collect::<Option<Vec<_>>>()?;
    Some(Carried { purpose: file.purpose, made_at: file.made_at, profiles })
}

impl ProfileV1 {
    fn of(carried: &CarriedProfile) -> Self {
        let profile = &carried.profile;
        Self {
            id: profile.id.clone(),
            name: profile.name.to_string(),
            app_id: profile.app_id.to_string(),
            secret_key: hidden(&carried.secret_key),
            oa: profile.oa.as_ref().map(|oa| (oa.id.clone(), oa.name.clone())),
            created_at: profile.created_at,
            pairs: carried.pairs.iter().map(PairV1::of).collect(),
            spends: carried.spends.clone(),
        }
    }

    fn into_carried(self) -> Option<CarriedProfile> {
        let pairs: Vec<StoredPair> = self.pairs.into_iter().map(PairV1::into_pair).collect();
        // Newest first, and at least one: what the rest of the program relies on.
        let in_order = pairs.windows(2).all(|two| two[0].generation > two[1].generation);
        // An id names files of its own: nothing that could name another one is taken.
        let is_id = !self.id.as_str().is_empty()
            && self.id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if pairs.is_empty() || !in_order || !is_id {
            return None;
        }
        let profile = Profile {
            id: self.id,
            name: ProfileName::parse(&self.name).ok()?,
            app_id: AppId::parse(&self.app_id).ok()?,
            kind: ProfileKind::Live,
            oa: self.oa.map(|(id, name)| OfficialAccount { id, name }),
            created_at: self.created_at,
        };
        Some(CarriedProfile { profile, secret_key: shown(&self.secret_key), pairs, spends: self.spends })
    }
}

impl PairV1 {
    fn of(pair: &StoredPair) -> Self {
        let text =
            |answer: &SecretBytes| str::from_utf8(answer.expose()).ok().map(|text| Zeroizing::new(text.to_owned()));
        Self {
            generation: pair.generation,
            source: pair.source,
            access_token: pair.pair.access.as_ref().map(hidden),
            refresh_token: pair.pair.refresh.as_ref().map(hidden),
            issued_at: pair.lives.issued_at,
            access_expires_at: pair.lives.access_expires_at,
            refresh_expires_at: pair.lives.refresh_expires_at,
            obtained_at: pair.obtained_at,
            unconfirmed: pair.unconfirmed,
            answer: pair.answer.as_ref().and_then(text),
        }
    }

    fn into_pair(self) -> StoredPair {
        StoredPair {
            generation: self.generation,
            source: self.source,
            pair: TokenPair {
                access: self.access_token.as_ref().map(shown),
                refresh: self.refresh_token.as_ref().map(shown),
            },
            lives: Lives {
                issued_at: self.issued_at,
                access_expires_at: self.access_expires_at,
                refresh_expires_at: self.refresh_expires_at,
            },
            obtained_at: self.obtained_at,
            unconfirmed: self.unconfirmed,
            answer: self.answer.map(|text| SecretBytes::new(text.as_bytes().to_vec())),
        }
    }
}

fn hidden(secret: &Secret) -> Hidden {
    Zeroizing::new(secret.expose().to_owned())
}

fn shown(text: &Hidden) -> Secret {
    Secret::new(text.as_str())
}
