//! The slots that wrap the vault's key.

use super::database::SqliteVault;
use super::in_step::About;
use super::slots;
use crate::keys::Slot;
use crate::{KeySlots, VaultError};

impl KeySlots for SqliteVault {
    fn strangers(&self) -> Result<Vec<String>, VaultError> {
        self.read(slots::strangers)
    }

    fn slots(&self) -> Result<Vec<Slot>, VaultError> {
        slots::all(&self.connection)
    }

    fn add_slot(&mut self, slot: &Slot) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            slots::add(connection, sealer, slot)
        })
    }

    fn remove_slot(&mut self, id: &str) -> Result<bool, VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            slots::remove(connection, sealer, id)
        })
    }

    fn replace_slots(&mut self, slot: &Slot) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            slots::replace(connection, sealer, slot)
        })
    }
}
