//! Programs of this computer.

use std::process::{Command, Stdio};

/// Reports whether a program is installed.
pub fn is_installed(program: &str) -> bool {
    let looked = Command::new("sh").args(["-c", "command -v \"$1\"", "sh", program]).stdout(Stdio::null()).status();
    looked.is_ok_and(|status| status.success())
}
