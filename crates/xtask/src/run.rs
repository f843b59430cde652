//! `cargo xtask run`: from a fresh clone to the running program.

use std::process::ExitCode;

use crate::failure::Failure;
use crate::process::Process;
use crate::say::say;
use crate::steps::{self, Done, OnFailure, Step};
use crate::workspace::{Workspace, has_screen};
use crate::{cargo, packages, page};

const READY: &[&Step] = &[&packages::FOR_RUN, &page::NODE, &page::INSTALL, &page::BUILD, &cargo::BUILD];

const DEMO: Step = Step {
    name: "demo",
    does: "the whole workflow against practice Zalo",
    act: |workspace, _| start(workspace, "oa-token", &["demo"]),
    on_failure: OnFailure::Stop,
};

const WINDOW: Step = Step {
    name: "window",
    does: "OA Token, until you close it",
    act: |workspace, _| start(workspace, "oa-token-desktop", &[]),
    on_failure: OnFailure::Stop,
};

/// Prepares this machine, builds the program and runs it.
pub(crate) fn run(workspace: &Workspace) -> ExitCode {
    let report = steps::run(workspace, READY, false);
    report.print();
    if !report.is_good() {
        return report.exit();
    }
    let last = if has_screen() {
        &WINDOW
    } else {
        say("\nThere is no display, so no window opens; this runs `oa-token demo` instead.");
        &DEMO
    };
    let report = steps::run(workspace, &[last], false);
    report.print();
    report.exit()
}

fn start(workspace: &Workspace, program: &str, arguments: &[&str]) -> Result<Done, Failure> {
    Process::new(&workspace.root, &workspace.optimised(program).to_string_lossy(), arguments).run().map(|()| Done::Ran)
}
