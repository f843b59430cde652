//! Debian's newer compiler, unpacked without being installed: it carries the sources of the standard library, of which cargo
//! builds what Windows needs. MinGW links.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::cache::{self, failed};
use crate::failure::Failure;
use crate::process::Process;
use crate::steps::Done;
use crate::workspace::Workspace;

/// The compiler, its libraries, and what cargo loads.
const PACKAGES: [&str; 13] = [
    "rustc-web",
    "cargo-web",
    "libstd-rust-web-dev",
    "libstd-rust-web-1.96",
    "rust-web-src",
    "rust-web-clippy",
    "libllvm22",
    "libgit2-1.5",
    "libssh2-1",
    "libhttp-parser2.9",
    "libmbedcrypto7",
    "libmbedtls14",
    "libmbedx509-1",
];

const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MACOS: &str = "aarch64-apple-darwin";

/// Writes an empty file in place of each object or library: for macOS nothing is linked, but build scripts call a compiler.
const NOTHING: &str =
    "#!/bin/sh\nwhile [ $# -gt 0 ]; do case \"$1\" in -o) : > \"$2\"; shift;; *.a) : > \"$1\";; esac; shift; done\n";

/// Downloads and unpacks the compiler, if it is not there.
pub(super) fn prepare(workspace: &Workspace) -> Result<Done, Failure> {
    let cache = cache::folder()?;
    cache::make(&cache.join("tmp"))?;
    let start = |name: &str| objects(&cache).join(format!("{name}.o"));
    if start("rsbegin").is_file() && start("rsend").is_file() {
        return Ok(Done::Skipped("it is there"));
    }
    let (debs, tools) = (cache.join("debs"), cache.join("rust"));
    for folder in [&debs, &tools, &objects(&cache)] {
        cache::make(folder)?;
    }
    Process::new(&debs, "apt-get", [&["download"], PACKAGES.as_slice()].concat()).run()?;
    for package in fs::read_dir(&debs).map_err(|source| failed(&debs, source))?.flatten() {
        Process::new(&debs, "dpkg", ["-x".as_ref(), package.path().as_os_str(), tools.as_os_str()]).run()?;
    }
    fs::remove_dir_all(&debs).map_err(|source| failed(&debs, source))?;
    // The objects that a program of the GNU target begins and ends with.
    let sources = sources(&cache)?.join("library/rtstartup");
    for name in ["rsbegin", "rsend"] {
        let (out, source) = (start(name), sources.join(format!("{name}.rs")));
        let words = ["--target", WINDOWS, "--emit=obj", "--crate-type", "lib", "-O", "-o"].map(Into::into);
        let rustc = tools.join("usr/bin/rustc").to_string_lossy().into_owned();
        let call =
            Process::new(&workspace.root, &rustc, words.into_iter().chain([out.into_os_string(), source.into()]));
        dressed(call, &cache).run()?;
    }
    Ok(Done::Ran)
}

/// Returns where the sources of the compiler were unpacked.
fn sources(cache: &Path) -> Result<PathBuf, Failure> {
    let folder = cache.join("rust/usr/src");
    let found = fs::read_dir(&folder).map_err(|source| failed(&folder, source))?.flatten().map(|entry| entry.path());
    let mut found = found.filter(|path| path.join("library/rtstartup").is_dir());
    found.next().ok_or(Failure::NotRead("the package rust-web-src has no library/rtstartup"))
}

fn objects(cache: &Path) -> PathBuf {
    cache.join("rust/usr/lib/rustlib").join(WINDOWS).join("lib")
}

/// Returns the folder of the programs for Windows.
pub(super) fn built(_: &Workspace) -> Result<PathBuf, Failure> {
    Ok(cache::folder()?.join("target").join(WINDOWS).join("debug"))
}

/// Makes a call of cargo for Windows. Tests run under Wine.
pub(super) fn windows(workspace: &Workspace, arguments: &[&str]) -> Result<Process, Failure> {
    let cache = cache::folder()?;
    let tool = |name: &str| format!("x86_64-w64-mingw32-{name}-posix");
    let call = cargo(workspace, &cache, WINDOWS, arguments)
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", tool("gcc"))
        .env("CC_x86_64_pc_windows_gnu", tool("gcc"))
        .env("CXX_x86_64_pc_windows_gnu", tool("g++"))
        .env("AR_x86_64_pc_windows_gnu", tool("gcc-ar"))
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", super::wine::runner(&cache));
    Ok(super::wine::dressed(call, &cache))
}

/// Makes a call of cargo for macOS, which can only check.
pub(super) fn macos(workspace: &Workspace, arguments: &[&str]) -> Result<Process, Failure> {
    let cache = cache::folder()?;
    let (sdk, nothing) = (cache.join("sdk"), cache.join("nothing"));
    cache::make(&sdk)?;
    cache::write(&nothing, NOTHING, true)?;
    let call = cargo(workspace, &cache, MACOS, arguments);
    let tools = ["CC_aarch64_apple_darwin", "CXX_aarch64_apple_darwin", "AR_aarch64_apple_darwin"];
    Ok(tools.into_iter().fold(call.env("SDKROOT", sdk), |call, tool| call.env(tool, &nothing)))
}

fn cargo(workspace: &Workspace, cache: &Path, target: &str, arguments: &[&str]) -> Process {
    let program = cache.join("rust/usr/bin/cargo").to_string_lossy().into_owned();
    let (call, rest) = arguments.split_at(1);
    let words = [call, &["--locked", "-Zbuild-std=std,panic_unwind", "--target", target], rest].concat();
    let call = Process::new(&workspace.root, &program, words);
    let call = env::vars_os().fold(call, |call, (name, _)| match name.to_str() {
        Some(name) if name.starts_with("OA_TOKEN_") || name.starts_with("RUSTUP_") => call.without(name),
        _ => call,
    });
    dressed(call, cache)
}

/// Gives a call the unpacked compiler, and folders of its own.
fn dressed(call: Process, cache: &Path) -> Process {
    let tools = cache.join("rust/usr");
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(tools.join("bin")).chain(env::split_paths(&path))).unwrap_or(path);
    call.env("PATH", path)
        .env("LD_LIBRARY_PATH", tools.join("lib/x86_64-linux-gnu"))
        .env("RUSTC", tools.join("bin/rustc"))
        .env("RUSTDOC", tools.join("bin/rustdoc"))
        // The parts of the standard library can only be built by a compiler that allows unstable features.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_HOME", cache.join("cargo-home"))
        .env("CARGO_TARGET_DIR", cache.join("target"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .env("RUST_BACKTRACE", "0")
        // The linker leaves thousands of empty files.
        .env("TMPDIR", cache.join("tmp"))
}
