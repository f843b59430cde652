//! `cargo xtask package`: the installers of one system, in `target/package/out`.
//!
//! The programs are built first, as shipped. Only then does Tauri's bundler read `packaging/bundle.json`: it names the
//! command as a file beside the window, and a compilation that sees that demands the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use crate::delivery::{OVER, version};
use crate::failure::Failure;
use crate::process::Process;
use crate::say::say;
use crate::steps::{self, Step};
use crate::workspace::{Workspace, has};
use crate::{licences, packages, page};

/// What is prepared before.
const READY: &[&Step] = &[&packages::FOR_PACKAGE, &page::NODE, &page::INSTALL, &page::BUILD, &licences::WRITE];

/// Tauri's command line, as Node runs it.
const TAURI: &str = "ui/node_modules/@tauri-apps/cli/tauri.js";

/// The manual page of the window.
const WINDOW_PAGE: &str = "packaging/linux/oa-token-desktop.1";

/// What is made for one system.
struct Plan {
    /// The system, as rustc names it.
    target: String,
    /// Whether the target was named: cargo then builds into a folder of its own.
    is_named: bool,
    /// Where the programs are built.
    built: PathBuf,
    /// Where everything is put together.
    made: PathBuf,
}

/// Makes the installers, for another system of the same kind if a target is named.
pub(crate) fn run(workspace: &Workspace, target: Option<&str>) -> ExitCode {
    let ready = steps::run(workspace, READY, false);
    if !ready.is_good() {
        ready.print();
        return ready.exit();
    }
    match package(workspace, target) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&failure.to_string());
            ExitCode::from(failure.exit())
        }
    }
}

fn package(workspace: &Workspace, target: Option<&str>) -> Result<(), Failure> {
    let plan = Plan::new(workspace, target)?;
    for program in [["-p", "oa-token-cli"].as_slice(), &["-p", "oa-token-desktop", "--features", "custom-protocol"]] {
        build(workspace, &plan, program)?;
    }
    plan.clear()?;
    let suffix = if plan.target.contains("windows") { ".exe" } else { "" };
    let command = plan.built.join(format!("oa-token{suffix}"));
    copy(&command, &plan.made.join(format!("oa-token-{}{suffix}", plan.target)))?;
    if plan.target.contains("linux") {
        texts(workspace, &plan, &command)?;
    }
    bundle(workspace, &plan)?;
    collect(workspace, &plan)
}

impl Plan {
    fn new(workspace: &Workspace, target: Option<&str>) -> Result<Self, Failure> {
        let version = Process::new(&workspace.root, "rustc", ["-vV"]).read()?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: "));
        let host = host.ok_or(Failure::NotRead("rustc does not say for which system it compiles"))?;
        let release = workspace.programs.with_file_name("release");
        let built = match target {
            Some(target) => workspace.programs.with_file_name(target).join("release"),
            None => release,
        };
        let made = workspace.root.join("target/package");
        Ok(Self { target: target.unwrap_or(host).to_owned(), is_named: target.is_some(), built, made })
    }

    /// Removes what an earlier run made.
    fn clear(&self) -> Result<(), Failure> {
        for folder in [&self.made, &self.built.join("bundle")] {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Failure::File { path: folder.clone(), source: error });
                }
                _ => {}
            }
        }
        folder(&self.made.join("out"))
    }

    /// Returns the bundles of this system.
    fn bundles(&self) -> &'static str {
        bundles(&self.target)
    }
}

fn bundles(target: &str) -> &'static str {
    if target.contains("windows") {
        "nsis"
    } else if target.contains("apple") {
        "app,dmg"
    } else {
        "deb,rpm"
    }
}

/// Builds one program as shipped: alone, so that it has only the features it needs.
fn build(workspace: &Workspace, plan: &Plan, program: &[&str]) -> Result<(), Failure> {
    // With it, the program carries the list of its parts, to be compared with known weaknesses later.
    let is_auditable = Process::new(&workspace.root, "cargo", ["auditable", "--version"]).works();
    let mut arguments = if is_auditable { vec!["auditable"] } else { Vec::new() };
    arguments.extend(["build", "--release", "--locked"]);
    if plan.is_named {
        arguments.extend(["--target", &plan.target]);
    }
    Process::new(&workspace.root, "cargo", [&arguments, program].concat()).run()
}

/// Writes what the packages for Linux carry besides: completions, manual pages, a changelog.
fn texts(workspace: &Workspace, plan: &Plan, command: &Path) -> Result<(), Failure> {
    let program = command.to_string_lossy().into_owned();
    let call = |arguments: &[&str]| Process::new(&workspace.root, &program, arguments);
    let completions = plan.made.join("completions");
    folder(&completions)?;
    for (shell, name) in [("bash", "oa-token.bash"), ("zsh", "_oa-token"), ("fish", "oa-token.fish")] {
        let script = call(&["completions", shell]).read()?;
        if script.is_empty() {
            return Err(Failure::NotRead("the command printed no completions"));
        }
        write(&completions.join(name), &script)?;
    }
    let man = plan.made.join("man");
    call(&["man", "--out", &man.to_string_lossy()]).run()?;
    copy(&workspace.root.join(WINDOW_PAGE), &man.join("man1/oa-token-desktop.1"))?;
    let mut pages = vec!["-9n".to_owned()];
    for section in ["man1", "vi/man1"] {
        pages.extend(files(&man.join(section))?.iter().map(|page| page.to_string_lossy().into_owned()));
    }
    Process::new(&workspace.root, "gzip", pages).run()?;
    write(&plan.made.join("changelog"), &debian_changelog(&version(workspace)?))
}

