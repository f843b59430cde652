//! Deleted profiles. They can be restored for a while. Then their secrets are erased, and their attempts stay.
//!
//! The attempts are never deleted, so that a token spent here is recognised when it is pasted again.

use std::collections::HashSet;

use jiff::Timestamp;
use oa_token_model::profile::{ProfileId, ProfileName};
use oa_token_model::records::DeletedProfile;
use rusqlite::{Connection, OptionalExtension, params};

use super::{chain, columns, config, destinations, pairs};
use crate::VaultError;
use crate::seal::Sealer;

/// Marks a profile as deleted and frees its name.
pub(super) fn delete(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    now: Timestamp,
) -> Result<(), VaultError> {
    config::change(connection, sealer, id, |config| config.deleted_at = Some(now.as_millisecond()))?;
    // Cannot collide with a name: names contain no control characters.
    let key = format!("\u{1}{id}");
    connection.execute("UPDATE profile SET name_key = ?2 WHERE id = ?1", [id.as_str(), &key])?;
    Ok(())
}

/// Lists the profiles that can be restored, newest first.
pub(super) fn all(connection: &Connection) -> Result<Vec<DeletedProfile>, VaultError> {
    let mut statement = connection.prepare(
        "SELECT id, name, deleted_at FROM profile WHERE deleted_at IS NOT NULL
            AND EXISTS (SELECT 1 FROM pair WHERE pair.profile = profile.id) ORDER BY deleted_at DESC, rowid DESC",
    )?;
    let found = statement.query_map([], |row| {
        let one = || -> rusqlite::Result<DeletedProfile> {
            Ok(DeletedProfile {
                id: columns::id(row, "id")?,
                name: row.get("name")?,
                deleted_at: columns::time(row, "deleted_at")?,
            })
        };
        Ok(one().ok())
    })?;
    // An unreadable row cannot be restored, and must not hide the others.
    Ok(found.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

/// Restores a profile, under its name or, if that is taken now, under a numbered one.
pub(super) fn restore(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<(), VaultError> {
    let name: Option<String> = connection
        .query_row("SELECT name FROM profile WHERE id = ?1 AND deleted_at IS NOT NULL", [id.as_str()], |row| row.get(0))
        .optional()?;
    let name = name.ok_or(VaultError::NoSuchProfile)?;
    let name = ProfileName::stored(&name);
    // Fails if the secrets were erased.
    let mut config = config::read(connection, sealer, id)?;
    let current = pairs::current(connection, sealer, id, &config)?;
    pairs::refuse_held(connection, sealer, id, &current.pair)?;
    let mut statement = connection.prepare("SELECT name_key FROM profile")?;
    let taken = statement.query_map([], |row| row.get(0))?.collect::<Result<HashSet<String>, _>>()?;
    let free = name.or_numbered(&taken);
    connection.execute(
        "UPDATE profile SET name = ?2, name_key = ?3 WHERE id = ?1",
        params![id.as_str(), free.as_str(), free.key()],
    )?;
    config::change_read(connection, sealer, id, &mut config, |config| config.deleted_at = None)
}

const OVERDUE: &str = "SELECT id FROM profile WHERE deleted_at < ?1
    AND EXISTS (SELECT 1 FROM pair WHERE pair.profile = profile.id)";

/// Reports whether a profile deleted before `before` still has its secrets.
pub(super) fn is_any(connection: &Connection, before: Timestamp) -> Result<bool, VaultError> {
    let mut statement = connection.prepare(OVERDUE)?;
    Ok(statement.exists([before.as_millisecond()])?)
}

/// Erases the secrets of profiles deleted before `before`. Returns these profiles.
pub(super) fn forget(
    connection: &Connection,
    sealer: &Sealer,
    before: Timestamp,
) -> Result<Vec<ProfileId>, VaultError> {
    let mut statement = connection.prepare(OVERDUE)?;
    let ids = statement.query_map([before.as_millisecond()], |row| columns::id(row, "id"))?;
    let ids = ids.collect::<Result<Vec<ProfileId>, _>>()?;
    let mut gone = Vec::new();
    for id in ids {
        // Skips a profile that somebody without the key has marked as deleted.
        let mut config = match config::read(connection, sealer, &id) {
            Err(VaultError::Altered) => continue,
            other => other?,
        };
        let of = id.as_str();
        connection.execute("UPDATE profile SET secret_key = X'' WHERE id = ?1", [of])?;
        let sql = "DELETE FROM answer WHERE attempt IN (SELECT id FROM attempt WHERE profile = ?1)";
        connection.execute(sql, [of])?;
        connection.execute("DELETE FROM pair WHERE profile = ?1", [of])?;
        config.current = 0;
        config.former_keys.clear();
        destinations::erase(connection, &id, &mut config)?;
        config.pairs = chain::seal_pairs(connection, sealer, &id)?;
        config::write(connection, sealer, &id, &config)?;
        gone.push(id);
    }
    Ok(gone)
}
