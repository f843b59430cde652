//! What the vault says of itself: its id and versions in the clear; sealed, the key check, the fingerprint key and the
//! state, in which slots, settings and the number of profiles are written down.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::columns;
use crate::keys::DataKey;
use crate::vault::VaultError;
use crate::vault::seal::{Place, Realm, Sealer};

/// What the key check holds: that it opens says that the key is this vault's.
const KEY_CHECK: &[u8] = b"oa-token key check v1";

/// Under this key stands where the damaged vault lies whose place a copy has taken, until the key was there once.
pub(super) const RESTORED: &str = "restored";

/// What is written down of the vault as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Counts the changes of this value: an older one is known by it.
    pub(super) revision: u64,
    /// The ids of the slots there are.
    pub(super) slots: Vec<String>,
    /// How many rows the table of profiles has, deleted ones among them.
    pub(super) profiles: u64,
    /// The settings.
    pub(super) settings: BTreeMap<String, Zeroizing<String>>,
}

/// Reads a value in the clear.
pub(super) fn plain(connection: &Connection, key: &str) -> Result<Option<String>, VaultError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

/// Writes a value in the clear.
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

/// Returns whether the file's secrets are sealed as this version seals them: not before the first unlock of a file that an
/// older version wrote.
pub(super) fn is_sealed(connection: &Connection) -> Result<bool, VaultError> {
    Ok(plain(connection, "key_check")?.is_some())
}

/// Writes what a vault begins with: the key check, a fingerprint key, and its state.
pub(super) fn begin(connection: &Connection, sealer: &Sealer, state: &State) -> Result<(), VaultError> {
    set_plain(connection, "epoch", &sealer.epoch().to_string())?;
    set_sealed(connection, sealer, "key_check", KEY_CHECK)?;
    set_sealed(connection, sealer, "fingerprint_key", sealer.fingerprint_key())?;
    write(connection, sealer, state)
}

/// Makes the sealer of this key, if it is this vault's.
///
/// # Errors
/// [`VaultError::WrongKey`] if it is not.
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

/// Sees that the file was sealed by this key.
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

/// Notes how many profiles there are now.
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
