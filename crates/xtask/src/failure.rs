//! Reasons why a step failed, one variant per sentence.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a step failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A program failed.
    Exited {
        /// The call as typed.
        call: String,
        /// Its exit code; `None` if a signal ended it.
        code: Option<i32>,
    },
    /// A program could not be started, usually because it is not installed.
    NotStarted {
        /// The call as typed.
        call: String,
        /// The error of the system.
        source: io::Error,
    },
    /// The user must do something first.
    Wanted(&'static str),
    /// Gates found violations.
    Findings(usize),
    /// A test wrote to a folder of the user's program.
    WroteOutside(Vec<PathBuf>),
    /// The output of a program could not be parsed.
    NotRead(&'static str),
    /// A folder or file could not be created or read.
    File {
        /// Its path.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
}

impl Failure {
    /// Returns the exit code: the failed program's own, if it has one; never 0.
    pub(crate) fn exit(&self) -> u8 {
        match self {
            Self::Exited { code: Some(code), .. } => u8::try_from(*code).ok().filter(|code| *code > 0).unwrap_or(1),
            Self::Exited { code: None, .. }
            | Self::NotStarted { .. }
            | Self::Wanted(_)
            | Self::Findings(_)
            | Self::WroteOutside(_)
            | Self::NotRead(_)
            | Self::File { .. } => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited { call, code: Some(code) } => write!(f, "exit code {code}: {call}"),
            Self::Exited { call, code: None } => write!(f, "terminated by a signal: {call}"),
            Self::NotStarted { call, source } => write!(f, "could not be started ({source}): {call}"),
            Self::Wanted(what) | Self::NotRead(what) => f.write_str(what),
            Self::Findings(1) => f.write_str("exit code 1: one finding"),
            Self::Findings(count) => write!(f, "exit code 1: {count} findings"),
            Self::WroteOutside(files) => {
                write!(f, "exit code 1: the tests wrote to a real data folder (or OA Token ran beside them):")?;
                files.iter().try_for_each(|file| write!(f, "\n    {}", file.display()))
            }
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_never_ends_with_code_0() {
        let exited = |code| Failure::Exited { call: String::new(), code };
        assert_eq!(exited(Some(101)).exit(), 101);
        for failure in [exited(Some(0)), exited(Some(256)), exited(Some(-1)), exited(None), Failure::Findings(3)] {
            assert_eq!(failure.exit(), 1, "{failure}");
        }
    }
}
