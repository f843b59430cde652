//! `oa-token key`: manages the key slots of the vault.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use oa_token::engine::{Engine, EngineError};
use oa_token::keys::{self, KeySource, Keychain, OsKeychain, SlotKind};
use oa_token::secret::Secret;
use serde_json::json;

use super::unlock;
use crate::failure::{Failure, exit};
use crate::say::{self, Words};

pub(crate) async fn list(words: &Words, keeper: &Engine) -> Result<u8, Failure> {
    keeper.open().await?;
    let slots = match keeper.read(|vault| vault.slots()).await {
        Err(EngineError::NoVault) => Vec::new(),
        other => other?,
    };
    if words.json {
        let row = |slot: &oa_token::keys::Slot| json!({"id": slot.id, "kind": slot.kind.as_str(), "created_at": slot.created_at});
        say::json(&slots.iter().map(row).collect::<Vec<_>>())?;
    } else {
        for slot in &slots {
            let kind = words.say(kind_words(slot.kind));
            say::line(&format!("{}\t{kind}\t{}", slot.id, say::local(slot.created_at)))?;
        }
    }
    Ok(exit::DONE)
}

pub(crate) async fn add_file(words: &Words, keeper: &Engine, file: PathBuf) -> Result<u8, Failure> {
    // Absolute, so that a later run from another folder finds it.
    let file = std::path::absolute(&file).unwrap_or(file);
    add(words, keeper, KeySource::KeyFile(file)).await
}

pub(crate) async fn add_passphrase(words: &Words, keeper: &Engine) -> Result<u8, Failure> {
    let passphrase = typed(words, "cli-new-passphrase")?;
    add(words, keeper, KeySource::Passphrase(passphrase)).await
}

/// Reads a passphrase at the terminal, otherwise one line from stdin.
fn typed(words: &Words, prompt: &str) -> io::Result<Secret> {
    if io::stdin().is_terminal() {
        return Ok(Secret::new(rpassword::prompt_password(format!("{} ", words.say(prompt)))?));
    }
    Ok(Secret::new(say::stdin_line()?.expose().trim_end_matches(['\r', '\n'])))
}

/// Generates a passphrase, adds it and prints it. It is shown only this once.
pub(crate) async fn generate_passphrase(words: &Words, keeper: &Engine) -> Result<u8, Failure> {
    open(words, keeper).await?;
    let passphrase = keys::generate_passphrase();
    let (slot, _) = keeper.add_slot(KeySource::Passphrase(passphrase.clone())).await?;
    let printed = if words.json {
        let row = json!({"id": slot.id, "kind": slot.kind.as_str(), "created_at": slot.created_at, "passphrase": passphrase.expose()});
        say::json(&row)
    } else {
        say::line(passphrase.expose())
    };
    if let Err(error) = printed {
        // The user has not seen the passphrase, so a slot with it is useless.
        keeper.remove_slot(slot.id).await?;
        return Err(error);
    }
    if !words.json {
        say::note(&words.say("cli-generated-passphrase"));
    }
    Ok(exit::DONE)
}

async fn add(words: &Words, keeper: &Engine, from: KeySource) -> Result<u8, Failure> {
    open(words, keeper).await?;
    let (slot, warning) = keeper.add_slot(from).await?;
    words.warn(warning.as_ref());
    if words.json {
        say::json(&json!({"id": slot.id, "kind": slot.kind.as_str(), "created_at": slot.created_at}))?;
    } else {
        say::line(&slot.id)?;
    }
    Ok(exit::DONE)
}

pub(crate) async fn remove(words: &Words, keeper: &Engine, id: String) -> Result<u8, Failure> {
    open(words, keeper).await?;
    let (vault_id, slots) = keeper.read(|vault| Ok((vault.id().to_owned(), vault.slots()?))).await?;
    let removed = match keeper.remove_slot(id.clone()).await {
        // Removing a passphrase requires the passphrase or the recovery code.
        Err(EngineError::NeedsPassphrase) => {
            keeper.step_up(typed(words, "cli-passphrase")?).await?;
            keeper.remove_slot(id.clone()).await?
        }
        removed => removed?,
    };
    if !removed {
        return Err(Failure::NoSuchSlot);
    }
    if slots.iter().any(|slot| slot.id == id && slot.kind == SlotKind::Keychain) {
        // The keychain entry no longer opens anything. If the keychain is unavailable, the entry may stay.
        drop(tokio::task::spawn_blocking(move || drop(OsKeychain::new().delete(&vault_id))).await);
    }
    if !words.json {
        say::note(&words.say("cli-key-removed"));
    }
    Ok(exit::DONE)
}

/// Opens and unlocks an existing vault.
async fn open(words: &Words, keeper: &Engine) -> Result<(), Failure> {
    if keeper.open().await? { unlock(words, keeper).await } else { Err(EngineError::NoVault.into()) }
}

fn kind_words(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Keychain => "cli-slot-keychain",
        SlotKind::Passphrase => "cli-slot-passphrase",
        SlotKind::KeyFile => "cli-slot-key-file",
        SlotKind::RecoveryCode => "cli-slot-recovery-code",
    }
}
