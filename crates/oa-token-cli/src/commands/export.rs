//! `oa-token export`: writes a pair in a format for other tools.

use std::io;
use std::path::Path;

use oa_token_engine::Engine;
use oa_token_engine::target::{self, CannotWriteTarget};
use oa_token_model::export::write;

use super::{find, subject, unlock};
use crate::args::Export;
use crate::error::{CliError, exit};
use crate::output::{self, Words};

pub(crate) async fn run(words: &Words, engine: &Engine, call: Export) -> Result<u8, CliError> {
    let choice = call.choice()?;
    engine.open().await?;
    let record = find(engine, &call.name).await?;
    unlock(words, engine).await?;
    let secrets = engine.profiles().secrets(&record.profile.id).await?;
    let subject = subject(engine, &record.profile, &secrets);
    let text = write(&subject, &choice)?;
    if choice.with_refresh_token {
        warn_of_two_tools(words);
    }
    match call.output {
        None => output::bytes(text.expose())?,
        Some(file) if file == Path::new("-") => output::bytes(text.expose())?,
        Some(file) => {
            let is_read = choice.with_refresh_token && target::is_read_by_others(&file);
            if is_read && !is_meant_for_readers(words)? {
                return Ok(exit::USAGE);
            }
            let environment = engine.environment().clone();
            // Opening a pipe blocks until there is a reader. On another thread, so that signals are still handled.
            let written =
                tokio::task::spawn_blocking(move || match target::write(&environment, &file, text.expose()) {
                    Err(CannotWriteTarget::Io(_)) => Err(CliError::CannotWrite(file)),
                    written => written.map_err(CliError::Target),
                });
            written.await.map_err(io::Error::other)??;
        }
    }
    Ok(exit::DONE)
}

/// Before writing the refresh token to a file that others can read: asks a user, and warns a script.
fn is_meant_for_readers(words: &Words) -> Result<bool, CliError> {
    if output::can_ask() {
        return output::ask(words, &words.say("cli-readable-target-question"));
    }
    if !words.json {
        words.note(&words.say("cli-readable-target"));
    }
    Ok(true)
}

fn warn_of_two_tools(words: &Words) {
    if !words.json {
        words.note(&words.say("cli-two-tools"));
    }
}
