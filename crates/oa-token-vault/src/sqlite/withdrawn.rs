//! Withdraws the user's answer "no other place refreshes it" if a verdict contradicts it. This happens in the
//! transaction that writes the verdict, so that a pair pasted later is not refreshed automatically before a person has
//! answered again.

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::HistoryEvent;
use oa_token_model::refresh::diagnosis::{DeathCause, diagnose};
use oa_token_model::refresh::plan::{AttemptId, AttemptKind};
use oa_token_model::refresh::{Attempt, AttemptState};
use oa_token_model::token::Source;
use rusqlite::Connection;

use super::{columns, history, profiles};
use crate::VaultError;
use crate::seal::Sealer;

/// Switches automatic refresh off if this attempt shows that the token was used elsewhere.
pub(super) fn by(
    connection: &Connection,
    sealer: &Sealer,
    id: &AttemptId,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), VaultError> {
    if !matches!(attempt.state, AttemptState::Dead(_)) {
        return Ok(());
    }
    let row = "SELECT profile, kind, token_source, token_at FROM attempt WHERE id = ?1";
    let (profile, kind, source, token_at): (ProfileId, AttemptKind, Source, Timestamp) =
        connection.prepare_cached(row)?.query_row([&id.0], |row| {
            let (kind, source) = (columns::word(row, "kind")?, columns::word(row, "token_source")?);
            Ok((columns::id(row, "profile")?, kind, source, columns::time(row, "token_at")?))
        })?;
    // A rejected code says nothing about the tokens.
    let is_used_elsewhere = diagnose(attempt, source, token_at) == DeathCause::UsedElsewhere;
    if kind == AttemptKind::Refresh
        && is_used_elsewhere
        && profiles::set_automatic(connection, sealer, &profile, false)?
    {
        history::add(connection, &profile, &HistoryEvent::AutomaticOff, now)?;
    }
    Ok(())
}
