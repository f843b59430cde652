//! Every possible damage, each with its number.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::proof::Trouble;
use crate::rng::Rng;

const BLOCK: usize = 512;

/// One damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// One random bit of this byte is flipped.
    Bit(usize),
    /// Each bit of this byte is flipped.
    Byte(usize),
    /// The file ends here.
    Cut(usize),
    /// This block is zeroed.
    Block(usize),
    /// Two sealed values are swapped.
    Swap(usize),
    /// A journal beside the intact file.
    Journal(usize),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bit(at) => write!(f, "one bit of byte {at}"),
            Self::Byte(at) => write!(f, "all of byte {at}"),
            Self::Cut(at) => write!(f, "cut at {at}"),
            Self::Block(at) => write!(f, "block {at} zeroed"),
            Self::Swap(at) => write!(f, "swap {at}"),
            Self::Journal(at) => write!(f, "journal {at}"),
        }
    }
}

/// A vault, and its possible damages.
pub(super) struct Damages {
    pub(super) vault: Vec<u8>,
    /// Files with two sealed values swapped.
    swapped: Vec<Vec<u8>>,
    /// A vault in the middle of a transaction, and its journal.
    hot: (Vec<u8>, Vec<u8>),
}

/// The columns with sealed values.
const SEALED: &[(&str, &str)] = &[
    ("profile", "secret_key"),
    ("pair", "access"),
    ("pair", "refresh"),
    ("pair", "answer"),
    ("answer", "headers"),
    ("answer", "body"),
    ("profile", "config"),
    ("slot", "wrapped"),
];
/// Number of journals of random bytes.
const GARBAGE: usize = 60;

/// Makes a damage of one kind from its position.
type Kind = fn(usize) -> Damage;

impl Damages {
    /// Compacts the vault, so that each of its bytes has a meaning, and finds what can be damaged.
    pub(super) fn of(path: &Path) -> Result<Self, Trouble> {
        Connection::open(path)?.execute_batch("VACUUM")?;
        let vault = fs::read(path)?;
        let other = path.with_file_name("other.db");
        let mut places = Vec::new();
        let connection = Connection::open(path)?;
        for (table, column) in SEALED {
            let mut rows = connection.prepare(&format!("SELECT rowid FROM {table} WHERE {column} IS NOT NULL"))?;
            let rows = rows.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
            places.extend(rows.into_iter().map(|row| (*table, *column, row)));
        }
        drop(connection);
        let mut swapped = Vec::new();
        for (at, one) in places.iter().enumerate() {
            for two in &places[at + 1..] {
                swapped.push(swap(&vault, &other, *one, *two)?);
            }
        }
        let hot = hot(&vault, &other)?;
        fs::remove_file(&other)?;
        Ok(Self { vault, swapped, hot })
    }

    /// Returns the number of damages.
    pub(super) fn count(&self) -> u64 {
        let size = self.vault.len();
        (3 * size + size / BLOCK + self.swapped.len() + self.journals()) as u64
    }

    fn journals(&self) -> usize {
        // None, empty, zeroes, hot, and the hot one cut at each block.
        4 + GARBAGE + self.hot.1.len() / BLOCK
    }

    /// Returns the damage of this number, below [`Self::count`].
    pub(super) fn named(&self, number: u64) -> Damage {
        let size = self.vault.len();
        let mut at = usize::try_from(number).unwrap_or_default();
        let kinds: [(usize, Kind); 6] = [
            (size, Damage::Bit),
            (size, Damage::Byte),
            (size, Damage::Cut),
            (size / BLOCK, Damage::Block),
            (self.swapped.len(), Damage::Swap),
            (self.journals(), Damage::Journal),
        ];
        for (count, kind) in kinds {
            if at < count {
                return kind(at);
            }
            at -= count;
        }
        Damage::Journal(0)
    }

    /// Writes the damaged vault to this path, with its journal if any.
    pub(super) fn put(&self, damage: Damage, rng: &mut Rng, path: &Path) -> Result<(), Trouble> {
        let journal = journal_of(path);
        fs::remove_file(&journal).ok();
        // The damaged vault is alone: a second copy would repair it.
        let copy = path.with_file_name("recovery.db");
        fs::remove_file(&copy).ok();
        fs::remove_file(journal_of(&copy)).ok();
        let mut vault = self.vault.clone();
        match damage {
            Damage::Bit(at) => vault[at] ^= 1 << rng.below(8),
            Damage::Byte(at) => vault[at] = !vault[at],
            Damage::Cut(at) => vault.truncate(at),
            Damage::Block(at) => vault[at * BLOCK..(at + 1) * BLOCK].fill(0),
            Damage::Swap(at) => vault.clone_from(&self.swapped[at]),
            Damage::Journal(at) => {
                let hot = &self.hot.1;
                let bytes = match at {
                    0 => None,
                    1 => Some(Vec::new()),
                    2 => Some(vec![0; 4096]),
                    3 => {
                        vault.clone_from(&self.hot.0);
                        Some(hot.clone())
                    }
                    _ if at < 4 + GARBAGE => Some((0..rng.below(9000)).map(|_| rng.next().to_le_bytes()[0]).collect()),
                    // The file itself is intact: what was not synced in the journal was not written to the file.
                    _ => Some(hot[..(at - 4 - GARBAGE) * BLOCK].to_vec()),
                };
                if let Some(bytes) = bytes {
                    fs::write(&journal, bytes)?;
                }
            }
        }
        Ok(fs::write(path, vault)?)
    }
}

fn journal_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}

type Place<'a> = (&'a str, &'a str, i64);

fn swap(vault: &[u8], other: &Path, one: Place<'_>, two: Place<'_>) -> Result<Vec<u8>, Trouble> {
    fs::write(other, vault)?;
    let connection = Connection::open(other)?;
    let read = |(table, column, row): Place<'_>| {
        connection
            .query_row(&format!("SELECT {column} FROM {table} WHERE rowid = ?1"), [row], |row| row.get::<_, Vec<u8>>(0))
    };
    let write = |(table, column, row): Place<'_>, value: Vec<u8>| {
        connection.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE rowid = ?2"), (value, row))
    };
    let (first, second) = (read(one)?, read(two)?);
    write(one, second)?;
    write(two, first)?;
    drop(connection);
    Ok(fs::read(other)?)
}

/// Returns a vault as a killed program leaves it in the middle of a transaction, and the journal that restores it.
fn hot(vault: &[u8], other: &Path) -> Result<(Vec<u8>, Vec<u8>), Trouble> {
    fs::write(other, vault)?;
    let connection = Connection::open(other)?;
    // The cache is so small that changed pages are written to the file before the end.
    connection.execute_batch(
        "PRAGMA journal_mode=DELETE; PRAGMA cache_size=1; PRAGMA cache_spill=1; BEGIN IMMEDIATE;
         UPDATE pair SET refresh = zeroblob(5000), access = zeroblob(5000); UPDATE profile SET secret_key = zeroblob(9000);
         DELETE FROM event; INSERT INTO reserve VALUES (zeroblob(60000)), (zeroblob(60000));",
    )?;
    let hot = (fs::read(other)?, fs::read(journal_of(other))?);
    connection.execute_batch("ROLLBACK")?;
    if hot.0 == vault || hot.1.is_empty() {
        return Err("no hot journal could be created".into());
    }
    Ok(hot)
}
