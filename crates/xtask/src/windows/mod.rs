//! `cargo xtask windows`: builds the programs for Windows on Debian, runs them and their tests under Wine, installs, upgrades
//! and removes them there, and type-checks the code for Windows and macOS.
//!
//! ```text
//! cache      the folder that keeps everything     compiler   the compiler, the linker, the calls of cargo
//! wine       the prefix, and programs in it       installer  what the installer's hooks do with a real vault
//! ```
//!
//! Not shown by Wine: the page (WebView2), sleep, access lists, notifications, the end of a session, power cuts.

mod cache;
mod compiler;
mod installer;
mod wine;

use std::process::ExitCode;

use crate::failure::Failure;
use crate::packages;
use crate::page;
use crate::say::say;
use crate::steps::{self, Done, OnFailure, Step};
use crate::tally::Tally;
use crate::workspace::Workspace;

/// What is said before anything is done. Measured on two cores.
const NEEDS: &str = "\
This takes 25 to 45 minutes and 10 GB: a compiler and a prefix of Wine (3 GB), the crates (1 GB), the programs and their tests
(6 GB). It installs Debian packages (MinGW, Wine, NSIS). The rest is kept in one folder of your cache; remove it when you are done:";

/// The parts of the test that are not the product's or need what Windows and Wine lack: system calls of Linux, a session
/// bus, a screen; and the models, which are the same on every system.
const NOT_RUN: [&str; 4] = ["proofs", "model-check", "xtask", "oa-token-desktop"];

const COMPILER: Step = Step {
    name: "compiler",
    does: "a compiler with the sources of its standard library",
    act: |workspace, _| compiler::prepare(workspace),
    on_failure: OnFailure::Stop,
};

const PREFIX: Step = Step {
    name: "wine",
    does: "a prefix of Wine",
    act: |workspace, _| wine::prepare(workspace),
    on_failure: OnFailure::Stop,
};

const COMMAND: Step = Step {
    name: "command",
    does: "builds oa-token.exe and runs its demo",
    act: |workspace, _| {
        compiler::windows(workspace, &selection("build"))?.run()?;
        wine::run(workspace, &[&compiler::built(workspace)?.join("oa-token.exe").to_string_lossy(), "demo"])?;
        Ok(Done::Ran)
    },
    on_failure: OnFailure::GoOn,
};

const TESTS: Step = Step {
    name: "tests",
    does: "the tests of core, command, server and practice Zalo, under Wine",
    act: |workspace, tally| {
        let arguments = [selection("test"), vec!["--no-fail-fast"]].concat();
        compiler::windows(workspace, &arguments)?.count(tally).map(|()| Done::Ran)
    },
    on_failure: OnFailure::GoOn,
};

/// Selects the crates in the same way for both calls, so that nothing is built twice.
fn selection(call: &'static str) -> Vec<&'static str> {
    let excluded = NOT_RUN.iter().flat_map(|name| ["--exclude", name]);
    [call, "--workspace"].into_iter().chain(excluded).collect()
}

const WINDOW: [&str; 4] = ["-p", "oa-token-desktop", "--features", "custom-protocol,testing"];

const IPC: Step = Step {
    name: "window",
    does: "builds the window; its tests and those of its commands, under Wine",
    act: |workspace, tally| {
        compiler::windows(workspace, &[&["build"], WINDOW.as_slice()].concat())?.run()?;
        let tests = [&["test", "--no-fail-fast"], WINDOW.as_slice(), &["--lib", "--test", "ipc"]].concat();
        compiler::windows(workspace, &tests)?.count(tally).map(|()| Done::Ran)
    },
    on_failure: OnFailure::GoOn,
};

const INSTALLER: Step = Step {
    name: "installer",
    does: "installs, upgrades and removes the programs; the vault stays",
    act: |workspace: &Workspace, _: &mut Tally| installer::run(workspace),
    on_failure: OnFailure::GoOn,
};

/// What clippy looks at: everything but the proofs and the benches, which call Linux.
const CHECKED: [&str; 9] = [
    "--workspace",
    "--exclude",
    "proofs",
    "--lib",
    "--bins",
    "--tests",
    "--features",
    "custom-protocol,testing",
    "--keep-going",
];

const CLIPPY: Step = Step {
    name: "clippy-windows",
    does: "clippy for Windows",
    act: |workspace, _| clippy(compiler::windows, workspace),
    on_failure: OnFailure::GoOn,
};

const MACOS: Step = Step {
    name: "clippy-macos",
    does: "clippy for macOS; nothing is linked",
    act: |workspace, _| clippy(compiler::macos, workspace),
    on_failure: OnFailure::GoOn,
};

type Dressed = fn(&Workspace, &[&str]) -> Result<crate::process::Process, Failure>;

fn clippy(dressed: Dressed, workspace: &Workspace) -> Result<Done, Failure> {
    let arguments = [&["clippy"], CHECKED.as_slice(), &["--", "-D", "warnings"]].concat();
    dressed(workspace, &arguments)?.run().map(|()| Done::Ran)
}

/// All steps, in order.
const STEPS: [&Step; 12] = [
    &packages::FOR_WINDOWS,
    &page::NODE,
    &page::INSTALL,
    &page::BUILD,
    &COMPILER,
    &PREFIX,
    &COMMAND,
    &TESTS,
    &IPC,
    &INSTALLER,
    &CLIPPY,
    &MACOS,
];

/// Runs all steps, or those named after `--only`. The steps that prepare always run: they skip what is there.
pub(crate) fn run(workspace: &Workspace, only: &[String]) -> ExitCode {
    let folder = match cache::folder() {
        Ok(folder) if cfg!(target_os = "linux") => folder,
        Ok(_) => return refused(&Failure::Wanted("This runs on Debian; on Windows, cargo xtask test is enough.")),
        Err(failure) => return refused(&failure),
    };
    say(&format!("{NEEDS}\n{}", folder.display()));
    let names = |step: &&&Step| only.is_empty() || only.iter().any(|name| name == step.name);
    let (ready, chosen) = STEPS.split_at(6);
    let chosen: Vec<&Step> = ready.iter().copied().chain(chosen.iter().filter(names).copied()).collect();
    let report = steps::run(workspace, &chosen, false);
    report.print();
    say(&format!("{} passed, {} failed", report.tally.passed, report.tally.failed));
    report.exit()
}

fn refused(failure: &Failure) -> ExitCode {
    say(&failure.to_string());
    ExitCode::from(failure.exit())
}
