//! `oa-token auto`: which profiles are refreshed automatically, and a pause for all of them.

use std::collections::HashMap;

use i18n_embed_fl::fl;
use jiff::{SignedDuration, Timestamp};
use oa_token_engine::Engine;
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::ProfileRecord;
use oa_token_model::schedule::{NextRefresh, SkipReason};
use serde::Serialize;
use serde_json::json;

use super::{find, unlock};
use crate::args;
use crate::error::{CliError, exit};
use crate::output::{self, Words};

/// What the JSON of `auto` and of `list` says about automatic refresh.
#[derive(Serialize)]
pub(super) struct Schedule {
    automatic: bool,
    next_refresh_at: Option<Timestamp>,
    /// Why it is not refreshed automatically.
    automatic_stopped: Option<&'static str>,
}

impl Schedule {
    pub(super) fn of(record: &ProfileRecord, next: Option<NextRefresh>, now: Timestamp) -> Self {
        let (next_refresh_at, automatic_stopped) = match next {
            Some(NextRefresh::Due) => (Some(now), None),
            Some(NextRefresh::At(at)) => (Some(at), None),
            Some(NextRefresh::Never(why)) => (None, Some(why.name())),
            None => (None, None),
        };
        Self { automatic: record.automatic, next_refresh_at, automatic_stopped }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    id: &'a ProfileId,
    #[serde(flatten)]
    schedule: Schedule,
}

impl<'a> Row<'a> {
    fn of(record: &'a ProfileRecord, next: Option<NextRefresh>, now: Timestamp) -> Self {
        let profile = &record.profile;
        Self { name: profile.name.as_str(), id: &profile.id, schedule: Schedule::of(record, next, now) }
    }
}

pub(crate) async fn switch(words: &Words, engine: &Engine, given: Vec<String>, all: bool) -> Result<u8, CliError> {
    let (names, on) = args::switch(given, all)?;
    engine.open().await?;
    let chosen = choose(engine, &names).await?;
    unlock(words, engine).await?;
    for record in &chosen {
        engine.auto_refresh().set_automatic(&record.profile.id, on).await?;
    }
    let mut switched = Vec::new();
    for record in &chosen {
        switched.push(engine.profiles().get(&record.profile.id).await?);
    }
    let schedule: HashMap<ProfileId, NextRefresh> =
        engine.auto_refresh().schedule_of(&switched).await.into_iter().collect();
    let next = |record: &ProfileRecord| schedule.get(&record.profile.id).copied();
    if words.json {
        let now = engine.now();
        output::json(&switched.iter().map(|record| Row::of(record, next(record), now)).collect::<Vec<_>>())?;
    } else {
        for record in &chosen {
            output::line(&format!("{}: {}", record.profile.name, next_words(words, next(record))))?;
        }
    }
    if on && !words.json {
        let replaced =
            chosen.iter().filter(|record| schedule.get(&record.profile.id) == Some(&NextRefresh::Due)).count();
        words.note(&match replaced {
            0 => words.say("cli-auto-replaces-none"),
            1 => words.say("cli-auto-replaces-one"),
            many => fl!(words.loader(), "cli-auto-replaces", count = many.to_string()),
        });
        words.note(&words.say("cli-auto-one-owner"));
    }
    Ok(exit::DONE)
}

/// Finds every profile before any is changed: the named ones, or all that can be refreshed here.
async fn choose(engine: &Engine, names: &[String]) -> Result<Vec<ProfileRecord>, CliError> {
    if names.is_empty() {
        let is_here = |record: &ProfileRecord| {
            record.profile.kind == ProfileKind::Live && record.moved_at.is_none() && !record.altered
        };
        return Ok(engine.profiles().list().await?.into_iter().filter(is_here).collect());
    }
    let mut chosen: Vec<ProfileRecord> = Vec::new();
    for name in names {
        let record = find(engine, name).await?;
        if chosen.iter().all(|other| other.profile.id != record.profile.id) {
            chosen.push(record);
        }
    }
    Ok(chosen)
}

pub(crate) async fn pause(words: &Words, engine: &Engine, span: SignedDuration) -> Result<u8, CliError> {
    engine.open().await?;
    unlock(words, engine).await?;
    engine.auto_refresh().pause((!span.is_zero()).then_some(span)).await?;
    let paused = engine.auto_refresh().policy().await.paused_until.filter(|until| *until > engine.now());
    if words.json {
        output::json(&json!({"paused_until": paused}))?;
        return Ok(exit::DONE);
    }
    let sentence = match paused {
        Some(until) => fl!(words.loader(), "auto-paused", until = output::local(until)),
        None => words.say("auto-goes-on"),
    };
    output::line(&sentence)?;
    Ok(exit::DONE)
}

/// Returns when a profile is refreshed automatically next, or why it is not.
pub(crate) fn next_words(words: &Words, next: Option<NextRefresh>) -> String {
    match next {
        Some(NextRefresh::Due) => words.say("auto-now"),
        Some(NextRefresh::At(at)) => fl!(words.loader(), "auto-next", at = output::local(at)),
        Some(NextRefresh::Never(SkipReason::Paused(until))) => {
            fl!(words.loader(), "auto-paused", until = output::local(until))
        }
        Some(NextRefresh::Never(SkipReason::TooOften(until))) => {
            fl!(words.loader(), "auto-too-often", until = output::local(until))
        }
        Some(NextRefresh::Never(SkipReason::NeedsPerson)) => words.say("auto-needs-person"),
        Some(NextRefresh::Never(SkipReason::Practice)) => words.say("auto-practice"),
        Some(NextRefresh::Never(SkipReason::MovedAway)) => words.say("auto-moved-away"),
        Some(NextRefresh::Never(SkipReason::ClockWrong)) => words.say("auto-clock-wrong"),
        Some(NextRefresh::Never(SkipReason::OldCopy)) => words.say("auto-old-copy"),
        Some(NextRefresh::Never(SkipReason::Altered)) => words.say("auto-altered"),
        Some(NextRefresh::Never(SkipReason::SwitchedOff)) | None => words.say("auto-off"),
    }
}
