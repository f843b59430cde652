//! `oa-token watch`: runs the automatic refresh in the foreground, for servers.

use std::time::Duration;

use i18n_embed_fl::fl;
use jiff::Timestamp;
use oa_token_engine::{AutoRefreshEvent, Engine, EngineError};
use oa_token_model::outcome::Outcome;
use oa_token_vault::VaultError;
use serde_json::{Value, json};

use super::refresh::{for_people, row};
use crate::error::CliError;
use crate::output::{self, Words};

/// How often a locked or missing vault is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(30);

/// Runs until the process is asked to stop. Then its future is dropped, and requests in flight are completed.
pub(crate) async fn run(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    unlock(words, engine).await?;
    engine.auto_refresh().run(|news| tell(words, engine.now(), &news)).await;
    Ok(crate::error::exit::DONE)
}

/// Unlocks the vault. Waits for one that is locked or missing, and prints that once.
async fn unlock(words: &Words, engine: &Engine) -> Result<(), CliError> {
    let mut told = false;
    loop {
        let why = match open(words, engine).await {
            Ok(()) => return Ok(()),
            Err(
                why @ (EngineError::Key(_)
                | EngineError::NoVault
                | EngineError::Vault(VaultError::Locked | VaultError::Busy(_))),
            ) => why,
            Err(other) => return Err(other.into()),
        };
        if !told {
            line(words, engine.now(), "locked", &words.explain(&why), json!({}));
            told = true;
        }
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

async fn open(words: &Words, engine: &Engine) -> Result<(), EngineError> {
    if !engine.open().await? {
        return Err(EngineError::NoVault);
    }
    let warning = engine.protection().unlock().await?;
    words.warn(warning.as_ref());
    Ok(())
}

fn tell(words: &Words, now: Timestamp, news: &AutoRefreshEvent) {
    match news {
        AutoRefreshEvent::Owns => line(words, now, "owns", &words.say("watch-owns"), json!({})),
        AutoRefreshEvent::Waits => line(words, now, "waits", &words.say("watch-waits"), json!({})),
        AutoRefreshEvent::Locked => line(words, now, "locked", &words.say("watch-locked"), json!({})),
        AutoRefreshEvent::Misdated => line(words, now, "clock_wrong", &words.say("watch-misdated"), json!({})),
        AutoRefreshEvent::Ended(_, name, outcome) => ended(words, now, name, outcome),
        AutoRefreshEvent::Next(None) => {
            let none = json!({"name": null, "at": null});
            line(words, now, "next", &words.say("watch-nothing"), none);
        }
        AutoRefreshEvent::Next(Some((name, at))) => {
            let sentence = fl!(words.loader(), "watch-next", name = name.as_str(), at = output::local(*at));
            line(words, now, "next", &sentence, json!({"name": name, "at": at}));
        }
    }
}

fn ended(words: &Words, now: Timestamp, name: &str, outcome: &Outcome) {
    let row = serde_json::to_value(row(name, outcome)).unwrap_or_default();
    line(words, now, "refreshed", &format!("{name}: {}", for_people(words, outcome)), row);
}

/// Prints one line: a sentence with its time, or a JSON object. A closed stdout does not stop the refresh.
pub(super) fn line(words: &Words, now: Timestamp, event: &str, sentence: &str, more: Value) {
    let text = if words.json {
        let mut object = json!({"time": now, "event": event});
        if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
            object.extend(more);
        }
        object.to_string()
    } else {
        format!("{} {sentence}", output::local(now))
    };
    drop(output::line(&text));
}
