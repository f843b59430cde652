//! The signed rosters, the team keys wrapped for each member, and the computers that join.

use jiff::Timestamp;
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::database::{BEGIN, Database};
use super::error::DatabaseError;
use super::rows::{self, int, take};
use crate::keys::Hex;
use crate::keys::roster::{RosterMember, SignedRoster};
use crate::keys::wrap::WrappedKey;
use crate::rules::member::{MemberId, MemberKind, Role};

/// What the database says about a member. Role and keys are the roster's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberNote {
    /// The member.
    pub id: MemberId,
    /// Its name, as a member wrote it.
    pub name: String,
    /// When it last wrote to the database.
    pub last_seen_at: Timestamp,
    /// Its version of the program.
    pub app_version: String,
    /// When it was removed.
    pub revoked_at: Option<Timestamp>,
}

/// A roster to publish, with what belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct RosterChange<'a> {
    /// Its epoch.
    pub epoch: u64,
    /// The roster.
    pub signed: &'a SignedRoster,
    /// The keys wrapped for its members.
    pub keys: &'a [WrappedKey],
    /// The member that it adds.
    pub added: Option<&'a RosterMember>,
    /// The member that it removes.
    pub removed: Option<&'a MemberId>,
    /// The invitation that the added member used.
    pub used: Option<&'a str>,
}

/// The length of a signature, which comes first in the column `signed`.
const SIGNATURE: usize = 64;

/// Notifies of a publication. The payload is the number alone, as every user of the database may listen.
const ROSE: &str = "UPDATE oa_token.team SET change = change + 1";
const NOTIFY: &str = "SELECT pg_notify('oa_token', change::text) FROM oa_token.team";

/// Names the invitation that a computer joins with, and reports whether its login may count a publication.
const NAMED: &str = "SELECT set_config('oa_token.invitation', $1, true)";
const MAY_COUNT: &str = "SELECT has_column_privilege('oa_token.team', 'change', 'UPDATE') AS may";

pub(super) async fn announce(client: &Client) -> Result<(), DatabaseError> {
    client.execute_typed(ROSE, &[]).await?;
    client.execute_typed(NOTIFY, &[]).await?;
    Ok(())
}

impl Database {
    /// Returns the database's time.
    pub async fn now(&self) -> Result<Timestamp, DatabaseError> {
        self.run(async |client| {
            let row = client.query_typed_one("SELECT clock_timestamp() AS now", &[]).await?;
            take(&row, "now")
        })
        .await
    }

    /// Returns the rosters after an epoch, oldest first, and the newest epoch that the database holds. Not verified.
    pub async fn rosters(&self, after: u64) -> Result<(Vec<SignedRoster>, u64), DatabaseError> {
        let after = i32::try_from(after).unwrap_or(i32::MAX);
        self.run(async |client| {
            let sql = "SELECT number, signed, (SELECT coalesce(max(number), 0) FROM oa_token.roster) AS newest
                FROM oa_token.roster WHERE number > $1 ORDER BY number";
            let newest = "SELECT coalesce(max(number), 0) AS newest FROM oa_token.roster";
            let rows = client.query_typed(sql, &[(&after, Type::INT4)]).await?;
            let newest: i32 = match rows.first() {
                Some(row) => take(row, "newest")?,
                None => take(&client.query_typed_one(newest, &[]).await?, "newest")?,
            };
            let signed = rows.iter().map(|row| signed(take(row, "signed")?)).collect::<Result<_, _>>()?;
            Ok((signed, u64::try_from(newest).map_err(|_| DatabaseError::Unreadable)?))
        })
        .await
    }

    /// Puts back what a database that went back has lost of rosters, members and keys. Rosters that are there stay.
    pub async fn put_back_rosters(
        &self,
        rosters: &[(u64, SignedRoster)],
        members: &[RosterMember],
        keys: &[WrappedKey],
    ) -> Result<(), DatabaseError> {
        self.run(async |client| {
            client.batch_execute(BEGIN).await?;
            for (epoch, signed) in rosters {
                put_roster(client, *epoch, signed).await?;
            }
            for member in members {
                put_member(client, member).await?;
            }
            for key in keys {
                put_key(client, key).await?;
            }
            announce(client).await?;
            client.batch_execute("COMMIT").await?;
            Ok(())
        })
        .await
    }

