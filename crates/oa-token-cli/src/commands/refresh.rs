//! `oa-token refresh`: prints one line per profile. Counts as a manual refresh.

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use oa_token_engine::i18n::explain;
use oa_token_engine::{Engine, EngineError, outcome_of};
use oa_token_model::destination::DestinationRecord;
use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::ProfileKind;
use oa_token_model::records::ProfileRecord;
use oa_token_model::refresh::NotSent;
use oa_token_model::refresh::plan::{Trigger, is_open};
use oa_token_model::status::{ProfileState, profile_state};
use oa_token_model::token::Generation;
use serde::Serialize;
use tokio::task::JoinSet;

use super::{SandboxServer, find, place, unlock};
use crate::args::Refresh;
use crate::error::{CliError, exit};
use crate::output::{self, Words};

/// One row of the JSON.
#[derive(Serialize)]
pub(crate) struct Row<'a> {
    name: &'a str,
    outcome: &'static str,
    reason: Option<&'static str>,
    generation: Generation,
    zalo: Option<Zalo<'a>>,
    access_expires_at: Option<Timestamp>,
    /// A warning although the pair was saved: `one_copy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<&'static str>,
    /// How many places lack the current pair.
    #[serde(skip_serializing_if = "is_none")]
    undelivered: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

#[derive(Serialize)]
struct Zalo<'a> {
    code: Option<i64>,
    name: &'a str,
}

type Result<T> = std::result::Result<T, CliError>;

