//! A running program that can be stopped, continued or asked to end, and must end in time.

use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::proof::Trouble;
use crate::recovery_check::row;

/// How often to check its state.
const LOOK: Duration = Duration::from_millis(5);
/// How long a program may take to end after it was asked to.
const TO_END: Duration = Duration::from_secs(15);
/// A program counts as stopped after this many consecutive checks: `strace` stops it briefly at each call.
const SURE: u32 = 20;

/// A running program; killed when dropped.
pub(crate) struct Watched {
    /// `None` once its end was seen.
    child: Option<Child>,
    begun: Instant,
    /// Whether the program is the child of the started process.
    is_below: bool,
    /// Whether to continue it whenever it is found stopped.
    goes_on: bool,
}

/// How it ended, without being killed here.
pub(crate) struct End {
    /// The exit code; `None` after a signal.
    pub(crate) code: Option<i32>,
    /// Its stdout.
    pub(crate) out: String,
    /// From its start to its end.
    pub(crate) took: Duration,
}

impl End {
    /// Returns the outcome printed by `--json refresh`; empty if it printed none.
    pub(crate) fn outcome(&self) -> String {
        self.said("outcome")
    }

    /// Returns the reason printed with it.
    pub(crate) fn reason(&self) -> String {
        self.said("reason")
    }

    fn said(&self, name: &str) -> String {
        row(&self.out).get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Describes exit code, outcome and reason, for a failure.
    pub(crate) fn told(&self) -> String {
        let took = self.took.as_secs_f64();
        format!("ended with {:?}, {:?}, {:?} after {took:.1} s", self.code, self.outcome(), self.reason())
    }
}

impl Watched {
    /// Starts it.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Trouble> {
        Ok(Self { child: Some(command.spawn()?), begun: Instant::now(), is_below: false, goes_on: false })
    }

    /// States that the started process runs the program as its child and does not forward signals.
    pub(crate) fn below(mut self) -> Self {
        self.is_below = true;
        self
    }

    /// Stops it, as Ctrl-Z does; the program cannot prevent it.
    pub(crate) fn stop(&self) -> Result<(), Trouble> {
        self.signal(Signal::STOP)
    }

    /// Continues it.
    pub(crate) fn go_on(&self) -> Result<(), Trouble> {
        self.signal(Signal::CONT)
    }

    /// Continues it now, and again whenever something else stops it: `strace` counts each thread's calls separately.
    pub(crate) fn keep_going_on(&mut self) -> Result<(), Trouble> {
        self.goes_on = true;
        self.go_on()
    }

    /// Asks it to end.
    pub(crate) fn ask_to_end(&self) -> Result<(), Trouble> {
        self.signal(Signal::TERM)
    }

    /// Kills it.
    pub(crate) fn kill(&self) -> Result<(), Trouble> {
        self.signal(Signal::KILL)
    }

    /// Returns whether it has ended.
    pub(crate) fn has_ended(&mut self) -> Result<bool, Trouble> {
        match &mut self.child {
            Some(child) => Ok(child.try_wait()?.is_some()),
            None => Ok(true),
        }
    }

    /// Waits until something else has stopped it; returns `false` if it ended first or was not stopped in this time.
    pub(crate) fn is_stopped_within(&mut self, bound: Duration) -> Result<bool, Trouble> {
        let until = Instant::now() + bound;
        let mut seen = 0;
        while seen < SURE {
            if self.has_ended()? || Instant::now() > until {
                return Ok(false);
            }
            seen = if self.state().is_some_and(|state| state.eq_ignore_ascii_case(&'t')) { seen + 1 } else { 0 };
            thread::sleep(LOOK);
        }
        Ok(true)
    }

    /// Waits until it ends. If it takes longer than the bound, returns an error that says what ended it.
    pub(crate) fn ends_within(mut self, bound: Duration) -> Result<End, String> {
        let until = Instant::now() + bound;
        if self.ended_by(until)? {
            return self.end();
        }
        self.ask_to_end().map_err(|trouble| trouble.to_string())?;
        let asked = Instant::now();
        let what = if self.ended_by(asked + TO_END)? {
            format!("ended {:.1} s after SIGTERM", asked.elapsed().as_secs_f64())
        } else {
            format!("did not end by SIGTERM either within {} s", TO_END.as_secs())
        };
        Err(format!("did not end within {} s, and {what}", bound.as_secs()))
    }

    fn ended_by(&mut self, until: Instant) -> Result<bool, String> {
        while !self.has_ended().map_err(|trouble| trouble.to_string())? {
            if Instant::now() > until {
                return Ok(false);
            }
            if self.goes_on {
                self.go_on().map_err(|trouble| trouble.to_string())?;
            }
            thread::sleep(LOOK);
        }
        Ok(true)
    }

    fn end(&mut self) -> Result<End, String> {
        let took = self.begun.elapsed();
        let child = self.child.take().ok_or("the end was already observed")?;
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        Ok(End { code: output.status.code(), out: String::from_utf8_lossy(&output.stdout).into_owned(), took })
    }

    fn signal(&self, signal: Signal) -> Result<(), Trouble> {
        // After it has ended and was waited for, it has no process id any more.
        let Some(process) = self.process() else { return Ok(()) };
        Ok(kill_process(process, signal)?)
    }

    fn process(&self) -> Option<Pid> {
        let own = i32::try_from(self.child.as_ref()?.id()).ok()?;
        let below =
            || fs::read_to_string(format!("/proc/{own}/task/{own}/children")).ok()?.split(' ').next()?.parse().ok();
        Pid::from_raw(if self.is_below { below().unwrap_or(own) } else { own })
    }

    /// Returns the state's letter in `/proc`.
    fn state(&self) -> Option<char> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process()?)).ok()?;
        stat.rsplit_once(") ")?.1.chars().next()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.kill().ok();
        if let Some(mut child) = self.child.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::*;

    fn sh(script: &str) -> Watched {
        Watched::start(Command::new("sh").args(["-c", script]).stdout(Stdio::piped())).unwrap()
    }

    #[test]
    fn an_ended_program_is_reported_with_its_code_and_output() {
        let end = sh(r#"echo '[{"outcome":"saved"}]'; exit 3"#).ends_within(TO_END).unwrap();
        assert_eq!((end.code, end.outcome().as_str(), end.reason().as_str()), (Some(3), "saved", ""));
    }

    #[test]
    fn a_program_that_does_not_end_is_an_error_that_reports_whether_it_was_ended() {
        let what = sh("exec sleep 100").ends_within(Duration::ZERO).err().unwrap();
        assert!(what.contains("s after SIGTERM"), "{what}");
    }

    #[test]
    fn a_stopped_program_is_detected_and_continues() {
        let mut program = sh("kill -STOP $$; exit 0");
        assert!(program.is_stopped_within(TO_END).unwrap());
        program.go_on().unwrap();
        assert_eq!(program.ends_within(TO_END).unwrap().code, Some(0));
        assert!(!sh("exit 0").is_stopped_within(TO_END).unwrap());
        let mut again = sh("kill -STOP $$; kill -STOP $$; exit 0");
        assert!(again.is_stopped_within(TO_END).unwrap());
        again.keep_going_on().unwrap();
        assert_eq!(again.ends_within(TO_END).unwrap().code, Some(0));
    }
}
