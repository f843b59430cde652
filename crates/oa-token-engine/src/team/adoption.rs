//! Writes what other computers did into this vault: their attempts as rows of the ledger, with the pairs they brought.
//!
//! Such a row has no send of this computer. So it is never taken for an own attempt, and is not published from here.

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::{AttemptVersion, NewAttempt, NewPair, ProfileEdit};
use oa_token_model::refresh::plan::{AttemptId, AttemptKind};
use oa_token_model::refresh::{Attempt, AttemptState, UnknownCause};
use oa_token_model::secret::Secret;
use oa_token_model::token::{Generation, StoredPair, TokenPair};
use oa_token_model::zalo::DeadAnswer;
use oa_token_vault::{Vault, VaultError};

use super::referee::{Arriving, Synced};
use crate::{EngineError, Shared};

/// What was adopted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Adopted {
    /// Nothing had arrived.
    Nothing,
    /// What had arrived.
    All,
    /// Nothing, because the current pair is another one by now: a person entered it, or another program brought it. What
    /// arrived was about the pair before.
    Outdated,
}

/// Adopts what arrived for an OA whose current pair was this one.
pub(super) async fn adopt(
    shared: &Shared,
    id: &ProfileId,
    (current, synced): (Generation, Synced),
) -> Result<Adopted, EngineError> {
    let has_arrived = !synced.arriving.is_empty() || synced.dead.is_some();
    if !has_arrived && synced.put_back == (0, 0) && !synced.altered {
        return Ok(Adopted::Nothing);
    }
    let (of, now) = (id.clone(), shared.now());
    let write = move |vault: &mut dyn Vault| {
        vault.begin_writing()?;
        let done = all(vault, &of, (current, &synced), now);
        vault.end_writing(done.is_ok())?;
        done
    };
    let is_current = shared.store.run(write).await?;
    shared.changes.note();
    shared.emit(crate::EngineEvent::ProfileChanged(id.clone()));
    Ok(match (has_arrived, is_current) {
        (false, _) => Adopted::Nothing,
        (true, true) => Adopted::All,
        (true, false) => Adopted::Outdated,
    })
}

/// Returns whether the current pair is still this one.
fn all(
    vault: &mut dyn Vault,
    of: &ProfileId,
    (current, synced): (Generation, &Synced),
    now: Timestamp,
) -> Result<bool, VaultError> {
    if synced.put_back != (0, 0) {
        vault.record_put_back(of, synced.put_back.0, synced.put_back.1, now)?;
    }
    if synced.altered {
        vault.record_team_altered(of, now)?;
    }
    if vault.record(of)?.is_some_and(|record| record.current.generation != current) {
        return Ok(false);
    }
    for arriving in &synced.arriving {
        // Another program of this computer may have adopted it since the vault was read.
        if is_here(vault, of, arriving)? {
            continue;
        }
        if let Some((attempt, kind)) = &arriving.attempt {
            bought(vault, of, (attempt, *kind), arriving, now)?;
        } else {
            let edit = ProfileEdit { pair: Some(arriving.pair.clone()), ..ProfileEdit::default() };
            let generation = vault.edit(of, &edit, now)?;
            if let (Some(generation), Some(ends)) = (generation, arriving.expiry.access_expires_at) {
                vault.end_access(of, generation, ends)?;
            }
        }
    }
    if let Some(dead) = &synced.dead {
        died(vault, of, dead, now)?;
    }
    Ok(true)
}

/// Writes the verdict on the current token: as an attempt of another computer, or as the end of this computer's own,
/// which another one took over because its answer was lost.
fn died(
    vault: &mut dyn Vault,
    of: &ProfileId,
    (attempt, at): &(AttemptId, Timestamp),
    now: Timestamp,
) -> Result<(), VaultError> {
    let state = AttemptState::Dead(DeadAnswer::EmptyBody);
    if vault.attempt_version(attempt)?.is_none() {
        let row = row(vault, of, (attempt, AttemptKind::Refresh), elsewhere(state, *at))?;
        return vault.take_in(&row, now);
    }
    let own = vault.ledger(of, None)?.into_iter().find(|entry| entry.id == *attempt);
    let Some(own) = own.filter(|entry| matches!(entry.attempt.state, AttemptState::Unknown(_))) else { return Ok(()) };
    let was = AttemptVersion::of(&own.attempt);
    let ended = Attempt { state, answered_at: Some(*at), ..own.attempt };
    vault.write_attempt(attempt, &was, &ended, None, now)
}

/// Reports whether the vault has a pair already. The same pair twice would look like two answers to one token.
fn is_here(vault: &mut dyn Vault, of: &ProfileId, arriving: &Arriving) -> Result<bool, VaultError> {
    if let Some((attempt, _)) = &arriving.attempt {
        let saved = AttemptState::Saved.name();
        return Ok(vault.attempt_version(attempt)?.is_some_and(|(state, _)| state == saved));
    }
    let TokenPair { access, refresh } = &arriving.pair;
    if refresh.is_none() {
        return Ok(false);
    }
    // An access token can have become known later.
    let is_it = |pair: &StoredPair| pair.pair.refresh == *refresh && (access.is_none() || pair.pair.access == *access);
    Ok(vault.generations(of)?.iter().any(is_it))
}

/// Writes an attempt of another computer and the pair that it brought.
fn bought(
    vault: &mut dyn Vault,
    of: &ProfileId,
    (attempt, kind): (&AttemptId, AttemptKind),
    arriving: &Arriving,
    now: Timestamp,
) -> Result<(), VaultError> {
    let at = arriving.received_at.min(now);
    let record = vault.record(of)?.ok_or(VaultError::NoSuchProfile)?;
    // The first pair of an OA that this computer has just got takes the place of none, as a consent's does.
    let kind = if record.current.refresh.is_none() { AttemptKind::Exchange } else { kind };
    if vault.attempt_version(attempt)?.is_none() {
        let unknown = elsewhere(AttemptState::Unknown(UnknownCause::Crashed), at);
        let row = row(vault, of, (attempt, kind), unknown)?;
        vault.take_in(&row, now)?;
    }
    let new = NewPair {
        pair: arriving.pair.clone(),
        expiry: arriving.expiry,
        unconfirmed: false,
        keeps_index: kind == AttemptKind::Refresh,
    };
    vault.save_pair(attempt, None, &elsewhere(AttemptState::Saved, at), &new, now).map(drop)
}

/// An attempt that another computer sent: it awaits nothing here.
fn elsewhere(state: AttemptState, at: Timestamp) -> Attempt {
    let (attempt, _) = Attempt::prepared(at);
    Attempt { state, recoveries: 1, answered_at: Some(at), ..attempt }
}

fn row(
    vault: &mut dyn Vault,
    of: &ProfileId,
    (id, kind): (&AttemptId, AttemptKind),
    attempt: Attempt,
) -> Result<NewAttempt, VaultError> {
    let record = vault.record(of)?.ok_or(VaultError::NoSuchProfile)?;
    let spent = match record.current.refresh {
        Some(print) => print,
        // A viewer has no refresh token. Each of its rows is about another token.
        None => vault.fingerprint(&Secret::new(id.0.as_str()))?,
    };
    Ok(NewAttempt {
        id: id.clone(),
        profile: of.clone(),
        kind,
        spends: record.current.generation,
        fingerprint: spent,
        credentials: spent,
        token_source: record.current.source,
        token_at: record.current.obtained_at,
        attempt,
    })
}
