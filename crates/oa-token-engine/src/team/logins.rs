//! How members get into the database: one login for all, or one for each.

use oa_token_model::printable::printable;
use oa_token_model::secret::Secret;
use oa_token_team::postgres::{
    Database, DatabaseAddress, Login, Waits, joining_login, login_ended, login_of, permissions,
};
use oa_token_team::rules::member::MemberId;

use super::fault::TeamFault;
use super::keeping_up::{active, keep_up};
use super::loading;
use crate::{EngineError, Shared};

/// How this computer gets into the database from now on.
#[derive(Debug, Clone)]
pub enum NewLogin {
    /// As before, with another password.
    Same,
    /// By the login that has this computer's id as its name.
    Own,
    /// By this address.
    Address(String),
}

/// A login that an invitation holds instead of this computer's.
#[derive(Debug, Clone)]
pub struct InvitedLogin {
    /// Its name.
    pub user: String,
    /// Its password.
    pub password: Secret,
}

/// Returns the statements for the database's administrator: what each role may do, and a login for each member, or for
/// this one. Holds no password.
pub(super) fn sql(shared: &Shared, only: Option<&MemberId>) -> Result<String, EngineError> {
    let active = active(shared)?;
    let roster = active.chain.current();
    let team = roster.team.as_str();
    let is_meant = |id: &MemberId| only.is_none_or(|only| only == id);
    let mut parts = Vec::new();
    if only.is_none() {
        parts.push(permissions(team));
    }
    for member in roster.members.iter().filter(|member| is_meant(&member.id)) {
        let login = login_of(team, &member.id, member.role).ok_or(TeamFault::NoSuchMember)?;
        parts.push(format!("\n-- {}. Its password: \\password \"{}\"\n{login}", comment(&member.name), member.id));
    }
    for member in active.chain.former().iter().filter(|member| is_meant(&member.id)) {
        let ended = login_ended(&member.id).ok_or(TeamFault::NoSuchMember)?;
        parts.push(format!("\n-- {} was removed.\n{ended}", comment(&member.name)));
    }
    if only.is_none() {
        parts.push(format!(
            "\n-- To invite with a login that only joins: \\password \"{login}\", then\n\
             -- oa-token team invite --login {login} …\n",
            login = joining_login(team)
        ));
    }
    Ok(parts.concat())
}

/// Returns a name that stays in its line.
fn comment(name: &str) -> String {
    printable(name).replace(['\n', '\r'], " ")
}

/// Changes how this computer gets into the database, once that works.
pub(super) async fn change(shared: &Shared, new: NewLogin, password: Option<Secret>) -> Result<(), EngineError> {
    loading::reload(shared).await?;
    let active = active(shared)?;
    let before = active.stored.login()?;
    let before = Login { bound: active.database.is_bound(), ..before };
    let login = match new {
        NewLogin::Same => Login { password, ..before },
        NewLogin::Own => {
            let address = DatabaseAddress { user: active.me().0.clone(), ..before.address };
            Login { address, password, ..before }
        }
        // A person may have put a pooler in between.
        NewLogin::Address(url) => Login { address: DatabaseAddress::parse(&url)?, password, bound: false, ..before },
    };
    Database::new(login.clone(), Waits::default()).of_team(&active.chain.current().team).now().await?;
    loading::change(shared, move |stored| {
        stored.set_login(&login);
        Ok(())
    })
    .await?;
    keep_up(shared).await
}
