//! One OA between a member's vault and the database: what the database lacks is written, what it holds is read.
//!
//! The same call publishes the end of an attempt, heals a database that went back, and brings a member up to date that
//! was away. It can be repeated at any time.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use jiff::Timestamp;
use oa_token_model::refresh::plan::AttemptId;
use oa_token_model::token::Generation;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::database::{BEGIN, Database};
use super::error::DatabaseError;
use super::rows::{self, ATTEMPT, BroughtColumns, OA, PAIR, PAIR_OF_VIEWER, int, take};
use crate::rules::attempt::AttemptRow;
use crate::rules::epoch::{Epoch, EpochRow, not_checked_in};
use crate::rules::healing::{LocalOa, Repair, SharedOa, repairs, with_finals};
use crate::rules::member::{MemberId, MemberKind, MemberRow, OaId, Role};
use crate::rules::merge::Merged;
use crate::rules::pair::{Brought, PairRow};
use crate::rules::trust::{Codes, Trust, believed, live_tokens, with_beliefs};

/// How many attempts and pairs of an OA are read, the newest first.
const ATTEMPTS: i64 = 400;
const PAIRS: i64 = 100;
/// How many statements go out at once. `join_all` starts up to 30 in order.
const AT_ONCE: usize = 24;

/// The sealed tokens of a pair.
#[derive(Debug, Clone, Default)]
pub struct SealedPair {
    /// Sealed for all members.
    pub access: Option<Vec<u8>>,
    /// Sealed for those that may spend.
    pub refresh: Option<Vec<u8>>,
}

/// What a member brings to the database.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// The member.
    pub me: MemberId,
    /// The OA.
    pub oa: OaId,
    /// What its vault holds. `None` reads only.
    pub local: Option<LocalOa>,
    /// The tokens of its pairs.
    pub sealed: HashMap<Brought, SealedPair>,
    /// Members that a person declared gone: no OA waits for them.
    pub gone: Vec<MemberId>,
    /// The members that were removed, as the signed rosters say.
    pub removed: Vec<MemberId>,
    /// The members and their roles, as the signed roster says.
    pub roles: BTreeMap<MemberId, Role>,
    /// Makes and checks the codes of attempts.
    pub codes: Arc<dyn Codes>,
}

/// What the database holds of one OA.
#[derive(Debug, Clone)]
pub struct Share {
    /// OA, attempts and pairs, as they are after the repairs.
    pub shared: SharedOa,
    /// The sealed tokens of the pairs.
    pub sealed: HashMap<Brought, SealedPair>,
    /// The members that the roster names.
    pub members: Vec<MemberRow>,
    /// The newest epoch, and who has checked in to it.
    pub epoch: Option<(EpochRow, Vec<MemberId>)>,
    /// The codes of the attempts, as they were read.
    pub codes: HashMap<AttemptId, Vec<u8>>,
    /// What steers the OA, sealed.
    pub config: Vec<u8>,
    /// How many attempts no member wrote. They were believed otherwise, and written so.
    pub forged: u32,
    /// The number of the OA's newest publication that was read: it rises with whatever is published of the OA.
    pub change: i64,
    /// Whether something was written.
    pub wrote: bool,
    /// How many pairs and attempts were inserted.
    pub inserted: (u32, u32),
    /// The database's time.
    pub now: Timestamp,
}

impl Database {
    /// Brings a member and the database to the same knowledge of one OA. Two round trips if there is something to
    /// write, otherwise one.
    pub async fn share(&self, sharing: &Sharing) -> Result<Share, DatabaseError> {
        self.run(async |client| {
            let begun = if sharing.local.is_some() { BEGIN } else { "BEGIN READ ONLY" };
            let lock = if sharing.local.is_some() { "FOR UPDATE" } else { "" };
            let (begun, read) = tokio::join!(biased; client.batch_execute(begun), read(client, sharing, lock));
            begun?;
            let mut share = read?;
            let stored = share.shared.attempts.clone();
            share.disbelieve(sharing);
            let awaited = share.epoch.as_ref().map_or_else(Vec::new, |(row, checked_in)| {
                if row.is_closed { Vec::new() } else { not_checked_in(&share.members, checked_in) }
            });
            let missing = sharing.local.as_ref().map_or_else(Vec::new, |local| {
                let repairs = repairs(local, &share.shared, &sharing.me, &awaited, share.now);
                let repairs = with_finals(repairs, &share.shared, &sharing.gone, &sharing.removed, share.now);
                with_beliefs(repairs, &stored, &share.shared.attempts)
            });
            share.wrote = !missing.is_empty();
            share.inserted = inserted(&missing, &share.shared);
            if share.wrote {
                write(client, sharing, &share.shared, &missing).await?;
                for pair in missing.iter().filter_map(new_pair) {
                    let sealed = sharing.sealed.get(&pair.brought).cloned().unwrap_or_default();
                    share.sealed.insert(pair.brought.clone(), sealed);
                }
            }
            if !share.wrote {
                // Ends the transaction without waiting for the answer: nothing was written. A commit would wait for the
                // standby all the same, because a row was locked.
                drop(client.batch_execute("ROLLBACK").now_or_never());
            }
            share.shared.apply(missing);
            Ok(share)
        })
        .await
    }
}

