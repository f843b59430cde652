//! The right to spend a token: asked for, confirmed right before the send, given back, taken over.

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint, Trigger};
use oa_token_model::token::Generation;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::database::{BEGIN, Database};
use super::error::DatabaseError;
use super::publish::same_server;
use super::rows::{self, ATTEMPT, int, take};
use crate::rules::attempt::{AttemptRow, SharedState, published};
use crate::rules::epoch::{Epoch, Memory};
use crate::rules::member::{MemberId, OaId};
use crate::rules::takeover::taken_over;
use crate::rules::trust::{Codes, Trust, is_plain_claim};

/// A claim that a member asks for.
#[derive(Debug, Clone)]
pub struct ClaimRequest {
    /// The attempt.
    pub id: AttemptId,
    /// The OA.
    pub oa: OaId,
    /// The member.
    pub me: MemberId,
    /// What is sent.
    pub kind: AttemptKind,
    /// The generation of the current pair, as this member read it.
    pub generation: Generation,
    /// The token's fingerprint under the team's key.
    pub fingerprint: Fingerprint,
    /// On whose behalf.
    pub by: Trigger,
    /// The term in which this member refreshes the OA automatically.
    pub term: u64,
    /// How long the claim is held.
    pub life: SignedDuration,
    /// What steers the OA, sealed, as this member read it.
    pub config: Vec<u8>,
    /// What was seen of the database: another one, or an older state of it, may have forgotten a claim. `None` if any will
    /// do.
    pub seen: Option<Memory>,
}

/// An attempt as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttempt {
    /// Its row.
    pub row: AttemptRow,
    /// The code beside it.
    pub code: Option<Vec<u8>>,
    /// When its holder last wrote to the database.
    pub holder_seen_at: Timestamp,
    /// The database's time.
    pub now: Timestamp,
}

/// The referee's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// The token is this member's to send.
    Granted,
    /// Another attempt has claimed the token.
    Blocked(Box<StoredAttempt>),
    /// The OA has another current pair by now, something else steers it, or another member refreshes it automatically.
    Behind,
}

/// What changes the OA at the same time is waited for, and decides.
const CLAIM: &str = "INSERT INTO oa_token.attempt (id, oa, kind, spends, fingerprint, state, holder, deadline)
    SELECT $1, o.id, $2, o.generation, $3, 'claimed', $4, clock_timestamp() + make_interval(secs => $5)
    FROM oa_token.oa o
    WHERE o.id = $6 AND o.generation = $7 AND o.config = $10 AND {seen}
        AND ($8 OR (NOT o.has_diverged AND o.refresher = $4 AND o.term = $9))
    FOR SHARE
    ON CONFLICT (fingerprint)
        WHERE NOT released AND state IN ('claimed', 'unknown', 'saved', 'dead', 'dead_provisional') DO NOTHING
    RETURNING id";

/// The database is the one that was seen, no earlier than then.
const SEEN: &str = "(SELECT opening FROM oa_token.epoch ORDER BY sequence DESC LIMIT 1) = $11
            AND (SELECT change FROM oa_token.team) >= $12 AND 'oa_token.team'::regclass::oid::bigint = $13 AND {server}";
const ANY: &str = "($11::bigint, $12::bigint, coalesce($13::bigint, 0)) IS NOT NULL AND {server}";

const TAKE_OVER: &str = "UPDATE oa_token.attempt SET holder = $5, awaits = $6, state = 'claimed', recoveries = $7,
        deadline = clock_timestamp() + make_interval(secs => $8), code = $9
    WHERE id = $1 AND holder = $2 AND recoveries = $3 AND state = $4 AND NOT released RETURNING id";

impl Database {
    /// Asks for the right to send a token: one round trip. If the answer is lost, the claim is looked up by its id on a
    /// new connection. It counts only if it is found there.
    pub async fn claim(&self, request: &ClaimRequest) -> Result<Claimed, DatabaseError> {
        match self.run(async |client| insert(client, request).await).await {
            Err(error @ DatabaseError::Unreachable(_)) => {
                if self.is_held_for_good(&request.id, &request.me).await? {
                    Ok(Claimed::Granted)
                } else {
                    Err(error)
                }
            }
            // Without its standby a database may forget the claim.
            other => other,
        }
    }

