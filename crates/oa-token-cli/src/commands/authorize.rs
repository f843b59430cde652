//! `oa-token authorize`: gets a pair by the OA admin's consent. Prints the link; the address comes back by stdin, or
//! automatically if the browser runs on this computer.

use std::io::{self, IsTerminal};
use std::thread;

use oa_token_engine::callback_listener::Pages;
use oa_token_engine::{Consent, ConsentEnd, Engine};
use oa_token_model::authorization::Callback;
use oa_token_model::outcome::Outcome;
use oa_token_model::profile::ProfileId;
use oa_token_model::secret::Secret;
use tokio::sync::oneshot;

use super::refresh::{exit_of, for_people, row};
use super::{SandboxServer, find, unlock};
use crate::error::CliError;
use crate::output::{self, Words};

pub(crate) async fn run(
    words: &Words,
    engine: &Engine,
    practice: &SandboxServer,
    name: &str,
    redirect_uri: Option<String>,
    pkce: bool,
) -> Result<u8, CliError> {
    engine.open().await?;
    let record = find(engine, name).await?;
    let callback = redirect_uri.or_else(|| record.callback.clone()).ok_or(CliError::NoCallback)?;
    let callback = Callback::parse(&callback)?;
    unlock(words, engine).await?;
    practice.serve(engine, [&record]).await;
    let id = &record.profile.id;
    let consent = engine.authorization().begin(id, callback, pkce).await?;
    if consent.callback.is_exposed() {
        note(words, "cli-consent-exposed");
    }
    if consent.port_taken {
        note(words, "cli-consent-port-taken");
    }
    note(words, "cli-consent-open");
    output::line(&consent.link)?;
    note(words, "cli-consent-paste");
    if consent.listening {
        note(words, "cli-consent-listening");
    }
    let end = end(words, engine, id, &consent).await?;
    finish(words, record.profile.name.as_str(), end)
}

/// Prints a sentence for the user. With JSON, stderr contains JSON only.
fn note(words: &Words, id: &str) {
    if !words.json {
        output::note(&words.say(id));
    }
}

/// Waits for the address from stdin or from the browser.
async fn end(words: &Words, engine: &Engine, id: &ProfileId, consent: &Consent) -> Result<ConsentEnd, CliError> {
    let end = first_end(words, engine, id, consent).await?;
    let ConsentEnd::OtherOa { known, found } = &end else { return Ok(end) };
    if words.json || !io::stdin().is_terminal() {
        return Ok(end);
    }
    let question =
        i18n_embed_fl::fl!(words.loader(), "cli-other-oa", known = known.name.as_str(), found = found.as_str());
    output::note(&format!("{question} {}", words.say("cli-other-oa-ask")));
    let answer = line().await?;
    let answer = answer.expose().trim().to_lowercase();
    let is_yes = words.say("cli-yes").split(',').any(|yes| yes.trim() == answer);
    if is_yes { Ok(engine.authorization().finish(id, None, true).await?) } else { Ok(end) }
}

async fn first_end(words: &Words, engine: &Engine, id: &ProfileId, consent: &Consent) -> Result<ConsentEnd, CliError> {
    let pages = Pages::of(words.language().code(), &words.say("browser-done"), &words.say("browser-wrong"));
    let by_browser = engine.authorization().await_browser(id, consent, &pages);
    let pasted = line();
    tokio::pin!(by_browser, pasted);
    let pasted = tokio::select! {
        Some(end) = &mut by_browser => return Ok(end?),
        pasted = &mut pasted => pasted?,
    };
    // The end of stdin is not an answer, and a pasted address is ignored while the browser's answer is being sent.
    let is_answered = consent.listening && engine.refresh().in_flight().await.contains(id);
    if is_answered || consent.listening && pasted.expose().is_empty() {
        return Ok(by_browser.await.unwrap_or(Ok(ConsentEnd::Over))?);
    }
    Ok(engine.authorization().finish(id, Some(pasted), false).await?)
}

/// Reads a line of stdin on a detached thread, so that Ctrl-C ends the process while the read blocks.
async fn line() -> io::Result<Secret> {
    let (reply, line) = oneshot::channel();
    thread::spawn(move || {
        // The receiver may be gone.
        drop(reply.send(output::stdin_line()));
    });
    line.await.map_err(io::Error::other)?
}

fn finish(words: &Words, name: &str, end: ConsentEnd) -> Result<u8, CliError> {
    match end {
        ConsentEnd::Ended(outcome) => ended(words, name, &outcome),
        ConsentEnd::BadAddress(why) => Err(CliError::BadAddress(why.message_id())),
        ConsentEnd::Over => Err(CliError::BadAddress("consent-expired")),
        ConsentEnd::OtherOa { known, found } => Err(CliError::OtherOa { known: known.name, found }),
    }
}

fn ended(words: &Words, name: &str, outcome: &Outcome) -> Result<u8, CliError> {
    let told = if words.json {
        output::json(&[row(name, outcome)])
    } else {
        output::line(&format!("{name}: {}", for_people(words, outcome)))
    };
    output::unless_closed(told)?;
    Ok(exit_of(&outcome.result))
}
