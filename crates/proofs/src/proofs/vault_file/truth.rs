//! The content of the intact vault, and what a damaged one returns instead.

use std::path::Path;

use oa_token_model::records::ProfileRecord;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use oa_token_vault::keys::{self, KeySource, OsKeychain};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{AttemptLedger, KeySlots, ProfileStore, VaultFile};

use crate::proof::Trouble;

/// The result of reading a damaged vault.
pub(super) enum Found {
    /// Everything as it was.
    Right,
    /// The secrets as they were, but something unencrypted differs.
    OtherInTheClear,
    /// An error was reported, at this point.
    Told(&'static str),
    /// As if there were no vault yet.
    NoVault,
    /// As if it were empty.
    Empty,
    /// Something false, without an error.
    Wrong(&'static str),
}

/// The content of the intact vault.
pub(super) struct Truth {
    record: ProfileRecord,
    secret_key: Secret,
    /// Newest first.
    pairs: Vec<TokenPair>,
}

impl Truth {
    /// Reads the intact vault.
    pub(super) fn read(path: &Path, key: &Path) -> Result<Self, Trouble> {
        let mut vault = SqliteVault::open(path)?.ok_or("no vault")?;
        unlock(&mut vault, key)?;
        let record = vault.profiles()?.pop().ok_or("no profile")?;
        let secrets = vault.secrets(&record.profile.id)?;
        let pairs: Vec<_> = vault.generations(&record.profile.id)?.into_iter().map(|kept| kept.pair).collect();
        if pairs.len() != 2 || vault.ledger(&record.profile.id, None)?.len() != 1 {
            return Err("the vault was not built as intended".into());
        }
        Ok(Self { record, secret_key: secrets.secret_key, pairs })
    }

    /// Reads a damaged vault as the product does, and compares.
    pub(super) fn compare(&self, path: &Path, key: &Path) -> Found {
        let mut vault = match SqliteVault::open(path) {
            Ok(Some(vault)) => vault,
            Ok(None) => return Found::NoVault,
            Err(_) => return Found::Told("error reported on opening"),
        };
        // Listed before the key is available, as the command does.
        let Ok(profiles) = vault.profiles() else { return Found::Told("error reported on listing") };
        let Some(record) = profiles.first() else { return Found::Empty };
        if unlock(&mut vault, key).is_err() {
            return Found::Told("error reported on unlocking");
        }
        let Ok(secrets) = vault.secrets(&record.profile.id) else { return Found::Told("error reported on reading") };
        if secrets.secret_key != self.secret_key {
            return Found::Wrong("another secret key");
        }
        if secrets.current.pair != self.pairs[0] {
            return Found::Wrong("a pair other than the current one is handed out");
        }
        let Ok(pairs) = vault.generations(&record.profile.id) else { return Found::Told("error reported on reading") };
        if pairs.iter().any(|kept| !self.pairs.contains(&kept.pair)) {
            return Found::Wrong("a kept pair that never existed");
        }
        if vault.ledger(&record.profile.id, None).is_err() || vault.history(None, 100).is_err() {
            return Found::Told("error reported on reading the ledger");
        }
        if *record == self.record && pairs.len() == self.pairs.len() { Found::Right } else { Found::OtherInTheClear }
    }
}

fn unlock(vault: &mut SqliteVault, key: &Path) -> Result<(), Trouble> {
    let from = KeySource::KeyFile(key.to_owned());
    let opened = keys::open(vault.id(), &vault.slots()?, &from, &OsKeychain::new())?;
    Ok(vault.unlock(&opened.key)?)
}
