//! Node, npm and the page in `ui/`.

use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::process::Process;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};
use crate::tally::Tally;
use crate::workspace::Workspace;

/// The oldest Node version that can build the page: `engines` in `ui/package.json`.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// The name of npm on this system.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Checks for Node and npm.
pub(crate) const NODE: Step =
    Step { name: "node", does: "Node 20.19 or newer, and npm", act: node, on_failure: OnFailure::Stop };

/// Installs the page's packages.
pub(crate) const INSTALL: Step =
    Step { name: "npm-ci", does: "the dependencies of the page", act: install, on_failure: OnFailure::Stop };

/// Checks types.
pub(crate) const CHECK: Step = Step {
    name: "page-check",
    does: "type check of the page",
    act: |workspace, _| script(workspace, "check").run().map(|()| Done::Ran),
    on_failure: OnFailure::Stop,
};

/// Checks style.
pub(crate) const LINT: Step = Step {
    name: "page-lint",
    does: "lints and formatting of the page",
    act: |workspace, _| script(workspace, "lint").run().map(|()| Done::Ran),
    on_failure: OnFailure::Stop,
};

/// Tests the page.
pub(crate) const TEST: Step = Step {
    name: "page-test",
    does: "tests of the page",
    act: |workspace, tally| script(workspace, "test").count(tally).map(|()| Done::Ran),
    on_failure: OnFailure::Stop,
};

/// Builds the page.
pub(crate) const BUILD: Step = Step {
    name: "page-build",
    does: "builds the page into ui/dist",
    act: |workspace, _| script(workspace, "build").run().map(|()| Done::Ran),
    on_failure: OnFailure::Stop,
};

/// Builds the page with a simulated shell, to be shown in a browser.
pub(crate) const PREVIEW: Step = Step {
    name: "page-preview",
    does: "builds the page with a simulated shell into target/preview",
    act: |workspace, _| {
        Process::new(&workspace.page(), NPM, ["run", "build", "--", "--config", "dev/vite.config.ts"])
            .run()
            .map(|()| Done::Ran)
    },
    on_failure: OnFailure::Stop,
};

fn script(workspace: &Workspace, name: &str) -> Process {
    // With `CI`, a test runner in a terminal ends instead of watching files.
    Process::new(&workspace.page(), NPM, ["run", name]).env("CI", "true")
}

fn node(workspace: &Workspace, _: &mut Tally) -> Result<Done, Failure> {
    let wanted =
        Failure::Wanted("Please install Node 20.19 or newer with npm, from nodejs.org or your system's packages.");
    let Ok(version) = Process::new(&workspace.root, "node", ["--version"]).read() else { return Err(wanted) };
    if major_minor(&version).is_none_or(|version| version < OLDEST_NODE) {
        return Err(wanted);
    }
    if !Process::new(&workspace.root, NPM, ["--version"]).works() {
        return Err(wanted);
    }
    say(&format!("node {}", version.trim()));
    Ok(Done::Ran)
}

/// Parses 20 and 19 from `v20.19.1`.
fn major_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

fn install(workspace: &Workspace, _: &mut Tally) -> Result<Done, Failure> {
    if is_installed(&workspace.page()) {
        return Ok(Done::Skipped("node_modules is newer than package-lock.json"));
    }
    Process::new(&workspace.page(), NPM, ["ci", "--no-audit", "--no-fund"]).run()?;
    Ok(Done::Ran)
}

/// Reports whether the last `npm ci` finished with the current lock file. The checked file is written at its very end.
fn is_installed(page: &Path) -> bool {
    let written = |file: &str| fs::metadata(page.join(file)).and_then(|file| file.modified()).ok();
    match (written("node_modules/.package-lock.json"), written("package-lock.json")) {
        (Some(installed), Some(locked)) => installed > locked,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sandbox::Sandbox;

    #[test]
    fn the_version_is_read() {
        assert_eq!(major_minor("v20.20.2\n"), Some((20, 20)));
        assert_eq!(major_minor("v8.0.0"), Some((8, 0)));
        assert_eq!(major_minor("v20"), None);
        assert_eq!(major_minor(""), None);
    }

    #[test]
    fn an_incomplete_install_counts_as_none() {
        let sandbox = Sandbox::new().unwrap();
        let page = sandbox.path("page");
        fs::create_dir_all(page.join("node_modules")).unwrap();
        fs::File::create(page.join("package-lock.json")).unwrap();
        assert!(!is_installed(&page), "node_modules without the lock file's copy is not complete");
        let ended = fs::File::create(page.join("node_modules/.package-lock.json")).unwrap();
        let lock = fs::metadata(page.join("package-lock.json")).unwrap().modified().unwrap();
        ended.set_modified(lock + Duration::from_secs(1)).unwrap();
        assert!(is_installed(&page));
        ended.set_modified(lock - Duration::from_secs(1)).unwrap();
        assert!(!is_installed(&page), "the lock file changed after the install");
    }
}
