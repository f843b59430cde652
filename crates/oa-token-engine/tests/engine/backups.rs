//! Copies of the vault beside it.

use std::time::Duration;

use oa_token_engine::{Backup, Engine, EngineError};
use oa_token_vault::VaultError;

use crate::bench::{APP_ID, Bench, refresh};

fn copies(bench: &Bench) -> usize {
    std::fs::read_dir(bench.data().join("backups")).map_or(0, Iterator::count)
}

/// The program ends, and the next one begins on the same home.
async fn next_program(bench: &Bench) -> Engine {
    bench.engine.refresh().drain().await;
    bench.another()
}

/// Restores once the engine of before has let go of the file: its owner task ends a moment after its last handle.
async fn restore(engine: &Engine) -> Backup {
    for _ in 0..500 {
        match engine.backups().restore().await {
            Err(EngineError::InFlight) => tokio::time::sleep(Duration::from_millis(10)).await,
            other => return other.unwrap(),
        }
    }
    panic!("the vault is still in use");
}

#[tokio::test]
async fn a_copy_is_made_before_the_program_ends_and_one_a_minute_is_enough() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.engine.refresh().drain().await;
    assert_eq!(copies(&bench), 1);
    bench.click().await;
    bench.engine.refresh().drain().await;
    assert_eq!(copies(&bench), 1, "the last copy is less than a minute old");
    let backup = bench.engine.backups().newest().await.unwrap();
    assert_eq!(backup.profiles, 1);
}

#[tokio::test]
async fn a_copy_is_made_some_time_after_the_last_change() {
    let bench = Bench::new().await;
    bench.click().await;
    for _ in 0..200 {
        if bench.engine.backups().newest().await.is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no copy was made");
}

#[tokio::test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
async fn a_vault_that_is_missing_before_its_first_backup_is_not_a_first_run() {
    let bench = Bench::new().await;
    bench.click().await;
    assert_eq!(copies(&bench), 0, "only the second copy");
    std::fs::remove_file(bench.data().join("vault.db")).unwrap();
    let refused = bench.another().protection().open_or_create().await;
    assert!(matches!(refused, Err(EngineError::Vault(VaultError::Gone))), "{refused:?}");
    assert!(!bench.data().join("vault.db").exists());
}

#[tokio::test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
async fn a_missing_vault_is_not_a_first_run_and_is_restored_from_its_copy() {
    let bench = Bench::new().await;
    bench.click().await;
    let engine = next_program(&bench).await;
    std::fs::remove_file(bench.data().join("vault.db")).unwrap();
    let refused = engine.protection().open_or_create().await.unwrap_err();
    assert!(matches!(refused, EngineError::Vault(VaultError::Gone)), "{refused:?}");
    assert!(!bench.data().join("vault.db").exists(), "nothing was created in its place");
    // The engine of before still has the file open.
    assert!(matches!(engine.backups().restore().await, Err(EngineError::InFlight)));

    let (sim, home, profile) = (bench.sim, bench.home, bench.profile);
    drop(bench.engine);
    let restored = restore(&engine).await;
    assert_eq!(restored.profiles, 1);
    engine.protection().unlock().await.unwrap();
    let pair = engine.profiles().secrets(&profile).await.unwrap().current.pair;
    let live = sim.live_pair(APP_ID).unwrap();
    assert!(pair.refresh.is_some_and(|token| token.expose() == live.refresh_token));
    assert_eq!(refresh(&engine, &profile).await.result.message_id(), "saved");
    drop(home);
}

#[tokio::test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
async fn a_damaged_vault_is_kept_beside_the_copy_that_replaces_it() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.engine.refresh().drain().await;
    let (next, Bench { engine, home, .. }) = (bench.options(), bench);
    drop(engine);
    let file = home.path().join("data/vault.db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[..16].fill(0);
    oa_token_vault::atomic_file::write(&file, &bytes).unwrap();

    let engine = Engine::start(next).unwrap();
    assert!(matches!(engine.open().await, Err(EngineError::Vault(VaultError::Damaged(_)))));
    restore(&engine).await;
    engine.protection().unlock().await.unwrap();
    assert_eq!(engine.profiles().list().await.unwrap().len(), 1);
    let aside = std::fs::read_dir(home.path().join("data")).unwrap().flatten();
    let aside = aside.filter(|entry| entry.file_name().to_string_lossy().starts_with("vault.db.damaged-")).count();
    assert!(aside >= 1, "the damaged file still exists");
}

#[tokio::test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
async fn without_an_intact_copy_nothing_is_changed() {
    let bench = Bench::new().await;
    let folder = bench.data().join("backups");
    std::fs::create_dir_all(&folder).unwrap();
    oa_token_vault::atomic_file::write(&folder.join("vault-20261123T070000Z.db"), b"FAKE not a database").unwrap();
    let refused = bench.engine.backups().restore().await;
    assert!(
        matches!(refused, Err(EngineError::NotDamaged)),
        "an intact vault must not be replaced by its backup: {refused:?}"
    );
    bench.engine.protection().open_or_create().await.unwrap();
    assert_eq!(bench.engine.profiles().list().await.unwrap().len(), 1);
    let data = bench.data();
    for file in ["vault.db", "recovery.db"] {
        oa_token_vault::atomic_file::write(&data.join(file), b"FAKE not a database either").unwrap();
    }
    assert!(matches!(bench.another().backups().restore().await, Err(EngineError::NoBackup)));
}
