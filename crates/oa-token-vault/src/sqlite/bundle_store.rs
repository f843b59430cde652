//! Profiles on their way out of this vault and into it.

use jiff::Timestamp;
use oa_token_model::bundle::{BundleMac, BundleProfile, Decision, MadeBy, MergeStatus};
use oa_token_model::profile::ProfileId;

use super::database::SqliteVault;
use super::in_step::About;
use super::{bundles, history};
use crate::{BundleStore, VaultError};

impl BundleStore for SqliteVault {
    fn export_bundle(&mut self, of: Option<&ProfileId>) -> Result<Vec<BundleProfile>, VaultError> {
        self.freshen(&of.map_or(About::All, |id| About::One(id.clone())));
        self.read(|connection, sealer| bundles::read(connection, sealer, of))
    }

    fn standing(&mut self, carried: &BundleProfile, made_by: MadeBy) -> Result<MergeStatus, VaultError> {
        self.freshen(&About::One(carried.profile.id.clone()));
        self.read(|connection, sealer| bundles::standing(connection, sealer, carried, made_by))
    }

    fn import_bundle(
        &mut self,
        carried: &BundleProfile,
        made_by: MadeBy,
        decision: Decision,
        now: Timestamp,
    ) -> Result<Option<ProfileId>, VaultError> {
        self.write(&About::One(carried.profile.id.clone()), |connection, sealer, touched| {
            touched.profile(&carried.profile.id);
            let taken = bundles::take(connection, sealer, carried, (made_by, decision), now)?;
            let Some(event) = taken else { return Ok(None) };
            history::add(connection, &carried.profile.id, &event, now)?;
            Ok(Some(carried.profile.id.clone()))
        })
    }

    fn bundle_mac(&self, content: &[u8]) -> Result<BundleMac, VaultError> {
        Ok(self.sealer()?.bundle_mac(content))
    }

    fn made_bundle(&self, content: &[u8], mac: &BundleMac) -> Result<bool, VaultError> {
        Ok(self.sealer()?.made_bundle(content, mac))
    }
}
