//! The command below `strace`, which can count its system calls, and make the Nth of a kind fail or kill.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::after::Shop;
use crate::proof::{Scale, Trouble};

/// What is done to the Nth call of a kind. Each thread of the command counts for itself.
#[derive(Debug, Clone)]
pub(crate) struct Injection {
    /// The system call.
    pub(crate) call: String,
    /// What `strace` does: `signal=KILL`, or `error=EIO`.
    pub(crate) does: String,
    /// Which calls, as `when=` has it.
    pub(crate) when: String,
}

/// What a traced run came to.
pub(crate) struct Traced {
    /// How it ended.
    pub(crate) output: Output,
    /// One line a call.
    pub(crate) lines: Vec<String>,
}

/// How to run it.
pub(crate) struct Tracer {
    calls: String,
    /// Only calls on these files; empty is all.
    files: Vec<PathBuf>,
}

/// Returns why this machine can't trace, if it can't: no program, or not allowed.
pub(crate) fn missing() -> Option<String> {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    match tried {
        Ok(status) if status.success() => None,
        Ok(_) => Some("strace may not trace here".to_owned()),
        Err(_) => Some("no strace here".to_owned()),
    }
}

impl Tracer {
    /// Looks at these calls; on these files alone, if any is named.
    pub(crate) fn new(calls: &[&str], files: Vec<PathBuf>) -> Self {
        Self { calls: calls.join(","), files }
    }

    /// Runs the command below strace, with or without an injection.
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
        // What is cut inside a character is of no interest here.
        let text = String::from_utf8_lossy(&fs::read(&trace)?).into_owned();
        Ok(Traced { output, lines: text.lines().map(str::to_owned).collect() })
    }
}

impl Traced {
    /// Returns how often each call is made by the thread that makes it most, and in all.
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

    /// Returns which call of its kind, in the order of all threads, was the first to be made to fail.
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

/// Reads the thread and the name of a call off a line on which it begins.
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
