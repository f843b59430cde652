//! The team that shares OAs. The core decides who may do what; the chosen invitation and the passphrase of a new one stay
//! in Rust.

use std::time::Duration;

use oa_token_engine::{DatabaseFound, MemberId, NewTeam, target};
use oa_token_model::bundle::ENDING;
use oa_token_model::export::safe_file_name;
use oa_token_model::profile::{ProfileId, ProfileName};
use oa_token_model::secret::Secret;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tauri::State;

use crate::app_state::AppState;
use crate::commands::bundles::{choose, contents, name_of};
use crate::commands::protection::typed;
use crate::error::CommandError;
use crate::views::{
    InvitationSaved, InvitationView, TeamChecklist, TeamDatabaseInput, TeamInput, TeamReader, TeamRoleView, TeamTask,
    TeamView,
};

/// How long "try again" asks the database before the page is told what is known.
const ASKING: Duration = Duration::from_secs(10);

/// Returns the team; null if this computer is in none. Asks nothing of the database.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_team(state: State<'_, AppState>) -> Result<Option<TeamView>, CommandError> {
    Ok(view(&state).await)
}

/// Asks the team's database now, and returns how it stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_team(state: State<'_, AppState>) -> Result<Option<TeamView>, CommandError> {
    // Whether it answered is in the view.
    state.engine.team().catch_up(None, ASKING).await;
    Ok(view(&state).await)
}

/// Asks a database what it holds: the name of a team, or null.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_team_database(
    state: State<'_, AppState>,
    database: TeamDatabaseInput,
    password: String,
) -> Result<Option<String>, CommandError> {
    let found = state.engine.team().try_database(&address(&database), given(password)).await?;
    Ok(match found {
        DatabaseFound::Empty => None,
        DatabaseFound::Team(name) => Some(name),
    })
}

/// Makes a team, and shares these OAs.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_team(
    state: State<'_, AppState>,
    team: TeamInput,
    password: String,
) -> Result<Option<TeamView>, CommandError> {
    let password = given(password);
    // Without a vault there is no passphrase to ask for.
    state.make_vault().await?;
    state.engine.protection().require_step_up().await?;
    let url = address(&team.database);
    let oas = known(&state, &team.ids).await?;
    let new = NewTeam { url, password, name: team.name, my_name: team.my_name, oas };
    state.engine.team().create(new).await?;
    Ok(view(&state).await)
}

/// Asks for a path and saves an invitation there; null if the user cancels. `reveal_secret` returns its passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_invitation(
    state: State<'_, AppState>,
    role: TeamRoleView,
    name: String,
) -> Result<Option<InvitationSaved>, CommandError> {
    state.engine.protection().require_step_up().await?;
    // Asked first, so that a user who cancels leaves no invitation that nobody has.
    let stem = ProfileName::parse(name.trim()).map_or_else(|_| "OA Token".to_owned(), |name| safe_file_name(&name));
    let Some(path) = choose(&state, format!("{stem}.{ENDING}")).await else { return Ok(None) };
    let made = state.engine.team().invite(role.into(), name.trim()).await?;
    target::write(state.engine.environment(), &path, &made.bytes)?;
    state.pending_invitation.hold_passphrase(made.passphrase);
    Ok(Some(InvitationSaved { file: name_of(&path), by_key: made.by_key, expires_at: made.expires_at.to_string() }))
}

/// Drops the chosen invitation, and the passphrase of the one that was made.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_invitation(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.pending_invitation.forget();
    Ok(())
}

/// Withdraws an invitation that was not used yet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn withdraw_invitation(
    state: State<'_, AppState>,
    invitation: String,
) -> Result<Option<TeamView>, CommandError> {
    state.engine.team().withdraw(&invitation).await?;
    Ok(view(&state).await)
}

/// Asks for an invitation; returns the file's name, or null if the user cancels.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_invitation(state: State<'_, AppState>) -> Result<Option<String>, CommandError> {
    let desktop = state.desktop.clone();
    let chosen = tauri::async_runtime::spawn_blocking(move || desktop.choose_file_to_open()).await;
    let Ok(Some(path)) = chosen else { return Ok(None) };
    let name = name_of(&path);
    let bytes = tauri::async_runtime::spawn_blocking(move || contents(&path)).await;
    state.pending_invitation.hold_file(bytes.ok().and_then(Result::ok).ok_or(CommandError::CannotReadFile)?);
    Ok(Some(name))
}

/// Opens the chosen invitation. Connects to nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_invitation(
    state: State<'_, AppState>,
    passphrase: String,
) -> Result<InvitationView, CommandError> {
    let passphrase = Secret::new(passphrase);
    let bytes = state.pending_invitation.file().ok_or(CommandError::CannotReadFile)?;
    let shown = state.engine.team().read_invitation(bytes, passphrase).await;
    Ok(shown.map_err(|error| typed(&error))?.into())
}

/// Joins the team of the chosen invitation; returns whether an admin's computer has confirmed it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn join_team(
    state: State<'_, AppState>,
    passphrase: String,
    my_name: String,
) -> Result<bool, CommandError> {
    let passphrase = Secret::new(passphrase);
    let bytes = state.pending_invitation.file().ok_or(CommandError::CannotReadFile)?;
    state.make_vault().await?;
    let joined = state.engine.team().join(bytes, passphrase, &my_name).await.map_err(|error| typed(&error))?;
    state.pending_invitation.forget();
    Ok(joined)
}

