//! `oa-token api-key`: the keys by which other programs use the HTTP API.

use std::collections::HashMap;

use oa_token_engine::{Engine, EngineError};
use oa_token_model::api::{ApiKey, ApiKeyName, ApiKeyRecord, Permission, Scope};
use oa_token_model::profile::ProfileId;
use oa_token_vault::VaultError;
use serde_json::{Value, json};

use super::{find, unlock};
use crate::args::AddApiKey;
use crate::error::{CliError, exit};
use crate::output::{self, Words};
use crate::table::{self, Cell};

const HEADINGS: [&str; 5] =
    ["cli-column-key", "cli-column-oa", "cli-column-can", "cli-column-expires", "cli-column-used"];

/// The names of OAs by their ids.
type Names = HashMap<ProfileId, String>;

/// Makes a key and prints it. It is shown only this once.
pub(crate) async fn add(words: &Words, engine: &Engine, call: AddApiKey) -> Result<u8, CliError> {
    let name = ApiKeyName::parse(&call.name)?;
    engine.open().await?;
    let mut names = Names::new();
    for typed in &call.oa {
        let profile = find(engine, typed).await?.profile;
        names.insert(profile.id, profile.name.to_string());
    }
    unlock(words, engine).await?;
    let scope = Scope {
        oas: names.keys().cloned().collect(),
        can: call.can.into_iter().collect(),
        // An end beyond the latest time means that there is none.
        expires_at: call.expires.and_then(|span| engine.now().checked_add(span).ok()),
    };
    let (key, record) = match engine.api_keys().create(name, scope).await {
        Err(EngineError::Vault(VaultError::NameTaken)) => return Err(CliError::ApiKeyTaken),
        made => made?,
    };
    if let Err(error) = print(words, &key, &record, &names) {
        // The key was not shown, so it is useless.
        engine.api_keys().remove(&record.id.0).await?;
        return Err(error);
    }
    if !words.json {
        words.note(&words.say("cli-api-key-once"));
    }
    Ok(exit::DONE)
}

fn print(words: &Words, key: &ApiKey, record: &ApiKeyRecord, names: &Names) -> Result<(), CliError> {
    if !words.json {
        return output::line(key.expose());
    }
    let mut row = row(record, names);
    row["key"] = json!(key.expose());
    output::json(&row)
}

/// Lists the keys, without the keys themselves.
pub(crate) async fn list(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    let keys = if engine.open().await? {
        unlock(words, engine).await?;
        engine.api_keys().list().await?
    } else {
        Vec::new()
    };
    let all = engine.profiles().list().await?;
    let names: Names = all.into_iter().map(|row| (row.profile.id, row.profile.name.to_string())).collect();
    if words.json {
        output::json(&keys.iter().map(|record| row(record, &names)).collect::<Vec<_>>())?;
    } else if keys.is_empty() {
        words.note(&words.say("cli-no-api-keys"));
    } else {
        let rows: Vec<Vec<Cell>> = keys.iter().map(|record| for_people(words, record, &names, engine)).collect();
        table::print(words, &HEADINGS, &rows)?;
    }
    Ok(exit::DONE)
}

fn row(record: &ApiKeyRecord, names: &Names) -> Value {
    let oa = |id: &ProfileId| json!({"id": id, "name": names.get(id)});
    json!({
        "id": record.id,
        "name": record.name,
        "oas": record.scope.oas.iter().map(oa).collect::<Vec<_>>(),
        "can": record.scope.can,
        "expires_at": record.scope.expires_at,
        "created_at": record.created_at,
        "last_used_at": record.used_at,
    })
}

fn for_people(words: &Words, record: &ApiKeyRecord, names: &Names, engine: &Engine) -> Vec<Cell> {
    // The id stands in for an OA that was deleted.
    let oas: Vec<&str> =
        record.scope.oas.iter().map(|id| names.get(id).map_or_else(|| id.as_str(), String::as_str)).collect();
    let can: Vec<&str> = record.scope.can.iter().copied().map(Permission::name).collect();
    let ends = match record.scope.expires_at {
        Some(_) if record.scope.is_expired(engine.now()) => words.say("cli-api-key-expired"),
        Some(at) => output::local(at),
        None => "–".to_owned(),
    };
    let used = record.used_at.map_or_else(|| "–".to_owned(), output::local);
    vec![record.name.as_str().into(), oas.join(", ").into(), can.join(",").into(), ends.into(), used.into()]
}

/// Removes a key. A running server refuses it within a second.
pub(crate) async fn remove(words: &Words, engine: &Engine, name: &str) -> Result<u8, CliError> {
    if !engine.open().await? {
        return Err(CliError::NoSuchApiKey);
    }
    unlock(words, engine).await?;
    if !engine.api_keys().remove(name).await? {
        return Err(CliError::NoSuchApiKey);
    }
    if !words.json {
        words.note(&words.say("cli-api-key-removed"));
    }
    Ok(exit::DONE)
}
