//! `oa-token team`: shares OAs with other computers. What is shown of it: `team_report`.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use i18n_embed_fl::fl;
use oa_token_engine::target::{self, CannotWriteTarget};
use oa_token_engine::{
    Engine, EngineError, InvitedLogin, LeaverChecklist, LeaverTask, MemberId, NewInvitation, NewTeam, TeamMember,
    TeamRole,
};
use oa_token_model::secret::Secret;
use oa_token_vault::sealed_file::recognise_invitation;
use serde_json::json;

use super::team_report::role_name;
use super::{find, secret_of, unlock};
use crate::args::{TeamCreate, TeamInvite, TeamJoin};
use crate::error::{CliError, exit};
use crate::output::{self, Words};

/// The variables that name the database and the file with its password.
const URL: &str = "OA_TOKEN_DATABASE_URL";
const PASSWORD_FILE: &str = "OA_TOKEN_DATABASE_PASSWORD_FILE";

pub(crate) async fn create(words: &Words, engine: &Engine, call: TeamCreate) -> Result<u8, CliError> {
    let url = call.database.or_else(|| std::env::var(URL).ok()).filter(|url| !url.trim().is_empty());
    let url = url.ok_or(CliError::NoDatabase)?;
    let password = password(words)?;
    words.warn(engine.protection().open_or_create().await?.as_ref());
    let my_name = call.computer.unwrap_or_else(host_name);
    let new = NewTeam { url, password, name: call.name, my_name, oas: Vec::new() };
    engine.team().create(new).await?;
    said(words, engine, |team| fl!(words.loader(), "cli-team-created", team = team)).await
}

/// Prints the team's name and role as JSON, or a sentence on stderr.
pub(super) async fn said(
    words: &Words,
    engine: &Engine,
    sentence: impl FnOnce(String) -> String,
) -> Result<u8, CliError> {
    let Some(team) = engine.team().state().await else { return Err(EngineError::Stopped.into()) };
    if words.json {
        let joined = team.members.iter().any(|member| member.is_me);
        output::json(&json!({"team": team.name, "role": role_name(team.role), "member": team.me.0, "joined": joined}))?;
    } else {
        words.note(&sentence(team.name));
    }
    Ok(exit::DONE)
}

/// Reads the database's password: from the file that the environment names, at the terminal, or one line from stdin.
pub(super) fn password(words: &Words) -> Result<Option<Secret>, CliError> {
    let typed = match std::env::var_os(PASSWORD_FILE).filter(|file| !file.is_empty()) {
        Some(file) => secret_of(words, Path::new(&file))?,
        None => typed(words, "cli-team-database-password")?,
    };
    // Some servers know the user by its socket.
    Ok(Some(typed).filter(|typed| !typed.is_empty()))
}

fn typed(words: &Words, prompt: &str) -> Result<Secret, CliError> {
    if io::stdin().is_terminal() {
        return Ok(Secret::new(rpassword::prompt_password(format!("{} ", words.say(prompt)))?));
    }
    Ok(Secret::new(output::stdin_line()?.expose().trim_end_matches(['\r', '\n'])))
}

/// Returns this computer's name.
fn host_name() -> String {
    let named = std::env::var("HOSTNAME").or_else(|_| std::env::var("COMPUTERNAME")).ok();
    let named = named.or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    let named = named.map(|name| name.trim().chars().take(60).collect::<String>()).filter(|name| !name.is_empty());
    named.unwrap_or_else(|| "oa-token".to_owned())
}

