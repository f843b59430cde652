//! The checks of `doctor` beside the vault itself: key storage, free space, file owners, and stopped processes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::Fault;
use oa_token_vault::keys::{self, DataKey, KeyProblem, KeySource, KeyWarning};
use oa_token_vault::{VaultError, owner};

use crate::{Engine, EngineError, answer_spool, blocking, holding};

/// The most space an attempt may need: its answer in the vault, in the journal and beside them.
const ROOM: usize = 1024 * 1024;
/// What `doctor` tests.
#[derive(Clone, Copy)]
pub struct Health<'a> {
    pub(crate) engine: &'a Engine,
}

impl Health<'_> {
    /// Tests whether a new vault's key could be obtained from the source the environment names.
    pub async fn key_source(self) -> Result<Option<KeyWarning>, EngineError> {
        let (from, now) = (self.engine.environment().key.clone(), self.engine.now());
        let keychain = self.engine.shared.options.keychain.clone();
        // Without a vault the user's name is the only one.
        let names: Vec<String> = self.engine.environment().user.clone().into_iter().collect();
        blocking(move || match from {
            KeySource::Keychain => {
                keychain.probe("doctor").map_err(KeyProblem::NoKeychain)?;
                Ok(None)
            }
            from @ (KeySource::KeyFile(_)
            | KeySource::PassphraseFile(_)
            | KeySource::Passphrase(_)
            | KeySource::RecoveryCode(_)) => {
                Ok(keys::add_slot("doctor", &DataKey::random(), &from, keychain.as_ref(), now, &names)?.warning)
            }
        })
        .await
    }

    /// Returns the number of times this process has used the vault so far.
    pub fn vault_calls(self) -> u64 {
        self.engine.shared.store.calls()
    }

    /// Tests whether there is free space where the vault is, or will be.
    pub async fn room(self) -> Result<(), EngineError> {
        let beside = self.engine.environment().spool_folder();
        blocking(move || {
            let folder = beside.ancestors().skip(1).find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
            let tried = tempfile::tempfile_in(folder).and_then(|mut file| {
                // Random, so that the file system cannot compress it.
                let bytes: Vec<u8> =
                    std::iter::repeat_with(|| *uuid::Uuid::new_v4().as_bytes()).take(ROOM / 16).flatten().collect();
                file.write_all(&bytes)?;
                file.sync_all()
            });
            Ok(tried.map_err(|error| VaultError::of_io(folder, error))?)
        })
        .await
    }

    /// Lists the files in the data folder that this user may not write, with their owners.
    pub async fn shut_files(self) -> Vec<VaultError> {
        let home = self.engine.environment().home.clone();
        let beside = self.engine.environment().locks_folder().parent().map(Path::to_path_buf);
        let found = blocking(move || {
            let mut all = below(&home);
            if let Some(beside) = beside.filter(|beside| *beside != home) {
                all.extend(below(&beside));
            }
            Ok(all.into_iter().filter_map(shut).collect())
        });
        found.await.unwrap_or_default()
    }

    /// Checks the whole file. Returns the problems, one line each, without any content.
    pub async fn file_problems(self) -> Result<Vec<String>, EngineError> {
        self.engine.shared.store.run(|vault| vault.quick_check()).await
    }

    /// Updates the second copy if possible, and returns whether it holds everything that must not be lost.
    pub async fn has_second_copy(self) -> Result<bool, EngineError> {
        self.engine.shared.store.run(|vault| vault.settle(None).map(|()| vault.has_second_copy())).await
    }

    /// Lists the profiles with an attempt that a terminated process may have left open.
    pub async fn open_attempts(self) -> Result<Vec<ProfileId>, EngineError> {
        self.engine.shared.store.run(|vault| vault.profiles_with_open_attempts()).await
    }

    /// Returns the newest time in the ledger, with which a clock is compared.
    pub async fn newest_time(self) -> Result<Option<Timestamp>, EngineError> {
        self.engine.shared.store.run(|vault| vault.newest_time()).await
    }

    /// Lists what was changed in the vault without the key.
    pub async fn faults(self) -> Result<Vec<Fault>, EngineError> {
        self.engine.shared.store.run(|vault| vault.faults()).await
    }

    /// Returns whether file locks work where the vault is stored. Without them, processes can detect each other only by
    /// their heartbeats, which takes minutes.
    pub async fn locks_work(self) -> bool {
        let folder = self.engine.environment().locks_folder();
        let tried = blocking(move || {
            Ok(oa_token_vault::private_file::make_folder(&folder).is_ok() && holding::locks_work(&folder))
        });
        tried.await.unwrap_or_default()
    }

    /// Counts the answers stored beside the vault because the vault could not take them. The next process that may
    /// spend takes them in.
    pub async fn answers_waiting(self) -> usize {
        let folder = self.engine.environment().spool_folder();
        blocking(move || Ok(answer_spool::waiting(&folder))).await.unwrap_or_default()
    }
}

/// Returns a folder and its content, including the app's own subfolders.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_path_buf()];
    let inner = [
        folder.to_path_buf(),
        folder.join("locks"),
        folder.join("inflight"),
        folder.join("backups"),
        folder.join("log"),
    ];
    for entry in inner.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
        all.push(entry.path());
    }
    all
}

/// Returns why a file may not be written, if so. Also reports a writable file of another user: the administrator can
/// write it, but would leave files that lock that user out.
fn shut(path: PathBuf) -> Option<VaultError> {
    let refused = match owner::may_write(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Some(error),
        Ok(()) | Err(_) => None,
    };
    match refused {
        Some(error) => Some(VaultError::of_io(&path, error)),
        None => owner::other_than_us(&path).map(|owner| {
            let source = std::io::ErrorKind::PermissionDenied.into();
            VaultError::Denied { path, owner: Some(owner), source }
        }),
    }
}

/// Returns whether a process on this computer is stopped (SIGSTOP, Ctrl-Z), where the system reports it.
pub(crate) fn is_stopped(number: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    // The state follows the process name, which may contain anything and ends with the last bracket.
    stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
}
