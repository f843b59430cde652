//! Places: what steers them is sealed and listed, and how far they are is not believed without its MAC.

use oa_token_model::destination::{
    CLAIM, CopyForm, DeliveryEntry, DeliveryFault, DeliveryProgress, DeliveryState, Destination, DestinationId,
    DestinationName, FileTarget, PairMark, Preset, Target, Webhook, WebhookAddress, WebhookSecret,
};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::Fault;
use oa_token_model::secret::Secret;
use oa_token_model::token::Generation;
use oa_token_vault::{AttemptLedger, DestinationStore, ProfileStore, VaultError, VaultFile};

use crate::{Bench, now, seed};

const ADDRESS: &str = "https://n8n.example.com/webhook/FAKE_5d1c0a7e";

pub(crate) fn webhook() -> Webhook {
    Webhook {
        address: WebhookAddress(Secret::new(ADDRESS)),
        secret: WebhookSecret::random(),
        former_secret: Some((WebhookSecret::random(), now())),
        with_token: true,
        with_states: true,
        private_network: false,
        preset: Some(Preset::N8n),
    }
}

pub(crate) fn place(oa: &ProfileId, name: &str, target: Target) -> Destination {
    let name = DestinationName::parse(name).unwrap();
    Destination { id: DestinationId::random(), oa: oa.clone(), name, enabled: true, created_at: now(), target }
}

fn file() -> Target {
    let names = ["A".to_owned(), "B".to_owned(), "C".to_owned()];
    let path = "/FAKE/zalo.env".into();
    Target::File(FileTarget { path, format: "env".to_owned(), with_refresh_token: false, names })
}

fn delivered(progress: &mut DeliveryProgress) {
    progress.delivered_pair = Some(PairMark("1.a.b".to_owned()));
    (progress.delivered_at, progress.tried_at) = (Some(now()), Some(now()));
    progress.state = DeliveryState::Delivered;
}

#[test]
fn a_place_is_read_as_it_was_written_and_changed_and_removed() {
    let mut bench = Bench::new();
    let oa = bench.profile.clone();
    let places = [
        place(&oa, "tệp", file()),
        place(&oa, "n8n", Target::Webhook(webhook())),
        place(&oa, "Haravan", Target::ByHand { note: "dán".to_owned(), reminds: true, form: CopyForm::Row }),
    ];
    for place in &places {
        bench.vault.put_destination(place).unwrap();
    }
    let mut vault = bench.opened().unwrap();
    for place in &places {
        assert_eq!(vault.destination(&place.id).unwrap(), (place.clone(), DeliveryProgress::default()));
    }
    let shown: Vec<_> = vault.destinations(&oa).unwrap().into_iter().map(|place| place.shown).collect();
    assert_eq!(shown, ["/FAKE/zalo.env", "n8n.example.com …0a7e", "dán"]);
    assert_eq!(vault.record(&oa).unwrap().unwrap().destinations.len(), 3);
    assert_eq!(vault.profiles().unwrap()[0].destinations.len(), 3);
    let twice = place(&oa, "N8N", file());
    assert!(matches!(vault.put_destination(&twice), Err(VaultError::NameTaken)));
    vault.record_delivery(&places[1].id, None, &mut delivered).unwrap();
    let off = Destination { enabled: false, ..places[1].clone() };
    vault.put_destination(&off).unwrap();
    let (read, progress) = vault.destination(&off.id).unwrap();
    assert_eq!((read, progress.state), (off.clone(), DeliveryState::Delivered), "a change keeps how far it is");
    vault.remove_destination(&off.id).unwrap();
    assert!(matches!(vault.destination(&off.id), Err(VaultError::NoSuchDestination)));
    assert!(matches!(vault.remove_destination(&off.id), Err(VaultError::NoSuchDestination)));
    assert_eq!(vault.faults().unwrap(), []);
    let text = String::from_utf8_lossy(&std::fs::read(bench.file()).unwrap()).into_owned();
    assert!(!text.contains("n8n.example.com") && !text.contains("whsec_") && !text.contains("Haravan"), "sealed");
}

