//! What a member's own login may do.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use oa_token_model::secret::Secret;
use oa_token_team::postgres::{
    Claimed, Database, DatabaseAddress, DatabaseError, Login, PlainConfig, SealedApp, Sharing, Waits,
};
use oa_token_team::postgres::{login_ended, login_of, permissions};
use oa_token_team::rules::attempt::SharedState;
use oa_token_team::rules::member::Role;
use testkit::{POSTGRES_PASSWORD, Postgres};

use crate::support::{MEMBERS, asked, attempt, me, oa, pair, publish, request, seen, sharing, team};

const PLAIN: PlainConfig<'_> = PlainConfig { app_id: "1", automatic: true, retired: false };

const ROLES: [Role; 3] = [Role::Operator, Role::Viewer, Role::Admin];

/// A team whose members have a login each: an operator, a viewer and an admin.
async fn guarded() -> (Postgres, Database) {
    let (server, owner) = team().await;
    owner.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    for _ in 0..2 {
        server.sql("team", &permissions("team")).unwrap();
    }
    for (number, role) in ROLES.into_iter().enumerate() {
        for _ in 0..2 {
            server.sql("team", &login_of("team", &me(number), role).unwrap()).unwrap();
        }
        let password = format!("ALTER ROLE \"{}\" PASSWORD '{POSTGRES_PASSWORD}'", MEMBERS[number]);
        server.sql("team", &password).unwrap();
    }
    (server, owner)
}

fn by(server: &Postgres, number: usize) -> Database {
    let text = format!("postgres://{}@127.0.0.1:{}/team", MEMBERS[number], server.port());
    let address = DatabaseAddress::parse(&text).unwrap();
    Database::new(
        Login { address, password: Some(Secret::new(POSTGRES_PASSWORD)), authority: None, bound: false },
        Waits::default(),
    )
}

/// Runs a statement as a member, and returns whether it was allowed.
fn may(server: &Postgres, number: usize, statement: &str) -> bool {
    let done = server.sql("team", &format!("SET ROLE \"{}\"; BEGIN; {statement}; ROLLBACK", MEMBERS[number]));
    match done {
        Ok(_) => true,
        Err(why) => {
            let why = why.to_string();
            let is_refused = why.contains("permission denied") || why.contains("row-level security");
            assert!(is_refused, "{statement}: {why}");
            false
        }
    }
}

