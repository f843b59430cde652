//! Alert channels: sealed, listed in the vault's state, and told once.

use jiff::SignedDuration;
use oa_token_model::alert::{AlertChannel, AlertChannelId, ChannelProgress, ChannelTarget, ToldMatter};
use oa_token_model::records::Fault;
use oa_token_model::secret::Secret;
use oa_token_vault::{AlertStore, VaultFile};

use crate::destinations::webhook;
use crate::{Bench, now};

fn telegram() -> AlertChannel {
    let target =
        ChannelTarget::Telegram { bot_token: Secret::new("123456:FAKE_BOT_TOKEN"), chat: Secret::new("-100FAKE4321") };
    AlertChannel { id: AlertChannelId::random(), created_at: now(), target }
}

#[test]
fn channels_are_read_as_they_were_written_and_removed() {
    let mut bench = Bench::new();
    let hook = AlertChannel { target: ChannelTarget::Webhook(webhook()), ..telegram() };
    let telegram = telegram();
    for channel in [&telegram, &hook] {
        bench.vault.put_channel(channel).unwrap();
    }
    let mut vault = bench.opened().unwrap();
    let read: Vec<_> = vault.channels().unwrap();
    assert_eq!(read, [(telegram.clone(), ChannelProgress::default()), (hook.clone(), ChannelProgress::default())]);
    assert_eq!(telegram.shown(), "Telegram …4321");
    let text = String::from_utf8_lossy(&std::fs::read(bench.file()).unwrap()).into_owned();
    assert!(!text.contains("FAKE_BOT_TOKEN") && !text.contains("FAKE4321"), "sealed");
    assert!(vault.remove_channel(&telegram.id).unwrap());
    assert!(!vault.remove_channel(&telegram.id).unwrap());
    assert_eq!(vault.channels().unwrap().len(), 1);
    assert_eq!(vault.faults().unwrap(), []);
}

#[test]
fn a_channel_changed_or_put_back_without_the_key_is_not_used() {
    let mut bench = Bench::new();
    let (one, other) = (telegram(), telegram());
    bench.vault.put_channel(&one).unwrap();
    bench.vault.put_channel(&other).unwrap();
    let raw = bench.raw();
    raw.execute_batch("CREATE TABLE temp.kept AS SELECT * FROM channel").unwrap();
    bench.vault.remove_channel(&one.id).unwrap();
    raw.execute_batch("INSERT OR IGNORE INTO channel SELECT * FROM temp.kept").unwrap();
    assert_eq!(bench.vault.channels().unwrap().len(), 1, "the removed one stays removed");
    assert_eq!(bench.vault.faults().unwrap(), [Fault::AlertChannels]);
    raw.execute("UPDATE channel SET config = zeroblob(80) WHERE id = ?1", [other.id.as_str()]).unwrap();
    assert_eq!(bench.vault.channels().unwrap(), []);
    bench.vault.remove_channel(&other.id).unwrap();
    assert_eq!(bench.vault.faults().unwrap(), [], "removing one clears what is not ours");
}

#[test]
fn what_was_told_is_kept_and_not_believed_when_forged() {
    let mut bench = Bench::new();
    let channel = telegram();
    bench.vault.put_channel(&channel).unwrap();
    let told = |matter: &str| ToldMatter { matter: matter.to_owned(), said: "7".to_owned(), at: now() };
    let progress = ChannelProgress { told_at: Some(now()), ..ChannelProgress::default() };
    bench.vault.record_alert(&channel.id, &progress, &[told("a"), told("b")], &[]).unwrap();
    bench.vault.record_alert(&channel.id, &progress, &[], &["b".to_owned()]).unwrap();
    assert_eq!(bench.vault.told(&channel.id).unwrap(), [told("a")]);
    assert_eq!(bench.vault.channels().unwrap()[0].1, progress);
    bench.raw().execute_batch("UPDATE alert SET said = '1'; UPDATE channel SET next_at = 253402300799000").unwrap();
    assert_eq!(bench.vault.told(&channel.id).unwrap(), [], "it is told again");
    assert_eq!(bench.vault.channels().unwrap()[0].1, ChannelProgress::default());
}

#[test]
fn one_of_two_processes_claims_a_channel() {
    let mut bench = Bench::new();
    let channel = telegram();
    bench.vault.put_channel(&channel).unwrap();
    let mut other = bench.opened().unwrap();
    let was = ChannelProgress::default();
    let until = now() + SignedDuration::from_secs(20);
    assert!(bench.vault.claim_channel(&channel.id, &was, until).unwrap());
    assert!(!other.claim_channel(&channel.id, &was, until).unwrap());
}

#[test]
fn a_vault_that_went_back_has_the_channels_of_the_second_copy() {
    let mut bench = Bench::new();
    let channel = telegram();
    bench.vault.put_channel(&channel).unwrap();
    let old = bench.folder.path().join("old.db");
    bench.vault.back_up(&old).unwrap();
    bench.vault.remove_channel(&channel.id).unwrap();
    std::fs::copy(&old, bench.file()).unwrap();
    let vault = bench.opened().unwrap();
    assert_eq!(vault.channels().unwrap(), [], "a removed channel stays removed");
    assert_eq!(vault.faults().unwrap(), []);
}
