//! Runs steps in order: names each as it begins, times it, and prints a table at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::house::House;
use crate::say::say;
use crate::tally::Tally;

/// One step.
pub(crate) struct Step {
    /// The name it is chosen by.
    pub(crate) name: &'static str,
    /// What it does, in a few words.
    pub(crate) does: &'static str,
    /// Does it.
    pub(crate) act: fn(&House, &mut Tally) -> Result<Done, Failure>,
    /// What follows when it fails.
    pub(crate) on_failure: OnFailure,
}

/// What follows a step that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnFailure {
    /// The run ends.
    Stop,
    /// The next step runs all the same; the run fails at its end.
    GoOn,
}

/// How a step ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// It did its work.
    Ran,
    /// It had nothing to do, for this reason.
    Skipped(&'static str),
}

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
    /// The tests counted on the way.
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
    /// Returns the exit code: the first failing step's.
    pub(crate) fn exit(&self) -> ExitCode {
        self.failed.as_ref().map_or(ExitCode::SUCCESS, |(_, failure)| ExitCode::from(failure.exit()))
    }

    /// Returns whether every step so far did what it should.
    pub(crate) fn is_good(&self) -> bool {
        self.failed.is_none()
    }

    /// Prints the closing table, and the first failure under it.
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

/// Runs steps in order. One that fails ends the run, unless it says otherwise or the run is to keep going.
pub(crate) fn run(house: &House, steps: &[&Step], keep_going: bool) -> Report {
    let mut report = Report::default();
    for step in steps {
        let is_last = run_one(house, step, &mut report).is_err() && step.on_failure == OnFailure::Stop && !keep_going;
        if is_last {
            break;
        }
    }
    report
}

fn run_one(house: &House, step: &Step, report: &mut Report) -> Result<(), ()> {
    say(&format!("\n==> {}: {}", step.name, step.does));
    let began = Instant::now();
    let ended = (step.act)(house, &mut report.tally);
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

/// Writes a duration as people say it: `0.4 s`, `2 min 05 s`.
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

    #[expect(clippy::unnecessary_wraps, reason = "steps can fail; this one never does")]
    fn good(_: &House, tally: &mut Tally) -> Result<Done, Failure> {
        tally.passed += 1;
        Ok(Done::Ran)
    }

    fn bad(_: &House, _: &mut Tally) -> Result<Done, Failure> {
        Err(Failure::Findings(2))
    }

    fn check(on_failure: OnFailure, keep_going: bool, ran: usize) {
        let step = |name, act| Step { name, does: "", act, on_failure };
        let steps = [step("first", good), step("second", bad), step("third", good)];
        let report = run(&House::find().unwrap(), &steps.each_ref(), keep_going);
        assert_eq!(report.rows.len(), ran);
        assert_eq!(report.failed.as_ref().map(|(name, _)| *name), Some("second"));
        assert!(!report.is_good());
        assert_eq!(report.tally.passed, u32::try_from(ran).unwrap() - 1);
    }

    #[test]
    fn a_failed_step_ends_the_run_unless_it_may_go_on_and_is_never_forgotten() {
        check(OnFailure::Stop, false, 2);
        check(OnFailure::Stop, true, 3);
        check(OnFailure::GoOn, false, 3);
    }

    #[test]
    fn durations_are_written_as_people_say_them() {
        assert_eq!(spoken(Duration::from_millis(432)), "0.4 s");
        assert_eq!(spoken(Duration::from_secs(125)), "2 min 05 s");
    }
}
