//! A group of reads that see one snapshot.

use oa_token_model::profile::ProfileId;

use super::Vault;

/// A group of reads: one snapshot, one read transaction.
pub struct Reading<'a>(&'a mut dyn Vault);

impl<'a> Reading<'a> {
    /// Begins a group of reads about one OA, or about all.
    pub fn of(vault: &'a mut dyn Vault, id: Option<&ProfileId>) -> Self {
        vault.begin_reading(id);
        Self(vault)
    }
}

impl<'a> std::ops::Deref for Reading<'a> {
    type Target = dyn Vault + 'a;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl std::ops::DerefMut for Reading<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.0
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.end_reading();
    }
}
