//! What a computer that has nothing to do asks: one statement. It says that this member is there, keeps its tasks, and
//! reads what tells whether the database went back, what was published, who refreshes which OA, and who was there.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::token::Generation;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::database::Database;
use super::epoch::SERVER;
use super::error::DatabaseError;
use super::rows::take;
use crate::rules::epoch::{Epoch, Shown};
use crate::rules::member::{MemberId, OaId};

/// The task of refreshing an OA, as it is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The OA.
    pub oa: OaId,
    /// Who has it.
    pub refresher: Option<MemberId>,
    /// In which term.
    pub term: u64,
    /// Until when.
    pub until: Timestamp,
}

/// What the database says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulse {
    /// What tells whether it went back.
    pub shown: Shown,
    /// The OAs of which something was published since it was asked last.
    pub changed: Vec<OaId>,
    /// The tasks.
    pub leases: Vec<Lease>,
    /// When each member last wrote to it.
    pub seen: Vec<(MemberId, Timestamp)>,
    /// Its time.
    pub now: Timestamp,
}

const HERE: &str = "WITH here AS (
        UPDATE oa_token.member SET last_seen_at = clock_timestamp(), app_version = $2 WHERE id = $1
    )";
/// Only for who may change OAs.
const RENEWED: &str = ", renewed AS (
        UPDATE oa_token.oa SET refresher_until = clock_timestamp() + make_interval(secs => $4)
        FROM unnest($5::text[], $6::bigint[]) AS mine (id, term)
        WHERE oa.id = mine.id AND oa.term = mine.term AND oa.refresher = $1
    )";
const LOOK: &str = "SELECT clock_timestamp() AS now, team.change,
        'oa_token.team'::regclass::oid::bigint AS relation, epoch.system, epoch.timeline AS of_epoch, epoch.opening,
        array(SELECT id FROM oa_token.oa ORDER BY id) AS oas,
        array(SELECT generation FROM oa_token.oa ORDER BY id) AS generations,
        array(SELECT refresher FROM oa_token.oa ORDER BY id) AS refreshers,
        array(SELECT term FROM oa_token.oa ORDER BY id) AS terms,
        array(SELECT refresher_until FROM oa_token.oa ORDER BY id) AS untils,
        array(SELECT id FROM oa_token.oa WHERE change > $3 ORDER BY change) AS changed,
        array(SELECT id FROM oa_token.member ORDER BY id) AS members,
        array(SELECT last_seen_at FROM oa_token.member ORDER BY id) AS seen, server.*
    FROM oa_token.team
    LEFT JOIN LATERAL (
        SELECT system, timeline, opening FROM oa_token.epoch ORDER BY sequence DESC LIMIT 1
    ) AS epoch ON true
    CROSS JOIN";
const SILENT: &str = "SELECT NULL::bigint AS system_identifier, NULL::integer AS timeline, NULL::bigint AS position";

impl Database {
    /// Says that a member is there, and reads what is new since the publication `since`. Renews its tasks of these OAs in
    /// their terms, if it still has them, for this long.
    pub async fn pulse(
        &self,
        me: &MemberId,
        app_version: &str,
        since: i64,
        renewals: &[(OaId, u64)],
        lease: SignedDuration,
    ) -> Result<Pulse, DatabaseError> {
        let secs = lease.as_secs_f64();
        let oas: Vec<&str> = renewals.iter().map(|(oa, _)| oa.0.as_str()).collect();
        let terms: Vec<i64> = renewals.iter().map(|(_, term)| i64::try_from(*term).unwrap_or(i64::MAX)).collect();
        let all: [(&(dyn ToSql + Sync), Type); 6] = [
            (&me.0, Type::TEXT),
            (&app_version, Type::TEXT),
            (&since, Type::INT8),
            (&secs, Type::FLOAT8),
            (&oas, Type::TEXT_ARRAY),
            (&terms, Type::INT8_ARRAY),
        ];
        let (params, renewed) = if renewals.is_empty() { (&all[..3], "") } else { (&all[..], RENEWED) };
        let sql = |server: &str| format!("{HERE}{renewed} {LOOK} ({server}) AS server");
        self.run(async |client| {
            let asks_server = !self.is_silent();
            let asked = client.query_typed_opt(&sql(if asks_server { SERVER } else { SILENT }), params).await;
            let row = match asked {
                // A managed service that does not tell which server it is, or another right that is lacking.
                Err(error) if asks_server && error.code().is_some_and(|state| state.code().starts_with("42")) => {
                    let row = client.query_typed_opt(&sql(SILENT), params).await?;
                    self.note_silent();
                    row
                }
                row => row?,
            };
            pulse(&row.ok_or(DatabaseError::NoTeam)?)
        })
        .await
    }
}

fn pulse(row: &Row) -> Result<Pulse, DatabaseError> {
    let oas: Vec<OaId> = take::<Vec<String>>(row, "oas")?.into_iter().map(OaId).collect();
    let generations: Vec<i32> = take(row, "generations")?;
    let number = |number| u32::try_from(number).map(Generation).map_err(|_| DatabaseError::Unreadable);
    let generations = oas.iter().cloned().zip(generations).map(|(oa, of)| Ok((oa, number(of)?)));
    let generations = generations.collect::<Result<BTreeMap<_, _>, DatabaseError>>()?;
    let refreshers: Vec<Option<String>> = take(row, "refreshers")?;
    let (terms, untils): (Vec<i64>, Vec<Timestamp>) = (take(row, "terms")?, take(row, "untils")?);
    let leases = oas.into_iter().zip(refreshers).zip(terms.into_iter().zip(untils)).map(|((oa, of), (term, until))| {
        let term = u64::try_from(term).map_err(|_| DatabaseError::Unreadable)?;
        Ok(Lease { oa, refresher: of.map(MemberId), term, until })
    });
    let leases = leases.collect::<Result<_, DatabaseError>>()?;
    let epoch = match take::<Option<i64>>(row, "opening")? {
        Some(opening) => Some(Epoch { system: take(row, "system")?, timeline: take(row, "of_epoch")?, opening }),
        None => None,
    };
    let server = take::<Option<i64>>(row, "system_identifier")?.zip(take::<Option<i32>>(row, "timeline")?);
    let position = take::<Option<i64>>(row, "position")?.and_then(|position| u64::try_from(position).ok());
    let (change, relation) = (take(row, "change")?, take(row, "relation")?);
    let changed = take::<Vec<String>>(row, "changed")?.into_iter().map(OaId).collect();
    let members = take::<Vec<String>>(row, "members")?.into_iter().map(MemberId);
    let seen = members.zip(take::<Vec<Timestamp>>(row, "seen")?).collect();
    let shown = Shown { server, relation, epoch, position, change, generations };
    Ok(Pulse { shown, changed, leases, seen, now: take(row, "now")? })
}
