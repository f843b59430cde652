//! How tokens are sealed for the other members.

use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_team::keys::column::{ColumnPlace, TeamSealer};
use oa_token_team::rules::access::SealedPart;

/// The team's keys, as far as this member has them.
pub trait TeamSecrets: Send + Sync {
    /// Returns the fingerprint of a token that all members that may spend compute alike. `None` for a viewer.
    fn print(&self, token: &Secret) -> Option<Fingerprint>;
    /// Seals a value for its place. `None` if this member lacks the key.
    fn seal(&self, part: SealedPart, place: &str, plain: &[u8]) -> Option<Vec<u8>>;
    /// Opens a value that was sealed for this place. `None` if this member lacks the key, or the value is another.
    fn open(&self, part: SealedPart, place: &str, sealed: &[u8]) -> Option<SecretBytes>;
}

impl TeamSecrets for TeamSealer {
    fn print(&self, token: &Secret) -> Option<Fingerprint> {
        self.fingerprint("token", token.expose().as_bytes()).ok()
    }

    fn seal(&self, part: SealedPart, place: &str, plain: &[u8]) -> Option<Vec<u8>> {
        Self::seal(self, column(part, place), plain).ok()
    }

    fn open(&self, part: SealedPart, place: &str, sealed: &[u8]) -> Option<SecretBytes> {
        Self::open(self, column(part, place), sealed).ok()
    }
}

impl<S: TeamSecrets> TeamSecrets for std::sync::Arc<S> {
    fn print(&self, token: &Secret) -> Option<Fingerprint> {
        S::print(self, token)
    }

    fn seal(&self, part: SealedPart, place: &str, plain: &[u8]) -> Option<Vec<u8>> {
        S::seal(self, part, place, plain)
    }

    fn open(&self, part: SealedPart, place: &str, sealed: &[u8]) -> Option<SecretBytes> {
        S::open(self, part, place, sealed)
    }
}

/// Returns where a token of a pair is stored. What brought the pair, and for which OA, is in the row's identity.
fn column(part: SealedPart, place: &str) -> ColumnPlace<'_> {
    let column = match part {
        SealedPart::AccessToken => "access",
        SealedPart::RefreshToken => "refresh",
        SealedPart::SecretKey => "secret_key",
        SealedPart::Config => "config",
    };
    ColumnPlace { part, table: "pair", row: place, column, generation: 0, attempt: "", member: "", app_id: "" }
}