    /// Reports whether a claim is there, and no less durable than this answer: it may be there without its standby, if the
    /// server gave up waiting for that when the connection ended. What is committed later is replicated later.
    async fn is_held_for_good(&self, id: &AttemptId, me: &MemberId) -> Result<bool, DatabaseError> {
        let sql = "UPDATE oa_token.attempt SET deadline = deadline
            WHERE id = $1 AND holder = $2 AND state = 'claimed' AND NOT released AND clock_timestamp() < deadline
            RETURNING id";
        let write = async |client: &Client| {
            let params: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 2] =
                [(&id.0, Type::TEXT), (&me.0, Type::TEXT)];
            Ok(committed(client, client.query_typed(sql, &params)).await?.len() == 1)
        };
        self.run(write).await
    }

    /// Asks, right before the first byte of the request, whether the claim still holds.
    pub async fn confirm(&self, id: &AttemptId, me: &MemberId) -> Result<bool, DatabaseError> {
        let sql = "SELECT clock_timestamp() < deadline AND holder = $2 AND state = 'claimed' AND NOT released AS holds
            FROM oa_token.attempt WHERE id = $1";
        let look = async |client: &Client| {
            let found = client.query_typed_opt(sql, &[(&id.0, Type::TEXT), (&me.0, Type::TEXT)]).await?;
            found.map_or(Ok(false), |row| take(&row, "holds"))
        };
        self.run(look).await
    }

    /// Gives back a claim, or a recovery that was taken, of which nothing was sent.
    pub async fn release(&self, id: &AttemptId, me: &MemberId, codes: &dyn Codes) -> Result<(), DatabaseError> {
        let Some(StoredAttempt { row, code, now, .. }) = self.attempt(id).await? else { return Ok(()) };
        let is_taken = row.recoveries > 0 && codes.trust(&row, code.as_deref()) == Trust::Genuine;
        let is_held = (row.state, row.released, &row.holder) == (SharedState::Claimed, false, me);
        if !is_held || !is_taken && !is_plain_claim(&row) {
            return Ok(());
        }
        let after = published(row.clone(), me, SharedState::NotSent, &[], now);
        let of = |row: &AttemptRow| row.awaits.iter().map(|member| member.0.clone()).collect::<Vec<String>>();
        let (awaits, awaited, code) = (of(&after), of(&row), codes.code(&after));
        let sql = "UPDATE oa_token.attempt SET state = $3, holder = $4, awaits = $5, recoveries = $6, code = $7,
                deadline = least(deadline, $8)
            WHERE id = $1 AND holder = $2 AND state = 'claimed' AND recoveries = $9 AND awaits = $10 AND NOT released";
        let write = async |client: &Client| {
            let params: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 10] = [
                (&id.0, Type::TEXT),
                (&me.0, Type::TEXT),
                (&after.state.name(), Type::TEXT),
                (&after.holder.0, Type::TEXT),
                (&awaits, Type::TEXT_ARRAY),
                (&int(after.recoveries), Type::INT4),
                (&code, Type::BYTEA),
                (&after.deadline, Type::TIMESTAMPTZ),
                (&int(row.recoveries), Type::INT4),
                (&awaited, Type::TEXT_ARRAY),
            ];
            committed(client, client.execute_typed(sql, &params)).await.map(drop)
        };
        self.run(write).await
    }

    /// Takes an attempt for its next send, if its row is still as it was read: `recoveries` rises by one, and a new
    /// deadline begins. A lost answer is looked up.
    pub async fn take_over(
        &self,
        row: &AttemptRow,
        me: &MemberId,
        life: SignedDuration,
        codes: &dyn Codes,
    ) -> Result<bool, DatabaseError> {
        // The deadline of this copy is not used.
        let after = taken_over(row.clone(), me, row.deadline);
        let awaits: Vec<&str> = after.awaits.iter().map(|member| member.0.as_str()).collect();
        let code = codes.code(&after);
        let write = async |client: &Client| {
            let params: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 9] = [
                (&row.id.0, Type::TEXT),
                (&row.holder.0, Type::TEXT),
                (&int(row.recoveries), Type::INT4),
                (&row.state.name(), Type::TEXT),
                (&me.0, Type::TEXT),
                (&awaits, Type::TEXT_ARRAY),
                (&int(after.recoveries), Type::INT4),
                (&life.as_secs_f64(), Type::FLOAT8),
                (&code, Type::BYTEA),
            ];
            Ok(committed(client, client.query_typed(TAKE_OVER, &params)).await?.len() == 1)
        };
        match self.run(write).await {
            Err(error @ DatabaseError::Unreachable(_)) => match self.attempt(&row.id).await? {
                Some(now) if now.row.holder == *me && now.row.recoveries == after.recoveries => {
                    if self.is_held_for_good(&row.id, me).await? { Ok(true) } else { Err(error) }
                }
                Some(_) | None => Err(error),
            },
            other => other,
        }
    }

    /// Reads an attempt with the time its holder was last seen, and the database's time.
    pub async fn attempt(&self, id: &AttemptId) -> Result<Option<StoredAttempt>, DatabaseError> {
        self.run(async |client| found(client, "id = $1", (&id.0, Type::TEXT)).await).await
    }
}

