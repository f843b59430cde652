//! The places of an OA. What steers a place is sealed in its row, and the OA's configuration lists a digest of each: a row
//! that was changed, removed, put back or moved to another OA without the key stops the OA. How far a place is has a MAC
//! of its own; where that does not fit, the place is treated as one that holds no pair yet, and gets the current one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oa_token_model::destination::{
    CopyForm, DeliveryProgress, Destination, DestinationId, DestinationKind, DestinationName, DestinationRecord,
    FileTarget, PairMark, Preset, Target, Webhook, WebhookAddress, WebhookSecret,
};
use oa_token_model::profile::ProfileId;
use oa_token_model::secret::Secret;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::columns;
use super::config::{self, Config};
use crate::VaultError;
use crate::seal::{Place, Realm, RowMac, Sealer};

/// The sealed value. No tagged enum: serde would buffer its members, secrets among them.
#[derive(Serialize, Deserialize)]
struct Sealed {
    oa: String,
    kind: DestinationKind,
    name: String,
    enabled: bool,
    created_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<FileTarget>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    reminds: bool,
    /// Missing in what earlier versions sealed: the access token alone.
    #[serde(default)]
    form: CopyForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhook: Option<SealedWebhook>,
}

/// The sealed settings of a receiver.
#[derive(Serialize, Deserialize)]
pub(super) struct SealedWebhook {
    address: Zeroizing<String>,
    secret: Zeroizing<String>,
    former_secret: Option<Zeroizing<String>>,
    former_until: Option<i64>,
    with_token: bool,
    /// Missing in what earlier versions sealed: nothing is told that the user did not choose.
    #[serde(default)]
    with_states: bool,
    private_network: bool,
    preset: Option<Preset>,
}

impl SealedWebhook {
    pub(super) fn of(webhook: &Webhook) -> Self {
        let text = |secret: &Secret| Zeroizing::new(secret.expose().to_owned());
        Self {
            address: text(&webhook.address.0),
            secret: text(&webhook.secret.0),
            former_secret: webhook.former_secret.as_ref().map(|(secret, _)| text(&secret.0)),
            former_until: webhook.former_secret.as_ref().map(|(_, until)| until.as_millisecond()),
            with_token: webhook.with_token,
            with_states: webhook.with_states,
            private_network: webhook.private_network,
            preset: webhook.preset,
        }
    }

    pub(super) fn open(self) -> Result<Webhook, VaultError> {
        let secret = |text: &Zeroizing<String>| WebhookSecret(Secret::new(text.as_str()));
        let former_secret = match (&self.former_secret, self.former_until) {
            (Some(former), Some(until)) => Some((secret(former), time(until)?)),
            _ => None,
        };
        Ok(Webhook {
            address: WebhookAddress(Secret::new(self.address.as_str())),
            secret: secret(&self.secret),
            former_secret,
            with_token: self.with_token,
            with_states: self.with_states,
            private_network: self.private_network,
            preset: self.preset,
        })
    }
}

fn time(at: i64) -> Result<Timestamp, VaultError> {
    Timestamp::from_millisecond(at).map_err(|_| VaultError::Altered)
}

/// A row as read, before it is checked.
pub(super) struct RawRow {
    id: String,
    oa: String,
    kind: String,
    config: Vec<u8>,
    progress: DeliveryProgress,
    parts: Vec<Vec<u8>>,
    mac: Vec<u8>,
}

impl RawRow {
    /// Reads a row of `SELECT * FROM destination`. Returns `None` for one that no program writes.
    fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            id: row.get("id").ok()?,
            oa: row.get("oa").ok()?,
            kind: row.get("kind").ok()?,
            config: row.get("config").ok()?,
            progress: progress(row).unwrap_or_default(),
            parts: columns::canonical(row).ok()?,
            mac: row.get("mac").unwrap_or_default(),
        })
    }

    fn open(&self, sealer: &Sealer) -> Result<Destination, VaultError> {
        let bytes =
            sealer.open(place(&self.id, &[&self.oa, &self.kind]), &self.config).map_err(|_| VaultError::Altered)?;
        let read: Sealed = serde_json::from_slice(&bytes).map_err(|_| VaultError::Altered)?;
        if read.oa != self.oa || columns::to_word(&read.kind) != self.kind {
            return Err(VaultError::Altered);
        }
        read.destination(DestinationId(self.id.clone()))
    }

    /// Returns how far the place is. Without the right MAC, as if nothing was delivered.
    fn progress(&self, sealer: &Sealer) -> DeliveryProgress {
        let parts: Vec<&[u8]> = self.parts.iter().map(Vec::as_slice).collect();
        let is_ours = sealer.row_mac("destination", &parts, None).as_slice() == self.mac;
        if is_ours { self.progress.clone() } else { DeliveryProgress::default() }
    }
}

