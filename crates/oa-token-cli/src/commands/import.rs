//! `oa-token import`: creates profiles from files or stdin.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use oa_token_engine::{Engine, EngineError};
use oa_token_import::draft::{Draft, NewProfile};
use oa_token_import::{Import as Imported, ImportedDraft, Input, SIZE_LIMIT, read_all, size_limit};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileRecord;
use oa_token_model::secret::Secret;
use oa_token_vault::VaultError;
use oa_token_vault::sealed_file::{MOST_BYTES, is_sealed};
use serde::Serialize;

use super::{bundle, import_report};
use crate::args::{Import, Pick};
use crate::error::{CliError, exit};
use crate::output::{self, Words};

#[derive(Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) id: ProfileId,
}

pub(crate) async fn run(words: &Words, engine: &Engine, call: Import) -> Result<u8, CliError> {
    if call.template {
        output::line(import_report::TEMPLATE)?;
        return Ok(exit::DONE);
    }
    let mut files = Vec::new();
    for file in &call.files {
        let bytes = contents(file)?;
        if is_sealed(&bytes) {
            let is_alone = call.files.len() == 1;
            return if is_alone { bundle::run(words, engine, &call, bytes).await } else { Err(CliError::BundleAlone) };
        }
        files.push((file.display().to_string(), bytes));
    }
    if call.keep || call.passphrase_file.is_some() {
        return Err(CliError::NoBundle);
    }
    let mut imported = read_all(&files.iter().map(|(name, bytes)| Input { name, bytes }).collect::<Vec<_>>())?;
    let is_many = files.len() > 1;
    drop(files);
    pick(&mut imported, &call.pick)?;
    let onto = existing(engine, &call).await?;
    if let Some(record) = &onto {
        fill(engine, record, &mut imported).await?;
    }
    import_report::refuse_unfinished(&imported, is_many)?;
    if call.dry_run {
        return import_report::show(words, &imported, call.name.as_deref(), is_many);
    }
    save(words, engine, &call, imported, onto).await
}

async fn save(
    words: &Words,
    engine: &Engine,
    call: &Import,
    imported: Imported,
    onto: Option<ProfileRecord>,
) -> Result<u8, CliError> {
    if call.name.is_some() && imported.drafts.len() > 1 {
        return Err(CliError::OneName);
    }
    let is_one = imported.drafts.len() == 1;
    // All drafts are checked before the first is saved.
    let checked = |each: &ImportedDraft| match &onto {
        Some(_) => NewProfile::from_draft(Draft { name: None, ..each.draft.clone() }).map_err(CliError::Draft),
        None => checked(each.draft.clone(), call.name.as_deref(), is_one),
    };
    let news = imported.drafts.iter().map(checked).collect::<Result<Vec<_>, _>>()?;
    let warning = engine.protection().open_or_create().await?;
    words.warn(warning.as_ref());
    let ids = match &onto {
        Some(record) => {
            for new in news {
                engine.profiles().import_onto(&record.profile.id, new).await?;
            }
            vec![record.profile.id.clone()]
        }
        None => all(engine, news, call.replace).await?,
    };
    let records = engine.profiles().list().await?;
    let mut names: HashMap<ProfileId, String> =
        records.into_iter().map(|record| (record.profile.id, record.profile.name.to_string())).collect();
    let rows: Vec<Row> = ids.into_iter().filter_map(|id| names.remove(&id).map(|name| Row { name, id })).collect();
    import_report::warn(words, &imported, call.files.len() > 1);
    if words.json {
        output::json(&rows)?;
    } else {
        for row in &rows {
            output::line(&format!("{}\t{}", row.name, words.say("cli-imported")))?;
        }
    }
    Ok(exit::DONE)
}

/// Saves all of them, or none.
async fn all(engine: &Engine, news: Vec<NewProfile>, replace: bool) -> Result<Vec<ProfileId>, CliError> {
    let name_of = |new: &NewProfile| new.name.as_ref().map_or_else(|| new.app_id.to_string(), ToString::to_string);
    let names: Vec<String> = news.iter().map(name_of).collect();
    let is_one = names.len() == 1;
    let ends = engine.profiles().import(news.into_iter().map(|new| (new, replace)).collect(), true).await?;
    let of = |(end, name): (Result<ProfileId, VaultError>, String)| {
        let failed = |error: EngineError| if is_one { error.into() } else { CliError::NoneImported { name, error } };
        end.map_err(|error| failed(error.into()))
    };
    ends.into_iter().zip(names).map(of).collect()
}

/// Takes the candidates that `--pick` names.
fn pick(imported: &mut Imported, picks: &[Pick]) -> Result<(), CliError> {
    for pick in picks {
        let is_file =
            |input: &str| pick.file.as_ref().is_none_or(|file| input == file || Path::new(input).ends_with(file));
        let mut is_found = false;
        for each in &mut imported.drafts {
            let found = each.choices.iter().find_map(|choice| {
                let at = choice.candidates.iter().position(|candidate| {
                    let is_key = choice.field.key().eq_ignore_ascii_case(&pick.key) || candidate.key == pick.key;
                    is_key && candidate.place.line == pick.line && is_file(&candidate.place.input)
                })?;
                Some((choice.field, at))
            });
            is_found |= found.is_some_and(|(field, at)| each.choose(field, at));
        }
        if !is_found {
            return Err(CliError::NoSuchPick);
        }
    }
    Ok(())
}

/// Tokens alone go onto the OA that `--name` names: it keeps its app and secret.
async fn fill(engine: &Engine, record: &ProfileRecord, imported: &mut Imported) -> Result<(), CliError> {
    for each in &mut imported.drafts {
        let is_chosen = each.choices.iter().any(|choice| choice.field.key() == "secret_key");
        if each.draft.secret_key.is_none() && !is_chosen {
            engine.protection().open_or_create().await?;
            let secrets = engine.profiles().secrets(&record.profile.id).await?;
            each.draft.secret_key = Some(Secret::new(secrets.secret_key.expose()));
            each.draft.app_id = Some(record.profile.app_id.to_string());
        }
    }
    Ok(())
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

/// Reads at most one byte more than the limit, which is larger for recordings of a browser and for sheets, and for
/// sealed files: they can hold thousands of OAs.
fn limited(mut source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.by_ref().take(SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes)?;
    let most = if is_sealed(&bytes) { MOST_BYTES } else { size_limit(&bytes) + 1 };
    source.take(most.saturating_sub(bytes.len()) as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Checks a draft. Several OAs without names get their app's id as their name; a single one must be given a name.
fn checked(mut draft: Draft, name: Option<&str>, is_one: bool) -> Result<NewProfile, CliError> {
    if let Some(name) = name {
        draft.name = Some(name.to_owned());
    }
    let new = NewProfile::from_draft(draft).map_err(CliError::Draft)?;
    if new.name.is_none() && is_one { Err(CliError::NoName) } else { Ok(new) }
}
