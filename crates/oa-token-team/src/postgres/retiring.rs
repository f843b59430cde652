//! An OA that leaves the team, whose refresher is chosen, or whose values are sealed with new keys.

use jiff::SignedDuration;
use oa_token_model::refresh::plan::{AttemptId, Fingerprint};
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::database::{BEGIN, Database};
use super::error::DatabaseError;
use super::members::announce;
use super::rows::{BroughtColumns, take};
use super::share::SealedPair;
use crate::rules::member::{MemberId, OaId};
use crate::rules::pair::Brought;

/// What is plain of an OA's configuration, for statements and for who cannot open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainConfig<'a> {
    /// The app's id.
    pub app_id: &'a str,
    /// Whether it is refreshed automatically.
    pub automatic: bool,
    /// Whether it was taken out of the team.
    pub retired: bool,
}

/// The sealed values of an OA's app.
#[derive(Debug, Clone, Copy)]
pub struct SealedApp<'a> {
    /// What steers a send.
    pub config: &'a [u8],
    /// The secret key.
    pub secret_key: &'a [u8],
}

/// What became of the wish to take an OA out of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retired {
    /// It is out of the team.
    Done,
    /// Its values are not as they were read any more.
    Changed,
    /// A member may be sending its token, or may hold the only pair that it was spent for.
    Open,
}

/// Holds off claims and publications of an OA until the end of the transaction.
const LOCK: &str = "SELECT id FROM oa_token.oa WHERE id = $1 FOR UPDATE";
/// Attempts that may be in flight, and those on a token that no pair has replaced and no verdict has ended.
const OPEN: &str = "SELECT id FROM oa_token.attempt
    WHERE oa = $1 AND NOT released AND (state = 'claimed' AND clock_timestamp() < deadline
        OR kind = 'refresh' AND state IN ('claimed', 'unknown', 'dead_provisional')
            AND NOT EXISTS (SELECT FROM oa_token.pair WHERE pair.oa = attempt.oa
                AND pair.follows = attempt.fingerprint AND pair.refresh_print <> pair.follows))
    LIMIT 1";
const CHANGE: &str = "UPDATE oa_token.oa SET app_id = $2, config = $3, secret_key = $4, automatic = $7,
        retired_at = CASE WHEN $8 THEN coalesce(retired_at, clock_timestamp()) END, change = team.change
    FROM oa_token.team WHERE oa.id = $1 AND config = $5 AND secret_key = $6";

/// An attempt, its new code and the one that was read.
pub type NewCode = (AttemptId, Vec<u8>, Vec<u8>);

impl Database {
    /// Gives the task of refreshing an OA automatically to a member, in a new term, also if another member has it.
    pub async fn give_refresher(
        &self,
        oa: &OaId,
        member: &MemberId,
        lease: SignedDuration,
    ) -> Result<(), DatabaseError> {
        let sql = "UPDATE oa_token.oa SET refresher = $2, term = term + 1, change = team.change,
                refresher_until = clock_timestamp() + make_interval(secs => $3)
            FROM oa_token.team WHERE oa.id = $1";
        self.run(async |client| {
            client.batch_execute(BEGIN).await?;
            announce(client).await?;
            let params: [(&(dyn ToSql + Sync), Type); 3] =
                [(&oa.0, Type::TEXT), (&member.0, Type::TEXT), (&lease.as_secs_f64(), Type::FLOAT8)];
            client.execute_typed(sql, &params).await?;
            client.batch_execute("COMMIT").await?;
            Ok(())
        })
        .await
    }

    /// Returns the OAs that have a pair with one of these tokens, also those that were taken out of the team.
    pub async fn oas_of(&self, tokens: &[Fingerprint]) -> Result<Vec<OaId>, DatabaseError> {
        let prints: Vec<&[u8]> = tokens.iter().map(|print| print.0.as_slice()).collect();
        self.run(async |client| {
            let sql = "SELECT DISTINCT oa FROM oa_token.pair WHERE refresh_print = ANY ($1) ORDER BY oa";
            let found = client.query_typed(sql, &[(&prints, Type::BYTEA_ARRAY)]).await?;
            found.iter().map(|row| take(row, "oa").map(OaId)).collect()
        })
        .await
    }

    /// Replaces what steers an OA, if its sealed values are still as they were read. Returns whether they were.
    pub async fn change_app(
        &self,
        oa: &OaId,
        plain: PlainConfig<'_>,
        new: SealedApp<'_>,
        read: SealedApp<'_>,
    ) -> Result<bool, DatabaseError> {
        self.run(async |client| {
            client.batch_execute(BEGIN).await?;
            announce(client).await?;
            let is_changed = change(client, oa, plain, new, read).await?;
            client.batch_execute(if is_changed { "COMMIT" } else { "ROLLBACK" }).await?;
            Ok(is_changed)
        })
        .await
    }

