//! The settings of the schedule, the network client and the destinations. They are stored in the vault's sealed state,
//! because a proxy address may contain a password, and because a deleted switch must not count as switched off.

use oa_token_model::records::SettingName;
use oa_token_model::secret::Secret;
use rusqlite::Connection;
use zeroize::Zeroizing;

use super::meta;
use crate::VaultError;
use crate::seal::Sealer;

pub(super) fn read(connection: &Connection, sealer: &Sealer, name: SettingName) -> Result<Option<Secret>, VaultError> {
    let state = meta::read(connection, sealer)?;
    Ok(state.settings.get(name.as_str()).map(|value| Secret::new(value.as_str())))
}

pub(super) fn write(
    connection: &Connection,
    sealer: &Sealer,
    name: SettingName,
    value: Option<&Secret>,
) -> Result<(), VaultError> {
    meta::change(connection, sealer, |state| {
        match value {
            None => state.settings.remove(name.as_str()),
            Some(value) => state.settings.insert(name.as_str().to_owned(), Zeroizing::new(value.expose().to_owned())),
        };
    })
}
