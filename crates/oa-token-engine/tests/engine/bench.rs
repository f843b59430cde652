//! A home, a key file, practice Zalo and an engine on them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use oa_token_engine::zalo_client::RequestTimeouts;
use oa_token_engine::{AttemptPhase, Engine, EngineEvent, EngineOptions, Timeouts};
use oa_token_model::outcome::Outcome;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::{ProfileEdit, ProfileRecord};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::schedule::NextRefresh;
use oa_token_model::token::{Generation, TokenPair};
use oa_token_vault::sqlite::SqliteVault;
use tempfile::TempDir;
use testkit::ShiftedClock;
pub(crate) use testkit::{APP_ID, SECRET_KEY, UNREACHABLE, pair, seed, with_pair, with_secret_key};
use tokio::task::JoinHandle;
use zalo_sim::{Config, Pair, Sim};

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
    let mut options = testkit::options(home, origin).unwrap();
    let short = Duration::from_millis(400);
    options.client.timeouts = RequestTimeouts { answer: short, quiet: short, ..RequestTimeouts::default() };
    options.timeouts = Timeouts { recovery: Duration::ZERO, save: Duration::from_millis(20), ..Timeouts::default() };
    options
}

pub(crate) async fn started(options: EngineOptions) -> Engine {
    testkit::started(options).await.unwrap()
}

/// Refreshes as a click does.
pub(crate) fn refresh(engine: &Engine, id: &ProfileId) -> impl Future<Output = Outcome> + Send + 'static {
    let (engine, id) = (engine.clone(), id.clone());
    async move { engine.refresh().send(&id, Trigger::User).await.unwrap() }
}

/// Refreshes until the attempt has come to this phase, and on in a task of its own.
pub(crate) async fn refresh_until(engine: &Engine, id: &ProfileId, phase: AttemptPhase) -> JoinHandle<Outcome> {
    let mut events = engine.events();
    let refreshing = tokio::spawn(refresh(engine, id));
    while !matches!(events.recv().await.unwrap(), EngineEvent::AttemptMoved(_, moved) if moved == phase) {}
    refreshing
}

/// Runs a program in a runtime of its own and drops that runtime with all that runs on it, as a kill would.
pub(crate) async fn dies<L: Future<Output = ()>>(
    options: EngineOptions,
    life: impl FnOnce(Engine) -> L + Send + 'static,
) {
    let process = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async { life(started(options).await).await });
        runtime.shutdown_background();
    });
    process.await.unwrap();
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let sim = testkit::zalo(config).await.unwrap();
        let first = sim.issue_pair(APP_ID);
        let home = tempfile::tempdir().unwrap();
        let engine = started(options(home.path(), &sim.origin())).await;
        let profile = engine.profiles().create(seed("shop", &first.refresh_token)).await.unwrap().id;
        Self { sim, engine, home, first, profile }
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// The options of another program on this home.
    pub(crate) fn options(&self) -> EngineOptions {
        options(self.home.path(), &self.sim.origin())
    }

    /// Another process: an engine of its own on the same home.
    pub(crate) async fn another_engine(&self) -> Engine {
        started(self.options()).await
    }

    /// The vault by a connection of its own, unlocked.
    pub(crate) fn vault(&self) -> SqliteVault {
        testkit::vault(self.engine.environment()).unwrap()
    }

    /// Another process that has not opened the vault.
    pub(crate) fn another(&self) -> Engine {
        Engine::start(self.options()).unwrap()
    }

    /// Another process, by a clock that is so many hours ahead.
    pub(crate) async fn engine_ahead(&self, hours: i64) -> Engine {
        let clock = ShiftedClock::ahead(SignedDuration::from_hours(hours));
        started(EngineOptions { clock, ..self.options() }).await
    }

    /// Another process, which reaches nobody.
    pub(crate) async fn offline(&self) -> Engine {
        started(options(self.home.path(), UNREACHABLE)).await
    }

    /// Fails unless the first refresh token is still the current one.
    pub(crate) async fn assert_kept(&self) {
        let refresh = self.pair().await.refresh;
        assert!(refresh.is_some_and(|token| token.expose() == self.first.refresh_token), "the pair is kept");
    }

    pub(crate) async fn click(&self) -> Outcome {
        self.send(Trigger::User).await
    }

    /// A click in a task of its own.
    pub(crate) fn clicking(&self) -> JoinHandle<Outcome> {
        tokio::spawn(refresh(&self.engine, &self.profile))
    }

    pub(crate) async fn send(&self, by: Trigger) -> Outcome {
        self.engine.refresh().send(&self.profile, by).await.unwrap()
    }

    pub(crate) async fn edit(&self, edit: ProfileEdit) -> Option<Generation> {
        self.engine.profiles().edit(&self.profile, edit).await.unwrap()
    }

    pub(crate) async fn set_automatic(&self) {
        self.engine.auto_refresh().set_automatic(&self.profile, true).await.unwrap();
    }

    /// When it is refreshed automatically.
    pub(crate) async fn next_refresh(&self) -> NextRefresh {
        self.engine.auto_refresh().schedule().await.unwrap()[0].1
    }

    pub(crate) async fn record(&self) -> ProfileRecord {
        self.engine.profiles().get(&self.profile).await.unwrap()
    }

    /// The current pair as the vault has it.
    pub(crate) async fn pair(&self) -> TokenPair {
        self.engine.profiles().secrets(&self.profile).await.unwrap().current.pair
    }

    /// Requests in which the first refresh token was sent.
    pub(crate) fn sends_of_first(&self) -> usize {
        self.sim.sends_of(&self.first.refresh_token)
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