async fn insert(client: &Client, request: &ClaimRequest) -> Result<Claimed, DatabaseError> {
    let (print, term) = (request.fingerprint.0.as_slice(), i64::try_from(request.term).unwrap_or(i64::MAX));
    let is_click = request.by != Trigger::Automatic;
    let any = Memory::default();
    let seen = request.seen.as_ref().unwrap_or(&any);
    let epoch = seen.epoch.unwrap_or(Epoch { system: 0, timeline: 0, opening: 0 });
    let position = i64::try_from(seen.position).unwrap_or(i64::MAX);
    let condition = if request.seen.is_some() { SEEN } else { ANY };
    let sql = CLAIM.replace("{seen}", &condition.replace("{server}", &same_server(seen, 14)));
    let params: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 16] = [
        (&request.id.0, Type::TEXT),
        (&rows::kind(request.kind), Type::TEXT),
        (&print, Type::BYTEA),
        (&request.me.0, Type::TEXT),
        (&request.life.as_secs_f64(), Type::FLOAT8),
        (&request.oa.0, Type::TEXT),
        (&int(request.generation.0), Type::INT4),
        (&is_click, Type::BOOL),
        (&term, Type::INT8),
        (&request.config, Type::BYTEA),
        (&epoch.opening, Type::INT8),
        (&seen.change, Type::INT8),
        (&seen.relation, Type::INT8),
        (&epoch.system, Type::INT8),
        (&epoch.timeline, Type::INT4),
        (&position, Type::INT8),
    ];
    if !committed(client, client.query_typed(&sql, &params)).await?.is_empty() {
        return Ok(Claimed::Granted);
    }
    Ok(match blocking(client, request.fingerprint).await? {
        Some(stored) => Claimed::Blocked(Box::new(stored)),
        None => Claimed::Behind,
    })
}

/// Runs one statement in a transaction that is durable when it returns. All of it goes out at once.
pub(super) async fn committed<T>(
    client: &Client,
    statement: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, DatabaseError> {
    let (begun, done, ended) =
        tokio::join!(biased; client.batch_execute(BEGIN), statement, client.batch_execute("COMMIT"));
    let done = done?;
    begun?;
    ended?;
    Ok(done)
}

async fn blocking(client: &Client, fingerprint: Fingerprint) -> Result<Option<StoredAttempt>, DatabaseError> {
    let which = "fingerprint = $1 AND NOT released
        AND state IN ('claimed', 'unknown', 'saved', 'dead', 'dead_provisional')";
    found(client, which, (&fingerprint.0.as_slice(), Type::BYTEA)).await
}

async fn found(
    client: &Client,
    which: &str,
    param: (&(dyn tokio_postgres::types::ToSql + Sync), Type),
) -> Result<Option<StoredAttempt>, DatabaseError> {
    let sql = format!(
        "SELECT {ATTEMPT}, clock_timestamp() AS now,
            coalesce((SELECT last_seen_at FROM oa_token.member WHERE member.id = holder), '-infinity') AS seen
         FROM oa_token.attempt WHERE {which}"
    );
    let Some(row) = client.query_typed_opt(&sql, &[param]).await? else { return Ok(None) };
    // A holder without a row was never seen.
    let holder_seen_at = take(&row, "seen").unwrap_or(Timestamp::MIN);
    let (code, now) = (rows::code(&row)?, take(&row, "now")?);
    Ok(Some(StoredAttempt { row: rows::attempt(&row)?, code, holder_seen_at, now }))
}
