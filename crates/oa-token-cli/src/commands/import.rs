//! `oa-token import`: what files or stdin bring becomes profiles.

use std::io::Read;
use std::path::{Path, PathBuf};

use oa_token::exchange::draft::{Draft, NewProfile};
use oa_token::exchange::import::read;
use oa_token::keeper::{Keeper, KeeperError};
use oa_token::profile::{ProfileId, ProfileKind, ProfileName};
use oa_token::vault::{ProfileEdit, ProfileSeed, VaultError};
use serde::Serialize;

use crate::args::Import;
use crate::failure::{Failure, exit};
use crate::say::{self, Words};

/// The most that is read of one file: a Postman collection has well under 1 MiB.
const FILE_LIMIT: u64 = 4 * 1024 * 1024;

#[derive(Serialize)]
struct Row {
    name: String,
    id: ProfileId,
}

pub(crate) async fn run(words: &Words, keeper: &Keeper, call: Import) -> Result<u8, Failure> {
    let mut drafts = Vec::new();
    for file in &call.files {
        drafts.extend(read(&contents(file)?)?);
    }
    if call.name.is_some() && drafts.len() > 1 {
        return Err(Failure::OneName);
    }
    // All are checked before the first is saved.
    let seeds = drafts.into_iter().map(|draft| seed(draft, call.name.as_deref())).collect::<Result<Vec<_>, _>>()?;
    let warning = keeper.open_or_create().await?;
    words.warn(warning.as_ref());
    let mut rows = Vec::new();
    for seed in seeds {
        rows.push(save(keeper, seed, call.replace).await?);
    }
    if words.json {
        say::json(&rows)?;
    } else {
        for row in &rows {
            say::line(&format!("{}\t{}", row.name, words.say("cli-imported")))?;
        }
    }
    Ok(exit::DONE)
}

fn contents(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |_| Failure::Unreadable(PathBuf::from(file));
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(FILE_LIMIT).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        let open = std::fs::File::open(file).map_err(unreadable)?;
        open.take(FILE_LIMIT).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    Ok(bytes)
}

fn seed(mut draft: Draft, name: Option<&str>) -> Result<ProfileSeed, Failure> {
    if let Some(name) = name {
        draft.name = Some(name.to_owned());
    }
    let NewProfile { name, app_id, secret_key, pair } = NewProfile::from_draft(draft).map_err(Failure::Draft)?;
    let name: ProfileName = name.ok_or(Failure::NoName)?;
    Ok(ProfileSeed { name, app_id, kind: ProfileKind::Live, secret_key, pair })
}

/// Makes a profile; an existing one of this name gets the pair as a new generation, if that was asked for.
async fn save(keeper: &Keeper, seed: ProfileSeed, replace: bool) -> Result<Row, Failure> {
    let existing = match keeper.find(seed.name.as_str()).await {
        Ok(record) => Some(record),
        Err(KeeperError::Vault(VaultError::NoSuchProfile)) => None,
        Err(error) => return Err(error.into()),
    };
    let Some(record) = existing else {
        let profile = keeper.create(seed).await?;
        return Ok(Row { name: profile.name.to_string(), id: profile.id });
    };
    if !replace {
        return Err(KeeperError::from(VaultError::NameTaken).into());
    }
    let edit = ProfileEdit {
        name: Some(seed.name),
        app_id: Some(seed.app_id),
        secret_key: Some(seed.secret_key),
        oa: None,
        pair: Some(seed.pair),
    };
    let name = edit.name.as_ref().map(ToString::to_string).unwrap_or_default();
    keeper.edit(&record.profile.id, edit).await?;
    Ok(Row { name, id: record.profile.id })
}