#[test]
fn a_place_that_was_changed_without_the_key_stops_its_oa_and_no_other() {
    let mut old = Bench::new();
    let oa = old.profile.clone();
    let hook = place(&oa, "n8n", Target::Webhook(webhook()));
    old.vault.put_destination(&hook).unwrap();
    let back: String = old.raw().query_row("SELECT hex(config) FROM destination", [], |row| row.get(0)).unwrap();
    old.vault.put_destination(&Destination { enabled: false, ..hook.clone() }).unwrap();
    let other = old.vault.create(&seed("khác", "FAKE_RT_2"), now()).unwrap().id;
    old.vault.put_destination(&place(&other, "n8n", Target::Webhook(webhook()))).unwrap();
    let copy = old.folder.path().join("as-it-was.db");
    old.vault.back_up(&copy).unwrap();
    let (this, that) = (format!("oa = '{oa}'"), format!("oa = '{other}'"));
    for change in [
        format!("DELETE FROM destination WHERE {this}"),
        format!("UPDATE destination SET kind = 'file' WHERE {this}"),
        format!("UPDATE destination SET id = 'x' WHERE {this}"),
        format!("UPDATE destination SET config = X'{back}' WHERE {this}"),
        format!("UPDATE destination SET config = (SELECT config FROM destination WHERE {that}) WHERE {this}"),
        format!(
            "INSERT INTO destination SELECT 'y', oa, kind, config, NULL, NULL, state, NULL, NULL, 0, NULL, NULL, NULL, NULL, mac FROM destination WHERE {this}"
        ),
    ] {
        std::fs::copy(&copy, old.file()).unwrap();
        std::fs::remove_file(old.folder.path().join("recovery.db")).ok();
        old.raw().execute_batch(&change).unwrap();
        let mut vault = old.opened().unwrap();
        assert!(matches!(vault.destinations(&oa), Err(VaultError::Altered)), "{change}");
        assert!(matches!(vault.ledger(&oa, None), Err(VaultError::Altered)), "{change}: nothing is sent");
        let marks: Vec<_> = vault.profiles().unwrap().into_iter().map(|record| record.altered).collect();
        assert_eq!(marks, [true, false], "{change}");
        assert_eq!(vault.faults().unwrap(), [Fault::Altered(oa.clone())], "{change}");
        assert_eq!(vault.destinations(&other).unwrap().len(), 1, "{change}");
    }
}

#[test]
fn progress_written_without_the_key_is_not_believed() {
    for set in [
        "delivered_pair = '9.x.y'",
        "next_at = 9223372036854775807",
        "next_at = 253402300799000",
        "state = 'stopped'",
        "state = 'nothing'",
        "tries = 99",
        "tries = -1",
        "mac = X''",
    ] {
        let mut bench = Bench::new();
        let place = place(&bench.profile, "n8n", Target::Webhook(webhook()));
        bench.vault.put_destination(&place).unwrap();
        bench.vault.record_delivery(&place.id, None, &mut delivered).unwrap();
        bench.raw().execute_batch(&format!("UPDATE destination SET {set}")).unwrap();
        let mut vault = bench.opened().unwrap();
        let (_, progress) = vault.destination(&place.id).unwrap();
        assert_eq!(progress, DeliveryProgress::default(), "{set}: it gets the pair again");
        assert_eq!(vault.faults().unwrap(), [], "{set}");
    }
}

#[test]
fn one_of_two_processes_claims_a_place() {
    let mut bench = Bench::new();
    let place = place(&bench.profile, "n8n", Target::Webhook(webhook()));
    bench.vault.put_destination(&place).unwrap();
    let mut other = bench.opened().unwrap();
    let (_, was) = bench.vault.destination(&place.id).unwrap();
    assert!(bench.vault.claim_delivery(&place.id, &was, now()).unwrap());
    assert!(!other.claim_delivery(&place.id, &was, now()).unwrap());
    assert_eq!(other.destination(&place.id).unwrap().1.next_at, Some(now() + CLAIM));
}