#[tokio::test]
async fn an_operator_claims_and_publishes_with_its_own_login() {
    let (server, _) = guarded().await;
    let member = by(&server, 0);
    assert_eq!(member.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    assert!(member.confirm(&request("a", 0, 1, 1).id, &me(0)).await.unwrap());
    let saved = sharing(0, vec![attempt("a", 0, 1, SharedState::Saved)], vec![pair(0, Some("a"), Some(1), 2)]);
    assert!(member.share(&saved).await.unwrap().wrote);
    let lease = SignedDuration::from_mins(40);
    assert_eq!(member.take_refresher(&oa(), &me(0), 0, lease).await.unwrap(), Some(1));
    member.pulse(&me(0), "1.0", 0, &[(oa(), 1)], lease).await.unwrap();
    let epoch = member.look().await.unwrap().epoch.unwrap();
    member.check_in(epoch, &me(0)).await.unwrap();
    member.close_epoch(epoch).await.unwrap();
    assert!(!member.oas().await.unwrap()[0].secret_key.is_empty());
    let as_another = member.claim(&request("b", 2, 2, 2)).await;
    assert!(matches!(as_another, Err(DatabaseError::Refused(_))), "{as_another:?}");
}

#[tokio::test]
async fn a_server_that_does_not_tell_which_it_is_is_asked_once_and_published_to() {
    let (server, _) = guarded().await;
    server.sql("team", "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC").unwrap();
    let member = by(&server, 0);
    let refusals = || std::fs::read_to_string(server.log()).unwrap().matches("permission denied for function").count();
    for _ in 0..2 {
        let pulse = member.pulse(&me(0), "1.0", 0, &[], SignedDuration::ZERO).await.unwrap();
        assert_eq!((pulse.shown.server, pulse.shown.position, refusals()), (None, None, 1));
    }
    let before = seen(&member, 0).await;
    member.claim(&request("a", 0, 1, 1)).await.unwrap();
    assert!(publish(&member, 0, &before).await.unwrap().is_some());
}

#[tokio::test]
async fn a_viewer_reads_access_tokens_and_nothing_that_spends() {
    let (server, _) = guarded().await;
    let viewer = by(&server, 1);
    let reading = Sharing { local: None, roles: BTreeMap::new(), ..sharing(1, vec![], vec![]) };
    let seen = viewer.share(&reading).await.unwrap();
    assert!(seen.sealed.values().all(|pair| pair.access.is_some() && pair.refresh.is_none()));
    assert!(viewer.oas().await.unwrap()[0].secret_key.is_empty());
    viewer.look().await.unwrap();
    let refused = viewer.claim(&request("a", 1, 1, 1)).await;
    assert!(matches!(refused, Err(DatabaseError::Refused(_))), "{refused:?}");
    assert_eq!(asked(&viewer, 0).await.1, [oa()]);
}

#[tokio::test]
async fn an_operator_publishes_at_once_with_its_own_login() {
    let (server, _) = guarded().await;
    let member = by(&server, 0);
    let before = seen(&member, 0).await;
    assert_eq!(member.claim(&request("a", 0, 1, 1)).await.unwrap(), Claimed::Granted);
    assert!(publish(&member, 0, &before).await.unwrap().is_some());
}

#[tokio::test]
async fn a_viewers_login_changes_nothing_in_any_table() {
    let (server, _) = guarded().await;
    let tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'oa_token'::regnamespace";
    let tables = server.sql("team", tables).unwrap();
    assert!(tables.lines().count() >= 11, "{tables}");
    for table in tables.lines() {
        for statement in ["DELETE FROM oa_token.%", "TRUNCATE oa_token.%", "INSERT INTO oa_token.% DEFAULT VALUES"] {
            assert!(!may(&server, 1, &statement.replace('%', table)), "{statement} {table}");
        }
        let columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'oa_token.%'::regclass AND attnum > 0
            AND NOT attisdropped";
        for column in server.sql("team", &columns.replace('%', table)).unwrap().lines() {
            let is_own = table == "member" && ["last_seen_at", "app_version"].contains(&column);
            let value = if is_own { column } else { "DEFAULT" };
            let change = format!("UPDATE oa_token.{table} SET {column} = {value}");
            assert_eq!(may(&server, 1, &change), is_own, "{change}");
        }
    }
    for secret in ["refresh FROM oa_token.pair", "secret_key FROM oa_token.oa", "* FROM oa_token.invitation"] {
        assert!(!may(&server, 1, &format!("SELECT {secret}")), "{secret}");
    }
    // Of the members' rows it changes its own.
    let change = "SET ROLE \"0190d6c2-7f5b-7ccc-8888-00000000000b\"; WITH done AS (UPDATE oa_token.member SET app_version = 'x' RETURNING id)
        SELECT string_agg(id, ',') FROM done";
    assert_eq!(server.sql("team", change).unwrap(), "0190d6c2-7f5b-7ccc-8888-00000000000b");
}

#[tokio::test]
async fn an_operator_adds_no_member_and_gives_no_key() {
    let (server, _) = guarded().await;
    let add = "INSERT INTO oa_token.member (id, name, kind, role, public_key, app_version)
        VALUES ('x', 'x', 'person', 'admin', '', '')";
    let key = "INSERT INTO oa_token.team_key (purpose, version, member, wrapped) VALUES ('spend', 9, '0190d6c2-7f5b-7ccc-8888-00000000000a', '')";
    let roster = "INSERT INTO oa_token.roster (number, signed) VALUES (9, '')";
    let role = "UPDATE oa_token.member SET role = 'admin'";
    for statement in [add, key, roster, role] {
        assert!(!may(&server, 0, statement), "{statement}");
        assert!(!may(&server, 1, statement), "{statement}");
        assert!(may(&server, 2, statement), "{statement}");
    }
}

#[tokio::test]
async fn a_member_that_was_removed_is_let_in_no_more() {
    let (server, _) = guarded().await;
    let member = by(&server, 0);
    member.team().await.unwrap();
    for _ in 0..2 {
        server.sql("team", &login_ended(&me(0)).unwrap()).unwrap();
    }
    // Its connection has ended; the next call finds it gone, or opens one.
    let refused = match member.team().await {
        Err(DatabaseError::Unreachable(_)) => member.team().await,
        other => other,
    };
    assert!(matches!(refused, Err(DatabaseError::Login)), "{refused:?}");
}

#[tokio::test]
async fn an_operator_changes_the_app_of_an_oa_once_for_what_it_read_and_a_viewer_never() {
    let (server, _) = guarded().await;
    let (operator, admin, viewer) = (by(&server, 0), by(&server, 2), by(&server, 1));
    let record = operator.oas().await.unwrap().remove(0);
    let read = SealedApp { config: &record.config, secret_key: &record.secret_key };
    let new = |sealed: &'static [u8]| SealedApp { config: sealed, secret_key: sealed };
    let refused = viewer.change_app(&oa(), PLAIN, new(b"viewer"), read).await;
    assert!(matches!(refused, Err(DatabaseError::Refused(_))), "{refused:?}");
    let oa = oa();
    let both = tokio::join!(
        operator.change_app(&oa, PLAIN, new(b"operator"), read),
        admin.change_app(&oa, PLAIN, new(b"admin"), read)
    );
    let both = [both.0.unwrap(), both.1.unwrap()];
    assert!(both == [true, false] || both == [false, true], "{both:?}");
    let now = operator.oas().await.unwrap().remove(0);
    assert_eq!(now.secret_key, if both[0] { b"operator".as_slice() } else { b"admin" });
    assert!(!admin.reseal(&oa, new(b"again"), read, &[], &[]).await.unwrap(), "sealed again from what was read before");
}
