//! Migrates a file of an older version to this one: its tables when it is opened, its sealed values at the first
//! unlock.

use std::path::Path;
use std::time::{Duration, Instant};

use oa_token_model::destination::{DeliveryProgress, Destination, DestinationId, DestinationName, FileTarget, Target};
use oa_token_model::profile::{AppId, ProfileId};
use oa_token_model::records::HistoryEvent;
use oa_token_model::refresh::plan::AttemptId;
use oa_token_model::secret::SecretBytes;
use oa_token_model::token::StoredPair;
use oa_token_model::zalo::RawAnswer;
use rusqlite::{Connection, TransactionBehavior, params};
use zeroize::Zeroizing;

use super::config::{self, Config};
use super::pairs::{self, NewRow};
use super::{SqliteVault, chain, columns, destinations, file, history, meta, reconcile, schema, slots, spent};
use crate::VaultError;
use crate::keys::DataKey;
use crate::seal::Sealer;

/// How long to wait for exclusive access to an older file: another program may be migrating it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Migrates an older file to this version. Fails if another program has it open: an older program would go on writing.
pub(super) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), VaultError> {
    if super::file::version(connection)? >= schema::VERSION {
        return Ok(());
    }
    let begun = Instant::now();
    let _alone = loop {
        if let Some(alone) = SqliteVault::alone(path) {
            break alone;
        }
        // Another program of this version may be migrating the file.
        if begun.elapsed() > PATIENCE {
            return Err(VaultError::InUse { by: file::users(path) });
        }
        std::thread::sleep(PATIENCE / 20);
    };
    tables(connection)
}

/// Migrates the tables step by step in one transaction. No other program may have the file open: an older one would go
/// on writing to tables it does not know.
pub(super) fn tables(connection: &mut Connection) -> Result<(), VaultError> {
    // Renaming a table must not change the references that point to it.
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    connection.pragma_update(None, "legacy_alter_table", "ON")?;
    let done = all_steps(connection);
    connection.pragma_update(None, "legacy_alter_table", "OFF")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    done
}

fn all_steps(connection: &mut Connection) -> Result<(), VaultError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again inside the transaction: another process may have migrated the file meanwhile.
    let from = usize::try_from(super::file::version(&transaction)?).map_err(|_| VaultError::Damaged(None))?;
    for step in schema::STEPS.iter().skip(from.saturating_sub(1)) {
        transaction.execute_batch(step)?;
    }
    if from < 8 {
        for table in schema::ASIDE {
            transaction.execute_batch(&format!("ALTER TABLE {table} RENAME TO old_{table}"))?;
        }
        drop_indexes(&transaction)?;
        transaction.execute_batch(schema::TABLES)?;
        transaction.execute_batch(schema::COPY_7)?;
        for table in schema::ASIDE {
            transaction.execute_batch(&format!("DROP TABLE old_{table}"))?;
        }
    } else {
        if from < 9 {
            transaction.execute_batch(schema::ADD_9)?;
        }
        if from < 10 {
            transaction.execute_batch(schema::ADD_10)?;
        }
    }
    versions(&transaction)?;
    Ok(transaction.commit()?)
}

fn drop_indexes(connection: &Connection) -> Result<(), VaultError> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
    let mut statement = connection.prepare(sql)?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    for name in names {
        connection.execute_batch(&format!("DROP INDEX \"{}\"", name.replace('"', "\"\"")))?;
    }
    Ok(())
}

/// Writes the schema version and the minimum versions that may read and write this file.
pub(super) fn versions(connection: &Connection) -> Result<(), VaultError> {
    connection.pragma_update(None, "user_version", schema::VERSION)?;
    meta::set_plain(connection, "min_reader_version", &schema::VERSION.to_string())?;
    meta::set_plain(connection, "min_writer_version", &schema::VERSION.to_string())
}

