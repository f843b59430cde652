//! A group of writes that are durable together.

use super::{Vault, VaultError};

/// A group of writes: one transaction. Dropped before [`Writing::keep`], it undoes all of them.
pub struct Writing<'a>(&'a mut dyn Vault);

impl<'a> Writing<'a> {
    /// Begins a group of writes.
    pub fn of(vault: &'a mut dyn Vault) -> Result<Self, VaultError> {
        vault.begin_writing()?;
        Ok(Self(vault))
    }

    /// Makes all writes durable.
    pub fn keep(self) -> Result<(), VaultError> {
        self.0.end_writing(true)
    }
}

impl<'a> std::ops::Deref for Writing<'a> {
    type Target = dyn Vault + 'a;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl std::ops::DerefMut for Writing<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.0
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        // After `keep` there is nothing to undo.
        self.0.end_writing(false).ok();
    }
}