impl Sealed {
    fn of(destination: &Destination) -> Self {
        let mut sealed = Self {
            oa: destination.oa.to_string(),
            kind: destination.target.kind(),
            name: destination.name.to_string(),
            enabled: destination.enabled,
            created_at: destination.created_at.as_millisecond(),
            file: None,
            note: None,
            reminds: false,
            form: CopyForm::default(),
            webhook: None,
        };
        match &destination.target {
            Target::File(file) => sealed.file = Some(file.clone()),
            Target::ByHand { note, reminds, form } => {
                (sealed.note, sealed.reminds, sealed.form) = (Some(note.clone()), *reminds, *form);
            }
            Target::Webhook(webhook) => sealed.webhook = Some(SealedWebhook::of(webhook)),
        }
        sealed
    }

    fn destination(self, id: DestinationId) -> Result<Destination, VaultError> {
        let target = match (self.kind, self.file, self.note, self.webhook) {
            (DestinationKind::File, Some(file), None, None) => Target::File(file),
            (DestinationKind::ByHand, None, Some(note), None) => {
                Target::ByHand { note, reminds: self.reminds, form: self.form }
            }
            (DestinationKind::Webhook, None, None, Some(webhook)) => Target::Webhook(webhook.open()?),
            _ => return Err(VaultError::Altered),
        };
        Ok(Destination {
            id,
            oa: ProfileId::parse(&self.oa).map_err(|_| VaultError::Altered)?,
            name: DestinationName::stored(&self.name),
            enabled: self.enabled,
            created_at: time(self.created_at)?,
            target,
        })
    }
}

fn progress(row: &Row<'_>) -> rusqlite::Result<DeliveryProgress> {
    let mark = |column| row.get::<_, Option<String>>(column).map(|mark| mark.map(PairMark));
    let fault: Option<String> = row.get("fault")?;
    Ok(DeliveryProgress {
        delivered_pair: mark("delivered_pair")?,
        delivered_at: columns::optional_time(row, "delivered_at")?,
        state: columns::word(row, "state")?,
        fault: fault.and_then(|fault| columns::of_word(&fault).ok()),
        status: row.get("status")?,
        tries: row.get("tries")?,
        tried_pair: mark("tried_pair")?,
        tried_at: columns::optional_time(row, "tried_at")?,
        failing_since: columns::optional_time(row, "failing_since")?,
        next_at: columns::optional_time(row, "next_at")?,
    })
}

/// Reads the rows of all OAs, or of one.
fn rows(connection: &Connection, of: Option<&ProfileId>) -> Result<Vec<RawRow>, VaultError> {
    let (filter, of) = of.map_or(("", None), |of| (" WHERE oa = ?1", Some(of.as_str())));
    let mut statement = connection.prepare_cached(&format!("SELECT * FROM destination{filter} ORDER BY rowid"))?;
    let mut rows = if let Some(of) = of { statement.query([of])? } else { statement.query([])? };
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        // An unreadable row is one that is missing, which is noticed.
        found.extend(RawRow::read(row));
    }
    Ok(found)
}

/// Reads the rows of all OAs, by OA.
pub(super) fn raw(connection: &Connection) -> Result<BTreeMap<String, Vec<RawRow>>, VaultError> {
    let mut by_oa: BTreeMap<String, Vec<RawRow>> = BTreeMap::new();
    for row in rows(connection, None)? {
        by_oa.entry(row.oa.clone()).or_default().push(row);
    }
    Ok(by_oa)
}