/// Seals all values in this version's format, once. Refuses values that are already in this format: then somebody has
/// made a current file look old.
pub(super) fn seals(connection: &mut Connection, vault_id: &str, key: &DataKey) -> Result<(), VaultError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if meta::is_sealed(&transaction)? {
        return Ok(());
    }
    // Keeps the fingerprint key that version 7 derived, so that spent tokens stay known.
    let sealer = Sealer::new(vault_id, meta::epoch(&transaction)?, key);
    let state = meta::State {
        revision: 1,
        slots: slots::all(&transaction)?.into_iter().map(|slot| slot.id).collect(),
        profiles: meta::profiles(&transaction)?,
        settings: settings(&transaction, &sealer)?,
        ..meta::State::default()
    };
    let ids = {
        let mut statement = transaction.prepare("SELECT id FROM profile")?;
        let ids = statement.query_map([], |row| columns::id(row, "id"))?;
        ids.collect::<Result<Vec<ProfileId>, _>>()?
    };
    let now = reconcile::now(&transaction)?;
    for id in &ids {
        profile(&transaction, &sealer, id)?;
        history::add(&transaction, id, &HistoryEvent::Sealed, now)?;
    }
    answers(&transaction, &sealer)?;
    spent::seal_all(&transaction, &sealer)?;
    meta::begin(&transaction, &sealer, &state)?;
    Ok(transaction.commit()?)
}

/// Makes the file of each OA of version 8 its first place, once. `is_confirmed` says whether the user has named it on this
/// computer; a place that came with a restored file starts switched off.
pub(super) fn outlets(
    connection: &Connection,
    sealer: &Sealer,
    is_confirmed: &dyn Fn(&ProfileId) -> bool,
) -> Result<Vec<ProfileId>, VaultError> {
    let mut moved = Vec::new();
    for id in reconcile::ids(connection)? {
        let mut config = match config::read(connection, sealer, &id) {
            // It is stopped, and so is its file.
            Err(VaultError::Altered) => continue,
            other => other?,
        };
        let Some(text) = config.outlet.take() else { continue };
        let file: FileTarget = serde_json::from_str(&text).map_err(|_| VaultError::Altered)?;
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let destination = Destination {
            id: DestinationId::random(),
            oa: id.clone(),
            name: DestinationName::stored(&name),
            enabled: is_confirmed(&id),
            created_at: reconcile::now(connection)?,
            target: Target::File(file),
        };
        destinations::write(connection, sealer, &mut config, &destination, &DeliveryProgress::default())?;
        config::write(connection, sealer, &id, &config)?;
        connection.execute("UPDATE profile SET outlet_report = NULL WHERE id = ?1", [id.as_str()])?;
        moved.push(id);
    }
    meta::change(connection, sealer, |state| state.has_destinations = true)?;
    Ok(moved)
}

type Settings = std::collections::BTreeMap<String, Zeroizing<String>>;

fn settings(connection: &Connection, sealer: &Sealer) -> Result<Settings, VaultError> {
    let mut statement = connection.prepare("SELECT key, value FROM meta WHERE key LIKE 'setting %'")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows = rows.collect::<Result<Vec<(String, String)>, _>>()?;
    connection.execute("DELETE FROM meta WHERE key LIKE 'setting %'", [])?;
    let mut settings = Settings::new();
    for (key, value) in rows {
        let name = key.trim_start_matches("setting ").to_owned();
        let hidden = columns::from_hex(&value).ok_or(VaultError::Unsealable)?;
        let plain = sealer.open_version_1("setting", &name, "value", &hidden)?;
        let text = String::from_utf8(plain.to_vec()).map_err(|_| VaultError::Unsealable)?;
        settings.insert(name, Zeroizing::new(text));
    }
    Ok(settings)
}

