//! Reads while another program writes: each sees one state of the vault, never parts of two.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use oa_token_model::api::{ApiKey, ApiKeyId, ApiKeyName, ApiKeyRecord, Permission, Scope};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::SecretBytes;
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{ApiKeyStore, AttemptLedger, ProfileStore, TeamPart, TeamStore, VaultFile};

use super::{Bench, now};

/// Writes of the other program: enough that each kind of read met one in every run while reads were not whole.
const WRITES: u32 = 60;

fn write(vault: &mut SqliteVault, shop: &ProfileId, number: u32) {
    let content = format!("FAKE content {number}").into_bytes();
    vault.change_team(TeamPart::Memory, &mut |_| Ok(Some(SecretBytes::new(content.clone())))).unwrap();
    let token = format!("FAKE_RT_{number}");
    let edit = ProfileEdit { pair: Some(testkit::pair(None, Some(&token))), ..ProfileEdit::default() };
    vault.edit(shop, &edit, now()).unwrap();
    let scope = Scope { oas: [shop.clone()].into(), can: [Permission::Token].into(), expires_at: None };
    let (id, name) = (ApiKeyId::random(), ApiKeyName::parse("n8n").unwrap());
    vault
        .add_api_key(&ApiKey::random(), &ApiKeyRecord { id: id.clone(), name, scope, created_at: now(), used_at: None })
        .unwrap();
    vault.remove_api_key(&id).unwrap();
    let second =
        vault.create(&super::seed(&format!("shop {number}"), &format!("FAKE_RT_OTHER_{number}")), now()).unwrap().id;
    vault.delete(&second, now()).unwrap();
}

#[test]
fn a_read_beside_a_program_that_writes_sees_one_state() {
    let mut bench = Bench::new();
    let shop = bench.profile.clone();
    write(&mut bench.vault, &shop, 0);
    let mut other = bench.opened().unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            (1..=WRITES).for_each(|number| write(&mut other, &shop, number));
            is_over.store(true, Ordering::Release);
        });
        while !is_over.load(Ordering::Acquire) {
            let vault = &mut bench.vault;
            assert!(vault.team(TeamPart::Memory).unwrap().is_some());
            assert!(vault.secrets(&shop).unwrap().current.pair.refresh.is_some());
            assert!(!vault.generations(&shop).unwrap().is_empty());
            vault.former_secret_keys(&shop).unwrap();
            vault.ledger(&shop, None).unwrap();
            vault.api_keys().unwrap();
            assert!(vault.profiles().unwrap().iter().all(|record| !record.altered));
            assert_eq!(vault.faults().unwrap(), []);
        }
    });
}
