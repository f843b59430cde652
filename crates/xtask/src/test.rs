//! `cargo xtask test`: all checks, fast ones first.

use std::process::ExitCode;

use crate::args::TestOptions;
use crate::say::say;
use crate::steps::{self, Step};
use crate::workspace::Workspace;
use crate::{cargo, delivery, gates, licences, packages, page, prove, renderings, rust};

/// All steps in order: steps of seconds before steps of minutes.
const STEPS: &[&Step] = &[
    &rust::TOOLS,
    &cargo::FORMAT,
    &gates::STEP,
    &packages::FOR_TEST,
    &page::NODE,
    &page::INSTALL,
    &delivery::STEP,
    &renderings::STEP,
    &page::CHECK,
    &page::LINT,
    &page::TEST,
    &page::BUILD,
    &licences::STEP,
    &cargo::CLIPPY,
    &cargo::DOCS,
    &cargo::BUILD_TESTS,
    &cargo::TESTS,
    &cargo::DOC_TESTS,
    &prove::QUICK,
    &cargo::END_TO_END,
];

/// Runs the requested checks.
pub(crate) fn run(workspace: &Workspace, request: &TestOptions) -> ExitCode {
    if request.list {
        for Step { name, does, .. } in STEPS {
            say(&format!("{name:<16} {does}"));
        }
        return ExitCode::SUCCESS;
    }
    let chosen = match choose(&request.only) {
        Ok(chosen) => chosen,
        Err(unknown) => {
            say(&format!("There is no step `{unknown}`; `cargo xtask test --list` prints them."));
            return ExitCode::from(2);
        }
    };
    let report = steps::run(workspace, &chosen, request.keep_going);
    report.print();
    if report.tally.failed > 0 {
        report.tally.panics.iter().for_each(|line| say(line));
    }
    say(&format!("{} passed, {} failed", report.tally.passed, report.tally.failed));
    report.exit()
}

/// Returns the steps of these names in their usual order; all steps if there are no names.
fn choose(only: &[String]) -> Result<Vec<&'static Step>, &str> {
    if let Some(unknown) = only.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        return Err(unknown);
    }
    let is_chosen = |step: &&&Step| only.is_empty() || only.iter().any(|name| name == step.name);
    Ok(STEPS.iter().filter(is_chosen).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_chosen_by_name_and_keep_their_order() {
        let names = |only: &[&str]| {
            let only: Vec<String> = only.iter().map(ToString::to_string).collect();
            choose(&only).map(|steps| steps.iter().map(|step| step.name).collect::<Vec<_>>()).map_err(str::to_owned)
        };
        assert_eq!(names(&["e2e", "gates"]), Ok(vec!["gates", "e2e"]));
        assert_eq!(names(&[]).unwrap().len(), STEPS.len());
        assert_eq!(names(&["gates", "gate"]), Err("gate".to_owned()));
    }
}
