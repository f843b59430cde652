//! A home, a key file, practice Zalo, and the command run on them.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Child, Command, Output};

use oa_token_engine::clock::SharedClock;
use oa_token_engine::{Engine, EngineOptions};
use serde_json::Value;
use testkit::Home;
pub(crate) use testkit::{APP_ID, SECRET_KEY, draft};
use zalo_sim::{Config, Pair, Sim};

pub(crate) struct Bench {
    pub(crate) sim: Sim,
    pub(crate) first: Pair,
    pub(crate) home: Home,
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
        let sim = testkit::zalo(Config::default()).await.unwrap();
        let first = sim.issue_pair(APP_ID);
        let home = Home::new(PathBuf::from(env!("CARGO_BIN_EXE_oa-token")), sim.origin()).unwrap();
        Self { sim, first, home }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.data()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.folder().join(name)
    }

    /// The tutorial's three values and a name, as plain JSON.
    pub(crate) fn shop(&self) -> String {
        draft("shop", &self.first.refresh_token)
    }

    /// The options of an engine on the same home, as the window has one.
    pub(crate) fn options(&self) -> EngineOptions {
        self.home.options().unwrap()
    }

    /// Such an engine by another clock, with the vault open.
    pub(crate) async fn engine_by(&self, clock: SharedClock) -> Engine {
        testkit::started(EngineOptions { clock, ..self.options() }).await.unwrap()
    }

    pub(crate) fn command(&self) -> Command {
        self.home.command(&[])
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&self.home.run(args).unwrap())
    }

    /// Runs it with this in its environment.
    pub(crate) fn run_env(&self, name: &str, value: impl AsRef<OsStr>, args: &[&str]) -> Ran {
        Ran::of(&self.command().env(name, value).args(args).output().unwrap())
    }

    /// Runs it with this passphrase instead of the key file.
    pub(crate) fn run_by(&self, passphrase: &str, args: &[&str]) -> Ran {
        let words = self.path("words");
        oa_token_vault::atomic_file::write(&words, passphrase.as_bytes()).unwrap();
        let mut command = self.command();
        command.env_remove("OA_TOKEN_KEY_FILE").env("OA_TOKEN_PASSPHRASE_FILE", words);
        Ran::of(&command.args(args).output().unwrap())
    }

    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        self.home.start(args).unwrap()
    }

    pub(crate) fn run_with(&self, args: &[&str], stdin: &str) -> Ran {
        Ran::of(&self.home.run_with(args, stdin).unwrap())
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
