//! The one statement of a computer that has nothing to do.

use jiff::SignedDuration;
use testkit::Cutter;

use crate::support::{asked, database, me, oa, pair, sharing, team};

const LEASE: SignedDuration = SignedDuration::from_mins(40);

#[tokio::test]
async fn a_pulse_is_one_statement_and_shows_what_a_look_shows() {
    let (server, direct) = team().await;
    direct.share(&sharing(0, vec![], vec![pair(0, None, None, 1)])).await.unwrap();
    let counter = Cutter::start(server.port()).await.unwrap();
    let member = database(counter.port());
    let looked = member.look().await.unwrap();
    counter.turns();
    let before = statements(&server);
    let pulse = member.pulse(&me(0), "9.9", 0, &[], LEASE).await.unwrap();
    assert_eq!((counter.turns(), statements(&server) - before), (1, 1));
    assert_eq!(pulse.shown.server, looked.server);
    assert_eq!((pulse.shown.epoch, pulse.shown.relation), (looked.epoch, looked.relation));
    assert_eq!((pulse.shown.change, &pulse.shown.generations), (looked.change, &looked.generations));
    assert!(pulse.shown.position >= looked.position);
    assert_eq!(pulse.changed, [oa()]);
    assert_eq!(pulse.seen.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(), [me(0), me(1), me(2)]);
    let version = server.sql("team", "SELECT count(*) FROM oa_token.member WHERE app_version = '9.9'").unwrap();
    assert_eq!(version, "1");
    assert_eq!(asked(&member, pulse.shown.change).await, (pulse.shown.change, vec![]));
}

/// Counts the statements that the server has run for members.
fn statements(server: &testkit::Postgres) -> usize {
    let log = std::fs::read_to_string(server.log()).unwrap();
    log.lines().filter(|line| line.contains("execute <unnamed>")).count()
}

#[tokio::test]
async fn a_pulse_keeps_the_tasks_that_are_still_this_members() {
    let (server, one) = team().await;
    let until = || server.sql("team", "SELECT refresher_until > clock_timestamp() FROM oa_token.oa").unwrap();
    let brief = SignedDuration::from_millis(1);
    assert_eq!(one.take_refresher(&oa(), &me(0), 0, brief).await.unwrap(), Some(1));
    for (member, term) in [(1, 1), (0, 2)] {
        one.pulse(&me(member), "", 0, &[(oa(), term)], LEASE).await.unwrap();
        assert_eq!(until(), "f", "{member} {term}");
    }
    let pulse = one.pulse(&me(0), "", 0, &[(oa(), 1)], LEASE).await.unwrap();
    assert_eq!(until(), "t");
    assert_eq!((pulse.leases[0].refresher.clone(), pulse.leases[0].term), (Some(me(0)), 1));
}
