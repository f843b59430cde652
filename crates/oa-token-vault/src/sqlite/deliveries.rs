//! The log of deliveries: the last tries of each place.

use oa_token_model::destination::{DeliveryEntry, DestinationId};
use oa_token_model::token::Generation;
use rusqlite::{Connection, params};

use super::columns;
use crate::VaultError;

/// How many tries of a place are kept.
const KEPT: u32 = 100;

/// Adds a try, and forgets the oldest ones.
pub(super) fn add(connection: &Connection, entry: &DeliveryEntry) -> Result<(), VaultError> {
    let sql = format!(
        "INSERT INTO delivery (sequence, destination, at, event, generation, fault, status, took)
         VALUES ({}, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        columns::next_number("delivery")
    );
    connection.prepare_cached(&sql)?.execute(params![
        entry.destination.as_str(),
        entry.at.as_millisecond(),
        entry.event,
        entry.generation.0,
        entry.fault.map(|fault| columns::to_word(&fault)),
        entry.status,
        entry.took,
    ])?;
    let sql = "DELETE FROM delivery WHERE destination = ?1 AND sequence <= (SELECT sequence FROM delivery
        WHERE destination = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)";
    connection.prepare_cached(sql)?.execute(params![entry.destination.as_str(), KEPT])?;
    Ok(())
}

/// Returns the tries of a place, newest first. The log is only shown, so an unreadable row is left out.
pub(super) fn read(
    connection: &Connection,
    of: &DestinationId,
    at_most: u32,
) -> Result<Vec<DeliveryEntry>, VaultError> {
    let sql = "SELECT * FROM delivery WHERE destination = ?1 ORDER BY sequence DESC LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map(params![of.as_str(), at_most], |row| {
        let one = || -> rusqlite::Result<DeliveryEntry> {
            let fault: Option<String> = row.get("fault")?;
            Ok(DeliveryEntry {
                at: columns::time(row, "at")?,
                destination: of.clone(),
                event: row.get("event")?,
                generation: Generation(row.get("generation")?),
                fault: fault.and_then(|fault| columns::of_word(&fault).ok()),
                status: row.get("status")?,
                took: row.get("took")?,
            })
        };
        Ok(one().ok())
    })?;
    Ok(found.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}
