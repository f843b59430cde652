//! A home, a key file, practice Zalo and an engine on them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use oa_token_engine::clock::{SharedClock, SystemClock};
use oa_token_engine::host::AnyHost;
use oa_token_engine::paths::Environment;
use oa_token_engine::zalo_client::{ClientOptions, RequestTimeouts};
use oa_token_engine::{Engine, EngineOptions, Timeouts};
use oa_token_model::origin::Origin;
use oa_token_model::outcome::Outcome;
use oa_token_model::profile::{AppId, ProfileId, ProfileKind, ProfileName};
use oa_token_model::records::{ProfileRecord, ProfileSeed};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use oa_token_vault::keys::{self, KeySource, OsKeychain};
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{KeySlots as _, VaultFile as _};
use tempfile::TempDir;
use zalo_sim::{App, Config, Pair, Sim};

pub(crate) const APP_ID: &str = "1234567890123456789";
pub(crate) const SECRET_KEY: &str = "FAKE_SECRET_0000000000";

/// Everything a test needs; the home is removed at the end.
pub(crate) struct Bench {
    pub(crate) sim: Sim,
    pub(crate) engine: Engine,
    pub(crate) home: TempDir,
    pub(crate) first: Pair,
    pub(crate) profile: ProfileId,
}

/// Times short enough for tests; no test waits for one of them to prove something.
pub(crate) fn options(home: &Path, origin: &str) -> EngineOptions {
    let key = home.join("key");
    if !key.exists() {
        oa_token_vault::atomic_file::write(&key, b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E").unwrap();
    }
    let origin = Origin::parse(origin).unwrap();
    let timeouts = RequestTimeouts {
        answer: Duration::from_millis(400),
        quiet: Duration::from_millis(400),
        ..RequestTimeouts::default()
    };
    EngineOptions {
        environment: Environment {
            home: home.join("data"),
            home_is_named: true,
            user: None,
            key: KeySource::KeyFile(key),
            oauth: origin.clone(),
            api: origin,
        },
        clock: Arc::new(SystemClock) as SharedClock,
        keychain: Arc::new(OsKeychain::new()),
        client: ClientOptions { timeouts, ..ClientOptions::default() },
        timeouts: Timeouts { recovery: Duration::ZERO, save: Duration::from_millis(20), ..Timeouts::default() },
        host: Arc::new(AnyHost),
    }
}

pub(crate) fn seed(name: &str, refresh_token: &str) -> ProfileSeed {
    ProfileSeed {
        name: ProfileName::parse(name).unwrap(),
        app_id: AppId::parse(APP_ID).unwrap(),
        kind: ProfileKind::Live,
        secret_key: Secret::new(SECRET_KEY),
        pair: TokenPair { access: None, refresh: Some(Secret::new(refresh_token)) },
    }
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let sim = Sim::start(config).await.unwrap();
        sim.add_app(App::new(APP_ID, SECRET_KEY));
        let first = sim.issue_pair(APP_ID);
        let home = tempfile::tempdir().unwrap();
        let engine = Engine::start(options(home.path(), &sim.origin())).unwrap();
        engine.protection().open_or_create().await.unwrap();
        let profile = engine.profiles().create(seed("shop", &first.refresh_token)).await.unwrap().id;
        Self { sim, engine, home, first, profile }
    }

    /// Another process: an engine of its own on the same home.
    pub(crate) async fn another_keeper(&self) -> Engine {
        let engine = Engine::start(options(self.home.path(), &self.sim.origin())).unwrap();
        engine.protection().open_or_create().await.unwrap();
        engine
    }

    /// The vault by a connection of its own, unlocked.
    pub(crate) fn vault(&self) -> SqliteVault {
        let environment = options(self.home.path(), &self.sim.origin()).environment;
        let mut vault = SqliteVault::open(&environment.vault_file()).unwrap().unwrap();
        let (id, slots) = (vault.id().to_owned(), vault.slots().unwrap());
        let opened = keys::open(&id, &slots, &environment.key, &OsKeychain::new()).unwrap();
        vault.unlock(&opened.key).unwrap();
        vault
    }

    /// Another process that has not opened the vault.
    pub(crate) fn another(&self) -> Engine {
        Engine::start(options(self.home.path(), &self.sim.origin())).unwrap()
    }

    /// Another process, by a clock that is so many hours ahead.
    pub(crate) async fn keeper_ahead(&self, hours: i64) -> Engine {
        struct Ahead(i64);
        impl oa_token_engine::clock::Clock for Ahead {
            fn now(&self) -> jiff::Timestamp {
                SystemClock.now() + jiff::SignedDuration::from_hours(self.0)
            }
        }
        let mut options = options(self.home.path(), &self.sim.origin());
        options.clock = Arc::new(Ahead(hours));
        let engine = Engine::start(options).unwrap();
        engine.protection().open_or_create().await.unwrap();
        engine
    }

    /// Fails unless the first refresh token is still the current one.
    pub(crate) async fn assert_kept(&self) {
        let refresh = self.pair().await.refresh;
        assert!(refresh.is_some_and(|token| token.expose() == self.first.refresh_token), "the pair is kept");
    }

    pub(crate) async fn click(&self) -> Outcome {
        self.engine.refresh().send(&self.profile, Trigger::User).await.unwrap()
    }

    pub(crate) async fn record(&self) -> ProfileRecord {
        self.engine.profiles().get(&self.profile).await.unwrap()
    }

    /// The current pair as the vault has it.
    pub(crate) async fn pair(&self) -> TokenPair {
        self.engine.profiles().secrets(&self.profile).await.unwrap().current.pair
    }

    /// Fails unless the vault holds exactly the pair that lives at Zalo.
    pub(crate) async fn assert_live(&self) {
        let (ours, theirs) = (self.pair().await, self.sim.live_pair(APP_ID).expect("a live pair"));
        assert!(ours.access.is_some_and(|token| token.expose() == theirs.access_token), "the live access token");
        assert!(ours.refresh.is_some_and(|token| token.expose() == theirs.refresh_token), "the live refresh token");
    }

    /// Fails if a request broke Zalo's contract.
    pub(crate) fn assert_contract(&self) {
        assert_eq!(self.sim.ledger().violations, Vec::<String>::new());
    }
}
