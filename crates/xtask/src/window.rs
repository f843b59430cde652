//! `cargo xtask bench` and `cargo xtask screens`: uses of the real window that are not tests.

use std::process::ExitCode;

use crate::steps::{self, Step};
use crate::workspace::Workspace;
use crate::{packages, page};

/// Prepares the system's packages, Node, and the page that is built into the program.
pub(crate) const READY: &[&Step] = &[&packages::FOR_TEST, &page::NODE, &page::INSTALL, &page::BUILD];

/// The same, and the page for a browser.
pub(crate) const READY_TO_BENCH: &[&Step] =
    &[&packages::FOR_BENCH, &page::NODE, &page::INSTALL, &page::BUILD, &page::PREVIEW];

/// Prepares the machine and runs this step.
pub(crate) fn run(workspace: &Workspace, step: &'static Step) -> ExitCode {
    let report = steps::run(workspace, &[READY, &[step]].concat(), false);
    report.print();
    report.exit()
}
