//! The ways into the vault, and the lock of the window.

use std::sync::{Arc, Mutex};

use oa_token_engine::host::{AnyHost, Host};
use oa_token_engine::{Engine, EngineError, EngineEvent, EngineOptions};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_vault::keys::{Addition, KeyProblem, KeySource, Keychain, KeychainRefusal, SlotKind, WeakPassphrase};

use crate::bench::{APP_ID, Bench, seed, started};

const PASSPHRASE: &str = "FAKE cá voi xanh";

/// A keychain that can lose what it keeps. The real one is proven in `tests/keys`.
#[derive(Clone, Default)]
struct Forgetful(Arc<Mutex<Vec<(String, SecretBytes)>>>);

impl Keychain for Forgetful {
    fn get(&self, account: &str) -> Result<Vec<SecretBytes>, KeychainRefusal> {
        let kept = self.0.lock().unwrap();
        Ok(kept.iter().filter(|(name, _)| name == account).map(|(_, secret)| secret.clone()).collect())
    }

    fn add(&self, account: &str, secret: &SecretBytes) -> Result<Addition, KeychainRefusal> {
        if !self.get(account)?.is_empty() {
            return Ok(Addition::Occupied);
        }
        self.0.lock().unwrap().push((account.to_owned(), secret.clone()));
        Ok(Addition::Made)
    }

    fn delete(&self, account: &str) -> Result<(), KeychainRefusal> {
        self.0.lock().unwrap().retain(|(name, _)| name != account);
        Ok(())
    }
}

/// A computer of this name.
struct Named(&'static str);

impl Host for Named {
    fn id(&self) -> Option<String> {
        Some(self.0.to_owned())
    }

    fn uptime(&self) -> std::time::Duration {
        AnyHost.uptime()
    }

    fn inhibit_sleep(&self) -> Box<dyn Send> {
        Box::new(())
    }
}

/// The options of a program on this computer, its vault opened by this keychain.
fn on(bench: &Bench, keychain: &Forgetful, computer: &'static str) -> EngineOptions {
    let mut options = bench.options();
    options.environment.home = bench.home.path().join("by-keychain");
    options.environment.key = KeySource::Keychain;
    options.keychain = Arc::new(keychain.clone());
    options.host = Arc::new(Named(computer));
    options
}

/// Makes a recovery code as a person does: reads it, types the group that is asked for.
async fn recovery_code(engine: &Engine) -> Secret {
    let asks = engine.protection().begin_recovery_code();
    let code = engine.protection().recovery_code().unwrap();
    let group = code.expose().split('-').nth(asks - 1).unwrap().to_lowercase();
    assert!(matches!(
        engine.protection().confirm_recovery_code(&Secret::new("0000")).await,
        Err(EngineError::WrongGroup)
    ));
    engine.protection().confirm_recovery_code(&Secret::new(group)).await.unwrap();
    assert!(engine.protection().recovery_code().is_none(), "shown once");
    code
}

#[tokio::test]
async fn a_lost_keychain_entry_is_replaced_after_the_recovery_code_opened_the_vault() {
    let (bench, keychain) = (Bench::new().await, Forgetful::default());
    let engine = started(on(&bench, &keychain, "pc")).await;
    let first = bench.sim.issue_pair(APP_ID);
    let profile = engine.profiles().create(seed("shop", &first.refresh_token)).await.unwrap();
    let code = recovery_code(&engine).await;
    keychain.0.lock().unwrap().clear();

    let next = Engine::start(on(&bench, &keychain, "pc")).unwrap();
    assert!(next.open().await.unwrap());
    assert!(matches!(next.protection().unlock().await, Err(EngineError::Key(KeyProblem::KeyLost))));
    assert_eq!(keychain.0.lock().unwrap().len(), 0, "no key is created for an existing vault");
    let other = Secret::new("0000-0000-0000-0000-0000-0000-0000");
    assert!(matches!(next.protection().unlock_by(KeySource::RecoveryCode(other)).await, Err(EngineError::Key(_))));
    next.protection().unlock_by(KeySource::RecoveryCode(code)).await.unwrap();
    next.profiles().secrets(&profile.id).await.unwrap();
    assert_eq!(keychain.0.lock().unwrap().len(), 1, "the same key has a new entry");

    // From now on nobody needs to type anything.
    let later = started(on(&bench, &keychain, "pc")).await;
    later.profiles().secrets(&profile.id).await.unwrap();
}

async fn offers_code(bench: &Bench) -> bool {
    bench.engine.profiles().page(&bench.profile).await.unwrap().offers_recovery_code
}

#[tokio::test]
async fn a_recovery_code_that_was_declined_is_not_offered_again() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.click().await;
    assert!(offers_code(&bench).await);
    bench.engine.protection().decline_recovery_code().await.unwrap();
    assert!(!offers_code(&bench).await);
    bench.click().await;
    assert!(!offers_code(&bench).await);
}

