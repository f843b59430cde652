//! `oa-token doctor`: what is wrong with this set-up. Sends nothing; changes nothing unless a backup is to be restored.

use i18n_embed_fl::fl;
use oa_token::keeper::{Keeper, KeeperError};
use oa_token::profile::ProfileId;
use oa_token::vault::{Fault, VaultError};
use serde::Serialize;

use crate::failure::{Failure, exit, keeper_exit};
use crate::say::{self, Words};

/// One thing looked at.
#[derive(Serialize)]
struct Check {
    #[serde(rename = "check")]
    subject: &'static str,
    ok: bool,
    detail: String,
    #[serde(skip)]
    exit: u8,
}

impl Check {
    fn fine(subject: &'static str, detail: String) -> Self {
        Self { subject, ok: true, detail, exit: exit::DONE }
    }

    fn wrong(subject: &'static str, detail: String, exit: u8) -> Self {
        Self { subject, ok: false, detail, exit }
    }
}

pub(crate) async fn run(words: &Words, restore_backup: bool, keeper: Keeper) -> Result<u8, Failure> {
    let mut checks = vec![folder(words, &keeper)];
    if restore_backup {
        checks.push(restored(words, &keeper).await?);
    }
    match keeper.open().await {
        Ok(true) => {
            checks.push(Check::fine("vault", say::shown(&keeper.environment().vault_file())));
            checks.push(file(words, &keeper).await);
            checks.push(key(words, &keeper).await);
            checks.extend(altered(words, &keeper).await);
            checks.push(second_copy(words, &keeper).await);
            checks.push(old_copies(words, &keeper).await);
            checks.push(locks(words, &keeper).await);
            checks.push(clock(words, &keeper).await);
            checks.push(schedule(words, &keeper).await);
            checks.push(open_attempts(words, &keeper).await);
            checks.push(answers(words, &keeper).await);
        }
        Ok(false) => checks.push(Check::fine("vault", words.say("vault-none"))),
        Err(error) => checks.push(Check::wrong("vault", words.explain(&error), keeper_exit(&error))),
    }
    checks.push(backups(words, &keeper).await);
    let origins = [&keeper.environment().oauth, &keeper.environment().api].map(ToString::to_string).join(", ");
    checks.push(Check::fine("origins", origins));
    tell(words, &checks)?;
    Ok(checks.iter().map(|check| check.exit).max().unwrap_or(exit::DONE))
}

/// Tells what somebody without the key has changed: each OA by its name.
async fn altered(words: &Words, keeper: &Keeper) -> Vec<Check> {
    let faults = match keeper.faults().await {
        // Told by the check of the key.
        Err(KeeperError::Vault(VaultError::Locked)) => return Vec::new(),
        Err(error) => return vec![Check::wrong("altered", words.explain(&error), keeper_exit(&error))],
        Ok(faults) => faults,
    };
    if faults.is_empty() {
        return vec![Check::fine("altered", words.say("cli-doctor-fine"))];
    }
    let profiles = keeper.profiles().await.unwrap_or_default();
    let name = |id: &ProfileId| {
        let found = profiles.iter().find(|record| record.profile.id == *id);
        found.map_or_else(|| id.to_string(), |record| record.profile.name.to_string())
    };
    let said = |fault: Fault| match fault {
        Fault::Altered(id) => fl!(words.loader(), "cli-doctor-altered-oa", name = name(&id)),
        Fault::StrangeSlot(id) => fl!(words.loader(), "cli-doctor-strange-slot", id = id),
        Fault::SlotGone => words.say("cli-doctor-slot-gone"),
        Fault::ProfilesGone => words.say("cli-doctor-profiles-gone"),
    };
    faults.into_iter().map(|fault| Check::wrong("altered", said(fault), exit::CANNOT_SAVE)).collect()
}

async fn second_copy(words: &Words, keeper: &Keeper) -> Check {
    // Brings it in step first, if it can be.
    let has_one = keeper.read(|vault| vault.settle(None).map(|()| vault.has_second_copy())).await;
    match has_one {
        Ok(true) | Err(KeeperError::Vault(VaultError::Locked)) => {
            Check::fine("second-copy", words.say("cli-doctor-fine"))
        }
        Ok(false) => {
            let file = say::shown(&keeper.environment().recovery_file());
            Check::wrong("second-copy", fl!(words.loader(), "cli-doctor-one-copy", file = file), exit::CANNOT_SAVE)
        }
        Err(error) => Check::wrong("second-copy", words.explain(&error), keeper_exit(&error)),
    }
}

async fn old_copies(words: &Words, keeper: &Keeper) -> Check {
    let profiles = keeper.profiles().await.unwrap_or_default();
    let names: Vec<String> =
        profiles.iter().filter(|record| record.old_copy).map(|record| record.profile.name.to_string()).collect();
    if names.is_empty() {
        return Check::fine("old-copies", words.say("cli-doctor-fine"));
    }
    Check::wrong("old-copies", fl!(words.loader(), "cli-doctor-old-copies", names = names.join(", ")), exit::DONE)
}

async fn locks(words: &Words, keeper: &Keeper) -> Check {
    if keeper.locks_work().await {
        Check::fine("locks", words.say("cli-doctor-fine"))
    } else {
        Check::wrong("locks", words.say("cli-doctor-no-locks"), exit::DONE)
    }
}