    /// Publishes a roster with all that belongs to it. Returns false if another admin has published one of this epoch
    /// meanwhile: that one is read, verified and followed first.
    pub async fn publish_roster(&self, change: RosterChange<'_>) -> Result<bool, DatabaseError> {
        self.run(async |client| {
            client.batch_execute(BEGIN).await?;
            if put_roster(client, change.epoch, change.signed).await? == 0 {
                client.batch_execute("ROLLBACK").await?;
                return Ok(false);
            }
            if let Some(member) = change.added {
                put_member(client, member).await?;
            }
            if let Some(removed) = change.removed {
                let sql = "UPDATE oa_token.member SET revoked_at = clock_timestamp() WHERE id = $1";
                client.execute_typed(sql, &[(&removed.0, Type::TEXT)]).await?;
            }
            for key in change.keys {
                put_key(client, key).await?;
            }
            if let Some(used) = change.used {
                let sql = "UPDATE oa_token.invitation SET used_at = clock_timestamp(), request = NULL WHERE id = $1";
                client.execute_typed(sql, &[(&used, Type::TEXT)]).await?;
            }
            announce(client).await?;
            client.batch_execute("COMMIT").await?;
            Ok(true)
        })
        .await
    }

    /// Returns the team keys that are wrapped for a member. Not verified.
    pub async fn team_keys(&self, member: &MemberId) -> Result<Vec<WrappedKey>, DatabaseError> {
        self.run(async |client| {
            let sql = "SELECT wrapped FROM oa_token.team_key WHERE member = $1 ORDER BY purpose, version";
            let rows = client.query_typed(sql, &[(&member.0, Type::TEXT)]).await?;
            // A row that somebody has damaged hides no other.
            let read = |row| serde_json::from_slice(take::<&[u8]>(row, "wrapped").ok()?).ok();
            Ok(rows.iter().filter_map(read).collect())
        })
        .await
    }

    /// Returns what is noted of each member, also of those that were removed.
    pub async fn members(&self) -> Result<Vec<MemberNote>, DatabaseError> {
        self.run(async |client| {
            let rows = client.query_typed("SELECT * FROM oa_token.member ORDER BY name, id", &[]).await?;
            let note = |row: &tokio_postgres::Row| {
                Ok(MemberNote {
                    id: MemberId(take(row, "id")?),
                    name: rows::name(row, "name")?,
                    last_seen_at: take(row, "last_seen_at")?,
                    app_version: rows::name(row, "app_version")?,
                    revoked_at: take(row, "revoked_at")?,
                })
            };
            rows.iter().map(note).collect()
        })
        .await
    }

