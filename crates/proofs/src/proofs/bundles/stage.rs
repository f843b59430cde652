//! The home that files are imported into: a live OA, a moved one, a deleted one, and one that the user may confirm.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::bundle::{self, Bundle, BundleMac, BundlePurpose};
use oa_token_model::profile::{OfficialAccount, ProfileId};
use oa_token_model::records::OaFacts;
use oa_token_model::secret::Secret;
use oa_token_model::token::StoredPair;
use oa_token_vault::keys::{self, KeySource, OsKeychain};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{BundleStore, KeySlots, ProfileStore, VaultFile};
use zalo_sim::{Config, Sim};

use crate::folders;
use crate::home::{self, APP_ID, Home};
use crate::proof::{Scale, Trouble};

/// The live OA.
pub(super) const LIVE: &str = "shop";
/// The OA that was moved away.
pub(super) const MOVED: &str = "moved";
/// The deleted OA.
pub(super) const DELETED: &str = "gone";
/// The OA that the user confirms, if any.
pub(super) const NAMED: &str = "named";
/// Tolerance between two readings of the clock.
const MOMENT: SignedDuration = SignedDuration::from_secs(5);

/// The stored state of an OA.
struct Kept {
    name: &'static str,
    id: ProfileId,
    app_id: String,
    oa: String,
    secret_key: Secret,
    /// The current one first.
    pairs: Vec<StoredPair>,
}

/// The home, closed, and its content.
pub(super) struct Stage {
    home: Home,
    sim: Sim,
    kept: Vec<Kept>,
    /// The content of an honest file of this vault, with the vault's code.
    pub(super) content: serde_json::Value,
    pub(super) mac: BundleMac,
}

impl Stage {
    /// Makes it.
    pub(super) fn new(scale: &Scale) -> Result<Self, Trouble> {
        let sim = home::zalo(Config::default())?;
        let home = Home::at(folders::in_memory()?, scale.command(), sim.origin())?;
        for name in [MOVED, DELETED, NAMED, LIVE] {
            home.import(name, &sim.issue_pair(APP_ID).refresh_token, &[])?;
        }
        if !home.run(&["refresh", LIVE])?.status.success() {
            return Err("the vault could not be made".into());
        }
        let mut vault = open(&home)?;
        let now = Timestamp::now();
        let (mut kept, mut profiles) = (Vec::new(), Vec::new());
        for (name, oa) in [(LIVE, "1001"), (MOVED, "1002"), (DELETED, "1003"), (NAMED, "1004")] {
            let id = vault.named(name)?.ok_or("an OA is missing")?;
            let official = OfficialAccount { id: oa.to_owned(), name: name.to_owned() };
            let facts =
                OaFacts { verified: false, followers: None, package: None, package_until: None, checked_at: now };
            vault.set_oa(&id, &official, &facts)?;
            let carried = vault.export_bundle(Some(&id))?.pop().ok_or("an OA is not exported")?;
            let app_id = carried.profile.app_id.to_string();
            let secret_key = carried.secret_key.clone();
            kept.push(Kept { name, id, app_id, oa: oa.to_owned(), secret_key, pairs: carried.pairs.clone() });
            profiles.push(carried);
        }
        let content = bundle::content(&Bundle { purpose: BundlePurpose::Backup, made_at: now, profiles });
        let mac = vault.bundle_mac(content.expose())?;
        for back in [&kept[1].id, &kept[2].id] {
            vault.set_automatic(back, true, now)?;
        }
        vault.set_moved(&kept[1].id, true, now)?;
        vault.delete(&kept[2].id, now)?;
        Ok(Self { home, sim, kept, content: serde_json::from_slice(content.expose())?, mac })
    }

    /// Returns the data folder that each try starts with.
    pub(super) fn data(&self) -> PathBuf {
        self.home.data()
    }

    /// Returns the server for token requests.
    pub(super) fn origin(&self) -> String {
        self.sim.origin()
    }

    /// Returns the access token of the live OA.
    pub(super) fn access_token(&self) -> &str {
        self.kept[0].pairs[0].pair.access.as_ref().map_or("", Secret::expose)
    }

    /// Compares an OA's state with the former one; returns whether it took the file's side, which only a confirmation
    /// permits.
    pub(super) fn compare(&self, vault: &mut SqliteVault, name: &str, said_yes: bool) -> Result<bool, String> {
        let told = |what: &str| Err(format!("`{name}`: {what}"));
        let Some(kept) = self.kept.iter().find(|kept| kept.name == name) else {
            return told("it did not exist before");
        };
        let Ok(secrets) = vault.secrets(&kept.id) else { return told("its secrets cannot be read") };
        let Ok(pairs) = vault.generations(&kept.id) else { return told("its pairs cannot be read") };
        if kept.pairs.iter().any(|pair| pairs.iter().all(|here| here.pair != pair.pair)) {
            return told("a pair is lost");
        }
        let has_key = secrets.secret_key == kept.secret_key;
        let former = vault.former_secret_keys(&kept.id).unwrap_or_default();
        if !has_key && !former.contains(&kept.secret_key) {
            return told("its secret key is lost");
        }
        let record = vault.record(&kept.id).map_err(|error| error.to_string())?;
        // A deleted OA is not listed; its configuration is bound to its secret key, which was read.
        let has_ids = record.as_ref().is_none_or(|record| {
            let oa = record.profile.oa.as_ref().map(|oa| oa.id.as_str());
            record.profile.app_id.as_str() == kept.app_id && oa == Some(kept.oa.as_str())
        });
        if record.as_ref().is_some_and(|record| record.altered) {
            return told("it is marked as altered");
        }
        let is_same = has_key && has_ids && secrets.current.pair == kept.pairs[0].pair;
        // A person who knows a moved OA's secret key may send it back with a later pair.
        let came_back = name == MOVED && has_key && has_ids && record.is_some_and(|record| record.moved_at.is_none());
        match (is_same || came_back, said_yes) {
            (false, false) => told("it was taken over without a confirmation"),
            (is_same, _) => Ok(!is_same),
        }
    }
}

/// Fails if an OA here refreshes automatically: no user has confirmed that since the OA was imported or returned.
pub(super) fn compare_automatic(vault: &mut SqliteVault) -> Result<(), String> {
    let records = vault.profiles().map_err(|error| error.to_string())?;
    let switched_on = records.iter().find(|record| record.automatic && record.moved_at.is_none());
    switched_on.map_or(Ok(()), |record| Err(format!("`{}` refreshes automatically", record.profile.name)))
}

/// Fails if the vault contains a time in the future.
pub(super) fn compare_times(vault: &SqliteVault) -> Result<(), String> {
    let newest = vault.newest_time().map_err(|error| error.to_string())?;
    let ahead = newest.filter(|newest| *newest > Timestamp::now() + MOMENT);
    ahead.map_or(Ok(()), |newest| Err(format!("the vault's newest pair is {newest}")))
}

/// Opens the vault of a home.
pub(super) fn open(home: &Home) -> Result<SqliteVault, Trouble> {
    let mut vault = SqliteVault::open(&home.vault())?.ok_or("no vault")?;
    let opened = keys::open(vault.id(), &vault.slots()?, &KeySource::KeyFile(home.key()), &OsKeychain::new())?;
    vault.unlock(&opened.key)?;
    Ok(vault)
}
