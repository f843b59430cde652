//! Export of profiles to a bundle and import from one, with the results of their attempts.

use jiff::Timestamp;
use oa_token_model::bundle::{BundleProfile, BundleSpend, Decision, Here, MadeBy, MergeStatus};
use oa_token_model::profile::{AppId, OfficialAccount, Profile, ProfileId, ProfileKind, ProfileName};
use oa_token_model::records::HistoryEvent;
use oa_token_model::refresh::AttemptState;
use oa_token_model::refresh::plan::AttemptId;
use oa_token_model::token::{Generation, StoredPair};
use rusqlite::{Connection, Row, params};

use super::pairs::{self, NewRow};
use super::spent::{self, Fate};
use super::{chain, columns, config, destinations, profiles};
use crate::VaultError;
use crate::seal::Sealer;

/// Marks a profile as moved since `at`, or as not moved.
pub(super) fn set_moved(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    at: Option<Timestamp>,
) -> Result<(), VaultError> {
    config::change(connection, sealer, id, |config| config.moved_at = columns::millis(at)).map(drop)
}

/// Reads one live profile, or all that were not moved, with its kept pairs and spends.
pub(super) fn read(
    connection: &Connection,
    sealer: &Sealer,
    of: Option<&ProfileId>,
) -> Result<Vec<BundleProfile>, VaultError> {
    let records = profiles::all(connection, Some(sealer))?;
    let wanted = records.into_iter().filter(|record| {
        let is_meant = of.map_or(record.moved_at.is_none(), |id| record.profile.id == *id);
        is_meant && record.profile.kind == ProfileKind::Live
    });
    wanted
        .map(|record| {
            let id = &record.profile.id;
            let config = config::read(connection, sealer, id)?;
            chain::check_tail(connection, sealer, id, &config)?;
            let secret_key = profiles::secret_key(connection, sealer, id, &config)?;
            let (pairs, spends) = (pairs::kept(connection, sealer, id, &config)?, spends(connection, id)?);
            Ok(BundleProfile { profile: record.profile, secret_key, automatic: record.automatic, pairs, spends })
        })
        .collect()
}

fn spends(connection: &Connection, of: &ProfileId) -> Result<Vec<BundleSpend>, VaultError> {
    // Spends of tokens that are not kept are useless elsewhere: fingerprints are keyed with this vault's key.
    let mut statement = connection.prepare(
        "SELECT * FROM attempt WHERE profile = ?1 AND state <> 'prepared'
            AND spends IN (SELECT generation FROM pair WHERE profile = ?1) ORDER BY sequence",
    )?;
    let found = statement.query_map([of.as_str()], spend)?;
    Ok(found.map(|found| found.map(BundleSpend::settled)).collect::<Result<_, _>>()?)
}

fn spend(row: &Row<'_>) -> rusqlite::Result<BundleSpend> {
    Ok(BundleSpend {
        id: AttemptId(row.get("id")?),
        spends: Generation(row.get("spends")?),
        brought: row.get::<_, Option<u32>>("brought")?.map(Generation),
        state: columns::json(row, "detail")?,
        sends: row.get("sends")?,
        recoveries: row.get("recoveries")?,
        lost: columns::optional_json(row, "lost")?,
        released: row.get("released")?,
        prepared_at: columns::time(row, "prepared_at")?,
        sent_at: columns::optional_time(row, "sent_at")?,
        answered_at: columns::optional_time(row, "answered_at")?,
    })
}

/// Returns how a profile from a bundle relates to the data here.
pub(super) fn standing(
    connection: &Connection,
    sealer: &Sealer,
    carried: &BundleProfile,
    made_by: MadeBy,
) -> Result<MergeStatus, VaultError> {
    if let Some(by) = pairs::held_by(connection, sealer, Some(&carried.profile.id), &carried.newest().pair)? {
        return Ok(MergeStatus::Held { by });
    }
    let here = here(connection, sealer, &carried.profile.id)?;
    Ok(here.map_or(MergeStatus::New, |here| here.standing(carried, made_by)))
}

