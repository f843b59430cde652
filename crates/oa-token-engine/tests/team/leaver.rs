//! A copy of the vault of a member that was removed since, with its login of the database.

use std::time::Duration;

use oa_token_engine::{Engine, MemberId, TeamRole};
use oa_token_model::token::TokenPair;
use oa_token_team::keys::column::version_of;
use oa_token_vault::{TeamPart, TeamStore as _};
use testkit::{APP_ID, Cutter};

use crate::membership::{Bench, click, only_oa};

const LIMIT: Duration = Duration::from_secs(10);

/// The tokens that an OA has here.
async fn held(engine: &Engine) -> TokenPair {
    let [record] = &engine.profiles().list().await.unwrap()[..] else { panic!("one OA") };
    engine.profiles().secrets(&record.profile.id).await.unwrap().current.pair
}

/// The versions of the team's keys that a vault holds.
fn key_versions(engine: &Engine) -> Vec<u64> {
    let stored = testkit::vault(engine.environment()).unwrap().team(TeamPart::Membership).unwrap().unwrap();
    let stored: serde_json::Value = serde_json::from_slice(stored.expose()).unwrap();
    let rotated = stored["keys"].as_array().unwrap().iter().filter(|key| key["purpose"] != "print");
    rotated.map(|key| key["version"].as_u64().unwrap()).collect()
}

/// The versions of the keys that the database's values are sealed with.
fn sealed_versions(bench: &Bench) -> Vec<u32> {
    let rows = bench.sql(
        "SELECT encode(sealed, 'hex') FROM (SELECT access AS sealed FROM oa_token.pair
            UNION ALL SELECT refresh FROM oa_token.pair UNION ALL SELECT secret_key FROM oa_token.oa
            UNION ALL SELECT config FROM oa_token.oa) AS all_of_them WHERE sealed IS NOT NULL",
    );
    let bytes = |row: &str| -> Vec<u8> {
        row.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    };
    let mut versions: Vec<u32> = rows.lines().map(|row| version_of(&bytes(row)).unwrap()).collect();
    versions.sort_unstable();
    versions.dedup();
    versions
}

async fn a_copy_opens_nothing_new_and_sends_nothing(role: TeamRole) {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (home, till) = bench.joined(&shop, role, "till").await;
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    assert!(till.team().catch_up(None, LIMIT).await);
    let before = held(&till).await;
    let member: MemberId = till.team().state().await.unwrap().me;
    drop(till);
    // Two copies: one follows the team, the other is taken out of it.
    let copies = [bench.copied(home), bench.copied(home)];
    shop.team().remove(&member).await.unwrap();
    shop.team().refresh_after(&member).await.unwrap();
    assert_eq!(sealed_versions(&bench), [2], "everything is sealed with the new keys");
    let (spends, live) = (bench.sim.spends(), bench.sim.live_pair(APP_ID).unwrap());
    for (number, home) in copies.into_iter().enumerate() {
        let ghost = testkit::started(bench.options(home)).await.unwrap();
        let theirs = ghost.profiles().list().await.unwrap()[0].profile.id.clone();
        ghost.team().catch_up(None, LIMIT).await;
        assert_eq!(held(&ghost).await, before, "no newer token");
        assert!(key_versions(&ghost).iter().all(|version| *version == 1), "no newer key");
        if number == 1 {
            ghost.team().go_on_alone().await.unwrap();
        }
        let (outcome, _) = click(&ghost, &theirs).await;
        assert!(outcome != "saved", "{outcome}");
        assert_eq!(bench.sim.spends(), spends, "nothing is spent");
        let now = held(&ghost).await;
        assert!(now.access.is_none_or(|token| token.expose() != live.access_token));
        assert!(now.refresh.is_none_or(|token| token.expose() != live.refresh_token));
    }
    assert_eq!(click(&shop, &oa).await, ("saved", None), "who stays goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_removed_operators_old_vault_opens_nothing_new_and_spends_nothing() {
    a_copy_opens_nothing_new_and_sends_nothing(TeamRole::Operator).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_removed_viewers_old_vault_opens_nothing_new() {
    a_copy_opens_nothing_new_and_sends_nothing(TeamRole::Viewer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_removal_whose_answer_is_lost_is_finished() {
    let mut bench = Bench::new().await;
    let cutter = Cutter::start(bench.server.port()).await.unwrap();
    let (_, shop, oa) = bench.team_by(cutter.port()).await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let member = till.team().state().await.unwrap().me;
    cutter.lose_answer_to_commit_of("INSERT INTO oa_token.roster");
    let left = shop.team().remove(&member).await.unwrap();
    assert!(cutter.has_cut());
    assert!(left.tasks.len() > 1, "{:?}", left.tasks);
    assert_eq!(sealed_versions(&bench), [2], "everything is sealed with the new keys");
    assert_eq!(click(&shop, &oa).await, ("saved", None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_removal_that_failed_hinders_neither_a_second_one_nor_another_admins() {
    for by_another in [false, true] {
        let mut bench = Bench::new().await;
        let cutter = Cutter::start(bench.server.port()).await.unwrap();
        let (_, shop, oa) = bench.team_by(cutter.port()).await;
        let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
        let (_, boss) = bench.joined(&shop, TeamRole::Admin, "boss").await;
        let member = till.team().state().await.unwrap().me;
        cutter.lose_answer_to("INSERT INTO oa_token.roster");
        let failed = shop.team().remove(&member).await;
        assert!(cutter.has_cut() && failed.is_err(), "{failed:?}");
        let admin = if by_another { &boss } else { &shop };
        admin.team().remove(&member).await.unwrap();
        for (engine, id) in [(&shop, &oa), (&boss, &only_oa(&boss).await)] {
            assert!(engine.team().catch_up(None, LIMIT).await);
            assert_eq!(click(engine, id).await, ("saved", None));
        }
        assert_eq!(bench.sql("SELECT count(*) FROM oa_token.pair WHERE refresh IS NULL"), "0");
        assert_eq!(sealed_versions(&bench), [2]);
        assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
    }
}
