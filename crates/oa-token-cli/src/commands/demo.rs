//! `oa-token demo`: the whole workflow with the practice server, in a temporary data folder. Needs no account and sends
//! nothing to Zalo.

use std::io;
use std::path::Path;

use oa_token_engine::Engine;
use oa_token_engine::paths::Environment;
use oa_token_model::export::{Choice, EnvNames, Format, write};
use oa_token_model::origin::Origin;
use oa_token_model::profile::{AppId, Profile, ProfileId, ProfileKind, ProfileName};
use oa_token_model::records::ProfileSeed;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use oa_token_vault::atomic_file;
use oa_token_vault::keys::KeySource;
use zalo_sim::{App, Config, Sim};

use super::refresh::for_people;
use super::{list, subject};
use crate::error::{CliError, exit};
use crate::output::{self, Words};

const APP_ID: &str = "1234567890123456789";
const SECRET_KEY: &str = "FAKE_SECRET_0000000000";

pub(crate) async fn run(words: &Words) -> Result<u8, CliError> {
    output::line(&words.say("demo-start"))?;
    let sim = Sim::start(Config::default()).await?;
    sim.add_app(App::new(APP_ID, SECRET_KEY));
    let home = tempfile::tempdir()?;
    let engine = crate::engine(words, practice(home.path(), &sim.origin())?)?;

    step(words, "demo-import")?;
    let profile = import(&engine, &sim).await?;
    step(words, "demo-list")?;
    list::run(words, &engine).await?;
    step(words, "demo-refresh")?;
    refresh(words, &engine, &profile).await?;
    step(words, "demo-answer")?;
    let secrets = engine.profiles().secrets(&profile.id).await?;
    let subject = subject(&engine, &profile, &secrets);
    let choice = Choice { format: Format::Json, with_refresh_token: true, names: EnvNames::default() };
    output::line(&String::from_utf8_lossy(write(&subject, &choice)?.expose()))?;
    step(words, "demo-token")?;
    output::line(secrets.current.pair.access.as_ref().map(Secret::expose).unwrap_or_default())?;
    step(words, "demo-again")?;
    let newest = secrets.current.pair.refresh.unwrap_or_else(|| Secret::new(""));
    let elsewhere = import_elsewhere(words, home.path(), &sim, newest).await?;
    refresh(words, &elsewhere.0, &elsewhere.1).await?;
    refresh(words, &engine, &profile).await?;
    output::line("")?;
    output::line(&words.say("demo-end"))?;
    Ok(exit::DONE)
}

fn step(words: &Words, id: &str) -> Result<(), CliError> {
    output::line("")?;
    output::line(&words.say(id))
}

/// Returns a separate environment: a key file next to the vault, the practice server as the only server.
fn practice(home: &Path, origin: &str) -> Result<Environment, CliError> {
    let key_file = home.join("key");
    // Two ids of 122 random bits each: as strong as a key file needs to be.
    let random = format!("{}{}", ProfileId::random(), ProfileId::random());
    atomic_file::write(&key_file, random.as_bytes())?;
    let origin = Origin::parse(origin).map_err(|_| CliError::Stdio(io::ErrorKind::AddrNotAvailable.into()))?;
    Ok(Environment {
        home: home.to_owned(),
        home_is_named: true,
        user: None,
        key: KeySource::KeyFile(key_file),
        oauth: origin.clone(),
        api: origin,
        telegram: Origin::telegram(),
    })
}

async fn import(engine: &Engine, sim: &Sim) -> Result<Profile, CliError> {
    let pair = sim.issue_pair(APP_ID);
    make(engine, Secret::new(pair.refresh_token)).await
}

async fn make(engine: &Engine, refresh_token: Secret) -> Result<Profile, CliError> {
    engine.protection().open_or_create().await?;
    let seed = ProfileSeed {
        name: ProfileName::parse("Cà phê Hà Nội").expect("a fixed name"),
        app_id: AppId::parse(APP_ID).expect("a fixed id"),
        kind: ProfileKind::Live,
        secret_key: Secret::new(SECRET_KEY),
        pair: TokenPair { access: None, refresh: Some(refresh_token) },
    };
    Ok(engine.profiles().create(seed).await?)
}

/// Simulates a second tool that refreshes the same OA.
async fn import_elsewhere(words: &Words, home: &Path, sim: &Sim, token: Secret) -> Result<(Engine, Profile), CliError> {
    let other = home.join("elsewhere");
    std::fs::create_dir(&other)?;
    let engine = crate::engine(words, practice(&other, &sim.origin())?)?;
    let profile = make(&engine, token).await?;
    Ok((engine, profile))
}

async fn refresh(words: &Words, engine: &Engine, profile: &Profile) -> Result<(), CliError> {
    let outcome = engine.refresh().send(&profile.id, Trigger::User).await?;
    output::line(&format!("{}: {}", profile.name, for_people(words, &outcome)))
}
