//! A server, members, and what they bring.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint, Trigger};
use oa_token_model::secret::Secret;
use oa_token_model::token::Generation;
use oa_token_team::postgres::{
    ClaimRequest, Database, DatabaseAddress, DatabaseError, Login, NewOa, SealedPair, Share, Sharing, Waits,
};
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::epoch::Memory;
use oa_token_team::rules::healing::LocalOa;
use oa_token_team::rules::member::{MemberId, MemberKind, OaId, Role};
use oa_token_team::rules::pair::{Brought, Ends, PairRow};
use oa_token_team::rules::publication::publication;
use oa_token_team::rules::trust::{Codes, Trust, coded_parts, is_plain_claim};
use testkit::{POSTGRES_OWNER, POSTGRES_PASSWORD, Postgres};

pub(crate) const MEMBERS: [&str; 3] = [
    "0190d6c2-7f5b-7ccc-8888-00000000000a",
    "0190d6c2-7f5b-7ccc-8888-00000000000b",
    "0190d6c2-7f5b-7ccc-8888-00000000000c",
];

/// Stands in for the team's key: a code is the row itself.
#[derive(Debug)]
pub(crate) struct FakeCodes;

impl Codes for FakeCodes {
    fn code(&self, row: &AttemptRow) -> Option<Vec<u8>> {
        Some(coded_parts(row).join(&0))
    }

    fn trust(&self, row: &AttemptRow, code: Option<&[u8]>) -> Trust {
        let is_right = is_plain_claim(row) || self.code(row).as_deref() == code;
        if is_right { Trust::Genuine } else { Trust::Forged }
    }
}

pub(crate) fn login(port: u16) -> Login {
    let address = DatabaseAddress::parse(&format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{port}/team")).unwrap();
    Login { address, password: Some(Secret::new(POSTGRES_PASSWORD)), authority: None, bound: false }
}

pub(crate) fn database(port: u16) -> Database {
    Database::new(login(port), Waits::default())
}

/// A server with a team, its members and one OA without a pair.
pub(crate) async fn team() -> (Postgres, Database) {
    let server = Postgres::start().unwrap();
    let database = database(server.port());
    database.prepare().await.unwrap();
    database.create_team("team", "Shops").await.unwrap();
    for member in MEMBERS {
        let id = MemberId(member.into());
        database.put_member(&id, member, MemberKind::Person, Role::Operator, b"key", "0.1.0").await.unwrap();
    }
    let oa = NewOa {
        id: oa(),
        name: "Shop A".into(),
        app_id: "100".into(),
        config: b"sealed".to_vec(),
        secret_key: b"sealed".to_vec(),
        automatic: true,
    };
    database.add_oa(&oa).await.unwrap();
    (server, database)
}

pub(crate) fn oa() -> OaId {
    OaId("oa".into())
}

pub(crate) fn me(number: usize) -> MemberId {
    MemberId(MEMBERS[number].into())
}

pub(crate) fn token(number: u8) -> Fingerprint {
    Fingerprint([number; 32])
}

pub(crate) fn request(id: &str, member: usize, generation: u32, spends: u8) -> ClaimRequest {
    ClaimRequest {
        id: AttemptId(id.into()),
        oa: oa(),
        me: me(member),
        kind: AttemptKind::Refresh,
        generation: Generation(generation),
        fingerprint: token(spends),
        by: Trigger::User,
        term: 0,
        life: SignedDuration::from_mins(8),
        config: b"sealed".to_vec(),
        seen: None,
    }
}

/// A pair whose refresh token is `token`; the first was pasted.
pub(crate) fn pair(by: usize, attempt: Option<&str>, follows: Option<u8>, refresh: u8) -> PairRow {
    PairRow {
        brought: match attempt {
            Some(id) => Brought::by_attempt(&AttemptId(id.into()), &me(by), 1),
            None => Brought::Paste { id: format!("paste-{refresh}") },
        },
        generation: Generation(u32::from(refresh)),
        follows: follows.map(token),
        refresh: Some(token(refresh)),
        ends: Ends::default(),
        by_member: me(by),
        received_at: Timestamp::UNIX_EPOCH,
        set_aside: false,
    }
}

/// A member's own attempt.
pub(crate) fn attempt(id: &str, member: usize, spends: u8, state: SharedState) -> AttemptRow {
    AttemptRow {
        id: AttemptId(id.into()),
        oa: oa(),
        kind: AttemptKind::Refresh,
        spends: Generation(u32::from(spends)),
        fingerprint: token(spends),
        state,
        released: false,
        holder: me(member),
        awaits: Vec::new(),
        deadline: Timestamp::UNIX_EPOCH,
        recoveries: 0,
        dead_at: None,
        brought: None,
    }
}

pub(crate) fn sharing(member: usize, attempts: Vec<AttemptRow>, pairs: Vec<PairRow>) -> Sharing {
    let sealed = |pair: &PairRow| {
        let of = pair.refresh.unwrap().0.to_vec();
        (pair.brought.clone(), SealedPair { access: Some(of.clone()), refresh: Some(of) })
    };
    let sealed: HashMap<_, _> = pairs.iter().map(sealed).collect();
    let roles: BTreeMap<_, _> = (0..MEMBERS.len()).map(|number| (me(number), Role::Operator)).collect();
    let local = LocalOa { attempts, pairs, ..LocalOa::default() };
    let codes = Arc::new(FakeCodes);
    Sharing {
        me: me(member),
        oa: oa(),
        local: Some(local),
        sealed,
        gone: Vec::new(),
        removed: Vec::new(),
        roles,
        codes,
    }
}

/// The first pair is in the database, and this member has seen it. Returns what it saw of the OA, and beside it.
pub(crate) async fn seen(database: &Database, member: usize) -> (Share, Memory) {
    let share = database.share(&sharing(member, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    // What it wrote itself has a newer number.
    let share = if share.wrote { database.share(&sharing(member, vec![], vec![])).await.unwrap() } else { share };
    let shown = database.look().await.unwrap();
    (share, Memory::default().checked_in(shown.epoch.unwrap(), &shown))
}

/// What a member holds after its refresh `a` of the first pair.
pub(crate) fn refreshed(member: usize) -> Sharing {
    let saved = attempt("a", member, 1, SharedState::Saved);
    sharing(member, vec![saved], vec![pair(0, None, None, 1), pair(member, Some("a"), Some(1), 2)])
}

/// Publishes that refresh in one round trip.
pub(crate) async fn publish(
    database: &Database,
    member: usize,
    (share, memory): &(Share, Memory),
) -> Result<Option<i64>, DatabaseError> {
    let (sharing, claim) = (refreshed(member), attempt("a", member, 1, SharedState::Claimed));
    let published = publication(sharing.local.as_ref().unwrap(), &share.shared, &claim, &me(member)).unwrap();
    let sealed = &sharing.sealed[&published.pair.brought];
    database.publish(&me(member), &published, sealed, share, memory, &FakeCodes).await
}

/// Asks what was published since then: the newest number, and the OAs.
pub(crate) async fn asked(database: &Database, since: i64) -> (i64, Vec<OaId>) {
    let pulse = database.pulse(&me(1), "0.1.0", since, &[], SignedDuration::ZERO).await.unwrap();
    (pulse.shown.change, pulse.changed)
}
