//! The keychain of this computer, through `keyring-core`.
//!
//! Each call opens the platform's store again: a store that was opened without a session bus would stay broken until
//! the program ends. Each call has its own thread, because a bus or a prompt may not answer for hours.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{self, SendError};
use std::thread;
use std::time::Duration;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use oa_token_model::secret::SecretBytes;

use super::keychain::{Addition, Keychain, KeychainRefusal};

/// The program's identifier and the purpose of the entries.
const SERVICE: &str = "vn.oatoken.desktop.vault";
/// Time to type a password into the prompt of the system, and short enough for the user to wait. On macOS, window and
/// command are two programs for the keychain, and each asks.
const PATIENCE: Duration = Duration::from_secs(if cfg!(target_os = "macos") { 120 } else { 20 });
/// Maximum number of hanging calls. Each may have opened a prompt, and more prompts would not help.
const MOST_HANGING: usize = 4;

/// The keychain of the operating system: Secret Service, macOS keychain, Windows credential manager.
#[derive(Debug)]
pub struct OsKeychain {
    patience: Duration,
    /// Each running call holds one more reference, so the count is the number of running calls.
    calls: Arc<()>,
}

impl OsKeychain {
    /// Creates a keychain. The platform's store is opened only by a call.
    pub fn new() -> Self {
        Self::with_patience(PATIENCE)
    }

    /// Creates a keychain with another time-out per call.
    pub fn with_patience(patience: Duration) -> Self {
        Self { patience, calls: Arc::new(()) }
    }

    /// Runs the work on its own thread. If the caller has stopped waiting, `undo` receives the result.
    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
        undo: impl FnOnce(Result<T, Error>) + Send + 'static,
    ) -> Result<T, KeychainRefusal> {
        let call = Arc::clone(&self.calls);
        if Arc::strong_count(&call) > MOST_HANGING + 1 {
            return Err(KeychainRefusal::Slow);
        }
        // Capacity 0: sending fails exactly if the caller did not receive the result.
        let (answer, answered) = mpsc::sync_channel(0);
        let body = move || {
            if let Err(SendError(outcome)) = answer.send(work()) {
                undo(outcome);
            }
            drop(call);
        };
        thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(body)
            .map_err(|error| KeychainRefusal::Unavailable(error.into()))?;
        match answered.recv_timeout(self.patience) {
            Ok(outcome) => outcome.map_err(refusal),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(KeychainRefusal::Slow),
            Err(error @ mpsc::RecvTimeoutError::Disconnected) => Err(KeychainRefusal::Unavailable(error.into())),
        }
    }
}

impl Default for OsKeychain {
    fn default() -> Self {
        Self::new()
    }
}

impl Keychain for OsKeychain {
    fn get(&self, account: &str) -> Result<Vec<SecretBytes>, KeychainRefusal> {
        let account = account.to_owned();
        self.ask(move || read(&account), drop)
    }

    fn add(&self, account: &str, secret: &SecretBytes) -> Result<Addition, KeychainRefusal> {
        let (account, secret) = (account.to_owned(), secret.clone());
        let abandoned = account.clone();
        let work = move || {
            if !read(&account)?.is_empty() {
                return Ok(Addition::Occupied);
            }
            entry(&account)?.set_secret(secret.expose()).map(|()| Addition::Made)
        };
        // The caller got `Slow`, so the entry must be removed: an unused entry would look like a vault's key.
        self.ask(work, move |outcome| {
            if let Ok(Addition::Made) = outcome {
                drop(remove(&abandoned));
            }
        })
    }

    fn delete(&self, account: &str) -> Result<(), KeychainRefusal> {
        let account = account.to_owned();
        self.ask(move || remove(&account), drop)
    }
}

fn read(account: &str) -> Result<Vec<SecretBytes>, Error> {
    match entry(account)?.get_secret() {
        Ok(secret) => Ok(vec![SecretBytes::new(secret)]),
        Err(Error::NoEntry) => Ok(Vec::new()),
        Err(Error::Ambiguous(entries)) => {
            entries.iter().map(|entry| entry.get_secret().map(SecretBytes::new)).collect()
        }
        // An entry in a wrong format opens nothing, but it must not count as a lost key.
        Err(Error::BadEncoding(raw) | Error::BadDataFormat(raw, _)) => Ok(vec![SecretBytes::new(raw)]),
        Err(error) => Err(error),
    }
}

fn remove(account: &str) -> Result<(), Error> {
    match entry(account)?.delete_credential() {
        Err(Error::NoEntry) => Ok(()),
        outcome => outcome,
    }
}

fn entry(account: &str) -> Result<Entry, Error> {
    #[cfg(target_os = "macos")]
    let modifiers = HashMap::new();
    // `Local`: the entry stays on this computer. By default it would roam with the Windows account.
    #[cfg(windows)]
    let modifiers = HashMap::from([("persistence", "Local")]);
    // What the user reads in "Passwords and Keys".
    #[cfg(all(unix, not(target_os = "macos")))]
    let modifiers = HashMap::from([("label", "OA Token")]);
    store()?.build(SERVICE, account, Some(&modifiers))
}