#[test]
fn the_log_keeps_the_last_hundred_tries() {
    let mut bench = Bench::new();
    let place = place(&bench.profile, "n8n", Target::Webhook(webhook()));
    bench.vault.put_destination(&place).unwrap();
    for generation in 1..=103 {
        let entry = DeliveryEntry {
            at: now(),
            destination: place.id.clone(),
            event: "oa.token.refreshed".to_owned(),
            generation: Generation(generation),
            fault: (generation % 2 == 0).then_some(DeliveryFault::Rejected),
            status: Some(200),
            took: 12,
        };
        bench.vault.record_delivery(&place.id, Some(&entry), &mut delivered).unwrap();
    }
    let log = bench.vault.deliveries(&place.id, 500).unwrap();
    assert_eq!((log.len(), log[0].generation.0, log[99].generation.0), (100, 103, 4));
    assert_eq!((log[0].fault, log[1].fault), (None, Some(DeliveryFault::Rejected)));
    bench.vault.remove_destination(&place.id).unwrap();
    assert_eq!(bench.vault.deliveries(&place.id, 500).unwrap(), []);
}

#[test]
fn a_deleted_oa_keeps_its_places_until_its_secrets_are_erased() {
    let mut bench = Bench::new();
    let place = place(&bench.profile, "n8n", Target::Webhook(webhook()));
    bench.vault.put_destination(&place).unwrap();
    bench.vault.delete(&bench.profile, now()).unwrap();
    assert!(matches!(bench.vault.destination(&place.id), Err(VaultError::NoSuchDestination)), "nothing is delivered");
    bench.vault.restore(&bench.profile, now()).unwrap();
    assert_eq!(bench.vault.destinations(&bench.profile).unwrap().len(), 1);
    bench.vault.delete(&bench.profile, now()).unwrap();
    bench.vault.forget_deleted(now() + jiff::SignedDuration::from_hours(1)).unwrap();
    let count: i64 = bench.raw().query_row("SELECT count(*) FROM destination", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 0);
    assert_eq!(bench.vault.faults().unwrap(), []);
}

#[test]
fn a_vault_that_went_back_gets_its_places_from_the_second_copy() {
    let mut bench = Bench::new();
    let oa = bench.profile.clone();
    let old = bench.folder.path().join("old.db");
    bench.vault.back_up(&old).unwrap();
    let place = place(&oa, "n8n", Target::Webhook(webhook()));
    bench.vault.put_destination(&place).unwrap();
    std::fs::copy(&old, bench.file()).unwrap();
    let mut vault = bench.opened().unwrap();
    let healed = vault.destinations(&oa).unwrap();
    assert_eq!((healed.len(), healed[0].enabled), (1, true), "the same user named it on this computer");
    assert_eq!(vault.faults().unwrap(), []);
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn places_of_a_restored_backup_start_switched_off_unless_the_second_copy_confirms_them() {
    for has_copy in [true, false] {
        let mut bench = Bench::new();
        let place = place(&bench.profile, "n8n", Target::Webhook(webhook()));
        bench.vault.put_destination(&place).unwrap();
        let backup = bench.folder.path().join("backup.db");
        bench.vault.back_up(&backup).unwrap();
        if !has_copy {
            std::fs::remove_file(bench.folder.path().join("recovery.db")).unwrap();
        }
        std::fs::rename(bench.file(), bench.folder.path().join("vault.db.damaged")).unwrap();
        oa_token_vault::atomic_file::write(&bench.folder.path().join("vault.db.damaged"), b"FAKE").unwrap();
        std::fs::copy(&backup, bench.file()).unwrap();
        oa_token_vault::sqlite::SqliteVault::mark_restored(&bench.file(), "vault.db.damaged").unwrap();
        let mut vault = bench.opened().unwrap();
        assert_eq!(vault.destination(&place.id).unwrap().0.enabled, has_copy, "with the second copy: {has_copy}");
        assert_eq!(vault.faults().unwrap(), []);
    }
}
