//! A home and a session bus of their own for each scenario.
//!
//! A test cannot change its own environment, so it starts itself again as a child, once a phase, on the bus the phase
//! names. All phases of a scenario share one home.

use std::fs::{self, DirBuilder, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Tells a child which phase it is.
const PHASE: &str = "OA_TOKEN_TEST_PHASE";
/// Tells a child where its home is.
const HOME: &str = "OA_TOKEN_TEST_HOME";
/// Printed by a child whose phase ran to its end: "ok" alone is also what a filter that matches nothing prints.
const DONE: &str = "the phase ran to its end";
/// Unlocks the login keyring, making it on the first day.
const UNLOCK: &str = r"printf 'FAKE pass\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";

/// One process of a scenario: what it finds and what it does.
pub(crate) type Phase = (Bus, fn(&Home));

/// What a phase finds when it looks for a keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bus {
    /// A keyring, unlocked.
    Unlocked,
    /// A keyring service that nobody gave a password to.
    NotUnlocked,
    /// An address at which there is nothing.
    Missing,
    /// A socket that takes connections and never says a word.
    Deaf,
}

/// The folder all phases of a scenario share.
pub(crate) struct Home(PathBuf);

impl Home {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Keeps something for a later phase.
    pub(crate) fn keep(&self, name: &str, content: &[u8]) {
        File::create(self.path(name)).unwrap().write_all(content).unwrap();
    }

    /// Returns what an earlier phase kept.
    pub(crate) fn kept(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Returns every file of the keyring with its content.
    pub(crate) fn keyrings(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let Ok(folder) = fs::read_dir(self.path("data/keyrings")) else { return Vec::new() };
        let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect()
    }

    /// Removes the keyring's files, as on a computer where no one ever logged in.
    pub(crate) fn remove_keyrings(&self) {
        fs::remove_dir_all(self.path("data/keyrings")).unwrap();
    }
}

/// Runs the phases one after the other, each in its own process, on its own bus. `test` is the calling test's name.
pub(crate) fn scenario(test: &str, phases: &[Phase]) {
    if let Some((phase, home)) = child() {
        phases[phase].1(&home);
        println!("{DONE}");
        return;
    }
    for tool in ["dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool"] {
        assert!(testkit::is_installed(tool), "{tool} is missing: install dbus, gnome-keyring and libsecret-tools");
    }
    let home = tempfile::tempdir().unwrap();
    for name in ["data", "run"] {
        DirBuilder::new().mode(0o700).create(home.path().join(name)).unwrap();
    }
    for (phase, (bus, _)) in phases.iter().enumerate() {
        run(test, phase, *bus, home.path());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the protocol between a test and its parent process; not part of the program"
)]
fn child() -> Option<(usize, Home)> {
    let (phase, home) = (std::env::var(PHASE).ok()?, std::env::var(HOME).ok()?);
    Some((phase.parse().unwrap(), Home(home.into())))
}

fn run(test: &str, phase: usize, bus: Bus, home: &Path) {
    let deaf = (bus == Bus::Deaf).then(|| UnixListener::bind(socket(home)).unwrap());
    let before = match bus {
        Bus::Unlocked => format!("{UNLOCK} || exit 97; "),
        Bus::NotUnlocked | Bus::Missing | Bus::Deaf => String::new(),
    };
    let mut command = match bus {
        Bus::Unlocked | Bus::NotUnlocked => Command::new("dbus-run-session"),
        Bus::Missing | Bus::Deaf => Command::new("env"),
    };
    let output = command
        .args(["--", "sh", "-c", &format!(r#"{before}exec "$@""#), "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .envs([("XDG_DATA_HOME", home.join("data")), ("XDG_RUNTIME_DIR", home.join("run"))])
        .envs([("HOME", home), (HOME, home)])
        .env(PHASE, phase.to_string())
        .env("DBUS_SESSION_BUS_ADDRESS", address(home))
        // With a screen the keyring would ask it for the password, and wait.
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("GNOME_KEYRING_CONTROL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    drop(deaf);
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let complete = output.status.success() && said.contains(DONE) && said.contains("1 passed");
    assert!(complete, "phase {phase} on {bus:?} ended with {}\n{said}\n{complained}", output.status);
}

/// Counts the entries of this program, by another program's eyes.
pub(crate) fn entries() -> usize {
    let found = Command::new("secret-tool")
        .args(["search", "--all", "service", "vn.oatoken.desktop.vault"])
        .output()
        .expect("libsecret-tools is installed");
    String::from_utf8_lossy(&found.stdout).matches("secret = ").count()
}

/// Locks the keyring as the user does in "Passwords and Keys".
pub(crate) fn lock() {
    let locked = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .args(["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/aliases/default"])
        .output()
        .expect("dbus is installed");
    assert!(locked.status.success(), "{}", String::from_utf8_lossy(&locked.stderr));
}

/// A bus that appears while a phase is running, and goes away when dropped.
pub(crate) struct LateBus(Child);

impl LateBus {
    /// Starts a bus where the phase was told to look for one, and waits until it is there.
    pub(crate) fn start(home: &Home) -> Self {
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address", "--address", &address(&home.0)])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus is installed");
        let ready = BufReader::new(bus.stdout.take().unwrap()).lines().next();
        assert!(ready.unwrap().unwrap().starts_with("unix:path="));
        Self(bus)
    }
}

impl Drop for LateBus {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Starts a keyring and unlocks it with the password it was made with.
pub(crate) fn start_unlocked() {
    assert!(Command::new("sh").args(["-c", UNLOCK]).status().unwrap().success());
}

fn address(home: &Path) -> String {
    format!("unix:path={}", socket(home).display())
}

fn socket(home: &Path) -> PathBuf {
    home.join("run/bus")
}
