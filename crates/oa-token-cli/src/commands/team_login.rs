//! `oa-token team sql` and `team login`: how members get into the database.

use oa_token_engine::{Engine, NewLogin};
use serde_json::json;

use super::team::{member, open, password};
use crate::args::{TeamLogin, TeamSql};
use crate::error::{CliError, exit};
use crate::output::{self, Words};

pub(crate) async fn sql(words: &Words, engine: &Engine, call: TeamSql) -> Result<u8, CliError> {
    open(words, engine).await?;
    // Who joined or was removed meanwhile; without the database, as this computer knows it.
    engine.team().catch_up(None, super::team_report::LIMIT).await;
    let only = match &call.member {
        Some(typed) => Some(member(engine, typed).await?),
        None => None,
    };
    let sql = engine.team().sql(only.as_ref()).await?;
    if words.json {
        output::json(&json!({ "sql": sql }))?;
    } else {
        output::bytes(sql.as_bytes())?;
        words.note(&words.say("cli-team-sql-next"));
    }
    Ok(exit::DONE)
}

pub(crate) async fn change(words: &Words, engine: &Engine, call: TeamLogin) -> Result<u8, CliError> {
    open(words, engine).await?;
    let new = match (call.database, call.own) {
        (Some(url), _) => NewLogin::Address(url),
        (None, true) => NewLogin::Own,
        (None, false) => NewLogin::Same,
    };
    engine.team().login(new, password(words)?).await?;
    super::team::said(words, engine, |team| i18n_embed_fl::fl!(words.loader(), "cli-team-login-changed", team = team))
        .await
}
