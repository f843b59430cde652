//! A viewer with a login of its own, which may read and nothing else.

use std::time::Duration;

use oa_token_engine::{Engine, NewLogin, TeamLink, TeamRole};
use oa_token_model::secret::Secret;
use testkit::{APP_ID, POSTGRES_PASSWORD};

use crate::membership::{Bench, click, only_oa};

const LIMIT: Duration = Duration::from_secs(10);

/// Lets a member use the login that its role allows.
async fn with_own_login(bench: &Bench, admin: &Engine, member: &Engine) {
    let id = member.team().state().await.unwrap().me;
    bench.server.sql("team", &admin.team().sql(None).await.unwrap()).unwrap();
    bench.server.sql("team", &format!("ALTER ROLE \"{id}\" PASSWORD '{POSTGRES_PASSWORD}'")).unwrap();
    member.team().login(NewLogin::Own, Some(Secret::new(POSTGRES_PASSWORD))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_viewer_follows_a_database_that_went_back_and_puts_nothing_into_it() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let (_, screen) = bench.joined(&shop, TeamRole::Viewer, "screen").await;
    with_own_login(&bench, &shop, &screen).await;
    let shown = only_oa(&screen).await;
    let dump = bench.server.dump().unwrap();
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    assert!(screen.team().catch_up(None, LIMIT).await);
    bench.server.restore(&dump).unwrap();
    let epochs = |what: &str| bench.server.sql("team", &format!("SELECT count(*) FROM oa_token.{what}")).unwrap();
    assert!(screen.team().catch_up(None, LIMIT).await, "it went back, and no operator has noticed yet");
    assert_eq!(epochs("epoch"), "1");
    // Opened by an operator, and another one has not checked in.
    assert!(shop.team().catch_up(None, LIMIT).await);
    assert_eq!(epochs("epoch WHERE closed_at IS NULL AND sequence > 1"), "1");
    for _ in 0..2 {
        assert!(screen.team().catch_up(None, LIMIT).await);
    }
    let link = screen.team().state().await.unwrap().link;
    assert_eq!(link, TeamLink::EpochOpen { waiting_for: vec!["till".to_owned()] });
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let held = screen.profiles().secrets(&shown).await.unwrap();
    assert!(held.current.pair.access.is_some_and(|token| token.expose() == live.access_token));
    assert!(till.team().catch_up(None, LIMIT).await);
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    assert!(screen.team().catch_up(None, LIMIT).await);
    let id = screen.team().state().await.unwrap().me;
    assert_eq!(epochs(&format!("checkin WHERE member = '{id}'")), "0");
}
