//! Sealed files: a backup that leaves the computer, an OA that moves to another.

use oa_token_engine::{Engine, EngineError};
use oa_token_model::bundle::{BundlePurpose, MadeBy, MergeStatus};
use oa_token_model::profile::ProfileId;
use oa_token_model::secret::Secret;
use oa_token_model::status::{ProfileState, profile_state};
use tempfile::TempDir;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, options, refresh, seed, started};

fn passphrase() -> Secret {
    Secret::new("FAKE cá voi xanh")
}

/// Another computer: a home and a key of its own, the same Zalo.
async fn another_computer(bench: &Bench) -> (TempDir, Engine) {
    let home = tempfile::tempdir().unwrap();
    let engine = started(options(home.path(), &bench.sim.origin())).await;
    (home, engine)
}

async fn moved(engine: &Engine, id: &ProfileId) -> Vec<u8> {
    let (sent, bytes) = std::sync::mpsc::channel();
    let write = move |bytes| -> Result<(), EngineError> {
        sent.send(bytes).unwrap();
        Ok(())
    };
    engine.bundles().move_away(std::slice::from_ref(id), passphrase(), write).await.unwrap();
    bytes.recv().unwrap()
}

/// Takes a file in; returns how its one OA stood before.
async fn take(engine: &Engine, bytes: Vec<u8>) -> (MergeStatus, Vec<ProfileId>) {
    let (carried, made_by) = engine.bundles().open(bytes, passphrase()).await.unwrap();
    let standing = engine.bundles().merge_statuses(&carried, made_by).await.unwrap().remove(0);
    (standing, engine.bundles().import(carried, made_by, &[]).await.unwrap())
}

async fn refreshed(engine: &Engine, id: &ProfileId) -> &'static str {
    refresh(engine, id).await.result.message_id()
}

#[tokio::test]
async fn a_moved_oa_is_sent_only_from_the_other_computer_until_it_is_taken_back() {
    let bench = Bench::new().await;
    bench.click().await;
    let file = moved(&bench.engine, &bench.profile).await;
    assert_eq!(profile_state(&bench.record().await, bench.engine.now()), ProfileState::Off);
    assert_eq!(bench.click().await.result.message_id(), "not-sent-moved-away");
    assert_eq!(bench.sim.spends(), 1);

    let (_home, there) = another_computer(&bench).await;
    let (standing, taken) = take(&there, file).await;
    assert_eq!((standing, taken.as_slice()), (MergeStatus::New, [bench.profile.clone()].as_slice()));
    assert_eq!(refreshed(&there, &bench.profile).await, "saved");

    // Taken back with the newest pair: no token is lost.
    let (standing, _) = take(&bench.engine, moved(&there, &bench.profile).await).await;
    assert_eq!(standing, MergeStatus::Back);
    bench.assert_live().await;
    assert_eq!(bench.click().await.result.message_id(), "saved");
    assert_eq!(refreshed(&there, &bench.profile).await, "not-sent-moved-away");
    bench.assert_contract();
}

#[tokio::test]
async fn the_automatic_setting_is_exported_and_switches_nothing_on() {
    let bench = Bench::new().await;
    let off = moved(&bench.engine, &bench.profile).await;
    bench.engine.bundles().take_back(&bench.profile).await.unwrap();
    bench.set_automatic().await;
    let on = moved(&bench.engine, &bench.profile).await;
    for (bytes, was_on) in [(off, false), (on, true)] {
        let (_home, other) = another_computer(&bench).await;
        let (carried, made_by) = other.bundles().open(bytes, passphrase()).await.unwrap();
        assert_eq!(carried.profiles[0].automatic, was_on);
        other.bundles().import(carried, made_by, &[]).await.unwrap();
        assert!(!other.profiles().get(&bench.profile).await.unwrap().automatic, "the user has not confirmed yet");
    }
}

#[tokio::test]
async fn an_oa_taken_back_by_a_file_is_not_refreshed_automatically_before_a_confirmation() {
    for is_deleted in [false, true] {
        let bench = Bench::new().await;
        bench.set_automatic().await;
        let bytes = moved(&bench.engine, &bench.profile).await;
        if is_deleted {
            bench.engine.profiles().delete(&bench.profile).await.unwrap();
        }
        let (carried, made_by) = bench.engine.bundles().open(bytes, passphrase()).await.unwrap();
        bench.engine.bundles().import(carried, made_by, &[]).await.unwrap();
        let record = bench.record().await;
        assert!(record.moved_at.is_none() && !record.automatic, "deleted: {is_deleted}");
    }
}

#[tokio::test]
async fn an_oa_taken_back_is_sent_from_here_again() {
    let bench = Bench::new().await;
    drop(moved(&bench.engine, &bench.profile).await);
    bench.engine.bundles().take_back(&bench.profile).await.unwrap();
    assert_eq!(bench.click().await.result.message_id(), "saved");
}

