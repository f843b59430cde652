//! User units of systemd.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::unit::MARK;
use super::{Background, Run, ServiceFault, Unit, files, must};

const USER: [&str; 2] = ["systemctl", "--user"];

pub(super) fn install(unit: &Unit, run: Run<'_>) -> Result<String, ServiceFault> {
    answers(run)?;
    let (name, path) = (name(unit.background), path(unit.background)?);
    let is_new = files::write(&path, &text(unit))?;
    must(run, &USER, &["daemon-reload"])?;
    must(run, &USER, &["enable", "--now", &name])?;
    if is_new {
        // Started already with what the file said before.
        must(run, &USER, &["restart", &name])?;
    }
    Ok(path.to_string_lossy().into_owned())
}

pub(super) fn remove(background: Background, run: Run<'_>) -> Result<Option<String>, ServiceFault> {
    let path = path(background)?;
    if files::read(&path)?.is_none() {
        return Ok(None);
    }
    answers(run)?;
    must(run, &USER, &["disable", "--now", &name(background)])?;
    files::remove(&path)?;
    must(run, &USER, &["daemon-reload"])?;
    Ok(Some(path.to_string_lossy().into_owned()))
}

/// Fails before anything is written if there is no systemd, or none for this user (a container, `sudo`, `su`).
fn answers(run: Run<'_>) -> Result<(), ServiceFault> {
    if matches!(run(&[USER[0], USER[1], "show-environment"]), Ok(true)) { Ok(()) } else { Err(ServiceFault::NoManager) }
}

fn name(background: Background) -> String {
    format!("oa-token-{}.service", background.name())
}

fn path(background: Background) -> Result<PathBuf, ServiceFault> {
    let folder = dirs::config_dir().ok_or(ServiceFault::NoManager)?;
    Ok(folder.join("systemd").join("user").join(name(background)))
}

/// Writes the unit. Its home is the user's own, so that it is hardened less than the units for servers in `docs/`.
pub(super) fn text(unit: &Unit) -> String {
    let mut text = format!(
        "# Made by `{MARK} {call}`; `oa-token service remove {call}` removes it.\n[Unit]\n\
         Description=OA Token: oa-token {call}\n\n[Service]\nExecStart={} {call}\n",
        quoted(&unit.program).replace('$', "$$"),
        call = unit.background.name(),
    );
    for (name, value) in &unit.variables {
        // Writing to a String cannot fail.
        writeln!(text, "Environment={}", quoted(&format!("{name}={value}"))).ok();
    }
    // An answer on its way is saved first; that takes seconds, and three minutes at the most.
    text + "TimeoutStopSec=200\nRestart=on-failure\nRestartSec=30\nNoNewPrivileges=yes\nLimitCORE=0\nUMask=0077\n\n\
            [Install]\nWantedBy=default.target\n"
}

/// Quotes a word of a unit. A percent sign begins a specifier.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%"))
}
