//! The keychain for real: gnome-keyring on a session bus of its own, unlocked, locked, missing, deaf.
//!
//! Needs `dbus`, `gnome-keyring` and `libsecret-tools`; without them these tests fail.
#![cfg(test)]
#![cfg(target_os = "linux")]

mod session;

use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::secret::SecretBytes;
use oa_token_vault::keys::{
    Addition, Created, KeyProblem, KeySource, Keychain, KeychainRefusal, OsKeychain, Slot, SlotKind, create, open,
};
use session::{Bus, Home, LateBus, scenario};

const VAULT: &str = "0d6cd2b1-0000-4000-8000-000000000001";
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn create_vault(home: &Home) {
    let Created { key, slot, .. } = create(VAULT, &KeySource::Keychain, &OsKeychain::new(), NOW, &[]).unwrap();
    assert_eq!(session::entries(), 1, "one entry was created");
    home.keep("slot id", slot.id.as_bytes());
    home.keep("slot params", slot.params.as_bytes());
    home.keep("slot wrapped", &slot.wrapped);
    home.keep("data key", key.expose());
}

fn slots(home: &Home) -> [Slot; 1] {
    let text = |name| String::from_utf8(home.kept(name)).unwrap();
    let (id, params, wrapped) = (text("slot id"), text("slot params"), home.kept("slot wrapped"));
    [Slot { id, kind: SlotKind::Keychain, params, wrapped, created_at: NOW }]
}

fn opens(home: &Home) {
    let opened = open(VAULT, &slots(home), &KeySource::Keychain, &OsKeychain::new()).unwrap();
    assert_eq!(opened.key.expose()[..], home.kept("data key"));
}

fn problem_opening(home: &Home) -> KeyProblem {
    open(VAULT, &slots(home), &KeySource::Keychain, &OsKeychain::new()).unwrap_err()
}

/// The problem of making a vault, where none can be made.
fn problem_creating() -> KeyProblem {
    create("another vault", &KeySource::Keychain, &OsKeychain::new(), NOW, &[]).unwrap_err()
}

#[test]
fn a_key_kept_in_the_keyring_opens_the_vault_in_every_later_session() {
    let name = "a_key_kept_in_the_keyring_opens_the_vault_in_every_later_session";
    scenario(name, &[(Bus::Unlocked, create_vault), (Bus::Unlocked, opens), (Bus::Unlocked, opens)]);
}

#[test]
fn a_keyring_that_was_not_unlocked_is_locked_and_unchanged() {
    scenario(
        "a_keyring_that_was_not_unlocked_is_locked_and_unchanged",
        &[
            (Bus::Unlocked, create_vault),
            (Bus::NotUnlocked, |home| {
                let before = home.keyrings();
                let problem = problem_opening(home);
                assert!(matches!(problem, KeyProblem::Locked(KeychainRefusal::Cancelled(_))), "{problem:?}");
                let problem = problem_creating();
                assert!(matches!(problem, KeyProblem::NoKeychain(KeychainRefusal::Cancelled(_))), "{problem:?}");
                assert_eq!(home.keyrings(), before);
            }),
            (Bus::Unlocked, opens),
        ],
    );
}

#[test]
fn a_missing_keyring_is_locked_not_lost_and_gets_no_key() {
    scenario(
        "a_missing_keyring_is_locked_not_lost_and_gets_no_key",
        &[
            (Bus::Unlocked, create_vault),
            (Bus::Missing, Home::remove_keyrings),
            (Bus::NotUnlocked, |home| {
                // The trap: here "no such entry" is the answer to every question.
                assert_eq!(OsKeychain::new().get(VAULT).unwrap(), []);
                let problem = problem_opening(home);
                assert!(matches!(problem, KeyProblem::Locked(KeychainRefusal::Locked(_))), "{problem:?}");
                let problem = problem_creating();
                assert!(matches!(problem, KeyProblem::NoKeychain(KeychainRefusal::Locked(_))), "{problem:?}");
                assert_eq!(home.keyrings(), []);
            }),
        ],
    );
}

