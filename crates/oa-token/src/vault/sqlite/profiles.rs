//! The profiles, and what may be seen of them while locked.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use zeroize::Zeroizing;

use super::{attempts, columns, pairs};
use crate::outlet::{Outlet, OutletReport};
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId, ProfileKind, ProfileName, name_key};
use crate::rotation::plan::Fingerprint;
use crate::secret::{Secret, SecretBytes};
use crate::token::{Generation, Lives, Source, StoredPair};
use crate::transfer::CarriedProfile;
use crate::vault::seal::{Place, Sealer};
use crate::vault::{OaFacts, ProfileEdit, ProfileRecord, ProfileSeed, VaultError};

const WITH_CURRENT_PAIR: &str = "
    SELECT profile.*, pair.generation, pair.source, pair.issued_at, pair.access_expires_at, pair.refresh_expires_at,
        pair.obtained_at, pair.unconfirmed, pair.access_print, pair.refresh_print
    FROM profile JOIN pair ON pair.profile = profile.id
    WHERE profile.deleted_at IS NULL AND pair.generation = (SELECT max(generation) FROM pair AS other WHERE other.profile = profile.id)";

pub(super) fn all(connection: &Connection) -> Result<Vec<ProfileRecord>, VaultError> {
    let mut statement =
        connection.prepare(&format!("{WITH_CURRENT_PAIR} ORDER BY profile.created_at, profile.rowid"))?;
    let mut rows = statement.query([])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(record(connection, row)?);
    }
    Ok(records)
}

pub(super) fn find(connection: &Connection, name_or_id: &str) -> Result<Option<ProfileRecord>, VaultError> {
    let mut statement =
        connection.prepare(&format!("{WITH_CURRENT_PAIR} AND (profile.name_key = ?1 OR profile.id = ?2)"))?;
    let mut rows = statement.query([name_key(name_or_id), name_or_id.trim().to_owned()])?;
    rows.next()?.map(|row| record(connection, row)).transpose()
}

fn record(connection: &Connection, row: &Row<'_>) -> Result<ProfileRecord, VaultError> {
    let profile = profile(row)?;
    let last = attempts::last(connection, &profile.id)?;
    let moved_at = columns::optional_time(row, "moved_at")?;
    let facts = columns::optional_json(row, "oa_facts")?;
    let (automatic, callback) = (row.get("automatic")?, row.get("callback")?);
    let (outlet, outlet_report) =
        (columns::optional_json(row, "outlet")?, columns::optional_json(row, "outlet_report")?);
    let current = pairs::record(row)?;
    let sends = Vec::new();
    Ok(ProfileRecord { profile, current, last, moved_at, outlet, outlet_report, automatic, callback, facts, sends })
}

fn profile(row: &Row<'_>) -> Result<Profile, VaultError> {
    let name: String = row.get("name")?;
    let app_id: String = row.get("app_id")?;
    let oa_id: Option<String> = row.get("oa_id")?;
    let oa_name: Option<String> = row.get("oa_name")?;
    Ok(Profile {
        id: ProfileId::from_text(row.get::<_, String>("id")?),
        name: ProfileName::parse(&name).map_err(|_| VaultError::Damaged(None))?,
        app_id: AppId::parse(&app_id).map_err(|_| VaultError::Damaged(None))?,
        kind: columns::word(row, "kind")?,
        oa: oa_id.zip(oa_name).map(|(id, name)| OfficialAccount { id, name }),
        created_at: columns::time(row, "created_at")?,
    })
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
    let written = connection.execute(
        "INSERT INTO profile (id, kind, name, name_key, app_id, secret_key, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            id.as_str(),
            columns::to_word(&seed.kind),
            seed.name.as_str(),
            seed.name.key(),
            seed.app_id.as_str(),
            seal_secret_key(sealer, &id, &seed.secret_key),
            now.as_millisecond(),
        ],
    );
    name_taken(written)?;
    let first = StoredPair {
        generation: Generation::FIRST,
        source: Source::Import,
        pair: seed.pair.clone(),
        lives: Lives::default(),
        obtained_at: now,
        unconfirmed: false,
        answer: None,
    };
    pairs::insert(connection, sealer, &id, &first)?;
    let (name, app_id) = (seed.name.clone(), seed.app_id.clone());
    Ok(Profile { id, name, app_id, kind: seed.kind, oa: None, created_at: now })
}