impl Share {
    /// Replaces the attempts that no member wrote by what is believed of them.
    fn disbelieve(&mut self, sharing: &Sharing) {
        // Who brings nothing decides nothing.
        let Some(local) = &sharing.local else { return };
        let tokens = live_tokens(&self.shared, local);
        let mut doubted = Vec::new();
        for row in self.shared.attempts.iter().filter(|row| tokens.contains(&row.fingerprint.0)) {
            let trust = sharing.codes.trust(row, self.codes.get(&row.id).map(Vec::as_slice));
            self.forged += u32::from(trust == Trust::Forged);
            if trust != Trust::Genuine {
                doubted.push(row.id.clone());
            }
        }
        let may_spend = |(_, role): &(&MemberId, &Role)| **role >= Role::Operator;
        let spenders: Vec<MemberId> = sharing.roles.iter().filter(may_spend).map(|(id, _)| id.clone()).collect();
        self.shared.attempts = believed(&self.shared.attempts, &doubted, &spenders);
    }
}

/// Counts the pairs and attempts that the database did not have.
fn inserted(missing: &[Repair], shared: &SharedOa) -> (u32, u32) {
    let is_new = |row: &AttemptRow| shared.attempts.iter().all(|other| other.id != row.id);
    missing.iter().fold((0, 0), |(pairs, attempts), repair| match repair {
        Repair::PutPair(_) => (pairs + 1, attempts),
        Repair::PutAttempt(row) if is_new(row) => (pairs, attempts + 1),
        Repair::PutAttempt(_) | Repair::SetCurrent(_) => (pairs, attempts),
    })
}

fn new_pair(repair: &Repair) -> Option<&PairRow> {
    match repair {
        Repair::PutPair(pair) => Some(pair),
        Repair::PutAttempt(_) | Repair::SetCurrent(_) => None,
    }
}

