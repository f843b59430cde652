//! `oa-token token`: a valid access token and nothing else.

use std::time::Duration;

use jiff::SignedDuration;
use oa_token_engine::{Engine, EngineError};
use oa_token_model::export;
use oa_token_model::outcome::AttemptResult;
use oa_token_model::records::ProfileRecord;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::schedule::{HandOut, Short, hand_out, is_returned_unrefreshed};

use super::refresh::{exit_of, for_people};
use super::{SandboxServer, find, place, unlock};
use crate::error::{CliError, engine_exit, exit};
use crate::output::{self, Words};

/// How long the team is asked at most before the token that is here is printed.
const CATCH_UP: Duration = Duration::from_secs(2);
/// How long a token must be valid if nothing else is asked for.
const MIN_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// An answer may contain a refresh token only; a second try exchanges it for an access token.
const TRIES: usize = 2;

pub(crate) async fn run(
    words: &Words,
    engine: &Engine,
    practice: &SandboxServer,
    name: &str,
    asked: Option<SignedDuration>,
) -> Result<u8, CliError> {
    let min_life = asked.unwrap_or(MIN_LIFE);
    engine.open().await?;
    let record = find(engine, name).await?;
    unlock(words, engine).await?;
    let record = caught_up(words, engine, record).await?;
    place::first_deliver(engine, std::slice::from_ref(&record.profile.id)).await;
    let (margin, now) =
        (engine.auto_refresh().policy().await.margin, engine.health().now_for(std::slice::from_ref(&record)).await);
    match hand_out(&record, margin, min_life, now) {
        HandOut::AsItIs => return print(engine, &record).await,
        HandOut::Short(why) => {
            output::note(&format!("{}: {}", record.profile.name, words.say(short_words(why))));
            return print(engine, &record).await;
        }
        HandOut::Refresh => {}
    }
    practice.serve(engine, [&record]).await;
    let mut failure = (String::new(), exit::NOT_SENT);
    for _ in 0..TRIES {
        failure = match engine.refresh().send(&record.profile.id, Trigger::Automatic).await {
            Ok(outcome) if matches!(outcome.result, AttemptResult::Saved(_)) => {
                let record = find(engine, name).await?;
                if lives(engine, &record).await {
                    return print(engine, &record).await;
                }
                (words.with_next("saved-no-access-token"), exit::NOT_SENT)
            }
            Ok(outcome) => (for_people(words, &outcome), exit_of(&outcome.result)),
            Err(error) => (words.explain(&error), engine_exit(&error)),
        };
        if failure.1 != exit::NOT_SENT {
            break;
        }
    }
    let (sentence, code) = failure;
    let record = find(engine, name).await?;
    if lives(engine, &record).await {
        output::note(&format!("{name}: {sentence} {}", words.say("cli-old-token-lives")));
        return print(engine, &record).await;
    }
    let is_theirs = engine.team().shares(&record.profile.id) && matches!(code, exit::NOT_SENT | exit::BUSY);
    if is_returned_unrefreshed(&record, asked, is_theirs) {
        output::note(&format!("{name}: {}", words.say("cli-token-unknown-life")));
        return print(engine, &record).await;
    }
    output::note(&format!("{name}: {sentence}"));
    Ok(code)
}

/// Reads what the other computers of a team did, at most for a moment. What is here counts if they cannot be reached.
async fn caught_up(words: &Words, engine: &Engine, record: ProfileRecord) -> Result<ProfileRecord, CliError> {
    let id = &record.profile.id;
    if !engine.team().shares(id) {
        return Ok(record);
    }
    if !engine.team().catch_up(Some(id), CATCH_UP).await {
        words.caution("team_unreachable", &words.say("cli-token-team-unreachable"));
    }
    Ok(engine.profiles().get(id).await?)
}

fn short_words(why: Short) -> &'static str {
    match why {
        Short::JustSaved => "cli-token-just-saved",
        Short::LongerThanGranted => "cli-token-longer-than-granted",
    }
}

async fn lives(engine: &Engine, record: &ProfileRecord) -> bool {
    let now = engine.health().now_for(std::slice::from_ref(record)).await;
    let left = record.current.expiry.access_left(now).unwrap_or_default();
    record.current.access.is_some() && !left.is_zero()
}

async fn print(engine: &Engine, record: &ProfileRecord) -> Result<u8, CliError> {
    let secrets = engine.profiles().secrets(&record.profile.id).await?;
    let Some(access) = secrets.current.pair.access else {
        return Err(EngineError::Stopped.into());
    };
    output::line(export::bare(&access)?)?;
    Ok(exit::DONE)
}
