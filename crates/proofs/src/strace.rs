//! The command under `strace`, which can count its system calls and make the Nth call of a kind fail or kill the
//! process.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::proof::{Scale, Trouble};
use crate::recovery_check::Shop;

/// An injection at the Nth call of a kind. Each thread of the command counts separately.
#[derive(Debug, Clone)]
pub(crate) struct Injection {
    /// The system call.
    pub(crate) call: String,
    /// What `strace` does: `signal=KILL`, or `error=EIO`.
    pub(crate) does: String,
    /// Which calls, in the syntax of `when=`.
    pub(crate) when: String,
}

/// The result of a traced run.
pub(crate) struct Traced {
    /// How it ended.
    pub(crate) output: Output,
    /// One line per call.
    pub(crate) lines: Vec<String>,
}

/// How to trace.
pub(crate) struct Tracer {
    calls: String,
    /// Trace only calls on these files; empty means all.
    files: Vec<PathBuf>,
}

/// Returns why this machine cannot trace, if it cannot: the program is missing, or not permitted.
pub(crate) fn missing() -> Option<String> {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    match tried {
        Ok(status) if status.success() => None,
        Ok(_) => Some("strace is not permitted to trace".to_owned()),
        Err(_) => Some("strace is not installed".to_owned()),
    }
}

impl Tracer {
    /// Traces these calls, only on the given files if there are any.
    pub(crate) fn new(calls: &[&str], files: Vec<PathBuf>) -> Self {
        Self { calls: calls.join(","), files }
    }

    /// Runs the command under `strace`, with or without an injection.
    pub(crate) fn run(
        &self,
        scale: &Scale,
        shop: &Shop,
        injection: Option<&Injection>,
        args: &[&str],
    ) -> Result<Traced, Trouble> {
        let trace = shop.home.folder().join("trace");
        let mut strace = Command::new("strace");
        shop.home.dress(&mut strace).args(["-f", "-qq", "-s", "16", "-o"]).arg(&trace);
        strace.arg("-e").arg(format!("trace={}", self.calls));
        for file in &self.files {
            strace.arg("-P").arg(file);
        }
        if let Some(Injection { call, does, when }) = injection {
            strace.arg("-e").arg(format!("inject={call}:{does}:when={when}"));
        }
        let output = strace.arg(scale.command()).args(args).output()?;
        // Bytes cut inside a character do not matter here.
        let text = String::from_utf8_lossy(&fs::read(&trace)?).into_owned();
        Ok(Traced { output, lines: text.lines().map(str::to_owned).collect() })
    }
}

impl Traced {
    /// Returns for each call how often the busiest thread makes it, and the total.
    pub(crate) fn counts(&self) -> BTreeMap<String, (u64, u64)> {
        let mut threads: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for (thread, call) in self.lines.iter().filter_map(|line| begins(line)) {
            *threads.entry((call, thread)).or_default() += 1;
        }
        let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for ((call, _), count) in threads {
            let (most, all) = counts.entry(call.to_owned()).or_default();
            *most = count.max(*most);
            *all += count;
        }
        counts
    }

    /// Returns which call of its kind, counted over all threads, was the first that was made to fail.
    pub(crate) fn first_injected(&self, call: &str) -> Option<u64> {
        let mut number = 0;
        for line in &self.lines {
            number += u64::from(begins(line).is_some_and(|(_, name)| name == call));
            if line.ends_with("(INJECTED)") {
                return Some(number);
            }
        }
        None
    }
}

/// Parses the thread and the name of a call from the line on which it begins.
fn begins(line: &str) -> Option<(&str, &str)> {
    let (thread, rest) = line.split_once(' ')?;
    let (name, _) = rest.trim_start().split_once('(')?;
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some((thread, name))
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    #[test]
    fn calls_are_counted_by_thread_and_in_all() {
        let lines = [
            "11 fsync(9)                          = 0",
            "12 fsync(9 <unfinished ...>",
            "12 <... fsync resumed>)              = 0",
            "11 fsync(9) = -1 EIO (Input/output error) (INJECTED)",
            "11 +++ killed by SIGKILL +++",
        ];
        let output = Output { status: std::process::ExitStatus::from_raw(0), stdout: Vec::new(), stderr: Vec::new() };
        let traced = Traced { output, lines: lines.map(str::to_owned).to_vec() };
        assert_eq!(traced.counts()["fsync"], (2, 3));
        assert_eq!(traced.first_injected("fsync"), Some(3));
    }
}
