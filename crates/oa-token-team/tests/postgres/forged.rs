//! What an administrator of the database writes into an attempt. The connection runs on while a test waits for `psql`.

use oa_token_model::refresh::plan::{AttemptId, Trigger};
use oa_token_team::postgres::{Claimed, Database, Share};
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::claim::DEADLINE;
use oa_token_team::rules::epoch::Pause;
use oa_token_team::rules::takeover::{Takeover, TakeoverFacts, may_take_over};
use testkit::Postgres;

use crate::support::{FakeCodes, attempt, me, pair, request, sharing, team};

/// Member 0 has claimed the first token under `a`, and its answer is open.
async fn claimed() -> (Postgres, Database) {
    let (server, database) = team().await;
    database.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    database.claim(&request("a", 0, 1, 1)).await.unwrap();
    (server, database)
}

fn row<'a>(share: &'a Share, id: &str) -> &'a AttemptRow {
    share.shared.attempts.iter().find(|row| row.id.0 == id).unwrap()
}

/// Whether member 1 may send by a click.
fn may_send(share: &Share, row: &AttemptRow) -> Takeover {
    let (me, pause) = (me(1), Pause::None);
    let facts = TakeoverFacts {
        me: &me,
        by: Trigger::User,
        is_known: true,
        holder_seen_at: share.now,
        holder_is_gone: false,
        access_left: None,
        pause: &pause,
        now: share.now,
    };
    may_take_over(row, &facts)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_that_no_member_wrote_frees_no_token_and_is_no_verdict() {
    let changes = [
        "state = 'dead', dead_at = clock_timestamp()",
        "state = 'dead_provisional', dead_at = clock_timestamp() - interval '25 hours'",
        "state = 'saved'",
        "state = 'unknown'",
        "state = 'refused'",
        "state = 'not_sent'",
        "released = true",
        "recoveries = 1",
        "code = '\\x00'::bytea, state = 'dead', dead_at = clock_timestamp()",
    ];
    let (server, database) = claimed().await;
    for change in changes {
        server.sql("team", &format!("UPDATE oa_token.attempt SET {change}")).unwrap();
        let seen = database.share(&sharing(1, vec![], vec![])).await.unwrap();
        let row = row(&seen, "a");
        assert_eq!((seen.forged, row.state, row.released), (1, SharedState::Claimed, false), "{change}");
        assert_eq!(may_send(&seen, row), Takeover::RecoveryOpen, "{change}");
        // The database blocks the token again.
        let other = database.claim(&request("b", 1, 1, 1)).await.unwrap();
        assert!(matches!(other, Claimed::Blocked(_)), "{change}: {other:?}");
        let again = database.share(&sharing(1, vec![], vec![])).await.unwrap();
        assert_eq!((again.forged, again.wrote), (0, false), "{change}");
        let plain = "UPDATE oa_token.attempt SET state = 'claimed', recoveries = 0, awaits = '{}', code = NULL";
        server.sql("team", plain).unwrap();
    }
    // What its holder says counts, whatever stood there.
    server.sql("team", "UPDATE oa_token.attempt SET state = 'dead', released = true").unwrap();
    let saved = [pair(0, None, None, 1), pair(0, Some("a"), Some(1), 2)].to_vec();
    let healed = database.share(&sharing(0, vec![attempt("a", 0, 1, SharedState::Saved)], saved)).await.unwrap();
    assert_eq!((row(&healed, "a").state, row(&healed, "a").released), (SharedState::Saved, false));
    assert_eq!(healed.shared.oa.current, Some(pair(0, Some("a"), Some(1), 2).brought));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_waited_for_and_since_when_is_not_changed_by_others() {
    let changes = [
        "awaits = '{}'",
        "dead_at = dead_at - interval '25 hours'",
        "state = 'dead'",
        "recoveries = 0",
        "state = 'unknown', recoveries = 0",
    ];
    for change in changes {
        let (server, database) = claimed().await;
        server.sql("team", "UPDATE oa_token.attempt SET deadline = clock_timestamp()").unwrap();
        let row_before = database.attempt(&AttemptId("a".into())).await.unwrap().unwrap().row;
        assert!(database.take_over(&row_before, &me(1), DEADLINE, &FakeCodes).await.unwrap());
        let dead = sharing(1, vec![AttemptRow { recoveries: 1, ..attempt("a", 1, 1, SharedState::Dead) }], vec![]);
        let waits = database.share(&dead).await.unwrap();
        assert_eq!(row(&waits, "a").state, SharedState::DeadProvisional, "member 0 may have the pair");
        server.sql("team", &format!("UPDATE oa_token.attempt SET {change}")).unwrap();
        let seen = database.share(&sharing(2, vec![], vec![])).await.unwrap();
        assert!(row(&seen, "a").state != SharedState::Dead && row(&seen, "a").awaits.contains(&me(0)), "{change}");
        assert_eq!(may_send(&seen, row(&seen, "a")), Takeover::RecoveryOpen, "{change}");
        let saved = [pair(0, None, None, 1), pair(0, Some("a"), Some(1), 2)].to_vec();
        let back = database.share(&sharing(0, vec![attempt("a", 0, 1, SharedState::Saved)], saved)).await.unwrap();
        assert_eq!(row(&back, "a").state, SharedState::Saved, "{change}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_that_no_member_made_ends_when_its_holder_is_asked() {
    let (server, database) = team().await;
    database.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let made_up = format!(
        "INSERT INTO oa_token.attempt (id, oa, kind, spends, fingerprint, state, holder, deadline, dead_at)
         SELECT 'x', oa, 'refresh', 1, refresh_print, 'dead', '{}', clock_timestamp(), clock_timestamp()
         FROM oa_token.pair",
        me(0).0
    );
    server.sql("team", &made_up).unwrap();
    let other = |member| sharing(member, vec![], vec![]);
    let seen = database.share(&other(1)).await.unwrap();
    assert_eq!(
        (row(&seen, "x").state, may_send(&seen, row(&seen, "x"))),
        (SharedState::Claimed, Takeover::RecoveryOpen)
    );
    database.share(&other(0)).await.unwrap();
    let seen = database.share(&other(2)).await.unwrap();
    assert_eq!(row(&seen, "x").state, SharedState::Unknown);
    assert_eq!(may_send(&seen, row(&seen, "x")), Takeover::From(1), "all have answered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_members_claim_stands_beside_one_that_was_released_by_no_member() {
    let (server, database) = claimed().await;
    server.sql("team", "UPDATE oa_token.attempt SET released = true").unwrap();
    // It was asked for before the change was noticed.
    assert_eq!(database.claim(&request("b", 1, 1, 1)).await.unwrap(), Claimed::Granted);
    let dead = sharing(1, vec![attempt("b", 1, 1, SharedState::Dead)], vec![]);
    let seen = database.share(&dead).await.unwrap();
    assert_eq!((row(&seen, "a").state, row(&seen, "a").released), (SharedState::Claimed, true));
    assert_eq!((row(&seen, "b").state, &row(&seen, "b").awaits), (SharedState::DeadProvisional, &vec![me(0)]));
}
