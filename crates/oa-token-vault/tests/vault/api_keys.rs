//! The keys of the HTTP API, and what somebody without the vault's key can do to them: remove them, no more.

use jiff::SignedDuration;
use oa_token_model::api::{ApiKey, ApiKeyId, ApiKeyName, ApiKeyRecord, ApiUse, Permission, Scope, day_of};
use oa_token_model::token::Generation;
use oa_token_vault::{ApiKeyStore, ProfileStore, VaultError};
use rusqlite::params;

use super::{Bench, now};

fn record(bench: &Bench, name: &str) -> ApiKeyRecord {
    let scope = Scope { oas: [bench.profile.clone()].into(), can: [Permission::Token].into(), expires_at: None };
    let name = ApiKeyName::parse(name).unwrap();
    ApiKeyRecord { id: ApiKeyId::random(), name, scope, created_at: now(), used_at: None }
}

fn add(bench: &mut Bench, name: &str) -> (ApiKey, ApiKeyRecord) {
    let (key, record) = (ApiKey::random(), record(bench, name));
    bench.vault.add_api_key(&key, &record).unwrap();
    (key, record)
}

#[test]
fn a_key_is_found_by_itself_and_the_file_does_not_hold_it() {
    let mut bench = Bench::new();
    let (key, record) = add(&mut bench, "n8n");
    let ring = bench.vault.api_keys().unwrap();
    assert_eq!((ring.find(&key), ring.get(&record.id)), (Some(&record), Some(&record)));
    assert_eq!(ring.find(&ApiKey::random()), None);
    let same = ApiKeyRecord { id: ApiKeyId::random(), name: ApiKeyName::parse("N8N").unwrap(), ..record.clone() };
    assert!(matches!(bench.vault.add_api_key(&ApiKey::random(), &same), Err(VaultError::NameTaken)));
    assert!(bench.vault.remove_api_key(&record.id).unwrap());
    assert!(!bench.vault.remove_api_key(&record.id).unwrap());
    assert_eq!(bench.vault.api_keys().unwrap().find(&key), None);
    let bytes = std::fs::read(bench.file()).unwrap();
    assert!(!bytes.windows(12).any(|part| part == &key.expose().as_bytes()[4..16]));
}

#[test]
fn no_row_of_others_is_a_key_and_no_removed_one_comes_back() {
    let mut bench = Bench::new();
    let (kept, kept_record) = add(&mut bench, "kept");
    let (removed, removed_record) = add(&mut bench, "removed");
    let other = bench.raw();
    let row = |id: &ApiKeyId| -> Vec<u8> {
        other.query_row("SELECT config FROM api_key WHERE id = ?1", [&id.0], |row| row.get(0)).unwrap()
    };
    let (of_kept, of_removed) = (row(&kept_record.id), row(&removed_record.id));
    bench.vault.remove_api_key(&removed_record.id).unwrap();
    for id in [removed_record.id.0.as_str(), "another"] {
        other.execute("INSERT INTO api_key (id, config) VALUES (?1, ?2)", params![id, of_removed]).unwrap();
    }
    let ring = bench.vault.api_keys().unwrap();
    assert_eq!((ring.find(&removed), ring.records().len()), (None, 1), "put back");
    // The sealed row of another key.
    other.execute("UPDATE api_key SET config = ?2 WHERE id = ?1", params![kept_record.id.0, of_removed]).unwrap();
    let ring = bench.vault.api_keys().unwrap();
    assert_eq!((ring.find(&kept), ring.find(&removed)), (None, None), "exchanged");
    other.execute("UPDATE api_key SET config = ?2 WHERE id = ?1", params![kept_record.id.0, of_kept]).unwrap();
    assert!(bench.vault.api_keys().unwrap().find(&kept).is_some(), "as it was");
}

#[test]
fn uses_are_in_the_history_by_first_use_and_by_days() {
    let mut bench = Bench::new();
    let (_, record) = add(&mut bench, "n8n");
    let mut used = |days: i64, count| {
        let at = now() + SignedDuration::from_hours(days * 24);
        let used = ApiUse {
            key: record.id.clone(),
            oa: bench.profile.clone(),
            day: day_of(at),
            count,
            peer: "127.0.0.1".to_owned(),
            generation: Generation(1),
        };
        bench.vault.record_api_use(&used, at).unwrap();
        bench.vault.api_keys().unwrap().get(&record.id).unwrap().used_at
    };
    assert_eq!(used(0, 1), Some(now()));
    for (days, count) in [(0, 4), (0, 5), (1, 1), (3, 2)] {
        used(days, count);
    }
    let history = bench.vault.history(Some(&bench.profile), 100).unwrap();
    let said: Vec<String> = history
        .iter()
        .filter(|entry| entry.event.name().starts_with("api_"))
        .filter_map(|entry| entry.event.said())
        .collect();
    assert_eq!(said, ["n8n, 2026-11-24, 1", "n8n, 2026-11-23, 10", "n8n, 127.0.0.1"]);
    bench.vault.remove_api_key(&record.id).unwrap();
    let unknown = ApiUse {
        key: record.id,
        oa: bench.profile.clone(),
        day: day_of(now()),
        count: 1,
        peer: "socket".to_owned(),
        generation: Generation(1),
    };
    assert!(matches!(bench.vault.record_api_use(&unknown, now()), Err(VaultError::NoSuchProfile)));
}
