//! When refresh tokens were sent recently, which the schedule's limits count, and how many were saved. Nothing secret.

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use rusqlite::{Connection, params};

use super::columns;
use crate::VaultError;

/// Sends of all profiles since a time, found by the index on the ledger's times. Attempts that were proven not to have
/// been sent do not count.
const OF_ALL: &str = "SELECT profile, sent_at FROM attempt
    WHERE max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0)) >= ?1
        AND sent_at >= ?1 AND kind = 'refresh' AND state NOT IN ('prepared', 'not_sent') ORDER BY sent_at";
/// Sends among the newest 64 attempts of one profile, so that years of older ones are not read.
const OF_ONE: &str = "SELECT profile, sent_at FROM
    (SELECT * FROM attempt WHERE profile = ?2 ORDER BY sequence DESC LIMIT 64)
    WHERE sent_at >= ?1 AND kind = 'refresh' AND state NOT IN ('prepared', 'not_sent') ORDER BY sent_at";

/// Returns when refresh tokens of one profile, or of all, were sent since `since`, oldest first.
pub(super) fn since(
    connection: &Connection,
    of: Option<&ProfileId>,
    since: Timestamp,
) -> Result<Vec<(ProfileId, Timestamp)>, VaultError> {
    let mut statement = connection.prepare_cached(if of.is_some() { OF_ONE } else { OF_ALL })?;
    let mut rows = match of {
        Some(of) => statement.query(params![since.as_millisecond(), of.as_str()])?,
        None => statement.query(params![since.as_millisecond()])?,
    };
    let mut sends = Vec::new();
    while let Some(row) = rows.next()? {
        // An unreadable row was not written by this program, and its OA is blocked.
        if let (Ok(id), Ok(at)) = (columns::id(row, "profile"), columns::time(row, "sent_at")) {
            sends.push((id, at));
        }
    }
    Ok(sends)
}

/// Counts the saved refreshes of live profiles, up to `at_most`.
pub(super) fn saved(connection: &Connection, at_most: u32) -> Result<u32, VaultError> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM attempt JOIN profile ON profile.id = attempt.profile
        WHERE attempt.state = 'saved' AND attempt.kind = 'refresh' AND profile.kind = 'live' LIMIT ?1)";
    Ok(connection.prepare_cached(sql)?.query_row([at_most], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::schema;

    #[test]
    fn the_sends_of_a_day_are_found_without_reading_years_of_rows() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(schema::TABLES).unwrap();
        for (query, index) in [(OF_ALL, "attempt_time"), (OF_ONE, "attempt_of_profile")] {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
            let rows = statement.raw_query();
            let plan: Vec<String> = rows.mapped(|row| row.get("detail")).collect::<Result<_, _>>().unwrap();
            assert!(plan.iter().any(|line| line.starts_with("SEARCH attempt") && line.contains(index)), "{plan:?}");
            assert!(!plan.iter().any(|line| line == "SCAN attempt"), "{plan:?}");
        }
    }
}
