//! What clock, client and outlets need. Sealed: the address of a proxy may hold a password.

use std::fmt::Write;

use rusqlite::{Connection, OptionalExtension};

use super::pairs;
use crate::secret::{Secret, SecretBytes};
use crate::vault::seal::{Place, Sealer};
use crate::vault::{SettingName, VaultError};

pub(super) fn read(connection: &Connection, sealer: &Sealer, name: SettingName) -> Result<Option<Secret>, VaultError> {
    let found: Option<String> = connection
        .query_row("SELECT value FROM setting WHERE key = ?1", [name.as_str()], |row| row.get(0))
        .optional()?;
    let Some(text) = found else { return Ok(None) };
    let ciphertext = from_hex(&text).ok_or(VaultError::Unsealable)?;
    pairs::text(&SecretBytes::new(sealer.open(place(name), &ciphertext)?.to_vec())).map(Some)
}

pub(super) fn write(
    connection: &Connection,
    sealer: &Sealer,
    name: SettingName,
    value: Option<&Secret>,
) -> Result<(), VaultError> {
    match value {
        None => connection.execute("DELETE FROM setting WHERE key = ?1", [name.as_str()])?,
        Some(value) => {
            let ciphertext = to_hex(&sealer.seal(place(name), value.expose().as_bytes()));
            connection.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                [name.as_str(), &ciphertext],
            )?
        }
    };
    Ok(())
}

fn place(name: SettingName) -> Place<'static> {
    Place { table: "setting", row: name.as_str(), column: "value" }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all that is written");
        text
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    odd.is_empty().then(|| pairs.iter().map(byte).collect::<Option<_>>()).flatten()
}
