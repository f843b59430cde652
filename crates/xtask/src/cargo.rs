//! Steps that call cargo: format, clippy, tests. All use one set of features, because another set rebuilds everything.

use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::thread;

use serde_json::Value;

use crate::failure::Failure;
use crate::process::Process;
use crate::sandbox::Sandbox;
use crate::steps::{Done, OnFailure, Step};
use crate::tally::Tally;
use crate::workspace::{Workspace, has};

/// The whole workspace, with the page built in.
const ALL: [&str; 3] = ["--workspace", "--features", "custom-protocol,testing"];

/// The test target that opens real windows. Its tests run one at a time, because a session bus holds one window.
const WINDOWS: &str = "e2e";

/// Checks the format.
pub(crate) const FORMAT: Step = Step {
    name: "format",
    does: "the code is formatted with rustfmt",
    act: |workspace, _| cargo(workspace, &["fmt", "--all", "--check"]).run().map(|()| Done::Ran),
    on_failure: OnFailure::Stop,
};

/// The packages that `run` builds: the product as shipped, without test features.
const PRODUCT: &[&[&str]] = &[
    &["-p", "oa-token-desktop", "--bin", "oa-token-desktop", "--features", "custom-protocol"],
    &["-p", "oa-token-cli"],
];

/// Builds the programs.
pub(crate) const BUILD: Step = Step {
    name: "build",
    does: "the window and the command",
    act: |workspace, _| {
        // Uses the profile that optimises without link-time optimisation.
        let build = |what: &&[&str]| cargo(workspace, &[&["build", "--profile", "bench"], *what].concat()).run();
        PRODUCT.iter().try_for_each(build).map(|()| Done::Ran)
    },
    on_failure: OnFailure::Stop,
};

/// Runs the lints.
pub(crate) const CLIPPY: Step = Step {
    name: "clippy",
    does: "clippy reports no lint",
    act: |workspace, _| {
        let arguments = [&["clippy"], ALL.as_slice(), &["--all-targets", "--", "-D", "warnings"]].concat();
        cargo(workspace, &arguments).run().map(|()| Done::Ran)
    },
    on_failure: OnFailure::Stop,
};

/// Builds the documentation, with that of private items.
pub(crate) const DOCS: Step = Step {
    name: "docs",
    does: "the documentation comments have no warning",
    act: |workspace, _| {
        let arguments = [&["doc"], ALL.as_slice(), &["--no-deps", "--document-private-items"]].concat();
        cargo(workspace, &arguments).env("RUSTDOCFLAGS", "-D warnings").run().map(|()| Done::Ran)
    },
    on_failure: OnFailure::GoOn,
};

/// Builds the tests and the programs they start.
pub(crate) const BUILD_TESTS: Step = Step {
    name: "build-tests",
    does: "the tests, and the programs they start",
    act: |workspace, _| {
        cargo(workspace, &[&["test"], ALL.as_slice(), &["--no-run"]].concat()).run().map(|()| Done::Ran)
    },
    on_failure: OnFailure::Stop,
};

/// Tests the core, the command-line program, practice Zalo and the commands over IPC.
pub(crate) const TESTS: Step =
    Step { name: "tests", does: "core, command, practice Zalo, IPC, xtask", act: tests, on_failure: OnFailure::GoOn };

/// Tests the examples in doc comments.
pub(crate) const DOC_TESTS: Step = Step {
    name: "doc-tests",
    does: "the doc tests",
    act: |workspace, tally| {
        in_sandbox(workspace, &[&["test"], ALL.as_slice(), &["--doc", "--no-fail-fast"]].concat(), tally)
    },
    on_failure: OnFailure::GoOn,
};

/// Tests the real window.
pub(crate) const END_TO_END: Step =
    Step { name: "e2e", does: "the real window, end to end", act: end_to_end, on_failure: OnFailure::GoOn };

/// Measures the real window, built as it is released.
pub(crate) const BENCH: Step = Step {
    name: "bench",
    does: "measures the real window",
    act: |workspace, tally| {
        let bench = "bench --profile release --features custom-protocol,testing --bench window";
        in_sandbox(workspace, &bench.split(' ').collect::<Vec<_>>(), tally)
    },
    on_failure: OnFailure::Stop,
};

