//! `oa-token history`: prints the history, newest last. Contains no secret; works while the vault is locked.

use jiff::Timestamp;
use oa_token_engine::Engine;
use oa_token_model::records::HistoryEntry;
use oa_token_model::token::Generation;
use serde::Serialize;

use super::find;
use crate::error::{CliError, exit};
use crate::output::{self, Words};
use crate::table::{self, Cell};

/// Number of entries printed; more than a year of daily refreshes.
const LINES: u32 = 400;

#[derive(Serialize)]
struct Line<'a> {
    at: Timestamp,
    name: &'a str,
    what: &'static str,
    generation: Option<Generation>,
    zalo: Option<Zalo<'a>>,
    /// The origin the token was sent to, if it was not Zalo's.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
}

#[derive(Serialize)]
struct Zalo<'a> {
    code: Option<i64>,
    name: &'a str,
}

pub(crate) async fn run(words: &Words, engine: &Engine, name: Option<String>) -> Result<u8, CliError> {
    engine.open().await?;
    let of = match name {
        Some(name) => Some(find(engine, &name).await?.profile.id),
        None => None,
    };
    let mut history = engine.profiles().history(of, LINES).await?;
    history.reverse();
    if words.json {
        output::json(&history.iter().map(line).collect::<Vec<_>>())?;
    } else {
        let rows: Vec<Vec<Cell>> = history.iter().map(|entry| for_people(words, entry)).collect();
        table::print(words, &["cli-column-at", "cli-column-oa", "cli-column-event"], &rows)?;
    }
    Ok(exit::DONE)
}

fn line(entry: &HistoryEntry) -> Line<'_> {
    Line {
        at: entry.at,
        name: &entry.name,
        what: entry.event.name(),
        generation: entry.event.generation(),
        zalo: entry.event.zalo().map(|error| Zalo { code: error.code, name: &error.name }),
        origin: entry.event.origin(),
    }
}

fn for_people(words: &Words, entry: &HistoryEntry) -> Vec<Cell> {
    let what = words.say(entry.event.message_id());
    let said = entry.event.said().map(|said| format!(" · {said}")).unwrap_or_default();
    let generation = entry.event.generation().map(|number| format!(" #{}", number.0)).unwrap_or_default();
    vec![output::local(entry.at).into(), entry.name.as_str().into(), format!("{what}{generation}{said}").into()]
}
