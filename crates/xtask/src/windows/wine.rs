//! Wine: a prefix of its own, and programs run in it.

use std::path::{Path, PathBuf};

use super::cache;
use crate::failure::Failure;
use crate::process::Process;
use crate::steps::Done;
use crate::workspace::Workspace;

/// How Debian installs Wine's loader of 64-bit programs.
const LOADER: &str = "/usr/lib/wine/wine64";

/// The standard library asks this DLL for random bytes; Wine 8 lacks it. It is made for the prefix of the tests alone.
const RANDOM: &str = r"typedef unsigned long ULONG;
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *buffer, ULONG length);
__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *buffer, unsigned long long length) {
    while (length > 0) {
        ULONG part = length > 0x10000000 ? 0x10000000 : (ULONG)length;
        if (!SystemFunction036(buffer, part)) return 0;
        buffer += part;
        length -= part;
    }
    return 1;
}
";

/// Makes the prefix, if it is not there.
pub(super) fn prepare(workspace: &Workspace) -> Result<Done, Failure> {
    let cache = cache::folder()?;
    let dll = prefix(&cache).join("drive_c/windows/system32/bcryptprimitives.dll");
    // The libraries of the compiler must not reach Wine.
    cache::write(&runner(&cache), &format!("#!/bin/sh\nunset LD_LIBRARY_PATH\nexec {LOADER} \"$@\"\n"), true)?;
    if dll.is_file() {
        return Ok(Done::Skipped("it is there"));
    }
    dressed(Process::new(&workspace.root, LOADER, ["wineboot", "-i"]), &cache).run()?;
    let source = cache.join("bcryptprimitives.c");
    cache::write(&source, RANDOM, false)?;
    let words = ["-shared", "-O2", "-static-libgcc", "-o"].map(Into::into);
    let words = words.into_iter().chain([dll.into_os_string(), source.into_os_string(), "-ladvapi32".into()]);
    Process::new(&cache, "x86_64-w64-mingw32-gcc-posix", words).run()?;
    Ok(Done::Ran)
}

/// Returns the script that runs a program of Windows.
pub(super) fn runner(cache: &Path) -> PathBuf {
    cache.join("wine-run")
}

/// Returns the prefix.
pub(super) fn prefix(cache: &Path) -> PathBuf {
    cache.join("prefix")
}

/// Gives a call the prefix.
pub(super) fn dressed(call: Process, cache: &Path) -> Process {
    // Where WebView2Loader.dll is, which programs of this target load.
    let built = cache.join("target/x86_64-pc-windows-gnu/debug");
    call.env("WINEPREFIX", prefix(cache))
        .env("WINEARCH", "win64")
        .env("WINEDEBUG", "-all")
        .env("WINEPATH", in_windows(&built))
}

/// Returns a path of this computer as programs of Windows see it.
pub(super) fn in_windows(path: &Path) -> String {
    format!("Z:{}", path.to_string_lossy().replace('/', r"\"))
}

/// Runs a program of Windows for at most two minutes.
pub(super) fn run(workspace: &Workspace, words: &[&str]) -> Result<(), Failure> {
    call(workspace, words)?.run()
}

/// Makes a call of a program of Windows.
pub(super) fn call(workspace: &Workspace, words: &[&str]) -> Result<Process, Failure> {
    let cache = cache::folder()?;
    let call = Process::new(&workspace.root, "timeout", [&["120", LOADER], words].concat());
    Ok(dressed(call, &cache).without("LD_LIBRARY_PATH").env("LC_ALL", "C.UTF-8"))
}