    /// The same for an OA that is taken out of the team, and only if the end of no attempt is open.
    pub async fn retire(
        &self,
        oa: &OaId,
        plain: PlainConfig<'_>,
        new: SealedApp<'_>,
        read: SealedApp<'_>,
    ) -> Result<Retired, DatabaseError> {
        self.run(async |client| {
            let id: [(&(dyn ToSql + Sync), Type); 1] = [(&oa.0, Type::TEXT)];
            client.batch_execute(BEGIN).await?;
            client.query_typed(LOCK, &id).await?;
            let done = if client.query_typed_opt(OPEN, &id).await?.is_some() {
                Retired::Open
            } else {
                announce(client).await?;
                let is_changed = change(client, oa, plain, new, read).await?;
                if is_changed { Retired::Done } else { Retired::Changed }
            };
            client.batch_execute(if done == Retired::Done { "COMMIT" } else { "ROLLBACK" }).await?;
            Ok(done)
        })
        .await
    }

    /// Replaces the sealed values of an OA and its pairs by the same values, sealed with newer keys, and the codes of its
    /// attempts, if the OA's values are still as they were read. Returns whether they were. A token that is not among the
    /// pairs stays, and so does a code that was replaced since.
    pub async fn reseal(
        &self,
        oa: &OaId,
        new: SealedApp<'_>,
        read: SealedApp<'_>,
        pairs: &[(Brought, SealedPair)],
        codes: &[NewCode],
    ) -> Result<bool, DatabaseError> {
        let pair_sql = "UPDATE oa_token.pair SET access = coalesce($6, access), refresh = coalesce($7, refresh)
            WHERE oa = $1 AND brought_kind = $2 AND brought_id = $3 AND brought_member = $4 AND brought_send = $5";
        let code_sql = "UPDATE oa_token.attempt SET code = $2 WHERE id = $1 AND code = $3";
        let oa_sql = "UPDATE oa_token.oa SET config = $2, secret_key = $3, change = team.change
            FROM oa_token.team WHERE oa.id = $1 AND config = $4 AND secret_key = $5";
        self.run(async |client| {
            client.batch_execute(BEGIN).await?;
            announce(client).await?;
            let params: [(&(dyn ToSql + Sync), Type); 5] = [
                (&oa.0, Type::TEXT),
                (&new.config, Type::BYTEA),
                (&new.secret_key, Type::BYTEA),
                (&read.config, Type::BYTEA),
                (&read.secret_key, Type::BYTEA),
            ];
            if client.execute_typed(oa_sql, &params).await? == 0 {
                client.batch_execute("ROLLBACK").await?;
                return Ok(false);
            }
            for (brought, sealed) in pairs {
                let brought = BroughtColumns::from(brought);
                let params: [(&(dyn ToSql + Sync), Type); 7] = [
                    (&oa.0, Type::TEXT),
                    (&brought.kind, Type::TEXT),
                    (&brought.id, Type::TEXT),
                    (&brought.member, Type::TEXT),
                    (&brought.send, Type::INT4),
                    (&sealed.access, Type::BYTEA),
                    (&sealed.refresh, Type::BYTEA),
                ];
                client.execute_typed(pair_sql, &params).await?;
            }
            for (attempt, new, read) in codes {
                let params: [(&(dyn ToSql + Sync), Type); 3] =
                    [(&attempt.0, Type::TEXT), (new, Type::BYTEA), (read, Type::BYTEA)];
                client.execute_typed(code_sql, &params).await?;
            }
            client.batch_execute("COMMIT").await?;
            Ok(true)
        })
        .await
    }
}

async fn change(
    client: &Client,
    oa: &OaId,
    plain: PlainConfig<'_>,
    new: SealedApp<'_>,
    read: SealedApp<'_>,
) -> Result<bool, DatabaseError> {
    let params: [(&(dyn ToSql + Sync), Type); 8] = [
        (&oa.0, Type::TEXT),
        (&plain.app_id, Type::TEXT),
        (&new.config, Type::BYTEA),
        (&new.secret_key, Type::BYTEA),
        (&read.config, Type::BYTEA),
        (&read.secret_key, Type::BYTEA),
        (&plain.automatic, Type::BOOL),
        (&plain.retired, Type::BOOL),
    ];
    Ok(client.execute_typed(CHANGE, &params).await? == 1)
}