#[test]
fn a_keyring_locked_in_between_is_locked_and_unchanged() {
    scenario(
        "a_keyring_locked_in_between_is_locked_and_unchanged",
        &[(Bus::Unlocked, |home| {
            create_vault(home);
            session::lock();
            let before = home.keyrings();
            let problem = problem_opening(home);
            assert!(matches!(problem, KeyProblem::Locked(KeychainRefusal::Cancelled(_))), "{problem:?}");
            assert_eq!(home.keyrings(), before);
        })],
    );
}

#[test]
fn one_failure_is_not_permanent() {
    scenario(
        "one_failure_is_not_permanent",
        &[
            (Bus::Unlocked, create_vault),
            (Bus::Missing, |home| {
                // One and the same keychain value in one and the same program, all along.
                let (keychain, slots) = (OsKeychain::new(), slots(home));
                let try_again = || open(VAULT, &slots, &KeySource::Keychain, &keychain);
                let no_bus = try_again().unwrap_err();
                assert!(matches!(no_bus, KeyProblem::Locked(KeychainRefusal::Unavailable(_))), "{no_bus:?}");

                let bus = LateBus::start(home);
                let not_unlocked = try_again().unwrap_err();
                assert!(matches!(not_unlocked, KeyProblem::Locked(KeychainRefusal::Cancelled(_))), "{not_unlocked:?}");
                drop(bus);

                let _bus = LateBus::start(home);
                session::start_unlocked();
                assert_eq!(try_again().unwrap().key.expose()[..], home.kept("data key"));
            }),
        ],
    );
}

#[test]
fn without_a_bus_the_vault_is_locked_and_none_is_made() {
    scenario(
        "without_a_bus_the_vault_is_locked_and_none_is_made",
        &[
            (Bus::Unlocked, create_vault),
            (Bus::Missing, |home| {
                let before = home.keyrings();
                let problem = problem_opening(home);
                assert!(matches!(problem, KeyProblem::Locked(KeychainRefusal::Unavailable(_))), "{problem:?}");
                let problem = problem_creating();
                assert!(matches!(problem, KeyProblem::NoKeychain(KeychainRefusal::Unavailable(_))), "{problem:?}");
                assert_eq!(home.keyrings(), before);
            }),
            (Bus::Unlocked, opens),
        ],
    );
}

#[test]
fn a_bus_that_never_answers_times_out() {
    scenario(
        "a_bus_that_never_answers_times_out",
        &[
            (Bus::Unlocked, create_vault),
            (Bus::Deaf, |home| {
                let keychain = OsKeychain::with_patience(Duration::from_millis(200));
                let problem = open(VAULT, &slots(home), &KeySource::Keychain, &keychain).unwrap_err();
                assert!(matches!(problem, KeyProblem::Locked(KeychainRefusal::Slow)), "{problem:?}");
            }),
        ],
    );
}

#[test]
fn an_entry_of_another_key_is_wrong_and_never_overwritten() {
    scenario(
        "an_entry_of_another_key_is_wrong_and_never_overwritten",
        &[(Bus::Unlocked, |home| {
            create_vault(home);
            let keychain = OsKeychain::new();
            for other in [vec![7; 32], vec![7; 31], Vec::new()] {
                keychain.delete(VAULT).unwrap();
                assert_eq!(keychain.add(VAULT, &SecretBytes::new(other.clone())).unwrap(), Addition::Made);
                let problem = problem_opening(home);
                assert!(matches!(problem, KeyProblem::WrongKey { kind: SlotKind::Keychain }), "{problem:?}");

                let again = create(VAULT, &KeySource::Keychain, &keychain, NOW, &[]);
                assert!(matches!(again, Err(KeyProblem::EntryExists)), "{again:?}");
                assert_eq!(keychain.add(VAULT, &SecretBytes::new(vec![1; 32])).unwrap(), Addition::Occupied);
                assert_eq!(keychain.get(VAULT).unwrap(), [SecretBytes::new(other)]);
                assert_eq!(session::entries(), 1);
            }
        })],
    );
}
