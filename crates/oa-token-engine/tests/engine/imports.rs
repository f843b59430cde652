//! Many OAs saved as one import.

use oa_token_import::draft::NewProfile;
use oa_token_model::profile::{AppId, ProfileName};
use oa_token_model::secret::Secret;
use oa_token_vault::VaultError;

use crate::bench::{APP_ID, Bench, SECRET_KEY, pair};

fn new(name: Option<&str>, token: &str) -> NewProfile {
    NewProfile {
        name: name.map(|name| ProfileName::parse(name).unwrap()),
        app_id: AppId::parse(APP_ID).unwrap(),
        secret_key: Secret::new(SECRET_KEY),
        pair: pair(None, Some(token)),
    }
}

async fn names(bench: &Bench) -> Vec<String> {
    let records = bench.engine.profiles().list().await.unwrap();
    let mut names: Vec<String> = records.iter().map(|record| record.profile.name.to_string()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn one_that_fails_stops_no_other_and_is_reported_in_its_place() {
    let bench = Bench::new().await;
    let news = vec![
        (new(Some("a"), "FAKE_RT_a"), false),
        (new(Some("SHOP"), "FAKE_RT_b"), false),
        (new(None, "FAKE_RT_c"), false),
        (new(None, "FAKE_RT_d"), false),
        (new(Some("A"), "FAKE_RT_e"), true),
        (new(Some("f"), "FAKE_RT_c"), false),
    ];
    let ends = bench.engine.profiles().import(news, false).await.unwrap();
    assert!(matches!(ends[1], Err(VaultError::NameTaken)), "{ends:?}");
    assert!(matches!(ends[5], Err(VaultError::TokenHeld { .. })), "{ends:?}");
    let ids: Vec<_> = [0, 2, 3, 4].map(|at: usize| ends[at].as_ref().unwrap().clone()).to_vec();
    assert_eq!(ids[0], ids[3], "a later one replaces the pair of an earlier one");
    assert_eq!(names(&bench).await, ["A", "OA 6789", "OA 6789 (2)", "shop"]);
    let kept = bench.engine.profiles().secrets(&ids[0]).await.unwrap();
    assert_eq!(kept.current.pair.refresh, Some(Secret::new("FAKE_RT_e")));
    assert_eq!(bench.engine.profiles().generations(&ids[0]).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_import_that_is_all_or_nothing_saves_nothing_if_one_fails() {
    let bench = Bench::new().await;
    let news = vec![(new(Some("a"), "FAKE_RT_a"), false), (new(Some("Shop"), "FAKE_RT_b"), false)];
    let ends = bench.engine.profiles().import(news, true).await.unwrap();
    assert!(matches!(ends.last(), Some(Err(VaultError::NameTaken))), "{ends:?}");
    assert_eq!(names(&bench).await, ["shop"]);
}
