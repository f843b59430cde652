//! `oa-token import`: creates profiles from files or stdin.

use std::io::Read;
use std::path::{Path, PathBuf};

use oa_token_engine::{Engine, EngineError};
use oa_token_import::draft::{Draft, NewProfile};
use oa_token_import::{SIZE_LIMIT, read};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileRecord;
use oa_token_vault::VaultError;
use oa_token_vault::sealed_file::{MOST_BYTES, is_sealed};
use serde::Serialize;

use super::bundle;
use crate::args::Import;
use crate::error::{CliError, exit};
use crate::output::{self, Words};

#[derive(Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) id: ProfileId,
}

pub(crate) async fn run(words: &Words, engine: &Engine, call: Import) -> Result<u8, CliError> {
    let mut drafts = Vec::new();
    for file in &call.files {
        let bytes = contents(file)?;
        if is_sealed(&bytes) {
            let is_alone = call.files.len() == 1;
            return if is_alone { bundle::run(words, engine, &call, bytes).await } else { Err(CliError::BundleAlone) };
        }
        drafts.extend(read(&bytes)?);
    }
    if call.keep || call.passphrase_file.is_some() {
        return Err(CliError::NoBundle);
    }
    if call.name.is_some() && drafts.len() > 1 {
        return Err(CliError::OneName);
    }
    let onto = existing(engine, &call).await?;
    // All drafts are checked before the first is saved.
    let checked = |draft| match &onto {
        Some(_) => NewProfile::from_draft(Draft { name: None, ..draft }).map_err(CliError::Draft),
        None => checked(draft, call.name.as_deref()),
    };
    let news = drafts.into_iter().map(checked).collect::<Result<Vec<_>, _>>()?;
    let warning = engine.protection().open_or_create().await?;
    words.warn(warning.as_ref());
    let mut rows = Vec::new();
    for new in news {
        rows.push(if let Some(record) = &onto {
            engine.profiles().import_or_replace(&record.profile.id, new).await?;
            Row { name: record.profile.name.to_string(), id: record.profile.id.clone() }
        } else {
            let name = new.name.as_ref().map(ToString::to_string).unwrap_or_default();
            Row { name, id: engine.profiles().create_or_replace(new, call.replace).await? }
        });
    }
    if words.json {
        output::json(&rows)?;
    } else {
        for row in &rows {
            output::line(&format!("{}\t{}", row.name, words.say("cli-imported")))?;
        }
    }
    Ok(exit::DONE)
}

/// Finds the profile of `--replace --name` by its id or its name, like every other call.
async fn existing(engine: &Engine, call: &Import) -> Result<Option<ProfileRecord>, CliError> {
    let Some(name) = call.name.as_deref().filter(|_| call.replace) else { return Ok(None) };
    if !engine.open().await? {
        return Ok(None);
    }
    match engine.profiles().resolve(name).await {
        Ok(record) => Ok(Some(record)),
        Err(EngineError::Vault(VaultError::NoSuchProfile)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn contents(file: &Path) -> Result<Vec<u8>, CliError> {
    let read = if file == Path::new("-") {
        limited(std::io::stdin().lock())
    } else {
        std::fs::File::open(file).and_then(limited)
    };
    read.map_err(|_| CliError::Unreadable(PathBuf::from(file)))
}

/// Reads at most one byte more than the limit, which is larger for sealed files: they can hold thousands of OAs.
fn limited(mut source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.by_ref().take(SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes)?;
    if is_sealed(&bytes) {
        source.take((MOST_BYTES - SIZE_LIMIT) as u64).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn checked(mut draft: Draft, name: Option<&str>) -> Result<NewProfile, CliError> {
    if let Some(name) = name {
        draft.name = Some(name.to_owned());
    }
    let new = NewProfile::from_draft(draft).map_err(CliError::Draft)?;
    if new.name.is_none() { Err(CliError::NoName) } else { Ok(new) }
}