/// Returns who will be able to read what is shared.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_team_readers(state: State<'_, AppState>) -> Result<Vec<TeamReader>, CommandError> {
    let readers = state.engine.team().readers()?;
    Ok(readers.into_iter().map(|(name, role)| TeamReader { name, role: role.into() }).collect())
}

/// Shares OAs with the team.
#[tauri::command]
#[specta::specta]
pub(crate) async fn share_profiles(
    state: State<'_, AppState>,
    ids: Vec<String>,
) -> Result<Option<TeamView>, CommandError> {
    state.engine.protection().require_step_up().await?;
    let oas = known(&state, &ids).await?;
    state.engine.team().add(&oas).await?;
    Ok(view(&state).await)
}

/// Takes an OA out of the team: this computer keeps it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retire_profile(state: State<'_, AppState>, id: String) -> Result<Option<TeamView>, CommandError> {
    let record = state.record(&id).await?;
    state.engine.team().retire(&record.profile.id).await?;
    Ok(view(&state).await)
}

/// Gives the task of refreshing an OA automatically to a member.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_refresher(
    state: State<'_, AppState>,
    id: String,
    member: String,
) -> Result<Option<TeamView>, CommandError> {
    let record = state.record(&id).await?;
    state.engine.team().set_refresher(&record.profile.id, &MemberId(member)).await?;
    Ok(view(&state).await)
}

/// Says that a member will not come back: OAs that wait for it do so no longer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn declare_gone(state: State<'_, AppState>, member: String) -> Result<Option<TeamView>, CommandError> {
    state.engine.protection().require_step_up().await?;
    state.engine.team().declare_gone(&MemberId(member)).await?;
    Ok(view(&state).await)
}

/// Removes a member and changes the keys. The refreshes that follow go on after this call.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_member(state: State<'_, AppState>, member: String) -> Result<TeamChecklist, CommandError> {
    state.engine.protection().require_step_up().await?;
    let member = MemberId(member);
    let list = state.engine.team().remove(&member).await?;
    let engine = state.engine.clone();
    tauri::async_runtime::spawn(async move {
        // Each that failed stays open in the checklist.
        engine.team().refresh_after(&member).await.ok();
    });
    Ok(list.into())
}

/// Refreshes the OAs that are still open in a checklist.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh_after_member(
    state: State<'_, AppState>,
    member: String,
) -> Result<TeamChecklist, CommandError> {
    Ok(state.engine.team().refresh_after(&MemberId(member)).await?.into())
}

/// Returns what is left to do since a member was removed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_checklist(state: State<'_, AppState>, member: String) -> Result<TeamChecklist, CommandError> {
    Ok(state.engine.team().checklist(&MemberId(member))?.into())
}

/// Notes that the user has done a task.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settle_task(
    state: State<'_, AppState>,
    member: String,
    task: TeamTask,
) -> Result<TeamChecklist, CommandError> {
    let member = MemberId(member);
    let task = task.task().ok_or(CommandError::NoSuchProfile)?;
    state.engine.team().settle(&member, &task).await?;
    Ok(state.engine.team().checklist(&member)?.into())
}

/// Leaves the team. The shared OAs are stopped here, unless this computer is its last member.
#[tauri::command]
#[specta::specta]
pub(crate) async fn leave_team(state: State<'_, AppState>) -> Result<Option<TeamView>, CommandError> {
    state.engine.team().leave().await?;
    Ok(view(&state).await)
}

/// Goes on alone, because the team is no more. The user was told what happens if it is not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn go_on_alone(state: State<'_, AppState>) -> Result<Option<TeamView>, CommandError> {
    state.engine.team().go_on_alone().await?;
    Ok(view(&state).await)
}

async fn view(state: &AppState) -> Option<TeamView> {
    state.engine.team().state().await.map(Into::into)
}

async fn known(state: &AppState, ids: &[String]) -> Result<Vec<ProfileId>, CommandError> {
    let mut known = Vec::with_capacity(ids.len());
    for id in ids {
        known.push(state.record(id).await?.profile.id);
    }
    Ok(known)
}

/// An empty box is no password: the server knows the user by its socket.
fn given(password: String) -> Option<Secret> {
    let password = Secret::new(password);
    if password.expose().is_empty() { None } else { Some(password) }
}

/// Writes the address as one; the engine judges it.
fn address(database: &TeamDatabaseInput) -> String {
    let encoded = |typed: &str| utf8_percent_encode(typed.trim(), NON_ALPHANUMERIC).to_string();
    let host = match database.host.trim() {
        host if host.contains(':') && !host.starts_with('[') => format!("[{host}]"),
        host => host.to_owned(),
    };
    let port = match database.port.trim() {
        "" => String::new(),
        port => format!(":{port}"),
    };
    format!("postgres://{}@{host}{port}/{}", encoded(&database.user), encoded(&database.database))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(host: &str, port: &str, user: &str) -> String {
        let text = |text: &str| text.to_owned();
        address(&TeamDatabaseInput { host: text(host), port: text(port), database: text("oa_token"), user: text(user) })
    }

    #[test]
    fn the_address_names_login_and_database_in_a_form_that_cannot_hold_more() {
        assert_eq!(written(" db.example.com ", "5433", "shop"), "postgres://shop@db.example.com:5433/oa%5Ftoken");
        assert_eq!(written("::1", "", "a@b:c"), "postgres://a%40b%3Ac@[::1]/oa%5Ftoken");
    }
}
