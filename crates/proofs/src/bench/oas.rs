//! Homes with OAs as a user has them: refreshed once by hand, then automatically.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::clock::{Clock, SharedClock, SystemClock};
use oa_token_engine::paths::Environment;
use oa_token_engine::zalo_client::ClientOptions;
use oa_token_engine::{Engine, EngineOptions, Timeouts};
use oa_token_model::origin::Origin;
use oa_token_model::outcome::AttemptResult;
use oa_token_model::profile::{AppId, ProfileKind, ProfileName};
use oa_token_model::records::ProfileSeed;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use oa_token_vault::keys::{KeySource, OsKeychain};
use zalo_sim::Sim;

use crate::home::{APP_ID, Home, SECRET_KEY};
use crate::proof::Trouble;

/// A clock that is some minutes behind, so that what it refreshed does not count as just spent.
struct Ago;

impl Clock for Ago {
    fn now(&self) -> Timestamp {
        SystemClock.now() - SignedDuration::from_mins(3)
    }
}

/// Starts an engine on a home, as the command does.
pub(super) fn engine(home: &Home) -> Result<Engine, Trouble> {
    engine_by(home, Arc::new(SystemClock))
}

pub(super) fn engine_by(home: &Home, clock: SharedClock) -> Result<Engine, Trouble> {
    let origin = Origin::parse(home.origin())?;
    Ok(Engine::start(EngineOptions {
        environment: Environment {
            home: home.data(),
            home_is_named: true,
            user: None,
            key: KeySource::KeyFile(home.key()),
            oauth: origin.clone(),
            api: origin,
        },
        clock,
        keychain: Arc::new(OsKeychain::new()),
        client: ClientOptions::default(),
        timeouts: Timeouts::default(),
        host: Arc::new(oa_token_engine::host::AnyHost),
    })?)
}

/// Adds OAs to a home, each refreshed by hand minutes ago and switched to automatic refresh. Zalo decides how long
/// their access tokens are valid.
pub(super) async fn add(home: &Home, sim: &Sim, count: usize) -> Result<(), Trouble> {
    let engine = engine_by(home, Arc::new(Ago))?;
    engine.protection().open_or_create().await?;
    for number in 0..count {
        let refresh = Secret::new(sim.issue_pair(APP_ID).refresh_token);
        let seed = ProfileSeed {
            name: ProfileName::parse(&format!("Cà phê số {number}"))?,
            app_id: AppId::parse(APP_ID)?,
            kind: ProfileKind::Live,
            secret_key: Secret::new(SECRET_KEY),
            pair: TokenPair { access: None, refresh: Some(refresh) },
        };
        let id = engine.profiles().create(seed).await?.id;
        let outcome = engine.refresh().send(&id, Trigger::User).await?;
        if !matches!(outcome.result, AttemptResult::Saved(_)) {
            return Err(format!("OA {number} was not refreshed").into());
        }
        engine.auto_refresh().set_automatic(&id, true).await?;
    }
    engine.refresh().drain().await;
    Ok(())
}
