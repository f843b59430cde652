//! The programs of the bench: our program on a home, and a browser with the same page; each is one process group.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use testkit::Bus;

use super::processes;
use crate::home::Home;
use crate::proof::{Scale, Trouble};

const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);
/// The browser for the comparison.
pub(super) const BROWSER: &str = "chromium";
/// The same size as our window.
const SIZE: &str = "--window-size=1180,780";

/// Returns a command that runs the window's program on a home.
pub(super) fn ours(scale: &Scale, home: &Home, bus: &Bus, args: &[&str]) -> Command {
    let mut command = Command::new(scale.window());
    home.dress(&mut command).args(args);
    command.env("DBUS_SESSION_BUS_ADDRESS", bus.address()).env("NO_AT_BRIDGE", "1");
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

/// Returns a command that opens the page as an app in the browser, with a persistent profile.
pub(super) fn browser(profile: &Path, address: &str) -> Command {
    let mut command = Command::new(BROWSER);
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
