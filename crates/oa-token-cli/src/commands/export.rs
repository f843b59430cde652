//! `oa-token export`: a pair in a format others read.

use std::path::Path;

use oa_token::exchange::export::write;
use oa_token::keeper::Keeper;
use oa_token::whole_file;

use super::{find, subject, unlock};
use crate::args::Export;
use crate::failure::{Failure, exit};
use crate::say::{self, Words};

pub(crate) async fn run(words: &Words, keeper: &Keeper, call: Export) -> Result<u8, Failure> {
    let choice = call.choice()?;
    keeper.open().await?;
    let record = find(keeper, &call.name).await?;
    unlock(words, keeper).await?;
    let secrets = keeper.secrets(&record.profile.id).await?;
    let subject = subject(keeper, &record.profile, &secrets);
    let text = write(&subject, &choice)?;
    if choice.with_refresh_token {
        warn_of_two_tools(words);
    }
    match call.output {
        None => say::bytes(text.expose())?,
        Some(file) if file == Path::new("-") => say::bytes(text.expose())?,
        Some(file) => whole_file::write(&file, text.expose()).map_err(|_| Failure::CannotWrite(file))?,
    }
    Ok(exit::DONE)
}

fn warn_of_two_tools(words: &Words) {
    if !words.json {
        say::note(&words.say("cli-two-tools"));
    }
}
