//! Alert channels, and what each was told last. A channel's settings are sealed; the rest has MACs. What was told of a
//! matter is not believed without its MAC: then the channel is told again.

use jiff::Timestamp;
use oa_token_model::alert::{AlertChannel, AlertChannelId, ChannelProgress, ChannelTarget, ToldMatter};
use oa_token_model::secret::Secret;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::columns;
use super::destinations::SealedWebhook;
use super::listed::{self, Table};
use crate::VaultError;
use crate::seal::Sealer;

#[derive(Serialize, Deserialize)]
struct Sealed {
    created_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bot_token: Option<Zeroizing<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chat: Option<Zeroizing<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhook: Option<SealedWebhook>,
}

impl Sealed {
    fn of(channel: &AlertChannel) -> Self {
        let mut sealed =
            Self { created_at: channel.created_at.as_millisecond(), bot_token: None, chat: None, webhook: None };
        let text = |secret: &Secret| Some(Zeroizing::new(secret.expose().to_owned()));
        match &channel.target {
            ChannelTarget::Telegram { bot_token, chat } => {
                (sealed.bot_token, sealed.chat) = (text(bot_token), text(chat));
            }
            ChannelTarget::Webhook(webhook) => sealed.webhook = Some(SealedWebhook::of(webhook)),
        }
        sealed
    }

    fn channel(self, id: AlertChannelId) -> Result<AlertChannel, VaultError> {
        let target = match (self.bot_token, self.chat, self.webhook) {
            (Some(bot_token), Some(chat), None) => {
                ChannelTarget::Telegram { bot_token: Secret::new(bot_token.as_str()), chat: Secret::new(chat.as_str()) }
            }
            (None, None, Some(webhook)) => ChannelTarget::Webhook(webhook.open()?),
            _ => return Err(VaultError::Altered),
        };
        let created_at = Timestamp::from_millisecond(self.created_at).map_err(|_| VaultError::Altered)?;
        Ok(AlertChannel { id, created_at, target })
    }
}

/// Reads the channels, oldest first.
pub(super) fn all(
    connection: &Connection,
    sealer: &Sealer,
) -> Result<Vec<(AlertChannel, ChannelProgress)>, VaultError> {
    let mut found = Vec::new();
    for row in listed::all(connection, sealer, Table::Channel)? {
        let read: Sealed = serde_json::from_slice(&row.plain).map_err(|_| VaultError::Altered)?;
        let progress = progress(connection, sealer, &row.id)?;
        found.push((read.channel(AlertChannelId(row.id))?, progress));
    }
    Ok(found)
}

/// Adds a channel, or changes the one that has this id.
pub(super) fn put(connection: &Connection, sealer: &Sealer, channel: &AlertChannel) -> Result<(), VaultError> {
    let id = channel.id.as_str();
    let before = progress(connection, sealer, id)?;
    let plain = Zeroizing::new(columns::to_json(&Sealed::of(channel)));
    listed::put(connection, sealer, Table::Channel, id, plain.as_bytes())?;
    set_progress(connection, sealer, &channel.id, &before)
}

/// Returns how the last tries went. Without the right MAC, as if there was none.
fn progress(connection: &Connection, sealer: &Sealer, id: &str) -> Result<ChannelProgress, VaultError> {
    let found = connection
        .prepare_cached("SELECT * FROM channel WHERE id = ?1")?
        .query_row([id], |row| {
            let read = || -> rusqlite::Result<ChannelProgress> {
                let fault: Option<String> = row.get("fault")?;
                Ok(ChannelProgress {
                    tries: row.get("tries")?,
                    fault: fault.and_then(|fault| columns::of_word(&fault).ok()),
                    tried_at: columns::optional_time(row, "tried_at")?,
                    told_at: columns::optional_time(row, "told_at")?,
                    failing_since: columns::optional_time(row, "failing_since")?,
                    next_at: columns::optional_time(row, "next_at")?,
                })
            };
            let is_ours = row.get::<_, Vec<u8>>("mac")? == row_mac(sealer, row)?;
            Ok(if is_ours { read().unwrap_or_default() } else { ChannelProgress::default() })
        })
        .optional();
    Ok(found.ok().flatten().unwrap_or_default())
}

/// Stores how the last tries went.
pub(super) fn set_progress(
    connection: &Connection,
    sealer: &Sealer,
    id: &AlertChannelId,
    progress: &ChannelProgress,
) -> Result<(), VaultError> {
    connection
        .prepare_cached(
            "UPDATE channel SET tries = ?2, fault = ?3, tried_at = ?4, told_at = ?5, failing_since = ?6, next_at = ?7
             WHERE id = ?1",
        )?
        .execute(params![
            id.as_str(),
            progress.tries,
            progress.fault.map(|fault| columns::to_word(&fault)),
            columns::millis(progress.tried_at),
            columns::millis(progress.told_at),
            columns::millis(progress.failing_since),
            columns::millis(progress.next_at),
        ])?;
    let mac = connection
        .prepare_cached("SELECT * FROM channel WHERE id = ?1")?
        .query_row([id.as_str()], |row| row_mac(sealer, row))
        .optional()?
        .ok_or(VaultError::NoSuchDestination)?;
    connection.prepare_cached("UPDATE channel SET mac = ?2 WHERE id = ?1")?.execute(params![id.as_str(), mac])?;
    Ok(())
}

fn row_mac(sealer: &Sealer, row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<u8>> {
    let parts = columns::canonical(row)?;
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(sealer.row_mac("channel", &parts, None).to_vec())
}

/// Returns what a channel was told last, one entry a matter.
pub(super) fn told(
    connection: &Connection,
    sealer: &Sealer,
    id: &AlertChannelId,
) -> Result<Vec<ToldMatter>, VaultError> {
    let mut statement = connection.prepare_cached("SELECT matter, said, at, mac FROM alert WHERE channel = ?1")?;
    let found = statement.query_map([id.as_str()], |row| {
        let one = || -> rusqlite::Result<Option<ToldMatter>> {
            let (matter, said): (String, String) = (row.get(0)?, row.get(1)?);
            let told = ToldMatter { matter, said, at: columns::time(row, "at")? };
            Ok((row.get::<_, Vec<u8>>(3)? == told_mac(sealer, id, &told)).then_some(told))
        };
        Ok(one().ok().flatten())
    })?;
    Ok(found.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

/// Stores what a channel was told of a matter.
pub(super) fn set_told(
    connection: &Connection,
    sealer: &Sealer,
    id: &AlertChannelId,
    told: &ToldMatter,
) -> Result<(), VaultError> {
    let sql = "INSERT OR REPLACE INTO alert (channel, matter, said, at, mac) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mac = told_mac(sealer, id, told);
    connection.prepare_cached(sql)?.execute(params![
        id.as_str(),
        told.matter,
        told.said,
        told.at.as_millisecond(),
        mac
    ])?;
    Ok(())
}

/// Forgets what a channel was told of a matter that is over.
pub(super) fn forget(connection: &Connection, id: &AlertChannelId, matter: &str) -> Result<(), VaultError> {
    connection
        .prepare_cached("DELETE FROM alert WHERE channel = ?1 AND matter = ?2")?
        .execute(params![id.as_str(), matter])?;
    Ok(())
}

fn told_mac(sealer: &Sealer, id: &AlertChannelId, told: &ToldMatter) -> Vec<u8> {
    let at = told.at.as_millisecond().to_le_bytes();
    let parts: [&[u8]; 4] = [id.as_str().as_bytes(), told.matter.as_bytes(), told.said.as_bytes(), &at];
    sealer.row_mac("alert", &parts, None).to_vec()
}