async fn restored(words: &Words, keeper: &Keeper) -> Result<Check, Failure> {
    let backup = keeper.restore_backup().await?;
    let (at, count) = (say::local(backup.at), backup.profiles.to_string());
    Ok(Check::fine("backups", fl!(words.loader(), "cli-doctor-backup-restored", at = at, count = count)))
}

async fn backups(words: &Words, keeper: &Keeper) -> Check {
    match keeper.backup().await {
        Some(backup) if keeper.is_damaged().await.unwrap_or_default() => {
            let at = say::local(backup.at);
            Check::fine("backups", fl!(words.loader(), "cli-doctor-restore-offer", at = at))
        }
        Some(backup) => {
            let (at, count) = (say::local(backup.at), backup.profiles.to_string());
            Check::fine("backups", fl!(words.loader(), "cli-doctor-backup-newest", at = at, count = count))
        }
        None => Check::fine("backups", words.say("cli-doctor-no-backup")),
    }
}

async fn answers(words: &Words, keeper: &Keeper) -> Check {
    match keeper.answers_waiting().await {
        0 => Check::fine("inflight", words.say("cli-doctor-fine")),
        count => {
            let said = fl!(words.loader(), "cli-doctor-inflight-waiting", count = count.to_string());
            Check::wrong("inflight", said, exit::UNKNOWN)
        }
    }
}

fn tell(words: &Words, checks: &[Check]) -> Result<(), Failure> {
    if words.json {
        return say::json(&checks);
    }
    for check in checks {
        let mark = if check.ok { "✓" } else { "✗" };
        say::line(&format!("{mark} {}: {}", words.say(&format!("cli-doctor-{}", check.subject)), check.detail))?;
    }
    Ok(())
}

fn folder(words: &Words, keeper: &Keeper) -> Check {
    let home = &keeper.environment().home;
    let shown = say::shown(home);
    #[cfg(unix)]
    if let Ok(folder) = home.metadata() {
        let mode = std::os::unix::fs::PermissionsExt::mode(&folder.permissions());
        if mode & 0o077 != 0 {
            return Check::wrong("folder", fl!(words.loader(), "cli-doctor-open-folder", folder = shown), exit::DONE);
        }
    }
    Check::fine("folder", shown)
}

async fn file(words: &Words, keeper: &Keeper) -> Check {
    match keeper.read(|vault| vault.quick_check()).await {
        Ok(faults) if faults.is_empty() => Check::fine("file", words.say("cli-doctor-fine")),
        Ok(_) => Check::wrong("file", words.with_next("vault-damaged"), exit::CANNOT_SAVE),
        Err(error) => Check::wrong("file", words.explain(&error), keeper_exit(&error)),
    }
}

async fn key(words: &Words, keeper: &Keeper) -> Check {
    match keeper.unlock().await {
        Ok(warning) => {
            words.warn(warning.as_ref());
            if oa_token::keys::is_guessable_key_file(&keeper.environment().key) {
                return Check::wrong("key", words.say("cli-doctor-guessable-key"), exit::USAGE);
            }
            Check::fine("key", words.say("cli-doctor-fine"))
        }
        Err(error) => Check::wrong("key", words.explain(&error), keeper_exit(&error)),
    }
}

async fn clock(words: &Words, keeper: &Keeper) -> Check {
    if keeper.is_clock_sane().await {
        Check::fine("clock", say::local(keeper.now()))
    } else {
        Check::wrong("clock", words.with_next("not-sent-clock"), exit::NOT_SENT)
    }
}

/// Tells which program refreshes by itself; one that is stopped is named.
async fn schedule(words: &Words, keeper: &Keeper) -> Check {
    match keeper.schedule_owner().await {
        Ok(Some(owner)) => {
            let (process, at) = (owner.process.to_string(), say::local(owner.beat_at));
            if owner.is_silent {
                let said = fl!(words.loader(), "cli-doctor-schedule-silent", process = process, at = at);
                return Check::wrong("schedule", said, exit::DONE);
            }
            Check::fine("schedule", fl!(words.loader(), "cli-doctor-schedule-owner", process = process))
        }
        Ok(None) | Err(KeeperError::Vault(VaultError::Locked)) => {
            Check::fine("schedule", words.say("cli-doctor-schedule-none"))
        }
        Err(error) => Check::wrong("schedule", words.explain(&error), keeper_exit(&error)),
    }
}

async fn open_attempts(words: &Words, keeper: &Keeper) -> Check {
    let open = keeper.read(|vault| vault.profiles_with_open_attempts()).await;
    match open {
        Ok(open) if open.is_empty() => Check::fine("attempts", words.say("cli-doctor-fine")),
        Ok(open) => {
            let count = open.len().to_string();
            Check::wrong("attempts", fl!(words.loader(), "cli-doctor-open-attempts", count = count), exit::UNKNOWN)
        }
        Err(KeeperError::NoVault) => Check::fine("attempts", words.say("cli-doctor-fine")),
        Err(error) => Check::wrong("attempts", words.explain(&error), keeper_exit(&error)),
    }
}
