//! What outlives a run.

use std::time::Duration;

use zalo_sim::{App, Config, Sim};

use crate::client::{APP_ID, SECRET_KEY, host, refresh, sim_with};

#[tokio::test]
async fn tokens_spends_and_clock_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { ledger_file: Some(folder.path().join("ledger.json")), ..Config::default() };
    let (first, old) = sim_with(config.clone()).await;
    let new = refresh(&first, &old.refresh_token).pair();
    refresh(&first, "a-text-from-elsewhere");
    let code = first.consent(APP_ID, "https://example.test/", None).unwrap().code;
    first.advance(Duration::from_secs(25 * 3600));
    assert_eq!(first.ledger().file_error, None);
    first.stop().await;

    let text = std::fs::read_to_string(folder.path().join("ledger.json")).unwrap();
    assert!(!text.contains("elsewhere") && !text.contains(SECRET_KEY) && text.contains(&code));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file remains");

    let second = Sim::start(config).await.unwrap();
    second.add_app(App::new(APP_ID, SECRET_KEY));
    assert_eq!((second.spends(), second.sends_of(&old.refresh_token)), (1, 1));
    assert!(!second.is_live_access(&new.access_token), "the clock must keep its offset after a restart");
    assert!(second.ledger().requests.is_empty());
    assert_eq!(refresh(&second, &old.refresh_token).error(), Some(-14014));
    assert_eq!(refresh(&second, &new.refresh_token).error(), None);
}

#[tokio::test]
async fn a_file_with_other_content_is_refused_and_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.json");
    for text in ["", "{}", "{\"version\":2"] {
        std::fs::write(&path, text).unwrap();
        let config = Config { ledger_file: Some(path.clone()), ..Config::default() };
        assert!(Sim::start(config).await.is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[tokio::test]
async fn a_ledger_that_cannot_be_written_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { ledger_file: Some(folder.path().join("none/ledger.json")), ..Config::default() };
    let (sim, pair) = sim_with(config).await;
    assert!(refresh(&sim, &pair.refresh_token).error().is_none());
    assert!(sim.ledger().file_error.is_some());
}

#[tokio::test]
async fn the_port_is_free_again_after_stopping_or_dropping() {
    let (first, _) = sim_with(Config::default()).await;
    let port: u16 = host(&first).rsplit(':').next().unwrap().parse().unwrap();
    let config = Config { port, ..Config::default() };
    assert!(Sim::start(config.clone()).await.is_err(), "taken");
    first.stop().await;
    let second = Sim::start(config.clone()).await.unwrap();
    drop(second);
    Sim::start(config).await.unwrap().stop().await;
}
