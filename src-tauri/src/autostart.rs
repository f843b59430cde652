//! Starts the program with the computer, without a window.

use tauri::AppHandle;
#[cfg(not(windows))]
use tauri_plugin_autostart::ManagerExt;

/// Reports whether the program starts with the computer.
#[cfg(not(windows))]
pub(crate) fn is_on(app: &AppHandle) -> bool {
    app.autolaunch().is_enabled().unwrap_or(false)
}

/// Sets whether it starts with the computer; returns whether that worked.
#[cfg(not(windows))]
pub(crate) fn set(app: &AppHandle, starts: bool) -> bool {
    let list = app.autolaunch();
    if starts { list.enable().is_ok() } else { list.disable().is_ok() }
}

/// Reports whether the program starts with the computer.
#[cfg(windows)]
pub(crate) fn is_on(app: &AppHandle) -> bool {
    entry(app).is_some_and(|entry| entry.is_enabled().unwrap_or(false))
}

/// Sets whether it starts with the computer; returns whether that worked.
#[cfg(windows)]
pub(crate) fn set(app: &AppHandle, starts: bool) -> bool {
    entry(app).is_some_and(|entry| if starts { entry.enable().is_ok() } else { entry.disable().is_ok() })
}

#[cfg(windows)]
fn entry(app: &AppHandle) -> Option<auto_launch::AutoLaunch> {
    entry_of(&app.package_info().name, &std::env::current_exe().ok()?)
}

/// Makes the entry of one user. Tauri's plugin writes the path without quotes, so that a path with a space starts nothing
/// or another program; and an administrator's entry would start it for every user.
#[cfg(windows)]
fn entry_of(name: &str, program: &std::path::Path) -> Option<auto_launch::AutoLaunch> {
    let path = format!("\"{}\"", program.to_str()?);
    let mut builder = auto_launch::AutoLaunchBuilder::new();
    builder.set_app_name(name).set_app_path(&path).set_args(&[crate::window::HIDDEN]);
    builder.set_windows_enable_mode(auto_launch::WindowsEnableMode::CurrentUser);
    builder.build().ok()
}

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_program_that_starts_with_windows_is_quoted() {
        let name = "OA Token test of the start";
        let program = std::path::Path::new(r"C:\a folder\oa-token-desktop.exe");
        let entry = entry_of(name, program).unwrap();
        entry.enable().unwrap();
        assert!(entry.is_enabled().unwrap());
        let run = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run";
        let read = std::process::Command::new("reg").args(["query", run, "/v", name]).output().unwrap();
        entry.disable().unwrap();
        let line = String::from_utf8_lossy(&read.stdout).into_owned();
        assert!(line.trim_end().ends_with("oa-token-desktop.exe\" --hidden") && line.contains("\"C:\\"), "{line}");
        assert!(!entry.is_enabled().unwrap());
    }
}
