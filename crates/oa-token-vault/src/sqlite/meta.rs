//! The vault's own entries. Its id and versions are not sealed. The key check, the fingerprint key and the state are.
//! The state lists the slots, the settings and the number of profiles.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::columns;
use super::listed::Listing;
use crate::VaultError;
use crate::keys::DataKey;
use crate::seal::{Place, Realm, Sealer};

/// Content of the key check. If it opens, the key belongs to this vault.
const KEY_CHECK: &[u8] = b"oa-token key check v1";

/// Key of the entry with the file name of the damaged vault that a copy has replaced. Deleted at the first unlock after
/// that.
pub(super) const RESTORED: &str = "restored";

/// The sealed state of the vault as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Counts the changes of this value, so that an older one is recognised.
    pub(super) revision: u64,
    /// The ids of all slots.
    pub(super) slots: Vec<String>,
    /// Number of rows in the table of profiles, including deleted ones.
    pub(super) profiles: u64,
    /// The settings.
    pub(super) settings: BTreeMap<String, Zeroizing<String>>,
    /// Digests of the sealed rows of these tables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) listed: BTreeMap<String, Listing>,
    /// Whether the files of version 8 were made places.
    #[serde(default)]
    pub(super) has_destinations: bool,
}

/// Reads an unsealed value.
pub(super) fn plain(connection: &Connection, key: &str) -> Result<Option<String>, VaultError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

/// Writes an unsealed value.
pub(super) fn set_plain(connection: &Connection, key: &str, value: &str) -> Result<(), VaultError> {
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
    connection.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}

/// Returns the key epoch.
pub(super) fn epoch(connection: &Connection) -> Result<u32, VaultError> {
    let text = plain(connection, "epoch")?;
    text.map_or(Ok(1), |text| text.parse().map_err(|_| VaultError::Altered))
}

/// Reports whether the file's secrets are in this version's format. False before the first unlock of a file that an
/// older version wrote.
pub(super) fn is_sealed(connection: &Connection) -> Result<bool, VaultError> {
    Ok(plain(connection, "key_check")?.is_some())
}

/// Writes the first sealed values of a vault: the key check, a fingerprint key, and its state.
pub(super) fn begin(connection: &Connection, sealer: &Sealer, state: &State) -> Result<(), VaultError> {
    set_plain(connection, "epoch", &sealer.epoch().to_string())?;
    set_sealed(connection, sealer, "key_check", KEY_CHECK)?;
    set_sealed(connection, sealer, "fingerprint_key", sealer.fingerprint_key())?;
    write(connection, sealer, state)
}

/// Returns the sealer of this key if it belongs to this vault.
///
/// # Errors
/// [`VaultError::WrongKey`] if it does not.
pub(super) fn sealer(connection: &Connection, vault_id: &str, key: &DataKey) -> Result<Sealer, VaultError> {
    let mut sealer = Sealer::new(vault_id, epoch(connection)?, key);
    let checked = match sealed(connection, &sealer, "key_check") {
        Err(VaultError::Unsealable) => return Err(VaultError::WrongKey),
        checked => checked?,
    };
    if checked.as_slice() != KEY_CHECK {
        return Err(VaultError::WrongKey);
    }
    let fingerprint_key = sealed(connection, &sealer, "fingerprint_key")?;
    sealer.fingerprints_with(fingerprint_key.as_slice().try_into().map_err(|_| VaultError::Altered)?);
    Ok(sealer)
}

/// Checks that the file was sealed with this key.
pub(super) fn check(connection: &Connection, sealer: &Sealer) -> Result<(), VaultError> {
    sealed(connection, sealer, "key_check").map(drop)
}

/// Reads the vault's state.
pub(super) fn read(connection: &Connection, sealer: &Sealer) -> Result<State, VaultError> {
    let bytes = sealed(connection, sealer, "state")?;
    serde_json::from_slice(&bytes).map_err(|_| VaultError::Altered)
}

/// Changes the vault's state.
pub(super) fn change(
    connection: &Connection,
    sealer: &Sealer,
    work: impl FnOnce(&mut State),
) -> Result<(), VaultError> {
    let mut state = read(connection, sealer)?;
    work(&mut state);
    state.revision += 1;
    write(connection, sealer, &state)
}

/// Stores the current number of profiles.
pub(super) fn count_profiles(connection: &Connection, sealer: &Sealer) -> Result<(), VaultError> {
    let count = profiles(connection)?;
    change(connection, sealer, |state| state.profiles = count)
}

/// Counts the rows of the table of profiles.
pub(super) fn profiles(connection: &Connection) -> Result<u64, VaultError> {
    let count: i64 = connection.prepare_cached("SELECT count(*) FROM profile")?.query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn write(connection: &Connection, sealer: &Sealer, state: &State) -> Result<(), VaultError> {
    let bytes = Zeroizing::new(columns::to_json(state).into_bytes());
    set_sealed(connection, sealer, "state", &bytes)
}

fn sealed(connection: &Connection, sealer: &Sealer, key: &'static str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let text = plain(connection, key)?.ok_or(VaultError::Altered)?;
    sealer.open(place(key), &columns::from_hex(&text).ok_or(VaultError::Unsealable)?)
}

fn set_sealed(connection: &Connection, sealer: &Sealer, key: &'static str, plain: &[u8]) -> Result<(), VaultError> {
    set_plain(connection, key, &columns::to_hex(&sealer.seal(place(key), plain)))
}

fn place(key: &'static str) -> Place<'static> {
    Place { realm: Realm::Vault, table: "meta", row: key, column: "value", context: &[] }
}
