//! The sealed configuration of a profile: everything that controls the use of its secrets. The plain columns beside it
//! are a cache. If they differ from it, somebody without the key has changed them, and nothing is done with the
//! profile.

use oa_token_model::profile::{AppId, ProfileId, ProfileKind};
use oa_token_model::secret::{Secret, SecretBytes};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::columns::{self, Walk};
use super::listed::Listing;
use super::pairs;
use crate::VaultError;
use crate::seal::{Place, Realm, Sealer};

/// The settings of a profile, and the end of its attempt chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Config {
    pub(super) kind: ProfileKind,
    pub(super) app_id: String,
    pub(super) oa_id: Option<String>,
    pub(super) callback: Option<String>,
    pub(super) automatic: bool,
    /// In milliseconds, like the column.
    pub(super) moved_at: Option<i64>,
    pub(super) deleted_at: Option<i64>,
    /// The file of version 8, as JSON. The first unlock makes it the OA's first place.
    pub(super) outlet: Option<String>,
    /// Digests of its places, by their ids.
    #[serde(default, skip_serializing_if = "Listing::is_empty")]
    pub(super) destinations: Listing,
    /// The generation of the current pair, or 0 once its pairs were deleted.
    pub(super) current: u32,
    /// Whether the current pair may be older than one elsewhere.
    pub(super) old_copy: bool,
    /// The highest generation ever used.
    pub(super) newest: u32,
    /// How many attempts the chain holds.
    pub(super) attempts: u64,
    /// The MAC of the last attempt that was condensed away, in hexadecimal digits.
    pub(super) base: Option<String>,
    /// The MAC of the newest attempt.
    pub(super) head: Option<String>,
    /// Digest over the MACs of all pairs.
    pub(super) pairs: String,
    /// Secret keys that imports from bundles have replaced, oldest first. Each is sealed, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) former_keys: Vec<String>,
    /// Counts the changes of this value.
    pub(super) revision: u64,
}

impl Config {
    /// Returns the configuration of a new profile, which has no pair yet.
    pub(super) fn new(kind: ProfileKind, app_id: &AppId) -> Self {
        Self {
            kind,
            app_id: app_id.as_str().to_owned(),
            oa_id: None,
            callback: None,
            automatic: false,
            moved_at: None,
            deleted_at: None,
            outlet: None,
            destinations: Listing::new(),
            current: 0,
            old_copy: false,
            newest: 0,
            attempts: 0,
            base: None,
            head: None,
            pairs: String::new(),
            former_keys: Vec::new(),
            revision: 0,
        }
    }
}

/// The columns beside the configuration that repeat it, and the configuration itself.
pub(super) struct Cache {
    pub(super) kind: String,
    pub(super) app_id: String,
    pub(super) oa_id: Option<String>,
    pub(super) callback: Option<String>,
    pub(super) automatic: i64,
    pub(super) moved_at: Option<i64>,
    pub(super) deleted_at: Option<i64>,
    pub(super) outlet: Option<String>,
    pub(super) current: u32,
    pub(super) old_copy: i64,
    sealed: Option<Vec<u8>>,
}

impl Cache {
    /// The columns, as [`Self::read`] walks them.
    pub(super) const COLUMNS: &str = "profile.kind, profile.app_id, profile.oa_id, profile.callback, profile.automatic,
        profile.moved_at, profile.deleted_at, profile.outlet, profile.current, profile.old_copy, profile.config";

    /// Reads these columns.
    pub(super) fn read(walk: &mut Walk<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            kind: walk.take()?,
            app_id: walk.take()?,
            oa_id: walk.take()?,
            callback: walk.take()?,
            automatic: walk.take()?,
            moved_at: walk.take()?,
            deleted_at: walk.take()?,
            outlet: walk.take()?,
            current: walk.take()?,
            old_copy: walk.take()?,
            sealed: walk.take()?,
        })
    }

    /// Opens the configuration of this profile.
    ///
    /// # Errors
    /// [`VaultError::Altered`] if it does not open, or if the columns beside it differ from it.
    pub(super) fn open(&self, sealer: &Sealer, id: &ProfileId) -> Result<Config, VaultError> {
        let hidden = self.sealed.as_ref().ok_or(VaultError::Altered)?;
        let bytes = sealer.open(place(id), hidden).map_err(|_| VaultError::Altered)?;
        let config: Config = serde_json::from_slice(&bytes).map_err(|_| VaultError::Altered)?;
        let is_same = columns::of_word::<ProfileKind>(&self.kind).is_ok_and(|kind| kind == config.kind)
            && self.app_id == config.app_id
            && self.oa_id == config.oa_id
            && self.callback == config.callback
            && self.automatic == i64::from(config.automatic)
            && self.moved_at == config.moved_at
            && self.deleted_at == config.deleted_at
            && self.outlet == config.outlet
            && self.current == config.current
            && self.old_copy == i64::from(config.old_copy);
        if is_same { Ok(config) } else { Err(VaultError::Altered) }
    }
}

