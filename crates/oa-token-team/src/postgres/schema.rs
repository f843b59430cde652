//! The tables in the schema `oa_token`, and the migrations to them.
//!
//! A migration first adds what the next version needs; a later one removes what no version needs any more, and says so
//! by `breaking`: from then on older programs leave the database alone.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::error::DatabaseError;

/// One step.
struct Migration {
    id: i32,
    /// Whether programs that do not know it can no longer use the tables.
    breaking: bool,
    sql: &'static str,
}

const MIGRATIONS: &[Migration] =
    &[Migration { id: 1, breaking: true, sql: include_str!("migrations/0001_tables.sql") }];

/// How a database's tables relate to this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They are as this program knows them, or newer in a way that does not concern it.
    Usable,
    /// They are older.
    Older,
    /// A newer program has changed them.
    Newer,
}

/// Compares the migrations that were made with those that this program knows.
fn standing(made: &[(i32, bool)]) -> Standing {
    let newest = MIGRATIONS.last().map_or(0, |migration| migration.id);
    if made.iter().any(|(id, breaking)| *id > newest && *breaking) {
        return Standing::Newer;
    }
    let is_complete = MIGRATIONS.iter().all(|migration| made.iter().any(|(id, _)| *id == migration.id));
    if is_complete { Standing::Usable } else { Standing::Older }
}

async fn made(client: &Client) -> Result<Vec<(i32, bool)>, DatabaseError> {
    let rows = client.query_typed("SELECT id, breaking FROM oa_token.migration ORDER BY id", &[]).await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<_, tokio_postgres::Error>>()
        .map_err(|_| DatabaseError::Unreadable)
}

/// Checks that this program may use the tables, and that they are this team's, if it has one.
pub(super) async fn check(client: &Client, team: Option<&str>) -> Result<(), DatabaseError> {
    match standing(&made(client).await?) {
        Standing::Usable => {}
        Standing::Older => return Err(DatabaseError::NoTeam),
        Standing::Newer => return Err(DatabaseError::Newer),
    }
    let Some(team) = team else { return Ok(()) };
    let found = client.query_typed_opt("SELECT id = $1 FROM oa_token.team", &[(&team, Type::TEXT)]).await?;
    match found.map(|row| row.try_get(0)).transpose()? {
        Some(true) => Ok(()),
        Some(false) => Err(DatabaseError::OtherTeam),
        None => Err(DatabaseError::NoTeam),
    }
}

/// Makes the missing steps, each member at its own pace: who comes second finds them made.
pub(super) async fn migrate(client: &Client) -> Result<(), DatabaseError> {
    client
        .batch_execute(
            "CREATE SCHEMA IF NOT EXISTS oa_token;
             CREATE TABLE IF NOT EXISTS oa_token.migration (
                 id       INTEGER PRIMARY KEY,
                 breaking BOOLEAN NOT NULL,
                 at       TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
             )",
        )
        .await?;
    for migration in MIGRATIONS {
        client.batch_execute("BEGIN; LOCK TABLE oa_token.migration IN EXCLUSIVE MODE").await?;
        let there = made(client).await?;
        if standing(&there) == Standing::Newer {
            client.batch_execute("ROLLBACK").await?;
            return Err(DatabaseError::Newer);
        }
        if there.iter().all(|(id, _)| *id != migration.id) {
            client.batch_execute(migration.sql).await?;
            let sql = "INSERT INTO oa_token.migration (id, breaking) VALUES ($1, $2)";
            client.execute_typed(sql, &[(&migration.id, Type::INT4), (&migration.breaking, Type::BOOL)]).await?;
        }
        client.batch_execute("COMMIT").await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_step_stops_an_older_program_only_if_it_breaks() {
        assert_eq!(standing(&[]), Standing::Older);
        assert_eq!(standing(&[(1, true)]), Standing::Usable);
        assert_eq!(standing(&[(1, true), (2, false)]), Standing::Usable);
        assert_eq!(standing(&[(1, true), (2, false), (3, true)]), Standing::Newer);
    }
}
