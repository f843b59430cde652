//! A home, a key file, practice Zalo, and the window on them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use oa_token_engine::clock::{SharedClock, SystemClock};
use oa_token_engine::host::AnyHost;
use oa_token_engine::paths::Environment;
use oa_token_engine::zalo_client::ClientOptions;
use oa_token_engine::{Engine, EngineOptions, FrontEnd, Timeouts};
use oa_token_model::origin::Origin;
use oa_token_vault::keys::{KeySource, OsKeychain};
use serde_json::{Value, json};
use tempfile::TempDir;
use zalo_sim::{App, Config, Pair, Sim};

use crate::window::{self, LOOK, PATIENCE, Page, until};

pub(crate) const APP_ID: &str = "1234567890123456789";
pub(crate) const SECRET_KEY: &str = "FAKE_SECRET_0000000000";

pub(crate) struct Bench {
    pub(crate) sim: Arc<Sim>,
    pub(crate) first: Pair,
    pub(crate) home: TempDir,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let sim = Sim::start(Config::default()).await.unwrap();
        sim.add_app(App::new(APP_ID, SECRET_KEY));
        let first = sim.issue_pair(APP_ID);
        Self::on(Arc::new(sim), first)
    }

    /// Another home at the same practice Zalo.
    pub(crate) fn beside(&self) -> Self {
        Self::on(Arc::clone(&self.sim), self.first.clone())
    }

    fn on(sim: Arc<Sim>, first: Pair) -> Self {
        let home = tempfile::tempdir().unwrap();
        let key = b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E\n";
        oa_token_vault::atomic_file::write(&home.path().join("key"), key).unwrap();
        Self { sim, first, home }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The variables the window starts with; what it exports goes to `save_path`, if there is one.
    pub(crate) fn variables(&self, save_path: Option<&str>) -> Vec<(String, String)> {
        let mut variables = vec![
            ("OA_TOKEN_HOME".to_owned(), self.path("data").display().to_string()),
            ("OA_TOKEN_KEY_FILE".to_owned(), self.path("key").display().to_string()),
            ("OA_TOKEN_OAUTH_URL".to_owned(), self.sim.origin()),
            ("OA_TOKEN_API_URL".to_owned(), self.sim.origin()),
            ("NO_AT_BRIDGE".to_owned(), "1".to_owned()),
        ];
        if let Some(name) = save_path {
            variables.push(("OA_TOKEN_TEST_SAVE_PATH".to_owned(), self.path(name).display().to_string()));
        }
        variables
    }

    /// Opens the window and runs `body` in it.
    pub(crate) async fn open<F>(&self, save_path: Option<&str>, body: F)
    where
        F: for<'a> AsyncFnOnce(&'a Page) + Send + 'static,
    {
        window::open(self.home.path(), &self.variables(save_path), body).await;
    }

    /// An engine on the same home, as the command has one.
    pub(crate) async fn engine(&self) -> Engine {
        self.engine_by(Arc::new(SystemClock)).await
    }

    /// The same by another clock.
    pub(crate) async fn engine_by(&self, clock: SharedClock) -> Engine {
        let origin = Origin::parse(&self.sim.origin()).unwrap();
        let engine = Engine::start(EngineOptions {
            environment: Environment {
                home: self.path("data"),
                home_is_named: true,
                user: None,
                key: KeySource::KeyFile(self.path("key")),
                oauth: origin.clone(),
                api: origin,
                telegram: Origin::telegram(),
            },
            clock,
            keychain: Arc::new(OsKeychain::new()),
            client: ClientOptions::default(),
            timeouts: Timeouts::default(),
            host: Arc::new(AnyHost),
            front_end: FrontEnd::Window,
        })
        .unwrap();
        engine.protection().open_or_create().await.unwrap();
        engine
    }

    /// Lets the window find these looks at its start.
    pub(crate) fn keep_looks(&self, looks: &Value) {
        std::fs::create_dir_all(self.path("data")).unwrap();
        std::fs::write(self.path("data/settings.json"), json!({"looks": looks}).to_string()).unwrap();
    }
}

/// Waits until the looks of this home hold this text.
pub(crate) async fn until_looks_hold(home: &Path, text: &str) {
    let looks = || std::fs::read_to_string(home.join("data/settings.json")).unwrap_or_default().replace(' ', "");
    until(|| looks().contains(text)).await;
}

/// Waits until the first OA has its pair of this number.
pub(crate) async fn until_generation(engine: &Engine, number: u32) {
    let end = Instant::now() + PATIENCE;
    while engine.profiles().list().await.unwrap().first().is_none_or(|record| record.current.generation.0 != number) {
        assert!(Instant::now() < end, "no pair number {number}");
        tokio::time::sleep(LOOK).await;
    }
}

/// Pastes the tutorial's three values and a name into the slots of the first run.
pub(crate) async fn fill_form(page: &Page, name: &str, refresh_token: &str) {
    page.click("paste-area").await;
    let values = json!({"name": name, "app_id": APP_ID, "secret_key": SECRET_KEY, "refresh_token": refresh_token});
    page.paste(&values.to_string()).await;
    page.select("[data-testid='form-send']:not([disabled])").await;
}