/// Reads a profile's configuration.
///
/// # Errors
/// [`VaultError::NoSuchProfile`]; [`VaultError::Altered`] if it does not open, or if the columns beside it differ from
/// it.
pub(super) fn read(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<Config, VaultError> {
    let sql = format!("SELECT {} FROM profile WHERE id = ?1", Cache::COLUMNS);
    let found = connection.prepare_cached(&sql)?.query_row([id.as_str()], |row| Cache::read(&mut Walk::new(row)));
    found.optional()?.ok_or(VaultError::NoSuchProfile)?.open(sealer, id)
}

/// Writes a profile's configuration and its cache. The row must exist.
pub(super) fn write(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    config: &Config,
) -> Result<(), VaultError> {
    let config = &Config { revision: config.revision + 1, ..config.clone() };
    let hidden = sealer.seal(place(id), columns::to_json(config).as_bytes());
    let sql = "UPDATE profile SET kind = ?2, app_id = ?3, oa_id = ?4, callback = ?5, automatic = ?6, moved_at = ?7,
        deleted_at = ?8, outlet = ?9, current = ?10, old_copy = ?11, config = ?12 WHERE id = ?1";
    let written = connection.prepare_cached(sql)?.execute(params![
        id.as_str(),
        columns::to_word(&config.kind),
        config.app_id,
        config.oa_id,
        config.callback,
        config.automatic,
        config.moved_at,
        config.deleted_at,
        config.outlet,
        config.current,
        config.old_copy,
        hidden,
    ])?;
    if written == 0 { Err(VaultError::NoSuchProfile) } else { Ok(()) }
}

/// Changes the configuration of a profile that is not deleted. The secret key is sealed again if the context it is
/// bound to changes.
pub(super) fn change(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    work: impl FnOnce(&mut Config),
) -> Result<Config, VaultError> {
    let mut config = read(connection, sealer, id)?;
    if config.deleted_at.is_some() {
        return Err(VaultError::NoSuchProfile);
    }
    change_read(connection, sealer, id, &mut config, work)?;
    Ok(config)
}

/// Same as [`change`], for a configuration that was read in this transaction. Also works for a deleted profile.
pub(super) fn change_read(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    config: &mut Config,
    work: impl FnOnce(&mut Config),
) -> Result<(), VaultError> {
    let before = config.clone();
    work(config);
    let context = |config: &Config| (config.kind, config.app_id.clone(), config.oa_id.clone());
    if context(&before) != context(config)
        && let Some(secret) = secret_key(connection, sealer, id, &before)?
    {
        set_secret_key(connection, sealer, id, config, &secret)?;
    }
    write(connection, sealer, id, config)
}

/// Reads the app's secret key. Returns `None` once it was erased.
pub(super) fn secret_key(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    config: &Config,
) -> Result<Option<Secret>, VaultError> {
    let mut statement = connection.prepare_cached("SELECT secret_key FROM profile WHERE id = ?1")?;
    let hidden: Option<Vec<u8>> = statement.query_row([id.as_str()], |row| row.get(0)).optional()?;
    let hidden = hidden.ok_or(VaultError::NoSuchProfile)?;
    if hidden.is_empty() && config.deleted_at.is_some() {
        return Ok(None);
    }
    let context = secret_context(config);
    let context = context.each_ref().map(String::as_str);
    let plain = sealer.open(secret_place(id, config, &context), &hidden)?;
    pairs::text(&SecretBytes::new(plain.to_vec())).map(Some)
}

/// Seals the app's secret key for this configuration.
pub(super) fn set_secret_key(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    config: &Config,
    secret: &Secret,
) -> Result<(), VaultError> {
    let context = secret_context(config);
    let context = context.each_ref().map(String::as_str);
    let hidden = sealer.seal(secret_place(id, config, &context), secret.expose().as_bytes());
    connection.execute("UPDATE profile SET secret_key = ?2 WHERE id = ?1", params![id.as_str(), hidden])?;
    Ok(())
}

fn secret_context(config: &Config) -> [String; 3] {
    [columns::to_word(&config.kind), config.app_id.clone(), config.oa_id.clone().unwrap_or_default()]
}

fn secret_place<'a>(id: &'a ProfileId, config: &Config, context: &'a [&'a str]) -> Place<'a> {
    Place { realm: Realm::Of(config.kind), table: "profile", row: id.as_str(), column: "secret_key", context }
}

fn place(id: &ProfileId) -> Place<'_> {
    Place { realm: Realm::Vault, table: "profile", row: id.as_str(), column: "config", context: &[] }
}
