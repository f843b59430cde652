//! How tokens are sealed for the other members.

use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_team::rules::access::SealedPart;

/// The team's keys, as far as this member has them.
pub trait TeamSecrets: Send + Sync {
    /// Returns the fingerprint of a token that all members compute alike.
    fn print(&self, token: &Secret) -> Fingerprint;
    /// Seals a value for its place. `None` if this member lacks the key.
    fn seal(&self, part: SealedPart, place: &str, plain: &[u8]) -> Option<Vec<u8>>;
    /// Opens a value that was sealed for this place. `None` if this member lacks the key, or the value is another.
    fn open(&self, part: SealedPart, place: &str, sealed: &[u8]) -> Option<SecretBytes>;
}
