//! One file per call.

use oa_token::engine::{Engine, EngineError};
use oa_token::exchange::export::Subject;
use oa_token::profile::Profile;
use oa_token::vault::{ProfileRecord, ProfileSecrets, VaultError};

use crate::args::{Call, KeyCall};
use crate::failure::Failure;
use crate::say::Words;

pub(crate) use practice::PracticeZalo;

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
mod key;
mod list;
mod practice;
mod refresh;
mod token;
pub(crate) mod watch;

/// Runs a call; returns the exit code. `practice` must outlive it, together with its requests in flight.
pub(crate) async fn run(words: &Words, keeper: &Engine, practice: &PracticeZalo, call: Call) -> Result<u8, Failure> {
    match call {
        Call::Import(call) => import::run(words, keeper, call).await,
        Call::List => list::run(words, keeper).await,
        Call::History { name } => history::run(words, keeper, name).await,
        Call::Refresh(call) => refresh::run(words, keeper, practice, call).await,
        Call::Token { name, min_life } => token::run(words, keeper, practice, &name, min_life).await,
        Call::Export(call) => export::run(words, keeper, call).await,
        Call::Check { name } => check::run(words, keeper, practice, &name).await,
        Call::Auto { pause: Some(span), .. } => auto::pause(words, keeper, span).await,
        Call::Auto { words: given, all, pause: None } => auto::switch(words, keeper, given, all).await,
        Call::Watch => watch::run(words, keeper).await,
        Call::Authorize { name, redirect_uri, no_pkce } => {
            authorize::run(words, keeper, practice, &name, redirect_uri, !no_pkce).await
        }
        Call::Key { call: KeyCall::List } => key::list(words, keeper).await,
        Call::Key { call: KeyCall::AddFile { file } } => key::add_file(words, keeper, file).await,
        Call::Key { call: KeyCall::AddPassphrase { generate: true } } => key::generate_passphrase(words, keeper).await,
        Call::Key { call: KeyCall::AddPassphrase { generate: false } } => key::add_passphrase(words, keeper).await,
        Call::Key { call: KeyCall::Remove { id } } => key::remove(words, keeper, id).await,
        Call::Doctor { .. } | Call::Demo => Err(EngineError::Stopped.into()),
    }
}

/// Finds a profile by the typed id or name.
async fn find(keeper: &Engine, name: &str) -> Result<ProfileRecord, Failure> {
    keeper.resolve(name).await.map_err(|error| {
        if matches!(error, EngineError::Vault(VaultError::NoSuchProfile)) {
            Failure::NoSuchProfile(name.to_owned())
        } else {
            error.into()
        }
    })
}

/// Returns the data to export of a profile.
fn subject<'a>(keeper: &'a Engine, profile: &'a Profile, secrets: &'a ProfileSecrets) -> Subject<'a> {
    let ProfileSecrets { secret_key, current } = secrets;
    Subject { profile, stored: current, secret_key, api: &keeper.environment().api }
}

/// Unlocks the vault for a call that names profiles. Without a vault the profile does not exist.
async fn unlock(words: &Words, keeper: &Engine) -> Result<(), Failure> {
    let warning = keeper.unlock().await?;
    words.warn(warning.as_ref());
    Ok(())
}
