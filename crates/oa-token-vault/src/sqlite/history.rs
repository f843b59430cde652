//! The history: events in order, without secrets.

use jiff::Timestamp;
use oa_token_model::origin::Origin;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::{HistoryEntry, HistoryEvent};
use oa_token_model::refresh::plan::AttemptId;
use oa_token_model::refresh::{Attempt, AttemptState};
use oa_token_model::token::Generation;
use rusqlite::{Connection, params};

use super::columns;
use crate::VaultError;

pub(super) fn add(
    connection: &Connection,
    of: &ProfileId,
    event: &HistoryEvent,
    now: Timestamp,
) -> Result<(), VaultError> {
    write(connection, of, event, None, now)
}

fn write(
    connection: &Connection,
    of: &ProfileId,
    event: &HistoryEvent,
    attempt: Option<&AttemptId>,
    now: Timestamp,
) -> Result<(), VaultError> {
    let sql = format!(
        "INSERT INTO event (sequence, at, profile, what, attempt) VALUES ({}, ?1, ?2, ?3, ?4)",
        columns::next_number("event")
    );
    let attempt = attempt.map(|attempt| &attempt.0);
    let what = columns::to_json(event);
    connection.prepare_cached(&sql)?.execute(params![now.as_millisecond(), of.as_str(), what, attempt])?;
    Ok(())
}

/// Records the end of an attempt. An attempt in progress gets no entry.
pub(super) fn add_attempt(
    connection: &Connection,
    id: &AttemptId,
    attempt: &Attempt,
    generation: Option<Generation>,
    now: Timestamp,
) -> Result<(), VaultError> {
    if matches!(attempt.state, AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded) {
        return Ok(());
    }
    let mut statement = connection.prepare_cached("SELECT profile, kind FROM attempt WHERE id = ?1")?;
    let (profile, kind) =
        statement.query_row([&id.0], |row| Ok((columns::id(row, "profile")?, columns::word(row, "kind")?)))?;
    let event = match generation {
        // It was sent by another computer of the team, and nothing of it was sent here.
        Some(generation) if attempt.state == AttemptState::Saved && attempt.is_adopted() => {
            HistoryEvent::FromTeam { generation }
        }
        _ => HistoryEvent::Attempt { state: attempt.state.clone(), generation, kind, by: attempt.started_by },
    };
    write(connection, &profile, &event, Some(id), now)
}

/// Records the origin of an attempt that is not sent to Zalo. Returns its profile.
pub(super) fn add_elsewhere(
    connection: &Connection,
    id: &AttemptId,
    origin: &Origin,
    now: Timestamp,
) -> Result<ProfileId, VaultError> {
    let sql = "SELECT profile FROM attempt WHERE id = ?1";
    let profile = connection.query_row(sql, [&id.0], |row| columns::id(row, "profile"))?;
    write(connection, &profile, &HistoryEvent::SentElsewhere { origin: origin.to_string() }, Some(id), now)?;
    Ok(profile)
}

pub(super) fn read(
    connection: &Connection,
    of: Option<&ProfileId>,
    at_most: u32,
) -> Result<Vec<HistoryEntry>, VaultError> {
    let mut statement = connection.prepare(&query(of.is_some()))?;
    let lines = statement.query_map(params![of.map(ProfileId::as_str), at_most], |row| {
        let line = || -> rusqlite::Result<HistoryEntry> {
            Ok(HistoryEntry {
                at: columns::time(row, "at")?,
                profile: columns::id(row, "profile")?,
                name: row.get("name")?,
                event: columns::json(row, "what")?,
                attempt: row.get::<_, Option<String>>("attempt")?.map(AttemptId),
            })
        };
        Ok(line().ok())
    })?;
    // Skips an entry that somebody else has overwritten. The other entries are still valid.
    Ok(lines.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

/// Returns the query for one profile's entries or for all. They are separate because no index serves one common query.
fn query(of_one: bool) -> String {
    let which = if of_one { "event.profile = ?1" } else { "?1 IS NULL" };
    format!(
        "SELECT event.*, profile.name FROM event JOIN profile ON profile.id = event.profile
         WHERE profile.deleted_at IS NULL AND {which} ORDER BY event.sequence DESC LIMIT ?2"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::schema;

    #[test]
    fn the_diary_of_one_oa_is_read_without_that_of_others() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(schema::TABLES).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", query(true))).unwrap();
        let rows = statement.raw_query();
        let plan: Vec<String> = rows.mapped(|row| row.get("detail")).collect::<Result<_, _>>().unwrap();
        assert!(plan.iter().any(|line| line.contains("event_of_profile")), "{plan:?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:?}");
    }
}