/// Reads the local data of a profile id, deleted or not.
fn here(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<Option<Here>, VaultError> {
    let config = match config::read(connection, sealer, id) {
        Ok(config) => config,
        Err(VaultError::NoSuchProfile) => return Ok(None),
        Err(error) => return Err(error),
    };
    let sql = "SELECT name, oa_name, created_at FROM profile WHERE id = ?1";
    let (name, oa_name, created_at): (String, Option<String>, _) = connection
        .query_row(sql, [id.as_str()], |row| Ok((row.get(0)?, row.get(1)?, columns::time(row, "created_at")?)))?;
    let oa = config.oa_id.clone().map(|id| OfficialAccount { id, name: oa_name.unwrap_or_default() });
    let profile = Profile {
        id: id.clone(),
        name: ProfileName::stored(&name),
        app_id: AppId::parse(&config.app_id).map_err(|_| VaultError::Altered)?,
        kind: config.kind,
        oa,
        created_at,
    };
    Ok(Some(Here {
        profile,
        secret_key: config::secret_key(connection, sealer, id, &config)?,
        kept: pairs::kept(connection, sealer, id, &config)?,
        is_moved: config.moved_at.is_some(),
        is_deleted: config.deleted_at.is_some(),
    }))
}

/// Imports a profile from a bundle according to its merge status and the decision. Returns the history event, or `None`
/// if nothing changed.
pub(super) fn take(
    connection: &Connection,
    sealer: &Sealer,
    carried: &BundleProfile,
    (made_by, decision): (MadeBy, Decision),
    now: Timestamp,
) -> Result<Option<HistoryEvent>, VaultError> {
    let id = &carried.profile.id;
    let standing = standing(connection, sealer, carried, made_by)?;
    let here = here(connection, sealer, id)?;
    let is_asked = standing.conflict().is_some();
    let is_taken = if is_asked { decision == Decision::Replace } else { standing.is_taken() };
    if !is_taken {
        return Ok(None);
    }
    let brings = match &here {
        Some(here) if here.profile.kind == ProfileKind::Practice => return Err(VaultError::Practice),
        Some(here) if !here.kept.is_empty() => {
            profiles::revive(connection, sealer, &here.profile)?;
            match standing.conflict() {
                Some(conflict) => {
                    profiles::take_over(connection, sealer, carried, conflict.differs)?;
                    conflict.differs.pair
                }
                None => here.is_behind(carried),
            }
        }
        _ => {
            profiles::import_profile(connection, sealer, carried, now)?;
            true
        }
    };
    if here.is_some_and(|here| here.is_moved || here.is_deleted) {
        profiles::switch_off(connection, sealer, id)?;
        destinations::disable(connection, sealer, id)?;
    }
    let generation = put_behind(connection, sealer, carried, brings, now)?;
    Ok(Some(match standing.conflict() {
        Some(_) => HistoryEvent::CarriedOver { generation },
        None => HistoryEvent::CarriedIn { generation },
    }))
}

/// Adds a bundle's pairs and spends after the local ones. Returns the current generation.
fn put_behind(
    connection: &Connection,
    sealer: &Sealer,
    carried: &BundleProfile,
    brings: bool,
    now: Timestamp,
) -> Result<Generation, VaultError> {
    let id = &carried.profile.id;
    let mut config = config::read(connection, sealer, id)?;
    let kept = pairs::kept(connection, sealer, id, &config)?;
    // Local pairs keep their numbers. Imported pairs follow them, oldest first, so that the newest one becomes current.
    let mut numbers = Vec::new();
    for pair in carried.pairs.iter().rev() {
        let known = kept.iter().find(|known| known.pair == pair.pair);
        let generation = match known {
            Some(known) => known.generation,
            None if !brings => continue,
            None if kept.is_empty() && numbers.is_empty() => pair.generation,
            None => Generation(config.newest).next(),
        };
        if known.is_none() {
            let stored = StoredPair { generation, ..pair.clone() };
            let new = NewRow { stored: &stored, attempt: None, follows: None };
            pairs::insert(connection, sealer, id, &mut config, &new)?;
            follow(connection, sealer, id, &config, now)?;
            config.current = generation.0;
            config::write(connection, sealer, id, &config)?;
        }
        numbers.push((pair.generation, generation));
    }
    for spend in &carried.spends {
        keep_spend(connection, sealer, carried, spend, &numbers)?;
    }
    let mut config = config::read(connection, sealer, id)?;
    chain::seal_from(connection, sealer, id, &mut config, 0)?;
    config::write(connection, sealer, id, &config)?;
    Ok(Generation(config.current))
}

/// Records that an imported pair replaces the current one.
fn follow(
    connection: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    config: &config::Config,
    now: Timestamp,
) -> Result<(), VaultError> {
    let before = pairs::one(connection, sealer, id, config, Generation(config.current))?;
    match before.and_then(|pair| pair.pair.refresh) {
        Some(token) => {
            let token = pairs::print(sealer, &token);
            spent::note(connection, sealer, id, token, Fate::Replaced, now)
        }
        None => Ok(()),
    }
}

/// Writes the result of a spend from a bundle, unless it is already known here.
fn keep_spend(
    connection: &Connection,
    sealer: &Sealer,
    carried: &BundleProfile,
    spend: &BundleSpend,
    numbers: &[(Generation, Generation)],
) -> Result<(), VaultError> {
    let here = |there: Generation| numbers.iter().find(|(from, _)| *from == there).map(|(_, here)| *here);
    let pair = carried.pairs.iter().find(|pair| pair.generation == spend.spends);
    let (Some(pair), Some(spends)) = (pair, here(spend.spends)) else { return Ok(()) };
    let Some(token) = &pair.pair.refresh else { return Ok(()) };
    let credentials = profiles::credentials(sealer, &carried.profile.app_id, &carried.secret_key);
    let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    if spend.state == AttemptState::Saved && !spend.released {
        let fingerprint = pairs::print(sealer, token);
        spent::note(connection, sealer, &carried.profile.id, fingerprint, Fate::Spent, spend.prepared_at)?;
    }
    let sql = format!(
        "INSERT OR IGNORE INTO attempt (id, profile, kind, spends, fingerprint, credentials, token_source, token_at,
            released, brought, state, detail, sends, recoveries, lost, prepared_at, sent_at, answered_at, sequence)
         VALUES (?1, ?2, 'refresh', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, {})",
        columns::next_number("attempt")
    );
    connection.execute(
        &sql,
        params![
            spend.id.0,
            carried.profile.id.as_str(),
            spends.0,
            pairs::print(sealer, token).0,
            credentials.0,
            columns::to_word(&pair.source),
            pair.obtained_at.as_millisecond(),
            spend.released,
            spend.brought.and_then(here).map(|generation| generation.0),
            spend.state.name(),
            columns::to_json(&spend.state),
            spend.sends,
            spend.recoveries,
            spend.lost.as_ref().map(columns::to_json),
            spend.prepared_at.as_millisecond(),
            millis(spend.sent_at),
            millis(spend.answered_at),
        ],
    )?;
    Ok(())
}
