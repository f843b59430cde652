//! `cargo xtask run` and `cargo xtask test`: from a clone to a running program, and all checks.
//!
//! ```text
//! args      command line                  steps     runs steps in order, times them, prints the table
//! run       the steps of `run`            test      the steps of `test`
//! window    measures the real window, or takes screenshots
//! packages  the required Debian packages  page      Node, npm and the page in ui/
//! rust      the required Rust tools       cargo     format, clippy, tests
//! sandbox   separate folders for test runs, and the proof that nothing else was written
//! tally     counts passed and failed tests in the output of a runner
//! renderings  compares both Fluent libraries
//! prove     the proofs of the three promises, in full or briefly
//! licences  the components of the product   delivery  installers, metadata, workflows, versions
//! package   the installers of this system     manifests  what programs and winget read of a release
//! guide     the user's guide as web pages      windows   builds and tests for Windows, under Wine
//! gates     rules that no compiler checks: one file per rule, each able to fail
//! process   runs other programs           workspace     paths and programs of this machine
//! ```

mod args;
mod cargo;
mod delivery;
mod failure;
mod gates;
mod guide;
mod licences;
mod manifests;
mod package;
mod packages;
mod page;
mod process;
mod prove;
mod renderings;
mod run;
mod rust;
mod sandbox;
mod say;
mod steps;
mod tally;
mod test;
mod window;
mod windows;
mod workspace;

use std::process::ExitCode;

use args::Task;
use say::say;
use workspace::Workspace;

fn main() -> ExitCode {
    let request = match args::read(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(error) => {
            say(&format!("{error}\n\n{}", args::USAGE));
            return ExitCode::from(2);
        }
    };
    let workspace = match Workspace::find() {
        Ok(workspace) => workspace,
        Err(failure) => {
            say(&failure.to_string());
            return ExitCode::FAILURE;
        }
    };
    match request {
        Task::Help => {
            say(args::USAGE);
            ExitCode::SUCCESS
        }
        Task::Run => run::run(&workspace),
        Task::Test(request) => test::run(&workspace, &request),
        Task::Licences => {
            let report = steps::run(&workspace, licences::WRITING, false);
            report.print();
            report.exit()
        }
        Task::Prove(options) => prove::run(&workspace, &options),
        Task::Bench(options) => {
            let programs = prove::bench(&workspace, &options);
            if options.iter().any(|option| option == "--only") {
                return programs;
            }
            // Both are measured, even if the first one fails.
            let page = window::run(&workspace, &cargo::BENCH);
            if programs == ExitCode::SUCCESS { page } else { programs }
        }
        Task::Package(target) => package::run(&workspace, target.as_deref()),
        Task::Guide => guide::run(&workspace),
        Task::Windows(only) => windows::run(&workspace, &only),
        Task::Manifests(options) => manifests::run(&workspace, &options),
        Task::Screens => window::run(&workspace, &cargo::SCREENS),
    }
}
