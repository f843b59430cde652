//! The profiles, and the data of them that can be read while locked.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;
use oa_token_model::bundle::{BundleProfile, Differs};
use oa_token_model::profile::{AppId, OfficialAccount, Profile, ProfileId, ProfileKind, ProfileName, name_key};
use oa_token_model::records::{OaFacts, PairRecord, ProfileEdit, ProfileRecord, ProfileSeed};
use oa_token_model::refresh::AttemptState;
use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::secret::Secret;
use oa_token_model::token::{Expiry, Generation, Source, StoredPair};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use zeroize::Zeroizing;

use super::columns::{self, Walk};
use super::config::{self, Cache};
use super::destinations::{self, RawRow};
use super::pairs::{self, NewRow};
use super::{attempts, chain, file, former, meta};
use crate::VaultError;
use crate::seal::Sealer;

/// Returns the query of profiles with their current pairs and last attempts, as [`record`] walks them. It is one query
/// for all, because one more query for each of 10 000 profiles takes longer than everything else.
fn query(rest: &str) -> String {
    format!(
        "SELECT profile.id, {}, profile.name, profile.oa_name, profile.created_at, profile.oa_facts, {}, {}, {}
         FROM profile LEFT JOIN pair ON pair.profile = profile.id AND pair.generation = profile.current
            LEFT JOIN attempt ON attempt.sequence = ({})
         {rest}",
        Cache::COLUMNS,
        pairs::RECORD,
        attempts::ENTRY,
        attempts::SEEN,
        attempts::LAST
    )
}

