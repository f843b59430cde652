//! Deleting is taking out of sight: for a while all of it comes back, and a spent token stays spent for ever.

use jiff::SignedDuration;
use oa_token_model::records::SettingName;
use oa_token_model::refresh::AttemptState;
use oa_token_model::secret::Secret;
use oa_token_vault::{AttemptLedger, ProfileStore, SettingStore, VaultError};

use crate::{Bench, now, seed};

#[test]
fn a_deleted_oa_is_restored_with_its_tokens_and_its_diary() {
    let mut bench = Bench::new();
    let id = bench.profile.clone();
    bench.vault.delete(&id, now()).unwrap();
    assert!(bench.vault.profiles().unwrap().is_empty() && bench.vault.named("shop").unwrap().is_none());
    assert!(bench.vault.history(None, 10).unwrap().is_empty(), "its history is hidden too");
    let deleted = bench.vault.deleted().unwrap();
    assert_eq!((deleted.len(), deleted[0].name.as_str(), deleted[0].deleted_at), (1, "shop", now()));
    bench.vault.restore(&id, now()).unwrap();
    assert_eq!(bench.vault.named("shop").unwrap().unwrap(), id);
    assert_eq!(bench.vault.secrets(&id).unwrap().current.pair.refresh, Some(Secret::new("FAKE_RT_1")));
    let history: Vec<_> = bench.vault.history(Some(&id), 10).unwrap().iter().map(|line| line.event.name()).collect();
    assert_eq!(history, ["restored", "deleted", "imported"]);
    assert!(matches!(bench.vault.restore(&id, now()), Err(VaultError::NoSuchProfile)), "only once");
}

#[test]
fn a_name_is_free_once_its_profile_is_deleted_and_a_restored_one_is_numbered() {
    let mut bench = Bench::new();
    bench.vault.delete(&bench.profile, now()).unwrap();
    bench.vault.create(&seed("SHOP", "FAKE_RT_2"), now()).unwrap();
    bench.vault.restore(&bench.profile, now()).unwrap();
    let names: Vec<String> = bench.vault.profiles().unwrap().iter().map(|r| r.profile.name.to_string()).collect();
    assert_eq!(names, ["shop (2)", "SHOP"]);
}

#[test]
fn one_token_never_gets_into_two_profiles_through_the_bin() {
    let mut bench = Bench::new();
    bench.vault.delete(&bench.profile, now()).unwrap();
    bench.vault.create(&seed("other", "FAKE_RT_1"), now()).unwrap();
    assert!(matches!(bench.vault.restore(&bench.profile, now()), Err(VaultError::TokenHeld { by }) if by == "other"));
    assert_eq!(bench.vault.deleted().unwrap().len(), 1, "it still waits");
}

#[test]
fn after_some_time_the_secrets_are_deleted_and_the_spend_stays_recorded() {
    let mut bench = Bench::new();
    let attempt = bench.sent("attempt-1");
    bench.vault.delete(&bench.profile, now()).unwrap();
    assert_eq!(bench.vault.forget_deleted(now()).unwrap(), 0);
    let late = now() + SignedDuration::from_secs(1);
    assert_eq!(bench.vault.forget_deleted(late).unwrap(), 1);
    assert_eq!(bench.vault.forget_deleted(late).unwrap(), 0, "once");
    assert!(bench.vault.deleted().unwrap().is_empty());
    assert!(matches!(bench.vault.restore(&bench.profile, now()), Err(VaultError::NoSuchProfile)));
    let (secret_key, pairs): (Vec<u8>, u32) = bench
        .raw()
        .query_row("SELECT secret_key, (SELECT count(*) FROM pair) FROM profile", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!((secret_key.len(), pairs), (0, 0));
    let again = bench.vault.create(&seed("again", "FAKE_RT_1"), now()).unwrap();
    let print = bench.vault.fingerprint(&Secret::new("FAKE_RT_1")).unwrap();
    let ledger = bench.vault.ledger(&again.id, Some(print)).unwrap();
    assert!(ledger.iter().any(|entry| entry.id == attempt && entry.attempt.state == AttemptState::Sending));
}

#[test]
fn a_setting_is_sealed_and_can_be_removed() {
    let mut bench = Bench::new();
    assert!(bench.vault.setting(SettingName::Proxy).unwrap().is_none());
    let proxy = Secret::new("http://an:FAKE_PASSWORD@10.0.0.1:3128/");
    bench.vault.set_setting(SettingName::Proxy, Some(&proxy)).unwrap();
    assert!(bench.vault.setting(SettingName::Proxy).unwrap() == Some(proxy));
    let file = std::fs::read(bench.file()).unwrap();
    assert!(!file.windows(13).any(|window| window == b"FAKE_PASSWORD"), "not in plain text");
    bench.vault.set_setting(SettingName::Proxy, None).unwrap();
    assert!(bench.vault.setting(SettingName::Proxy).unwrap().is_none());
}
