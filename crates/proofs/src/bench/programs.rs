//! The programs of the bench: our program on a home, and a browser with the same page; each is one process group.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::processes;
use crate::home::Home;
use crate::proof::{Scale, Trouble};

const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);
/// The same size as our window.
const SIZE: &str = "--window-size=1180,780";

/// A program and its child processes; all of them are ended when this is dropped.
pub(super) struct Running(pub(super) Child);

impl Running {
    pub(super) fn start(command: &mut Command) -> Result<Self, Trouble> {
        Ok(Self(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn()?))
    }

    /// Waits until it has ended without being asked.
    pub(super) fn until_ended(mut self) -> Result<(), Trouble> {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.0.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(format!("it ended with {status}").into()),
                None if Instant::now() > end => return Err("it does not end".into()),
                None => thread::sleep(LOOK),
            }
        }
    }

    /// Asks it to end and waits, so that a browser leaves its profile intact.
    pub(super) fn end(mut self) -> Result<(), Trouble> {
        signal("-TERM", &self.0);
        let end = Instant::now() + PATIENCE;
        while self.0.try_wait()?.is_none() && Instant::now() < end {
            thread::sleep(LOOK);
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        signal("-KILL", &self.0);
        // Reap the process.
        self.0.wait().ok();
    }
}

fn signal(name: &str, child: &Child) {
    let group = format!("-{}", child.id());
    Command::new("kill").args([name, "--", &group]).stderr(Stdio::null()).status().ok();
}

/// A session bus, as on every desktop.
pub(super) struct Bus {
    _daemon: Running,
    address: String,
}

impl Bus {
    pub(super) fn start() -> Result<Self, Trouble> {
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--print-address=1"]).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut daemon = daemon.stderr(Stdio::null()).process_group(0).spawn()?;
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().ok_or("no stdout")?).read_line(&mut address)?;
        Ok(Self { _daemon: Running(daemon), address: address.trim().to_owned() })
    }
}

/// Returns a command that runs the window's program on a home.
pub(super) fn ours(scale: &Scale, home: &Home, bus: &Bus, args: &[&str]) -> Command {
    let mut command = Command::new(scale.window());
    home.dress(&mut command).args(args);
    command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).env("NO_AT_BRIDGE", "1");
    for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
        command.env(name, home.folder().join(name));
    }
    command
}

/// Ends everything that runs on a home, and waits until it has ended.
pub(super) fn end_all(home: &Home) -> Result<(), Trouble> {
    let end = Instant::now() + PATIENCE;
    loop {
        let left = processes::of_home(home);
        if left.is_empty() {
            return Ok(());
        }
        if Instant::now() > end {
            return Err("a program does not end".into());
        }
        let numbers = left.iter().map(u32::to_string);
        Command::new("kill").arg("-KILL").args(numbers).stderr(Stdio::null()).status()?;
        thread::sleep(LOOK);
    }
}

/// Reports whether the browser for the comparison is installed.
pub(super) fn has_browser() -> bool {
    Command::new("chromium").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Returns a command that opens the page as an app in the browser, with a persistent profile.
pub(super) fn browser(profile: &Path, address: &str) -> Command {
    let mut command = Command::new("chromium");
    command
        .arg(format!("--app={address}"))
        .arg(format!("--user-data-dir={}", profile.display()))
        .args([SIZE, "--window-position=0,0", "--no-first-run", "--no-default-browser-check"])
        .args(["--disable-background-networking", "--disable-component-update", "--password-store=basic"])
        .env("NO_PROXY", "*");
    // The browser refuses its sandbox as root. Without it the browser is faster and smaller, which is to its advantage.
    if fs::metadata("/proc/self").is_ok_and(|of_us| of_us.uid() == 0) {
        command.arg("--no-sandbox");
    }
    command
}