/// Reads the rows of one OA.
pub(super) fn raw_of(connection: &Connection, oa: &ProfileId) -> Result<Vec<RawRow>, VaultError> {
    rows(connection, Some(oa))
}

type Checked = Vec<(Destination, DeliveryProgress)>;

/// Opens an OA's places.
///
/// # Errors
/// [`VaultError::Altered`] if they are not exactly those that its configuration lists.
pub(super) fn checked(sealer: &Sealer, config: &Config, rows: &[RawRow]) -> Result<Checked, VaultError> {
    let is_listed = |row: &RawRow| config.destinations.get(&row.id) == Some(&digest(sealer, row));
    if rows.len() != config.destinations.len() || !rows.iter().all(is_listed) {
        return Err(VaultError::Altered);
    }
    rows.iter().map(|row| Ok((row.open(sealer)?, row.progress(sealer)))).collect()
}

/// Reads an OA's places, oldest first.
pub(super) fn of_oa(
    connection: &Connection,
    sealer: &Sealer,
    oa: &ProfileId,
    config: &Config,
) -> Result<Checked, VaultError> {
    checked(sealer, config, &rows(connection, Some(oa))?)
}

/// Returns an OA's places as lists show them.
pub(super) fn records(of: &[(Destination, DeliveryProgress)]) -> Vec<DestinationRecord> {
    of.iter().map(|(destination, progress)| DestinationRecord::of(destination, progress.clone())).collect()
}

/// Reads one place of an OA that is not deleted.
pub(super) fn one(
    connection: &Connection,
    sealer: &Sealer,
    id: &DestinationId,
) -> Result<(Destination, DeliveryProgress), VaultError> {
    let oa = oa_of(connection, id)?;
    let config = config::read(connection, sealer, &oa)?;
    if config.deleted_at.is_some() {
        return Err(VaultError::NoSuchDestination);
    }
    let found = of_oa(connection, sealer, &oa, &config)?;
    found.into_iter().find(|(destination, _)| destination.id == *id).ok_or(VaultError::NoSuchDestination)
}

/// Finds the OA of a place. Not authenticated: the caller reads the OA's configuration.
pub(super) fn oa_of(connection: &Connection, id: &DestinationId) -> Result<ProfileId, VaultError> {
    let mut statement = connection.prepare_cached("SELECT oa FROM destination WHERE id = ?1")?;
    let found = statement.query_row([id.as_str()], |row| columns::id(row, "oa")).optional();
    found.ok().flatten().ok_or(VaultError::NoSuchDestination)
}

/// Adds a place, or changes the one that has this id. Keeps how far it is.
///
/// # Errors
/// [`VaultError::NameTaken`] if another place of the OA has this name.
pub(super) fn put(connection: &Connection, sealer: &Sealer, destination: &Destination) -> Result<(), VaultError> {
    let oa = &destination.oa;
    let mut config = config::read(connection, sealer, oa)?;
    if config.deleted_at.is_some() {
        return Err(VaultError::NoSuchProfile);
    }
    let others = of_oa(connection, sealer, oa, &config)?;
    let is_taken = |other: &Destination| other.id != destination.id && other.name.is_named(destination.name.as_str());
    if others.iter().any(|(other, _)| is_taken(other)) {
        return Err(VaultError::NameTaken);
    }
    let known = others.into_iter().find(|(other, _)| other.id == destination.id);
    write(connection, sealer, &mut config, destination, &known.map(|(_, progress)| progress).unwrap_or_default())?;
    config::write(connection, sealer, oa, &config)
}

