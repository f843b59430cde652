//! Agents of launchd.

use std::path::Path;

use super::unit::{MARK, xml};
use super::{Background, Run, ServiceFault, Unit, files, must};

#[cfg(target_os = "macos")]
pub(super) fn install(unit: &Unit, run: Run<'_>) -> Result<String, ServiceFault> {
    install_in(&folder()?, &domain()?, unit, run)
}

#[cfg(target_os = "macos")]
pub(super) fn remove(background: Background, run: Run<'_>) -> Result<Option<String>, ServiceFault> {
    remove_from(&folder()?, &domain()?, background, run)
}

#[cfg(target_os = "macos")]
fn folder() -> Result<std::path::PathBuf, ServiceFault> {
    Ok(dirs::home_dir().ok_or(ServiceFault::NoManager)?.join("Library").join("LaunchAgents"))
}

/// Returns launchd's name of this user's session.
#[cfg(target_os = "macos")]
fn domain() -> Result<String, ServiceFault> {
    let asked = std::process::Command::new("id").arg("-u").output().map_err(|_| ServiceFault::NoManager)?;
    Ok(format!("gui/{}", String::from_utf8_lossy(&asked.stdout).trim()))
}

pub(super) fn install_in(folder: &Path, domain: &str, unit: &Unit, run: Run<'_>) -> Result<String, ServiceFault> {
    let label = label(unit.background);
    let path = folder.join(format!("{label}.plist"));
    files::write(&path, &text(unit))?;
    let shown = path.to_string_lossy().into_owned();
    // One that is loaded keeps what its file said before. None may be loaded.
    run(&["launchctl", "bootout", &format!("{domain}/{label}")]).ok();
    must(run, &["launchctl", "bootstrap"], &[domain, &shown])?;
    Ok(shown)
}

pub(super) fn remove_from(
    folder: &Path,
    domain: &str,
    background: Background,
    run: Run<'_>,
) -> Result<Option<String>, ServiceFault> {
    let label = label(background);
    let path = folder.join(format!("{label}.plist"));
    if files::read(&path)?.is_none() {
        return Ok(None);
    }
    // It may be unloaded already.
    run(&["launchctl", "bootout", &format!("{domain}/{label}")]).ok();
    files::remove(&path)?;
    Ok(Some(path.to_string_lossy().into_owned()))
}

fn label(background: Background) -> String {
    format!("vn.oatoken.{}", background.name())
}

/// Writes the agent. It is started again only if it failed, and has three minutes to save an answer on its way.
pub(super) fn text(unit: &Unit) -> String {
    let string = |text: &str| format!("<string>{}</string>", xml(text));
    let variables: Vec<String> =
        unit.variables.iter().map(|(name, value)| format!("<key>{name}</key>{}", string(value))).collect();
    let variables = variables.concat();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- {MARK} -->
<plist version="1.0">
<dict>
  <key>Label</key>{label}
  <key>ProgramArguments</key><array>{program}{call}</array>
  <key>EnvironmentVariables</key><dict>{variables}</dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ThrottleInterval</key><integer>30</integer>
  <key>ExitTimeOut</key><integer>200</integer>
  <key>Umask</key><integer>63</integer>
  <key>ProcessType</key><string>Background</string>
</dict>
</plist>
"#,
        label = string(&label(unit.background)),
        program = string(&unit.program),
        call = string(unit.background.name()),
    )
}