/// Takes a screenshot of every screen, which the tour of the end-to-end tests writes into `target/screens`, and copies
/// those that `docs/screens` holds.
pub(crate) const SCREENS: Step = Step {
    name: "screens",
    does: "a picture of every screen, into target/screens, and again those of docs/screens",
    act: |workspace, tally| {
        let sandbox = Sandbox::new()?;
        let tour = ["test", "--features", "custom-protocol,testing", "--test", WINDOWS, "--", "--test-threads=1"];
        let stops = ["is_complete_and_accessible"];
        let line = [&with_screen(has), ["cargo"].as_slice(), &tour, &stops].concat();
        let (taken, kept) = (workspace.root.join("target/screens"), workspace.root.join("docs/screens"));
        let unreadable = |path: &Path| {
            let path = path.to_path_buf();
            move |source| Failure::File { path, source }
        };
        fs::create_dir_all(&taken).map_err(unreadable(&taken))?;
        let call = Process::new(&workspace.root, line[0], &line[1..]).env("OA_TOKEN_SCREENS", &taken);
        sandbox.around(call).count(tally)?;
        for entry in fs::read_dir(&kept).map_err(unreadable(&kept))?.flatten() {
            // ImageMagick; 256 colours are a third of the size.
            let (picture, copy) = (taken.join(entry.file_name()), entry.path());
            let to = [picture.as_os_str(), "+dither".as_ref(), "-colors".as_ref(), "256".as_ref(), copy.as_os_str()];
            Process::new(&workspace.root, "convert", to).run()?;
        }
        Ok(Done::Ran)
    },
    on_failure: OnFailure::Stop,
};

/// Runs cargo on the whole workspace, with the features of the tests.
pub(crate) fn all(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    cargo(workspace, &[arguments, ALL.as_slice()].concat()).run()
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Process {
    Process::new(&workspace.root, "cargo", arguments)
}

fn tests(workspace: &Workspace, tally: &mut Tally) -> Result<Done, Failure> {
    let metadata = cargo(workspace, &["metadata", "--no-deps", "--format-version", "1"]).read()?;
    let targets = test_targets(&metadata).ok_or(Failure::NotRead("`cargo metadata` printed no packages."))?;
    let mut arguments = [&["test"], ALL.as_slice(), &["--no-fail-fast", "--lib", "--bins"]].concat();
    for target in targets.iter().filter(|target| *target != WINDOWS) {
        arguments.extend(["--test", target]);
    }
    let threads = format!("--test-threads={}", at_once());
    arguments.extend(["--", &threads]);
    in_sandbox(workspace, &arguments, tally)
}

/// How many tests run at the same time: most of them wait for a program, a timeout or a disk, so that two per core take
/// half the time of one per core.
fn at_once() -> usize {
    2 * thread::available_parallelism().map_or(1, NonZero::get)
}

fn end_to_end(workspace: &Workspace, tally: &mut Tally) -> Result<Done, Failure> {
    if !cfg!(target_os = "linux") {
        return Ok(Done::Skipped("the window can be driven only on Linux"));
    }
    let arguments =
        [&["test"], ALL.as_slice(), &["--no-fail-fast", "--test", WINDOWS, "--", "--test-threads=1"]].concat();
    in_sandbox(workspace, &arguments, tally)
}

/// Runs tests with their own folders, screen and session bus; fails also if they wrote anywhere else.
fn in_sandbox(workspace: &Workspace, arguments: &[&str], tally: &mut Tally) -> Result<Done, Failure> {
    let sandbox = Sandbox::new()?;
    let line = [&with_screen(has), ["cargo"].as_slice(), arguments].concat();
    let call = Process::new(&workspace.root, line[0], &line[1..]);
    sandbox.around(call).count(tally)?;
    sandbox.prove_untouched()?;
    Ok(Done::Ran)
}

/// Returns the command prefix that provides a screen and a session bus, as far as this machine has the programs.
fn with_screen(has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let mut line = screen(&has);
    if has("dbus-run-session") {
        line.extend(["dbus-run-session", "--"]);
    }
    line
}

/// Returns the command prefix that provides a screen, if this machine has the program.
pub(crate) fn screen(has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    if has("xvfb-run") { vec!["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24"] } else { Vec::new() }
}

/// Returns the names of the test targets, from `cargo metadata`.
fn test_targets(metadata: &str) -> Option<Vec<String>> {
    let metadata: Value = serde_json::from_str(metadata).ok()?;
    let mut names = Vec::new();
    for package in metadata["packages"].as_array()? {
        for target in package["targets"].as_array()? {
            let is_test = target["kind"].as_array()?.iter().any(|kind| kind == "test");
            if is_test {
                names.push(target["name"].as_str()?.to_owned());
            }
        }
    }
    names.sort();
    names.dedup();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_target_is_found_and_nothing_else() {
        let metadata = r#"{"packages": [
            {"targets": [{"kind": ["lib"], "name": "a"}, {"kind": ["test"], "name": "ipc"}]},
            {"targets": [{"kind": ["bin"], "name": "b"}, {"kind": ["test"], "name": "e2e"}, {"kind": ["test"], "name": "ipc"}]}
        ]}"#;
        assert_eq!(test_targets(metadata), Some(vec!["e2e".to_owned(), "ipc".to_owned()]));
        assert_eq!(test_targets("not metadata"), None);
    }

    #[test]
    fn a_screen_starts_before_the_bus_and_each_only_where_available() {
        assert_eq!(with_screen(|_| false), [""; 0]);
        assert_eq!(with_screen(|program| program == "dbus-run-session"), ["dbus-run-session", "--"]);
        assert_eq!(with_screen(|_| true)[0], "xvfb-run");
    }
}
