//! A program with its child processes, as one process group.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::proof::Trouble;

/// How long it may take to end.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);

/// A program and its child processes; all of them are ended when this is dropped.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Starts it as a process group of its own that neither reads nor prints.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Trouble> {
        Ok(Self(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn()?))
    }

    /// Kills it with its child processes, as the system's “end task” does.
    pub(crate) fn kill(&self) {
        signal("-KILL", &self.0);
    }

    /// Waits until it has ended without being asked.
    pub(crate) fn until_ended(mut self) -> Result<(), Trouble> {
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
    pub(crate) fn end(mut self) -> Result<(), Trouble> {
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
        self.kill();
        // Reap the process.
        self.0.wait().ok();
    }
}

fn signal(name: &str, child: &Child) {
    let group = format!("-{}", child.id());
    Command::new("kill").args([name, "--", &group]).stderr(Stdio::null()).status().ok();
}
