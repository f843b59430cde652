//! The team itself: made, joined, given OAs; and which member refreshes an OA automatically.

use jiff::SignedDuration;
use oa_token_model::token::Generation;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};

use super::database::{BEGIN, Database};
use super::error::DatabaseError;
use super::rows::{self, OA, int, take};
use crate::rules::epoch::Epoch;
use crate::rules::member::{MemberId, MemberKind, OaId, Role};
use crate::rules::pair::OaRow;

/// An OA that joins the team.
#[derive(Debug, Clone)]
pub struct NewOa {
    /// Identifies it from now on.
    pub id: OaId,
    /// Its name.
    pub name: String,
    /// The app's id.
    pub app_id: String,
    /// Sealed: what steers a send.
    pub config: Vec<u8>,
    /// Sealed: the app's secret key.
    pub secret_key: Vec<u8>,
    /// Whether it is refreshed automatically.
    pub automatic: bool,
}

/// An OA of the team.
#[derive(Debug, Clone)]
pub struct OaRecord {
    /// Its name, as a member wrote it.
    pub name: String,
    /// The app's id, as a member wrote it. The sealed configuration decides.
    pub app_id: String,
    /// Sealed.
    pub config: Vec<u8>,
    /// Sealed.
    pub secret_key: Vec<u8>,
    /// What the rules know. Of what steers a send it holds the database's own columns, until a member that can open the
    /// configuration puts in what that says.
    pub row: OaRow,
}

impl Database {
    /// Makes the team's row, and its first epoch. Nothing can have been forgotten yet, so nobody is waited for.
    pub async fn create_team(&self, id: &str, name: &str) -> Result<(), DatabaseError> {
        self.create_row(id, name).await?;
        let shown = self.look().await?;
        if shown.epoch.is_none() {
            let (system, timeline) = shown.server.unwrap_or_default();
            let mut opening = [0; 8];
            getrandom::fill(&mut opening).map_err(|_| DatabaseError::Unreachable(None))?;
            let first = Epoch { system, timeline, opening: i64::from_be_bytes(opening) };
            self.open_epoch(first, None).await?;
            self.close_epoch(first).await?;
        }
        Ok(())
    }

