//! `oa-token token`: a valid access token and nothing else.

use jiff::SignedDuration;
use oa_token::engine::{Engine, EngineError};
use oa_token::exchange::export;
use oa_token::outcome::AttemptResult;
use oa_token::rotation::plan::Trigger;
use oa_token::schedule::{HandOut, Short, hand_out};
use oa_token::vault::ProfileRecord;

use super::refresh::{exit_of, for_people};
use super::{PracticeZalo, find, unlock};
use crate::failure::{Failure, exit, keeper_exit};
use crate::say::{self, Words};

/// An answer may contain a refresh token only; a second try exchanges it for an access token.
const TRIES: usize = 2;

pub(crate) async fn run(
    words: &Words,
    keeper: &Engine,
    practice: &PracticeZalo,
    name: &str,
    min_life: SignedDuration,
) -> Result<u8, Failure> {
    keeper.open().await?;
    let record = find(keeper, name).await?;
    unlock(words, keeper).await?;
    let (margin, now) = (keeper.policy().await.margin, keeper.now_for(std::slice::from_ref(&record)).await);
    match hand_out(&record, margin, min_life, now) {
        HandOut::AsItIs => return print(keeper, &record).await,
        HandOut::Short(why) => {
            say::note(&format!("{}: {}", record.profile.name, words.say(short_words(why))));
            return print(keeper, &record).await;
        }
        HandOut::Refresh => {}
    }
    practice.serve(keeper, [&record]).await;
    let mut failure = (String::new(), exit::NOT_SENT);
    for _ in 0..TRIES {
        failure = match keeper.refresh(&record.profile.id, Trigger::Automatic).await {
            Ok(outcome) if matches!(outcome.result, AttemptResult::Saved(_)) => {
                let record = find(keeper, name).await?;
                if lives(keeper, &record).await {
                    return print(keeper, &record).await;
                }
                (words.with_next("saved-no-access-token"), exit::NOT_SENT)
            }
            Ok(outcome) => (for_people(words, &outcome), exit_of(&outcome.result)),
            Err(error) => (words.explain(&error), keeper_exit(&error)),
        };
        if failure.1 != exit::NOT_SENT {
            break;
        }
    }
    let (sentence, code) = failure;
    let record = find(keeper, name).await?;
    if lives(keeper, &record).await {
        say::note(&format!("{name}: {sentence} {}", words.say("cli-old-token-lives")));
        return print(keeper, &record).await;
    }
    say::note(&format!("{name}: {sentence}"));
    Ok(code)
}

fn short_words(why: Short) -> &'static str {
    match why {
        Short::JustSaved => "cli-token-just-saved",
        Short::LongerThanGranted => "cli-token-longer-than-granted",
    }
}

async fn lives(keeper: &Engine, record: &ProfileRecord) -> bool {
    let now = keeper.now_for(std::slice::from_ref(record)).await;
    let left = record.current.lives.access_left(now).unwrap_or_default();
    record.current.access.is_some() && !left.is_zero()
}

async fn print(keeper: &Engine, record: &ProfileRecord) -> Result<u8, Failure> {
    let secrets = keeper.secrets(&record.profile.id).await?;
    let Some(access) = secrets.current.pair.access else {
        return Err(EngineError::Stopped.into());
    };
    say::line(export::bare(&access)?)?;
    Ok(exit::DONE)
}
