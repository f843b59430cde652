//! This computer's place in a team, and what somebody without the vault's key can do to it: stop the team, no more.

use oa_token_model::records::Fault;
use oa_token_model::secret::SecretBytes;
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{ProfileStore, TeamPart, TeamStore, VaultError, VaultFile};

use super::Bench;

const CONTENT: &[u8] = b"FAKE_TEAM_CONTENT_0123456789";

fn put(bench: &mut Bench, part: TeamPart, content: &[u8]) {
    bench.vault.change_team(part, &mut |_| Ok(Some(SecretBytes::new(content.to_vec())))).unwrap();
}

fn read(vault: &SqliteVault, part: TeamPart) -> Option<Vec<u8>> {
    vault.team(part).unwrap().map(|bytes| bytes.expose().to_vec())
}

#[test]
fn what_is_stored_is_sealed_and_opens_again() {
    let mut bench = Bench::new();
    assert_eq!(bench.vault.team_mark(TeamPart::Membership).unwrap(), None);
    put(&mut bench, TeamPart::Membership, CONTENT);
    put(&mut bench, TeamPart::Memory, b"FAKE memory");
    let mark = bench.vault.team_mark(TeamPart::Membership).unwrap();
    assert!(mark.is_some());
    let vault = bench.opened().unwrap();
    assert_eq!(read(&vault, TeamPart::Membership).as_deref(), Some(CONTENT));
    assert_eq!(read(&vault, TeamPart::Memory).as_deref(), Some(&b"FAKE memory"[..]));
    assert_eq!(vault.team_mark(TeamPart::Membership).unwrap(), mark);
    assert_eq!(vault.faults().unwrap(), []);
    drop(vault);
    for file in [bench.file(), bench.folder.path().join("recovery.db")] {
        let bytes = std::fs::read(file).unwrap();
        assert!(!bytes.windows(CONTENT.len()).any(|part| part == CONTENT));
    }
    bench.vault.change_team(TeamPart::Membership, &mut |_| Ok(None)).unwrap();
    assert_eq!(read(&bench.vault, TeamPart::Membership), None);
    assert_ne!(bench.vault.team_mark(TeamPart::Membership).unwrap(), mark);
}

#[test]
fn a_change_that_fails_changes_nothing() {
    let mut bench = Bench::new();
    put(&mut bench, TeamPart::Membership, CONTENT);
    let failed = bench.vault.change_team(TeamPart::Membership, &mut |before| {
        assert_eq!(before.unwrap().expose(), CONTENT);
        Err(VaultError::VersionConflict)
    });
    assert!(matches!(failed, Err(VaultError::VersionConflict)), "{failed:?}");
    assert_eq!(read(&bench.vault, TeamPart::Membership).as_deref(), Some(CONTENT));
}

#[test]
fn no_change_without_the_key_takes_this_computer_out_of_its_team() {
    for change in [
        "DELETE FROM team",
        "UPDATE team SET config = X''",
        "UPDATE team SET config = randomblob(80)",
        "UPDATE team SET id = 'other' WHERE id = 'membership'",
        "UPDATE team SET config = (SELECT config FROM team WHERE id = 'memory') WHERE id = 'membership'",
        "UPDATE team SET config = (SELECT config FROM former) WHERE id = 'membership'",
    ] {
        let mut bench = Bench::new();
        put(&mut bench, TeamPart::Membership, b"FAKE former");
        put(&mut bench, TeamPart::Memory, b"FAKE memory");
        let raw = bench.raw();
        raw.execute_batch("CREATE TEMP TABLE former AS SELECT config FROM team WHERE id = 'membership'").unwrap();
        put(&mut bench, TeamPart::Membership, CONTENT);
        raw.execute_batch(change).unwrap();
        drop(raw);
        let vault = bench.opened().unwrap();
        let read = vault.team(TeamPart::Membership);
        assert!(matches!(read, Err(VaultError::Altered)), "{change}: {:?}", read.map(|bytes| bytes.is_some()));
        assert!(vault.team_mark(TeamPart::Membership).unwrap().is_some(), "{change}");
        assert_eq!(vault.faults().unwrap(), [Fault::Team], "{change}");
    }
}

#[test]
fn a_row_that_this_program_did_not_write_is_no_team() {
    let bench = Bench::new();
    bench.raw().execute_batch("INSERT INTO team (id, config) VALUES ('membership', randomblob(80))").unwrap();
    let vault = bench.opened().unwrap();
    assert_eq!(vault.team_mark(TeamPart::Membership).unwrap(), None);
    assert_eq!(read(&vault, TeamPart::Membership), None);
    assert_eq!(vault.faults().unwrap(), [Fault::Team]);
}

#[test]
fn a_vault_that_is_an_older_state_gets_the_team_from_the_second_copy() {
    let mut bench = Bench::new();
    let older = std::fs::read(bench.file()).unwrap();
    put(&mut bench, TeamPart::Membership, CONTENT);
    let folder = bench.folder.path().to_owned();
    drop(std::mem::replace(&mut bench.vault, Bench::new().vault));
    oa_token_vault::atomic_file::write(&folder.join("vault.db"), &older).unwrap();
    let mut vault = bench.opened().unwrap();
    vault.settle(None).unwrap();
    assert_eq!(read(&vault, TeamPart::Membership).as_deref(), Some(CONTENT));
    assert_eq!(vault.profiles().unwrap().len(), 1);
}