pub(crate) async fn invite(words: &Words, engine: &Engine, call: TeamInvite) -> Result<u8, CliError> {
    if call.passphrase_file.as_ref() == Some(&call.output) {
        return Err(CliError::OneFile);
    }
    if let Some(there) =
        [Some(&call.output), call.passphrase_file.as_ref()].into_iter().flatten().find(|file| file.exists())
    {
        return Err(CliError::FileExists(there.clone()));
    }
    open(words, engine).await?;
    let role = TeamRole::from(call.role);
    let made = match call.login.clone() {
        Some(user) => {
            let password = password(words)?.ok_or(CliError::NoPassphrase)?;
            engine.team().invite_with(role, "", InvitedLogin { user, password }).await?
        }
        None => engine.team().invite(role, "").await?,
    };
    if let Err(error) = keep_invitation(engine, &call, &made).await {
        // An invitation whose file was not written must not stay open.
        engine.team().withdraw(&made.id).await.ok();
        return Err(error);
    }
    if call.passphrase_file.is_some() {
        if words.json {
            output::json(&json!({
                "file": call.output,
                "role": role_name(call.role.into()),
                "key": made.by_key,
                "expires_at": made.expires_at,
            }))?;
        }
    } else if words.json {
        output::json(&json!({
            "file": call.output,
            "role": role_name(call.role.into()),
            "key": made.by_key,
            "expires_at": made.expires_at,
            "passphrase": made.passphrase.expose(),
        }))?;
    } else {
        output::line(made.passphrase.expose())?;
    }
    if !words.json {
        words.note(&fl!(words.loader(), "cli-team-invited", at = output::local(made.expires_at)));
        words.note(&fl!(words.loader(), "cli-team-invite-key", key = made.by_key.as_str()));
        words.note(&words.say(if call.login.is_some() {
            "cli-team-invite-own-login"
        } else {
            "cli-team-invite-login"
        }));
    }
    Ok(exit::DONE)
}

/// Writes the invitation, and its passphrase if it goes into a file.
async fn keep_invitation(engine: &Engine, call: &TeamInvite, made: &NewInvitation) -> Result<(), CliError> {
    write(engine, call.output.clone(), made.bytes.clone()).await?;
    match &call.passphrase_file {
        Some(file) => write(engine, file.clone(), format!("{}\n", made.passphrase.expose()).into_bytes()).await,
        None => Ok(()),
    }
}

async fn write(engine: &Engine, file: PathBuf, bytes: Vec<u8>) -> Result<(), CliError> {
    let environment = engine.environment().clone();
    let written = tokio::task::spawn_blocking(move || match target::write(&environment, &file, &bytes) {
        Err(CannotWriteTarget::Io(_)) => Err(CliError::CannotWrite(file)),
        written => written.map_err(CliError::Target),
    });
    written.await.map_err(io::Error::other)?
}

pub(crate) async fn join(words: &Words, engine: &Engine, call: TeamJoin) -> Result<u8, CliError> {
    let bytes = std::fs::read(&call.file).map_err(|_| CliError::Unreadable(call.file.clone()))?;
    // Checked before the user is asked for a passphrase.
    recognise_invitation(&bytes).map_err(EngineError::Sealed)?;
    let passphrase = match &call.passphrase_file {
        Some(file) => secret_of(words, file)?,
        None => typed(words, "cli-team-passphrase")?,
    };
    if passphrase.is_empty() {
        return Err(CliError::NoPassphrase);
    }
    let shown = engine.team().read_invitation(bytes.clone(), passphrase.clone()).await?;
    if !words.json {
        let (team, host, by) = (shown.team.as_str(), shown.host.as_str(), shown.by.as_str());
        let role = words.say(&format!("cli-team-role-{}", role_name(shown.role)));
        words.note(&fl!(
            words.loader(),
            "cli-team-join-shown",
            team = team,
            host = host,
            by = by,
            role = role,
            key = shown.by_key.as_str()
        ));
        if output::can_ask() && !output::ask(words, &words.say("cli-team-join-ask"))? {
            return Ok(exit::USAGE);
        }
    }
    words.warn(engine.protection().open_or_create().await?.as_ref());
    let my_name = call.computer.unwrap_or_else(host_name);
    let is_member = engine.team().join(bytes, passphrase, &my_name).await?;
    said(words, engine, |team| {
        if is_member {
            fl!(words.loader(), "cli-team-joined", team = team)
        } else {
            fl!(words.loader(), "cli-team-joining", team = team, by = shown.by)
        }
    })
    .await
}

pub(crate) async fn add(words: &Words, engine: &Engine, names: &[String]) -> Result<u8, CliError> {
    engine.open().await?;
    let mut records = Vec::new();
    for name in names {
        records.push(find(engine, name).await?);
    }
    unlock(words, engine).await?;
    let readers = engine.team().readers()?;
    if !words.json {
        let role = |role: &TeamRole| words.say(&format!("cli-team-role-{}", role_name(*role)));
        let shown: Vec<String> = readers.iter().map(|(name, of)| format!("{name} ({})", role(of))).collect();
        let question = fl!(words.loader(), "cli-team-add-readers", members = shown.join(", "));
        if output::can_ask() {
            if !output::ask(words, &format!("{question} {}", words.say("cli-team-add-ask")))? {
                return Ok(exit::USAGE);
            }
        } else {
            words.note(&question);
        }
    }
    let ids: Vec<_> = records.iter().map(|record| record.profile.id.clone()).collect();
    engine.team().add(&ids).await?;
    let rows: Vec<_> =
        records.iter().map(|record| json!({"name": record.profile.name.as_str(), "id": record.profile.id})).collect();
    if words.json {
        output::json(&rows)?;
    } else {
        for record in &records {
            output::line(&fl!(words.loader(), "cli-team-added", name = record.profile.name.to_string()))?;
        }
    }
    Ok(exit::DONE)
}