/// Returns the changelog as Debian's tools read it. It leads to the releases: their notes are not repeated.
fn debian_changelog(version: &str) -> String {
    format!(
        "oa-token ({version}) stable; urgency=medium\n\n  * What is new is in the notes of this release.\n\n -- {MAINTAINER}  \
         Thu, 01 Jan 1970 00:00:00 +0000\n"
    )
}

/// The maintainer field of the Debian package. Not a mailbox: problems are reported where the release is.
const MAINTAINER: &str = "OA Token authors <oa-token@invalid>";

fn bundle(workspace: &Workspace, plan: &Plan) -> Result<(), Failure> {
    let mut arguments = vec![TAURI, "bundle", "--ci", "--bundles", plan.bundles()];
    let over = if plan.target.contains("linux") { OVER.as_slice() } else { &OVER[..1] };
    arguments.extend(over.iter().flat_map(|file| ["--config", file]));
    if plan.is_named {
        arguments.extend(["--target", &plan.target]);
    }
    // The address of the owner's repository; only the release workflow knows it.
    let homepage = std::env::var("HOMEPAGE").ok().filter(|homepage| !homepage.is_empty());
    let homepage = homepage.map(|homepage| json!({"bundle": {"homepage": homepage}}).to_string());
    if let Some(homepage) = &homepage {
        arguments.extend(["--config", homepage]);
    }
    Process::new(&workspace.root, "node", arguments).run()
}

/// Copies the installers into `out`, under names without spaces.
fn collect(workspace: &Workspace, plan: &Plan) -> Result<(), Failure> {
    let (bundles, out) = (plan.built.join("bundle"), plan.made.join("out"));
    for (kind, ending) in [("deb", ".deb"), ("rpm", ".rpm"), ("nsis", ".exe"), ("dmg", ".dmg")] {
        let folder = bundles.join(kind);
        let installers = if folder.is_dir() { files(&folder)? } else { Vec::new() };
        for installer in installers {
            let name = installer.file_name().unwrap_or_default().to_string_lossy().replace(' ', "-");
            if name.ends_with(ending) {
                if kind == "deb" {
                    compress(plan, &installer)?;
                }
                let size = copy(&installer, &out.join(&name))?;
                say(&format!("{name}: {:.2} MB", f64::from(u32::try_from(size).unwrap_or(u32::MAX)) / 1e6));
                if kind == "deb" && has("lintian") {
                    Process::new(&out, "lintian", ["--allow-root", "--fail-on", "error,warning", &name]).run()?;
                }
            }
        }
    }
    let app = bundles.join("macos");
    if app.is_dir() {
        let arch = if plan.target.starts_with("aarch64") { "aarch64" } else { "x64" };
        let name = out.join(format!("OA-Token_{}_{arch}.app.tar.gz", version(workspace)?));
        Process::new(&app, "tar", ["-czf", &name.to_string_lossy(), "OA Token.app"]).run()?;
    }
    Ok(())
}

/// Packs a Debian package again with xz, as Debian's own are; Tauri's bundler knows gzip only. xz's filter for machine code
/// saves 6 %, and dpkg reads what it writes; `dpkg-deb` has no option for it.
fn compress(plan: &Plan, package: &Path) -> Result<(), Failure> {
    let (parts, package) = (plan.made.join("deb"), package.to_string_lossy().into_owned());
    folder(&parts)?;
    let call = |program: &str, arguments: &[&str]| Process::new(&parts, program, arguments).run();
    call("dpkg-deb", &["--raw-extract", &package, "content"])?;
    call("dpkg-deb", &["--root-owner-group", "-Znone", "--build", "content", "plain.deb"])?;
    call("ar", &["x", "plain.deb"])?;
    let filter: &[&str] = if plan.target.starts_with("x86_64") { &["--x86"] } else { &[] };
    call("xz", &[filter, &["--lzma2=preset=9e", "--force", "control.tar", "data.tar"]].concat())?;
    fs::remove_file(&package).map_err(|source| Failure::File { path: PathBuf::from(&package), source })?;
    call("ar", &["rcD", &package, "debian-binary", "control.tar.xz", "data.tar.xz"])
}

/// Returns the files in a folder, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|source| Failure::File { path: folder.to_owned(), source })?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|source| Failure::File { path: path.to_owned(), source })
}

fn copy(from: &Path, to: &Path) -> Result<u64, Failure> {
    fs::copy(from, to).map_err(|source| Failure::File { path: from.to_owned(), source })
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|source| Failure::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_installers() {
        assert_eq!(bundles("x86_64-unknown-linux-gnu"), "deb,rpm");
        assert_eq!(bundles("x86_64-pc-windows-msvc"), "nsis");
        assert_eq!(bundles("aarch64-apple-darwin"), "app,dmg");
    }
}