    async fn create_row(&self, id: &str, name: &str) -> Result<(), DatabaseError> {
        // A team without a list of members was begun by a computer that has forgotten it.
        let sql = "WITH begun AS (
                UPDATE oa_token.team SET id = $1, name = $2 WHERE NOT EXISTS (SELECT FROM oa_token.roster)
            )
            INSERT INTO oa_token.team (id, name, change)
            SELECT $1, $2, 0 WHERE NOT EXISTS (SELECT FROM oa_token.team)";
        self.run(async |client| {
            client.execute_typed(sql, &[(&id, Type::TEXT), (&name, Type::TEXT)]).await?;
            Ok(())
        })
        .await
    }

    /// Gives the team's row to the team whose list of members is here.
    pub async fn set_team(&self, id: &str, name: &str) -> Result<(), DatabaseError> {
        let sql = "UPDATE oa_token.team SET id = $1, name = $2 WHERE id <> $1";
        self.run(async |client| {
            client.execute_typed(sql, &[(&id, Type::TEXT), (&name, Type::TEXT)]).await?;
            Ok(())
        })
        .await
    }

    /// Returns the name of the team, if one was made here: it has a list of members.
    pub async fn made(&self) -> Result<Option<String>, DatabaseError> {
        let (_, name) = match self.team().await {
            Err(DatabaseError::NoTeam) => return Ok(None),
            team => team?,
        };
        Ok((self.rosters(0).await?.1 > 0).then_some(name))
    }

    /// Returns the team's id and name.
    pub async fn team(&self) -> Result<(String, String), DatabaseError> {
        self.run(async |client| {
            let row = client.query_typed_opt("SELECT id, name FROM oa_token.team", &[]).await?;
            let row = row.ok_or(DatabaseError::NoTeam)?;
            Ok((take(&row, "id")?, rows::name(&row, "name")?))
        })
        .await
    }

    /// Adds a member, or changes what is public about it.
    pub async fn put_member(
        &self,
        id: &MemberId,
        name: &str,
        kind: MemberKind,
        role: Role,
        public_key: &[u8],
        app_version: &str,
    ) -> Result<(), DatabaseError> {
        let sql = "INSERT INTO oa_token.member (id, name, kind, role, public_key, app_version)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (id) DO UPDATE SET name = $2, kind = $3, role = $4, public_key = $5, app_version = $6";
        let kind = match kind {
            MemberKind::Server => "server",
            MemberKind::Person => "person",
        };
        let role = match role {
            Role::Viewer => "viewer",
            Role::Operator => "operator",
            Role::Admin => "admin",
        };
        self.run(async |client| {
            let params: [(&(dyn ToSql + Sync), Type); 6] = [
                (&id.0, Type::TEXT),
                (&name, Type::TEXT),
                (&kind, Type::TEXT),
                (&role, Type::TEXT),
                (&public_key, Type::BYTEA),
                (&app_version, Type::TEXT),
            ];
            client.execute_typed(sql, &params).await?;
            Ok(())
        })
        .await
    }

    /// Adds an OA, with generation 0 and no pair. Its pairs come by [`Database::share`].
    pub async fn add_oa(&self, oa: &NewOa) -> Result<(), DatabaseError> {
        let sql = "INSERT INTO oa_token.oa (id, name, app_id, config, secret_key, generation, automatic, change)
            SELECT $1, $2, $3, $4, $5, $6, $7, change FROM oa_token.team
            ON CONFLICT (id) DO UPDATE SET name = $2, app_id = $3, config = $4, secret_key = $5, automatic = $7,
                retired_at = NULL, change = excluded.change";
        self.run(async |client| {
            let params: [(&(dyn ToSql + Sync), Type); 7] = [
                (&oa.id.0, Type::TEXT),
                (&oa.name, Type::TEXT),
                (&oa.app_id, Type::TEXT),
                (&oa.config, Type::BYTEA),
                (&oa.secret_key, Type::BYTEA),
                (&int(Generation(0).0), Type::INT4),
                (&oa.automatic, Type::BOOL),
            ];
            client.batch_execute(BEGIN).await?;
            client.execute_typed("UPDATE oa_token.team SET change = change + 1", &[]).await?;
            client.execute_typed(sql, &params).await?;
            client.batch_execute("COMMIT").await?;
            Ok(())
        })
        .await
    }

    /// Lists the OAs. A login that may not read secret keys gets empty ones.
    pub async fn oas(&self) -> Result<Vec<OaRecord>, DatabaseError> {
        self.run(async |client| {
            let sql = |secret_key| format!("SELECT {OA}, {secret_key} FROM oa_token.oa ORDER BY name, id");
            let rows = match client.query_typed(&sql("secret_key"), &[]).await {
                Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
                    client.query_typed(&sql("''::bytea AS secret_key"), &[]).await?
                }
                rows => rows?,
            };
            let record = |row: &tokio_postgres::Row| {
                Ok(OaRecord {
                    name: rows::name(row, "name")?,
                    app_id: rows::name(row, "app_id")?,
                    config: take(row, "config")?,
                    secret_key: take(row, "secret_key")?,
                    row: rows::oa(row)?,
                })
            };
            rows.iter().map(record).collect()
        })
        .await
    }

    /// Takes the task of refreshing an OA automatically, if it is free and nobody has taken it since `term`. Returns the
    /// new term.
    pub async fn take_refresher(
        &self,
        oa: &OaId,
        me: &MemberId,
        term: u64,
        lease: SignedDuration,
    ) -> Result<Option<u64>, DatabaseError> {
        let sql = "UPDATE oa_token.oa SET refresher = $2, term = term + 1,
                refresher_until = clock_timestamp() + make_interval(secs => $4)
            WHERE id = $1 AND term = $3 AND (refresher IS NULL OR refresher_until < clock_timestamp())
            RETURNING term";
        self.refresher(sql, oa, me, term, lease).await
    }

    /// Keeps the task for longer, in the same term.
    pub async fn renew_refresher(
        &self,
        oa: &OaId,
        me: &MemberId,
        term: u64,
        lease: SignedDuration,
    ) -> Result<Option<u64>, DatabaseError> {
        let sql = "UPDATE oa_token.oa SET refresher_until = clock_timestamp() + make_interval(secs => $4)
            WHERE id = $1 AND refresher = $2 AND term = $3 RETURNING term";
        self.refresher(sql, oa, me, term, lease).await
    }

    async fn refresher(
        &self,
        sql: &str,
        oa: &OaId,
        me: &MemberId,
        term: u64,
        lease: SignedDuration,
    ) -> Result<Option<u64>, DatabaseError> {
        let term = i64::try_from(term).unwrap_or(i64::MAX);
        self.run(async |client| {
            let params: [(&(dyn ToSql + Sync), Type); 4] =
                [(&oa.0, Type::TEXT), (&me.0, Type::TEXT), (&term, Type::INT8), (&lease.as_secs_f64(), Type::FLOAT8)];
            let row = client.query_typed_opt(sql, &params).await?;
            let term = row.map(|row| take::<i64>(&row, "term")).transpose()?;
            term.map(|term| u64::try_from(term).map_err(|_| DatabaseError::Unreadable)).transpose()
        })
        .await
    }
}
