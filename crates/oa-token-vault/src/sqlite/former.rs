//! Secret keys of an app that imports from bundles, or other computers of a team, have replaced. They are kept, sealed,
//! in the OA's configuration.

use oa_token_model::profile::ProfileId;
use oa_token_model::secret::{Secret, SecretBytes};

use super::config::Config;
use super::{columns, pairs};
use crate::VaultError;
use crate::seal::{Place, Realm, Sealer};

/// Keeps a secret key that is about to be replaced.
pub(super) fn keep(sealer: &Sealer, id: &ProfileId, config: &mut Config, secret: &Secret) {
    let hidden = sealer.seal(place(id, config), secret.expose().as_bytes());
    config.former_keys.push(columns::to_hex(&hidden));
}

/// Reads the kept keys, oldest first.
pub(super) fn secret_keys(sealer: &Sealer, id: &ProfileId, config: &Config) -> Result<Vec<Secret>, VaultError> {
    let open = |digits: &String| {
        let hidden = columns::from_hex(digits).ok_or(VaultError::Altered)?;
        let plain = sealer.open(place(id, config), &hidden)?;
        pairs::text(&SecretBytes::new(plain.to_vec()))
    };
    config.former_keys.iter().map(open).collect()
}

fn place<'a>(id: &'a ProfileId, config: &Config) -> Place<'a> {
    Place { realm: Realm::Of(config.kind), table: "profile", row: id.as_str(), column: "former_keys", context: &[] }
}
