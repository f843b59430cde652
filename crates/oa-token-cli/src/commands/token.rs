//! `oa-token token`: a valid access token and nothing else.

use jiff::{SignedDuration, Timestamp};
use oa_token::keeper::{Keeper, KeeperError};
use oa_token::outcome::AttemptResult;
use oa_token::rotation::plan::By;
use oa_token::status::{ProfileState, profile_state};
use oa_token::vault::ProfileRecord;

use super::refresh::{exit_of, for_people};
use super::{PracticeZalo, find, unlock};
use crate::failure::{Failure, exit, keeper_exit};
use crate::say::{self, Words};

/// An answer may bring a refresh token alone; that one buys an access token.
const TRIES: usize = 2;

pub(crate) async fn run(
    words: &Words,
    keeper: &Keeper,
    practice: &PracticeZalo,
    name: &str,
    min_life: SignedDuration,
) -> Result<u8, Failure> {
    keeper.open().await?;
    let record = find(keeper, name).await?;
    unlock(words, keeper).await?;
    if is_good(&record, keeper.now_for(std::slice::from_ref(&record)).await, min_life) {
        return print(keeper, &record).await;
    }
    practice.serve(keeper, [&record]).await;
    let mut failure = (String::new(), exit::NOT_SENT);
    for _ in 0..TRIES {
        failure = match keeper.refresh(&record.profile.id, By::Program).await {
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

/// Tells whether the token can be handed out as it is: enough life, and no attempt that may have ended it.
fn is_good(record: &ProfileRecord, now: Timestamp, min_life: SignedDuration) -> bool {
    let left = record.current.lives.access_left(now).unwrap_or_default();
    let is_sure = profile_state(record, now) != ProfileState::Unknown;
    is_sure && record.current.access.is_some() && left >= min_life && !left.is_zero()
}

async fn lives(keeper: &Keeper, record: &ProfileRecord) -> bool {
    let now = keeper.now_for(std::slice::from_ref(record)).await;
    let left = record.current.lives.access_left(now).unwrap_or_default();
    record.current.access.is_some() && !left.is_zero()
}

async fn print(keeper: &Keeper, record: &ProfileRecord) -> Result<u8, Failure> {
    let secrets = keeper.secrets(&record.profile.id).await?;
    let Some(access) = secrets.current.pair.access else {
        return Err(KeeperError::Stopped.into());
    };
    say::line(access.expose())?;
    Ok(exit::DONE)
}
