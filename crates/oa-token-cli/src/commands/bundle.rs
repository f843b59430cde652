//! `oa-token import` of a sealed file: a backup, or an OA from another computer.

use std::io::{self, IsTerminal};

use oa_token_engine::{Engine, EngineError};
use oa_token_model::bundle::{Bundle, MadeBy, MergeStatus};
use oa_token_model::profile::ProfileId;
use oa_token_model::secret::Secret;
use oa_token_vault::VaultError;
use oa_token_vault::sealed_file::recognise;

use super::import::Row;
use super::{find, secret_of};
use crate::args::Import;
use crate::error::{CliError, exit};
use crate::output::{self, Words};

/// Imports a sealed file. Nothing is in flight during the slow key derivation, so Ctrl-C ends the command immediately.
pub(super) async fn run(words: &Words, engine: &Engine, call: &Import, bytes: Vec<u8>) -> Result<u8, CliError> {
    // Checked before the user is asked for a passphrase.
    recognise(&bytes).map_err(EngineError::Sealed)?;
    if call.name.is_some() != call.replace {
        return Err(CliError::ReplaceByName);
    }
    let passphrase = passphrase(words, call)?;
    // The vault is opened first: its key shows whether this vault made the file.
    let is_there = engine.open().await?;
    if is_there {
        words.warn(engine.protection().unlock().await?.as_ref());
    }
    let (carried, made_by) = engine.bundles().open(bytes, passphrase).await?;
    let replace = match call.name.as_deref() {
        Some(name) if is_there => vec![find(engine, name).await?.profile.id],
        Some(name) => return Err(CliError::NoSuchProfile(name.to_owned())),
        None => Vec::new(),
    };
    let standings = engine.bundles().merge_statuses(&carried, made_by).await?;
    refuse_undecided(call, &carried, &standings, &replace)?;
    take(words, engine, carried, made_by, (standings, replace)).await
}

/// Refuses conflicts without a decision, before anything is imported.
fn refuse_undecided(
    call: &Import,
    carried: &Bundle,
    standings: &[MergeStatus],
    replace: &[ProfileId],
) -> Result<(), CliError> {
    if call.keep {
        return Ok(());
    }
    if let Some(by) = standings.iter().find_map(|standing| match standing {
        MergeStatus::Held { by } => Some(by.clone()),
        MergeStatus::New | MergeStatus::Newer | MergeStatus::Back | MergeStatus::Known | MergeStatus::Conflict(_) => {
            None
        }
    }) {
        return Err(EngineError::Vault(VaultError::TokenHeld { by }).into());
    }
    let undecided = carried.profiles.iter().zip(standings).filter(|(each, _)| !replace.contains(&each.profile.id));
    let conflicts: Vec<_> = undecided.filter_map(|(_, standing)| standing.conflict().cloned()).collect();
    if conflicts.is_empty() { Ok(()) } else { Err(CliError::BundleConflicts(conflicts)) }
}

async fn take(
    words: &Words,
    engine: &Engine,
    carried: Bundle,
    made_by: MadeBy,
    (standings, replace): (Vec<MergeStatus>, Vec<ProfileId>),
) -> Result<u8, CliError> {
    words.warn(engine.protection().open_or_create().await?.as_ref());
    let ids: Vec<ProfileId> = carried.profiles.iter().map(|each| each.profile.id.clone()).collect();
    let was_automatic: Vec<bool> = carried.profiles.iter().map(|each| each.automatic).collect();
    let names: Vec<String> = carried.profiles.iter().map(|each| each.profile.name.to_string()).collect();
    let taken = engine.bundles().import(carried, made_by, &replace).await?;
    let mut rows = Vec::new();
    for (((id, name), standing), was_automatic) in ids.into_iter().zip(names).zip(standings).zip(was_automatic) {
        let is_taken = taken.contains(&id);
        let record = engine.profiles().get(&id).await.ok();
        // The profile may have another name in this vault.
        let name = record.as_ref().map_or(name, |record| record.profile.name.to_string());
        if !words.json {
            let said = if is_taken { "cli-imported" } else { left(&standing) };
            output::line(&format!("{name}\t{}", words.say(said)))?;
        }
        if is_taken && was_automatic && record.is_some_and(|record| !record.automatic) {
            words.name_automatic(&name, &id);
        }
        if is_taken {
            rows.push(Row { name, id });
        }
    }
    if words.json {
        output::json(&rows)?;
    }
    Ok(exit::DONE)
}

/// Returns why an OA of the file is not imported.
fn left(standing: &MergeStatus) -> &'static str {
    match standing {
        MergeStatus::Held { .. } => "cli-bundle-held",
        MergeStatus::Conflict(_) => "cli-bundle-kept",
        MergeStatus::Known | MergeStatus::New | MergeStatus::Newer | MergeStatus::Back => "cli-bundle-known",
    }
}

/// Reads the file's passphrase: from a file, at the terminal, or one line from stdin.
fn passphrase(words: &Words, call: &Import) -> Result<Secret, CliError> {
    if let Some(file) = &call.passphrase_file {
        return secret_of(words, file);
    }
    if call.files.iter().any(|file| file.as_os_str() == "-") {
        return Err(CliError::NoPassphrase);
    }
    let typed = if io::stdin().is_terminal() {
        Secret::new(rpassword::prompt_password(format!("{} ", words.say("cli-bundle-passphrase")))?)
    } else {
        output::stdin_line()?
    };
    let typed = Secret::new(typed.expose().trim_end_matches(['\r', '\n']));
    if typed.is_empty() { Err(CliError::NoPassphrase) } else { Ok(typed) }
}