fn store() -> Result<Arc<CredentialStore>, Error> {
    #[cfg(target_os = "macos")]
    return Ok(apple_native_keyring_store::keychain::Store::new()?);
    #[cfg(windows)]
    return Ok(windows_native_keyring_store::Store::new()?);
    #[cfg(all(unix, not(target_os = "macos")))]
    return Ok(zbus_secret_service_keyring_store::Store::new()?);
}

/// Classifies an error of the platform's store. The stores box the platform's own error, so only its text and codes are
/// available: those of the `secret-service` crate and of D-Bus, and macOS's codes for user cancelled (-128),
/// interaction not allowed (-25308) and authorization failed (-25293).
fn refusal(error: Error) -> KeychainRefusal {
    let denied = matches!(error, Error::NoStorageAccess(_));
    let source = if let Error::NoStorageAccess(source) | Error::PlatformFailure(source) = error {
        source
    } else if let Error::BadEncoding(_) | Error::BadDataFormat(..) = error {
        // These errors contain an entry's bytes, which must not get into an error message.
        "an entry has the wrong form".into()
    } else {
        error.into()
    };
    let words = format!("{source} {source:?}");
    let says = |signs: &[&str]| signs.iter().any(|sign| words.contains(sign));
    if says(&["prompt dismissed", "code: -128,", "code: -128 "]) {
        KeychainRefusal::Cancelled(source)
    } else if denied || says(&["object locked", "IsLocked", "code: -25308", "code: -25293"]) {
        KeychainRefusal::Locked(source)
    } else {
        KeychainRefusal::Unavailable(source)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    fn failed(words: &str) -> Error {
        Error::PlatformFailure(words.into())
    }

    #[test]
    fn refusals_are_distinguished() {
        use KeychainRefusal::{Cancelled, Locked, Unavailable};
        let check = |error, wanted: fn(&KeychainRefusal) -> bool| {
            let refusal = refusal(error);
            assert!(wanted(&refusal), "{refusal:?}");
        };
        check(failed("no secret service provider or dbus session found"), |it| matches!(it, Unavailable(_)));
        check(failed("SS Error: object locked"), |it| matches!(it, Locked(_)));
        check(failed("org.freedesktop.Secret.Error.IsLocked: Cannot create an item"), |it| matches!(it, Locked(_)));
        check(Error::NoStorageAccess("SS error: result not returned from SS API".into()), |it| matches!(it, Locked(_)));
        check(Error::NoStorageAccess("SS error: prompt dismissed".into()), |it| matches!(it, Cancelled(_)));
        check(failed("SS error: prompt dismissed"), |it| matches!(it, Cancelled(_)));
        check(failed(r#"Error { code: -128, message: "…" }"#), |it| matches!(it, Cancelled(_)));
        check(failed("Error { code: -25308 }"), |it| matches!(it, Locked(_)));
        check(Error::TooLong("user".into(), 9), |it| matches!(it, Unavailable(_)));
    }

    #[test]
    fn a_refusal_never_carries_an_entry() {
        let refusal = refusal(Error::BadDataFormat(b"FAKE".to_vec(), "odd".into()));
        let shown = format!("{refusal:?}");
        assert!(!shown.contains("FAKE") && !shown.contains("70, 65, 75, 69"), "{shown}");
    }

    #[test]
    fn a_call_that_hangs_is_abandoned_and_its_outcome_undone() {
        let keychain = OsKeychain::with_patience(Duration::from_millis(1));
        let ((go_on, wait), (undone, saw)) = (channel::<()>(), channel());
        let work = move || Ok(wait.recv().map_or("the sender is dropped", |()| "made"));
        let outcome = keychain.ask(work, move |outcome| undone.send(outcome.ok()).unwrap());
        assert!(matches!(outcome, Err(KeychainRefusal::Slow)));
        go_on.send(()).unwrap();
        assert_eq!(saw.recv().unwrap(), Some("made"));
    }

    #[test]
    fn hanging_calls_do_not_accumulate_and_the_next_one_works_after_they_end() {
        let keychain = OsKeychain::with_patience(Duration::from_millis(1));
        let mut hanging = Vec::new();
        for _ in 0..MOST_HANGING {
            let ((go_on, wait), (undone, saw)) = (channel::<()>(), channel::<()>());
            let outcome = keychain.ask(move || Ok(wait.recv().is_ok()), move |_| drop(undone));
            assert!(matches!(outcome, Err(KeychainRefusal::Slow)));
            hanging.push((go_on, saw));
        }
        let refused = keychain.ask(|| -> Result<(), Error> { panic!("must not start") }, drop);
        assert!(matches!(refused, Err(KeychainRefusal::Slow)));

        for (go_on, saw) in hanging {
            drop(go_on);
            assert!(saw.recv().is_err(), "the call has ended");
        }
        let patient = OsKeychain { patience: Duration::from_secs(20), ..keychain };
        while Arc::strong_count(&patient.calls) > MOST_HANGING {
            thread::yield_now();
        }
        assert!(patient.ask(|| Ok(()), drop).is_ok());
    }

    #[test]
    fn a_store_that_panics_is_a_refusal() {
        let outcome = OsKeychain::new().ask(|| -> Result<(), Error> { panic!("a bug of the store") }, drop);
        assert!(matches!(outcome, Err(KeychainRefusal::Unavailable(_))));
    }
}
