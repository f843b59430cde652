//! Whether the database went back in time: what it shows, and who has noticed.

use std::collections::BTreeMap;

use oa_token_model::token::Generation;
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::database::{BEGIN, Database};
use super::error::DatabaseError;
use super::rows::{generation, take};
use crate::rules::epoch::{Epoch, Shown};
use crate::rules::member::{MemberId, OaId};

pub(super) const SERVER: &str = "SELECT system_identifier,
        ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int AS timeline,
        pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS position FROM pg_control_system()";

impl Database {
    /// Reads what tells whether the database went back. Managed services refuse some of it; the numbers that the
    /// members wrote themselves are always there.
    pub async fn look(&self) -> Result<Shown, DatabaseError> {
        self.run(async |client| {
            let newest = "SELECT system, timeline, opening FROM oa_token.epoch ORDER BY sequence DESC LIMIT 1";
            let (server, epoch, team, oas) = tokio::join!(
                biased;
                server(client),
                client.query_typed_opt(newest, &[]),
                client.query_typed_opt(
                    "SELECT change, 'oa_token.team'::regclass::oid::bigint AS relation FROM oa_token.team",
                    &[]
                ),
                client.query_typed("SELECT id, generation FROM oa_token.oa", &[]),
            );
            let (server, position) = server?;
            let mut generations = BTreeMap::<OaId, Generation>::new();
            for row in oas? {
                generations.insert(OaId(take(&row, "id")?), generation(&row, "generation")?);
            }
            let epoch = match epoch? {
                Some(row) => Some(Epoch {
                    system: take(&row, "system")?,
                    timeline: take(&row, "timeline")?,
                    opening: take(&row, "opening")?,
                }),
                None => None,
            };
            let team = team?.ok_or(DatabaseError::NoTeam)?;
            let (change, relation) = (take(&team, "change")?, take(&team, "relation")?);
            Ok(Shown { server, relation, epoch, position, change, generations })
        })
        .await
    }

    /// Opens an epoch, unless another member has opened one since `seen`.
    pub async fn open_epoch(&self, opened: Epoch, seen: Option<Epoch>) -> Result<bool, DatabaseError> {
        let sql = "INSERT INTO oa_token.epoch (opening, system, timeline, seen_until)
            SELECT $1, $2, $3, coalesce((SELECT max(last_seen_at) FROM oa_token.member), clock_timestamp())
            WHERE (SELECT opening FROM oa_token.epoch ORDER BY sequence DESC LIMIT 1) IS NOT DISTINCT FROM $4";
        let seen = seen.map(|epoch| epoch.opening);
        self.run(async |client| {
            let params: [(&(dyn ToSql + Sync), Type); 4] = [
                (&opened.opening, Type::INT8),
                (&opened.system, Type::INT8),
                (&opened.timeline, Type::INT4),
                (&seen, Type::INT8),
            ];
            client.batch_execute(BEGIN).await?;
            client.query_typed("SELECT id FROM oa_token.team FOR UPDATE", &[]).await?;
            let written = client.execute_typed(sql, &params).await?;
            client.batch_execute("COMMIT").await?;
            Ok(written == 1)
        })
        .await
    }

    /// Says that a member has put back what the database lacked.
    pub async fn check_in(&self, epoch: Epoch, me: &MemberId) -> Result<(), DatabaseError> {
        let sql = "INSERT INTO oa_token.checkin (opening, member) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.run(async |client| {
            client.execute_typed(sql, &[(&epoch.opening, Type::INT8), (&me.0, Type::TEXT)]).await?;
            Ok(())
        })
        .await
    }

    /// Ends the waiting of an epoch.
    pub async fn close_epoch(&self, epoch: Epoch) -> Result<(), DatabaseError> {
        let sql = "UPDATE oa_token.epoch SET closed_at = clock_timestamp() WHERE opening = $1 AND closed_at IS NULL";
        self.run(async |client| {
            client.execute_typed(sql, &[(&epoch.opening, Type::INT8)]).await?;
            Ok(())
        })
        .await
    }
}

type Server = (Option<(i64, i32)>, Option<u64>);

/// Asks the server who it is. One that does not tell is asked for nothing more.
async fn server(client: &Client) -> Result<Server, DatabaseError> {
    match client.query_typed_one(SERVER, &[]).await {
        Ok(row) => {
            let position: i64 = take(&row, "position")?;
            let server = (take(&row, "system_identifier")?, take(&row, "timeline")?);
            Ok((Some(server), u64::try_from(position).ok()))
        }
        // Not allowed, or no such function.
        Err(error) if error.code().is_some_and(|state| state.code().starts_with("42")) => Ok((None, None)),
        Err(error) => Err(error.into()),
    }
}