#[tokio::test]
async fn a_file_that_cannot_be_written_moves_nothing() {
    let bench = Bench::new().await;
    let write = |_| -> Result<(), EngineError> { Err(EngineError::NoBackup) };
    assert!(bench.engine.bundles().move_away(std::slice::from_ref(&bench.profile), passphrase(), write).await.is_err());
    assert_eq!(bench.click().await.result.message_id(), "saved");
}

#[tokio::test]
async fn several_oas_move_in_one_file_and_all_of_them_stop_here() {
    let bench = Bench::new().await;
    let pair = bench.sim.issue_pair(APP_ID);
    let other = bench.engine.profiles().create(seed("other", &pair.refresh_token)).await.unwrap().id;
    let (sent, bytes) = std::sync::mpsc::channel();
    let write = move |bytes| -> Result<(), EngineError> {
        sent.send(bytes).unwrap();
        Ok(())
    };
    let both = [bench.profile.clone(), other];
    bench.engine.bundles().move_away(&both, passphrase(), write).await.unwrap();
    let (carried, _) = bench.engine.bundles().open(bytes.recv().unwrap(), passphrase()).await.unwrap();
    assert_eq!((carried.purpose, carried.profiles.len()), (BundlePurpose::Move, 2));
    for id in &both {
        assert!(bench.engine.profiles().get(id).await.unwrap().moved_at.is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_oas_are_stopped_here_before_the_file_exists() {
    let bench = Bench::new().await;
    let (engine, id, runtime) = (bench.engine.clone(), bench.profile.clone(), tokio::runtime::Handle::current());
    let write = move |_| -> Result<(), EngineError> {
        let record = runtime.block_on(engine.profiles().get(&id))?;
        assert!(record.moved_at.is_some(), "a program that ends here leaves no OA that two computers refresh");
        Ok(())
    };
    bench.engine.bundles().move_away(std::slice::from_ref(&bench.profile), passphrase(), write).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oa_with_a_pending_answer_cannot_be_moved() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::Hold]);
    let sending = bench.clicking();
    bench.sim.wait_for_spend(1).await;
    let write = |_| -> Result<(), EngineError> { Ok(()) };
    let refused = bench.engine.bundles().move_away(std::slice::from_ref(&bench.profile), passphrase(), write).await;
    assert!(matches!(refused, Err(EngineError::InFlight)));
    bench.sim.release();
    assert_eq!(sending.await.unwrap().result.message_id(), "saved");
}

#[tokio::test]
async fn a_backup_adds_missing_oas_and_keeps_newer_ones() {
    let bench = Bench::new().await;
    bench.click().await;
    let file = bench.engine.bundles().export(passphrase()).await.unwrap();
    let (carried, made_by) = bench.engine.bundles().open(file.clone(), passphrase()).await.unwrap();
    assert_eq!((carried.purpose, carried.profiles.len(), made_by), (BundlePurpose::Backup, 1, MadeBy::ThisVault));
    bench.click().await;
    let (standing, taken) = take(&bench.engine, file.clone()).await;
    assert_eq!((standing, taken), (MergeStatus::Known, vec![]), "the local pair is newer");
    bench.assert_live().await;

    bench.engine.profiles().delete(&bench.profile).await.unwrap();
    let (standing, _) = take(&bench.engine, file).await;
    assert_eq!(standing, MergeStatus::New);
    // The pairs of the deleted one are still there: its newest stays the newest.
    assert_eq!(bench.record().await.profile.name.as_str(), "shop");
}

#[tokio::test]
async fn a_token_known_as_spent_is_known_as_spent_elsewhere_too() {
    let bench = Bench::new().await;
    bench.sim.script([Fault::CloseAfterSpending]);
    assert_eq!(bench.click().await.result.message_id(), "dead-lost-answer");
    let file = bench.engine.bundles().export(passphrase()).await.unwrap();
    let (_home, there) = another_computer(&bench).await;
    let sends = bench.sends_of_first();
    take(&there, file).await;
    assert_eq!(refreshed(&there, &bench.profile).await, "dead-lost-answer", "the verdict was imported too");
    assert_eq!(bench.sends_of_first(), sends, "nothing was sent");
}

#[tokio::test]
async fn a_token_of_another_oa_is_not_imported() {
    let bench = Bench::new().await;
    let file = bench.engine.bundles().export(passphrase()).await.unwrap();
    let (_home, there) = another_computer(&bench).await;
    there.profiles().create(seed("other", &bench.first.refresh_token)).await.unwrap();
    let (standing, taken) = take(&there, file).await;
    assert_eq!((standing, taken), (MergeStatus::Held { by: "other".to_owned() }, vec![]));
}
