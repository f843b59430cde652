//! Runs steps in order: prints the name of each, times it, and prints a table at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::say::say;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// One step.
pub(crate) struct Step {
    /// The name that selects it.
    pub(crate) name: &'static str,
    /// A short description.
    pub(crate) does: &'static str,
    /// Runs the step.
    pub(crate) act: fn(&Workspace, &mut Tally) -> Result<Done, Failure>,
    /// What happens when it fails.
    pub(crate) on_failure: OnFailure,
}

/// What happens after a failed step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnFailure {
    /// The run ends.
    Stop,
    /// The next step runs anyway; the run fails at its end.
    GoOn,
}

/// How a successful step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// It did its work.
    Ran,
    /// It had nothing to do, for this reason.
    Skipped(&'static str),
}

/// The result of a run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
    /// The tests counted so far.
    pub(crate) tally: Tally,
    /// The first failure.
    failed: Option<(&'static str, Failure)>,
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    took: Duration,
    how: &'static str,
}

impl Report {
    /// Returns the exit code of the first failed step.
    pub(crate) fn exit(&self) -> ExitCode {
        self.failed.as_ref().map_or(ExitCode::SUCCESS, |(_, failure)| ExitCode::from(failure.exit()))
    }

    /// Reports whether no step has failed so far.
    pub(crate) fn is_good(&self) -> bool {
        self.failed.is_none()
    }

    /// Prints the table, and the first failure below it.
    pub(crate) fn print(&self) {
        say("");
        for Row { name, took, how } in &self.rows {
            say(&format!("{name:<16} {:>8}  {how}", spoken(*took)));
        }
        let all = self.rows.iter().map(|row| row.took).sum();
        say(&format!("{:<16} {:>8}", "in all", spoken(all)));
        if let Some((name, failure)) = &self.failed {
            say(&format!("\nFAILED at the step `{name}`: {failure}"));
        }
    }
}

/// Runs steps in order. A failed step ends the run, unless the step or `keep_going` says otherwise.
pub(crate) fn run(workspace: &Workspace, steps: &[&Step], keep_going: bool) -> Report {
    let mut report = Report::default();
    for step in steps {
        let is_last =
            run_one(workspace, step, &mut report).is_err() && step.on_failure == OnFailure::Stop && !keep_going;
        if is_last {
            break;
        }
    }
    report
}

fn run_one(workspace: &Workspace, step: &Step, report: &mut Report) -> Result<(), ()> {
    say(&format!("\n==> {}: {}", step.name, step.does));
    let began = Instant::now();
    let ended = (step.act)(workspace, &mut report.tally);
    let took = began.elapsed();
    let (how, result) = match ended {
        Ok(Done::Ran) => ("", Ok(())),
        Ok(Done::Skipped(why)) => (why, Ok(())),
        Err(failure) => {
            say(&format!("    {}: {failure}", step.name));
            report.failed.get_or_insert((step.name, failure));
            ("FAILED", Err(()))
        }
    };
    say(&format!("    {} took {}{}{how}", step.name, spoken(took), if how.is_empty() { "" } else { ": " }));
    report.rows.push(Row { name: step.name, took, how });
    result
}

/// Formats a duration for reading: `0.4 s`, `2 min 05 s`.
fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "the signature of a step returns a Result")]
    fn good(_: &Workspace, tally: &mut Tally) -> Result<Done, Failure> {
        tally.passed += 1;
        Ok(Done::Ran)
    }

    fn bad(_: &Workspace, _: &mut Tally) -> Result<Done, Failure> {
        Err(Failure::Findings(2))
    }

    fn check(on_failure: OnFailure, keep_going: bool, ran: usize) {
        let step = |name, act| Step { name, does: "", act, on_failure };
        let steps = [step("first", good), step("second", bad), step("third", good)];
        let report = run(&Workspace::find().unwrap(), &steps.each_ref(), keep_going);
        assert_eq!(report.rows.len(), ran);
        assert_eq!(report.failed.as_ref().map(|(name, _)| *name), Some("second"));
        assert!(!report.is_good());
        assert_eq!(report.tally.passed, u32::try_from(ran).unwrap() - 1);
    }

    #[test]
    fn a_failed_step_ends_the_run_unless_it_may_continue_and_is_always_reported() {
        check(OnFailure::Stop, false, 2);
        check(OnFailure::Stop, true, 3);
        check(OnFailure::GoOn, false, 3);
    }

    #[test]
    fn durations_are_written_in_minutes_and_seconds() {
        assert_eq!(spoken(Duration::from_millis(432)), "0.4 s");
        assert_eq!(spoken(Duration::from_secs(125)), "2 min 05 s");
    }
}
