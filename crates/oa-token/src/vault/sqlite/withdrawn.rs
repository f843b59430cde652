//! The answer "no other place refreshes it": a verdict that says otherwise takes it back, in the transaction that writes
//! the verdict, so that no later paste is refreshed by itself before a person has answered anew.

use jiff::Timestamp;
use rusqlite::Connection;

use super::{columns, diary, profiles};
use crate::profile::ProfileId;
use crate::rotation::diagnosis::{DeathCause, diagnose};
use crate::rotation::plan::{AttemptId, AttemptKind};
use crate::rotation::{Attempt, AttemptState};
use crate::token::Source;
use crate::vault::seal::Sealer;
use crate::vault::{HistoryEvent, VaultError};

/// Switches refreshing by itself off where this attempt says that somebody else used the token.
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
    // A code that is dead says nothing of the tokens.
    let is_used_elsewhere = diagnose(attempt, source, token_at) == DeathCause::UsedElsewhere;
    if kind == AttemptKind::Refresh
        && is_used_elsewhere
        && profiles::set_automatic(connection, sealer, &profile, false)?
    {
        diary::add(connection, &profile, &HistoryEvent::AutomaticOff, now)?;
    }
    Ok(())
}
