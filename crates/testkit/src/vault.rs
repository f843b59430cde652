//! A vault by a connection of its own.

use oa_token_engine::paths::Environment;
use oa_token_vault::keys::{self, OsKeychain};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{KeySlots as _, VaultFile as _};

use crate::Trouble;

/// Opens an existing vault as another process does, with the key that the environment names.
pub fn vault(environment: &Environment) -> Result<SqliteVault, Trouble> {
    let mut vault = SqliteVault::open(&environment.vault_file())?.ok_or("there is no vault")?;
    let (id, slots) = (vault.id().to_owned(), vault.slots()?);
    vault.unlock(&keys::open(&id, &slots, &environment.key, &OsKeychain::new())?.key)?;
    Ok(vault)
}