/// Makes room for a carried profile under its own id: a new row, or the one it was deleted from. A name that is taken is
/// numbered.
pub(super) fn carry_in(
    connection: &Connection,
    sealer: &Sealer,
    carried: &CarriedProfile,
    now: Timestamp,
) -> Result<(), VaultError> {
    let profile = &carried.profile;
    let mut statement = connection.prepare("SELECT name_key FROM profile WHERE id <> ?1")?;
    let taken = statement.query_map([profile.id.as_str()], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let name = profile.name.clone().or_numbered(&taken);
    connection.execute(
        "INSERT INTO profile (id, kind, name, name_key, app_id, secret_key, oa_id, oa_name, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET name = ?3, name_key = ?4, app_id = ?5, secret_key = ?6, oa_id = ?7,
            oa_name = ?8, deleted_at = NULL, moved_at = NULL",
        params![
            profile.id.as_str(),
            columns::to_word(&ProfileKind::Live),
            name.as_str(),
            name.key(),
            profile.app_id.as_str(),
            seal_secret_key(sealer, &profile.id, &carried.secret_key),
            profile.oa.as_ref().map(|oa| &oa.id),
            profile.oa.as_ref().map(|oa| &oa.name),
            profile.created_at.min(now).as_millisecond(),
        ],
    )?;
    Ok(())
}

/// Takes a carried profile's app and secret key for the one that is here: its pairs were had with these.
pub(super) fn correct(connection: &Connection, sealer: &Sealer, carried: &CarriedProfile) -> Result<(), VaultError> {
    let edit = ProfileEdit {
        app_id: Some(carried.profile.app_id.clone()),
        secret_key: Some(carried.secret_key.clone()),
        ..ProfileEdit::default()
    };
    update(connection, sealer, &carried.profile.id, &edit)
}

/// Gives the fingerprint of an app with its secret key.
pub(super) fn credentials(sealer: &Sealer, app_id: &AppId, secret_key: &Secret) -> Fingerprint {
    let value = Zeroizing::new(format!("{app_id}\n{}", secret_key.expose()));
    sealer.fingerprint("credentials", value.as_bytes())
}

/// Refuses to put values of the user's in a practice profile.
pub(super) fn refuse_in_practice(
    connection: &Connection,
    id: &ProfileId,
    edit: &ProfileEdit,
) -> Result<(), VaultError> {
    if edit.app_id.is_none() && edit.secret_key.is_none() && edit.pair.is_none() {
        return Ok(());
    }
    let kind: Option<String> =
        connection.query_row("SELECT kind FROM profile WHERE id = ?1", [id.as_str()], |row| row.get(0)).optional()?;
    let is_practice = kind == Some(columns::to_word(&ProfileKind::Practice));
    if is_practice { Err(VaultError::Practice) } else { Ok(()) }
}

/// Writes what has changed in a profile, less its pair.
pub(super) fn update(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    edit: &ProfileEdit,
) -> Result<(), VaultError> {
    let written = connection.execute(
        "UPDATE profile SET name = coalesce(?2, name), name_key = coalesce(?3, name_key),
            app_id = coalesce(?4, app_id), secret_key = coalesce(?5, secret_key),
            oa_id = coalesce(?6, oa_id), oa_name = coalesce(?7, oa_name) WHERE id = ?1 AND deleted_at IS NULL",
        params![
            id.as_str(),
            edit.name.as_ref().map(ProfileName::as_str),
            edit.name.as_ref().map(ProfileName::key),
            edit.app_id.as_ref().map(AppId::as_str),
            edit.secret_key.as_ref().map(|secret| seal_secret_key(sealer, id, secret)),
            edit.oa.as_ref().map(|oa| &oa.id),
            edit.oa.as_ref().map(|oa| &oa.name),
        ],
    );
    if name_taken(written)? == 0 { Err(VaultError::NoSuchProfile) } else { Ok(()) }
}

/// Switches refreshing by itself.
pub(super) fn set_automatic(connection: &Connection, id: &ProfileId, automatic: bool) -> Result<bool, VaultError> {
    let written = connection.execute(
        "UPDATE profile SET automatic = ?2 WHERE id = ?1 AND deleted_at IS NULL AND automatic <> ?2",
        params![id.as_str(), automatic],
    )?;
    Ok(written > 0)
}

/// Sets the outlet.
pub(super) fn set_outlet(connection: &Connection, id: &ProfileId, outlet: Option<&Outlet>) -> Result<(), VaultError> {
    let written = connection.execute(
        "UPDATE profile SET outlet = ?2, outlet_report = NULL WHERE id = ?1 AND deleted_at IS NULL",
        params![id.as_str(), outlet.map(columns::to_json)],
    )?;
    if written == 0 { Err(VaultError::NoSuchProfile) } else { Ok(()) }
}

/// Notes how writing the outlet went.
pub(super) fn note_outlet(connection: &Connection, id: &ProfileId, report: &OutletReport) -> Result<(), VaultError> {
    connection.execute(
        "UPDATE profile SET outlet_report = ?2 WHERE id = ?1",
        params![id.as_str(), columns::to_json(report)],
    )?;
    Ok(())
}

/// Remembers the callback address.
pub(super) fn set_callback(connection: &Connection, id: &ProfileId, callback: &str) -> Result<(), VaultError> {
    let written = connection
        .execute("UPDATE profile SET callback = ?2 WHERE id = ?1 AND deleted_at IS NULL", [id.as_str(), callback])?;
    if written == 0 { Err(VaultError::NoSuchProfile) } else { Ok(()) }
}

/// Keeps what Zalo said of the OA.
pub(super) fn set_oa(
    connection: &Connection,
    id: &ProfileId,
    oa: &OfficialAccount,
    facts: &OaFacts,
) -> Result<(), VaultError> {
    let written = connection.execute(
        "UPDATE profile SET oa_id = ?2, oa_name = ?3, oa_facts = ?4 WHERE id = ?1 AND deleted_at IS NULL",
        params![id.as_str(), oa.id, oa.name, columns::to_json(facts)],
    )?;
    if written == 0 { Err(VaultError::NoSuchProfile) } else { Ok(()) }
}

/// Reads the app's secret key.
pub(super) fn secret_key(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<Secret, VaultError> {
    let ciphertext: Option<Vec<u8>> = connection
        .query_row("SELECT secret_key FROM profile WHERE id = ?1", [id.as_str()], |row| row.get(0))
        .optional()?;
    let ciphertext = ciphertext.ok_or(VaultError::NoSuchProfile)?;
    pairs::text(&SecretBytes::new(sealer.open(secret_key_place(id), &ciphertext)?.to_vec()))
}

fn seal_secret_key(sealer: &Sealer, id: &ProfileId, secret: &Secret) -> Vec<u8> {
    sealer.seal(secret_key_place(id), secret.expose().as_bytes())
}

fn secret_key_place(id: &ProfileId) -> Place<'_> {
    Place { table: "profile", row: id.as_str(), column: "secret_key" }
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
