//! `oa-token key`: manages the key slots of the vault.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use oa_token_engine::{Engine, EngineError};
use oa_token_model::secret::Secret;
use oa_token_vault::keys::{self, KeySource, Keychain, OsKeychain, Slot, SlotKind};
use serde_json::json;

use super::unlock;
use crate::error::{CliError, exit};
use crate::output::{self, Words};
use crate::table::{self, Cell};

pub(crate) async fn list(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    engine.open().await?;
    let slots = match engine.protection().slots().await {
        Err(EngineError::NoVault) => Vec::new(),
        other => other?,
    };
    if words.json {
        let row = |slot: &Slot| json!({"id": slot.id, "kind": slot.kind.as_str(), "created_at": slot.created_at});
        output::json(&slots.iter().map(row).collect::<Vec<_>>())?;
    } else {
        let row = |slot: &Slot| -> Vec<Cell> {
            let kind = words.say(kind_words(slot.kind));
            vec![slot.id.as_str().into(), kind.into(), output::local(slot.created_at).into()]
        };
        let rows: Vec<Vec<Cell>> = slots.iter().map(row).collect();
        table::print(words, &["cli-column-id", "cli-column-slot", "cli-column-at"], &rows)?;
    }
    Ok(exit::DONE)
}

pub(crate) async fn add_file(words: &Words, engine: &Engine, file: PathBuf) -> Result<u8, CliError> {
    // Absolute, so that a later run from another folder finds it.
    let file = std::path::absolute(&file).unwrap_or(file);
    add(words, engine, KeySource::KeyFile(file)).await
}

pub(crate) async fn add_passphrase(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    let passphrase = typed(words, "cli-new-passphrase")?;
    add(words, engine, KeySource::Passphrase(passphrase)).await
}

/// Reads a passphrase at the terminal, otherwise one line from stdin.
fn typed(words: &Words, prompt: &str) -> io::Result<Secret> {
    if io::stdin().is_terminal() {
        return Ok(Secret::new(rpassword::prompt_password(format!("{} ", words.say(prompt)))?));
    }
    Ok(Secret::new(output::stdin_line()?.expose().trim_end_matches(['\r', '\n'])))
}

/// Generates a passphrase, adds it and prints it. It is shown only this once.
pub(crate) async fn generate_passphrase(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    open(words, engine).await?;
    let passphrase = keys::generate_passphrase();
    let (slot, _) = engine.protection().add_slot(KeySource::Passphrase(passphrase.clone())).await?;
    let printed = if words.json {
        let row = json!({"id": slot.id, "kind": slot.kind.as_str(), "created_at": slot.created_at, "passphrase": passphrase.expose()});
        output::json(&row)
    } else {
        output::line(passphrase.expose())
    };
    if let Err(error) = printed {
        // The user has not seen the passphrase, so a slot with it is useless.
        engine.protection().remove_slot(slot.id).await?;
        return Err(error);
    }
    if !words.json {
        words.note(&words.say("cli-generated-passphrase"));
    }
    Ok(exit::DONE)
}

async fn add(words: &Words, engine: &Engine, from: KeySource) -> Result<u8, CliError> {
    open(words, engine).await?;
    let (slot, warning) = engine.protection().add_slot(from).await?;
    words.warn(warning.as_ref());
    if words.json {
        output::json(&json!({"id": slot.id, "kind": slot.kind.as_str(), "created_at": slot.created_at}))?;
    } else {
        output::line(&slot.id)?;
    }
    Ok(exit::DONE)
}

pub(crate) async fn remove(words: &Words, engine: &Engine, id: String) -> Result<u8, CliError> {
    open(words, engine).await?;
    let (vault_id, slots) = (engine.protection().vault_id().await?, engine.protection().slots().await?);
    let removed = match engine.protection().remove_slot(id.clone()).await {
        // Removing a passphrase requires the passphrase or the recovery code.
        Err(EngineError::NeedsPassphrase) => {
            engine.protection().step_up(typed(words, "cli-passphrase")?).await?;
            engine.protection().remove_slot(id.clone()).await?
        }
        removed => removed?,
    };
    if !removed {
        return Err(CliError::NoSuchSlot);
    }
    if slots.iter().any(|slot| slot.id == id && slot.kind == SlotKind::Keychain) {
        // The keychain entry no longer opens anything. If the keychain is unavailable, the entry may stay.
        drop(tokio::task::spawn_blocking(move || drop(OsKeychain::new().delete(&vault_id))).await);
    }
    if !words.json {
        words.note(&words.say("cli-key-removed"));
    }
    Ok(exit::DONE)
}

/// Opens and unlocks an existing vault.
async fn open(words: &Words, engine: &Engine) -> Result<(), CliError> {
    if engine.open().await? { unlock(words, engine).await } else { Err(EngineError::NoVault.into()) }
}

fn kind_words(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Keychain => "cli-slot-keychain",
        SlotKind::Passphrase => "cli-slot-passphrase",
        SlotKind::KeyFile => "cli-slot-key-file",
        SlotKind::RecoveryCode => "cli-slot-recovery-code",
    }
}
