//! What runs `oa-token watch` or `oa-token serve` at each logon of this user, without rights of an administrator: a user
//! unit of systemd, an agent of launchd, or a scheduled task of Windows.
//!
//! `unit` defines what is run; each other file registers it with one system. They hold paths, never a secret.

#[cfg(any(unix, test))]
mod files;
#[cfg(any(target_os = "macos", test))]
mod launchd;
#[cfg(any(windows, test))]
mod schtasks;
#[cfg(all(unix, not(target_os = "macos")))]
mod systemd;
mod unit;

use std::io;
use std::path::PathBuf;

pub(crate) use self::unit::{Background, Unit};

#[cfg(target_os = "macos")]
use self::launchd as manager;
#[cfg(windows)]
use self::schtasks as manager;
#[cfg(all(unix, not(target_os = "macos")))]
use self::systemd as manager;

/// Why a service was not installed or removed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServiceFault {
    /// This user has no service manager that answers.
    #[error("no service manager")]
    NoManager,
    /// The service manager refused a call; holds its name.
    #[error("refused by {0}")]
    Refused(&'static str),
    /// A file of this name was not made by this program.
    #[cfg(any(unix, test))]
    #[error("not our file")]
    Foreign(PathBuf),
    /// The file cannot be written, read or removed.
    #[error("file")]
    File(PathBuf, #[source] io::Error),
    /// The path of the program, home or key file cannot be written into a unit.
    #[error("path")]
    OddPath,
    /// A variable is set for this session only, so that the service would not see it.
    #[cfg(any(windows, test))]
    #[error("variable of this session")]
    OfThisSession(&'static str),
}

/// Runs a program of the system and reports whether it ended with 0.
type Run<'a> = &'a mut dyn FnMut(&[&str]) -> io::Result<bool>;

/// Installs a service and starts it. Installing it again replaces it. Returns what the system knows it by.
pub(crate) fn install(unit: &Unit) -> Result<String, ServiceFault> {
    manager::install(unit, &mut call)
}

/// Stops and removes a service. Returns what the system knew it by; `None` if it was not installed.
pub(crate) fn remove(background: Background) -> Result<Option<String>, ServiceFault> {
    manager::remove(background, &mut call)
}

fn call(words: &[&str]) -> io::Result<bool> {
    use std::process::{Command, Stdio};
    let Some((program, arguments)) = words.split_first() else { return Ok(false) };
    let mut command = Command::new(program);
    // What it prints is neither in the user's language nor of use to the user.
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let ended = command.status()?;
    tracing::debug!(program, code = ended.code(), "called");
    Ok(ended.success())
}

/// Calls a program that must succeed.
fn must(run: Run<'_>, words: &[&'static str], more: &[&str]) -> Result<(), ServiceFault> {
    let name = words.first().copied().unwrap_or_default();
    match run(&[words, more].concat()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(ServiceFault::Refused(name)),
        Err(_) => Err(ServiceFault::NoManager),
    }
}

#[cfg(test)]
mod tests;