pub(crate) async fn run(words: &Words, engine: &Engine, practice: &SandboxServer, call: Refresh) -> Result<u8> {
    engine.open().await?;
    let chosen = choose(engine, &call).await?;
    if chosen.is_empty() {
        return if words.json { output::json::<[Row<'_>; 0]>(&[]).map(|()| exit::DONE) } else { Ok(exit::DONE) };
    }
    unlock(words, engine).await?;
    practice.serve(engine, &chosen).await;
    let ids: Vec<_> = chosen.iter().map(|record| record.profile.id.clone()).collect();
    place::first_deliver(engine, &ids).await;
    let outcomes = if call.due && engine.protection().is_copied().await {
        let stays =
            |record: &ProfileRecord| Outcome::without_row(AttemptResult::NotSent(NotSent::CopiedHere), &record.current);
        chosen.iter().map(stays).collect()
    } else {
        if !call.all && !call.due {
            ask_about_old_copies(words, engine, &chosen).await?;
        }
        refresh_all(words, engine, &chosen).await
    };
    // Each place is tried once before the result is printed.
    engine.refresh().drain().await;
    let waiting = engine.destinations().undelivered(Some(&ids)).await;
    let rows: Vec<(&str, Outcome)> =
        chosen.iter().zip(outcomes).map(|(record, outcome)| (record.profile.name.as_str(), outcome)).collect();
    output::unless_closed(tell(words, &rows, &waiting))?;
    Ok(rows.iter().map(|(_, outcome)| exit_of(&outcome.result)).max().unwrap_or(exit::DONE))
}

fn tell(words: &Words, rows: &[(&str, Outcome)], waiting: &[(ProfileRecord, DestinationRecord)]) -> Result<()> {
    let undelivered = |name: &str| waiting.iter().filter(|(record, _)| record.profile.name.as_str() == name).count();
    if words.json {
        let rows = rows.iter().map(|(name, outcome)| Row { undelivered: undelivered(name), ..row(name, outcome) });
        output::json(&rows.collect::<Vec<_>>())?;
    } else {
        for (name, outcome) in rows {
            output::line(&format!("{name}: {}", for_people(words, outcome)))?;
        }
        if rows.iter().any(|(_, outcome)| outcome.one_copy) {
            output::note(&words.say("saved-one-copy"));
        }
        place::warn_undelivered(words, waiting);
    }
    Ok(())
}

/// Decides which pair of an old copy is valid: asks Zalo, and if Zalo cannot tell, the user at the terminal. Without a
/// terminal nothing is asked, because an old token must not be sent automatically.
async fn ask_about_old_copies(words: &Words, engine: &Engine, chosen: &[ProfileRecord]) -> Result<()> {
    for record in chosen.iter().filter(|record| record.old_copy && !record.altered) {
        let id = &record.profile.id;
        if engine.profiles().resolve_copy(id).await.unwrap_or_default() || words.json || !output::can_ask() {
            continue;
        }
        let name = record.profile.name.as_str();
        if output::ask(words, &i18n_embed_fl::fl!(words.loader(), "cli-old-copy-ask", name = name))? {
            engine.profiles().accept_copy(id).await?;
        }
    }
    Ok(())
}

/// Finds every profile before anything is sent. A profile named twice is refreshed once.
async fn choose(engine: &Engine, call: &Refresh) -> Result<Vec<ProfileRecord>> {
    if call.all || call.due {
        let records = engine.profiles().list().await?;
        let now = engine.health().now_for(&records).await;
        // Attempts left open by a process that ended are due too: this call recovers them.
        let is_open = |record: &ProfileRecord| record.last.as_ref().is_some_and(|last| is_open(&last.entry.attempt));
        let is_due = |record: &ProfileRecord| profile_state(record, now) == ProfileState::Due || is_open(record);
        let wanted = |record: &ProfileRecord| call.all || is_due(record);
        let live = |record: &ProfileRecord| record.profile.kind == ProfileKind::Live && record.moved_at.is_none();
        return Ok(records.into_iter().filter(|record| live(record) && wanted(record)).collect());
    }
    let mut chosen: Vec<ProfileRecord> = Vec::new();
    for name in &call.names {
        let record = find(engine, name).await?;
        if chosen.iter().all(|other| other.profile.id != record.profile.id) {
            chosen.push(record);
        }
    }
    Ok(chosen)
}

/// Refreshes all profiles at the engine's rate; returns the outcomes in the given order.
async fn refresh_all(words: &Words, engine: &Engine, chosen: &[ProfileRecord]) -> Vec<Outcome> {
    let bar = progress(words, chosen.len());
    let mut running = JoinSet::new();
    for (at, record) in chosen.iter().enumerate() {
        let (engine, id) = (engine.clone(), record.profile.id.clone());
        running.spawn(async move { (at, engine.refresh().send(&id, Trigger::User).await) });
    }
    let mut outcomes: Vec<Option<Outcome>> = vec![None; chosen.len()];
    while let Some(ended) = running.join_next().await {
        bar.inc(1);
        if let Ok((at, outcome)) = ended {
            outcomes[at] = Some(outcome.unwrap_or_else(|error| outcome_of(&error, &chosen[at].current)));
        }
    }
    bar.finish_and_clear();
    let missing = |record: &ProfileRecord| outcome_of(&EngineError::Stopped, &record.current);
    outcomes.into_iter().zip(chosen).map(|(outcome, record)| outcome.unwrap_or_else(|| missing(record))).collect()
}

fn progress(words: &Words, count: usize) -> ProgressBar {
    if count < 2 || words.quiet || !output::is_watched() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(count as u64).with_style(style)
}

/// Returns the JSON row of an outcome.
pub(crate) fn row<'a>(name: &'a str, outcome: &'a Outcome) -> Row<'a> {
    Row {
        name,
        outcome: outcome.result.outcome_name(),
        reason: outcome.result.reason(),
        generation: outcome.generation,
        zalo: outcome.result.zalo().map(|error| Zalo { code: error.code, name: &error.name }),
        access_expires_at: outcome.access_expires_at,
        warning: outcome.one_copy.then_some("one_copy"),
        undelivered: 0,
    }
}

/// Returns the result, Zalo's error and the next step.
pub(crate) fn for_people(words: &Words, outcome: &Outcome) -> String {
    let id = outcome.result.message_id();
    let zalo = outcome.result.zalo().map(|error| format!(" [{}]", error.said())).unwrap_or_default();
    if let (AttemptResult::Busy, Some(by)) = (&outcome.result, &outcome.held_by) {
        let who = format!("{} ({})", by.machine, by.number);
        return i18n_embed_fl::fl!(words.loader(), "busy-held", who = who);
    }
    if let Some(why) = &outcome.why {
        let why = explain(words.loader(), why);
        let is_not_sent = matches!(outcome.result, AttemptResult::NotSent(_));
        return if is_not_sent { i18n_embed_fl::fl!(words.loader(), "not-sent-because", why = why) } else { why };
    }
    if let (AttemptResult::Saved(_), Some(until)) = (&outcome.result, outcome.access_expires_at) {
        let until = i18n_embed_fl::fl!(words.loader(), "cli-valid-until", until = output::local(until));
        return format!("{} {until}", words.say(id));
    }
    let mut said = format!("{}{zalo}", words.say(id));
    // The window shows some of them as a heading.
    if said.ends_with(char::is_alphanumeric) {
        said.push('.');
    }
    format!("{said} {}", words.say(&format!("{id}-next")))
}

/// Returns the exit code of a result.
pub(crate) fn exit_of(result: &AttemptResult) -> u8 {
    match result {
        AttemptResult::Saved(_) => exit::DONE,
        AttemptResult::Refused(_) | AttemptResult::Dead { .. } => exit::REJECTED,
        AttemptResult::NotSent(NotSent::CannotSave | NotSent::Altered | NotSent::NewerVault) => exit::CANNOT_SAVE,
        AttemptResult::NotSent(_) => exit::NOT_SENT,
        AttemptResult::Unknown(_) | AttemptResult::ConsentUnclear(_) => exit::UNKNOWN,
        AttemptResult::Busy => exit::BUSY,
    }
}