async fn read(client: &Client, sharing: &Sharing, lock: &str) -> Result<Share, DatabaseError> {
    let oa_sql = format!("SELECT {OA}, clock_timestamp() AS now FROM oa_token.oa WHERE id = $1 {lock}");
    let attempt_sql = format!(
        "SELECT {ATTEMPT} FROM oa_token.attempt WHERE oa = $1 ORDER BY claimed_at DESC LIMIT {ATTEMPTS} {lock}"
    );
    // Those of this member are read in any case: it puts back what is missing.
    let own_sql = format!("SELECT {ATTEMPT} FROM oa_token.attempt WHERE oa = $1 AND id = ANY($2) {lock}");
    let own = sharing.local.as_ref().map_or(&[][..], |local| &local.attempts);
    let own: Vec<&str> = own.iter().map(|row| row.id.0.as_str()).collect();
    let named: [(&(dyn ToSql + Sync), Type); 2] = [(&sharing.oa.0, Type::TEXT), (&own, Type::TEXT_ARRAY)];
    // A viewer asks for nothing that only those who publish may read.
    let may_spend = sharing.roles.get(&sharing.me).is_some_and(|role| *role >= Role::Operator);
    let columns = if sharing.local.is_some() || may_spend { PAIR } else { PAIR_OF_VIEWER };
    let pair_sql = format!("SELECT {columns} FROM oa_token.pair WHERE oa = $1 ORDER BY received_at DESC LIMIT {PAIRS}");
    let id: [(&(dyn ToSql + Sync), Type); 1] = [(&sharing.oa.0, Type::TEXT)];
    let epochs = "SELECT epoch.*, array(SELECT member FROM oa_token.checkin WHERE checkin.opening = epoch.opening)
            AS checked_in FROM oa_token.epoch ORDER BY sequence DESC LIMIT 1";
    let (oa, attempts, own, pairs, members, epoch) = tokio::join!(
        biased;
        client.query_typed_opt(&oa_sql, &id),
        client.query_typed(&attempt_sql, &id),
        client.query_typed(&own_sql, &named),
        client.query_typed(&pair_sql, &id),
        client.query_typed("SELECT * FROM oa_token.member", &[]),
        client.query_typed_opt(epochs, &[]),
    );
    let oa = oa?.ok_or(DatabaseError::NoOa)?;
    let (mut rows_of_attempts, mut codes) = (Vec::new(), HashMap::new());
    let attempts = attempts?;
    let newest: HashSet<&str> = attempts.iter().map(|row| take(row, "id")).collect::<Result<_, _>>()?;
    let is_older = |row: &&Row| take(row, "id").is_ok_and(|id: &str| !newest.contains(id));
    for row in own?.iter().filter(is_older).chain(attempts.iter().rev()) {
        let attempt = rows::attempt(row)?;
        codes.extend(rows::code(row)?.map(|code| (attempt.id.clone(), code)));
        rows_of_attempts.push(attempt);
    }
    let (mut rows_of_pairs, mut sealed) = (Vec::new(), HashMap::new());
    for row in pairs?.iter().rev() {
        let pair = rows::pair(row)?;
        sealed
            .insert(pair.brought.clone(), SealedPair { access: take(row, "access")?, refresh: take(row, "refresh")? });
        rows_of_pairs.push(pair);
    }
    let mut known = Vec::new();
    for row in members? {
        let id = MemberId(take(&row, "id")?);
        // A member that the roster does not name is none.
        let Some(role) = sharing.roles.get(&id).copied() else { continue };
        known.push(MemberRow {
            id,
            kind: if take::<&str>(&row, "kind")? == "server" { MemberKind::Server } else { MemberKind::Person },
            role,
            last_seen_at: take(&row, "last_seen_at")?,
            last_refreshed_at: take(&row, "last_refreshed_at")?,
            is_revoked: take::<Option<Timestamp>>(&row, "revoked_at")?.is_some(),
        });
    }
    let epoch = match epoch? {
        Some(row) => {
            let checked_in: Vec<String> = take(&row, "checked_in")?;
            let opened = EpochRow {
                epoch: Epoch {
                    system: take(&row, "system")?,
                    timeline: take(&row, "timeline")?,
                    opening: take(&row, "opening")?,
                },
                opened_at: take(&row, "opened_at")?,
                seen_until: take(&row, "seen_until")?,
                is_closed: take::<Option<Timestamp>>(&row, "closed_at")?.is_some(),
            };
            Some((opened, checked_in.into_iter().map(MemberId).collect()))
        }
        None => None,
    };
    Ok(Share {
        shared: SharedOa { oa: rows::oa(&oa)?, attempts: rows_of_attempts, pairs: rows_of_pairs },
        sealed,
        codes,
        config: take(&oa, "config")?,
        forged: 0,
        members: known,
        epoch,
        change: take(&oa, "change")?,
        wrote: false,
        inserted: (0, 0),
        now: take(&oa, "now")?,
    })
}

type Statement<'a> = std::pin::Pin<Box<dyn Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>;

