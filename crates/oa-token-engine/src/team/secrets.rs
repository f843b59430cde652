//! How tokens are sealed for the other members.

use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_team::keys::column::{ColumnPlace, TeamSealer};
use oa_token_team::rules::access::Purpose;
use oa_token_team::rules::trust::Codes;

/// The team's keys, as far as this member has them.
pub trait TeamSecrets: Codes {
    /// Returns the fingerprint of a token that all members that may spend compute alike. `None` for a viewer.
    fn print(&self, token: &Secret) -> Option<Fingerprint>;
    /// Seals a value for its place. `None` if this member lacks the key.
    fn seal(&self, place: ColumnPlace<'_>, plain: &[u8]) -> Option<Vec<u8>>;
    /// Reports whether this member has the keys that those who may spend seal with.
    fn seals(&self) -> bool;
    /// Opens a value that was sealed for this place. `None` if this member lacks the key, or the value is another.
    fn open(&self, place: ColumnPlace<'_>, sealed: &[u8]) -> Option<SecretBytes>;
}

impl TeamSecrets for TeamSealer {
    fn print(&self, token: &Secret) -> Option<Fingerprint> {
        self.fingerprint("token", token.expose().as_bytes()).ok()
    }

    fn seal(&self, place: ColumnPlace<'_>, plain: &[u8]) -> Option<Vec<u8>> {
        Self::seal(self, place, plain).ok()
    }

    fn seals(&self) -> bool {
        [Purpose::Use, Purpose::Spend].into_iter().all(|purpose| self.has_newest(purpose))
    }

    fn open(&self, place: ColumnPlace<'_>, sealed: &[u8]) -> Option<SecretBytes> {
        Self::open(self, place, sealed).ok()
    }
}
