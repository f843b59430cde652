//! Settings, sealed.

use oa_token_model::records::SettingName;
use oa_token_model::secret::Secret;

use super::database::SqliteVault;
use super::in_step::About;
use super::settings;
use crate::{SettingStore, VaultError};

impl SettingStore for SqliteVault {
    fn setting(&self, name: SettingName) -> Result<Option<Secret>, VaultError> {
        self.read(|connection, sealer| settings::read(connection, sealer, name))
    }

    fn set_setting(&mut self, name: SettingName, value: Option<&Secret>) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            settings::write(connection, sealer, name, value)
        })
    }

    fn change_setting(
        &mut self,
        name: SettingName,
        change: &mut dyn FnMut(Option<&Secret>) -> Option<Secret>,
    ) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            let before = settings::read(connection, sealer, name)?;
            let Some(value) = change(before.as_ref()) else { return Ok(()) };
            touched.vault = true;
            settings::write(connection, sealer, name, Some(&value))
        })
    }
}
