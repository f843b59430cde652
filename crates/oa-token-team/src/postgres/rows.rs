//! Rows of the tables as the rules know them.

use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint};
use oa_token_model::token::Generation;
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use super::error::DatabaseError;
use crate::rules::attempt::{AttemptRow, SharedState};
use crate::rules::member::{MemberId, OaId};
use crate::rules::pair::{Brought, Ends, OaRow, PairRow};

/// The longest name that is read. Others write them.
const NAME: usize = 200;

pub(super) fn take<'a, T: FromSql<'a>>(row: &'a Row, column: &str) -> Result<T, DatabaseError> {
    row.try_get(column).map_err(|_| DatabaseError::Unreadable)
}

/// Reads a name, cut to a bearable length.
pub(super) fn name(row: &Row, column: &str) -> Result<String, DatabaseError> {
    Ok(take::<String>(row, column)?.chars().take(NAME).collect())
}

fn number(row: &Row, column: &str) -> Result<u32, DatabaseError> {
    u32::try_from(take::<i32>(row, column)?).map_err(|_| DatabaseError::Unreadable)
}

pub(super) fn generation(row: &Row, column: &str) -> Result<Generation, DatabaseError> {
    number(row, column).map(Generation)
}

fn print(row: &Row, column: &str) -> Result<Option<Fingerprint>, DatabaseError> {
    let bytes: Option<&[u8]> = take(row, column)?;
    bytes.map(|bytes| bytes.try_into().map(Fingerprint).map_err(|_| DatabaseError::Unreadable)).transpose()
}

/// Writes a number for a column.
pub(super) fn int(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) const ATTEMPT: &str = "id, oa, kind, spends, fingerprint, state, released, holder, awaits, deadline, \
    recoveries, dead_at, brought, code";

/// Reads the code beside an attempt.
pub(super) fn code(row: &Row) -> Result<Option<Vec<u8>>, DatabaseError> {
    take(row, "code")
}

pub(super) fn attempt(row: &Row) -> Result<AttemptRow, DatabaseError> {
    Ok(AttemptRow {
        id: AttemptId(take(row, "id")?),
        oa: OaId(take(row, "oa")?),
        kind: match take(row, "kind")? {
            "refresh" => AttemptKind::Refresh,
            "exchange" => AttemptKind::Exchange,
            _ => return Err(DatabaseError::Unreadable),
        },
        spends: generation(row, "spends")?,
        fingerprint: print(row, "fingerprint")?.ok_or(DatabaseError::Unreadable)?,
        state: SharedState::parse(take(row, "state")?).ok_or(DatabaseError::Unreadable)?,
        released: take(row, "released")?,
        holder: MemberId(take(row, "holder")?),
        awaits: take::<Vec<String>>(row, "awaits")?.into_iter().map(MemberId).collect(),
        deadline: take(row, "deadline")?,
        recoveries: number(row, "recoveries")?,
        dead_at: take(row, "dead_at")?,
        brought: take::<Option<i32>>(row, "brought")?.map(|_| generation(row, "brought")).transpose()?,
    })
}

/// Returns the name that a kind of attempt is stored by.
pub(super) fn kind(kind: AttemptKind) -> &'static str {
    match kind {
        AttemptKind::Refresh => "refresh",
        AttemptKind::Exchange => "exchange",
    }
}

/// The columns of what brought a pair.
pub(super) struct BroughtColumns {
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) member: String,
    pub(super) send: i32,
}

impl From<&Brought> for BroughtColumns {
    fn from(brought: &Brought) -> Self {
        let of = |kind, id: &str| Self { kind, id: id.to_owned(), member: String::new(), send: 0 };
        match brought {
            Brought::Attempt { id, member, send } => {
                Self { member: member.0.clone(), send: int(*send), ..of("attempt", id) }
            }
            Brought::Paste { id } => of("paste", id),
            Brought::Consent { id } => of("consent", id),
        }
    }
}

fn brought(kind: &str, id: &str, member: &str, send: i32) -> Result<Brought, DatabaseError> {
    let id = id.to_owned();
    Ok(match kind {
        "attempt" => Brought::Attempt {
            id,
            member: MemberId(member.to_owned()),
            send: u32::try_from(send).map_err(|_| DatabaseError::Unreadable)?,
        },
        "paste" => Brought::Paste { id },
        "consent" => Brought::Consent { id },
        _ => return Err(DatabaseError::Unreadable),
    })
}

pub(super) const OA: &str = "id, name, app_id, config, generation, current_kind, current_id, \
    current_member, current_send, refresher, term, refresher_until, automatic, has_diverged, retired_at, change";

pub(super) fn oa(row: &Row) -> Result<OaRow, DatabaseError> {
    let kind: Option<&str> = take(row, "current_kind")?;
    let current = match kind {
        Some(kind) => Some(brought(
            kind,
            take(row, "current_id")?,
            take::<Option<&str>>(row, "current_member")?.unwrap_or_default(),
            take::<Option<i32>>(row, "current_send")?.unwrap_or_default(),
        )?),
        None => None,
    };
    Ok(OaRow {
        id: OaId(take(row, "id")?),
        generation: generation(row, "generation")?,
        current,
        refresher: take::<Option<String>>(row, "refresher")?.map(MemberId),
        term: u64::try_from(take::<i64>(row, "term")?).map_err(|_| DatabaseError::Unreadable)?,
        refresher_until: take(row, "refresher_until")?,
        automatic: take(row, "automatic")?,
        is_retired: take::<Option<jiff::Timestamp>>(row, "retired_at")?.is_some(),
        has_diverged: take(row, "has_diverged")?,
    })
}

pub(super) const PAIR: &str = "brought_kind, brought_id, brought_member, brought_send, generation, follows, \
    refresh_print, access, refresh, access_ends, refresh_ends, by_member, received_at";

/// The same for a login that may not read refresh tokens.
pub(super) const PAIR_OF_VIEWER: &str = "brought_kind, brought_id, brought_member, brought_send, generation, follows, \
    refresh_print, access, NULL::bytea AS refresh, access_ends, refresh_ends, by_member, received_at";

pub(super) fn pair(row: &Row) -> Result<PairRow, DatabaseError> {
    Ok(PairRow {
        brought: brought(
            take(row, "brought_kind")?,
            take(row, "brought_id")?,
            take(row, "brought_member")?,
            take(row, "brought_send")?,
        )?,
        generation: generation(row, "generation")?,
        follows: print(row, "follows")?,
        refresh: print(row, "refresh_print")?,
        ends: Ends { access: take(row, "access_ends")?, refresh: take(row, "refresh_ends")? },
        by_member: MemberId(take(row, "by_member")?),
        received_at: take(row, "received_at")?,
        // Members write no other value, and one of somebody else is not believed.
        set_aside: false,
    })
}
