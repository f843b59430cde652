//! Tests of opening and creating keys, with an in-memory keychain that fails in the ways real ones do.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;
use oa_token_model::secret::SecretBytes;
use tempfile::NamedTempFile;

use super::slot::Params;
use super::*;

const VAULT: &str = "0d6cd2b1-0000-4000-8000-000000000001";
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mood {
    #[default]
    Works,
    /// Finds nothing and accepts nothing, like a bus with a locked keyring.
    SilentlyLocked,
    /// Refuses every call.
    Refuses,
    /// Accepts an entry and stores other bytes.
    Garbles,
}

#[derive(Default)]
struct FakeKeychain(Mutex<State>);

#[derive(Default)]
struct State {
    mood: Mood,
    entries: BTreeMap<String, Vec<u8>>,
    calls: usize,
}

impl FakeKeychain {
    fn of(mood: Mood) -> Self {
        Self(Mutex::new(State { mood, ..State::default() }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn call(&self) -> Result<MutexGuard<'_, State>, KeychainRefusal> {
        let mut state = self.state();
        state.calls += 1;
        if state.mood == Mood::Refuses { Err(KeychainRefusal::Cancelled("no".into())) } else { Ok(state) }
    }
}

impl Keychain for FakeKeychain {
    fn get(&self, account: &str) -> Result<Vec<SecretBytes>, KeychainRefusal> {
        let state = self.call()?;
        let entry = state.entries.get(account).filter(|_| state.mood != Mood::SilentlyLocked);
        Ok(entry.map(|secret| SecretBytes::new(secret.clone())).into_iter().collect())
    }

    fn add(&self, account: &str, secret: &SecretBytes) -> Result<Addition, KeychainRefusal> {
        let mut state = self.call()?;
        if state.mood == Mood::SilentlyLocked {
            return Err(KeychainRefusal::Locked("locked".into()));
        }
        if state.entries.contains_key(account) {
            return Ok(Addition::Occupied);
        }
        let mut kept = secret.expose().to_vec();
        if state.mood == Mood::Garbles {
            kept.reverse();
        }
        state.entries.insert(account.to_owned(), kept);
        Ok(Addition::Made)
    }

    fn delete(&self, account: &str) -> Result<(), KeychainRefusal> {
        self.call()?.entries.remove(account);
        Ok(())
    }
}

fn file_with(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

fn key_file(file: &NamedTempFile) -> KeySource {
    KeySource::KeyFile(file.path().to_owned())
}

/// Creates a passphrase slot at the lowest cost. Opening reads the cost from the slot.
fn cheap_passphrase_slot(key: &DataKey, passphrase: &str) -> Slot {
    let params = Params::Argon2id { salt: random_bytes(), memory_kib: 8, passes: 1, lanes: 1 };
    let wrapping = passphrase::wrapping_key(&Secret::new(passphrase), &params).unwrap();
    Slot::seal(VAULT, SlotKind::Passphrase, &params, &wrapping, key, NOW)
}

fn keychain_vault() -> (FakeKeychain, Created) {
    let keychain = FakeKeychain::default();
    let created = create(VAULT, &KeySource::Keychain, &keychain, NOW, &[]).unwrap();
    (keychain, created)
}

#[test]
fn a_vault_made_with_a_key_file_opens_with_it_and_does_not_use_the_keychain() {
    let (file, keychain) = (file_with(b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3\n"), FakeKeychain::default());
    let created = create(VAULT, &key_file(&file), &keychain, NOW, &[]).unwrap();
    assert_eq!((created.slot.kind, created.slot.created_at), (SlotKind::KeyFile, NOW));

    let same_without_line_end = file_with(b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3");
    for file in [&file, &same_without_line_end] {
        let opened = open(VAULT, std::slice::from_ref(&created.slot), &key_file(file), &keychain).unwrap();
        assert_eq!(opened.key.expose(), created.key.expose());
        assert_eq!(opened.slot_id, created.slot.id);
    }
    assert_eq!(keychain.state().calls, 0);
}

#[test]
fn each_key_file_slot_is_tried() {
    let (one, two, three) = (file_with(&[1; 32]), file_with(&[2; 32]), file_with(&[3; 32]));
    let keychain = FakeKeychain::default();
    let first = create(VAULT, &key_file(&one), &keychain, NOW, &[]).unwrap();
    let second = add_slot(VAULT, &first.key, &key_file(&two), &keychain, NOW, &[]).unwrap();
    let slots = [first.slot, second.slot];
    assert_ne!(slots[0].params, slots[1].params, "each slot has its own salt");

    for (file, slot) in [(&one, &slots[0]), (&two, &slots[1])] {
        let opened = open(VAULT, &slots, &key_file(file), &keychain).unwrap();
        assert_eq!((opened.key.expose(), &opened.slot_id), (first.key.expose(), &slot.id));
    }
    let wrong = open(VAULT, &slots, &key_file(&three), &keychain).unwrap_err();
    assert!(matches!(wrong, KeyProblem::WrongKey { kind: SlotKind::KeyFile }) && wrong.is_locked());
}

#[test]
fn a_damaged_slot_does_not_block_the_others() {
    let (one, two, keychain) = (file_with(&[1; 32]), file_with(&[2; 32]), FakeKeychain::default());
    let first = create(VAULT, &key_file(&one), &keychain, NOW, &[]).unwrap();
    let second = add_slot(VAULT, &first.key, &key_file(&two), &keychain, NOW, &[]).unwrap();
    for params in ["", "{}", r#"{"kdf":"none"}"#, r#"{"kdf":"hkdf-sha256","salt":[1]}"#, r#"{"kdf":"newer"}"#] {
        let slots = [Slot { params: params.to_owned(), ..first.slot.clone() }, second.slot.clone()];
        assert!(open(VAULT, &slots, &key_file(&two), &keychain).is_ok());
        let damaged = open(VAULT, &slots, &key_file(&one), &keychain);
        assert!(matches!(damaged, Err(KeyProblem::SlotDamaged { kind: SlotKind::KeyFile })), "{params}");
    }
}

#[test]
fn only_slots_of_the_named_kind_are_tried() {
    let (keychain, created) = keychain_vault();
    let file = file_with(b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3");
    let calls = keychain.state().calls;
    for from in
        [key_file(&file), KeySource::PassphraseFile(file.path().into()), KeySource::Passphrase(Secret::new("FAKE"))]
    {
        let problem = open(VAULT, std::slice::from_ref(&created.slot), &from, &keychain).unwrap_err();
        assert!(matches!(&problem, KeyProblem::NoSuchSlot { wanted } if *wanted == from.kind()), "{problem:?}");
    }
    assert_eq!(keychain.state().calls, calls, "the keychain is not used");

    let slots = [cheap_passphrase_slot(&created.key, "FAKE pass")];
    let problem = open(VAULT, &slots, &KeySource::Keychain, &keychain);
    assert!(matches!(problem, Err(KeyProblem::NoSuchSlot { wanted: SlotKind::Keychain })));
}

#[test]
fn a_passphrase_opens_typed_or_from_a_file() {
    let (key, keychain) = (DataKey::random(), FakeKeychain::default());
    let slots = [cheap_passphrase_slot(&key, "FAKE other"), cheap_passphrase_slot(&key, "FAKE mật khẩu")];
    let file = file_with("FAKE mật khẩu\r\nnot this".as_bytes());
    for from in [KeySource::PassphraseFile(file.path().into()), KeySource::Passphrase(Secret::new("FAKE mật khẩu"))]
    {
        let opened = open(VAULT, &slots, &from, &keychain).unwrap();
        assert_eq!((opened.key.expose(), opened.slot_id), (key.expose(), slots[1].id.clone()));
    }
    let check = |text: &str, wanted: fn(&KeyProblem) -> bool| {
        let problem = open(VAULT, &slots, &KeySource::Passphrase(Secret::new(text)), &keychain).unwrap_err();
        assert!(wanted(&problem), "{problem:?}");
    };
    check("FAKE mật khẩu ", |problem| matches!(problem, KeyProblem::WrongKey { kind: SlotKind::Passphrase }));
    check("", |problem| matches!(problem, KeyProblem::PassphraseEmpty));
    let empty = create(VAULT, &KeySource::Passphrase(Secret::new("")), &keychain, NOW, &[]);
    assert!(matches!(empty, Err(KeyProblem::WeakPassphrase(WeakPassphrase::TooShort))));
    assert_eq!(keychain.state().calls, 0);
}

#[test]
fn a_slot_made_with_a_passphrase_opens_with_it_at_full_cost() {
    let (file, keychain) = (file_with(b"FAKE pass of gulls\n"), FakeKeychain::default());
    let created = create(VAULT, &KeySource::PassphraseFile(file.path().into()), &keychain, NOW, &[]).unwrap();
    assert!(created.slot.params.contains(r#""memory_kib":65536,"passes":3,"lanes":1"#), "{}", created.slot.params);
    let from = KeySource::Passphrase(Secret::new("FAKE pass of gulls"));
    let opened = open(VAULT, &[created.slot], &from, &keychain).unwrap();
    assert_eq!(opened.key.expose(), created.key.expose());
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_works_with_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let (file, keychain) = (file_with(b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3"), FakeKeychain::default());
    file.as_file().set_permissions(PermissionsExt::from_mode(0o644)).unwrap();
    let warning = Some(KeyWarning::ReadableByOthers(file.path().into()));

    let created = create(VAULT, &key_file(&file), &keychain, NOW, &[]).unwrap();
    assert_eq!(created.warning, warning);
    let slots = [created.slot, cheap_passphrase_slot(&created.key, "FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3")];
    for from in [key_file(&file), KeySource::PassphraseFile(file.path().into())] {
        assert_eq!(open(VAULT, &slots, &from, &keychain).unwrap().warning, warning);
    }
}

#[test]
fn a_vault_made_with_the_keychain_opens_with_it() {
    let (keychain, created) = keychain_vault();
    {
        let state = keychain.state();
        assert_eq!(state.entries.keys().collect::<Vec<_>>(), [VAULT]);
        assert_eq!(state.entries[VAULT].len(), 32, "one key");
        assert_ne!(state.entries[VAULT], created.key.expose(), "it differs from the key that seals the vault");
    }
    let opened = open(VAULT, &[created.slot], &KeySource::Keychain, &keychain).unwrap();
    assert_eq!(opened.key.expose(), created.key.expose());
}

#[test]
fn a_missing_entry_is_lost_in_a_working_keychain_and_locked_in_a_failing_one() {
    let (keychain, created) = keychain_vault();
    let slots = [created.slot];
    let open_in = |mood| {
        keychain.state().mood = mood;
        open(VAULT, &slots, &KeySource::Keychain, &keychain).unwrap_err()
    };
    for mood in [Mood::SilentlyLocked, Mood::Refuses] {
        let problem = open_in(mood);
        assert!(matches!(problem, KeyProblem::Locked(_)) && problem.is_locked() && !problem.is_lost(), "{mood:?}");
        assert_eq!(keychain.state().entries.len(), 1, "{mood:?}: nothing was created or removed");
    }
    keychain.state().entries.clear();
    for mood in [Mood::SilentlyLocked, Mood::Refuses] {
        assert!(matches!(open_in(mood), KeyProblem::Locked(_)), "{mood:?}");
    }
    let problem = open_in(Mood::Works);
    assert!(matches!(problem, KeyProblem::KeyLost) && problem.is_lost() && !problem.is_locked());
    assert!(keychain.state().entries.is_empty(), "the probe is removed and no new key was created");
}

#[test]
fn an_entry_that_does_not_open_is_a_wrong_key_and_is_kept() {
    let (keychain, created) = keychain_vault();
    let slots = [created.slot];
    for entry in [vec![], vec![7; 31], vec![7; 32], vec![7; 33]] {
        keychain.state().entries.insert(VAULT.to_owned(), entry.clone());
        let problem = open(VAULT, &slots, &KeySource::Keychain, &keychain).unwrap_err();
        assert!(matches!(problem, KeyProblem::WrongKey { kind: SlotKind::Keychain }), "{entry:?}: {problem:?}");
        assert_eq!(keychain.state().entries, BTreeMap::from([(VAULT.to_owned(), entry)]));
    }
}

#[test]
fn an_existing_entry_is_never_overwritten() {
    let (keychain, _) = keychain_vault();
    let before = keychain.state().entries.clone();
    let again = create(VAULT, &KeySource::Keychain, &keychain, NOW, &[]);
    assert!(matches!(again, Err(KeyProblem::EntryExists)));
    let added = add_slot(VAULT, &DataKey::random(), &KeySource::Keychain, &keychain, NOW, &[]);
    assert!(matches!(added, Err(KeyProblem::EntryExists)));
    assert_eq!(keychain.state().entries, before);
}

#[test]
fn no_vault_is_made_with_a_keychain_that_cannot_keep_a_key() {
    for mood in [Mood::SilentlyLocked, Mood::Refuses, Mood::Garbles] {
        let keychain = FakeKeychain::of(mood);
        let problem = create(VAULT, &KeySource::Keychain, &keychain, NOW, &[]).unwrap_err();
        let told = if mood == Mood::Garbles {
            matches!(problem, KeyProblem::NotKept)
        } else {
            matches!(problem, KeyProblem::NoKeychain(_))
        };
        assert!(told, "{mood:?}: {problem:?}");
        assert!(keychain.state().entries.is_empty(), "{mood:?}: nothing remains");
    }
}

#[test]
fn a_lost_keychain_key_can_be_replaced_after_another_slot_opened() {
    let (keychain, created) = keychain_vault();
    keychain.state().entries.clear();
    let mut slots = vec![created.slot, cheap_passphrase_slot(&created.key, "FAKE pass")];
    let opened = open(VAULT, &slots, &KeySource::Passphrase(Secret::new("FAKE pass")), &keychain).unwrap();
    slots.push(add_slot(VAULT, &opened.key, &KeySource::Keychain, &keychain, NOW, &[]).unwrap().slot);
    let opened = open(VAULT, &slots, &KeySource::Keychain, &keychain).unwrap();
    assert_eq!((opened.key.expose(), opened.slot_id), (created.key.expose(), slots[2].id.clone()));
}

#[test]
fn a_guessable_key_file_opens_its_slot_but_makes_no_new_one() {
    let (file, keychain, key) = (file_with(&[b'a'; 40]), FakeKeychain::default(), DataKey::random());
    let salt = random_bytes();
    let wrapping = file::KeyFile::read(file.path()).unwrap().wrapping_key(&salt);
    let slot = Slot::seal(VAULT, SlotKind::KeyFile, &Params::HkdfSha256 { salt }, &wrapping, &key, NOW);
    let from = key_file(&file);
    assert_eq!(open(VAULT, &[slot], &from, &keychain).unwrap().key.expose(), key.expose());
    assert!(is_guessable_key_file(&from) && !is_guessable_key_file(&key_file(&file_with(&[7; 32]))));
    let refused = add_slot(VAULT, &key, &from, &keychain, NOW, &[]);
    assert!(matches!(refused, Err(KeyProblem::KeyFile { fault: FileFault::Guessable, .. })), "{refused:?}");
}

#[test]
fn nothing_secret_shows_in_debug() {
    let file = file_with(b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3");
    let created = create(VAULT, &key_file(&file), &FakeKeychain::default(), NOW, &[]).unwrap();
    let from = KeySource::Passphrase(Secret::new("FAKE pass"));
    let bytes = format!("{:?}", created.key.expose());
    let shown = format!("{created:?} {from:?}");
    assert!(!shown.contains("FAKE") && !shown.contains(bytes.trim_matches(['[', ']'])), "{shown}");
    assert!(shown.contains("DataKey(…)"));
}