/// Lists all profiles, oldest first. With the key, also marks those that somebody without the key has changed.
///
/// # Errors
/// [`VaultError::Damaged`] if the table and its index hold different profiles.
pub(super) fn all(connection: &Connection, sealer: Option<&Sealer>) -> Result<Vec<ProfileRecord>, VaultError> {
    // Ordered by row and then sorted by time here, with a stable sort: SQLite takes longer to sort whole rows.
    let mut statement = connection.prepare_cached(&query("WHERE profile.deleted_at IS NULL ORDER BY profile.rowid"))?;
    let mut rows = statement.query([])?;
    let (mut found, mut seen, mut is_odd) = (Vec::new(), 0_i64, false);
    while let Some(row) = rows.next()? {
        if !matches!(row.get_ref(0)?, ValueRef::Text([_, ..]) | ValueRef::Blob(_)) {
            continue; // Somebody removed its id. `faults` reports a missing profile.
        }
        seen += 1;
        match record(row) {
            Ok(Some(record)) => found.push(record),
            Ok(None) | Err(VaultError::Altered) => {
                is_odd = true;
                found.extend(unreadable(row).map(|record| (record, None)));
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(sealer) = sealer {
        check_all(sealer, &mut found, &destinations::raw(connection)?);
        for (record, _) in &mut found {
            record.corrected = is_corrected(connection, sealer, record);
        }
    }
    let counts = "SELECT (SELECT count(*) FROM profile WHERE id > '')
        - (SELECT count(*) FROM profile WHERE deleted_at IS NOT NULL)";
    let by_index: i64 = connection.prepare_cached(counts)?.query_row([], |row| row.get(0))?;
    if by_index != seen {
        return Err(VaultError::Damaged(None));
    }
    if is_odd {
        // The pair is missing because somebody deleted it, or because a damaged index hides it.
        file::check_rows(connection)?;
    }
    let mut records: Vec<_> = found.into_iter().map(|(record, _)| record).collect();
    records.sort_by_key(|record| record.profile.created_at);
    Ok(records)
}

/// A profile read from its columns, and the columns that the configuration repeats. `None` if those cannot be read.
type Unchecked = (ProfileRecord, Option<Cache>);

/// Opens the configuration of each profile and marks those whose columns differ from it. Uses several threads: with
/// thousands of OAs this takes as long as reading them.
fn check_all(sealer: &Sealer, found: &mut [Unchecked], places: &BTreeMap<String, Vec<RawRow>>) {
    /// Below this number a thread costs more than it saves.
    const SHARE: usize = 512;
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(found.len().div_ceil(SHARE));
    let shares = Mutex::new(found.chunks_mut(SHARE));
    let work = || {
        loop {
            let next = shares.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(share) = next else { return };
            for one in share {
                let places = places.get(one.0.profile.id.as_str()).map(Vec::as_slice);
                check(sealer, one, places.unwrap_or_default());
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // If no thread can be started, this thread does all the work.
            thread::Builder::new().spawn_scoped(scope, work).ok();
        }
        work();
    });
}

fn check(sealer: &Sealer, (record, cache): &mut Unchecked, places: &[RawRow]) {
    let Some(cache) = cache else { return };
    let config = cache.open(sealer, &record.profile.id);
    match config.and_then(|config| destinations::checked(sealer, &config, places)) {
        Ok(found) => record.destinations = destinations::records(&found),
        Err(_) => record.altered = true,
    }
}

/// Reads one profile. Returns `None` if it does not exist or was deleted.
///
/// # Errors
/// [`VaultError::Damaged`] if it is not found because rows and indexes disagree.
pub(super) fn one(
    connection: &Connection,
    sealer: Option<&Sealer>,
    id: &ProfileId,
) -> Result<Option<ProfileRecord>, VaultError> {
    let sql = query("WHERE profile.id = ?1 AND profile.deleted_at IS NULL");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id.as_str()])?;
    let Some(row) = rows.next()? else { return file::check_rows(connection).map(|()| None) };
    match record(row) {
        Ok(Some(mut found)) if found.0.profile.id == *id => {
            if let Some(sealer) = sealer {
                check(sealer, &mut found, &destinations::raw_of(connection, id)?);
                found.0.corrected = is_corrected(connection, sealer, &found.0);
            }
            Ok(Some(found.0))
        }
        Ok(Some(_)) => Err(VaultError::Damaged(None)),
        Ok(None) | Err(VaultError::Altered) => file::check_rows(connection).map(|()| unreadable(row)),
        Err(error) => Err(error),
    }
}

/// Finds the profile of this name, ignoring case.
pub(super) fn named(connection: &Connection, name: &str) -> Result<Option<ProfileId>, VaultError> {
    let found = connection
        .query_row("SELECT id FROM profile WHERE name_key = ?1 AND deleted_at IS NULL", [name_key(name)], |row| {
            columns::id(row, "id")
        })
        .optional()?;
    Ok(found)
}

/// Returns what can be read of a row that somebody without the key has written to.
fn unreadable(row: &Row<'_>) -> Option<ProfileRecord> {
    let id = columns::id(row, "id").ok()?;
    let app_id = row.get::<_, String>("app_id").ok().and_then(|app_id| AppId::parse(&app_id).ok());
    let current = PairRecord {
        generation: Generation(row.get("current").unwrap_or_default()),
        source: Source::Import,
        expiry: Expiry::default(),
        obtained_at: Timestamp::UNIX_EPOCH,
        unconfirmed: true,
        access: None,
        refresh: None,
    };
    Some(ProfileRecord {
        profile: Profile {
            name: shown_name(row.get("name"), &id),
            app_id: app_id.or_else(|| AppId::parse("0").ok())?,
            kind: columns::word(row, "kind").unwrap_or(ProfileKind::Live),
            oa: None,
            created_at: created_at(row),
            id,
        },
        current,
        last: None,
        moved_at: None,
        destinations: Vec::new(),
        automatic: false,
        callback: None,
        facts: None,
        old_copy: false,
        altered: true,
        corrected: false,
        sends: Vec::new(),
    })
}

/// Returns the name to show. A name that cannot be read must not stop anything: the id is shown in its place.
fn shown_name(name: rusqlite::Result<String>, id: &ProfileId) -> ProfileName {
    let name = name.ok();
    ProfileName::stored(name.as_deref().filter(|name| !name.is_empty()).unwrap_or(id.as_str()))
}

fn created_at(row: &Row<'_>) -> Timestamp {
    columns::time(row, "created_at").unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Reads a profile. Returns `None` if its current pair is not found.
///
/// # Errors
/// [`VaultError::Altered`] if the row holds values that this program does not write.
fn record(row: &Row<'_>) -> Result<Option<Unchecked>, VaultError> {
    let mut walk = Walk::new(row);
    let id = walk.id()?;
    let cache = Cache::read(&mut walk)?;
    let (name, oa_name) = (shown_name(walk.take(), &id), walk.take::<Option<String>>().unwrap_or_default());
    let profile = Profile {
        id,
        name,
        app_id: AppId::parse(&cache.app_id).map_err(|_| VaultError::Altered)?,
        kind: columns::of_word(&cache.kind).map_err(|_| VaultError::Altered)?,
        oa: cache.oa_id.clone().zip(oa_name).map(|(id, name)| OfficialAccount { id, name }),
        created_at: walk.time().unwrap_or(Timestamp::UNIX_EPOCH),
    };
    // These values are only shown, so an unreadable one must not stop anything.
    let facts = walk.optional_json().unwrap_or_default();
    if walk.is_before_null()? {
        return Ok(None);
    }
    let moved_at = cache.moved_at.map(|at| Timestamp::from_millisecond(at).map_err(|_| VaultError::Altered));
    let record = ProfileRecord {
        profile,
        current: pairs::record(&mut walk)?,
        last: attempts::last(&mut walk)?,
        moved_at: moved_at.transpose()?,
        destinations: Vec::new(),
        automatic: cache.automatic != 0,
        callback: cache.callback.clone(),
        facts,
        old_copy: cache.old_copy != 0,
        altered: false,
        corrected: false,
        sends: Vec::new(),
    };
    Ok(Some((record, Some(cache))))
}

/// Writes a new profile and its first pair.
pub(super) fn insert(
    connection: &Connection,
    sealer: &Sealer,
    seed: &ProfileSeed,
    now: Timestamp,
) -> Result<Profile, VaultError> {
    let id = ProfileId::random();
    pairs::refuse_held(connection, sealer, &id, &seed.pair)?;
    let config = config::Config::new(seed.kind, &seed.app_id);
    let (name, app_id) = (seed.name.clone(), seed.app_id.clone());
    let profile = Profile { id, name, app_id, kind: seed.kind, oa: None, created_at: now };
    let config = insert_row(connection, sealer, &profile, config, &seed.secret_key)?;
    let first = StoredPair {
        generation: Generation::FIRST,
        source: Source::Import,
        pair: seed.pair.clone(),
        expiry: Expiry::default(),
        obtained_at: now,
        unconfirmed: false,
        answer: None,
    };
    add_first(connection, sealer, &profile.id, config, &first)?;
    meta::change(connection, sealer, |state| state.profiles += 1)?;
    Ok(profile)
}

fn add_first(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    mut config: config::Config,
    first: &StoredPair,
) -> Result<(), VaultError> {
    config.current = first.generation.0;
    pairs::insert(connection, sealer, id, &mut config, &NewRow { stored: first, attempt: None, follows: None })?;
    config::write(connection, sealer, id, &config)
}

fn insert_row(
    connection: &Connection,
    sealer: &Sealer,
    profile: &Profile,
    mut config: config::Config,
    secret_key: &Secret,
) -> Result<config::Config, VaultError> {
    let written = connection.execute(
        "INSERT INTO profile (id, kind, name, name_key, app_id, secret_key, oa_name, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, X'', ?6, ?7)",
        params![
            profile.id.as_str(),
            columns::to_word(&config.kind),
            profile.name.as_str(),
            profile.name.key(),
            config.app_id,
            profile.oa.as_ref().map(|oa| &oa.name),
            profile.created_at.as_millisecond(),
        ],
    );
    name_taken(written)?;
    config.pairs = chain::seal_pairs(connection, sealer, &profile.id)?;
    config::set_secret_key(connection, sealer, &profile.id, &config, secret_key)?;
    config::write(connection, sealer, &profile.id, &config)?;
    Ok(config)
}

/// Creates a profile from a bundle under its own id, or reuses the row that it was deleted from. A name that is taken
/// gets a number. The caller adds the pairs.
pub(super) fn import_profile(
    connection: &Connection,
    sealer: &Sealer,
    carried: &BundleProfile,
    now: Timestamp,
) -> Result<(), VaultError> {
    let profile = &carried.profile;
    let name = profile.name.clone().or_numbered(&other_names(connection, &profile.id)?);
    match config::read(connection, sealer, &profile.id) {
        Err(VaultError::NoSuchProfile) => {
            let mut config = config::Config::new(ProfileKind::Live, &profile.app_id);
            config.oa_id = profile.oa.as_ref().map(|oa| oa.id.clone());
            let profile = Profile { name, created_at: profile.created_at.min(now), ..profile.clone() };
            insert_row(connection, sealer, &profile, config, &carried.secret_key)?;
            meta::change(connection, sealer, |state| state.profiles += 1)
        }
        Err(error) => Err(error),
        Ok(mut config) => {
            connection.execute(
                "UPDATE profile SET name = ?2, name_key = ?3, oa_name = ?4 WHERE id = ?1",
                params![profile.id.as_str(), name.as_str(), name.key(), profile.oa.as_ref().map(|oa| &oa.name)],
            )?;
            profile.app_id.as_str().clone_into(&mut config.app_id);
            config.oa_id = profile.oa.as_ref().map(|oa| oa.id.clone());
            (config.deleted_at, config.moved_at) = (None, None);
            config::set_secret_key(connection, sealer, &profile.id, &config, &carried.secret_key)?;
            config::write(connection, sealer, &profile.id, &config)
        }
    }
}

/// Makes a profile that was deleted or moved away a live one again, with all its data.
pub(super) fn revive(connection: &Connection, sealer: &Sealer, profile: &Profile) -> Result<(), VaultError> {
    let mut config = config::read(connection, sealer, &profile.id)?;
    if config.deleted_at.is_none() && config.moved_at.is_none() {
        return Ok(());
    }
    let current = pairs::current(connection, sealer, &profile.id, &config)?;
    pairs::refuse_held(connection, sealer, &profile.id, &current.pair)?;
    if config.deleted_at.is_some() {
        let name = profile.name.clone().or_numbered(&other_names(connection, &profile.id)?);
        let sql = "UPDATE profile SET name = ?2, name_key = ?3 WHERE id = ?1";
        connection.execute(sql, params![profile.id.as_str(), name.as_str(), name.key()])?;
    }
    (config.deleted_at, config.moved_at) = (None, None);
    config::write(connection, sealer, &profile.id, &config)
}

/// Switches automatic refresh off: the computer that the bundle comes from may still refresh this profile.
pub(super) fn switch_off(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<(), VaultError> {
    let mut config = config::read(connection, sealer, id)?;
    config.automatic = false;
    config::write(connection, sealer, id, &config)
}

/// Replaces the app, OA and secret key by those of a bundle, after a person confirmed. The old secret key is kept.
pub(super) fn take_over(
    connection: &Connection,
    sealer: &Sealer,
    carried: &BundleProfile,
    differs: Differs,
) -> Result<(), VaultError> {
    let id = &carried.profile.id;
    let mut config = config::read(connection, sealer, id)?;
    if differs.secret_key
        && let Some(secret) = config::secret_key(connection, sealer, id, &config)?
    {
        former::keep(sealer, id, &mut config, &secret);
        config::write(connection, sealer, id, &config)?;
    }
    if differs.oa {
        // Zalo reported these facts about the other OA.
        connection.execute("UPDATE profile SET oa_facts = NULL WHERE id = ?1", [id.as_str()])?;
    }
    let edit = ProfileEdit {
        app_id: Some(carried.profile.app_id.clone()),
        secret_key: Some(carried.secret_key.clone()),
        oa: carried.profile.oa.clone().filter(|_| differs.oa),
        ..ProfileEdit::default()
    };
    update(connection, sealer, id, &edit).map(drop)
}

fn other_names(connection: &Connection, id: &ProfileId) -> Result<HashSet<String>, VaultError> {
    let mut statement = connection.prepare("SELECT name_key FROM profile WHERE id <> ?1")?;
    let names = statement.query_map([id.as_str()], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Reports whether Zalo rejected other values than the current ones. False for any other result, so that the secret key
/// is opened only if needed.
fn is_corrected(connection: &Connection, sealer: &Sealer, record: &ProfileRecord) -> bool {
    let Some(last) = record.last.as_ref().filter(|_| !record.altered) else { return false };
    if !matches!(last.entry.attempt.state, AttemptState::Refused(_) | AttemptState::Dead(_)) {
        return false;
    }
    let id = &record.profile.id;
    let secret_key =
        config::read(connection, sealer, id).and_then(|of| config::secret_key(connection, sealer, id, &of));
    // If it does not open, the call that needs it reports that.
    let Ok(Some(secret_key)) = secret_key else { return false };
    last.entry.credentials != credentials(sealer, &record.profile.app_id, &secret_key)
}

/// Returns the fingerprint of an app with its secret key.
pub(super) fn credentials(sealer: &Sealer, app_id: &AppId, secret_key: &Secret) -> Fingerprint {
    let value = Zeroizing::new(format!("{app_id}\n{}", secret_key.expose()));
    sealer.fingerprint("credentials", value.as_bytes())
}

/// Writes the changes of a profile, except its pair. Returns its configuration.
///
/// # Errors
/// [`VaultError::Practice`] if values of the user are written to a practice profile.
pub(super) fn update(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    edit: &ProfileEdit,
) -> Result<config::Config, VaultError> {
    let has_values = edit.app_id.is_some() || edit.secret_key.is_some() || edit.pair.is_some();
    let kind = config::read(connection, sealer, id)?.kind;
    if has_values && kind == ProfileKind::Practice {
        return Err(VaultError::Practice);
    }
    if let Some(name) = &edit.name {
        let sql = "UPDATE profile SET name = ?2, name_key = ?3 WHERE id = ?1 AND deleted_at IS NULL";
        name_taken(connection.execute(sql, params![id.as_str(), name.as_str(), name.key()]))?;
    }
    if let Some(oa) = &edit.oa {
        connection.execute("UPDATE profile SET oa_name = ?2 WHERE id = ?1", params![id.as_str(), oa.name])?;
    }
    if edit.from_team.as_ref().is_some_and(|from| from.over) {
        let mut config = config::read(connection, sealer, id)?;
        if let Some(secret) = config::secret_key(connection, sealer, id, &config)?.filter(|secret| !secret.is_empty()) {
            former::keep(sealer, id, &mut config, &secret);
            config::write(connection, sealer, id, &config)?;
        }
    }
    let config = config::change(connection, sealer, id, |config| {
        if let Some(app_id) = &edit.app_id {
            app_id.as_str().clone_into(&mut config.app_id);
        }
        if let Some(oa) = &edit.oa {
            config.oa_id = Some(oa.id.clone());
        }
    })?;
    if let Some(secret) = &edit.secret_key {
        config::set_secret_key(connection, sealer, id, &config, secret)?;
    }
    Ok(config)
}

/// Switches automatic refresh. Returns whether that changed anything.
pub(super) fn set_automatic(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    automatic: bool,
) -> Result<bool, VaultError> {
    let mut changed = false;
    config::change(connection, sealer, id, |config| {
        changed = config.automatic != automatic;
        config.automatic = automatic;
    })?;
    Ok(changed)
}

/// Stores the callback address.
pub(super) fn set_callback(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    callback: &str,
) -> Result<(), VaultError> {
    config::change(connection, sealer, id, |config| config.callback = Some(callback.to_owned())).map(drop)
}

/// Stores what Zalo reported about the OA.
pub(super) fn set_oa(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    oa: &OfficialAccount,
    facts: &OaFacts,
) -> Result<(), VaultError> {
    config::change(connection, sealer, id, |config| config.oa_id = Some(oa.id.clone()))?;
    connection.execute(
        "UPDATE profile SET oa_name = ?2, oa_facts = ?3 WHERE id = ?1",
        params![id.as_str(), oa.name, columns::to_json(facts)],
    )?;
    Ok(())
}

/// Reads the app's secret key.
pub(super) fn secret_key(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    config: &config::Config,
) -> Result<Secret, VaultError> {
    config::secret_key(connection, sealer, id, config)?.ok_or(VaultError::NoSuchProfile)
}

fn name_taken(written: rusqlite::Result<usize>) -> Result<usize, VaultError> {
    written.map_err(|error| {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) {
            VaultError::NameTaken
        } else {
            error.into()
        }
    })
}
