//! The JSON inside a sealed file, version 1. Every later version must read it; the format never changes.

use std::collections::HashSet;
use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Bundle, BundleMac, BundleProfile, BundlePurpose, BundleSpend};
use crate::printable::steers_text;
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId, ProfileKind, ProfileName};
use crate::refresh::AttemptState;
use crate::secret::{Secret, SecretBytes};
use crate::token::{Expiry, Generation, Source, StoredPair, TokenPair};

/// A text that is zeroed on drop.
type Hidden = Zeroizing<String>;

/// The version this program writes.
const VERSION: &str = "1";

/// Limit for an OA's name; longer than any real name.
const MOST_OA_NAME: usize = 200;
/// Limit for sends; more than any token has seen.
const MOST_SENDS: u32 = 1_000;
/// Limit for generations; more than any OA reaches, with room for the next number.
const MOST_GENERATIONS: u32 = 1_000_000;

/// The version alone, read before the rest. An enum tagged with the version would buffer every text of the file in
/// plain strings until it knows the variant.
#[derive(Deserialize)]
struct OfVersion {
    version: String,
}

#[derive(Serialize, Deserialize)]
struct FileV1 {
    version: String,
    purpose: BundlePurpose,
    made_at: Timestamp,
    profiles: Vec<ProfileV1>,
    /// The code of all of the above, by the vault that made the file, in hexadecimal; missing in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vault: Option<String>,
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
    spends: Vec<BundleSpend>,
    /// Omitted if false. Older files lack it, and their codes are computed over their original content.
    #[serde(default, skip_serializing_if = "is_off")]
    automatic: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "how serde asks")]
fn is_off(automatic: &bool) -> bool {
    !automatic
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
    /// Zalo's answer as received; omitted if it is not text.
    answer: Option<Hidden>,
}

/// Writes the profiles as JSON, with the code of the vault they come from.
///
/// # Panics
/// Never: strings, numbers and fixed keys always become JSON.
pub fn write(carried: &Bundle, mac: Option<&BundleMac>) -> SecretBytes {
    let profiles = carried.profiles.iter().map(ProfileV1::of).collect();
    let vault = mac.map(digits_of);
    let (purpose, made_at) = (carried.purpose, carried.made_at);
    let file = FileV1 { version: VERSION.to_owned(), purpose, made_at, profiles, vault };
    let mut length = Length(0);
    serde_json::to_writer(&mut length, &file).expect("strings, numbers and fixed keys always become JSON");
    // A growing buffer would leave copies of the secrets in memory.
    let mut text = Vec::with_capacity(length.0);
    serde_json::to_writer(&mut text, &file).expect("the same value was serialised before");
    SecretBytes::new(text)
}

/// Returns the bytes that the vault's code is computed over.
pub fn content(carried: &Bundle) -> SecretBytes {
    write(carried, None)
}

/// Reads the content and its code; `None` if no version up to this one wrote it.
pub fn read(bytes: &[u8]) -> Option<(Bundle, Option<BundleMac>)> {
    let OfVersion { version } = serde_json::from_slice(bytes).ok()?;
    if version != VERSION {
        return None;
    }
    let file: FileV1 = serde_json::from_slice(bytes).ok()?;
    let profiles = file.profiles.into_iter().map(ProfileV1::into_carried).collect::<Option<Vec<_>>>()?;
    let ids: HashSet<&str> = profiles.iter().map(|carried| carried.profile.id.as_str()).collect();
    if ids.len() != profiles.len() {
        return None;
    }
    let mac = file.vault.as_deref().and_then(mac_of);
    Some((Bundle { purpose: file.purpose, made_at: file.made_at, profiles }, mac))
}

/// Counts the bytes written.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn digits_of(mac: &BundleMac) -> String {
    mac.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

fn mac_of(digits: &str) -> Option<BundleMac> {
    let mut mac = [0; 32];
    let is_whole = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    for (place, byte) in mac.iter_mut().enumerate().filter(|_| is_whole) {
        *byte = u8::from_str_radix(&digits[place * 2..place * 2 + 2], 16).ok()?;
    }
    is_whole.then_some(mac)
}

impl ProfileV1 {
    fn of(carried: &BundleProfile) -> Self {
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
            automatic: carried.automatic,
        }
    }

    fn into_carried(self) -> Option<BundleProfile> {
        let pairs: Vec<StoredPair> = self.pairs.into_iter().map(PairV1::into_pair).collect();
        // The rest of the program relies on this: newest first, and at least one pair.
        let in_order = pairs.windows(2).all(|two| two[0].generation > two[1].generation);
        // Ids are used as file names, so an id that could name another file is refused.
        let is_id = ProfileId::parse(self.id.as_str()).is_ok();
        let is_numbered = pairs.iter().all(|pair| (1..=MOST_GENERATIONS).contains(&pair.generation.0));
        if pairs.is_empty() || !in_order || !is_numbered || !is_id {
            return None;
        }
        let app_id = AppId::parse(&self.app_id).ok()?;
        // A name that is valid only by the rules of an older version must not make a backup unreadable.
        let name =
            ProfileName::parse(&self.name).unwrap_or_else(|_| ProfileName::fallback(&app_id, &HashSet::default()));
        let oa = self.oa.map(official_account);
        let oa = if let Some(oa) = oa { Some(oa?) } else { None };
        let profile = Profile { id: self.id, name, app_id, kind: ProfileKind::Live, oa, created_at: self.created_at };
        let spends = self.spends.into_iter().filter(|spend| spend.state != AttemptState::Prepared).map(bounded);
        let (secret_key, spends, automatic) = (shown(&self.secret_key), spends.collect(), self.automatic);
        Some(BundleProfile { profile, secret_key, automatic, pairs, spends })
    }
}

/// Checks an OA's id, which is Zalo's, and cleans its name, which is shown.
fn official_account((id, name): (String, String)) -> Option<OfficialAccount> {
    let is_id = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let name: String = name.chars().filter(|char| !steers_text(*char)).take(MOST_OA_NAME).collect();
    is_id.then_some(OfficialAccount { id, name })
}

/// Limits a spend from an untrusted file to values a vault may store.
fn bounded(spend: BundleSpend) -> BundleSpend {
    BundleSpend { sends: spend.sends.min(MOST_SENDS), recoveries: spend.recoveries.min(MOST_SENDS), ..spend.settled() }
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
            issued_at: pair.expiry.issued_at,
            access_expires_at: pair.expiry.access_expires_at,
            refresh_expires_at: pair.expiry.refresh_expires_at,
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
            expiry: Expiry {
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
