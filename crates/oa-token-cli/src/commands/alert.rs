//! `oa-token alert`: the channels that tell a person outside the computer what needs them.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use i18n_embed_fl::fl;
use oa_token_engine::{ChannelStatus, Engine};
use oa_token_model::alert::{AlertChannelId, ChannelKind};
use oa_token_model::secret::Secret;
use serde_json::{Value, json};

use super::place::{address, reason};
use super::unlock;
use crate::args::AlertAdd;
use crate::error::{CliError, exit};
use crate::output::{self, Words};
use crate::table::{self, Cell};

pub(crate) async fn list(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    let channels = opened(words, engine).await?;
    if words.json {
        output::json(&channels.iter().map(row).collect::<Vec<_>>())?;
    } else if channels.is_empty() {
        words.note(&words.say("cli-no-channels"));
    } else {
        let rows: Vec<Vec<Cell>> = channels.iter().map(|channel| cells(words, channel)).collect();
        table::print(words, &["cli-column-id", "cli-column-address", "cli-column-state", "cli-column-at"], &rows)?;
    }
    Ok(exit::DONE)
}

/// Reads the channels; none without a vault.
async fn opened(words: &Words, engine: &Engine) -> Result<Vec<ChannelStatus>, CliError> {
    if !engine.open().await? {
        return Ok(Vec::new());
    }
    unlock(words, engine).await?;
    Ok(engine.alerts().list().await?)
}

fn state(channel: &ChannelStatus) -> &'static str {
    match (channel.progress.fault, channel.progress.tried_at) {
        (Some(_), _) => "failing",
        (None, Some(_)) => "ok",
        (None, None) => "new",
    }
}

fn row(channel: &ChannelStatus) -> Value {
    let progress = &channel.progress;
    json!({
        "id": channel.id.as_str(),
        "kind": channel.kind,
        "address": channel.shown,
        "created_at": channel.created_at,
        "state": state(channel),
        "fault": progress.fault,
        "tries": progress.tries,
        "told_at": progress.told_at,
        "failing_since": progress.failing_since,
        "next_at": progress.next_at,
    })
}

fn cells(words: &Words, channel: &ChannelStatus) -> Vec<Cell> {
    let mut said = words.say(&format!("cli-channel-{}", state(channel)));
    if let Some(fault) = channel.progress.fault {
        said = format!("{said}: {}", reason(words, fault, None));
    }
    let at = channel.progress.told_at.map(output::local).unwrap_or_default();
    vec![channel.id.as_str().into(), channel.shown.as_str().into(), said.into(), at.into()]
}

pub(crate) async fn add(words: &Words, engine: &Engine, call: AlertAdd) -> Result<u8, CliError> {
    // Read before the vault is opened: what cannot be used changes nothing.
    let typed = call.webhook.as_deref().map(|typed| address(words, typed)).transpose()?;
    let bot = if call.telegram { Some(credentials(words, call.credentials.as_deref())?) } else { None };
    engine.open().await?;
    unlock(words, engine).await?;
    let (id, secret) = match (typed, bot) {
        (Some(address), _) => {
            let (id, secret) = engine.alerts().add_webhook(address, call.private_network).await?;
            (id, Some(secret))
        }
        (None, Some((token, chat))) => (engine.alerts().add_telegram(&token, &chat).await??, None),
        (None, None) => return Err(CliError::NoSuchChannel),
    };
    let secret = secret.as_ref().map(|secret| secret.0.expose());
    if let Err(error) = print_added(words, engine, &id, secret).await {
        // The user has not seen the secret, so a channel with it is useless.
        engine.alerts().remove(&id).await?;
        return Err(error);
    }
    if !words.json {
        let said = if secret.is_some() { "cli-alert-secret" } else { "cli-alert-added" };
        words.note(&words.say(said));
    }
    Ok(exit::DONE)
}

async fn print_added(
    words: &Words,
    engine: &Engine,
    id: &AlertChannelId,
    secret: Option<&str>,
) -> Result<(), CliError> {
    if !words.json {
        return output::line(secret.unwrap_or(id.as_str()));
    }
    let channels = engine.alerts().list().await?;
    let Some(channel) = channels.iter().find(|channel| channel.id == *id) else { return Err(CliError::NoSuchChannel) };
    let mut row = json!({"id": id.as_str(), "kind": channel.kind, "address": channel.shown});
    if let Some(secret) = secret {
        row["secret"] = json!(secret);
    }
    output::json(&row)
}

/// Reads the token of the bot and the id of the chat: from a file, a prompt, or two lines of stdin. Never an argument.
fn credentials(words: &Words, file: Option<&Path>) -> Result<(Secret, Secret), CliError> {
    if let Some(file) = file {
        let text = fs::read_to_string(file).map_err(|_| CliError::Unreadable(file.to_owned()))?;
        let text = Secret::new(text);
        let mut lines = text.expose().trim_start_matches('\u{feff}').lines();
        let mut line = || Secret::new(lines.next().unwrap_or_default());
        return Ok((line(), line()));
    }
    if io::stdin().is_terminal() {
        let ask = |id: &str| rpassword::prompt_password(format!("{} ", words.say(id))).map(Secret::new);
        return Ok((ask("cli-alert-bot-token")?, ask("cli-alert-chat")?));
    }
    Ok((output::stdin_line()?, output::stdin_line()?))
}

/// Finds a channel by its id, or the only one of a kind.
async fn find(words: &Words, engine: &Engine, typed: &str) -> Result<ChannelStatus, CliError> {
    let channels = opened(words, engine).await?;
    if let Some(found) = channels.iter().find(|channel| channel.id.as_str() == typed) {
        return Ok(found.clone());
    }
    let is_of_kind = |channel: &&ChannelStatus| {
        let kind = match channel.kind {
            ChannelKind::Telegram => "telegram",
            ChannelKind::Webhook => "webhook",
        };
        typed.eq_ignore_ascii_case(kind)
    };
    match channels.iter().filter(is_of_kind).collect::<Vec<_>>().as_slice() {
        [only] => Ok((*only).clone()),
        _ => Err(CliError::NoSuchChannel),
    }
}

pub(crate) async fn test(words: &Words, engine: &Engine, typed: &str) -> Result<u8, CliError> {
    let channel = find(words, engine, typed).await?;
    let tested = engine.alerts().test(&channel.id).await?;
    let (fault, status) = tested.map_or_else(|(fault, status)| (Some(fault), status), |status| (None, status));
    if words.json {
        output::json(&json!({"taken": fault.is_none(), "fault": fault, "status": status}))?;
    } else {
        let said = fault.map_or_else(|| words.say("cli-place-taken"), |fault| reason(words, fault, status));
        output::line(&format!("{}: {said}", channel.shown))?;
    }
    Ok(match fault {
        None => exit::DONE,
        Some(_) if status.is_some() => exit::REJECTED,
        Some(_) => exit::NOT_SENT,
    })
}

pub(crate) async fn remove(words: &Words, engine: &Engine, typed: &str) -> Result<u8, CliError> {
    let channel = find(words, engine, typed).await?;
    engine.alerts().remove(&channel.id).await?;
    if !words.json {
        words.note(&fl!(words.loader(), "cli-place-removed", name = channel.shown));
    }
    Ok(exit::DONE)
}
