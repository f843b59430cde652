//! Scheduled tasks of Windows, at the logon of this user.

use std::io::Write as _;

use super::unit::{MARK, xml};
use super::{Background, Run, ServiceFault, Unit, must};

#[cfg(windows)]
pub(super) fn install(unit: &Unit, run: Run<'_>) -> Result<String, ServiceFault> {
    let kept = |name: &str| windows_registry::CURRENT_USER.open("Environment").ok()?.get_string(name).ok();
    install_with(unit, kept, run)
}

/// Installs a task. `kept` returns a variable as it is set for the user for good: a task sees those, and cannot set any.
pub(super) fn install_with(
    unit: &Unit,
    kept: impl Fn(&str) -> Option<String>,
    run: Run<'_>,
) -> Result<String, ServiceFault> {
    let is_kept = |name: &str, value: &str| kept(name).is_some_and(|kept| kept == value);
    if let Some((name, _)) = unit.variables.iter().find(|(name, value)| !is_kept(name, value)) {
        return Err(ServiceFault::OfThisSession(name));
    }
    let task = name(unit.background);
    let failed = |error: std::io::Error| ServiceFault::File(std::env::temp_dir(), error);
    let mut file = tempfile::Builder::new().suffix(".xml").tempfile().map_err(failed)?;
    let text: Vec<u8> =
        std::iter::once(0xFEFF).chain(text(unit, &user()).encode_utf16()).flat_map(u16::to_le_bytes).collect();
    file.write_all(&text).map_err(failed)?;
    // Windows does not let another program read a file that is open for writing.
    let path = file.into_temp_path();
    must(run, &["schtasks"], &["/Create", "/F", "/TN", &task, "/XML", &path.to_string_lossy()])?;
    must(run, &["schtasks"], &["/Run", "/TN", &task])?;
    Ok(task)
}

pub(super) fn remove(background: Background, run: Run<'_>) -> Result<Option<String>, ServiceFault> {
    let task = name(background);
    if !run(&["schtasks", "/Query", "/TN", &task]).map_err(|_| ServiceFault::NoManager)? {
        return Ok(None);
    }
    // It may not run now. It is ended, and the next start recovers an answer that was on its way.
    run(&["schtasks", "/End", "/TN", &task]).ok();
    must(run, &["schtasks"], &["/Delete", "/F", "/TN", &task])?;
    Ok(Some(task))
}

fn name(background: Background) -> String {
    format!("OA Token {}", background.name())
}

/// Returns this user as Windows names it.
fn user() -> String {
    let named = |name: &str| std::env::var(name).unwrap_or_default();
    format!(r"{}\{}", named("USERDOMAIN"), named("USERNAME"))
}

/// Writes the task. `conhost --headless` runs a program of the console without a window, which the user would close.
pub(super) fn text(unit: &Unit, user: &str) -> String {
    let call = unit.background.name();
    let arguments = format!("--headless \"{}\" {call}", unit.program);
    format!(
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{MARK} {call}</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled><UserId>{user}</UserId></LogonTrigger></Triggers>
  <Principals><Principal id="Author">
    <UserId>{user}</UserId><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>
  </Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
    <Enabled>true</Enabled>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author"><Exec>
    <Command>conhost.exe</Command><Arguments>{arguments}</Arguments>
  </Exec></Actions>
</Task>
"#,
        user = xml(user),
        arguments = xml(&arguments),
    )
}
