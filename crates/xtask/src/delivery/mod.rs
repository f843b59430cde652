//! The step `delivery`: what makes a release, checked without making one.
//!
//! ```text
//! tools     the checkers in Python            files     runs each checker over its files
//! versions  the same version everywhere       pins      every action is pinned
//! config    tauri.conf.json as the bundler merges it
//! ```

mod config;
mod files;
mod pins;
mod tools;
mod versions;

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};
use crate::tally::Tally;
use crate::workspace::Workspace;

pub(crate) use config::OVER;

/// The tag that a release is made of; set by the release workflow.
const TAG: &str = "RELEASE_TAG";

/// Checks the configuration of the installers, the hooks, the metadata, the workflows and the versions.
pub(crate) const STEP: Step = Step {
    name: "delivery",
    does: "installers, metadata, workflows and versions are in order",
    act: run,
    on_failure: OnFailure::GoOn,
};

fn run(workspace: &Workspace, _: &mut Tally) -> Result<Done, Failure> {
    let read = |path: &str| read(workspace, path);
    let tag = env::var(TAG).ok().filter(|tag| !tag.is_empty());
    let texts = versions::Texts {
        cargo: &read("Cargo.toml")?,
        page: &read("ui/package.json")?,
        tauri: &read("tauri.conf.json")?,
        metainfo: &read(files::METAINFO)?,
        changelog: &read("CHANGELOG.md")?,
    };
    let mut findings = versions::check(&texts, tag.as_deref());
    for workflow in files::workflows(workspace)? {
        let name = workflow.strip_prefix(&workspace.root).unwrap_or(&workflow).display().to_string();
        findings.extend(pins::check(&read(&name)?).into_iter().map(|finding| format!("{name}:{finding}")));
    }
    findings.extend(config::missing_files(&config::merged(workspace)?, &workspace.root));
    for finding in &findings {
        say(&format!("       {finding}"));
    }
    if !findings.is_empty() {
        return Err(Failure::Findings(findings.len()));
    }
    if !cfg!(target_os = "linux") {
        return Ok(Done::Skipped("the other checkers are programs for Linux"));
    }
    files::check(workspace)?;
    Ok(Done::Ran)
}

fn read(workspace: &Workspace, path: &str) -> Result<String, Failure> {
    let path = workspace.root.join(path);
    fs::read_to_string(&path).map_err(|source| Failure::File { path, source })
}

/// Returns the folder for what this step writes.
fn folder(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let path = workspace.programs.with_file_name("delivery");
    fs::create_dir_all(&path).map_err(|source| Failure::File { path: path.clone(), source })?;
    Ok(path)
}

/// Returns the version of the workspace.
pub(crate) fn version(workspace: &Workspace) -> Result<String, Failure> {
    let cargo = read(workspace, "Cargo.toml")?;
    versions::of_workspace(&cargo).map(str::to_owned).ok_or(Failure::NotRead("Cargo.toml names no version"))
}
