//! Describes the machine of the measurement.

use std::fs;
use std::process::Command;
use std::thread;

use crate::proof::Trouble;

/// Returns processor, memory, kernel and file system, as the system reports them.
pub(super) fn text() -> Result<String, Trouble> {
    let cores = thread::available_parallelism()?;
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let system = field("/etc/os-release", "PRETTY_NAME").unwrap_or_else(|| std::env::consts::OS.to_owned());
    let folder = std::env::temp_dir();
    let files = said("stat", &["-f", "-c", "%T", &folder.to_string_lossy()]);
    let curl = said("curl", &["--version"]);
    let node = said("node", &["--version"]);
    Ok(format!(
        "| machine | |\n| --- | --- |\n| processor | {processor}, {cores} cores |\n| memory | {memory} |\n\
         | system | {}, Linux {} |\n| file system of the homes | {files} |\n| curl | {curl} |\n| Node.js | {node} |\n",
        system.trim_matches('"'),
        kernel.trim()
    ))
}

/// Returns the value of a name in a file of lines.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix([':', '=']));
    line.map(|value| value.trim().to_owned())
}

/// Returns the first line that a program prints.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("not installed").to_owned()
}
