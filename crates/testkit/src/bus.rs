//! A session bus, as on every desktop.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::Trouble;

/// A bus of its own; ended when dropped.
pub struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    /// Starts it.
    pub fn start() -> Result<Self, Trouble> {
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let mut daemon = daemon.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().ok_or("no stdout")?).read_line(&mut address)?;
        Ok(Self { daemon, address: address.trim().to_owned() })
    }

    /// Returns the address that programs find it by.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have ended already.
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}
