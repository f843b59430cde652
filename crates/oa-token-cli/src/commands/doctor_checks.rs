//! The checks of `oa-token doctor`, one function each.

use i18n_embed_fl::fl;
use oa_token_engine::{Engine, EngineError};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::Fault;
use oa_token_vault::keys::KeyWarning;
use oa_token_vault::{VaultError, owner};

use super::doctor::Check;
use crate::error::exit;
use crate::output::{self, Words};

/// The most files of other users that are listed.
const MOST_TOLD: usize = 5;

pub(super) fn folder(words: &Words, engine: &Engine) -> Check {
    let home = &engine.environment().home;
    let shown = output::shown(home);
    #[cfg(unix)]
    if let Ok(folder) = home.metadata() {
        let mode = std::os::unix::fs::PermissionsExt::mode(&folder.permissions());
        if mode & 0o077 != 0 {
            let sentence = fl!(words.loader(), "cli-doctor-open-folder", folder = shown.as_str());
            let step = fl!(words.loader(), "cli-doctor-open-folder-next", folder = shown);
            return Check::wrong("folder", sentence, step, exit::DONE);
        }
    }
    if owner::is_outside_profile(home) {
        return outside(words, "folder", &shown, ":(OI)(CI)F");
    }
    Check::fine("folder", shown)
}

/// Warns of a path that other users of Windows may read, and names the call that keeps them out.
fn outside(words: &Words, id: &'static str, path: &str, rights: &str) -> Check {
    let call = format!("icacls \"{path}\" /inheritance:r /grant:r \"%USERNAME%{rights}\"");
    let sentence = fl!(words.loader(), "cli-doctor-outside", path = path);
    Check::wrong(id, sentence, fl!(words.loader(), "cli-doctor-outside-next", call = call), exit::DONE)
}

/// Checks for files this user cannot write. If that is why the vault cannot be opened, the vault's check reports it.
pub(super) async fn owners(words: &Words, engine: &Engine, shut: Option<&EngineError>) -> Vec<Check> {
    if matches!(shut, Some(EngineError::Vault(VaultError::OtherUser { .. }))) {
        return Vec::new();
    }
    let files = engine.health().shut_files().await;
    if files.is_empty() {
        return vec![Check::fine("owners", words.say("cli-doctor-fine"))];
    }
    files.into_iter().take(MOST_TOLD).map(|why| Check::failed(words, "owners", &why.into())).collect()
}

/// Checks whether an answer could be saved, so that a full or read-only disk is reported before a token is spent.
pub(super) async fn room(words: &Words, engine: &Engine) -> Check {
    match engine.health().room().await {
        Ok(()) => Check::fine("room", words.say("cli-doctor-fine")),
        Err(error) => Check::failed(words, "room", &error),
    }
}

/// Checks whether a first OA could be stored: a new vault needs a key.
pub(super) async fn key_source(words: &Words, engine: &Engine) -> Check {
    match engine.health().key_source().await {
        Ok(warning) => key_file(words, engine, warning.as_ref()),
        Err(error) => Check::failed(words, "key", &error),
    }
}

pub(super) async fn file(words: &Words, engine: &Engine) -> Check {
    match engine.health().file_problems().await {
        Ok(faults) if faults.is_empty() => Check::fine("file", words.say("cli-doctor-fine")),
        Ok(_) => Check::failed(words, "file", &VaultError::Damaged(None).into()),
        Err(error) => Check::failed(words, "file", &error),
    }
}

pub(super) async fn key(words: &Words, engine: &Engine) -> Check {
    match engine.protection().unlock().await {
        Ok(warning) => key_file(words, engine, warning.as_ref()),
        Err(error) => Check::failed(words, "key", &error),
    }
}

fn key_file(words: &Words, engine: &Engine, warning: Option<&KeyWarning>) -> Check {
    if oa_token_vault::keys::is_guessable_key_file(&engine.environment().key) {
        let step = words.say("cli-doctor-guessable-key-next");
        return Check::wrong("key", words.say("cli-doctor-guessable-key"), step, exit::USAGE);
    }
    match warning {
        None => Check::fine("key", words.say("cli-doctor-fine")),
        Some(KeyWarning::ReadableByOthers(file)) => {
            let file = output::shown(file);
            let sentence = fl!(words.loader(), "cli-doctor-open-key", file = file.as_str());
            Check::wrong("key", sentence, fl!(words.loader(), "cli-doctor-open-key-next", file = file), exit::DONE)
        }
        Some(KeyWarning::OutsideProfile(file)) => outside(words, "key", &output::shown(file), ":F"),
    }
}

/// Returns the records that were changed without the vault's key, each OA by its name.
pub(super) async fn altered(words: &Words, engine: &Engine) -> Vec<Check> {
    let faults = match engine.health().faults().await {
        // The check of the key reports this.
        Err(EngineError::Vault(VaultError::Locked)) => return Vec::new(),
        Err(error) => return vec![Check::failed(words, "altered", &error)],
        Ok(faults) => faults,
    };
    if faults.is_empty() {
        return vec![Check::fine("altered", words.say("cli-doctor-fine"))];
    }
    let profiles = engine.profiles().list().await.unwrap_or_default();
    let name = |id: &ProfileId| {
        let found = profiles.iter().find(|record| record.profile.id == *id);
        found.map_or_else(|| id.to_string(), |record| record.profile.name.to_string())
    };
    let loader = words.loader();
    let said = |fault: Fault| match fault {
        Fault::Altered(id) => (fl!(loader, "cli-doctor-altered-oa", name = name(&id)), words.say("cli-doctor-restore")),
        Fault::StrangeSlot(id) => {
            let step = fl!(loader, "cli-doctor-strange-slot-next", id = id.as_str());
            (fl!(loader, "cli-doctor-strange-slot", id = id), step)
        }
        Fault::SlotGone => (words.say("cli-doctor-slot-gone"), words.say("cli-doctor-slot-gone-next")),
        Fault::ProfilesGone => (words.say("cli-doctor-profiles-gone"), words.say("cli-doctor-restore")),
        Fault::ApiKeys => (words.say("cli-doctor-api-keys"), words.say("cli-doctor-api-keys-next")),
        Fault::Team => (words.say("cli-doctor-team-altered"), words.say("cli-doctor-team-altered-next")),
        Fault::AlertChannels => (words.say("cli-doctor-channels"), words.say("cli-doctor-channels-next")),
    };
    let told = faults.into_iter().map(said);
    told.map(|(sentence, step)| Check::wrong("altered", sentence, step, exit::CANNOT_SAVE)).collect()
}

