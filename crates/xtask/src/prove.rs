//! `cargo xtask prove`: builds the programs and runs the crate `proofs`.

use std::path::Path;
use std::process::ExitCode;

use crate::cargo;
use crate::failure::Failure;
use crate::packages;
use crate::process::Process;
use crate::sandbox::Sandbox;
use crate::say::say;
use crate::steps::{self, Done, OnFailure, Step};
use crate::window;
use crate::workspace::{Workspace, has};

/// Runs a small part of each proof, with the programs of the tests; a step of `cargo xtask test`.
pub(crate) const QUICK: Step = Step {
    name: "proofs",
    does: "a short run of each proof of `cargo xtask prove`",
    act: |workspace, _| quick(workspace).map(|()| Done::Ran),
    on_failure: OnFailure::GoOn,
};

/// Runs the proofs with these options, with programs built as for the bench: optimised, without link-time optimisation.
pub(crate) fn run(workspace: &Workspace, options: &[String]) -> ExitCode {
    let has_window = wants_window(options);
    let ready = steps::run(workspace, if has_window { window::READY } else { &[&packages::FOR_TEST] }, false);
    if !ready.is_good() {
        ready.print();
        return ready.exit();
    }
    if wants_little_patience(options) {
        say("The proof `stopped` also uses a command with timeouts of one twentieth; it is built into its own folder.");
        if let Err(failure) = build_little_patience(workspace) {
            return exit(Err(failure));
        }
    }
    let builds: &[_] = if has_window { &[(BENCH, WINDOW), (BENCH, COMMAND)] } else { &[(BENCH, COMMAND)] };
    exit(full(workspace, options, builds))
}

/// The proofs that open the window.
const WITH_WINDOW: [&str; 4] = ["races", "settings", "stopped", "updates"];

/// Returns the one proof that these options choose, if they choose one.
fn only(options: &[String]) -> Option<&str> {
    let at = options.iter().position(|option| option == "--only")?;
    options.get(at + 1).map(String::as_str)
}

/// Reports whether a run with these options opens the window.
fn wants_window(options: &[String]) -> bool {
    only(options).is_none_or(|only| WITH_WINDOW.contains(&only))
}

/// Reports whether a run with these options includes the full proof `stopped`.
fn wants_little_patience(options: &[String]) -> bool {
    !options.iter().any(|option| option == "--quick") && only(options).is_none_or(|only| only == "stopped")
}

/// Builds the command-line program with a twentieth of its time limits. No release has this feature. Uses a separate
/// folder, because in a shared folder each build would undo the other.
fn build_little_patience(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.programs.with_file_name("proofs-patience").to_string_lossy().into_owned();
    let build =
        ["build", "--profile", BENCH, "-p", "oa-token-cli", "--features", "oa-token-cli/proofs", "--target-dir"];
    Process::new(&workspace.root, "cargo", [build.as_slice(), &[folder.as_str()]].concat()).run()
}

/// Runs the bench.
pub(crate) fn bench(workspace: &Workspace, options: &[String]) -> ExitCode {
    let ready = steps::run(workspace, window::READY_TO_BENCH, false);
    if !ready.is_good() {
        ready.print();
        return ready.exit();
    }
    exit(full(workspace, &[&["bench".to_owned()], options].concat(), &[(SHIPPED, WINDOW), (BENCH, COMMAND)]))
}

fn exit(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&failure.to_string());
            ExitCode::from(failure.exit())
        }
    }
}

/// The packages of the command-line part. Built separately, as shipped, without the features that the window's crates
/// enable.
const COMMAND: &[&str] = &["-p", "oa-token-cli", "-p", "zalo-sim", "-p", "proofs"];
/// The window, with the page built in, controllable by tests.
const WINDOW: &[&str] =
    &["-p", "oa-token-desktop", "--bin", "oa-token-desktop", "--features", "custom-protocol,testing"];

/// Optimised without link-time optimisation: builds minutes faster, with the same measured times.
const BENCH: &str = "bench";
/// As shipped, because the window's memory includes its own code.
const SHIPPED: &str = "release";

fn full(workspace: &Workspace, options: &[String], builds: &[(&str, &[&str])]) -> Result<(), Failure> {
    for (profile, build) in builds {
        Process::new(&workspace.root, "cargo", [&["build", "--profile", *profile], *build].concat()).run()?;
    }
    start(workspace, &workspace.optimised("proofs"), options)
}

fn start(workspace: &Workspace, proofs: &Path, options: &[String]) -> Result<(), Failure> {
    let sandbox = Sandbox::new()?;
    let program = proofs.to_string_lossy().into_owned();
    let line: Vec<String> = cargo::screen(has).into_iter().map(str::to_owned).chain([program]).collect();
    sandbox.around(Process::new(&workspace.root, &line[0], [&line[1..], options].concat())).run()?;
    sandbox.prove_untouched()
}

fn quick(workspace: &Workspace) -> Result<(), Failure> {
    // With the features of the tests, so that the programs are already built.
    cargo::all(workspace, &["build", "--bin", "oa-token", "--bin", "oa-token-desktop", "--bin", "proofs"])?;
    start(workspace, &workspace.program("proofs"), &["--quick".to_owned()])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_window_is_built_for_the_proofs_that_open_it() {
        let check = |line: &str| wants_window(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert!(check("") && check("--quick --seed 7") && check("--only races"));
        assert!(!check("--only team-race --quick"));
        let folder = Workspace::find().unwrap().root.join("crates/proofs/src/proofs");
        let mut found: Vec<String> = Vec::new();
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let is_one = fs::read_to_string(entry.path()).is_ok_and(|text| text.contains("crate::window::"));
            found.extend(is_one.then(|| entry.path().file_stem().unwrap().to_string_lossy().replace('_', "-")));
        }
        found.sort();
        assert_eq!(found, WITH_WINDOW);
    }

    #[test]
    fn the_build_with_short_timeouts_is_made_only_for_the_full_proof_that_uses_it() {
        let check = |line: &str| wants_little_patience(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert!(check(""));
        assert!(check("--seed 7 --only stopped"));
        assert!(!check("--only kill"));
        assert!(!check("--only stopped --quick"));
    }
}
