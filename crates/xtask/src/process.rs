//! Runs other programs: prints each call, gives it no stdin, and keeps its exit code.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::say::{say, show};
use crate::tally::Tally;

/// A call of another program.
pub(crate) struct Process {
    command: Command,
    shown: String,
}

impl Process {
    /// Makes a call in a folder.
    pub(crate) fn new<S: AsRef<OsStr>>(folder: &Path, program: &str, arguments: impl IntoIterator<Item = S>) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder).stdin(Stdio::null());
        // Cargo's variables describe xtask. Passing them on would make some build scripts of other packages run again.
        for (name, _) in env::vars_os() {
            let told = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
                .iter()
                .any(|start| told.starts_with(start))
            {
                command.env_remove(&name);
            }
        }
        let mut shown = program.to_owned();
        for argument in command.get_args() {
            let argument = argument.to_string_lossy();
            let is_plain = !argument.is_empty() && !argument.contains(char::is_whitespace);
            shown.push(' ');
            let mark = if is_plain { "" } else { "\"" };
            shown.extend([mark, &argument, mark]);
        }
        Self { command, shown }
    }

    /// Sets an environment variable for the program.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Removes an environment variable for the program.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs the program; its output is shown as it arrives.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        say(&format!("$ {}", self.shown));
        let status = self.command.status().map_err(|source| self.not_started(source))?;
        if status.success() { Ok(()) } else { Err(Failure::Exited { call: self.shown, code: status.code() }) }
    }

    /// Runs a test runner; passes its stdout through unchanged and adds its results to the tally.
    pub(crate) fn count(mut self, tally: &mut Tally) -> Result<(), Failure> {
        say(&format!("$ {}", self.shown));
        self.command.stdout(Stdio::piped());
        let mut child = self.command.spawn().map_err(|source| self.not_started(source))?;
        if let Some(out) = child.stdout.take() {
            let mut lines = BufReader::new(out);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                let text = String::from_utf8_lossy(&line);
                show(&text);
                tally.read(&text);
                line.clear();
            }
        }
        let status = child.wait().map_err(|source| self.not_started(source))?;
        if status.success() { Ok(()) } else { Err(Failure::Exited { call: self.shown, code: status.code() }) }
    }

    /// Runs the program without showing its output, and returns its stdout with any exit code.
    pub(crate) fn read(mut self) -> Result<String, Failure> {
        let output = self.command.output().map_err(|source| self.not_started(source))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs the program without output; reports whether it started and exited with 0.
    pub(crate) fn works(mut self) -> bool {
        self.command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    fn not_started(&self, source: std::io::Error) -> Failure {
        Failure::NotStarted { call: self.shown.clone(), source }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str) -> Process {
        Process::new(Path::new("."), "sh", ["-c", script])
    }

    #[test]
    fn an_exit_code_is_kept() {
        assert!(sh("exit 0").run().is_ok());
        assert!(matches!(sh("exit 7").run(), Err(Failure::Exited { code: Some(7), .. })));
        assert!(matches!(sh("kill -KILL $$").run(), Err(Failure::Exited { code: None, .. })));
        assert!(matches!(Process::new(Path::new("."), "no-such-program", [""]).run(), Err(Failure::NotStarted { .. })));
    }

    #[test]
    fn a_failed_test_run_is_counted_and_still_fails() {
        let mut tally = Tally::default();
        let ended = sh("echo 'test result: FAILED. 4 passed; 1 failed; 0 ignored'; exit 101").count(&mut tally);
        assert!(matches!(ended, Err(Failure::Exited { code: Some(101), .. })));
        assert_eq!((tally.passed, tally.failed), (4, 1));
    }

    #[test]
    fn a_program_gets_no_stdin_and_no_variables_of_xtask() {
        let seen = sh("cat; echo [$CARGO_PKG_NAME]").read().unwrap();
        assert_eq!(seen.trim(), "[]");
    }
}