/// Writes the row and lists it in the configuration, which the caller writes.
pub(super) fn write(
    connection: &Connection,
    sealer: &Sealer,
    config: &mut Config,
    destination: &Destination,
    progress: &DeliveryProgress,
) -> Result<(), VaultError> {
    let (id, oa) = (destination.id.as_str(), destination.oa.as_str());
    let kind = columns::to_word(&destination.target.kind());
    let plain = Zeroizing::new(columns::to_json(&Sealed::of(destination)));
    let hidden = sealer.seal(place(id, &[oa, &kind]), plain.as_bytes());
    connection
        .prepare_cached(
            "INSERT INTO destination (id, oa, kind, config, state, tries, mac) VALUES (?1, ?2, ?3, ?4, 'new', 0, X'')
             ON CONFLICT (id) DO UPDATE SET oa = ?2, kind = ?3, config = ?4",
        )?
        .execute(params![id, oa, kind, hidden])?;
    set_progress(connection, sealer, &destination.id, progress)?;
    let row = rows(connection, Some(&destination.oa))?.into_iter().find(|row| row.id == id);
    config.destinations.insert(id.to_owned(), digest(sealer, &row.ok_or(VaultError::Altered)?));
    Ok(())
}

/// Stores how far a place is.
pub(super) fn set_progress(
    connection: &Connection,
    sealer: &Sealer,
    id: &DestinationId,
    progress: &DeliveryProgress,
) -> Result<(), VaultError> {
    let mark = |mark: &Option<PairMark>| mark.as_ref().map(|mark| mark.0.clone());
    connection
        .prepare_cached(
            "UPDATE destination SET delivered_pair = ?2, delivered_at = ?3, state = ?4, fault = ?5, status = ?6,
                tries = ?7, tried_pair = ?8, tried_at = ?9, failing_since = ?10, next_at = ?11 WHERE id = ?1",
        )?
        .execute(params![
            id.as_str(),
            mark(&progress.delivered_pair),
            columns::millis(progress.delivered_at),
            columns::to_word(&progress.state),
            progress.fault.map(|fault| columns::to_word(&fault)),
            progress.status,
            progress.tries,
            mark(&progress.tried_pair),
            columns::millis(progress.tried_at),
            columns::millis(progress.failing_since),
            columns::millis(progress.next_at),
        ])?;
    let mac = connection
        .prepare_cached("SELECT * FROM destination WHERE id = ?1")?
        .query_row([id.as_str()], |row| {
            let parts = columns::canonical(row)?;
            let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            Ok(sealer.row_mac("destination", &parts, None))
        })
        .optional()?
        .ok_or(VaultError::NoSuchDestination)?;
    connection
        .prepare_cached("UPDATE destination SET mac = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), RowMac::as_slice(&mac)])?;
    Ok(())
}

/// Removes a place. What waits for it is dropped with it.
pub(super) fn remove(connection: &Connection, sealer: &Sealer, id: &DestinationId) -> Result<ProfileId, VaultError> {
    let oa = oa_of(connection, id)?;
    config::change(connection, sealer, &oa, |config| drop(config.destinations.remove(id.as_str())))?;
    connection.execute("DELETE FROM destination WHERE id = ?1", [id.as_str()])?;
    Ok(oa)
}

/// Removes all places of an OA whose secrets are erased. The caller writes the configuration.
pub(super) fn erase(connection: &Connection, oa: &ProfileId, config: &mut Config) -> Result<(), VaultError> {
    connection.execute("DELETE FROM destination WHERE oa = ?1", [oa.as_str()])?;
    config.destinations.clear();
    Ok(())
}

/// Switches all places of an OA off, because the user of this computer has not confirmed them here.
pub(super) fn disable(connection: &Connection, sealer: &Sealer, oa: &ProfileId) -> Result<(), VaultError> {
    let mut config = config::read(connection, sealer, oa)?;
    let on: Checked =
        of_oa(connection, sealer, oa, &config)?.into_iter().filter(|(destination, _)| destination.enabled).collect();
    if on.is_empty() {
        return Ok(());
    }
    for (destination, progress) in on {
        write(connection, sealer, &mut config, &Destination { enabled: false, ..destination }, &progress)?;
    }
    config::write(connection, sealer, oa, &config)
}

fn digest(sealer: &Sealer, row: &RawRow) -> String {
    let parts = [row.id.as_bytes(), row.oa.as_bytes(), row.kind.as_bytes(), &row.config];
    columns::to_hex(&sealer.row_mac("destination config", &parts, None))
}

fn place<'a>(id: &'a str, context: &'a [&'a str]) -> Place<'a> {
    Place { realm: Realm::Vault, table: "destination", row: id, column: "config", context }
}