pub(crate) async fn remove(words: &Words, engine: &Engine, typed: &str) -> Result<u8, CliError> {
    open(words, engine).await?;
    let member = member(engine, typed).await?;
    engine.team().remove(&member).await?;
    let list = engine.team().refresh_after(&member).await?;
    tell_tasks(words, engine, &list).await?;
    Ok(exit::DONE)
}

async fn tell_tasks(words: &Words, engine: &Engine, list: &LeaverChecklist) -> Result<(), CliError> {
    let records = engine.profiles().list().await?;
    let name = |id: &oa_token_model::profile::ProfileId| {
        let found = records.iter().find(|record| record.profile.id == *id);
        found.map_or_else(|| id.to_string(), |record| record.profile.name.to_string())
    };
    if words.json {
        let row = |(task, done): &(LeaverTask, bool)| match task {
            LeaverTask::Refresh(id) => json!({"task": "refresh", "name": name(id), "id": id, "done": done}),
            LeaverTask::SecretKey(app) => json!({"task": "secret_key", "app_id": app, "done": done}),
            LeaverTask::DatabasePassword => json!({"task": "database_password", "done": done}),
        };
        let tasks: Vec<_> = list.tasks.iter().map(row).collect();
        return output::json(&json!({"member": list.member.0, "name": list.name, "tasks": tasks}));
    }
    output::line(&fl!(words.loader(), "cli-team-member-removed", name = list.name.as_str()))?;
    for (task, done) in &list.tasks {
        let said = match task {
            LeaverTask::Refresh(id) if *done => fl!(words.loader(), "cli-team-task-refreshed", name = name(id)),
            LeaverTask::Refresh(id) => fl!(words.loader(), "cli-team-task-refresh", name = name(id)),
            LeaverTask::SecretKey(app) => fl!(words.loader(), "cli-team-task-secret-key", app = app.as_str()),
            LeaverTask::DatabasePassword => words.say("cli-team-task-password"),
        };
        output::line(&format!("{} {said}", if *done { "✓" } else { "✗" }))?;
    }
    Ok(())
}

pub(crate) async fn gone(words: &Words, engine: &Engine, typed: &str) -> Result<u8, CliError> {
    open(words, engine).await?;
    engine.team().catch_up(None, super::team_report::LIMIT).await;
    let member = member(engine, typed).await?;
    engine.team().declare_gone(&member).await?;
    super::team_report::status(words, engine).await
}

/// Finds a member by its id, or the only one of a name.
pub(super) async fn member(engine: &Engine, typed: &str) -> Result<MemberId, CliError> {
    let state = engine.team().state().await.ok_or_else(|| EngineError::from(oa_token_engine::TeamFault::NotInTeam))?;
    let is_it = |member: &&TeamMember| {
        member.id.0 == typed || member.removed_at.is_none() && member.name.to_lowercase() == typed.to_lowercase()
    };
    match state.members.iter().filter(is_it).collect::<Vec<_>>().as_slice() {
        [only] => Ok(only.id.clone()),
        _ => Err(CliError::NoSuchMember(typed.to_owned())),
    }
}

pub(crate) async fn leave(words: &Words, engine: &Engine, (go_on_alone, anyway): (bool, bool)) -> Result<u8, CliError> {
    open(words, engine).await?;
    match (go_on_alone, anyway) {
        (true, _) => engine.team().go_on_alone().await?,
        (false, true) => engine.team().leave_anyway().await?,
        (false, false) => engine.team().leave().await?,
    }
    if !words.json {
        words.note(&words.say(if go_on_alone { "cli-team-alone" } else { "cli-team-left" }));
    }
    Ok(exit::DONE)
}

/// Opens and unlocks an existing vault.
pub(super) async fn open(words: &Words, engine: &Engine) -> Result<(), CliError> {
    if engine.open().await? { unlock(words, engine).await } else { Err(EngineError::NoVault.into()) }
}
