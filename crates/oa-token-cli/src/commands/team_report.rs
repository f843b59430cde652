//! `oa-token team status` and `team list`: how this computer stands with its team, and who is in it.

use std::time::Duration;

use i18n_embed_fl::fl;
use jiff::SignedDuration;
use oa_token_engine::{Engine, MemberKind, TeamLink, TeamMember, TeamOa, TeamRole, TeamState, Transport};
use serde_json::{Value, json};

use super::doctor::Check;
use super::team::open;
use crate::error::{CliError, exit};
use crate::output::{self, Words};
use crate::table::{self, Cell};

/// How long the database is asked at most.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// Returns the name that JSON and the options use.
pub(super) fn role_name(role: TeamRole) -> &'static str {
    match role {
        TeamRole::Viewer => "viewer",
        TeamRole::Operator => "operator",
        TeamRole::Admin => "admin",
    }
}

pub(super) fn link_words(words: &Words, link: &TeamLink) -> String {
    let loader = words.loader();
    match link {
        TeamLink::Connected { .. } => fl!(loader, "cli-team-link-connected"),
        TeamLink::Connecting | TeamLink::Unreachable { .. } => words.say("team-database-unreachable"),
        TeamLink::EpochOpen { waiting_for } => fl!(loader, "cli-team-link-epoch", members = waiting_for.join(", ")),
        TeamLink::Awaiting { by } => fl!(loader, "cli-team-link-awaiting", by = by.as_str()),
        TeamLink::Refused { why } => {
            let (id, next) = why.messages();
            format!("{} {}", words.say(id), words.say(next))
        }
    }
}

fn epoch(link: &TeamLink) -> Value {
    match link {
        TeamLink::Connected { .. } => json!("closed"),
        TeamLink::EpochOpen { .. } => json!("open"),
        TeamLink::Connecting | TeamLink::Unreachable { .. } | TeamLink::Awaiting { .. } | TeamLink::Refused { .. } => {
            Value::Null
        }
    }
}

fn is_reachable(link: &TeamLink) -> bool {
    match link {
        TeamLink::Connected { .. } | TeamLink::EpochOpen { .. } | TeamLink::Awaiting { .. } => true,
        TeamLink::Connecting | TeamLink::Unreachable { .. } | TeamLink::Refused { .. } => false,
    }
}

/// The greatest difference between two clocks that needs no word: no time of this computer is compared with the
/// database's, but people compare what both show.
const CLOCKS: SignedDuration = SignedDuration::from_secs(60);

/// Returns what `doctor` says about the team; nothing without one.
pub(super) async fn checks(words: &Words, engine: &Engine) -> Vec<Check> {
    let Some(before) = engine.team().state().await else { return Vec::new() };
    engine.team().catch_up(None, LIMIT).await;
    let team = engine.team().state().await.unwrap_or(before);
    let said = link_words(words, &team.link);
    let loader = words.loader();
    let name = fl!(loader, "cli-doctor-team-of", team = team.name.as_str(), host = team.host.as_str(), link = said);
    let link = match &team.link {
        TeamLink::Connected { .. } => Check::fine("team", name),
        TeamLink::EpochOpen { .. } | TeamLink::Awaiting { .. } => Check::wrong("team", name, String::new(), exit::DONE),
        TeamLink::Connecting | TeamLink::Unreachable { .. } => {
            Check::wrong("team", name, words.say("team-database-unreachable-next"), exit::NOT_SENT)
        }
        TeamLink::Refused { .. } => Check::wrong("team", name, String::new(), exit::NOT_SENT),
    };
    let mut found = vec![link];
    let Ok(Some(server)) = engine.team().server_check().await else { return found };
    let transport = match server.transport {
        Transport::Tls => "cli-doctor-team-tls",
        Transport::Local => "cli-doctor-team-local",
    };
    let version = fl!(loader, "cli-doctor-team-server", version = server.version.as_str());
    found.push(Check::fine("database-server", format!("{version} {}", words.say(transport))));
    found.push(if server.is_synchronous {
        Check::fine("database-standby", words.say("cli-doctor-team-synchronous"))
    } else {
        Check::fine("database-standby", words.say("cli-doctor-team-asynchronous"))
    });
    found.push(Check::fine(
        "database-news",
        words.say(if server.notifies { "cli-doctor-team-notifies" } else { "cli-doctor-team-polls" }),
    ));
    let apart = server.now.duration_since(engine.now()).abs();
    if apart > CLOCKS {
        let minutes = (apart.as_secs() / 60).max(1).to_string();
        let sentence = fl!(loader, "cli-doctor-team-clock-off", minutes = minutes);
        found.push(Check::wrong("database-clock", sentence, words.say("cli-doctor-team-clock-off-next"), exit::DONE));
    } else {
        found.push(Check::fine("database-clock", words.say("cli-doctor-team-clock-right")));
    }
    found
}

