//! A home, a key file, practice Zalo, and the command run on them.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use oa_token_engine::clock::SharedClock;
use oa_token_engine::host::AnyHost;
use oa_token_engine::paths::Environment;
use oa_token_engine::zalo_client::ClientOptions;
use oa_token_engine::{Engine, EngineOptions, Timeouts};
use oa_token_model::origin::Origin;
use oa_token_vault::keys::{KeySource, OsKeychain};
use serde_json::Value;
use tempfile::TempDir;
use zalo_sim::{App, Config, Pair, Sim};

pub(crate) const APP_ID: &str = "1234567890123456789";
pub(crate) const SECRET_KEY: &str = "FAKE_SECRET_0000000000";

pub(crate) struct Bench {
    pub(crate) sim: Sim,
    pub(crate) first: Pair,
    home: TempDir,
}

/// What one run of the command came to.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }

    /// Returns the failure's code out of the JSON on stderr.
    pub(crate) fn error_code(&self) -> String {
        let error: Value = serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("{}", self.err));
        assert!(error["error"]["message"].as_str().is_some_and(|message| !message.is_empty()));
        error["error"]["code"].as_str().unwrap().to_owned()
    }
}

impl Bench {
    /// A vault with the profile "shop" and its first, live refresh token.
    pub(crate) async fn new() -> Self {
        let bench = Self::empty().await;
        bench.import(&bench.shop());
        bench
    }

    /// No vault yet.
    pub(crate) async fn empty() -> Self {
        let sim = Sim::start(Config::default()).await.unwrap();
        sim.add_app(App::new(APP_ID, SECRET_KEY));
        let first = sim.issue_pair(APP_ID);
        let home = tempfile::tempdir().unwrap();
        let key = b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E\n";
        oa_token_vault::atomic_file::write(&home.path().join("key"), key).unwrap();
        Self { sim, first, home }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The tutorial's three values and a name, as plain JSON.
    pub(crate) fn shop(&self) -> String {
        draft("shop", &self.first.refresh_token)
    }

    /// An engine on the same home by another clock, as the window has one.
    pub(crate) fn engine_by(&self, clock: SharedClock) -> Engine {
        let origin = Origin::parse(&self.sim.origin()).unwrap();
        Engine::start(EngineOptions {
            environment: Environment {
                home: self.data(),
                home_is_named: true,
                user: None,
                key: KeySource::KeyFile(self.path("key")),
                oauth: origin.clone(),
                api: origin,
            },
            clock,
            keychain: Arc::new(OsKeychain::new()),
            client: ClientOptions::default(),
            timeouts: Timeouts::default(),
            host: Arc::new(AnyHost),
        })
        .unwrap()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oa-token"));
        command
            .env("OA_TOKEN_HOME", self.data())
            .env("OA_TOKEN_KEY_FILE", self.path("key"))
            .env("OA_TOKEN_OAUTH_URL", self.sim.origin())
            .env("OA_TOKEN_API_URL", self.sim.origin())
            .env("LC_ALL", "vi_VN.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&self.command().args(args).output().unwrap())
    }

    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        self.command().args(args).spawn().unwrap()
    }

    pub(crate) fn run_with(&self, args: &[&str], stdin: &str) -> Ran {
        let mut child = self.command().args(args).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        Ran::of(&child.wait_with_output().unwrap())
    }

    pub(crate) fn import(&self, text: &str) -> Ran {
        let ran = self.run_with(&["--json", "import", "-"], text);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran
    }

    /// Fails unless `token` prints the access token that lives at Zalo, alone.
    pub(crate) fn assert_live(&self) {
        let ran = self.run(&["token", "shop"]);
        let live = self.sim.live_pair(APP_ID).expect("a live pair").access_token;
        assert!(ran.out == format!("{live}\n"), "the live token, and nothing else");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    }
}

pub(crate) fn draft(name: &str, refresh_token: &str) -> String {
    serde_json::json!({"name": name, "app_id": APP_ID, "secret_key": SECRET_KEY, "refresh_token": refresh_token})
        .to_string()
}