#[tokio::test]
async fn a_recovery_code_is_offered_after_the_second_saved_refresh_and_only_the_newest_opens() {
    let bench = Bench::new().await;
    bench.click().await;
    assert!(!offers_code(&bench).await, "one refresh may be a trial");
    bench.click().await;
    assert!(offers_code(&bench).await);
    let first = recovery_code(&bench.engine).await;
    assert!(!offers_code(&bench).await);
    let second = recovery_code(&bench.engine).await;
    assert!(matches!(
        bench.engine.protection().open_app(KeySource::RecoveryCode(first)).await,
        Err(EngineError::Key(_))
    ));
    bench.engine.protection().open_app(KeySource::RecoveryCode(second)).await.unwrap();
}

#[tokio::test]
async fn a_passphrase_is_changed_only_with_it_and_removed_only_if_another_slot_opens() {
    let bench = Bench::new().await;
    let set = |current: Option<&str>, wanted: &str| {
        let (engine, current, wanted) = (bench.engine.clone(), current.map(Secret::new), Secret::new(wanted));
        async move { engine.protection().set_passphrase(current, wanted).await }
    };
    assert!(matches!(set(None, "vịt xòe cánh").await, Ok(())), "twelve characters are enough");
    let short = set(Some("vịt xòe cánh"), "ngắn quá").await;
    assert!(matches!(short, Err(EngineError::Key(KeyProblem::WeakPassphrase(WeakPassphrase::TooShort)))));
    assert!(matches!(set(None, PASSPHRASE).await, Err(EngineError::Key(_))), "the current passphrase is required");
    assert!(matches!(set(Some("sai mật khẩu"), PASSPHRASE).await, Err(EngineError::Key(_))));
    set(Some("vịt xòe cánh"), PASSPHRASE).await.unwrap();
    let kinds = |slots: Vec<oa_token_vault::keys::Slot>| slots.into_iter().map(|slot| slot.kind).collect::<Vec<_>>();
    let slots = bench.engine.protection().state().await.unwrap().slots;
    assert_eq!(kinds(slots), [SlotKind::KeyFile, SlotKind::Passphrase], "one passphrase, not two");
    let old = KeySource::Passphrase(Secret::new("vịt xòe cánh"));
    assert!(matches!(
        bench.engine.protection().open_app(old).await,
        Err(EngineError::Key(KeyProblem::WrongKey { .. }))
    ));

    assert!(bench.engine.protection().remove_passphrase(Secret::new("sai mật khẩu")).await.is_err());
    bench.engine.protection().remove_passphrase(Secret::new(PASSPHRASE)).await.unwrap();
    assert_eq!(kinds(bench.engine.protection().state().await.unwrap().slots), [SlotKind::KeyFile]);
}

#[tokio::test]
async fn a_vault_with_only_a_passphrase_keeps_it_and_opens_with_it() {
    let (bench, keychain) = (Bench::new().await, Forgetful::default());
    let options = on(&bench, &keychain, "pc");
    let engine = Engine::start(options.clone()).unwrap();
    let short = engine.protection().create_with_passphrase(Secret::new("ngắn")).await;
    assert!(matches!(short, Err(EngineError::Key(KeyProblem::WeakPassphrase(WeakPassphrase::TooShort)))));
    assert!(!options.environment.vault_file().exists());
    engine.protection().create_with_passphrase(Secret::new(PASSPHRASE)).await.unwrap();
    assert!(engine.is_unlocked().await && !engine.protection().is_app_locked());
    let kept = engine.protection().remove_passphrase(Secret::new(PASSPHRASE)).await;
    assert!(matches!(kept, Err(EngineError::NoPassphrase)), "nothing else would open the vault");

    let next = Engine::start(options).unwrap();
    next.open().await.unwrap();
    assert!(matches!(next.protection().unlock().await, Err(EngineError::Key(KeyProblem::NoSuchSlot { .. }))));
    next.protection().unlock_by(KeySource::Passphrase(Secret::new(PASSPHRASE))).await.unwrap();
    assert!(keychain.0.lock().unwrap().is_empty(), "no keychain entry was requested");
}

