//! The contract of the storage traits: what every back end must do. A new back end is one more row of `BACK_ENDS`.

use oa_token_model::bundle::{Decision, MadeBy};
use oa_token_model::profile::{ProfileId, ProfileName};
use oa_token_model::records::{AttemptVersion, NewAttempt, NewPair, ProfileEdit, SettingName};
use oa_token_model::refresh::late::Arrival;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind};
use oa_token_model::refresh::{Attempt, AttemptState, UnknownCause};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::token::{Expiry, Generation, Source};
use oa_token_vault::keys::{DataKey, Slot};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{Vault, VaultError, Writing};
use testkit::{pair, with_pair};

use crate::{now, process, seed, slot};

/// A back end with an unlocked vault that holds the OA `shop`.
struct Subject {
    vault: Box<dyn Vault>,
    shop: ProfileId,
    key: DataKey,
    open: Open,
}

/// Opens the same vault as another process does, locked.
type Open = Box<dyn Fn() -> Box<dyn Vault>>;

/// Makes an empty vault with this key.
type Make = fn(&DataKey) -> (Box<dyn Vault>, Open);

/// The back ends.
const BACK_ENDS: &[Make] = &[sqlite];

fn sqlite(key: &DataKey) -> (Box<dyn Vault>, Open) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.db");
    let vault = SqliteVault::create(&file, "vault-1", &slot(), key).unwrap();
    let open = move || -> Box<dyn Vault> {
        let _kept = &folder;
        Box::new(SqliteVault::open(&file).unwrap().expect("a vault"))
    };
    (Box::new(vault), Box::new(open))
}

/// Checks each back end with a vault of its own.
fn each(check: impl Fn(Subject)) {
    for make in BACK_ENDS {
        let key = DataKey::random();
        let (mut vault, open) = make(&key);
        vault.unlock(&key).unwrap();
        let shop = vault.create(&seed("shop", "FAKE_RT_1"), now()).unwrap().id;
        check(Subject { vault, shop, key, open });
    }
}

impl Subject {
    /// Opens the vault as another process does, with the key.
    fn another(&self) -> Box<dyn Vault> {
        let mut vault = (self.open)();
        vault.unlock(&self.key).unwrap();
        vault
    }

    /// Returns an attempt with the shop's current refresh token.
    fn attempt(&mut self, id: &str) -> NewAttempt {
        let current = self.vault.secrets(&self.shop).unwrap().current;
        let fingerprint = self.vault.fingerprint(&current.pair.refresh.unwrap()).unwrap();
        NewAttempt {
            id: AttemptId(id.to_owned()),
            profile: self.shop.clone(),
            kind: AttemptKind::Refresh,
            spends: current.generation,
            fingerprint,
            credentials: fingerprint,
            token_source: Source::Import,
            token_at: now(),
            attempt: Attempt::new(now()).0,
        }
    }

    fn begin(&mut self, id: &str) -> NewAttempt {
        let new = self.attempt(id);
        self.vault.begin_attempt(&new, None, &process()).unwrap();
        new
    }

    fn refresh_token(&mut self) -> String {
        self.vault.secrets(&self.shop).unwrap().current.pair.refresh.unwrap().expose().to_owned()
    }
}

fn unknown(attempt: &Attempt) -> Attempt {
    Attempt { state: AttemptState::Unknown(UnknownCause::Crashed), recoveries: 1, ..attempt.clone() }
}

#[test]
fn what_was_written_is_there_for_another_process_and_secrets_need_the_key() {
    each(|subject| {
        let mut again = (subject.open)();
        assert_eq!(again.profiles().unwrap()[0].profile.name.as_str(), "shop", "names can be read while locked");
        assert!(matches!(again.secrets(&subject.shop), Err(VaultError::Locked)));
        assert!(matches!(again.unlock(&DataKey::random()), Err(VaultError::WrongKey)));
        assert!(matches!(again.create(&seed("khác", "FAKE_RT_2"), now()), Err(VaultError::Locked)));
        again.unlock(&subject.key).unwrap();
        let before = again.data_version().unwrap();
        assert_eq!(again.secrets(&subject.shop).unwrap().current.pair.refresh, Some(Secret::new("FAKE_RT_1")));
        subject.another().create(&seed("khác", "FAKE_RT_2"), now()).unwrap();
        assert_ne!(again.data_version().unwrap(), before, "a change by another process is noticed");
        assert_eq!(again.profiles().unwrap().len(), 2);
    });
}