pub(super) async fn second_copy(words: &Words, engine: &Engine) -> Check {
    match engine.health().has_second_copy().await {
        Ok(true) | Err(EngineError::Vault(VaultError::Locked)) => {
            Check::fine("second-copy", words.say("cli-doctor-fine"))
        }
        Ok(false) => {
            let file = output::shown(&engine.environment().recovery_file());
            let sentence = fl!(words.loader(), "cli-doctor-one-copy", file = file);
            Check::wrong("second-copy", sentence, words.say("cli-doctor-one-copy-next"), exit::CANNOT_SAVE)
        }
        Err(error) => Check::failed(words, "second-copy", &error),
    }
}

pub(super) async fn old_copies(words: &Words, engine: &Engine) -> Check {
    let profiles = engine.profiles().list().await.unwrap_or_default();
    let names: Vec<String> =
        profiles.iter().filter(|record| record.old_copy).map(|record| record.profile.name.to_string()).collect();
    if names.is_empty() {
        return Check::fine("old-copies", words.say("cli-doctor-fine"));
    }
    let sentence = fl!(words.loader(), "cli-doctor-old-copies-of", names = names.join(", "));
    Check::wrong("old-copies", sentence, words.say("cli-doctor-old-copies-next"), exit::DONE)
}

pub(super) async fn locks(words: &Words, engine: &Engine) -> Check {
    if engine.health().locks_work().await {
        Check::fine("locks", words.say("cli-doctor-fine"))
    } else {
        Check::wrong("locks", words.say("cli-doctor-no-locks"), words.say("cli-doctor-no-locks-next"), exit::DONE)
    }
}

/// Returns the process that refreshes automatically, and names one that has stopped.
pub(super) async fn schedule(words: &Words, engine: &Engine) -> Check {
    match engine.auto_refresh().owner().await {
        Ok(Some(owner)) => {
            let (process, at) = (owner.process.to_string(), output::local(owner.beat_at));
            if owner.is_silent {
                let sentence = fl!(words.loader(), "cli-doctor-schedule-silent", process = process, at = at);
                let step = words.say("cli-doctor-schedule-silent-next");
                return Check::wrong("schedule", sentence, step, exit::DONE);
            }
            Check::fine("schedule", fl!(words.loader(), "cli-doctor-schedule-owner", process = process))
        }
        Ok(None) | Err(EngineError::Vault(VaultError::Locked)) => {
            Check::fine("schedule", words.say("cli-doctor-schedule-none"))
        }
        Err(error) => Check::failed(words, "schedule", &error),
    }
}

pub(super) async fn clock(words: &Words, engine: &Engine) -> Check {
    if engine.health().is_clock_sane().await {
        Check::fine("clock", output::local(engine.now()))
    } else {
        Check::wrong("clock", words.say("not-sent-clock"), words.say("not-sent-clock-next"), exit::NOT_SENT)
    }
}

pub(super) async fn open_attempts(words: &Words, engine: &Engine) -> Check {
    match engine.health().open_attempts().await {
        Ok(open) if open.is_empty() => Check::fine("attempts", words.say("cli-doctor-fine")),
        Ok(open) => {
            let sentence = fl!(words.loader(), "cli-doctor-open-attempts", count = open.len().to_string());
            Check::wrong("attempts", sentence, words.say("cli-doctor-refresh-next"), exit::UNKNOWN)
        }
        Err(EngineError::NoVault) => Check::fine("attempts", words.say("cli-doctor-fine")),
        Err(error) => Check::failed(words, "attempts", &error),
    }
}

pub(super) async fn answers(words: &Words, engine: &Engine) -> Check {
    match engine.health().answers_waiting().await {
        0 => Check::fine("inflight", words.say("cli-doctor-fine")),
        count => {
            let sentence = fl!(words.loader(), "cli-doctor-inflight-waiting", count = count.to_string());
            Check::wrong("inflight", sentence, words.say("cli-doctor-refresh-next"), exit::UNKNOWN)
        }
    }
}

pub(super) async fn backups(words: &Words, engine: &Engine) -> Check {
    match engine.backups().newest().await {
        Some(backup) if engine.backups().is_damaged().await.unwrap_or_default() => {
            let at = output::local(backup.at);
            Check::fine("backups", fl!(words.loader(), "cli-doctor-restore-offer", at = at))
        }
        Some(backup) => {
            let (at, count) = (output::local(backup.at), backup.profiles.to_string());
            Check::fine("backups", fl!(words.loader(), "cli-doctor-backup-newest", at = at, count = count))
        }
        None => Check::fine("backups", words.say("cli-doctor-no-backup")),
    }
}
