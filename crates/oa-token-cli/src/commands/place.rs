//! `oa-token place`: the places that get an OA's new tokens.

use std::io::{self, IsTerminal};
use std::time::Duration;

use i18n_embed_fl::fl;
use oa_token_engine::{Engine, NewWebhook, PlaceStatus};
use oa_token_model::destination::{
    CopyForm, DeliveryFault, DestinationId, DestinationName, DestinationRecord, PairMark, WebhookAddress,
};
use oa_token_model::export::stored_choice::file_target;
use oa_token_model::export::{Choice, EnvNames};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileRecord;
use serde_json::{Value, json};

use super::{find, unlock};
use crate::args::PlaceAdd;
use crate::error::{CliError, exit};
use crate::output::{self, Words};
use crate::table::{self, Cell};

/// The longest time for one place, and for all, before a call does its own work.
const LIMITS: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(10));
/// The longest time for one alert: one that is given up too early may come twice.
const ALERT_LIMIT: Duration = Duration::from_secs(5);

pub(crate) async fn list(words: &Words, engine: &Engine, name: Option<String>) -> Result<u8, CliError> {
    engine.open().await?;
    let records = match &name {
        Some(name) => vec![find(engine, name).await?],
        None => engine.profiles().list().await?,
    };
    unlock(words, engine).await?;
    let mut all = Vec::new();
    for record in records {
        // Read again: only an unlocked vault knows the places.
        let places = engine.destinations().list(&record.profile.id).await?;
        all.extend(places.into_iter().map(|place| (record.profile.name.to_string(), place)));
    }
    if words.json {
        output::json(&all.iter().map(|(oa, place)| row(oa, place)).collect::<Vec<_>>())?;
    } else {
        let rows: Vec<Vec<Cell>> = all.iter().map(|(oa, place)| cells(words, oa, place)).collect();
        let columns = ["cli-column-oa", "cli-column-place", "cli-column-address", "cli-column-state", "cli-column-at"];
        table::print(words, &columns, &rows)?;
    }
    Ok(exit::DONE)
}

fn row(oa: &str, place: &PlaceStatus) -> Value {
    let PlaceStatus { record, state } = place;
    let progress = &record.progress;
    json!({
        "id": record.id.as_str(),
        "oa": {"id": record.oa.as_str(), "name": oa},
        "name": record.name.as_str(),
        "kind": record.kind,
        "address": record.shown,
        "enabled": record.enabled,
        "with_token": record.with_token,
        "with_states": record.with_states,
        "state": state.name(),
        "generation": progress.delivered_pair.as_ref().and_then(PairMark::generation),
        "delivered_at": progress.delivered_at,
        "fault": progress.fault,
        "status": progress.status,
        "tries": progress.tries,
        "next_at": progress.next_at,
    })
}

fn cells(words: &Words, oa: &str, place: &PlaceStatus) -> Vec<Cell> {
    let record = &place.record;
    let mut state = words.say(place.state.message_id());
    if let Some(fault) = record.progress.fault {
        state = format!("{state}: {}", reason(words, fault, record.progress.status));
    }
    let at = record.progress.delivered_at.map(output::local).unwrap_or_default();
    vec![oa.into(), record.name.as_str().into(), record.shown.as_str().into(), state.into(), at.into()]
}

/// Returns why a place was not reached, with the status of its answer and never with its text.
pub(super) fn reason(words: &Words, fault: DeliveryFault, status: Option<u16>) -> String {
    let sentence = words.say(fault.message_id());
    status.map_or_else(|| sentence.clone(), |status| format!("{sentence} (HTTP {status})"))
}

pub(crate) async fn add(words: &Words, engine: &Engine, call: PlaceAdd) -> Result<u8, CliError> {
    let name = call.name.as_deref().map(DestinationName::parse).transpose()?;
    // Read before the vault is opened: an address that cannot be used changes nothing.
    let address = call.webhook.as_deref().map(|typed| address(words, typed)).transpose()?;
    engine.open().await?;
    let record = find(engine, &call.oa).await?;
    unlock(words, engine).await?;
    let (oa, places) = (&record.profile.id, engine.destinations());
    let (id, secret) = match (address, &call.file, call.format, &call.note) {
        (Some(address), ..) => {
            let preset = call.preset.map(Into::into);
            let with_token = call.with_token || preset.is_some();
            let private_network = call.private_network;
            let new = NewWebhook { name, address, with_token, with_states: true, private_network, preset };
            let (id, secret) = places.add_webhook(oa, new).await?;
            (id, Some(secret))
        }
        (None, Some(file), Some(format), _) => {
            let path = std::path::absolute(file).unwrap_or_else(|_| file.clone());
            let choice = Choice { format, with_refresh_token: false, names: EnvNames::default() };
            (places.add_file(oa, name, file_target(path, &choice)).await?, None)
        }
        (None, _, _, note) => {
            (places.add_note(oa, name, note.as_deref().unwrap_or_default(), true, CopyForm::default()).await?, None)
        }
    };
    tell_added(words, engine, oa, &id, secret.as_ref().map(|secret| secret.0.expose())).await
}

