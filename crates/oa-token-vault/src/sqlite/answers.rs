//! The answers: one row per send, written once.

use jiff::Timestamp;
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::refresh::plan::AttemptId;
use oa_token_model::secret::SecretBytes;
use oa_token_model::zalo::RawAnswer;
use rusqlite::{Connection, Row, params};

use super::columns;
use crate::VaultError;
use crate::seal::{Place, Realm, Sealer};

/// Number of refusals per profile whose answers are kept, for support.
const REFUSALS_KEPT: u32 = 20;

/// Writes the answer to one send. An existing answer is not changed.
pub(super) fn keep(
    connection: &Connection,
    sealer: &Sealer,
    kind: ProfileKind,
    (id, send): (&AttemptId, u32),
    answer: &RawAnswer,
    at: Timestamp,
) -> Result<(), VaultError> {
    let row = row_name(id, send);
    let seal = |column, bytes: &[u8]| sealer.seal(place(kind, &row, column), bytes);
    let sql = "INSERT INTO answer (attempt, send, at, status, headers, body, complete)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (attempt, send) DO NOTHING";
    connection.prepare_cached(sql)?.execute(params![
        id.0,
        send,
        at.as_millisecond(),
        answer.status,
        seal("headers", columns::to_json(&answer.headers).as_bytes()),
        seal("body", answer.body.expose()),
        answer.complete,
    ])?;
    Ok(())
}

/// Reports whether the answer to a send is stored.
pub(super) fn has(connection: &Connection, id: &AttemptId, send: u32) -> Result<bool, VaultError> {
    let sql = "SELECT 1 FROM answer WHERE attempt = ?1 AND send = ?2";
    Ok(connection.prepare_cached(sql)?.exists(params![id.0, send])?)
}

/// Reads the answer to the newest send of an attempt.
pub(super) fn newest(
    connection: &Connection,
    sealer: &Sealer,
    kind: ProfileKind,
    id: &AttemptId,
) -> Result<Option<(u32, RawAnswer)>, VaultError> {
    let sql = "SELECT * FROM answer WHERE attempt = ?1 ORDER BY send DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([&id.0])?;
    rows.next()?.map(|row| read(row, sealer, kind, id)).transpose()
}

fn read(row: &Row<'_>, sealer: &Sealer, kind: ProfileKind, id: &AttemptId) -> Result<(u32, RawAnswer), VaultError> {
    let send: u32 = row.get("send")?;
    let name = row_name(id, send);
    let open = |column: &'static str| -> Result<_, VaultError> {
        let hidden: Vec<u8> = row.get(column)?;
        sealer.open(place(kind, &name, column), &hidden)
    };
    let answer = RawAnswer {
        status: row.get("status")?,
        headers: serde_json::from_slice(&open("headers")?).map_err(|_| VaultError::Unsealable)?,
        body: SecretBytes::new(open("body")?.to_vec()),
        complete: row.get("complete")?,
    };
    Ok((send, answer))
}

/// Deletes the answers that brought the pairs up to this generation, except the current pair. Must run before these
/// pairs are deleted. Answers that could not be interpreted are kept, because they may contain tokens.
pub(super) fn prune(
    connection: &Connection,
    of: &ProfileId,
    oldest_kept: i64,
    (current, new): (u32, u32),
) -> Result<(), VaultError> {
    let sql = "DELETE FROM answer WHERE attempt IN
        (SELECT attempt FROM pair WHERE profile = ?1 AND generation <= ?2 AND generation <> ?3 AND generation <> ?4)";
    connection.prepare_cached(sql)?.execute(params![of.as_str(), oldest_kept, current, new])?;
    Ok(())
}

/// Deletes the answers of old refusals.
pub(super) fn prune_refusals(connection: &Connection, of: &ProfileId) -> Result<(), VaultError> {
    let sql = "DELETE FROM answer WHERE attempt IN
        (SELECT id FROM attempt WHERE profile = ?1 AND state IN ('refused', 'dead') AND brought IS NULL
            AND EXISTS (SELECT 1 FROM answer AS kept WHERE kept.attempt = attempt.id)
            ORDER BY sequence DESC LIMIT -1 OFFSET ?2)";
    connection.prepare_cached(sql)?.execute(params![of.as_str(), REFUSALS_KEPT])?;
    Ok(())
}

fn row_name(id: &AttemptId, send: u32) -> String {
    format!("{}#{send}", id.0)
}

fn place<'a>(kind: ProfileKind, row: &'a str, column: &'static str) -> Place<'a> {
    Place { realm: Realm::Of(kind), table: "answer", row, column, context: &[] }
}
