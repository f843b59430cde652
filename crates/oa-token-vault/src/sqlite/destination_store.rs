//! Places, and the deliveries to them.

use jiff::Timestamp;
use oa_token_model::destination::{DeliveryEntry, DeliveryProgress, Destination, DestinationId, DestinationRecord};
use oa_token_model::profile::ProfileId;

use super::database::SqliteVault;
use super::in_step::About;
use super::{config, deliveries, destinations};
use crate::{DestinationStore, VaultError};

impl DestinationStore for SqliteVault {
    fn destinations(&mut self, oa: &ProfileId) -> Result<Vec<DestinationRecord>, VaultError> {
        self.freshen(&About::One(oa.clone()));
        self.read(|connection, sealer| {
            let config = config::read(connection, sealer, oa)?;
            Ok(destinations::records(&destinations::of_oa(connection, sealer, oa, &config)?))
        })
    }

    fn destination(&mut self, id: &DestinationId) -> Result<(Destination, DeliveryProgress), VaultError> {
        self.read(|connection, sealer| destinations::one(connection, sealer, id))
    }

    fn may_have_webhooks(&self) -> Result<bool, VaultError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM destination WHERE kind = 'webhook')";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    fn put_destination(&mut self, destination: &Destination) -> Result<(), VaultError> {
        self.write(&About::One(destination.oa.clone()), |connection, sealer, touched| {
            touched.profile(&destination.oa);
            destinations::put(connection, sealer, destination)
        })
    }

    fn remove_destination(&mut self, id: &DestinationId) -> Result<(), VaultError> {
        let oa = destinations::oa_of(&self.connection, id)?;
        self.write(&About::One(oa), |connection, sealer, touched| {
            let oa = destinations::remove(connection, sealer, id)?;
            touched.profile(&oa);
            Ok(())
        })
    }

    fn claim_delivery(
        &mut self,
        id: &DestinationId,
        was: &DeliveryProgress,
        now: Timestamp,
    ) -> Result<bool, VaultError> {
        self.write(&About::Vault, |connection, sealer, _| {
            let (_, progress) = destinations::one(connection, sealer, id)?;
            if progress != *was {
                return Ok(false);
            }
            destinations::set_progress(connection, sealer, id, &progress.claimed(now))?;
            Ok(true)
        })
    }

    fn record_delivery(
        &mut self,
        id: &DestinationId,
        entry: Option<&DeliveryEntry>,
        change: &mut dyn FnMut(&mut DeliveryProgress),
    ) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, _| {
            let (_, mut progress) = destinations::one(connection, sealer, id)?;
            change(&mut progress);
            destinations::set_progress(connection, sealer, id, &progress)?;
            entry.map_or(Ok(()), |entry| deliveries::add(connection, entry))
        })
    }

    fn deliveries(&self, of: &DestinationId, at_most: u32) -> Result<Vec<DeliveryEntry>, VaultError> {
        deliveries::read(&self.connection, of, at_most)
    }
}
