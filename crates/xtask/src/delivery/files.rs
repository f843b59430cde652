//! Runs each checker over its files.

use std::fs;
use std::path::{Path, PathBuf};

use super::{config, folder, read, tools};
use crate::failure::Failure;
use crate::process::Process;
use crate::workspace::Workspace;

/// What software centres show of the program.
pub(super) const METAINFO: &str = "packaging/linux/vn.oatoken.desktop.metainfo.xml";
/// The template of the menu entry.
const ENTRY: &str = "packaging/linux/oa-token.desktop";
/// Includes the hooks of the Windows installer as Tauri's script does.
const HOOKS: &str = "packaging/windows/hooks-test.nsi";
/// The schema of Tauri's configuration, in the package of its command line.
const SCHEMA: &str = "ui/node_modules/@tauri-apps/cli/config.schema.json";

/// Returns the workflows.
pub(super) fn workflows(workspace: &Workspace) -> Result<Vec<PathBuf>, Failure> {
    let path = workspace.root.join(".github/workflows");
    let entries = fs::read_dir(&path).map_err(|source| Failure::File { path, source })?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

/// Runs all checkers; the first failure ends it.
pub(super) fn check(workspace: &Workspace) -> Result<(), Failure> {
    let programs = tools::install(workspace)?;
    let made = folder(workspace)?;
    let run = |program: &str, arguments: &[&str]| Process::new(&workspace.root, program, arguments).run();
    let at = |path: &Path| path.to_string_lossy().into_owned();
    run(&at(&programs.join("zizmor")), &["--offline", "--no-progress", "--persona", "pedantic", ".github"])?;
    let schema = at(&programs.join("check-jsonschema"));
    let workflows: Vec<String> = workflows(workspace)?.iter().map(|path| at(path)).collect();
    let workflows: Vec<&str> = workflows.iter().map(String::as_str).collect();
    run(&schema, &[&["--builtin-schema", "vendor.github-workflows"], workflows.as_slice()].concat())?;
    run(&schema, &["--builtin-schema", "vendor.dependabot", ".github/dependabot.yml"])?;
    run(&schema, &["--builtin-schema", "vendor.compose-spec", "compose.yaml"])?;
    let merged = write(&made.join("tauri.conf.json"), &config::merged(workspace)?.to_string())?;
    run(&schema, &["--regex-variant", "python", "--schemafile", SCHEMA, &merged])?;
    let installer = format!("-DOUT={}", at(&made.join("hooks-test.exe")));
    run("makensis", &["-V2", "-WX", "-INPUTCHARSET", "UTF8", &installer, HOOKS])?;
    let entry = read(workspace, ENTRY)?.replace("{{exec}}", "oa-token-desktop").replace("{{icon}}", "oa-token-desktop");
    run("desktop-file-validate", &[&write(&made.join("oa-token.desktop"), &entry)?])?;
    run("appstreamcli", &["validate", "--no-net", METAINFO])
}

fn write(path: &Path, text: &str) -> Result<String, Failure> {
    fs::write(path, text).map_err(|source| Failure::File { path: path.to_owned(), source })?;
    Ok(path.to_string_lossy().into_owned())
}