async fn write(client: &Client, sharing: &Sharing, before: &SharedOa, missing: &[Repair]) -> Result<(), DatabaseError> {
    let is_there = |row: &AttemptRow| before.attempts.iter().any(|other| other.id == row.id);
    let mut statements: Vec<Statement<'_>> =
        vec![Box::pin(async { client.execute_typed("UPDATE oa_token.team SET change = change + 1", &[]).await })];
    let (mut pairs, mut inserts, mut last): (Vec<Statement<'_>>, Vec<Statement<'_>>, Vec<Statement<'_>>) =
        (Vec::new(), Vec::new(), Vec::new());
    for repair in missing {
        match repair {
            // What gives a token free goes before what claims it.
            Repair::PutAttempt(row) if is_there(row) => {
                statements.push(Box::pin(put_attempt(client, sharing, row, true)));
            }
            Repair::PutAttempt(row) => inserts.push(Box::pin(put_attempt(client, sharing, row, false))),
            Repair::PutPair(pair) => pairs.push(Box::pin(put_pair(client, sharing, pair))),
            Repair::SetCurrent(merged) => last.push(Box::pin(set_current(client, &sharing.oa, merged))),
        }
    }
    if !pairs.is_empty() {
        let sql = "UPDATE oa_token.member SET last_seen_at = clock_timestamp(), last_refreshed_at = clock_timestamp()
            WHERE id = $1";
        last.push(Box::pin(async move { client.execute_typed(sql, &[(&sharing.me.0, Type::TEXT)]).await }));
    }
    statements.extend(pairs);
    statements.extend(inserts);
    statements.extend(last);
    statements.push(Box::pin(async {
        let sql = "UPDATE oa_token.oa SET change = team.change FROM oa_token.team WHERE oa.id = $1";
        client.execute_typed(sql, &[(&sharing.oa.0, Type::TEXT)]).await
    }));
    statements.push(Box::pin(async {
        client.execute_typed("SELECT pg_notify('oa_token', change::text) FROM oa_token.team", &[]).await
    }));
    // Ends with the last statements on their way: if one of them failed, this rolls back.
    statements.push(Box::pin(async { client.batch_execute("COMMIT").await.map(|()| 0) }));
    let mut statements = statements.into_iter();
    loop {
        let batch: Vec<_> = statements.by_ref().take(AT_ONCE).collect();
        if batch.is_empty() {
            return Ok(());
        }
        for done in join_all(batch).await {
            done?;
        }
    }
}

async fn put_attempt(
    client: &Client,
    sharing: &Sharing,
    row: &AttemptRow,
    is_there: bool,
) -> Result<u64, tokio_postgres::Error> {
    let sql = if is_there {
        "UPDATE oa_token.attempt SET state = $6, released = $7, holder = $8, awaits = $9, deadline = $10,
            recoveries = $11, dead_at = $12, brought = $13, code = $14
         WHERE id = $1 AND oa = $2 AND kind = $3 AND ($4 >= 0) AND fingerprint = $5"
    } else {
        "INSERT INTO oa_token.attempt (id, oa, kind, spends, fingerprint, state, released, holder, awaits, deadline,
            recoveries, dead_at, brought, code)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO NOTHING"
    };
    let awaits: Vec<&str> = row.awaits.iter().map(|member| member.0.as_str()).collect();
    let brought = row.brought.map(|Generation(number)| int(number));
    let print = row.fingerprint.0.as_slice();
    let params: [(&(dyn ToSql + Sync), Type); 14] = [
        (&row.id.0, Type::TEXT),
        (&row.oa.0, Type::TEXT),
        (&rows::kind(row.kind), Type::TEXT),
        (&int(row.spends.0), Type::INT4),
        (&print, Type::BYTEA),
        (&row.state.name(), Type::TEXT),
        (&row.released, Type::BOOL),
        (&row.holder.0, Type::TEXT),
        (&awaits, Type::TEXT_ARRAY),
        (&row.deadline, Type::TIMESTAMPTZ),
        (&int(row.recoveries), Type::INT4),
        (&row.dead_at, Type::TIMESTAMPTZ),
        (&brought, Type::INT4),
        (&sharing.codes.code(row), Type::BYTEA),
    ];
    client.execute_typed(sql, &params).await
}

async fn put_pair(client: &Client, sharing: &Sharing, pair: &PairRow) -> Result<u64, tokio_postgres::Error> {
    let sql = "INSERT INTO oa_token.pair (oa, brought_kind, brought_id, brought_member, brought_send, generation,
            follows, refresh_print, access, refresh, access_ends, refresh_ends, by_member, set_aside)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";
    let brought = BroughtColumns::from(&pair.brought);
    let (none, sealed) = (SealedPair::default(), sharing.sealed.get(&pair.brought));
    let sealed = sealed.unwrap_or(&none);
    let (follows, refresh) = (pair.follows.map(|print| print.0.to_vec()), pair.refresh.map(|print| print.0.to_vec()));
    let params: [(&(dyn ToSql + Sync), Type); 14] = [
        (&sharing.oa.0, Type::TEXT),
        (&brought.kind, Type::TEXT),
        (&brought.id, Type::TEXT),
        (&brought.member, Type::TEXT),
        (&brought.send, Type::INT4),
        (&int(pair.generation.0), Type::INT4),
        (&follows, Type::BYTEA),
        (&refresh, Type::BYTEA),
        (&sealed.access, Type::BYTEA),
        (&sealed.refresh, Type::BYTEA),
        (&pair.ends.access, Type::TIMESTAMPTZ),
        (&pair.ends.refresh, Type::TIMESTAMPTZ),
        (&pair.by_member.0, Type::TEXT),
        (&pair.set_aside, Type::BOOL),
    ];
    client.execute_typed(sql, &params).await
}

async fn set_current(client: &Client, oa: &OaId, merged: &Merged) -> Result<u64, tokio_postgres::Error> {
    let sql = "UPDATE oa_token.oa SET generation = greatest(generation, $2), current_kind = $3, current_id = $4,
            current_member = $5, current_send = $6, has_diverged = $7 WHERE id = $1";
    let current = merged.current.as_ref().map(BroughtColumns::from);
    let current = current.as_ref();
    let params: [(&(dyn ToSql + Sync), Type); 7] = [
        (&oa.0, Type::TEXT),
        (&int(merged.generation.0), Type::INT4),
        (&current.map(|brought| brought.kind), Type::TEXT),
        (&current.map(|brought| brought.id.as_str()), Type::TEXT),
        (&current.map(|brought| brought.member.as_str()), Type::TEXT),
        (&current.map(|brought| brought.send), Type::INT4),
        (&merged.has_diverged, Type::BOOL),
    ];
    client.execute_typed(sql, &params).await
}
