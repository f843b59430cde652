//! The real window as one more process that refreshes, driven like in the end-to-end tests.

use std::fs::{self, DirBuilder};
use std::net::TcpStream;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, thread};

use rustix::process::{Pid, Signal, getpgid, kill_process};
use serde_json::{Value, json};
use testkit::{free_port, is_installed};
use thirtyfour::extensions::query::ElementQueryable;
use thirtyfour::{By, Capabilities, WebDriver};
use tokio::runtime::Runtime;

use crate::home::Home;
use crate::proof::{Scale, Trouble};
use crate::running::Running;

/// How long the driver may take to start, and a refresh to end.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(25);
/// How long the window may take to answer while it is stopped: longer than any stop and its consequences.
const STOPPED_PATIENCE: Duration = Duration::from_secs(300);
/// Where the window stores its own files.
const FOLDERS: [&str; 4] = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"];
/// Returns the first profile's id.
const FIND: &str = "const done = arguments[0];
    window.__TAURI_INTERNALS__.invoke('list_profiles').then((rows) => done(rows[0].id), () => done(null));";
/// Does what pressing “Gửi” does, with the question answered.
const SEND: &str = "const [id, done] = arguments;
    window.__TAURI_INTERNALS__.invoke('refresh_token', { id, confirmed: true })
        .then(done, (why) => done({ verdict: 'failed', words: JSON.stringify(why) }));";
/// Calls a command of the program as the page does.
const CALL: &str = "const [command, values, done] = arguments;
    window.__TAURI_INTERNALS__.invoke(command, values)
        .then((answer) => done({ answer }), (why) => done({ why: JSON.stringify(why) }));";

/// An open window on a home.
pub(crate) struct Window {
    /// The driver, the session bus and the window.
    driver: Running,
    program: PathBuf,
    session: WebDriver,
    runtime: Runtime,
    home: PathBuf,
    profile: Value,
}

/// What the window reported for a refresh.
pub(crate) struct CallResult {
    /// One of `saved`, `rejected`, `not_sent`, `unknown`, `busy`; `failed` for an error; [`GONE`](Self::GONE).
    pub(crate) verdict: String,
    /// The message's id.
    pub(crate) words: String,
}

impl CallResult {
    /// The verdict of a window that was killed in the meantime.
    pub(crate) const GONE: &'static str = "gone";
}

impl Window {
    /// Returns why no window can be opened here, if so.
    pub(crate) fn missing(scale: &Scale) -> Option<String> {
        let why = if !scale.window().exists() {
            "the window as a racer: it was not built with the command"
        } else if env::var_os("DISPLAY").is_none() {
            "the window as a racer: no screen available"
        } else if !is_installed("WebKitWebDriver") {
            "the window as a racer: WebKitWebDriver is not installed"
        } else {
            return None;
        };
        Some(why.to_owned())
    }

    /// Opens the window on a home that has a profile.
    pub(crate) fn open(scale: &Scale, home: &Home) -> Result<Self, Trouble> {
        Self::open_with(scale, home, &[])
    }

    /// Does the same with more variables in its environment.
    pub(crate) fn open_with(scale: &Scale, home: &Home, variables: &[(&str, &str)]) -> Result<Self, Trouble> {
        let port = free_port();
        let driver = start(home, port, variables)?;
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > end {
                return Err("WebKitWebDriver does not start".into());
            }
            thread::sleep(LOOK);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut wanted = Capabilities::new();
        wanted.set("webkitgtk:browserOptions", json!({"binary": scale.window(), "args": []}))?;
        let address = format!("http://127.0.0.1:{port}");
        let (session, profile) = runtime.block_on(async {
            let session = WebDriver::builder(address, wanted).request_timeout(STOPPED_PATIENCE).connect().await?;
            session.set_script_timeout(STOPPED_PATIENCE).await?;
            // A script that runs while the page is still loading never answers.
            session.query(By::Css("[data-testid='profile-item']")).wait(PATIENCE, LOOK).first().await?;
            let profile = session.execute_async(FIND, Vec::new()).await?.json().clone();
            Ok::<_, Trouble>((session, profile))
        })?;
        if profile.is_null() {
            return Err("the window shows no profile".into());
        }
        Ok(Self { driver, program: scale.window(), session, runtime, home: home.folder().to_owned(), profile })
    }

    /// Reports whether the window is open on this home.
    pub(crate) fn is_on(&self, home: &Home) -> bool {
        self.home == home.folder()
    }

    /// Refreshes as a click on “Gửi” does.
    pub(crate) fn refresh(&self) -> CallResult {
        let sent = self.session.execute_async(SEND, vec![self.profile.clone()]);
        let Ok(answer) = self.runtime.block_on(sent) else {
            return CallResult { verdict: CallResult::GONE.to_owned(), words: String::new() };
        };
        let text = |name: &str| answer.json()[name].as_str().unwrap_or_default().to_owned();
        CallResult { verdict: text("verdict"), words: text("words") }
    }

    /// Calls a command of the program as the page does; fails with what it answers.
    pub(crate) fn call(&self, command: &str, values: &Value) -> Result<Value, String> {
        let called = self.session.execute_async(CALL, vec![json!(command), values.clone()]);
        let said = self.runtime.block_on(called).map_err(|_| format!("{command}: the window is gone"))?.json().clone();
        said.get("answer").cloned().ok_or_else(|| format!("{command}: {}", said["why"]))
    }

    /// Stops the window's own process; page and driver continue. Fails if the process is gone.
    pub(crate) fn stop(&self) -> Result<(), Trouble> {
        self.signal(Signal::STOP)
    }

    /// Continues it.
    pub(crate) fn go_on(&self) -> Result<(), Trouble> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> Result<(), Trouble> {
        let group = Pid::from_raw(i32::try_from(self.driver.0.id())?);
        let program = fs::canonicalize(&self.program)?;
        let is_it = |process: &Pid| {
            let own = fs::read_link(format!("/proc/{}/exe", process.as_raw_pid())).is_ok_and(|file| file == program);
            own && getpgid(Some(*process)).ok() == group
        };
        let processes = fs::read_dir("/proc")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let found = processes.filter_map(Pid::from_raw).find(is_it).ok_or("the window's process is not there")?;
        Ok(kill_process(found, signal)?)
    }

    /// Kills it, as the system's “end task” does.
    pub(crate) fn kill(&self) {
        self.driver.kill();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The driver is gone, so its session cannot be closed through it.
        drop(self.session.clone().leak());
    }
}

fn start(home: &Home, port: u16, variables: &[(&str, &str)]) -> Result<Running, Trouble> {
    let mut command = Command::new("dbus-run-session");
    home.dress(&mut command).args(["--", "WebKitWebDriver", "--host=127.0.0.1", &format!("--port={port}")]);
    for name in FOLDERS {
        let folder = home.folder().join(name);
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        command.env(name, folder);
    }
    command.envs(variables.iter().copied());
    Running::start(command.env("TAURI_WEBVIEW_AUTOMATION", "true").env("NO_AT_BRIDGE", "1"))
}
