//! One file per call.

use std::path::Path;

use oa_token_engine::{Engine, EngineError};
use oa_token_model::export::Subject;
use oa_token_model::profile::Profile;
use oa_token_model::records::{ProfileRecord, ProfileSecrets};
use oa_token_model::secret::Secret;
use oa_token_vault::{VaultError, keys};

use crate::args::{AlertCall, ApiKeyCall, Call, KeyCall, PlaceCall, TeamCall};
use crate::error::CliError;
use crate::nearest::nearest;
use crate::output::Words;

pub(crate) use practice::SandboxServer;

mod alert;
mod api_key;
mod authorize;
mod auto;
mod bundle;
mod check;
pub(crate) mod demo;
pub(crate) mod doctor;
mod doctor_checks;
mod export;
mod history;
mod import;
pub(crate) mod import_report;
mod key;
mod list;
mod place;
mod practice;
mod refresh;
pub(crate) mod serve;
pub(crate) mod service;
mod team;
mod team_login;
mod team_report;
mod token;
pub(crate) mod watch;

/// Runs a call; returns the exit code. `practice` must outlive it, together with its requests in flight.
pub(crate) async fn run(words: &Words, engine: &Engine, practice: &SandboxServer, call: Call) -> Result<u8, CliError> {
    match call {
        Call::Import(call) => import::run(words, engine, call).await,
        Call::List => list::run(words, engine).await,
        Call::History { name } => history::run(words, engine, name).await,
        Call::Refresh(call) => refresh::run(words, engine, practice, call).await,
        Call::Token { name, min_life } => token::run(words, engine, practice, &name, min_life).await,
        Call::Export(call) => export::run(words, engine, call).await,
        Call::Check { name } => check::run(words, engine, practice, &name).await,
        Call::Auto { pause: Some(span), .. } => auto::pause(words, engine, span).await,
        Call::Auto { words: given, all, pause: None } => auto::switch(words, engine, given, all).await,
        Call::Watch => watch::run(words, engine).await,
        Call::Authorize { name, redirect_uri, no_pkce } => {
            authorize::run(words, engine, practice, &name, redirect_uri, !no_pkce).await
        }
        Call::Key { call: KeyCall::List } => key::list(words, engine).await,
        Call::Key { call: KeyCall::AddFile { file } } => key::add_file(words, engine, file).await,
        Call::Key { call: KeyCall::AddPassphrase { generate: true } } => key::generate_passphrase(words, engine).await,
        Call::Key { call: KeyCall::AddPassphrase { generate: false } } => key::add_passphrase(words, engine).await,
        Call::Key { call: KeyCall::Remove { id } } => key::remove(words, engine, id).await,
        Call::ApiKey { call: ApiKeyCall::Add(call) } => api_key::add(words, engine, call).await,
        Call::ApiKey { call: ApiKeyCall::List } => api_key::list(words, engine).await,
        Call::ApiKey { call: ApiKeyCall::Remove { name } } => api_key::remove(words, engine, &name).await,
        Call::Serve(call) => serve::run(words, engine, call).await,
        Call::Alert { call: AlertCall::List } => alert::list(words, engine).await,
        Call::Alert { call: AlertCall::Add(call) } => alert::add(words, engine, call).await,
        Call::Alert { call: AlertCall::Test { channel } } => alert::test(words, engine, &channel).await,
        Call::Alert { call: AlertCall::Remove { channel } } => alert::remove(words, engine, &channel).await,
        Call::Place { call: PlaceCall::List { name } } => place::list(words, engine, name).await,
        Call::Place { call: PlaceCall::Add(call) } => place::add(words, engine, call).await,
        Call::Place { call: PlaceCall::Test { name, place } } => place::test(words, engine, &name, &place).await,
        Call::Place { call: PlaceCall::Remove { name, place } } => place::remove(words, engine, &name, &place).await,
        Call::Place { call: PlaceCall::Deliver { names } } => place::deliver(words, engine, &names).await,
        Call::Team { call: TeamCall::Create(call) } => team::create(words, engine, call).await,
        Call::Team { call: TeamCall::Status } => team_report::status(words, engine).await,
        Call::Team { call: TeamCall::Invite(call) } => team::invite(words, engine, call).await,
        Call::Team { call: TeamCall::Join(call) } => team::join(words, engine, call).await,
        Call::Team { call: TeamCall::Add { names } } => team::add(words, engine, &names).await,
        Call::Team { call: TeamCall::List } => team_report::list(words, engine).await,
        Call::Team { call: TeamCall::Remove { member } } => team::remove(words, engine, &member).await,
        Call::Team { call: TeamCall::Gone { member } } => team::gone(words, engine, &member).await,
        Call::Team { call: TeamCall::Sql(call) } => team_login::sql(words, engine, call).await,
        Call::Team { call: TeamCall::Login(call) } => team_login::change(words, engine, call).await,
        Call::Team { call: TeamCall::Leave { go_on_alone, anyway } } => {
            team::leave(words, engine, (go_on_alone, anyway)).await
        }
        Call::Doctor { .. }
        | Call::Service { .. }
        | Call::Demo
        | Call::Completions { .. }
        | Call::Man { .. }
        | Call::Help { .. } => Err(EngineError::Stopped.into()),
    }
}

/// Finds a profile by the typed id or name. If there is none, the error names the most similar one.
async fn find(engine: &Engine, name: &str) -> Result<ProfileRecord, CliError> {
    let error = match engine.profiles().resolve(name).await {
        Ok(record) => return Ok(record),
        Err(EngineError::Vault(VaultError::NoSuchProfile)) => CliError::NoSuchProfile(name.to_owned()),
        Err(error) => return Err(error.into()),
    };
    let records = engine.profiles().list().await.unwrap_or_default();
    let names = records.iter().map(|record| record.profile.name.as_str());
    let likely = nearest(name, names).map(ToOwned::to_owned);
    Err(likely.map_or(error, |meant| CliError::LikelyProfile { typed: name.to_owned(), meant }))
}

/// Returns the data to export of a profile.
fn subject<'a>(engine: &'a Engine, profile: &'a Profile, secrets: &'a ProfileSecrets) -> Subject<'a> {
    let ProfileSecrets { secret_key, current } = secrets;
    Subject { profile, stored: current, secret_key, api: &engine.environment().api }
}

/// Reads the first line of a file with a passphrase or a password, which does not open the vault.
fn secret_of(words: &Words, file: &Path) -> Result<Secret, CliError> {
    let (line, warning) = keys::first_line(file).map_err(CliError::SecretFile)?;
    words.warn(warning.as_ref());
    Ok(line)
}

/// Unlocks the vault for a call that names profiles. Without a vault the profile does not exist.
async fn unlock(words: &Words, engine: &Engine) -> Result<(), CliError> {
    let warning = engine.protection().unlock().await?;
    words.warn(warning.as_ref());
    Ok(())
}
