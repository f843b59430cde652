//! `oa-token auto`: what refreshes by itself, and a pause for all of it.

use i18n_embed_fl::fl;
use jiff::SignedDuration;
use oa_token::keeper::Keeper;
use oa_token::schedule::{Next, Why};

use super::{find, unlock};
use crate::args::Switch;
use crate::failure::{Failure, exit};
use crate::say::{self, Words};

pub(crate) async fn switch(
    words: &Words,
    keeper: &Keeper,
    name: Option<String>,
    switch: Option<Switch>,
) -> Result<u8, Failure> {
    keeper.open().await?;
    let record = find(keeper, &name.unwrap_or_default()).await?;
    unlock(words, keeper).await?;
    keeper.set_automatic(&record.profile.id, switch == Some(Switch::On)).await?;
    let id = &record.profile.id;
    let next = keeper.schedule().await?.into_iter().find(|(other, _)| other == id).map(|(_, next)| next);
    say::line(&format!("{}: {}", record.profile.name, next_words(words, next)))?;
    if switch == Some(Switch::On) && !words.json {
        say::note(&words.say("cli-auto-one-owner"));
    }
    Ok(exit::DONE)
}

pub(crate) async fn pause(words: &Words, keeper: &Keeper, span: SignedDuration) -> Result<u8, Failure> {
    keeper.open().await?;
    unlock(words, keeper).await?;
    keeper.pause((!span.is_zero()).then_some(span)).await?;
    let sentence = match keeper.policy().await.paused_until.filter(|until| *until > keeper.now()) {
        Some(until) => fl!(words.loader(), "auto-paused", until = say::local(until)),
        None => words.say("auto-goes-on"),
    };
    say::line(&sentence)?;
    Ok(exit::DONE)
}

/// Says when a profile is next refreshed by itself, or why it is not.
pub(crate) fn next_words(words: &Words, next: Option<Next>) -> String {
    match next {
        Some(Next::Due) => words.say("auto-now"),
        Some(Next::At(at)) => fl!(words.loader(), "auto-next", at = say::local(at)),
        Some(Next::Never(Why::Paused(until))) => fl!(words.loader(), "auto-paused", until = say::local(until)),
        Some(Next::Never(Why::NotYetByHand)) => words.say("auto-not-yet"),
        Some(Next::Never(Why::NeedsPerson)) => words.say("auto-needs-person"),
        Some(Next::Never(Why::Practice)) => words.say("auto-practice"),
        Some(Next::Never(Why::MovedAway)) => words.say("auto-moved-away"),
        Some(Next::Never(Why::ClockWrong)) => words.say("auto-clock-wrong"),
        Some(Next::Never(Why::SwitchedOff)) | None => words.say("auto-off"),
    }
}