#[test]
fn a_group_of_writes_is_kept_whole_or_not_at_all_and_a_failed_one_is_undone_alone() {
    each(|mut subject| {
        let names = |subject: &Subject| -> Vec<String> {
            let mut names: Vec<String> =
                subject.another().profiles().unwrap().iter().map(|each| each.profile.name.to_string()).collect();
            names.sort_unstable();
            names
        };
        let add = |vault: &mut dyn Vault, name: &str| vault.create(&seed(name, &format!("FAKE_RT_{name}")), now());
        let mut group = Writing::of(subject.vault.as_mut()).unwrap();
        add(&mut *group, "a").unwrap();
        drop(group);
        assert_eq!(names(&subject), ["shop"], "dropped: nothing is kept");
        let mut group = Writing::of(subject.vault.as_mut()).unwrap();
        let a = add(&mut *group, "a").unwrap().id;
        assert!(matches!(add(&mut *group, "A"), Err(VaultError::NameTaken)));
        assert_eq!(group.named("a").unwrap(), Some(a.clone()), "reads see the group's writes");
        let renamed = ProfileEdit { name: Some(ProfileName::parse("b").unwrap()), ..ProfileEdit::default() };
        group.edit(&a, &renamed, now()).unwrap();
        add(&mut *group, "c").unwrap();
        group.keep().unwrap();
        assert_eq!(names(&subject), ["b", "c", "shop"]);
        assert!(subject.vault.has_second_copy());
        assert_eq!(subject.vault.faults().unwrap(), []);
        // The next write is one alone again.
        add(subject.vault.as_mut(), "d").unwrap();
        assert_eq!(names(&subject), ["b", "c", "d", "shop"]);
    });
}

#[test]
fn slots_are_added_replaced_and_removed_but_never_the_last_one() {
    each(|mut subject| {
        let vault = &mut subject.vault;
        assert_eq!(vault.slots().unwrap(), [slot()]);
        assert!(!vault.remove_slot("slot-1").unwrap(), "the last one");
        vault.add_slot(&Slot { id: "slot-2".to_owned(), ..slot() }).unwrap();
        assert!(vault.remove_slot("slot-1").unwrap());
        vault.replace_slots(&Slot { id: "slot-3".to_owned(), ..slot() }).unwrap();
        let ids: Vec<String> = vault.slots().unwrap().into_iter().map(|slot| slot.id).collect();
        assert_eq!(ids, ["slot-3"]);
        assert_eq!((vault.strangers().unwrap(), vault.faults().unwrap()), (Vec::new(), Vec::new()));
    });
}

#[test]
fn a_setting_is_kept_until_it_is_reset() {
    each(|mut subject| {
        assert_eq!(subject.vault.setting(SettingName::Proxy).unwrap(), None);
        for value in [Some(Secret::new("http://127.0.0.1:1")), Some(Secret::new("http://127.0.0.1:2")), None] {
            subject.vault.set_setting(SettingName::Proxy, value.as_ref()).unwrap();
            assert_eq!(subject.another().setting(SettingName::Proxy).unwrap(), value);
            assert_eq!(subject.vault.setting(SettingName::LockAfterMinutes).unwrap(), None, "each has its own value");
        }
    });
}

#[test]
fn names_are_unique_ignoring_case() {
    each(|mut subject| {
        let vault = &mut subject.vault;
        assert!(matches!(vault.create(&seed("SHOP", "FAKE_RT_9"), now()), Err(VaultError::NameTaken)));
        vault.create(&seed("khác", "FAKE_RT_8"), now()).unwrap();
        let edit = ProfileEdit { name: Some(ProfileName::parse("KHÁC").unwrap()), ..ProfileEdit::default() };
        assert!(matches!(vault.edit(&subject.shop, &edit, now()), Err(VaultError::NameTaken)));
        assert_eq!(vault.named("Shop").unwrap().as_ref(), Some(&subject.shop));
    });
}

#[test]
fn a_pasted_pair_is_a_new_generation_and_never_removes_a_refresh_token() {
    each(|mut subject| {
        let mut paste = |access: Option<&str>, refresh: Option<&str>| {
            let edit = with_pair(pair(access, refresh));
            subject.vault.edit(&subject.shop, &edit, now()).unwrap().map(|generation| generation.0)
        };
        assert_eq!(paste(None, None), None, "an empty paste adds no pair");
        assert_eq!(paste(Some("FAKE_AT_2"), None), Some(2));
        assert_eq!(subject.refresh_token(), "FAKE_RT_1");
        for number in 3..=9 {
            let edit = with_pair(pair(None, Some(&format!("FAKE_RT_{number}"))));
            subject.vault.edit(&subject.shop, &edit, now()).unwrap();
        }
        let kept: Vec<u32> =
            subject.vault.generations(&subject.shop).unwrap().iter().map(|pair| pair.generation.0).collect();
        assert_eq!(kept, [9, 8, 7, 6, 5], "the newest five");
        subject.vault.choose_pair(&subject.shop, Generation(7), now()).unwrap();
        assert_eq!(subject.refresh_token(), "FAKE_RT_7");
    });
}

#[test]
fn two_profiles_never_hold_one_token() {
    each(|mut subject| {
        let vault = &mut subject.vault;
        let same = pair(None, Some("FAKE_RT_1"));
        assert_eq!(vault.held_by(None, &same).unwrap().as_deref(), Some("shop"));
        assert_eq!(vault.held_by(Some(&subject.shop), &same).unwrap(), None);
        let refused = vault.create(&seed("khác", "FAKE_RT_1"), now());
        assert!(matches!(refused, Err(VaultError::TokenHeld { .. })), "{refused:?}");
    });
}

