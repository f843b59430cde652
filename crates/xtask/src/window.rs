//! `cargo xtask bench` and `cargo xtask screens`: what needs the real window and is no test.

use std::process::ExitCode;

use crate::house::House;
use crate::steps::{self, Step};
use crate::{packages, page};

/// The system's packages, Node, and the page as the program carries it.
pub(crate) const READY: &[&Step] = &[&packages::FOR_TEST, &page::NODE, &page::INSTALL, &page::BUILD];

/// The same, and what a browser shows beside it.
pub(crate) const READY_TO_BENCH: &[&Step] =
    &[&packages::FOR_BENCH, &page::NODE, &page::INSTALL, &page::BUILD, &page::PREVIEW];

/// Makes ready and does this step.
pub(crate) fn run(house: &House, step: &'static Step) -> ExitCode {
    let report = steps::run(house, &[READY, &[step]].concat(), false);
    report.print();
    report.exit()
}