async fn tell_added(
    words: &Words,
    engine: &Engine,
    oa: &ProfileId,
    id: &DestinationId,
    secret: Option<&str>,
) -> Result<u8, CliError> {
    let place = engine.destinations().list(oa).await?.into_iter().find(|place| place.record.id == *id);
    let name = place.as_ref().map(|place| place.record.name.to_string()).unwrap_or_default();
    let printed = match (words.json, secret) {
        (true, Some(secret)) => output::json(&json!({"id": id.as_str(), "name": name, "secret": secret})),
        (true, None) => output::json(&json!({"id": id.as_str(), "name": name})),
        (false, secret) => output::line(secret.unwrap_or(id.as_str())),
    };
    if printed.is_err() && secret.is_some() {
        // The user has not seen the secret, so a place with it is useless.
        engine.destinations().remove(id).await?;
    }
    printed?;
    if !words.json && secret.is_some() {
        words.note(&fl!(words.loader(), "cli-place-secret", name = name));
    }
    if let Some(fault) = place.and_then(|place| place.record.progress.fault) {
        words.caution("undelivered", &words.say(fault.message_id()));
    }
    Ok(exit::DONE)
}

/// Reads the address from the argument, a prompt or one line of stdin. An argument is seen by other users of the
/// computer, and stays in the shell's history.
pub(super) fn address(words: &Words, typed: &str) -> Result<WebhookAddress, CliError> {
    if typed != "-" {
        let address = WebhookAddress::parse(typed)?;
        if !words.json {
            words.note(&words.say("cli-place-address-argument"));
        }
        return Ok(address);
    }
    let line = if io::stdin().is_terminal() {
        oa_token_model::secret::Secret::new(rpassword::prompt_password(format!("{} ", words.say("cli-place-address")))?)
    } else {
        output::stdin_line()?
    };
    Ok(WebhookAddress::parse(line.expose().trim())?)
}

/// Finds a place of an OA by its name, ignoring case, or its id.
async fn place_of(engine: &Engine, oa: &ProfileId, typed: &str) -> Result<DestinationRecord, CliError> {
    let places = engine.destinations().list(oa).await?.into_iter().map(|place| place.record);
    let found = places.into_iter().find(|place| place.id.as_str() == typed || place.name.is_named(typed));
    found.ok_or_else(|| CliError::NoSuchPlace(typed.to_owned()))
}

async fn opened(words: &Words, engine: &Engine, name: &str, place: &str) -> Result<DestinationRecord, CliError> {
    engine.open().await?;
    let record = find(engine, name).await?;
    unlock(words, engine).await?;
    place_of(engine, &record.profile.id, place).await
}

pub(crate) async fn test(words: &Words, engine: &Engine, name: &str, place: &str) -> Result<u8, CliError> {
    let place = opened(words, engine, name, place).await?;
    let tested = engine.destinations().test(&place.id).await?;
    let (fault, status) = tested.map_or_else(|(fault, status)| (Some(fault), status), |status| (None, status));
    if words.json {
        output::json(&json!({"taken": fault.is_none(), "fault": fault, "status": status}))?;
    } else {
        let said = fault.map_or_else(|| words.say("cli-place-taken"), |fault| reason(words, fault, status));
        output::line(&format!("{}: {said}", place.name))?;
    }
    Ok(match fault {
        None => exit::DONE,
        Some(_) if status.is_some() => exit::REJECTED,
        Some(_) => exit::NOT_SENT,
    })
}

pub(crate) async fn remove(words: &Words, engine: &Engine, name: &str, place: &str) -> Result<u8, CliError> {
    let place = opened(words, engine, name, place).await?;
    engine.destinations().remove(&place.id).await?;
    if !words.json {
        words.note(&fl!(words.loader(), "cli-place-removed", name = place.name.to_string()));
    }
    Ok(exit::DONE)
}

pub(crate) async fn deliver(words: &Words, engine: &Engine, names: &[String]) -> Result<u8, CliError> {
    engine.open().await?;
    let mut chosen = Vec::new();
    for name in names {
        chosen.push(find(engine, name).await?.profile.id);
    }
    unlock(words, engine).await?;
    let of = (!chosen.is_empty()).then_some(&chosen[..]);
    let deliver = engine.destinations().deliver_due(of, LIMITS.0, LIMITS.1);
    let (done, ()) = tokio::join!(deliver, first_alert(engine));
    if words.json {
        output::json(&json!({"delivered": done.delivered, "undelivered": done.undelivered}))?;
    } else {
        let (delivered, undelivered) = (done.delivered.to_string(), done.undelivered.to_string());
        output::line(&fl!(words.loader(), "cli-place-delivered", count = delivered, waiting = undelivered))?;
        warn_undelivered(words, &engine.destinations().undelivered(of).await);
    }
    Ok(exit::DONE)
}

/// Sends what is due to the places of these OAs before a call does its own work.
pub(crate) async fn first_deliver(engine: &Engine, of: &[ProfileId]) {
    tokio::join!(engine.destinations().deliver_due(Some(of), LIMITS.0, LIMITS.1), first_alert(engine));
}

/// Tells what is due. The log has why a channel was not reached; it is tried again.
async fn first_alert(engine: &Engine) {
    engine.alerts().send_due(ALERT_LIMIT, LIMITS.1).await.ok();
}

/// Names the places that lack the current token.
pub(crate) fn warn_undelivered(words: &Words, waiting: &[(ProfileRecord, DestinationRecord)]) {
    for (oa, place) in waiting {
        let fault = place.progress.fault;
        let why = fault.map(|fault| reason(words, fault, place.progress.status)).unwrap_or_default();
        let (oa, place) = (oa.profile.name.to_string(), place.name.to_string());
        output::note(&fl!(words.loader(), "cli-place-undelivered", oa = oa, place = place, why = why));
    }
}
