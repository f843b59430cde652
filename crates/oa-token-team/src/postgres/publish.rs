//! The end of a saved refresh, published in one round trip.
//!
//! The database takes it only if it is what this member has seen: it has not gone back in time, the claim is as it was
//! granted, and nothing else of the OA was published since. Otherwise nothing is written, and the OA is looked at first.

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::claim::committed;
use super::database::Database;
use super::error::DatabaseError;
use super::rows::{BroughtColumns, int, take};
use super::share::{SealedPair, Share};
use crate::rules::epoch::Memory;
use crate::rules::member::MemberId;
use crate::rules::publication::Publication;
use crate::rules::trust::Codes;

/// The fence locks the OA first, as every publication does, and each step depends on the one before it.
const PUBLISH: &str = "WITH held AS (
        SELECT oa.id FROM oa_token.oa
        WHERE oa.id = $1 AND oa.generation = $2 AND oa.change = $3
            AND (SELECT opening FROM oa_token.epoch ORDER BY sequence DESC LIMIT 1) = $4
            AND (SELECT change FROM oa_token.team) >= $5 AND 'oa_token.team'::regclass::oid::bigint = $6
            AND NOT EXISTS (SELECT FROM unnest($7::text[], $8::integer[]) AS known (id, generation)
                LEFT JOIN oa_token.oa AS now ON now.id = known.id
                WHERE now.id IS NULL OR now.generation < known.generation)
            AND {server}
        FOR UPDATE
    ), ended AS (
        UPDATE oa_token.attempt SET state = 'saved', code = $28 FROM held
        WHERE attempt.id = $9 AND attempt.oa = held.id AND fingerprint = $10 AND holder = $11 AND state = 'claimed'
            AND recoveries = 0 AND awaits = '{}' AND NOT released
        RETURNING attempt.oa
    ), counted AS (
        UPDATE oa_token.team SET change = change + 1 FROM ended RETURNING ended.oa, change
    ), brought AS (
        INSERT INTO oa_token.pair (oa, brought_kind, brought_id, brought_member, brought_send, generation, follows,
            refresh_print, access, refresh, access_ends, refresh_ends, by_member)
        SELECT ended.oa, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $11 FROM ended ON CONFLICT DO NOTHING
    ), moved AS (
        UPDATE oa_token.oa SET generation = greatest(generation, $23), current_kind = $12, current_id = $13,
            current_member = $14, current_send = $15, has_diverged = $24, change = counted.change
        FROM counted WHERE oa.id = counted.oa
    ), seen AS (
        UPDATE oa_token.member SET last_seen_at = clock_timestamp(), last_refreshed_at = clock_timestamp()
        FROM ended WHERE member.id = $11
    )
    SELECT change, pg_notify('oa_token', change::text) FROM counted";

/// Returns the condition that the server is the one that was seen, no earlier than then. Its system, timeline and position
/// are three parameters, of which this is the number of the first. A server that does not say which one it is, is any.
pub(super) fn same_server(memory: &Memory, first: usize) -> String {
    let (system, timeline, position) = (first, first + 1, first + 2);
    if memory.position == 0 {
        return format!("(${system}::bigint, ${timeline}::integer, ${position}::bigint) IS NOT NULL");
    }
    format!(
        "EXISTS (SELECT FROM pg_control_system()
            WHERE system_identifier = ${system} AND pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') >= ${position}
                AND ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int = ${timeline})"
    )
}

impl Database {
    /// Publishes a saved refresh of this member, and returns the number of the publication. `None`: nothing was written,
    /// because the database is not what this member has seen. `seen` is the OA as it was read, `memory` what was seen of
    /// the database beside it.
    pub async fn publish(
        &self,
        me: &MemberId,
        publication: &Publication,
        sealed: &SealedPair,
        seen: &Share,
        memory: &Memory,
        codes: &dyn Codes,
    ) -> Result<Option<i64>, DatabaseError> {
        self.run(async |client| publish(client, me, publication, sealed, (seen, memory), codes).await).await
    }
}

async fn publish(
    client: &Client,
    me: &MemberId,
    publication: &Publication,
    sealed: &SealedPair,
    (seen, memory): (&Share, &Memory),
    codes: &dyn Codes,
) -> Result<Option<i64>, DatabaseError> {
    // A database of which nothing is known is looked at first.
    let (Some(epoch), Some(relation)) = (memory.epoch, memory.relation) else { return Ok(None) };
    let Publication { attempt, pair, merged } = publication;
    let position = i64::try_from(memory.position).unwrap_or(i64::MAX);
    let sql = PUBLISH.replace("{server}", &same_server(memory, 25));
    let brought = BroughtColumns::from(&pair.brought);
    let (oas, generations): (Vec<&str>, Vec<i32>) =
        memory.generations.iter().map(|(oa, generation)| (oa.0.as_str(), int(generation.0))).unzip();
    let (fingerprint, [follows, refresh]) = (
        attempt.fingerprint.0.as_slice(),
        [pair.follows, pair.refresh].map(|print| print.map(|print| print.0.to_vec())),
    );
    let params: [(&(dyn ToSql + Sync), Type); 28] = [
        (&attempt.oa.0, Type::TEXT),
        (&int(seen.shared.oa.generation.0), Type::INT4),
        (&seen.change, Type::INT8),
        (&epoch.opening, Type::INT8),
        (&memory.change, Type::INT8),
        (&relation, Type::INT8),
        (&oas, Type::TEXT_ARRAY),
        (&generations, Type::INT4_ARRAY),
        (&attempt.id.0, Type::TEXT),
        (&fingerprint, Type::BYTEA),
        (&me.0, Type::TEXT),
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
        (&int(merged.generation.0), Type::INT4),
        (&merged.has_diverged, Type::BOOL),
        (&epoch.system, Type::INT8),
        (&epoch.timeline, Type::INT4),
        (&position, Type::INT8),
        (&codes.code(attempt), Type::BYTEA),
    ];
    let published = committed(client, client.query_typed(&sql, &params)).await?;
    published.first().map(|row| take(row, "change")).transpose()
}
