//! `oa-token list`: names, states, expiries. Contains no secret; works while the vault is locked.

use std::collections::HashMap;

use jiff::Timestamp;
use oa_token_engine::Engine;
use oa_token_model::api::OaAnswer;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileRecord;
use oa_token_model::schedule::NextRefresh;
use oa_token_model::status::{DisplayState, state_word};
use oa_token_vault::keys::KeySource;

use super::auto::next_words;
use crate::error::{CliError, exit};
use crate::output::{self, Words};
use crate::table::{self, Cell};

const HEADINGS: [&str; 5] =
    ["cli-column-oa", "cli-column-state", "cli-column-pair", "cli-column-until", "cli-column-next"];

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
        let rows: Vec<OaAnswer<'_>> = profiles.iter().map(|record| OaAnswer::of(record, next(record), now)).collect();
        output::json(&rows)?;
    } else if profiles.is_empty() {
        words.note(&words.say("cli-no-profiles"));
    } else {
        let rows: Vec<Vec<Cell>> = profiles.iter().map(|record| for_people(words, record, next(record), now)).collect();
        table::print(words, &HEADINGS, &rows)?;
    }
    Ok(exit::DONE)
}

fn for_people(words: &Words, record: &ProfileRecord, next: Option<NextRefresh>, now: Timestamp) -> Vec<Cell> {
    let state = state_word(record, now);
    let until = record.current.expiry.access_expires_at.map_or_else(|| "–".to_owned(), output::local);
    // On a pipe, the next refresh is shown only for profiles with automatic refresh.
    let next = if record.automatic || output::is_terminal() { next_words(words, next) } else { String::new() };
    vec![
        record.profile.name.as_str().into(),
        Cell::state(words.say(state_words(state)), state),
        format!("#{}", record.current.generation.0).into(),
        until.into(),
        next.into(),
    ]
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