async fn asked(words: &Words, engine: &Engine) -> Result<Option<TeamState>, CliError> {
    open(words, engine).await?;
    engine.team().catch_up(None, LIMIT).await;
    Ok(engine.team().state().await)
}

pub(crate) async fn status(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    let Some(team) = asked(words, engine).await? else {
        if words.json {
            output::json(
                &json!({"team": null, "role": null, "members": 0, "reachable": false, "epoch": null, "awaited": []}),
            )?;
        } else {
            output::line(&words.with_next("team-none"))?;
        }
        return Ok(exit::DONE);
    };
    let members = team.members.iter().filter(|member| member.removed_at.is_none()).count();
    if words.json {
        output::json(&json!({
            "team": team.name,
            "role": role_name(team.role),
            "members": members,
            "reachable": is_reachable(&team.link),
            "epoch": epoch(&team.link),
            "awaited": team.oas.iter().filter_map(awaited).collect::<Vec<_>>(),
        }))?;
        return Ok(exit::DONE);
    }
    let role = words.say(&format!("cli-team-role-{}", role_name(team.role)));
    let (name, host, count) = (team.name.as_str(), team.host.as_str(), members.to_string());
    output::line(&fl!(words.loader(), "cli-team-status", team = name, host = host, role = role, count = count))?;
    output::line(&link_words(words, &team.link))?;
    for oa in &team.oas {
        let Some(awaited) = &oa.awaited else { continue };
        let (name, member, until) = (oa.name.as_str(), awaited.name.as_str(), output::local(awaited.until));
        output::line(&fl!(words.loader(), "cli-team-awaited", name = name, member = member, until = until))?;
    }
    Ok(exit::DONE)
}

/// The computer that an OA waits for, as JSON.
fn awaited(oa: &TeamOa) -> Option<Value> {
    let awaited = oa.awaited.as_ref()?;
    Some(json!({
        "oa": {"id": oa.profile, "name": oa.name},
        "member": {"id": awaited.member.0, "name": awaited.name},
        "last_seen_at": awaited.last_seen,
        "since": awaited.since,
        "until": awaited.until,
    }))
}

pub(crate) async fn list(words: &Words, engine: &Engine) -> Result<u8, CliError> {
    let members = asked(words, engine).await?.map(|team| team.members).unwrap_or_default();
    if words.json {
        output::json(&members.iter().map(row).collect::<Vec<_>>())?;
    } else if members.is_empty() {
        words.note(&words.with_next("team-none"));
    } else {
        let rows: Vec<Vec<Cell>> = members.iter().map(|member| cells(words, member)).collect();
        let headings = ["cli-column-member", "cli-column-role", "cli-column-refreshes", "cli-column-seen"];
        table::print(words, &headings, &rows)?;
    }
    Ok(exit::DONE)
}

fn row(member: &TeamMember) -> Value {
    let kind = match member.kind {
        MemberKind::Person => "person",
        MemberKind::Server => "server",
    };
    json!({
        "id": member.id.0,
        "name": member.name,
        "kind": kind,
        "role": role_name(member.role),
        "this_computer": member.is_me,
        "last_seen_at": member.last_seen,
        "removed_at": member.removed_at,
        "refreshes": member.refreshes,
    })
}

fn cells(words: &Words, member: &TeamMember) -> Vec<Cell> {
    let role = match member.removed_at {
        Some(_) => words.say("cli-team-removed"),
        None => words.say(&format!("cli-team-role-{}", role_name(member.role))),
    };
    let name = if member.is_me {
        fl!(words.loader(), "cli-team-this-computer", name = member.name.as_str())
    } else {
        member.name.clone()
    };
    let seen = member.last_seen.map(output::local).unwrap_or_default();
    vec![name.into(), role.into(), member.refreshes.to_string().into(), seen.into()]
}
