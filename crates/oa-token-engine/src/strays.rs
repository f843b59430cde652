//! Answers that lie beside the vault and that no attempt waits for: the vault was restored from before they were sent,
//! or their attempt was continued without them.

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::NewAttempt;
use oa_token_model::refresh::plan::{AttemptId, Entry, Fingerprint};
use oa_token_model::refresh::{Attempt, AttemptState, Event, step};
use oa_token_model::zalo::{Verdict, judge_reply};
use oa_token_vault::{Vault, VaultError};

use crate::Shared;
use crate::answer_spool::{self, SpooledAnswer};

/// Writes a row again for each answer whose attempt the vault does not know. Recovery then finds it like an attempt
/// that an ended process left open.
pub(crate) async fn take_in(shared: &Shared) {
    let (folder, now) = (shared.options.environment.spool_folder(), shared.now());
    let take = move |vault: &mut dyn Vault| {
        for (id, found) in answer_spool::strays(&folder, vault) {
            // A failed answer does not stop the next one; it stays where it is.
            if vault.attempt_version(&id)?.is_none() && !forgets_known(&folder, vault, &id, &found)? {
                drop(put_back(vault, &id, &found, now));
            }
        }
        Ok(())
    };
    drop(shared.store.run(take).await);
}

/// Finds the answers to attempts of an OA that ended, or were given up, without them.
pub(crate) async fn late(shared: &Shared, id: &ProfileId) -> Vec<(Entry, SpooledAnswer)> {
    let (folder, of) = (shared.options.environment.spool_folder(), id.clone());
    let find = move |vault: &mut dyn Vault| {
        let mut late = Vec::new();
        for (id, found) in answer_spool::strays(&folder, vault) {
            let is_its = found.of.as_ref().is_some_and(|spent| spent.profile == of);
            if is_its
                && !forgets_known(&folder, vault, &id, &found)?
                && let Some(entry) = vault.attempt(&id)?
            {
                late.push((entry, found));
            }
        }
        Ok(late)
    };
    shared.store.run(find).await.unwrap_or_default()
}

/// Empties the file of an answer whose pair the vault has, or had: an earlier try to empty it failed.
fn forgets_known(
    folder: &std::path::Path,
    vault: &mut dyn Vault,
    id: &AttemptId,
    found: &SpooledAnswer,
) -> Result<bool, VaultError> {
    let Some(of) = &found.of else { return Ok(false) };
    let Verdict::Tokens(tokens) = judge_reply(&found.answer, None) else { return Ok(false) };
    let is_kept = vault.generations(&of.profile)?.iter().any(|kept| kept.pair == tokens.pair);
    let is_recorded = match tokens.pair.refresh.as_ref().map(|token| vault.fingerprint(token)).transpose()? {
        // An answer that repeats the sent refresh token still brings a new access token.
        Some(token) => token.to_hex() != of.fingerprint && vault.is_recorded(token)?,
        None => false,
    };
    let is_known = is_kept || is_recorded;
    if is_known {
        answer_spool::forget(folder, vault, id);
    }
    Ok(is_known)
}

/// Writes the row of an answered attempt that is missing from the vault.
///
/// # Errors
/// [`VaultError::NoSuchProfile`] if its OA is missing too.
pub(crate) fn put_back(
    vault: &mut dyn Vault,
    id: &AttemptId,
    found: &SpooledAnswer,
    now: Timestamp,
) -> Result<(), VaultError> {
    let Some(of) = &found.of else { return Ok(()) };
    let Some(fingerprint) = Fingerprint::from_hex(&of.fingerprint) else { return Ok(()) };
    let record = vault.record(&of.profile)?.ok_or(VaultError::NoSuchProfile)?;
    let (sent, _) = Attempt::new(found.answered_at);
    let sent = Attempt { sends: found.sends, ..sent };
    let (responded, _) = step(sent, Event::Answered(found.answer.clone()), found.answered_at);
    debug_assert_eq!(responded.state, AttemptState::Responded);
    let answered = NewAttempt {
        id: id.clone(),
        profile: of.profile.clone(),
        kind: of.kind,
        spends: of.spends,
        fingerprint,
        credentials: fingerprint,
        token_source: record.current.source,
        token_at: record.current.obtained_at,
        attempt: responded,
    };
    vault.take_in(&answered, now)
}