#[test]
fn a_token_is_in_flight_only_once_and_a_stale_writer_is_refused() {
    each(|mut subject| {
        let new = subject.begin("a");
        let second = subject.attempt("b");
        let refused = subject.another().begin_attempt(&second, None, &process());
        assert!(matches!(refused, Err(VaultError::AlreadySpent)), "{refused:?}");
        let (was, now_unknown) = (AttemptVersion::of(&new.attempt), unknown(&new.attempt));
        subject.another().write_attempt(&new.id, &was, &now_unknown, None, now()).unwrap();
        let stale = subject.vault.write_attempt(&new.id, &was, &now_unknown, None, now());
        assert!(matches!(stale, Err(VaultError::VersionConflict)), "{stale:?}");
        assert_eq!(subject.vault.attempt_version(&new.id).unwrap(), Some(("unknown".to_owned(), 1)));
        assert_eq!(subject.vault.profiles_with_open_attempts().unwrap(), [] as [ProfileId; 0]);
    });
}

#[test]
fn a_saved_pair_replaces_the_one_it_spent_which_stays_recorded() {
    each(|mut subject| {
        let new = subject.begin("a");
        let saved = Attempt { state: AttemptState::Saved, ..new.attempt.clone() };
        let brought = NewPair {
            pair: pair(Some("FAKE_AT_2"), Some("FAKE_RT_2")),
            expiry: Expiry::default(),
            unconfirmed: false,
            keeps_index: true,
        };
        let was = AttemptVersion::of(&new.attempt);
        let placed = subject.vault.save_pair(&new.id, Some(&was), &saved, &brought, now()).unwrap();
        assert_eq!(placed, (Generation(2), Arrival::Current));
        assert_eq!(subject.refresh_token(), "FAKE_RT_2");
        assert!(subject.another().is_recorded(new.fingerprint).unwrap(), "for every process");
        assert_eq!([5, 0].map(|most| subject.vault.saved_refreshes(most).unwrap()), [1, 0]);
        let again = subject.vault.save_pair(&new.id, Some(&was), &saved, &brought, now());
        assert!(matches!(again, Err(VaultError::VersionConflict)), "{again:?}");
        let back = NewAttempt { id: AttemptId("b".to_owned()), ..new };
        let refused = subject.vault.begin_attempt(&back, None, &process());
        assert!(matches!(refused, Err(VaultError::AlreadySpent)), "{refused:?}");
    });
}

#[test]
fn one_process_holds_an_attempt_and_one_the_schedule() {
    each(|mut subject| {
        let other = oa_token_model::refresh::holder::Process { number: 2, token: "FAKE_2".to_owned(), ..process() };
        let new = subject.begin("a");
        assert_eq!(subject.vault.hold(&new.id).unwrap().unwrap().by, process());
        assert!(!subject.vault.beat(&new.id, &other, now()).unwrap());
        subject.another().take_hold(&new.id, &other, now()).unwrap();
        assert!(!subject.vault.beat(&new.id, &process(), now()).unwrap(), "taken over");
        subject.vault.end_hold(&new.id).unwrap();
        assert!(subject.vault.hold(&new.id).unwrap().is_none());
        assert!(subject.vault.take_schedule(&process(), false, now()).unwrap());
        assert!(!subject.another().take_schedule(&other, false, now()).unwrap());
        assert!(subject.another().take_schedule(&other, true, now()).unwrap(), "the first is known to have ended");
        subject.vault.release_schedule(&other).unwrap();
        assert!(subject.vault.schedule_holder().unwrap().is_none());
    });
}

#[test]
fn a_spooled_answer_opens_for_its_own_attempt_only() {
    each(|subject| {
        let (own, other) = (AttemptId("a".to_owned()), AttemptId("b".to_owned()));
        let sealed = subject.vault.seal_spooled(&own, &SecretBytes::new(b"FAKE answer".to_vec())).unwrap();
        assert_eq!(subject.another().open_spooled(&own, &sealed).unwrap().expose(), b"FAKE answer");
        assert!(subject.vault.open_spooled(&other, &sealed).is_err());
    });
}

#[test]
fn a_bundle_is_imported_once_and_known_as_ones_own() {
    each(|mut subject| {
        let carried = subject.vault.export_bundle(Some(&subject.shop)).unwrap();
        let key = DataKey::random();
        for make in BACK_ENDS {
            let (mut elsewhere, _open) = make(&key);
            elsewhere.unlock(&key).unwrap();
            let mut import = || elsewhere.import_bundle(&carried[0], MadeBy::Elsewhere, Decision::Keep, now()).unwrap();
            assert_eq!(import().as_ref(), Some(&subject.shop), "it keeps its id");
            assert_eq!(import(), None, "nothing changes the second time");
            assert_eq!(elsewhere.secrets(&subject.shop).unwrap().current.pair.refresh, Some(Secret::new("FAKE_RT_1")));
            let mac = subject.vault.bundle_mac(b"content").unwrap();
            assert!(subject.vault.made_bundle(b"content", &mac).unwrap());
            assert!(!elsewhere.made_bundle(b"content", &mac).unwrap());
        }
    });
}
