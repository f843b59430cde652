//! `oa-token check`: asks Zalo which OA the access token belongs to. Spends nothing.

use i18n_embed_fl::fl;
use oa_token_engine::{Check, Engine};
use serde_json::{Value, json};

use super::{SandboxServer, find, unlock};
use crate::error::{CliError, exit};
use crate::output::{self, Words};

pub(crate) async fn run(words: &Words, engine: &Engine, practice: &SandboxServer, name: &str) -> Result<u8, CliError> {
    engine.open().await?;
    let record = find(engine, name).await?;
    unlock(words, engine).await?;
    practice.serve(engine, [&record]).await;
    let check = engine.checks().token(&record.profile.id).await?;
    let name = record.profile.name.as_str();
    if words.json {
        output::json(&row(name, &check))?;
    } else {
        output::line(&format!("{name}: {}", for_people(words, &check)))?;
    }
    Ok(exit_of(&check))
}

/// Returns the result, what Zalo reported about the OA or why it failed, and the next step.
fn for_people(words: &Words, check: &Check) -> String {
    let loader = words.loader();
    let mut told = words.say(check.message_id());
    if let Some(info) = check.info() {
        let package = info.package.clone().unwrap_or_else(|| "–".to_owned());
        let until = info.package_until.map_or_else(|| "–".to_owned(), |day| day.strftime("%d/%m/%Y").to_string());
        let followers = info.followers.map_or_else(|| "–".to_owned(), |count| count.to_string());
        let (name, id) = (info.name.as_str(), info.id.as_str());
        let facts =
            fl!(loader, "cli-check-oa", name = name, id = id, followers = followers, package = package, until = until);
        told = format!("{told} {facts}");
    }
    if let Check::No(refusal) = check {
        told = format!("{told} [{}]", refusal.error.said());
    }
    format!("{told} {}", words.say(&format!("{}-next", check.message_id())))
}

fn row(name: &str, check: &Check) -> Value {
    let verdict = match check {
        Check::Works(_) => "works",
        Check::OtherOa { .. } => "other_oa",
        Check::NoAccessToken | Check::NoToken | Check::No(_) => "no",
        Check::NotSent => "not_sent",
        Check::Unclear => "unclear",
    };
    let oa = check.info().map(|info| {
        json!({
            "id": info.id,
            "name": info.name,
            "verified": info.verified,
            "followers": info.followers,
            "package": info.package,
            "package_until": info.package_until,
        })
    });
    let zalo = match check {
        Check::No(refusal) => Some(json!({"code": refusal.error.code, "name": refusal.error.name})),
        Check::Works(_)
        | Check::OtherOa { .. }
        | Check::NoAccessToken
        | Check::NoToken
        | Check::NotSent
        | Check::Unclear => None,
    };
    json!({"name": name, "verdict": verdict, "oa": oa, "zalo": zalo})
}

/// Returns the exit code of a check. A token of another OA counts as refused, because this OA's token does not work.
fn exit_of(check: &Check) -> u8 {
    match check {
        Check::Works(_) => exit::DONE,
        Check::OtherOa { .. } | Check::No(_) | Check::NoToken => exit::REJECTED,
        Check::NoAccessToken | Check::NotSent => exit::NOT_SENT,
        Check::Unclear => exit::UNKNOWN,
    }
}
