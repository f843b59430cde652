//! Alert channels, and what each was told.

use jiff::Timestamp;
use oa_token_model::alert::{AlertChannel, AlertChannelId, ChannelProgress, ToldMatter};

use super::channels;
use super::database::SqliteVault;
use super::in_step::About;
use super::listed::{self, Table};
use crate::{AlertStore, VaultError};

impl AlertStore for SqliteVault {
    fn channels(&self) -> Result<Vec<(AlertChannel, ChannelProgress)>, VaultError> {
        self.read(channels::all)
    }

    fn put_channel(&mut self, channel: &AlertChannel) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            channels::put(connection, sealer, channel)
        })
    }

    fn remove_channel(&mut self, id: &AlertChannelId) -> Result<bool, VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            listed::remove(connection, sealer, Table::Channel, id.as_str())
        })
    }

    fn claim_channel(
        &mut self,
        id: &AlertChannelId,
        was: &ChannelProgress,
        until: Timestamp,
    ) -> Result<bool, VaultError> {
        self.write(&About::Vault, |connection, sealer, _| {
            let found = channels::all(connection, sealer)?.into_iter().find(|(channel, _)| channel.id == *id);
            let Some((_, now)) = found.filter(|(_, now)| now == was) else { return Ok(false) };
            channels::set_progress(connection, sealer, id, &ChannelProgress { next_at: Some(until), ..now })?;
            Ok(true)
        })
    }

    fn record_alert(
        &mut self,
        id: &AlertChannelId,
        progress: &ChannelProgress,
        told: &[ToldMatter],
        over: &[String],
    ) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, _| {
            channels::set_progress(connection, sealer, id, progress)?;
            for told in told {
                channels::set_told(connection, sealer, id, told)?;
            }
            for matter in over {
                channels::forget(connection, id, matter)?;
            }
            Ok(())
        })
    }

    fn told(&self, id: &AlertChannelId) -> Result<Vec<ToldMatter>, VaultError> {
        self.read(|connection, sealer| channels::told(connection, sealer, id))
    }
}
