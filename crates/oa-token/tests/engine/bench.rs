//! A home, a key file, practice Zalo and an engine on them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use oa_token::clock::{SharedClock, SystemClock};
use oa_token::engine::{Engine, EngineOptions, Timeouts};
use oa_token::host::AnyHost;
use oa_token::keys::{KeySource, OsKeychain};
use oa_token::origin::Origin;
use oa_token::outcome::Outcome;
use oa_token::paths::Environment;
use oa_token::profile::{AppId, ProfileId, ProfileKind, ProfileName};
use oa_token::rotation::plan::Trigger;
use oa_token::secret::Secret;
use oa_token::token::TokenPair;
use oa_token::vault::{ProfileRecord, ProfileSeed};
use oa_token::zalo::{ClientOptions, RequestTimeouts};
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
        oa_token::atomic_file::write(&key, b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E").unwrap();
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

    /// Another process that has not opened the vault.
    pub(crate) fn another(&self) -> Engine {
        Engine::start(options(self.home.path(), &self.sim.origin())).unwrap()
    }

    /// Another process, by a clock that is so many hours ahead.
    pub(crate) async fn keeper_ahead(&self, hours: i64) -> Engine {
        struct Ahead(i64);
        impl oa_token::clock::Clock for Ahead {
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