#[tokio::test]
async fn no_new_passphrase_is_easily_guessed_wherever_it_is_set() {
    let bench = Bench::new().await;
    let name = bench.engine.profiles().list().await.unwrap()[0].profile.name.to_string();
    let (common, named) = ("Matkhau12345".to_owned(), format!("{name} vịt cá 2026"));
    for (text, wanted) in [(common, WeakPassphrase::Common), (named, WeakPassphrase::Name)] {
        let secret = || Secret::new(text.as_str());
        let file = bench.home.path().join("words");
        oa_token_vault::atomic_file::write(&file, text.as_bytes()).unwrap();
        let by_command = [KeySource::Passphrase(secret()), KeySource::PassphraseFile(file)];
        let mut refusals = vec![
            bench.engine.protection().set_passphrase(None, secret()).await.unwrap_err(),
            bench.engine.bundles().export(secret()).await.unwrap_err(),
        ];
        for from in by_command {
            refusals.push(bench.engine.protection().add_slot(from).await.unwrap_err());
        }
        for refusal in refusals {
            let EngineError::Key(KeyProblem::WeakPassphrase(why)) = refusal else { panic!("{text}: {refusal:?}") };
            assert_eq!(why, wanted, "{text}");
        }
    }
    assert_eq!(bench.engine.protection().state().await.unwrap().slots.len(), 1);
}

#[tokio::test]
async fn the_lock_closes_the_window_and_the_engine_continues() {
    let bench = Bench::new().await;
    assert!(matches!(bench.engine.protection().lock_app().await, Err(EngineError::NoPassphrase)));
    bench.engine.protection().set_passphrase(None, Secret::new(PASSPHRASE)).await.unwrap();
    let mut events = bench.engine.events();
    bench.engine.protection().lock_app().await.unwrap();
    assert!(bench.engine.protection().is_app_locked());
    assert_eq!(events.recv().await.unwrap(), EngineEvent::AppLocked);
    assert_eq!(bench.click().await.result.message_id(), "saved", "refreshes continue");
    assert!(bench.engine.protection().open_app(KeySource::Passphrase(Secret::new("sai mật khẩu"))).await.is_err());
    assert!(bench.engine.protection().is_app_locked());
    bench.engine.protection().open_app(KeySource::Passphrase(Secret::new(PASSPHRASE))).await.unwrap();
    assert!(!bench.engine.protection().is_app_locked());

    // The next start asks again, though the key file opened the vault.
    let next = bench.another_engine().await;
    assert!(next.protection().is_app_locked() && next.is_unlocked().await);
}

#[tokio::test]
async fn a_vault_copied_to_another_computer_refreshes_there_automatically_only_after_a_confirmation() {
    let (bench, keychain) = (Bench::new().await, Forgetful::default());
    let engine = started(on(&bench, &keychain, "pc")).await;
    let first = bench.sim.issue_pair(APP_ID);
    let profile = engine.profiles().create(seed("shop", &first.refresh_token)).await.unwrap().id;
    assert!(!engine.protection().is_copied().await);

    let copy = started(on(&bench, &keychain, "laptop")).await;
    assert!(copy.protection().state().await.unwrap().copied_here);
    let automatic = copy.refresh().send(&profile, Trigger::Automatic).await.unwrap();
    assert_eq!(automatic.result.message_id(), "not-sent-copied-here");
    assert!(!copy.protection().state().await.unwrap().copied_answered);
    copy.protection().resolve_copied_vault(false).await.unwrap();
    assert!(copy.protection().state().await.unwrap().copied_answered, "the question is asked only once");
    assert!(copy.protection().is_copied().await, "the other copy continues");
    assert_eq!(bench.sim.spends(), 0);
    copy.protection().resolve_copied_vault(true).await.unwrap();
    assert_eq!(copy.refresh().send(&profile, Trigger::Automatic).await.unwrap().result.message_id(), "saved");
    assert!(engine.protection().is_copied().await, "now the first vault counts as the copy");
}