    /// Notes that an invitation exists. The sealed file says what it allows.
    pub async fn put_invitation(&self, id: &str, role: Role, expires_at: Timestamp) -> Result<(), DatabaseError> {
        let sql = "INSERT INTO oa_token.invitation (id, role, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        self.run(async |client| {
            let params: [(&(dyn ToSql + Sync), Type); 3] =
                [(&id, Type::TEXT), (&role_name(role), Type::TEXT), (&expires_at, Type::TIMESTAMPTZ)];
            client.execute_typed(sql, &params).await?;
            Ok(())
        })
        .await
    }

    /// Withdraws an invitation, so that it can no longer be used to join.
    pub async fn withdraw_invitation(&self, id: &str) -> Result<(), DatabaseError> {
        self.run(async |client| {
            client.execute_typed("DELETE FROM oa_token.invitation WHERE id = $1", &[(&id, Type::TEXT)]).await?;
            Ok(())
        })
        .await
    }

    /// Writes the request of a computer that joins. Returns false if the invitation was used, withdrawn, or has expired.
    pub async fn ask_to_join(&self, invitation: &str, request: &[u8]) -> Result<bool, DatabaseError> {
        let sql = "UPDATE oa_token.invitation SET request = $2
            WHERE id = $1 AND used_at IS NULL AND (request IS NULL OR request = $2) AND expires_at > clock_timestamp()";
        self.run(async |client| {
            client.batch_execute(BEGIN).await?;
            // A login that only joins sees the row that it names.
            client.query_typed(NAMED, &[(&invitation, Type::TEXT)]).await?;
            let params: [(&(dyn ToSql + Sync), Type); 2] = [(&invitation, Type::TEXT), (&request, Type::BYTEA)];
            let is_there = client.execute_typed(sql, &params).await? == 1;
            if is_there && take(&client.query_typed_one(MAY_COUNT, &[]).await?, "may")? {
                announce(client).await?;
            } else if is_there {
                client.execute_typed(NOTIFY, &[]).await?;
            }
            client.batch_execute("COMMIT").await?;
            Ok(is_there)
        })
        .await
    }

    /// Returns the requests that no admin's computer has answered, with the ids of their invitations.
    pub async fn join_requests(&self) -> Result<Vec<(String, Vec<u8>)>, DatabaseError> {
        self.run(async |client| {
            let sql = "SELECT id, request FROM oa_token.invitation WHERE request IS NOT NULL AND used_at IS NULL";
            let rows = client.query_typed(sql, &[]).await?;
            rows.iter().map(|row| Ok((take(row, "id")?, take(row, "request")?))).collect()
        })
        .await
    }
}

fn signed(column: &[u8]) -> Result<SignedRoster, DatabaseError> {
    let (signature, document) = column.split_first_chunk::<SIGNATURE>().ok_or(DatabaseError::Unreadable)?;
    Ok(SignedRoster { document: document.to_vec(), signature: Hex(*signature) })
}

async fn put_roster(client: &Client, epoch: u64, roster: &SignedRoster) -> Result<u64, DatabaseError> {
    let number = i32::try_from(epoch).map_err(|_| DatabaseError::Unreadable)?;
    let column = [roster.signature.0.as_slice(), &roster.document].concat();
    let sql = "INSERT INTO oa_token.roster (number, signed) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING";
    let params: [(&(dyn ToSql + Sync), Type); 2] = [(&number, Type::INT4), (&column, Type::BYTEA)];
    Ok(client.execute_typed(sql, &params).await?)
}

async fn put_member(client: &Client, member: &RosterMember) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO oa_token.member (id, name, kind, role, public_key, app_version)
        VALUES ($1, $2, $3, $4, $5, '') ON CONFLICT (id) DO UPDATE SET name = $2, kind = $3, role = $4, public_key = $5";
    let kind = match member.kind {
        MemberKind::Server => "server",
        MemberKind::Person => "person",
    };
    let key = member.keys.signing.0.as_slice();
    let params: [(&(dyn ToSql + Sync), Type); 5] = [
        (&member.id.0, Type::TEXT),
        (&member.name, Type::TEXT),
        (&kind, Type::TEXT),
        (&role_name(member.role), Type::TEXT),
        (&key, Type::BYTEA),
    ];
    client.execute_typed(sql, &params).await?;
    Ok(())
}

async fn put_key(client: &Client, key: &WrappedKey) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO oa_token.team_key (purpose, version, member, wrapped) VALUES ($1, $2, $3, $4)
        ON CONFLICT (purpose, version, member) DO UPDATE SET wrapped = $4";
    let row = serde_json::to_vec(key).map_err(|_| DatabaseError::Unreadable)?;
    let params: [(&(dyn ToSql + Sync), Type); 4] = [
        (&key.purpose.name(), Type::TEXT),
        (&int(key.version), Type::INT4),
        (&key.member.0, Type::TEXT),
        (&row, Type::BYTEA),
    ];
    client.execute_typed(sql, &params).await?;
    Ok(())
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Viewer => "viewer",
        Role::Operator => "operator",
        Role::Admin => "admin",
    }
}
