//! `oa-token list`: names, states, expiries. Contains no secret; works while the vault is locked.

use std::collections::HashMap;

use jiff::Timestamp;
use oa_token_engine::Engine;
use oa_token_model::profile::{OfficialAccount, ProfileId};
use oa_token_model::records::ProfileRecord;
use oa_token_model::schedule::NextRefresh;
use oa_token_model::status::{DisplayState, ProfileState, profile_state, state_word};
use oa_token_model::token::Generation;
use oa_token_vault::keys::KeySource;
use serde::Serialize;

use super::auto::next_words;
use crate::error::{CliError, exit};
use crate::output::{self, Words};

#[derive(Serialize)]
struct Row<'a> {
    id: &'a ProfileId,
    name: &'a str,
    app_id: &'a str,
    oa: Option<&'a OfficialAccount>,
    state: ProfileState,
    generation: Generation,
    access_expires_at: Option<Timestamp>,
    refresh_expires_at: Option<Timestamp>,
    automatic: bool,
    next_refresh_at: Option<Timestamp>,
    /// Why it is not refreshed automatically.
    automatic_stopped: Option<&'static str>,
}

pub(crate) async fn run(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    engine.open().await?;
    // Unlocking adds tampering checks, the pause and the margin to the list. A keychain may prompt the user, so it is
    // only used if a profile is refreshed automatically.
    let asks_nobody = engine.environment().key != KeySource::Keychain;
    if asks_nobody {
        engine.protection().unlock().await.ok();
    }
    let mut profiles = engine.profiles().list().await?;
    if !asks_nobody && profiles.iter().any(|record| record.automatic) && engine.protection().unlock().await.is_ok() {
        profiles = engine.profiles().list().await?;
    }
    let now = engine.now();
    let schedule: HashMap<ProfileId, NextRefresh> =
        engine.auto_refresh().schedule_of(&profiles).await.into_iter().collect();
    let next = |record: &ProfileRecord| schedule.get(&record.profile.id).copied();
    if words.json {
        let rows: Vec<Row<'_>> = profiles.iter().map(|record| row(record, next(record), now)).collect();
        output::json(&rows)?;
    } else if profiles.is_empty() {
        output::note(&words.say("cli-no-profiles"));
    } else {
        let lines: Vec<String> = profiles.iter().map(|record| for_people(words, record, next(record), now)).collect();
        output::line(&lines.join("\n"))?;
    }
    Ok(exit::DONE)
}

fn row(record: &ProfileRecord, next: Option<NextRefresh>, now: Timestamp) -> Row<'_> {
    Row {
        id: &record.profile.id,
        name: record.profile.name.as_str(),
        app_id: record.profile.app_id.as_str(),
        oa: record.profile.oa.as_ref(),
        state: profile_state(record, now),
        generation: record.current.generation,
        access_expires_at: record.current.lives.access_expires_at,
        refresh_expires_at: record.current.lives.refresh_expires_at,
        automatic: record.automatic,
        next_refresh_at: match next {
            Some(NextRefresh::Due) => Some(now),
            Some(NextRefresh::At(at)) => Some(at),
            Some(NextRefresh::Never(_)) | None => None,
        },
        automatic_stopped: match next {
            Some(NextRefresh::Never(why)) => Some(why.name()),
            Some(NextRefresh::Due | NextRefresh::At(_)) | None => None,
        },
    }
}

fn for_people(words: &Words, record: &ProfileRecord, next: Option<NextRefresh>, now: Timestamp) -> String {
    let state = words.say(state_words(state_word(record, now)));
    let until = record.current.lives.access_expires_at.map_or_else(|| "–".to_owned(), output::local);
    let line = format!("{}\t{state}\t#{}\t{until}", record.profile.name, record.current.generation.0);
    // The next refresh is shown only for profiles with automatic refresh.
    if record.automatic { format!("{line}\t{}", next_words(words, next)) } else { line }
}

/// Returns the message id of a state.
pub(crate) fn state_words(state: DisplayState) -> &'static str {
    match state {
        DisplayState::New => "state-new",
        DisplayState::Valid => "state-valid",
        DisplayState::Expiring => "state-expiring",
        DisplayState::Expired => "state-expired",
        DisplayState::NeedsConsent => "state-needs-consent",
        DisplayState::Unknown => "state-unknown",
        DisplayState::NotSent => "state-not-sent",
        DisplayState::Refused => "state-refused",
        DisplayState::MovedAway => "state-moved-away",
        DisplayState::OldCopy => "state-old-copy",
        DisplayState::Altered => "state-altered",
    }
}