/// Reads the columns of a version 7 profile into its configuration, and seals its secrets.
fn profile(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<(), VaultError> {
    let (mut config, hidden) = connection.query_row("SELECT * FROM profile WHERE id = ?1", [id.as_str()], |row| {
        let app_id: String = row.get("app_id")?;
        let mut config = Config::new(
            columns::word(row, "kind")?,
            &AppId::parse(&app_id)
                .map_err(|_| rusqlite::Error::InvalidColumnType(0, "app_id".to_owned(), rusqlite::types::Type::Text))?,
        );
        config.oa_id = row.get("oa_id")?;
        config.callback = row.get("callback")?;
        config.automatic = row.get("automatic")?;
        config.moved_at = row.get("moved_at")?;
        config.deleted_at = row.get("deleted_at")?;
        config.outlet = row.get("outlet")?;
        config.current = row.get("current")?;
        config.newest = config.current;
        Ok((config, row.get::<_, Vec<u8>>("secret_key")?))
    })?;
    if !hidden.is_empty() {
        let plain = sealer.open_version_1("profile", id.as_str(), "secret_key", &hidden)?;
        let secret = pairs::text(&SecretBytes::new(plain.to_vec()))?;
        config::set_secret_key(connection, sealer, id, &config, &secret)?;
    }
    each_pair(connection, sealer, id, &config)?;
    config.pairs = chain::seal_pairs(connection, sealer, id)?;
    chain::seal_from(connection, sealer, id, &mut config, 0)?;
    config::write(connection, sealer, id, &config)
}

fn each_pair(connection: &Connection, sealer: &Sealer, id: &ProfileId, config: &Config) -> Result<(), VaultError> {
    let found = {
        let sql = format!("SELECT {}, pair.* FROM pair WHERE profile = ?1", pairs::RECORD);
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([id.as_str()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(pair(row, sealer, id)?);
        }
        found
    };
    for (attempt, stored) in &found {
        let new = NewRow { stored, attempt: attempt.as_ref(), follows: None };
        pairs::write(connection, sealer, id, config.kind, &new)?;
    }
    Ok(())
}

type OldPair = (Option<AttemptId>, StoredPair);

fn pair(row: &rusqlite::Row<'_>, sealer: &Sealer, id: &ProfileId) -> Result<OldPair, VaultError> {
    let seen = pairs::record(&mut columns::Walk::new(row))?;
    let name = format!("{id}#{}", seen.generation.0);
    let open = |column: &'static str| -> Result<Option<SecretBytes>, VaultError> {
        let hidden: Option<Vec<u8>> = row.get(column)?;
        let open = |hidden: Vec<u8>| sealer.open_version_1("pair", &name, column, &hidden);
        hidden.map(|hidden| Ok(SecretBytes::new(open(hidden)?.to_vec()))).transpose()
    };
    let stored = pairs::stored(&seen, open)?;
    Ok((row.get::<_, Option<String>>("attempt")?.map(AttemptId), stored))
}

/// Seals each answer again, bound to its send.
fn answers(connection: &Connection, sealer: &Sealer) -> Result<(), VaultError> {
    let sql = "SELECT answer.attempt, answer.send, answer.at, answer.status, answer.headers, answer.body,
        answer.complete, profile.kind
        FROM answer JOIN attempt ON attempt.id = answer.attempt JOIN profile ON profile.id = attempt.profile";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get("attempt")?;
        let open = |column: &'static str| -> Result<_, VaultError> {
            sealer.open_version_1("attempt", &id, column, &row.get::<_, Vec<u8>>(column)?)
        };
        let headers = serde_json::from_slice(&open("headers")?).map_err(|_| VaultError::Unsealable)?;
        let body = SecretBytes::new(open("body")?.to_vec());
        let answer = RawAnswer { status: row.get("status")?, headers, body, complete: row.get("complete")? };
        found.push((AttemptId(id), row.get("send")?, columns::time(row, "at")?, answer, columns::word(row, "kind")?));
    }
    for (id, send, at, answer, kind) in &found {
        connection.execute("DELETE FROM answer WHERE attempt = ?1 AND send = ?2", params![id.0, send])?;
        super::answers::keep(connection, sealer, *kind, (id, *send), answer, *at)?;
    }
    Ok(())
}
